/* lines.c - lines that a reader with a small memory checks cell by cell, and sets of numbers to be found in cells. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "rule/compile.h"

static bool any_state(const void *context, uint64_t state) {
  return (void)context, (void)state, true;
}

/* The use of a rule about a set: cells that are named again count once. Its cells are the caller's to free. */
static ebm_status as_set(const ebm_rule_use *use, ebm_rule_use *set, uint32_t **cell, ebm_error *error) {
  *set = *use;
  set->cell = *cell = ebm_allocate(use->n_cells, sizeof **cell);
  if (*cell == NULL) return ebm_fail_memory(error);
  set->n_cells = ebm_rules_set(use->cell, use->n_cells, *cell, use->n_cells);
  return EBM_OK;
}

/* ---- lines between two ends ---- */

typedef struct ends_reader {
  int least;   /* the ends differ by it, at least */
  bool inside; /* the cells between lie between the ends; else beyond both */
} ends_reader;

/* The ends come first. State: the first end + 1, then (low, high). */
static bool ends_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const ends_reader *reader = context;
  if (position == 0) {
    *next = (uint64_t)number + 1;
    return true;
  }
  if (position == 1) {
    int other = (int)state - 1, low = other < number ? other : number, high = other < number ? number : other;
    *next = ((uint64_t)low << 16) + (uint64_t)high;
    return high - low >= reader->least;
  }
  int low = (int)(state >> 16), high = (int)(state & 0xFFFF);
  *next = state;
  return reader->inside ? number > low && number < high : number < low || number > high;
}

static ebm_status add_ends(ebm_rules *rules, const ebm_rule_use *use, const ends_reader *reader, ebm_error *error) {
  uint32_t *cell = ebm_allocate(use->n_cells, sizeof *cell);
  if (cell == NULL) return ebm_fail_memory(error);
  cell[0] = use->cell[0];
  cell[1] = use->cell[use->n_cells - 1];
  memcpy(cell + 2, use->cell + 1, (use->n_cells - 2) * sizeof *cell);
  ebm_word_rule word = {ends_step, any_state, reader, 0};
  ebm_status status = ebm_rules_word(rules, cell, use->n_cells, &word, use->rule->name, NULL, error);
  ebm_free(cell);
  return status;
}

ebm_status ebm_rule_between(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return add_ends(rules, use, &(ends_reader){0, true}, error);
}

ebm_status ebm_rule_lockout(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return add_ends(rules, use, &(ends_reader){use->number[0], false}, error);
}

/* ---- renban: the set of numbers is the state; it spans no more than there are cells ---- */

typedef struct renban_reader {
  int first;
  uint32_t n;
} renban_reader;

static bool renban_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const renban_reader *reader = context;
  uint64_t bit = (uint64_t)1 << (number - reader->first);
  (void)position;
  *next = state | bit;
  uint32_t span = 64u - (uint32_t)__builtin_clzll(*next) - (uint32_t)__builtin_ctzll(*next);
  return (state & bit) == 0 && span <= reader->n;
}

static bool in_a_row(int a, int b, int n) {
  return a != b && abs(a - b) < n;
}

static ebm_status add_renban(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  renban_reader reader = {rules->board.first, use->n_cells};
  ebm_word_rule word = {renban_step, any_state, &reader, 0};
  bool fits = false;
  ebm_status status = EBM_OK;
  if (rules->board.values <= 16)
    status = ebm_rules_word(rules, use->cell, use->n_cells, &word, use->rule->name, &fits, error);
  for (uint32_t i = 0; !fits && i < use->n_cells; i++)
    for (uint32_t k = 0; status == EBM_OK && k < i; k++)
      status = ebm_rules_pair(rules, use->cell[k], use->cell[i], in_a_row, (int)use->n_cells, use->rule->name, error);
  return status;
}

ebm_status ebm_rule_renban(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  ebm_rule_use set;
  uint32_t *cell;
  ebm_status status = as_set(use, &set, &cell, error);
  if (status == EBM_OK) status = add_renban(rules, &set, error);
  ebm_free(cell);
  return status;
}

/* ---- zipper: cells equally far from the middle have one sum; a cell in the middle is that sum ---- */

typedef struct zipper_reader {
  bool centre;
} zipper_reader;

enum { FIELD = 1 << 12 }; /* state: (sum + 1, 0 unknown) * FIELD + (pending number + 1, 0 none) */

