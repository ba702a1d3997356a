/* bytes.h - bytes in memory as a source. */
#ifndef EBM_TESTS_BYTES_H
#define EBM_TESTS_BYTES_H

#include <stddef.h>
#include <string.h>

typedef struct bytes_input {
  const char *bytes;
  size_t left;
  size_t piece; /* that a call gives at most; 0: as many as fit */
} bytes_input;

/* read of an ebm_source whose context is a bytes_input. */
static inline ptrdiff_t bytes_read(void *context, char *to, size_t size) {
  bytes_input *in = context;
  size_t n = in->piece != 0 && in->piece < in->left ? in->piece : in->left;
  if (n > size) n = size;
  memcpy(to, in->bytes, n);
  in->bytes += n;
  in->left -= n;
  return (ptrdiff_t)n;
}

#endif
