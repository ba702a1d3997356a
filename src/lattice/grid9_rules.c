/* levelled - the fused 9x9 lattice with rules beyond rows, columns and boxes: houses (diagonals, windows, positions),
 * pairs of cells that differ (knights, kings), and other relations of two cells (dots, thermometers). They are swept
 * over the same words after each sweep of the boxes, to the fixed point of the generic sweep over their factors
 * (tests/grid9_rules.c).
 *
 * Which cells are single is told by the boxes' sweep before: a digit that is single by now counts in the next one. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "lattice/grid9.h"

/* ---- compiling ---- */

static bool has_cell(const uint8_t *house, unsigned cell) {
  return memchr(house, (int)cell, 9) != NULL;
}

/* The cells of classic house k: rows, columns, boxes. */
static void classic_house(unsigned k, uint8_t *cell) {
  for (unsigned i = 0; i < 9; i++) {
    unsigned n = k % 9;
    cell[i] = (uint8_t)(k < 9 ? n * 9 + i : k < 18 ? i * 9 + n : (n / 3 * 3 + i / 3) * 9 + n % 3 * 3 + i % 3);
  }
}

static void add_overlap(grid9_rules *rules, const uint8_t *a, const uint8_t *b) {
  grid9_overlap *overlap = &rules->overlap[rules->n_overlaps];
  uint8_t n = 0, m = 0;
  for (int i = 0; i < 9; i++) {
    if (!has_cell(b, a[i])) overlap->a[n++] = a[i];
    if (!has_cell(a, b[i])) overlap->b[m++] = b[i];
  }
  overlap->n = n;
  if (n > 0 && n < 8) rules->n_overlaps++;
}

static bool are_peers(unsigned u, unsigned v) {
  return u / 9 == v / 9 || u % 9 == v % 9 || (u / 27 == v / 27 && u % 9 / 3 == v % 9 / 3);
}

/* The cells for which differ holds, cell by cell. Returns their number. */
static uint16_t list_cells(bool (*differ)[GRID9_CELLS], uint8_t *cell, uint16_t *first) {
  uint16_t n = 0;
  for (unsigned u = 0; u < GRID9_CELLS; u++) {
    first[u] = n;
    for (unsigned v = 0; v < GRID9_CELLS; v++)
      if (differ[u][v]) cell[n++] = (uint8_t)v;
  }
  return first[GRID9_CELLS] = n;
}

/* mask [a]: the digits of the other cell that allow digit a of this one. */
typedef uint16_t table_mask[GRID9_DIGITS];

/* Where the mask stands among those known; it is added when it is new. */
static uint16_t find_table(grid9_rules *rules, table_mask *known, const table_mask *mask) {
  size_t t = 0;
  while (t < rules->n_allowed && memcmp(known[t], mask, sizeof *mask) != 0) t++;
  if (t == rules->n_allowed) memcpy(known[rules->n_allowed++], mask, sizeof *mask);
  return (uint16_t)t;
}

static void add_relation(grid9_rules *rules, table_mask *known, const ebm_factor *factor, int side) {
  const uint8_t *allowed = factor->table;
  table_mask mask = {0};
  for (int a = 0; a < GRID9_DIGITS; a++)
    for (int b = 0; b < GRID9_DIGITS; b++) mask[a] |= (uint16_t)(allowed[side == 0 ? a * 9 + b : b * 9 + a] << b);
  rules->relation[rules->n_relations++] = (grid9_relation){.from = (uint8_t)factor->scope[!side],
                                                           .to = (uint8_t)factor->scope[side],
                                                           .table = find_table(rules, known, &mask)};
}

static int compare_relations(const void *left, const void *right) {
  const grid9_relation *a = left, *b = right;
  if (a->table != b->table) return a->table < b->table ? -1 : 1;
  if (a->from != b->from) return a->from < b->from ? -1 : 1;
  return (a->to > b->to) - (a->to < b->to);
}

/* False: memory is out. */
static bool add_relations(grid9_rules *rules, const ebm_model *model, ebm_arena *arena) {
  size_t n = 2 * model->n_related;
  if (n == 0) return true;
  table_mask *known = ebm_allocate(n, sizeof *known);
  rules->relation = ebm_arena_take(arena, n * sizeof *rules->relation, 64);
  bool fits = known != NULL && rules->relation != NULL;
  for (size_t i = 0; fits && i < model->n_related; i++)
    for (int side = 0; side < 2; side++) add_relation(rules, known, &model->factor[model->related[i]], side);
  if (fits) rules->allowed = ebm_arena_take(arena, rules->n_allowed * sizeof *rules->allowed, 64);
  fits &= rules->allowed != NULL;
  for (size_t t = 0; fits && t < rules->n_allowed; t++)
    for (int a = 0; a < GRID9_DIGITS; a++)
      for (int b = 0; b < GRID9_DIGITS; b++)
        rules->allowed[t][a][b] = (known[t][a] >> b & 1) != 0 ? ~(grid9_word){0} : (grid9_word){0};
  if (fits) qsort(rules->relation, n, sizeof *rules->relation, compare_relations);
  ebm_free(known);
  return fits;
}

