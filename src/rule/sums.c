/* sums.c - rules about sums: cages, arrows, lines whose parts have equal sums. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "model/tables.h"
#include "rule/compile.h"

/* ---- a weighted sum ---- */

/* Cells that a house keeps different stand together as a run, and the state keeps the values met in the run beside the
 * sum; so the least and most that a run can add are those of different values. */
typedef struct sum_reader {
  const int32_t *coefficient;  /* [n] */
  const uint8_t *to_come;      /* [n] cells of the same run behind position i */
  const int64_t *least, *most; /* [n] what the runs behind the one of position i can add */
  int64_t target;
  int first;
  uint32_t values;
  bool sets; /* false: every cell is a run, nothing is kept */
} sum_reader;

enum { ZERO = 1 << 30, SET_BITS = 31 }; /* state: set of values << SET_BITS, ZERO + sum */

/* The sum of the n lowest values, or highest, that are not in the set. */
static int64_t extreme(const sum_reader *reader, uint64_t set, uint32_t n, bool high) {
  int64_t sum = 0;
  for (uint32_t k = 0; n > 0 && k < reader->values; k++) {
    uint32_t a = high ? reader->values - 1 - k : k;
    if ((set >> a & 1) != 0) continue;
    sum += reader->first + (int64_t)a;
    n--;
  }
  return sum;
}

static bool sum_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const sum_reader *reader = context;
  int64_t c = reader->coefficient[position];
  int64_t sum = (int64_t)(state & (((uint64_t)1 << SET_BITS) - 1)) - ZERO + c * number, low = 0, high = 0;
  uint64_t set = state >> SET_BITS, bit = (uint64_t)1 << (number - reader->first);
  uint32_t left = reader->to_come[position];
  if (reader->sets && (set & bit) != 0) return false;
  set = reader->sets && left > 0 ? set | bit : 0;
  if (left > 0) {
    low = c * extreme(reader, set, left, c < 0);
    high = c * extreme(reader, set, left, c > 0);
  }
  *next = set << SET_BITS | (uint64_t)(sum + ZERO);
  return sum + low + reader->least[position] <= reader->target && sum + high + reader->most[position] >= reader->target;
}

static bool sum_accept(const void *context, uint64_t state) {
  return (int64_t)state - ZERO == ((const sum_reader *)context)->target;
}

/* Cells once each, with the sum of their coefficients, the largest first; none that is 0. Returns how many. */
static uint32_t gather(const uint32_t *cell, const int32_t *coefficient, uint32_t n, uint32_t *scope, int32_t *weight) {
  uint32_t found = 0;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t at = 0;
    while (at < found && scope[at] != cell[i]) at++;
    if (at == found) {
      scope[found] = cell[i];
      weight[found++] = 0;
    }
    weight[at] += coefficient != NULL ? coefficient[i] : 1;
  }
  uint32_t kept = 0;
  for (uint32_t i = 0; i < found; i++) {
    if (weight[i] == 0) continue;
    uint32_t c = scope[i], at = kept++;
    int32_t w = weight[i];
    for (; at > 0 && abs(weight[at - 1]) < abs(w); at--) {
      scope[at] = scope[at - 1];
      weight[at] = weight[at - 1];
    }
    scope[at] = c;
    weight[at] = w;
  }
  return kept;
}

/* The same as bounds on a sum of values from 0. */
static ebm_status add_linear(ebm_rules *rules, const uint32_t *scope, const int32_t *weight, uint32_t n, int64_t target,
                             const char *label, ebm_error *error) {
  uint32_t size = (uint32_t)(sizeof(ebm_linear) + n * sizeof(int32_t));
  ebm_linear *linear = ebm_allocate(size, 1);
  if (linear == NULL) return ebm_fail_memory(error);
  for (uint32_t i = 0; i < n; i++) {
    linear->coefficient[i] = weight[i];
    target -= (int64_t)weight[i] * rules->board.first;
  }
  ebm_status status = EBM_OK;
  linear->sense = EBM_LINEAR_EQUAL;
  linear->bound = (int32_t)target;
  if (target > EBM_LINEAR_LIMIT || target < -EBM_LINEAR_LIMIT) {
    status = ebm_rules_impossible(rules, label, error);
  } else {
    ebm_factor_spec spec = {
        .kind = "linear", .scope = scope, .n_scope = n, .table = linear, .table_size = size, .label = {label, 0, 0}};
    status = ebm_builder_factor(rules->builder, &spec, error);
  }
  ebm_free(linear);
  return status;
}

/* Brings cells with one coefficient that stand in one house together, where that makes runs: for each kind of house in
 * turn it would be another order, and the boxes are what lines stay in. to_come [n] is filled in. */
static void make_runs(const ebm_board *board, uint32_t *scope, int32_t *weight, uint32_t n, uint8_t *to_come, bool sets) {
  for (uint32_t i = 0; i < n; i++) to_come[i] = 0;
  for (uint32_t begin = 0, end; sets && begin < n; begin = end) {
    end = begin + 1;
    for (uint32_t i = end; i < n && end - begin < board->values; i++) {
      bool fits = weight[i] == weight[begin];
      for (uint32_t k = begin; k < end; k++) fits &= ebm_board_differ(board, scope[k], scope[i]);
      if (!fits) continue;
      uint32_t c = scope[i];
      int32_t w = weight[i];
      memmove(scope + end + 1, scope + end, (i - end) * sizeof *scope);
      memmove(weight + end + 1, weight + end, (i - end) * sizeof *weight);
      scope[end] = c;
      weight[end++] = w;
    }
    for (uint32_t i = begin; i < end; i++) to_come[i] = (uint8_t)(end - 1 - i);
  }
}