static bool zipper_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const zipper_reader *reader = context;
  uint64_t sum = state / FIELD, pending = state % FIELD;
  if (reader->centre && position == 0) {
    *next = ((uint64_t)number + 1) * FIELD;
    return true;
  }
  if (pending == 0) {
    *next = sum * FIELD + (uint64_t)number + 1;
    return sum == 0 || (uint64_t)number < sum;
  }
  uint64_t total = pending + (uint64_t)number; /* sum + 1 */
  *next = total * FIELD;
  return sum == 0 || sum == total;
}

ebm_status ebm_rule_zipper(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  uint32_t n = use->n_cells, placed = 0;
  uint32_t *cell = ebm_allocate(n, sizeof *cell);
  if (cell == NULL) return ebm_fail_memory(error);
  if (n % 2 == 1) cell[placed++] = use->cell[n / 2];
  for (uint32_t i = n / 2; i-- > 0;) {
    cell[placed++] = use->cell[i];
    cell[placed++] = use->cell[n - 1 - i];
  }
  zipper_reader reader = {n % 2 == 1};
  ebm_word_rule word = {zipper_step, any_state, &reader, 0};
  ebm_status status = ebm_rules_word(rules, cell, n, &word, use->rule->name, NULL, error);
  ebm_free(cell);
  return status;
}

/* ---- sum line: parts of the line that sum to a number each ---- */

/* State: the sum of the part so far, above it the last `memory` numbers of the part, four bits each, so that cells that
 * a house keeps different are seen to differ. A 0 behind a part belongs to it as well as to the next one, so that a
 * line may end wherever the part so far sums to 0; the highest bit, whether a part has been completed, tells that from
 * a line of nothing but 0s. Where there is no 0 it is set from the start. */
typedef struct sum_line_reader {
  uint64_t sum;
  const ebm_board *board;
  const uint32_t *cell;
  uint32_t memory;
} sum_line_reader;

enum { PART_BITS = 16, PART_MEMORY = 8, PART_MOST = (1 << PART_BITS) - 1 };

static const uint64_t completed = (uint64_t)1 << 63;

static bool sum_line_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const sum_line_reader *reader = context;
  uint64_t sum = (state & PART_MOST) + (uint64_t)number, memory = (state & ~completed) >> PART_BITS;
  for (uint32_t i = 0; i < reader->memory && memory >> 4 * i != 0; i++)
    if ((int)(memory >> 4 * i & 15) == number + 1 &&
        ebm_board_differ(reader->board, reader->cell[position], reader->cell[position - 1 - i]))
      return false;
  if (reader->memory > 0) memory = (memory << 4 | (uint64_t)(number + 1)) & (((uint64_t)1 << 4 * reader->memory) - 1);
  *next = sum == reader->sum ? completed : (state & completed) | memory << PART_BITS | sum;
  return sum <= reader->sum;
}

static bool sum_line_accept(const void *context, uint64_t state) {
  return (void)context, (state & PART_MOST) == 0 && (state & completed) != 0;
}

/* On a closed line the parts may begin anywhere: the state keeps which remainders of the running sum, as places to
 * begin, have not been stepped over (bits from 8 on), beside the remainder itself, and whether there was anything to
 * sum: a line of 0s has no part. */
enum { REMAINDER_BITS = 8, LOOP_SUM = 56, SUMMED = 1 << (REMAINDER_BITS - 1) };

static bool loop_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const sum_line_reader *reader = context;
  uint64_t alive = state >> REMAINDER_BITS, at = state & (SUMMED - 1);
  (void)position;
  if ((uint64_t)number > reader->sum) return false;
  for (int i = 1; i < number; i++) alive &= ~((uint64_t)1 << (at + (uint64_t)i) % reader->sum);
  *next = alive << REMAINDER_BITS | (number > 0 ? SUMMED : state & SUMMED) | (at + (uint64_t)number) % reader->sum;
  return alive != 0;
}

static bool loop_accept(const void *context, uint64_t state) {
  (void)context;
  return (state & ((1u << REMAINDER_BITS) - 1)) == SUMMED;
}

