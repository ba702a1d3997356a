/* text.h - bytes that grow. */
#ifndef EBM_BASE_TEXT_H
#define EBM_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* All zero is empty. After an allocation failed, `failed` stays set and further appends do nothing, so that a writer
 * asks once, at its end. */
typedef struct ebm_text {
  char *bytes; /* [length], not terminated */
  size_t length, capacity;
  bool failed;
} ebm_text;

void ebm_text_append(ebm_text *text, const char *bytes, size_t length);
void ebm_text_printf(ebm_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void ebm_text_clear(ebm_text *text);

#endif
