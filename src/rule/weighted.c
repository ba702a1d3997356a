/* weighted.c - a weighted sum of cells, compiled to an automaton that knows which of the cells differ. */
#include <stdlib.h>
#include <string.h>

#include "base/budget.h"
#include "base/memory.h"
#include "base/status.h"
#include "model/tables.h"
#include "rule/compile.h"

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

enum {
  ZERO = 1 << 30,
  SET_BITS = 31,  /* state: set of values << SET_BITS, ZERO + sum; |sum| < ZERO */
  SET_VALUES = 9, /* more make too many sets to try */
};

/* The sum of the n lowest values, or highest, that are not in the set. */
static int64_t extreme(const sum_reader *reader, uint64_t set, uint32_t n, bool high) {
  int64_t sum = 0;
  for (uint32_t k = 0; n > 0 && k < reader->values; k++) {
    uint32_t a = high ? reader->values - 1 - k : k;
    if (reader->sets && (set >> a & 1) != 0) continue; /* without sets there may be more values than bits */
    sum += reader->first + (int64_t)a;
    n--;
  }
  return sum;
}

static bool sum_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const sum_reader *reader = context;
  int64_t c = reader->coefficient[position];
  int64_t sum = (int64_t)(state & (((uint64_t)1 << SET_BITS) - 1)) - ZERO + c * number, low = 0, high = 0;
  uint64_t set = state >> SET_BITS, bit = reader->sets ? (uint64_t)1 << (number - reader->first) : 0;
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
  int64_t most = 0; /* of the sum, whatever its sign */
  for (uint32_t i = 0; i < n; i++) most += llabs(weight[i]) * (int64_t)(rules->board.values - 1);
  for (uint32_t i = 0; i < n; i++) target -= (int64_t)weight[i] * rules->board.first;
  if (llabs(target) > most) return ebm_rules_impossible(rules, label, error);
  if (llabs(target) + most > EBM_LINEAR_LIMIT)
    return ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "%s: sums beyond %d", label, EBM_LINEAR_LIMIT);
  ebm_linear *linear = ebm_allocate(size, 1);
  if (linear == NULL) return ebm_fail_memory(error);
  for (uint32_t i = 0; i < n; i++) linear->coefficient[i] = weight[i];
  linear->sense = EBM_LINEAR_EQUAL;
  linear->bound = (int32_t)target;
  ebm_factor_spec spec = {
      .kind = "linear", .scope = scope, .n_scope = n, .table = linear, .table_size = size, .label = {label, 0, 0}};
  ebm_status status = ebm_builder_factor(rules->builder, &spec, error);
  ebm_free(linear);
  return status;
}

/* ---- which cells make a run ---- */

/* What a run may be made of: cells that any house keeps different, or those of one kind of house. A line through many
 * boxes is bounded best by boxes, one that lies along the rows by rows. */
typedef enum run_kind { RUNS_ANY, RUNS_ROWS, RUNS_COLUMNS, RUNS_REGIONS, RUN_KINDS, NO_RUNS = RUN_KINDS } run_kind;

static bool together(const ebm_board *board, run_kind kind, uint32_t u, uint32_t v) {
  switch (kind) {
    case RUNS_ANY: return ebm_board_differ(board, u, v);
    case RUNS_ROWS: return !board->plain && u / board->columns == v / board->columns;
    case RUNS_COLUMNS: return !board->plain && u % board->columns == v % board->columns;
    case RUNS_REGIONS:
      return ebm_board_region(board, u) != EBM_NO_REGION && ebm_board_region(board, u) == ebm_board_region(board, v);
    case NO_RUNS: break;
  }
  return false;
}