ebm_status ebm_rule_sum_line(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  int32_t sum = use->number[0];
  if (sum < 0) return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "SumLine: a sum of %d", sum);
  /* Less than two parts can be: then the whole line is one, wherever it begins. */
  int64_t most = (int64_t)use->n_cells * ebm_board_number(&rules->board, rules->board.values - 1);
  if (2 * (int64_t)sum > most) return ebm_rules_sum(rules, use->cell, NULL, use->n_cells, sum, use->rule->name, error);
  /* Parts that sum to 0 are cells of 0. */
  bool loop = use->loop && sum > 0;
  if (loop && sum > LOOP_SUM)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "SumLine: a sum of %d on a closed line, at most %d", sum, LOOP_SUM);
  sum_line_reader reader = {(uint64_t)sum, &rules->board, use->cell, 0};
  ebm_word_rule word = {sum_line_step, sum_line_accept, &reader, rules->board.first > 0 ? completed : 0};
  if (loop) {
    word = (ebm_word_rule){loop_step, loop_accept, &reader, (((uint64_t)1 << reader.sum) - 1) << REMAINDER_BITS};
    return ebm_rules_word(rules, use->cell, use->n_cells, &word, use->rule->name, NULL, error);
  }
  if (sum > PART_MOST)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "SumLine: a sum of %d, at most %d", sum, PART_MOST);
  bool fits = false;
  ebm_status status = EBM_OK;
  /* As much memory as the automaton's size allows. */
  static const uint32_t memories[] = {PART_MEMORY, 3, 2, 1, 0};
  for (uint32_t i = 0; status == EBM_OK && !fits && i < 5; i++) {
    reader.memory = memories[i];
    if (memories[i] > 0 && ebm_board_number(&rules->board, rules->board.values - 1) > 14) continue;
    status =
        ebm_rules_word(rules, use->cell, use->n_cells, &word, use->rule->name, memories[i] > 0 ? &fits : NULL, error);
    if (memories[i] == 0) break;
  }
  return status;
}

/* ---- numbers to be found ---- */

/* State: how often each of the wanted numbers is still to come, four bits each. */
typedef struct wanted_reader {
  int number[16];
  uint32_t n; /* different ones */
  bool exact;
} wanted_reader;

static bool wanted_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const wanted_reader *reader = context;
  (void)position;
  *next = state;
  for (uint32_t i = 0; i < reader->n; i++) {
    if (reader->number[i] != number) continue;
    bool left = (state >> 4 * i & 15) != 0;
    if (left) *next = state - ((uint64_t)1 << 4 * i);
    return left || !reader->exact;
  }
  return true;
}

static bool is_zero(const void *context, uint64_t state) {
  return (void)context, state == 0;
}

static ebm_status add_wanted(ebm_rules *rules, const ebm_rule_use *use, bool exact, ebm_error *error) {
  wanted_reader reader = {.exact = exact};
  uint64_t start = 0;
  for (uint32_t i = 0; i < use->n_numbers; i++) {
    uint32_t at = 0;
    while (at < reader.n && reader.number[at] != use->number[i]) at++;
    if (at == 16 || (start >> 4 * at & 15) == 15)
      return ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "%s: so many numbers", use->rule->name);
    if (at == reader.n) reader.number[reader.n++] = use->number[i];
    start += (uint64_t)1 << 4 * at;
  }
  ebm_rule_use set;
  uint32_t *cell;
  ebm_status status = as_set(use, &set, &cell, error);
  ebm_word_rule word = {wanted_step, is_zero, &reader, start};
  if (status == EBM_OK) status = ebm_rules_word(rules, set.cell, set.n_cells, &word, use->rule->name, NULL, error);
  ebm_free(cell);
  return status;
}

ebm_status ebm_rule_contain_exact(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return add_wanted(rules, use, true, error);
}

ebm_status ebm_rule_contain_at_least(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return add_wanted(rules, use, false, error);
}

ebm_status ebm_rule_quad(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  return add_wanted(rules, use, false, error);
}

/* ---- counts ---- */

/* State: how often each number was read, four bits each; number v is to be read v times or never. */
typedef struct circles_reader {
  int first;
  uint32_t n;
} circles_reader;

static bool circles_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const circles_reader *reader = context;
  uint32_t shift = 4 * (uint32_t)(number - reader->first);
  if ((int)(state >> shift & 15) >= number) return false;
  *next = state + ((uint64_t)1 << shift);
  int missing = 0;
  for (uint32_t a = 0; a < 16; a++) {
    int count = (int)(*next >> 4 * a & 15);
    if (count != 0) missing += reader->first + (int)a - count;
  }
  return (uint32_t)missing <= reader->n - 1 - position;
}

static bool circles_accept(const void *context, uint64_t state) {
  const circles_reader *reader = context;
  for (uint32_t a = 0; a < 16; a++) {
    int count = (int)(state >> 4 * a & 15);
    if (count != 0 && count != reader->first + (int)a) return false;
  }
  return true;
}

/* State: how often one number was read. */
static bool count_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  int counted = *(const int *)context;
  (void)position;
  *next = state + (number == counted);
  return (int)*next <= counted || number != counted;
}

static bool count_accept(const void *context, uint64_t state) {
  return state == 0 || (int)state == *(const int *)context;
}

