/* levelled - the fused sweep of 9x9.
 *
 * For one digit, a band's nine triads (three cells of a row in a box) form a 3x3 matrix that must contain a
 * permutation; likewise a stack's. That rule subsumes hidden singles of rows and columns and locked candidates. What it
 * does not see, a box's 9x9 matrix of cells and digits does: a digit with one place left in the box takes its cell, a
 * cell with one digit left takes it from the box; the triads then carry that to rows and columns. The fixed point is
 * that of the generic sweep over the 324 factors and their overlaps (tests/grid9.c).
 *
 * Bound by loads and stores, not by logic: a stack's cells are read once for its columns and once for its boxes. */
#include "lattice/grid9.h"

/* Row triads from the cells; sweeps keep them up to date, loading and kicking do not. */
static void refresh_triads(grid9_state *state) {
  for (int t = 0; t < 27; t++)
    for (int d = 0; d < 9; d++) {
      const grid9_word *x = state->x + t * 27 + d;
      state->triad[(t % 3 * 9 + t / 3) * 9 + d] = or3(x[0], x[9], x[18]);
    }
}

/* allowed [9] = triad [9] (3x3, row by row) where some permutation uses it. Returns the lanes without a permutation. */
GRID9_INLINE grid9_word permute(const grid9_word *triad, grid9_word *allowed) {
  grid9_word p0 = and3(triad[0], triad[4], triad[8]), p1 = and3(triad[1], triad[5], triad[6]);
  grid9_word p2 = and3(triad[2], triad[3], triad[7]), p3 = and3(triad[0], triad[5], triad[7]);
  grid9_word p4 = and3(triad[1], triad[3], triad[8]), p5 = and3(triad[2], triad[4], triad[6]);
  allowed[0] = p0 | p3, allowed[1] = p1 | p4, allowed[2] = p2 | p5;
  allowed[3] = p2 | p4, allowed[4] = p0 | p5, allowed[5] = p1 | p3;
  allowed[6] = p1 | p5, allowed[7] = p2 | p3, allowed[8] = p0 | p4;
  return ~or3(allowed[0], allowed[1], allowed[2]);
}

static void sweep_bands(grid9_state *state) {
  grid9_word barrier = state->barrier;
  for (int band = 0; band < 3; band++)
    for (int d = 0; d < 9; d++) {
      grid9_word triad[9], allowed[9], *at = state->triad + 27 * band + d;
#pragma GCC unroll 9
      for (int i = 0; i < 9; i++) triad[i] = at[i % 3 * 81 + i / 3 * 9];
      barrier |= permute(triad, allowed);
#pragma GCC unroll 9
      for (int i = 0; i < 9; i++) at[i % 3 * 81 + i / 3 * 9] = allowed[i];
    }
  state->barrier = barrier;
}

/* The column rule of a stack, on the cells that the bands allow; and which digits have one place left in a box: one
 * row triad and one column triad, which takes three operations where counting cells takes eighteen. */
GRID9_INLINE void sweep_columns(grid9_state *state, int stack) {
  grid9_word barrier = state->barrier;
  for (int d = 0; d < 9; d++) {
    grid9_word triad[9], allowed[9], one_row[3];
    const grid9_word *x = state->x + stack * 27 + d, *rows = state->triad + stack * 81 + d;
#pragma GCC unroll 3
    for (int band = 0; band < 3; band++) {
      grid9_word r0 = rows[band * 27], r1 = rows[band * 27 + 9], r2 = rows[band * 27 + 18];
      one_row[band] = one_of(r0, r1, r2);
#pragma GCC unroll 3
      for (int j = 0; j < 3; j++) {
        const grid9_word *cell = x + band * 243 + j * 9;
        triad[j * 3 + band] = or_and(or_and(cell[0] & r0, cell[81], r1), cell[162], r2);
      }
    }
    barrier |= permute(triad, allowed);
#pragma GCC unroll 9
    for (int i = 0; i < 9; i++) state->column[i * 9 + d] = allowed[i];
#pragma GCC unroll 3
    for (int band = 0; band < 3; band++)
      state->hidden[band * 9 + d] = one_row[band] & one_of(allowed[band], allowed[3 + band], allowed[6 + band]);
  }
  state->barrier = barrier;
}

