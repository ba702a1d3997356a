/* sums.c - rules about sums: cages, arrows, lines whose parts have equal sums. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "model/tables.h"
#include "rule/compile.h"

/* ---- weighted sums ---- */

ebm_status ebm_rule_sum(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  ebm_status status = EBM_OK;
  if (use->n_numbers == 1) status = ebm_rules_note_sum(rules, use->cell, use->n_cells, use->number[0], error);
  if (status != EBM_OK) return status;
  return ebm_rules_sum(rules, use->cell, use->n_numbers > 1 ? use->number + 1 : NULL, use->n_cells, use->number[0],
                       use->rule->name, error);
}

ebm_status ebm_rule_little_killer(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  ebm_status status = ebm_rules_note_sum(rules, use->cell, use->n_cells, use->number[0], error);
  if (status != EBM_OK) return status;
  return ebm_rules_sum(rules, use->cell, NULL, use->n_cells, use->number[0], use->rule->name, error);
}

/* The first `heads` cells with the coefficients given, the others with -1: their sum is 0. */
static ebm_status sum_of_rest(ebm_rules *rules, const ebm_rule_use *use, const uint32_t *cell, const int32_t *head,
                              uint32_t heads, ebm_error *error) {
  int32_t *coefficient = ebm_allocate(use->n_cells, sizeof *coefficient);
  if (coefficient == NULL) return ebm_fail_memory(error);
  for (uint32_t i = 0; i < use->n_cells; i++) coefficient[i] = i < heads ? head[i] : -1;
  ebm_status status = ebm_rules_sum(rules, cell, coefficient, use->n_cells, 0, use->rule->name, error);
  ebm_free(coefficient);
  return status;
}

ebm_status ebm_rule_arrow(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return sum_of_rest(rules, use, use->cell, (int32_t[]){1}, 1, error);
}

/* The circles at both ends sum to the cells between them. */
ebm_status ebm_rule_double_arrow(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  uint32_t *cell = ebm_allocate(use->n_cells, sizeof *cell);
  if (cell == NULL) return ebm_fail_memory(error);
  cell[0] = use->cell[0];
  cell[1] = use->cell[use->n_cells - 1];
  memcpy(cell + 2, use->cell + 1, (use->n_cells - 2) * sizeof *cell);
  ebm_status status = sum_of_rest(rules, use, cell, (int32_t[]){1, 1}, 2, error);
  ebm_free(cell);
  return status;
}

/* The pill is a number of two or three digits, read from left to right and top to bottom. */
ebm_status ebm_rule_pill_arrow(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  static const int32_t power[] = {100, 10, 1};
  uint32_t pill = (uint32_t)use->number[0];
  if ((pill != 2 && pill != 3) || use->n_cells <= pill)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "PillArrow: a pill of 2 or 3 cells, and cells behind it");
  uint32_t *cell = ebm_allocate(use->n_cells, sizeof *cell);
  if (cell == NULL) return ebm_fail_memory(error);
  memcpy(cell, use->cell, use->n_cells * sizeof *cell);
  for (uint32_t i = 1; i < pill; i++)
    for (uint32_t k = i; k > 0 && cell[k - 1] > cell[k]; k--) {
      uint32_t swap = cell[k];
      cell[k] = cell[k - 1];
      cell[k - 1] = swap;
    }
  ebm_status status = sum_of_rest(rules, use, cell, power + 3 - pill, pill, error);
  bool digit[EBM_DOMAIN_LIMIT];
  bool all = true;
  for (uint32_t a = 0; a < rules->board.values; a++) all &= digit[a] = ebm_board_number(&rules->board, a) <= 9;
  for (uint32_t i = 1; status == EBM_OK && !all && i < pill; i++)
    status = ebm_rules_some(rules, &cell[i], 1, digit, use->rule->name, error);
  ebm_free(cell);
  return status;
}

/* ---- cages ---- */

/* The values used so far are the state, so that sums and repetitions are seen together. */
typedef struct cage_reader {
  int first;
  int64_t sum; /* 0: any */
} cage_reader;

static int64_t sum_of_set(uint64_t set, int first) {
  int64_t sum = 0;
  for (; set != 0; set &= set - 1) sum += __builtin_ctzll(set) + first;
  return sum;
}

static bool cage_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const cage_reader *reader = context;
  uint64_t bit = (uint64_t)1 << (number - reader->first);
  (void)position;
  *next = state | bit;
  return (state & bit) == 0 && sum_of_set(*next, reader->first) <= reader->sum;
}

static bool cage_accept(const void *context, uint64_t state) {
  const cage_reader *reader = context;
  return sum_of_set(state, reader->first) == reader->sum;
}