static ebm_status add_circles(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  const ebm_board *board = &rules->board;
  circles_reader reader = {board->first, use->n_cells};
  ebm_word_rule word = {circles_step, circles_accept, &reader, 0};
  bool fits = false;
  ebm_status status = EBM_OK;
  if (ebm_board_number(board, board->values - 1) <= 15)
    status = ebm_rules_word(rules, use->cell, use->n_cells, &word, use->rule->name, &fits, error);
  for (uint32_t a = 0; !fits && status == EBM_OK && a < board->values; a++) {
    int number = ebm_board_number(board, a);
    word = (ebm_word_rule){count_step, count_accept, &number, 0};
    status = ebm_rules_word(rules, use->cell, use->n_cells, &word, use->rule->name, NULL, error);
  }
  return status;
}

ebm_status ebm_rule_counting_circles(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  ebm_rule_use set;
  uint32_t *cell;
  ebm_status status = as_set(use, &set, &cell, error);
  if (status == EBM_OK) status = add_circles(rules, &set, error);
  ebm_free(cell);
  return status;
}

/* The first half is read up, the second half down: what one set has, the other has. State: counts, four bits each. */
static bool same_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const circles_reader *reader = context;
  uint32_t shift = 4 * (uint32_t)(number - reader->first);
  if (position < reader->n / 2) {
    *next = state + ((uint64_t)1 << shift);
    return true;
  }
  *next = state - ((uint64_t)1 << shift);
  return (state >> shift & 15) != 0;
}

/* The same for one number alone. State: difference of the counts. */
typedef struct balance_reader {
  int number;
  uint32_t half;
} balance_reader;

enum { BALANCED = 1 << 16 };

static bool balance_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const balance_reader *reader = context;
  *next = number != reader->number ? state : position < reader->half ? state + 1 : state - 1;
  return true;
}

static bool balance_accept(const void *context, uint64_t state) {
  return (void)context, state == BALANCED;
}

static bool equal(int a, int b, int n) {
  return (void)n, a == b;
}

/* Two sets of n cells each; cells that are in both are left out. */
static ebm_status same_pair(ebm_rules *rules, const ebm_rule_use *use, const uint32_t *a, const uint32_t *b, uint32_t n,
                            ebm_error *error) {
  const ebm_board *board = &rules->board;
  if (n == 1) return ebm_rules_pair(rules, a[0], b[0], equal, 0, use->rule->name, error);
  uint32_t *cell = ebm_allocate(2 * (size_t)n, sizeof *cell), half = 0, m;
  if (cell == NULL) return ebm_fail_memory(error);
  for (int set = 0; set < 2; set++) {
    const uint32_t *mine = set == 0 ? a : b, *other = set == 0 ? b : a;
    m = set == 0 ? 0 : half;
    for (uint32_t i = 0; i < n; i++) {
      bool shared = false;
      for (uint32_t k = 0; k < n; k++) shared |= other[k] == mine[i];
      if (!shared) cell[m++] = mine[i];
    }
    if (set == 0) half = m;
  }
  ebm_status status = EBM_OK;
  bool fits = half == 0;
  circles_reader reader = {board->first, 2 * half};
  ebm_word_rule word = {same_step, is_zero, &reader, 0};
  if (!fits && half < 8 && board->values <= 16)
    status = ebm_rules_word(rules, cell, 2 * half, &word, use->rule->name, &fits, error);
  for (uint32_t v = 0; !fits && status == EBM_OK && v < board->values; v++) {
    balance_reader balance = {ebm_board_number(board, v), half};
    word = (ebm_word_rule){balance_step, balance_accept, &balance, BALANCED};
    status = ebm_rules_word(rules, cell, 2 * half, &word, use->rule->name, NULL, error);
  }
  ebm_free(cell);
  return status;
}

/* A cell that is named again in its set counts once there. */
ebm_status ebm_rule_same_values(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  uint32_t sets = (uint32_t)use->number[0], size = 0;
  if (use->number[0] < 1 || use->n_cells % sets != 0)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "SameValues: %u cells in %d sets", use->n_cells, use->number[0]);
  uint32_t n = use->n_cells / sets;
  uint32_t *cell = ebm_allocate(use->n_cells, sizeof *cell);
  ebm_status status = cell != NULL ? EBM_OK : ebm_fail_memory(error);
  for (uint32_t s = 0; status == EBM_OK && s < sets; s++) {
    uint32_t found = ebm_rules_set(use->cell + s * n, n, cell + s * n, n);
    if (s > 0 && found != size)
      status = ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "SameValues: sets of %u and %u cells", size, found);
    size = found;
  }
  for (uint32_t s = 1; status == EBM_OK && s < sets; s++)
    status = same_pair(rules, use, cell + (s - 1) * n, cell + s * n, size, error);
  ebm_free(cell);
  return status;
}