/* One automaton for the sum, with sets or without. */
static ebm_status add_sum_word(ebm_rules *rules, uint32_t *scope, int32_t *weight, uint32_t n, int32_t target, bool sets,
                               const char *label, bool *fits, ebm_error *error) {
  int64_t *least = ebm_allocate(n, sizeof *least), *most = ebm_allocate(n, sizeof *most);
  uint8_t *to_come = ebm_allocate(n, 1);
  ebm_status status = EBM_OK;
  if (least == NULL || most == NULL || to_come == NULL) {
    status = ebm_fail_memory(error);
  } else {
    sum_reader reader = {weight, to_come, least, most, target, rules->board.first, rules->board.values, sets};
    make_runs(&rules->board, scope, weight, n, to_come, sets);
    int64_t low = 0, high = 0;
    for (uint32_t i = n; i-- > 0;) {
      bool ends_run = to_come[i] == 0;
      if (ends_run && i + 1 < n) { /* the whole run behind */
        uint32_t run = to_come[i + 1] + 1u;
        low += weight[i + 1] * extreme(&reader, 0, run, weight[i + 1] < 0);
        high += weight[i + 1] * extreme(&reader, 0, run, weight[i + 1] > 0);
      }
      least[i] = low;
      most[i] = high;
    }
    ebm_word_rule word = {sum_step, sum_accept, &reader, ZERO};
    status = ebm_rules_word(rules, scope, n, &word, label, fits, error);
  }
  ebm_free(least);
  ebm_free(most);
  ebm_free(to_come);
  return status;
}

/* An automaton that knows which cells differ; else one that does not; else bounds alone. */
ebm_status ebm_rules_sum(ebm_rules *rules, const uint32_t *cell, const int32_t *coefficient, uint32_t n, int32_t target,
                         const char *label, ebm_error *error) {
  uint32_t *scope = ebm_allocate(n, sizeof *scope);
  int32_t *weight = ebm_allocate(n, sizeof *weight);
  ebm_status status = scope == NULL || weight == NULL ? ebm_fail_memory(error) : EBM_OK;
  if (status == EBM_OK) {
    uint32_t kept = gather(cell, coefficient, n, scope, weight);
    bool fits = kept == 0;
    if (kept == 0 && target != 0) status = ebm_rules_impossible(rules, label, error);
    if (!fits && rules->board.values <= 9)
      status = add_sum_word(rules, scope, weight, kept, target, true, label, &fits, error);
    if (status == EBM_OK && !fits) status = add_sum_word(rules, scope, weight, kept, target, false, label, &fits, error);
    if (status == EBM_OK && !fits) status = add_linear(rules, scope, weight, kept, target, label, error);
  }
  ebm_free(scope);
  ebm_free(weight);
  return status;
}

ebm_status ebm_rule_sum(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return ebm_rules_sum(rules, use->cell, use->n_numbers > 1 ? use->number + 1 : NULL, use->n_cells, use->number[0],
                       use->rule->name, error);
}

ebm_status ebm_rule_little_killer(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
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

ebm_status ebm_rule_cage(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  const ebm_board *board = &rules->board;
  if (use->number[0] == 0) return ebm_rules_different(rules, use->cell, use->n_cells, "cage", 0, error);
  cage_reader reader = {board->first, use->number[0]};
  ebm_word_rule word = {cage_step, cage_accept, &reader, 0};
  bool fits = false;
  ebm_status status = ebm_rules_different(rules, use->cell, use->n_cells, "cage", 0, error);
  bool repeated = use->n_cells > board->values;
  for (uint32_t i = 0; i < use->n_cells; i++)
    for (uint32_t k = 0; k < i; k++) repeated |= use->cell[i] == use->cell[k];
  if (status == EBM_OK && !repeated && board->values <= 10)
    status = ebm_rules_word(rules, use->cell, use->n_cells, &word, "cage", &fits, error);
  if (status == EBM_OK && !repeated && !fits)
    status = ebm_rules_sum(rules, use->cell, NULL, use->n_cells, use->number[0], "cage", error);
  return status;
}

/* ---- equal sums ---- */

/* Reads segment after segment; the first one says what the others must sum to. */
typedef struct segments_reader {
  const uint8_t *last; /* [n] position i ends a segment: 1 the first, 2 another one */
} segments_reader;

enum { FIELD = 1 << 16 }; /* states are (sum of the first) * FIELD + sum of this one, both from ZERO16 */

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
  /* Too large, or cells in several segments: one sum for each pair with the shortest. */
  for (uint32_t s = 0; status == EBM_OK && !fits && s < n_segments; s++) {
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
    if (i + 1 == use->n_cells || ebm_board_region(&rules->board, use->cell[i]) != ebm_board_region(&rules->board, use->cell[i + 1]))
      end[n++] = i + 1;
  ebm_status status = equal_sums(rules, use->cell, end, n, use->rule->name, error);
  ebm_free(end);
  return status;
}
