/* overruled.c - which givens a solution does not keep, in words, on lines of 80 columns. */
#include "report/report.h"

enum { WIDTH = 80 };

bool ebm_report_overrules(const ebm_answer *answer, size_t variable) {
  uint8_t given = ebm_puzzle_given(answer->puzzle)[variable];
  return given != 0 && given != answer->value[variable] + 1;
}

/* "R1C1 4 to 3": what is given, and what stands there. */
static void write_change(ebm_buffer *word, const ebm_answer *answer, size_t v) {
  char name[32];
  ebm_puzzle_variable_name(answer->puzzle, (uint32_t)v, name, sizeof name);
  ebm_buffer_string(word, name);
  ebm_buffer_byte(word, ' ');
  ebm_report_value(word, answer->puzzle, ebm_puzzle_given(answer->puzzle)[v] - 1u);
  ebm_buffer_string(word, " to ");
  ebm_report_value(word, answer->puzzle, answer->value[v]);
}

/* Returns how many there are. */
static size_t write_changes(ebm_buffer *buffer, const ebm_answer *answer) {
  ebm_buffer word = {0};
  size_t n = 0, line = buffer->length;
  for (size_t v = 0; v < ebm_puzzle_variables(answer->puzzle); v++) {
    if (!ebm_report_overrules(answer, v)) continue;
    word.length = 0;
    write_change(&word, answer, v);
    ebm_buffer_string(buffer, n++ == 0 ? "overruled:" : ",");
    if (buffer->length - line + word.length + 2 > WIDTH) { /* a space before it, perhaps a comma behind it */
      ebm_buffer_string(buffer, "\n   ");
      line = buffer->length - 3;
    }
    ebm_buffer_byte(buffer, ' ');
    ebm_buffer_append(buffer, word.bytes, word.length);
  }
  buffer->failed |= word.failed;
  ebm_buffer_clear(&word);
  return n;
}

void ebm_report_overruled(ebm_buffer *buffer, const ebm_answer *answer) {
  if (!answer->soft_givens || answer->value == NULL) return;
  if (write_changes(buffer, answer) == 0) ebm_buffer_string(buffer, "no given overruled");
  ebm_buffer_string(buffer, "\nE = ");
  ebm_buffer_real(buffer, answer->energy);
  if (answer->minima == 0) {
    ebm_buffer_string(buffer, "; lower energies are not excluded\n");
  } else if (answer->minima == 1) {
    ebm_buffer_string(buffer, ", the lowest\n");
  } else {
    ebm_buffer_format(buffer, ", the lowest, of %llu%s solutions", (unsigned long long)answer->minima,
                      answer->exhausted || answer->restorations > 0 ? "" : " or more");
    if (answer->restorations > 0)
      ebm_buffer_format(buffer, "; %llu of them unique with the givens put right",
                        (unsigned long long)answer->restorations);
    ebm_buffer_byte(buffer, '\n');
  }
}
