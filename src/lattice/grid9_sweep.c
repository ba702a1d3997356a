/* levelled - the fused sweep of 9x9, box by box.
 *
 * A triad is the three cells that a row, or a column, and a box share. For one digit, a band's nine row triads form a
 * 3x3 matrix that must contain a permutation; likewise a stack's column triads. That rule subsumes hidden singles of
 * rows and columns and locked candidates. What it does not see, a box's 9x9 matrix of cells and digits does: a digit
 * with one place left in the box takes its cell, a cell with one digit left takes it from the box. The fixed point is
 * that of the generic sweep over the 324 factors and their overlaps (tests/grid9.c).
 *
 * Triads are kept from visit to visit: a box takes its neighbours' as they are, and leaves its own fresh. A literal is
 * stored once a visit, because the sweep is bound by loads and stores, not by logic: what a cell's last digit forbids
 * in the other cells of the box is not stored but only left out of the box's triads, and since each of those cells is
 * in another row triad or another column triad, the next visit removes it there. A lane must pass two sweeps before its
 * fixed point is believed. */
#include "lattice/grid9.h"

/* 3x3 triads that must contain a permutation, three of them the box's own, at a stride of 9. allowed [3] = own where
 * some permutation uses it. Returns the lanes without a permutation. */
GRID9_INLINE grid9_word permute(const grid9_word *own, const grid9_word *p, const grid9_word *q, grid9_word *allowed) {
  allowed[0] = own[0] & or_and(p[9] & q[18], p[18], q[9]);
  allowed[1] = own[9] & or_and(p[0] & q[18], p[18], q[0]);
  allowed[2] = own[18] & or_and(p[0] & q[9], p[9], q[0]);
  return ~or3(allowed[0], allowed[1], allowed[2]);
}

/* What the triads allow a box, and which digits have one place left in it: one row triad and one column triad, which
 * takes three operations where counting cells takes eighteen. */
typedef struct box_rules {
  grid9_word row[3][9], column[3][9], hidden[9];
} box_rules;

GRID9_INLINE grid9_word find_rules(const grid9_state *state, int band, int stack, box_rules *rules) {
  const grid9_word *row = state->row_triad + (stack * 9 + band * 3) * 9;
  const grid9_word *column = state->column_triad + (band * 9 + stack * 3) * 9;
  const grid9_word *left = state->row_triad + ((stack == 0 ? 9 : 0) + band * 3) * 9;
  const grid9_word *right = state->row_triad + ((stack == 2 ? 9 : 18) + band * 3) * 9;
  const grid9_word *above = state->column_triad + ((band == 0 ? 9 : 0) + stack * 3) * 9;
  const grid9_word *below = state->column_triad + ((band == 2 ? 9 : 18) + stack * 3) * 9;
  grid9_word barrier = {0};
  for (int d = 0; d < 9; d++) {
    grid9_word r[3], c[3];
    barrier |= permute(row + d, left + d, right + d, r);
    barrier |= permute(column + d, above + d, below + d, c);
    for (int i = 0; i < 3; i++) {
      rules->row[i][d] = r[i];
      rules->column[i][d] = c[i];
    }
    rules->hidden[d] = one_of(r[0], r[1], r[2]) & one_of(c[0], c[1], c[2]);
  }
  return barrier;
}

/* detect: the last sweep of a round, which also sees what has changed, and two contradictions that no removal shows:
 * two digits that have no other place than one cell, and two cells of a box that have no other digit than one. Left out
 * there, the fixed point would depend on the order. */
