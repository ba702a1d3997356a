#include "report/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CAPACITY = 1 << 16 }; /* first allocation: a record rarely needs a second */

char *ebm_buffer_reserve(ebm_buffer *buffer, size_t size) {
  if (size <= buffer->capacity - buffer->length) return buffer->bytes == NULL ? NULL : buffer->bytes + buffer->length;
  if (buffer->failed || size > SIZE_MAX / 4 - buffer->length) {
    buffer->failed = true;
    return NULL;
  }
  size_t capacity = buffer->capacity == 0 ? CAPACITY : buffer->capacity;
  while (capacity < buffer->length + size) capacity *= 2;
  char *bytes = realloc(buffer->bytes, capacity);
  if (bytes == NULL) {
    buffer->failed = true;
    return NULL;
  }
  buffer->bytes = bytes;
  buffer->capacity = capacity;
  return bytes + buffer->length;
}

void ebm_buffer_append(ebm_buffer *buffer, const char *bytes, size_t size) {
  char *to = ebm_buffer_reserve(buffer, size);
  if (to == NULL) return;
  memcpy(to, bytes, size);
  buffer->length += size;
}

void ebm_buffer_string(ebm_buffer *buffer, const char *string) {
  ebm_buffer_append(buffer, string, strlen(string));
}

void ebm_buffer_byte(ebm_buffer *buffer, char byte) {
  ebm_buffer_append(buffer, &byte, 1);
}

void ebm_buffer_count(ebm_buffer *buffer, uint64_t count) {
  char digits[20];
  size_t first = sizeof digits;
  do digits[--first] = (char)('0' + count % 10);
  while ((count /= 10) != 0);
  ebm_buffer_append(buffer, digits + first, sizeof digits - first);
}

void ebm_buffer_real(ebm_buffer *buffer, double value) {
  char text[40] = "0"; /* most are: hard rules that hold */
  if (value != 0) snprintf(text, sizeof text, "%.15g", value);
  if (strtod(text, NULL) != value) snprintf(text, sizeof text, "%.17g", value);
  ebm_buffer_string(buffer, text);
}

void ebm_buffer_seconds(ebm_buffer *buffer, double seconds) {
  uint64_t nanoseconds = seconds > 0 ? (uint64_t)(seconds * 1e9 + 0.5) : 0;
  char fraction[10] = ".";
  for (size_t i = 9; i > 0; i--, nanoseconds /= 10) fraction[i] = (char)('0' + nanoseconds % 10);
  ebm_buffer_count(buffer, nanoseconds);
  ebm_buffer_append(buffer, fraction, sizeof fraction);
}

void ebm_buffer_format(ebm_buffer *buffer, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  char *to = length < 0 ? NULL : ebm_buffer_reserve(buffer, (size_t)length + 1);
  if (to == NULL) return;
  va_start(arguments, format);
  vsnprintf(to, (size_t)length + 1, format, arguments);
  va_end(arguments);
  buffer->length += (size_t)length;
}

void ebm_buffer_clear(ebm_buffer *buffer) {
  free(buffer->bytes);
  *buffer = (ebm_buffer){0};
}