bool grid9_rules_init(grid9_rules *rules, const ebm_model *model, ebm_arena *arena) {
  *rules = (grid9_rules){.house = model->house, .n_houses = model->n_houses};
  bool differ[GRID9_CELLS][GRID9_CELLS] = {{false}};
  for (size_t i = 0; i < model->n_unequal; i++) {
    unsigned u = model->unequal[i][0], v = model->unequal[i][1];
    differ[u][v] = differ[v][u] = true;
  }
  if (!add_relations(rules, model, arena)) return false;
  rules->peer = ebm_arena_take(arena, GRID9_CELLS * GRID9_CELLS, 64);
  rules->watch = ebm_arena_take(arena, GRID9_CELLS * GRID9_CELLS, 64);
  size_t most = model->n_houses * (27 + model->n_houses) + 1;
  rules->overlap = ebm_arena_take(arena, most * sizeof *rules->overlap, 64);
  if (rules->peer == NULL || rules->watch == NULL || rules->overlap == NULL) return false;
  list_cells(differ, rules->peer, rules->first_peer);
  for (size_t h = 0; h < model->n_houses; h++)
    for (int i = 0; i < 9; i++)
      for (int k = 0; k < 9; k++) {
        unsigned u = model->house[h][i], v = model->house[h][k];
        differ[u][v] |= !are_peers(u, v);
      }
  for (size_t i = 0; i < rules->n_relations; i++)
    differ[rules->relation[i].from][rules->relation[i].to] |=
        !are_peers(rules->relation[i].from, rules->relation[i].to);
  list_cells(differ, rules->watch, rules->first_watch);
  for (size_t h = 0; h < model->n_houses; h++) {
    uint8_t classic[9];
    for (unsigned k = 0; k < 27; k++) {
      classic_house(k, classic);
      add_overlap(rules, model->house[h], classic);
    }
    for (size_t k = 0; k < h; k++) add_overlap(rules, model->house[h], model->house[k]);
  }
  return true;
}

/* ---- sweeping ---- */

/* A digit with one place left takes its cell, a cell with one digit left takes it from the house. */
static void visit_house(grid9_state *state, const uint8_t *house) {
  grid9_word hidden[9], taken[9], barrier = state->barrier, changed = state->changed;
  for (int d = 0; d < 9; d++) {
    grid9_word once = {0}, twice = {0}, sure = {0};
#pragma GCC unroll 9
    for (int i = 0; i < 9; i++) {
      grid9_word x = state->x[house[i] * 9 + d], single = state->single[house[i]];
      twice = or_and(twice, once, x);
      once |= x;
      barrier |= and3(sure, x, single);
      sure = or_and(sure, x, single);
    }
    barrier |= ~once;
    hidden[d] = once & ~twice;
    taken[d] = sure;
  }
  for (int i = 0; i < 9; i++) {
    grid9_word *x = state->x + house[i] * 9, single = state->single[house[i]], y[9], claimed = {0}, left = {0};
#pragma GCC unroll 9
    for (int d = 0; d < 9; d++) {
      y[d] = and_or_not(x[d], single, taken[d]);
      barrier |= and3(claimed, y[d], hidden[d]);
      claimed = or_and(claimed, y[d], hidden[d]);
    }
#pragma GCC unroll 9
    for (int d = 0; d < 9; d++) {
      grid9_word z = and_or_not(y[d], hidden[d], claimed);
      changed = or_xor(changed, x[d], z);
      left |= z;
      x[d] = z;
    }
    barrier |= ~left;
  }
  state->barrier = barrier;
  state->changed = changed;
}

/* What the single cells among the peers hold, the cell does not. */
static void visit_peers(grid9_state *state, unsigned cell) {
  const grid9_rules *rules = state->rules;
  grid9_word f0 = {0}, f1 = f0, f2 = f0, f3 = f0, f4 = f0, f5 = f0, f6 = f0, f7 = f0, f8 = f0;
  for (unsigned i = rules->first_peer[cell]; i < rules->first_peer[cell + 1]; i++) {
    const grid9_word *p = state->x + rules->peer[i] * 9, single = state->single[rules->peer[i]];
    f0 = or_and(f0, p[0], single);
    f1 = or_and(f1, p[1], single);
    f2 = or_and(f2, p[2], single);
    f3 = or_and(f3, p[3], single);
    f4 = or_and(f4, p[4], single);
    f5 = or_and(f5, p[5], single);
    f6 = or_and(f6, p[6], single);
    f7 = or_and(f7, p[7], single);
    f8 = or_and(f8, p[8], single);
  }
  grid9_word *x = state->x + cell * 9, f[9] = {f0, f1, f2, f3, f4, f5, f6, f7, f8}, changed = state->changed,
             left = {0};
#pragma GCC unroll 9
  for (int d = 0; d < 9; d++) {
    changed = or_and(changed, x[d], f[d]);
    x[d] &= ~f[d];
    left |= x[d];
  }
  state->changed = changed;
  state->barrier |= ~left;
}

