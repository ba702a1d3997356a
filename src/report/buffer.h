/* buffer.h - bytes on their way out. */
#ifndef EBM_REPORT_BUFFER_H
#define EBM_REPORT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is empty. After an allocation failed, `failed` stays set and further appends do nothing, so that a report
 * need not ask after each word. */
typedef struct ebm_buffer {
  char *bytes; /* [length], not terminated */
  size_t length, capacity;
  bool failed;
} ebm_buffer;

/* Room for `size` more bytes behind the last one; the caller adds to length what it used. NULL when memory is out. */
char *ebm_buffer_reserve(ebm_buffer *buffer, size_t size);

void ebm_buffer_append(ebm_buffer *buffer, const char *bytes, size_t size);
void ebm_buffer_string(ebm_buffer *buffer, const char *string);
void ebm_buffer_byte(ebm_buffer *buffer, char byte);
void ebm_buffer_count(ebm_buffer *buffer, uint64_t count);
void ebm_buffer_real(ebm_buffer *buffer, double value);      /* shortest of 15 or 17 digits that reads back the same */
void ebm_buffer_seconds(ebm_buffer *buffer, double seconds); /* to the nanosecond */
void ebm_buffer_format(ebm_buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void ebm_buffer_clear(ebm_buffer *buffer); /* gives the memory back */

#endif
