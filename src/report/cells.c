#include <string.h>

#include "report/report.h"

bool ebm_report_symbols(const ebm_puzzle *puzzle) {
  return strlen(ebm_puzzle_alphabet(puzzle)) > ebm_puzzle_layout(puzzle)->values;
}

unsigned ebm_report_first(const ebm_puzzle *puzzle) {
  return ebm_puzzle_alphabet(puzzle)[1] == '0' ? 0 : 1;
}

void ebm_report_value(ebm_buffer *buffer, const ebm_puzzle *puzzle, unsigned value) {
  if (ebm_report_symbols(puzzle))
    ebm_buffer_byte(buffer, ebm_puzzle_alphabet(puzzle)[value + 1]);
  else
    ebm_buffer_count(buffer, (uint64_t)value + ebm_report_first(puzzle));
}

/* to[i] = from[i] + first, eight cells at a time: no sum of a value and a symbol of ASCII carries into the next byte.
 * A lookup per cell costs four times as much, and this is what a batch's output consists of. */
static void shift_symbols(char *to, const uint8_t *from, size_t n, char first) {
  uint64_t firsts = UINT64_C(0x0101010101010101) * (uint8_t)first;
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    uint64_t cells;
    memcpy(&cells, from + i, 8);
    cells += firsts;
    memcpy(to + i, &cells, 8);
  }
  for (; i < n; i++) to[i] = (char)(from[i] + first);
}

/* Whether the values 1..values, 9 at most, are written as what they are. */
static bool is_digits(const char *symbols, unsigned values) {
  return values <= 9 && memcmp(symbols, "123456789", values) == 0;
}

static void write_numbers(ebm_buffer *buffer, const ebm_puzzle *puzzle, const uint8_t *value) {
  const uint8_t *given = ebm_puzzle_given(puzzle);
  size_t n = ebm_puzzle_variables(puzzle);
  unsigned first = ebm_report_first(puzzle);
  for (size_t v = 0; v < n; v++) {
    if (v > 0) ebm_buffer_byte(buffer, ' ');
    if (value != NULL)
      ebm_buffer_count(buffer, (uint64_t)value[v] + first);
    else if (given[v] != 0)
      ebm_buffer_count(buffer, given[v] - 1u + first);
    else
      ebm_buffer_byte(buffer, ebm_puzzle_alphabet(puzzle)[0]);
  }
}

void ebm_report_cells(ebm_buffer *buffer, const ebm_puzzle *puzzle, const uint8_t *value) {
  const char *alphabet = ebm_puzzle_alphabet(puzzle);
  size_t n = ebm_puzzle_variables(puzzle);
  bool digits = is_digits(alphabet + 1, ebm_puzzle_layout(puzzle)->values);
  if (!digits && !ebm_report_symbols(puzzle)) {
    write_numbers(buffer, puzzle, value);
    return;
  }
  char *to = ebm_buffer_reserve(buffer, n);
  if (to == NULL) return;
  if (value != NULL && digits) {
    shift_symbols(to, value, n, '1');
  } else {
    const uint8_t *given = ebm_puzzle_given(puzzle);
    for (size_t v = 0; v < n; v++) to[v] = alphabet[value != NULL ? value[v] + 1 : given[v]];
  }
  buffer->length += n;
}

bool ebm_report_satisfied(const ebm_report_style *style, const ebm_answer *answer) {
  if (answer->outcome != EBM_SOLVED) return false;
  switch (style->question) {
    case EBM_QUESTION_SOLVE: break;
    case EBM_QUESTION_UNIQUE: return answer->unique == 1;
    case EBM_QUESTION_COUNT:
    case EBM_QUESTION_ALL: return answer->exhausted || answer->solutions >= style->limit;
  }
  return true;
}

const uint8_t *ebm_report_value_shown(const ebm_report_style *style, const ebm_answer *answer) {
  bool best = answer->soft && answer->outcome == EBM_UNKNOWN && style->question == EBM_QUESTION_SOLVE;
  return best || ebm_report_satisfied(style, answer) ? answer->value : NULL;
}

void ebm_report_solutions(ebm_buffer *buffer, const ebm_answer *answer) {
  ebm_buffer_count(buffer, answer->solutions);
  if (!answer->exhausted) ebm_buffer_byte(buffer, '+');
}