/* Brings cells with one coefficient that may share a run together. to_come [n] is filled in. */
static void make_runs(const ebm_board *board, run_kind kind, uint32_t *scope, int32_t *weight, uint32_t n,
                      uint8_t *to_come) {
  for (uint32_t begin = 0, end; begin < n; begin = end) {
    end = begin + 1;
    bool over = ebm_budget_over(); /* then it need not be good */
    for (uint32_t i = end; !over && i < n && end - begin < board->values; i++) {
      bool fits = weight[i] == weight[begin];
      for (uint32_t k = begin; fits && k < end; k++) fits = together(board, kind, scope[k], scope[i]);
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

/* What the runs behind each position can add: least, most [n]. Returns how far apart the bounds of the whole sum are.
 */
static int64_t bound_runs(const sum_reader *reader, uint32_t n, int64_t *least, int64_t *most) {
  int64_t low = 0, high = 0;
  for (uint32_t i = n; i-- > 0;) {
    least[i] = low;
    most[i] = high;
    bool begins_run = i == 0 || reader->to_come[i - 1] == 0;
    if (!begins_run) continue;
    uint32_t run = reader->to_come[i] + 1u;
    low += reader->coefficient[i] * extreme(reader, 0, run, reader->coefficient[i] < 0);
    high += reader->coefficient[i] * extreme(reader, 0, run, reader->coefficient[i] > 0);
    for (uint32_t k = i; k + 1 < i + run; k++) {
      least[k] = least[i + run - 1];
      most[k] = most[i + run - 1];
    }
  }
  return high - low;
}

/* ---- compiling ---- */

/* Room for one order of the cells. */
typedef struct ordering {
  uint32_t *scope;
  int32_t *weight;
  uint8_t *to_come;
  int64_t *least, *most;
} ordering;

static void ordering_clear(ordering *order) {
  ebm_free(order->scope);
  ebm_free(order->weight);
  ebm_free(order->to_come);
  ebm_free(order->least);
  ebm_free(order->most);
}

static bool ordering_init(ordering *order, uint32_t n) {
  order->scope = ebm_allocate(n, sizeof *order->scope);
  order->weight = ebm_allocate(n, sizeof *order->weight);
  order->to_come = ebm_allocate(n, sizeof *order->to_come);
  order->least = ebm_allocate(n, sizeof *order->least);
  order->most = ebm_allocate(n, sizeof *order->most);
  return order->scope != NULL && order->weight != NULL && order->to_come != NULL && order->least != NULL &&
         order->most != NULL;
}

/* The cells in runs of one kind; fills in the reader. Returns how far apart the bounds of the sum are. */
static int64_t arrange(ordering *order, const ebm_board *board, run_kind kind, const uint32_t *scope,
                       const int32_t *weight, uint32_t n, sum_reader *reader) {
  memcpy(order->scope, scope, n * sizeof *scope);
  memcpy(order->weight, weight, n * sizeof *weight);
  make_runs(board, kind, order->scope, order->weight, n, order->to_come);
  *reader = (sum_reader){.coefficient = order->weight,
                         .to_come = order->to_come,
                         .least = order->least,
                         .most = order->most,
                         .first = board->first,
                         .values = board->values,
                         .sets = kind != NO_RUNS};
  return bound_runs(reader, n, order->least, order->most);
}

/* One automaton for the sum: with the runs that bound it most closely, or the next that fit the size, or none. */
static ebm_status add_sum_word(ebm_rules *rules, const uint32_t *scope, const int32_t *weight, uint32_t n,
                               int32_t target, const char *label, bool *fits, ebm_error *error) {
  const ebm_board *board = &rules->board;
  ordering order = {0};
  int64_t spread[RUN_KINDS] = {0};
  bool tried[RUN_KINDS] = {false}, sets = board->values <= SET_VALUES;
  sum_reader reader;
  ebm_status status = ordering_init(&order, n) ? EBM_OK : ebm_fail_memory(error);
  for (int k = 0; sets && status == EBM_OK && k < RUN_KINDS; k++)
    spread[k] = arrange(&order, board, (run_kind)k, scope, weight, n, &reader);
  for (int turn = sets ? 0 : RUN_KINDS; status == EBM_OK && !*fits && turn <= RUN_KINDS; turn++) {
    int best = NO_RUNS;
    for (int k = 0; turn < RUN_KINDS && k < RUN_KINDS; k++)
      if (!tried[k] && (best == NO_RUNS || spread[k] < spread[best])) best = k;
    if (best < RUN_KINDS) tried[best] = true;
    arrange(&order, board, (run_kind)best, scope, weight, n, &reader);
    reader.target = target;
    ebm_word_rule word = {sum_step, sum_accept, &reader, ZERO};
    status = ebm_rules_word(rules, order.scope, n, &word, label, fits, error);
  }
  ordering_clear(&order);
  return status;
}

/* The most that a sum of these can be, whatever its sign. */
static int64_t reach(const ebm_board *board, const int32_t *weight, uint32_t n) {
  int64_t least = board->first, most = ebm_board_number(board, board->values - 1), sum = 0;
  for (uint32_t i = 0; i < n; i++) sum += llabs(weight[i] * (llabs(least) > llabs(most) ? least : most));
  return sum;
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
    if (reach(&rules->board, weight, kept) >= ZERO)
      status = ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "%s: sums beyond %d", label, ZERO);
    else if (kept == 0 && target != 0)
      status = ebm_rules_impossible(rules, label, error);
    if (status == EBM_OK && !fits) status = add_sum_word(rules, scope, weight, kept, target, label, &fits, error);
    if (status == EBM_OK && !fits) status = add_linear(rules, scope, weight, kept, target, label, error);
  }
  ebm_free(scope);
  ebm_free(weight);
  return status;
}
