/* remainders.c - what sums leave over: rows, columns and boxes have known sums, so that the cells of some of them which
 * no cage covers have one, too, and so have the cells by which cages stick out. Nothing new is said, but it is seen:
 * one cage at a time, these cells would be found by trying ("rule of 45" among solvers of killer puzzles). */
#include <stdlib.h>
#include <string.h>

#include "base/budget.h"
#include "base/memory.h"
#include "base/status.h"
#include "model/tables.h"
#include "rule/compile.h"

enum { WORK = 1 << 25 }; /* looks at cells before nothing is looked for: a 36x36 full of cages needs a tenth */

ebm_status ebm_rules_note_sum(ebm_rules *rules, const uint32_t *cell, uint32_t n, int32_t target, ebm_error *error) {
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t k = 0; k < i; k++)
      if (cell[k] == cell[i]) return EBM_OK;
  if (!ebm_reserve((void **)&rules->sum, &rules->sum_room, rules->n_sums + 1, sizeof *rules->sum) ||
      !ebm_reserve((void **)&rules->sum_cell, &rules->sum_cell_room, rules->n_sum_cells + n, sizeof *rules->sum_cell))
    return ebm_fail_memory(error);
  rules->sum[rules->n_sums++] = (noted_sum){rules->n_sum_cells, n, target};
  memcpy(rules->sum_cell + rules->n_sum_cells, cell, n * sizeof *cell);
  rules->n_sum_cells += n;
  return EBM_OK;
}

/* An area of whole houses, and what is found out about it. */
typedef struct area {
  ebm_rules *rules;
  uint8_t *inside;  /* [cells] of the houses */
  uint8_t *covered; /* [cells] by the sums taken */
  int64_t total;    /* of the houses */
} area;

static int larger_first(const void *a, const void *b) {
  const noted_sum *x = a, *y = b;
  if (x->n != y->n) return x->n < y->n ? 1 : -1;
  return (x->begin > y->begin) - (x->begin < y->begin);
}

/* Takes sums that share no cell, the largest first: those that lie inside, or all that touch. Returns their total. */
static int64_t cover(area *a, bool touching, uint32_t *taken) {
  ebm_rules *rules = a->rules;
  int64_t total = 0;
  memset(a->covered, 0, ebm_board_cells(&rules->board));
  *taken = 0;
  for (size_t s = 0; s < rules->n_sums; s++) {
    const noted_sum *sum = &rules->sum[s];
    const uint32_t *cell = rules->sum_cell + sum->begin;
    uint32_t within = 0, used = 0;
    for (uint32_t i = 0; i < sum->n; i++) {
      within += a->inside[cell[i]];
      used += a->covered[cell[i]];
    }
    if (used > 0 || within == 0 || (!touching && within < sum->n)) continue;
    for (uint32_t i = 0; i < sum->n; i++) a->covered[cell[i]] = 1;
    total += sum->target;
    ++*taken;
  }
  return total;
}

/* Whether such a remainder was added before; else it is noted. */
static bool is_known(ebm_rules *rules, const uint32_t *cell, uint32_t n) {
  for (size_t i = 0; i < rules->n_remainders; i++)
    if (memcmp(rules->remainder[i], cell, n * sizeof *cell) == 0 &&
        (n == EBM_REMAINDER_CELLS || rules->remainder[i][n] == UINT32_MAX))
      return true;
  return false;
}

