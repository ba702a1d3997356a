#include "report/marginals.h"

static void write_count(ebm_buffer *buffer, const ebm_answer *answer) {
  ebm_report_cells(buffer, answer->puzzle, NULL);
  ebm_buffer_byte(buffer, ':');
  ebm_report_solutions(buffer, answer);
  ebm_buffer_byte(buffer, ':');
  if (answer->value != NULL) ebm_report_cells(buffer, answer->puzzle, answer->value);
}

/* The last one's newline is the record's. */
static void write_all(ebm_buffer *buffer, const ebm_answer *answer) {
  for (uint64_t i = 0; i < answer->solutions; i++) {
    if (i > 0) ebm_buffer_byte(buffer, '\n');
    ebm_report_cells(buffer, answer->puzzle, answer->all + i * ebm_puzzle_variables(answer->puzzle));
  }
}

static void draws_line(ebm_buffer *buffer, const ebm_draws *draws) {
  for (size_t i = 0; i < draws->states; i++) {
    ebm_report_cells(buffer, draws->puzzle, draws->value + i * ebm_puzzle_variables(draws->puzzle));
    ebm_buffer_byte(buffer, '\n');
  }
}

/* One line per record. The solved grid; what is given of one that is not solved, or
 * the best that was found where the lowest energy is not proved; nothing of one that could not be
 * read. A count stands between puzzle and solution, puzzle:count:solution, the way the field's test sets write it.
 * Every solution, where all were asked for; states have their lines already; the marginals of each cell on a line of
 * its own. The way there stands before the grid. */
static void answer_line(ebm_buffer *buffer, const ebm_report_style *style, const ebm_answer *answer, uint64_t index) {
  (void)index;
  if (answer->states > 0 && !style->marginals) return;
  ebm_report_explanation(buffer, style, answer);
  if (answer->outcome != EBM_INVALID && answer->puzzle != NULL) {
    if (answer->marginal != NULL)
      ebm_report_marginals_line(buffer, answer);
    else if (style->question == EBM_QUESTION_COUNT)
      write_count(buffer, answer);
    else if (style->question == EBM_QUESTION_ALL && answer->all != NULL)
      write_all(buffer, answer);
    else
      ebm_report_cells(buffer, answer->puzzle, ebm_report_value_shown(style, answer));
  }
  ebm_buffer_byte(buffer, '\n');
}

const ebm_report ebm_report_line = {.name = "line", .answer = answer_line, .draws = draws_line};