/* A cell that is named twice is one cell of the set, and counts twice in the sum. */
ebm_status ebm_rule_cage(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  const ebm_board *board = &rules->board;
  cage_reader reader = {board->first, use->number[0]};
  ebm_word_rule word = {cage_step, cage_accept, &reader, 0};
  bool fits = false, repeated = false;
  ebm_status status = ebm_rules_different(rules, use->cell, use->n_cells, "cage", 0, error);
  if (status == EBM_OK && use->number[0] != 0)
    status = ebm_rules_note_sum(rules, use->cell, use->n_cells, use->number[0], error);
  if (status != EBM_OK || use->number[0] == 0) return status;
  for (uint32_t i = 0; i < use->n_cells; i++)
    for (uint32_t k = 0; k < i; k++) repeated |= use->cell[i] == use->cell[k];
  if (!repeated && use->n_cells > board->values) return EBM_OK; /* impossible already */
  if (!repeated && board->values <= 10)
    status = ebm_rules_word(rules, use->cell, use->n_cells, &word, "cage", &fits, error);
  if (status == EBM_OK && !fits)
    status = ebm_rules_sum(rules, use->cell, NULL, use->n_cells, use->number[0], "cage", error);
  return status;
}

/* ---- equal sums ---- */

/* Reads segment after segment; the first one says what the others must sum to. */
typedef struct segments_reader {
  const uint8_t *last; /* [n] position i ends a segment: 1 the first, 2 another one */
} segments_reader;

enum {
  FIELD = 1 << 16
}; /* states are (sum of the first) * FIELD + sum of this one, both shifted so that none is negative */

static bool segments_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const segments_reader *reader = context;
  uint64_t wanted = state / FIELD, sum = state % FIELD + (uint64_t)number;
  bool known = wanted != 0;
  if (known && sum > wanted - 1) return false;
  if (reader->last[position] == 1) {
    *next = (sum + 1) * FIELD;
  } else if (reader->last[position] == 2) {
    *next = wanted * FIELD;
    return sum == wanted - 1;
  } else {
    *next = wanted * FIELD + sum;
  }
  return true;
}

static bool any_state(const void *context, uint64_t state) {
  return (void)context, (void)state, true;
}

/* Segments in scope [n], ends in end [n_segments]; the shortest is brought to the front. */
static ebm_status equal_sums(ebm_rules *rules, const uint32_t *cell, const uint32_t *end, uint32_t n_segments,
                             const char *label, ebm_error *error) {
  if (n_segments < 2) return EBM_OK;
  uint32_t n = end[n_segments - 1], shortest = 0;
#define BEGIN(s) ((s) == 0 ? 0 : end[(s)-1])
  for (uint32_t s = 1; s < n_segments; s++)
    if (end[s] - BEGIN(s) < end[shortest] - BEGIN(shortest)) shortest = s;
  uint32_t *scope = ebm_allocate(n, sizeof *scope), placed = 0;
  int32_t *coefficient = ebm_allocate(n, sizeof *coefficient);
  uint8_t *last = ebm_allocate(n, 1);
  ebm_status status = scope == NULL || coefficient == NULL || last == NULL ? ebm_fail_memory(error) : EBM_OK;
  bool repeated = false, fits = false;
  for (uint32_t k = 0; status == EBM_OK && k < n_segments; k++) {
    uint32_t s = k == 0 ? shortest : k <= shortest ? k - 1 : k;
    for (uint32_t i = BEGIN(s); i < end[s]; i++) scope[placed++] = cell[i];
    last[placed - 1] = k == 0 ? 1 : 2;
  }
  for (uint32_t i = 0; status == EBM_OK && i < n; i++)
    for (uint32_t k = 0; k < i; k++) repeated |= scope[i] == scope[k];
  segments_reader reader = {last};
  ebm_word_rule word = {segments_step, any_state, &reader, 0};
  if (status == EBM_OK && !repeated) status = ebm_rules_word(rules, scope, n, &word, label, &fits, error);
  /* And one sum for each pair with the shortest, which knows what cells differ: 364,192 kicks became 2,582 on one
   * puzzle of region sums; without the chain it takes twice as many again. It is all there is when the chain is too
   * large, or meets cells twice. */
  for (uint32_t s = 0; status == EBM_OK && s < n_segments; s++) {
    if (s == shortest) continue;
    uint32_t m = 0;
    for (uint32_t i = BEGIN(shortest); i < end[shortest]; i++, m++) {
      scope[m] = cell[i];
      coefficient[m] = 1;
    }
    for (uint32_t i = BEGIN(s); i < end[s]; i++, m++) {
      scope[m] = cell[i];
      coefficient[m] = -1;
    }
    status = ebm_rules_sum(rules, scope, coefficient, m, 0, label, error);
  }
#undef BEGIN
  ebm_free(scope);
  ebm_free(coefficient);
  ebm_free(last);
  return status;
}

ebm_status ebm_rule_equal_sum(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return equal_sums(rules, use->cell, use->segment, use->n_segments, use->rule->name, error);
}

ebm_status ebm_rule_region_sum_line(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  uint32_t *end = ebm_allocate(use->n_cells, sizeof *end), n = 0;
  if (end == NULL) return ebm_fail_memory(error);
  for (uint32_t i = 0; i < use->n_cells; i++)
    if (i + 1 == use->n_cells ||
        ebm_board_region(&rules->board, use->cell[i]) != ebm_board_region(&rules->board, use->cell[i + 1]))
      end[n++] = i + 1;
  ebm_status status = equal_sums(rules, use->cell, end, n, use->rule->name, error);
  ebm_free(end);
  return status;
}