/* Of each digit of another cell, whether some digit left in this one allows it. */
static inline __attribute__((always_inline)) void find_supported(const grid9_word *x, const grid9_word (*allowed)[9],
                                                                 grid9_word *supported) {
#pragma GCC unroll 9
  for (int a = 0; a < 9; a++) {
    grid9_word some = x[0] & allowed[a][0];
#pragma GCC unroll 8
    for (int b = 1; b < 9; b++) some = or_and(some, x[b], allowed[a][b]);
    supported[a] = some;
  }
}

static void visit_relations(grid9_state *state) {
  const grid9_rules *rules = state->rules;
  grid9_word supported[9], changed = state->changed, barrier = state->barrier;
  for (size_t i = 0; i < rules->n_relations; i++) {
    const grid9_relation *now = &rules->relation[i], *last = now - 1;
    /* A cell may have lost a digit since it was looked at: that counts in the next sweep. */
    if (i == 0 || now->table != last->table || now->from != last->from)
      find_supported(state->x + now->from * 9, rules->allowed[now->table], supported);
    grid9_word *x = state->x + now->to * 9, left = {0};
#pragma GCC unroll 9
    for (int a = 0; a < 9; a++) {
      changed = or_and_not(changed, x[a], supported[a]);
      x[a] &= supported[a];
      left |= x[a];
    }
    barrier |= ~left;
  }
  state->changed = changed;
  state->barrier = barrier;
}

static grid9_word any_place(const grid9_state *state, const uint8_t *cell, unsigned n, int d) {
  grid9_word any = {0};
  for (unsigned i = 0; i < n; i++) any |= state->x[cell[i] * 9 + d];
  return any;
}

static void keep_places(grid9_state *state, const uint8_t *cell, unsigned n, int d, grid9_word keep) {
  for (unsigned i = 0; i < n; i++) {
    grid9_word *x = &state->x[cell[i] * 9 + d];
    state->changed |= *x & ~keep;
    *x &= keep;
  }
}

static void visit_overlap(grid9_state *state, const grid9_overlap *overlap) {
  for (int d = 0; d < 9; d++) {
    grid9_word a = any_place(state, overlap->a, overlap->n, d), b = any_place(state, overlap->b, overlap->n, d);
    if (!any_lane(a ^ b)) continue;
    keep_places(state, overlap->a, overlap->n, d, b);
    keep_places(state, overlap->b, overlap->n, d, a);
  }
}

void grid9_sweep_rules(grid9_state *state, bool last) {
  const grid9_rules *rules = state->rules;
  for (size_t h = 0; h < rules->n_houses; h++) visit_house(state, rules->house[h]);
  for (unsigned c = 0; c < GRID9_CELLS; c++)
    if (rules->first_peer[c] < rules->first_peer[c + 1]) visit_peers(state, c);
  visit_relations(state);
  if (!last) return;
  for (size_t i = 0; i < rules->n_overlaps; i++) visit_overlap(state, &rules->overlap[i]);
}

/* ---- choosing ---- */

void grid9_score_rules(const grid9_state *state, grid9_word (*score)[GRID9_CELLS]) {
  const grid9_rules *rules = state->rules;
  for (unsigned c = 0; c < GRID9_CELLS; c++) {
    grid9_word s0 = score[0][c], s1 = score[1][c], s2 = score[2][c], s3 = score[3][c], s4 = score[4][c], over = {0};
    for (unsigned i = rules->first_watch[c]; i < rules->first_watch[c + 1]; i++) {
      grid9_word carry = ~state->single[rules->watch[i]], next = s0 & carry;
      s0 ^= carry;
      carry = s1 & next, s1 ^= next;
      next = s2 & carry, s2 ^= carry;
      carry = s3 & next, s3 ^= next;
      over |= s4 & carry, s4 ^= carry;
    }
    score[0][c] = s0 | over;
    score[1][c] = s1 | over;
    score[2][c] = s2 | over;
    score[3][c] = s3 | over;
    score[4][c] = s4 | over;
  }
}