/* The cells of a stack, box by box. detect: the last sweep of a round, which also sees what has changed, and two
 * contradictions that no removal shows: two digits that have no other place than one cell, and two cells of a box that
 * have no other digit than one. Left out there, the fixed point would depend on the order. */
GRID9_INLINE void sweep_cells(grid9_state *state, int stack, bool detect) {
  grid9_word barrier = state->barrier, changed = state->changed;
  for (int band = 0; band < 3; band++) {
    grid9_word taken[9]; /* digits of cells that have no other */
    const grid9_word *hidden = state->hidden + band * 9;
#pragma GCC unroll 9
    for (int d = 0; d < 9; d++) taken[d] = (grid9_word){0};
    for (int r = 0; r < 3; r++)
      for (int j = 0; j < 3; j++) {
        int cell = (band * 3 + r) * 9 + stack * 3 + j;
        grid9_word *x = state->x + cell * 9, y[9];
        const grid9_word *column = state->column + (j * 3 + band) * 9;
        const grid9_word *row = state->triad + (stack * 9 + band * 3 + r) * 9;
#pragma GCC unroll 9
        for (int d = 0; d < 9; d++) y[d] = and3(x[d], column[d], row[d]);
        grid9_word o0 = or3(y[0], y[1], y[2]), o1 = or3(y[3], y[4], y[5]), o2 = or3(y[6], y[7], y[8]);
        grid9_word two = or3(majority(y[0], y[1], y[2]), majority(y[3], y[4], y[5]), majority(y[6], y[7], y[8]));
        grid9_word single = one_of(o0, o1, o2) & ~two, claimed = y[0] & hidden[0];
        barrier |= ~or3(o0, o1, o2);
        state->single[cell] = single;
#pragma GCC unroll 9
        for (int d = 1; d < 9; d++) {
          if (detect) barrier = or_and(barrier, claimed, y[d] & hidden[d]);
          claimed = or_and(claimed, y[d], hidden[d]);
        }
#pragma GCC unroll 9
        for (int d = 0; d < 9; d++) {
          if (detect) barrier = or_and(barrier, taken[d], y[d] & single);
          taken[d] = or_and(taken[d], y[d], single);
          grid9_word z = and_or_not(y[d], hidden[d], claimed);
          if (detect) changed = or_xor(changed, x[d], z);
          x[d] = z;
        }
      }
    for (int r = 0; r < 3; r++) {
      int cell = (band * 3 + r) * 9 + stack * 3;
      grid9_word *x = state->x + cell * 9, *triad = state->triad + (stack * 9 + band * 3 + r) * 9;
      grid9_word s0 = state->single[cell], s1 = state->single[cell + 1], s2 = state->single[cell + 2];
#pragma GCC unroll 9
      for (int d = 0; d < 9; d++) {
        grid9_word a = and_or_not(x[d], s0, taken[d]), b = and_or_not(x[9 + d], s1, taken[d]);
        grid9_word c = and_or_not(x[18 + d], s2, taken[d]);
        if (detect) changed = or_xor(or_xor(or_xor(changed, a, x[d]), b, x[9 + d]), c, x[18 + d]);
        x[d] = a;
        x[9 + d] = b;
        x[18 + d] = c;
        if (!detect) triad[d] = or3(a, b, c);
      }
    }
  }
  state->barrier = barrier;
  state->changed = changed;
}

static __attribute__((noinline)) void sweep(grid9_state *state) {
  sweep_bands(state);
  for (int stack = 0; stack < 3; stack++) {
    sweep_columns(state, stack);
    sweep_cells(state, stack, false);
  }
}

static __attribute__((noinline)) void sweep_and_detect(grid9_state *state) {
  state->changed = (grid9_word){0};
  sweep_bands(state);
  for (int stack = 0; stack < 3; stack++) {
    sweep_columns(state, stack);
    sweep_cells(state, stack, true);
  }
}

void grid9_sweep_round(grid9_state *state, unsigned sweeps) {
  state->barrier = (grid9_word){0};
  refresh_triads(state);
  for (unsigned i = 1; i < sweeps; i++) sweep(state);
  sweep_and_detect(state);
}
