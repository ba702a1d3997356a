#include "report/marginals.h"

#include <math.h>

void ebm_report_cell(const ebm_puzzle *puzzle, size_t variable, size_t *row, size_t *column) {
  const ebm_layout *layout = ebm_puzzle_layout(puzzle);
  size_t columns = layout->rows > 0 && layout->columns > 0 ? layout->columns : ebm_puzzle_variables(puzzle);
  *row = variable / columns + 1;
  *column = variable % columns + 1;
}

void ebm_report_marginals_line(ebm_buffer *buffer, const ebm_answer *answer) {
  size_t n = ebm_puzzle_variables(answer->puzzle), values = ebm_puzzle_layout(answer->puzzle)->values, row, column;
  for (size_t v = 0; v < n; v++) {
    ebm_report_cell(answer->puzzle, v, &row, &column);
    if (v > 0) ebm_buffer_byte(buffer, '\n');
    ebm_buffer_count(buffer, answer->line);
    ebm_buffer_format(buffer, " R%zuC%zu", row, column);
    for (size_t a = v * values; a < (v + 1) * values; a++)
      ebm_buffer_format(buffer, " %.6f %.6f", answer->marginal[a], answer->marginal_error[a]);
  }
}

size_t ebm_report_likeliest(const ebm_answer *answer, size_t variable) {
  size_t values = ebm_puzzle_layout(answer->puzzle)->values, best = 0;
  const double *p = &answer->marginal[variable * values];
  for (size_t a = 1; a < values; a++)
    if (p[a] > p[best]) best = a;
  return best;
}

double ebm_report_largest_error(const ebm_answer *answer) {
  size_t n = ebm_puzzle_variables(answer->puzzle) * ebm_puzzle_layout(answer->puzzle)->values;
  double largest = 0;
  for (size_t i = 0; i < n; i++) largest = fmax(largest, answer->marginal_error[i]);
  return largest;
}
