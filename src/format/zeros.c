#include "format/zeros.h"

#include <string.h>

enum { SIZES = 128 };

ebm_zeros ebm_zeros_count(unsigned size, const int16_t *number) {
  ebm_zeros zeros = {0};
  bool seen[SIZES] = {false};
  unsigned in_column[SIZES] = {0};
  for (unsigned r = 0; r < size; r++) {
    unsigned in_row = 0;
    for (unsigned c = 0; c < size; c++) {
      int n = number[r * size + c];
      zeros.blanks |= n == EBM_BLANK;
      if (n == 0) zeros.zeros++, in_row++, in_column[c]++;
      if (n <= 0) continue;
      if ((unsigned)n > zeros.highest) zeros.highest = (unsigned)n;
      if (!seen[n]) zeros.distinct++;
      seen[n] = true;
    }
    zeros.twice += in_row > 1 ? in_row - 1 : 0;
  }
  for (unsigned c = 0; c < size; c++) zeros.twice += in_column[c] > 1 ? in_column[c] - 1 : 0;
  return zeros;
}

/* One 0 too many, in a puzzle with a fault, counts in its row and in its column. */
bool ebm_zeros_clash(const ebm_zeros *zeros) {
  return zeros->twice > 2;
}

/* Whether the zeros stand as a value would, and too well for blanks: so many, and never two of them in a row or column.
 * Of blanks put anywhere, 4 + size / 4 stand like that in fewer than one of thirty grids; where symbols from 0 are
 * usual, a half of that says as much. And nobody sets a puzzle that shows fewer than all values but one: the two that
 * are missing could change places. */
static bool stand_as_values(unsigned size, const ebm_zeros *zeros, bool usual) {
  unsigned enough = usual ? size / 4 : 4 + size / 4;
  if (enough > size) enough = size;
  return zeros->twice == 0 && zeros->zeros >= enough && zeros->distinct + 2 >= size;
}

ebm_zero ebm_zeros_judge(unsigned size, const ebm_zeros *zeros, bool usual, bool follows) {
  if (zeros->highest == size || ebm_zeros_clash(zeros)) return EBM_ZERO_BLANK;
  if (follows) return EBM_ZERO_VALUE;
  if (zeros->zeros == 0 || !zeros->blanks) return EBM_ZERO_BLANK;
  return stand_as_values(size, zeros, usual) ? EBM_ZERO_VALUE : EBM_ZERO_EITHER;
}
