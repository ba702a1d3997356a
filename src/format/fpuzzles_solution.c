/* fpuzzles_solution.c - the solution that a document carries beside its puzzle: one entry a cell, row by row. What is
 * found is held against it; it takes no part in finding. */
#include <stdio.h>
#include <string.h>

#include "format/fpuzzles.h"

enum { UNKNOWN = 0, NO_VALUE = -1 };

/* The value of an entry; UNKNOWN where the author left the cell open, NO_VALUE when it makes no sense. */
static int value_of(const json_t *entry, unsigned values) {
  int32_t n;
  if (ebm_fpuzzle_empty(entry)) return UNKNOWN;
  if (ebm_fpuzzle_number(entry, &n)) return n == 0 || n == -1 ? UNKNOWN : n > 0 && n <= (int32_t)values ? n : NO_VALUE;
  const char *text = json_string_value(entry);
  return text != NULL && strlen(text) == 1 && strchr(".?_", text[0]) != NULL ? UNKNOWN : NO_VALUE;
}

/* The same for a character of a solution that is one string. */
static int value_at(char c, unsigned values) {
  if (strchr(".?_0 ", c) != NULL) return UNKNOWN;
  int n = c >= '1' && c <= '9' ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : NO_VALUE;
  return n <= (int)values ? n : NO_VALUE;
}

void ebm_fpuzzle_solution(const json_t *solution, unsigned size, ebm_key *key) {
  size_t cells = (size_t)size * size;
  const char *string = json_string_value(solution);
  size_t n = string != NULL ? strlen(string) : json_array_size(solution);
  bool rows = string == NULL && n == size && json_is_array(json_array_get(solution, 0));
  if (string == NULL && !json_is_array(solution)) {
    snprintf(key->malformed, sizeof key->malformed, "neither a list nor a string");
    return;
  }
  for (size_t i = 0; rows && i < size; i++) {
    if (json_array_size(json_array_get(solution, i)) == size) continue;
    snprintf(key->malformed, sizeof key->malformed, "row %zu has %zu values, %u expected", i + 1,
             json_array_size(json_array_get(solution, i)), size);
    return;
  }
  if (!rows && n != cells) {
    snprintf(key->malformed, sizeof key->malformed, "%zu values, %zu expected", n, cells);
    return;
  }
  for (size_t i = 0; i < cells; i++) {
    const json_t *entry = rows ? json_array_get(json_array_get(solution, i / size), i % size) : NULL;
    if (!rows && string == NULL) entry = json_array_get(solution, i);
    int value = string != NULL ? value_at(string[i], size) : value_of(entry, size);
    if (value == NO_VALUE) {
      snprintf(key->malformed, sizeof key->malformed, "what stands for R%zuC%zu is not a value from 1 to %u",
               i / size + 1, i % size + 1, size);
      return;
    }
    key->value[i] = (uint8_t)value;
    key->known += value != UNKNOWN;
  }
}