GRID9_INLINE void visit_box(grid9_state *state, int band, int stack, bool detect) {
  grid9_word *corner = state->x + (band * 27 + stack * 3) * 9;
  grid9_word barrier = state->barrier, changed = state->changed;
  grid9_word hidden[9], taken[9], single[9]; /* taken: digits of cells that have no other */
  box_rules rules;
  barrier |= find_rules(state, band, stack, &rules);
#pragma GCC unroll 9
  for (int d = 0; d < 9; d++) {
    taken[d] = (grid9_word){0};
    hidden[d] = rules.hidden[d];
  }
  for (int r = 0; r < 3; r++)
    for (int c = 0; c < 3; c++) {
      grid9_word *x = corner + (r * 9 + c) * 9, y[9];
#pragma GCC unroll 9
      for (int d = 0; d < 9; d++) y[d] = and3(x[d], rules.column[c][d], rules.row[r][d]);
      __asm__ volatile("" ::: "memory"); /* or gcc keeps the row's rules on its stack: nine stores and loads a row */
      grid9_word o0 = or3(y[0], y[1], y[2]), o1 = or3(y[3], y[4], y[5]), o2 = or3(y[6], y[7], y[8]);
      grid9_word two = or3(majority(y[0], y[1], y[2]), majority(y[3], y[4], y[5]), majority(y[6], y[7], y[8]));
      grid9_word alone = one_of(o0, o1, o2) & ~two, claimed = y[0] & hidden[0];
      barrier |= ~or3(o0, o1, o2);
      state->single[(band * 3 + r) * 9 + stack * 3 + c] = alone;
#pragma GCC unroll 9
      for (int d = 1; d < 9; d++) {
        if (detect) barrier = or_and(barrier, claimed, y[d] & hidden[d]);
        claimed = or_and(claimed, y[d], hidden[d]);
      }
#pragma GCC unroll 9
      for (int d = 0; d < 9; d++) {
        if (detect) barrier = or_and(barrier, taken[d], y[d] & alone);
        taken[d] = or_and(taken[d], y[d], alone);
        grid9_word z = and_or_not(y[d], hidden[d], claimed);
        if (detect) changed = or_xor(changed, x[d], z);
        x[d] = z;
      }
    }
#pragma GCC unroll 9
  for (int i = 0; i < 9; i++) single[i] = state->single[(band * 3 + i / 3) * 9 + stack * 3 + i % 3];
  grid9_word *row = state->row_triad + (stack * 9 + band * 3) * 9;
  grid9_word *column = state->column_triad + (band * 9 + stack * 3) * 9;
#pragma GCC unroll 9
  for (int d = 0; d < 9; d++) {
    grid9_word a[9];
#pragma GCC unroll 9
    for (int i = 0; i < 9; i++) a[i] = and_or_not(corner[i / 3 * 81 + i % 3 * 9 + d], single[i], taken[d]);
#pragma GCC unroll 3
    for (int i = 0; i < 3; i++) {
      row[i * 9 + d] = or3(a[i * 3], a[i * 3 + 1], a[i * 3 + 2]);
      column[i * 9 + d] = or3(a[i], a[i + 3], a[i + 6]);
    }
  }
  state->barrier = barrier;
  state->changed = changed;
}

static __attribute__((noinline)) void sweep(grid9_state *state) {
  for (int box = 0; box < 9; box++) visit_box(state, box / 3, box % 3, false);
}

static __attribute__((noinline)) void sweep_and_detect(grid9_state *state) {
  for (int box = 0; box < 9; box++) visit_box(state, box / 3, box % 3, true);
}

void grid9_sweep_round(grid9_state *state, unsigned sweeps, grid9_word fresh) {
  state->barrier = (grid9_word){0};
  if (any_lane(fresh))
    for (int t = 0; t < 243; t++) {
      state->row_triad[t] |= fresh;
      state->column_triad[t] |= fresh;
    }
  for (unsigned i = 1; i < sweeps; i++) {
    sweep(state);
    /* What the added rules remove last before the detecting sweep is a change too: that sweep's triads do not know it.
     */
    state->changed = (grid9_word){0};
    if (state->rules != NULL) grid9_sweep_rules(state, false);
  }
  sweep_and_detect(state);
  if (state->rules != NULL) grid9_sweep_rules(state, true);
}
