#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

static bool reserve(ebm_text *text, size_t more) {
  if (!text->failed) text->failed = !ebm_reserve((void **)&text->bytes, &text->capacity, text->length + more, 1);
  return !text->failed;
}

void ebm_text_append(ebm_text *text, const char *bytes, size_t length) {
  if (length == 0 || !reserve(text, length)) return;
  memcpy(text->bytes + text->length, bytes, length);
  text->length += length;
}

void ebm_text_printf(ebm_text *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length < 0 || !reserve(text, (size_t)length + 1)) return;
  va_start(arguments, format);
  vsnprintf(text->bytes + text->length, (size_t)length + 1, format, arguments);
  va_end(arguments);
  text->length += (size_t)length;
}

void ebm_text_clear(ebm_text *text) {
  ebm_free(text->bytes);
  *text = (ebm_text){0};
}
