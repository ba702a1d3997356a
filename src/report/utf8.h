/* utf8.h - names may be any bytes; what we write is UTF-8. */
#ifndef EBM_REPORT_UTF8_H
#define EBM_REPORT_UTF8_H

#include <stddef.h>

/* Length of the character of more than one byte at the front (RFC 3629: none too long, no surrogates); 0: none. */
size_t ebm_utf8_length(const unsigned char *bytes, size_t size);

#endif