/* Cells of the area that nothing covers count 1, covered cells outside -1: they sum to total. */
static ebm_status add_remainder(area *a, int64_t total, ebm_error *error) {
  ebm_rules *rules = a->rules;
  uint32_t cell[EBM_REMAINDER_CELLS], n = 0;
  int32_t coefficient[EBM_REMAINDER_CELLS];
  for (uint32_t c = 0; c < ebm_board_cells(&rules->board); c++) {
    if (a->inside[c] == a->covered[c]) continue;
    if (n == EBM_REMAINDER_CELLS) return EBM_OK;
    cell[n] = c;
    coefficient[n++] = a->inside[c] ? 1 : -1;
  }
  if (n == 0 ? total != 0 : llabs(total) > EBM_LINEAR_LIMIT) return ebm_rules_impossible(rules, "remainder", error);
  if (n == 0) return EBM_OK;
  if (is_known(rules, cell, n)) return EBM_OK;
  if (!ebm_reserve((void **)&rules->remainder, &rules->remainder_room, rules->n_remainders + 1,
                   sizeof *rules->remainder))
    return ebm_fail_memory(error);
  uint32_t *kept = rules->remainder[rules->n_remainders++];
  for (uint32_t i = 0; i < EBM_REMAINDER_CELLS; i++) kept[i] = i < n ? cell[i] : UINT32_MAX;
  return ebm_rules_sum(rules, cell, coefficient, n, (int32_t)total, "remainder", error);
}

static ebm_status add_area(area *a, ebm_error *error) {
  uint32_t taken;
  if (ebm_budget_over()) return ebm_fail_memory(error);
  int64_t sums = cover(a, false, &taken);
  ebm_status status = taken > 0 ? add_remainder(a, a->total - sums, error) : EBM_OK;
  sums = cover(a, true, &taken);
  return status == EBM_OK && taken > 0 ? add_remainder(a, a->total - sums, error) : status;
}

/* Every run of neighbouring rows, or columns. */
static ebm_status add_lines(area *a, bool rows, int64_t house, ebm_error *error) {
  const ebm_board *board = &a->rules->board;
  uint32_t lines = rows ? board->rows : board->columns, cells = ebm_board_cells(board);
  ebm_status status = EBM_OK;
  for (uint32_t first = 0; first < lines; first++)
    for (uint32_t last = first; status == EBM_OK && last < lines; last++) {
      for (uint32_t c = 0; c < cells; c++) {
        uint32_t line = rows ? c / board->columns : c % board->columns;
        a->inside[c] = line >= first && line <= last;
      }
      a->total = house * (last - first + 1);
      status = add_area(a, error);
    }
  return status;
}

/* Every box or region that has all values. */
static ebm_status add_regions(area *a, int64_t house, ebm_error *error) {
  const ebm_board *board = &a->rules->board;
  uint32_t cells = ebm_board_cells(board);
  ebm_status status = EBM_OK;
  for (uint32_t corner = 0; status == EBM_OK && corner < cells; corner++) {
    uint32_t region = ebm_board_region(board, corner), n = 0;
    bool first = region != EBM_NO_REGION;
    for (uint32_t c = 0; first && c < cells; c++) {
      a->inside[c] = ebm_board_region(board, c) == region;
      first = c >= corner || !a->inside[c];
      n += a->inside[c];
    }
    a->total = house;
    if (first && n == board->values) status = add_area(a, error);
  }
  return status;
}

ebm_status ebm_rules_remainders(ebm_rules *rules, ebm_error *error) {
  const ebm_board *board = &rules->board;
  uint32_t cells = ebm_board_cells(board);
  int64_t house = (int64_t)board->values * (2 * board->first + (int64_t)board->values - 1) / 2;
  area a = {.rules = rules};
  ebm_status status = EBM_OK;
  double areas = (board->rows * board->rows + board->columns * board->columns) / 2.0 + board->rows;
  if (rules->n_sums == 0 || areas * (double)(rules->n_sum_cells + cells) > WORK) return EBM_OK;
  qsort(rules->sum, rules->n_sums, sizeof *rules->sum, larger_first);
  a.inside = ebm_allocate(cells, 1);
  a.covered = ebm_allocate(cells, 1);
  if (a.inside == NULL || a.covered == NULL) status = ebm_fail_memory(error);
  if (status == EBM_OK && !board->plain && board->columns == board->values) status = add_lines(&a, true, house, error);
  if (status == EBM_OK && !board->plain && board->rows == board->values) status = add_lines(&a, false, house, error);
  if (status == EBM_OK) status = add_regions(&a, house, error);
  ebm_free(a.inside);
  ebm_free(a.covered);
  return status;
}
