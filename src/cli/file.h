/* file.h - whole files, to and from memory. */
#ifndef EBM_CLI_FILE_H
#define EBM_CLI_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes of a file, to be released with free. False: errno says why (EFBIG: more than `limit` bytes). */
bool ebm_file_read(const char *path, size_t limit, void **bytes, size_t *size);

/* Writes all of it or, as far as that can be undone, nothing. False: errno says why. "-" is standard output. */
bool ebm_file_write(const char *path, const void *bytes, size_t size);

#endif
