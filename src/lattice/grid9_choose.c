/* levelled - which cell to kick, for all stuck lanes at once.
 *
 * A cell with two digits left and the most open cells around it: 44 kicks a puzzle on the hardest, where a random cell
 * with two digits takes 60 (measured: bench/README.md, with the rules that lost). Counts are kept as bit planes. */
#include "lattice/grid9.h"

/* Candidates: cells with two digits; three where a lane has none with two; open ones where it has neither. */
static void find_candidates(const grid9_state *state, grid9_word stuck, grid9_word *candidate, grid9_word *three) {
  grid9_word any = {0};
  for (int c = 0; c < GRID9_CELLS; c++) {
    const grid9_word *x = state->x + c * 9;
    grid9_word q0 = majority(x[0], x[1], x[2]), q1 = majority(x[3], x[4], x[5]), q2 = majority(x[6], x[7], x[8]);
    grid9_word s0 = xor3(x[0], x[1], x[2]), s1 = xor3(x[3], x[4], x[5]), s2 = xor3(x[6], x[7], x[8]);
    grid9_word odd = xor3(s0, s1, s2), q3 = majority(s0, s1, s2);
    /* Four carries of weight two: exactly one of them means two or three digits. */
    grid9_word one_carry = pick(q3, ~or3(q0, q1, q2), one_of(q0, q1, q2)) & stuck;
    candidate[c] = one_carry & ~odd;
    three[c] = one_carry & odd;
    any |= candidate[c];
  }
  grid9_word none = stuck & ~any;
  if (!any_lane(none)) return;
  for (int c = 0; c < GRID9_CELLS; c++) {
    any |= three[c] & none;
    candidate[c] |= three[c] & none;
  }
  none &= ~any;
  if (!any_lane(none)) return;
  for (int c = 0; c < GRID9_CELLS; c++) candidate[c] = or_and_not(candidate[c], none, state->single[c]);
}

/* A count as bit planes, lowest first. */
typedef struct pair_count {
  grid9_word bit[2]; /* 0..3 */
} pair_count;

typedef struct other_count {
  grid9_word bit[3]; /* 0..6 */
} other_count;

GRID9_INLINE pair_count count_open(grid9_word s0, grid9_word s1, grid9_word s2) {
  grid9_word a = ~s0, b = ~s1, c = ~s2;
  return (pair_count){{xor3(a, b, c), majority(a, b, c)}};
}

GRID9_INLINE other_count add_pairs(pair_count a, pair_count b) {
  grid9_word carry = a.bit[0] & b.bit[0];
  return (other_count){{a.bit[0] ^ b.bit[0], xor3(a.bit[1], b.bit[1], carry), majority(a.bit[1], b.bit[1], carry)}};
}

/* score: five planes of [81]: open cells in the cell's box, in the rest of its row and in the rest of its column. */
static void count_open_peers(const grid9_state *state, grid9_word (*score)[GRID9_CELLS]) {
  const grid9_word *s = state->single;
  pair_count row[27], column[27]; /* of triads: row r, stack k at r * 3 + k; column q, band b at q * 3 + b */
  other_count row_rest[27], column_rest[27];
  grid9_word box[9][4];
  for (int t = 0; t < 27; t++) row[t] = count_open(s[t * 3], s[t * 3 + 1], s[t * 3 + 2]);
  for (int q = 0; q < 9; q++)
    for (int b = 0; b < 3; b++) column[q * 3 + b] = count_open(s[b * 27 + q], s[b * 27 + q + 9], s[b * 27 + q + 18]);
  for (int i = 0; i < 9; i++)
    for (int k = 0; k < 3; k++) {
      row_rest[i * 3 + k] = add_pairs(row[i * 3 + (k + 1) % 3], row[i * 3 + (k + 2) % 3]);
      column_rest[i * 3 + k] = add_pairs(column[i * 3 + (k + 1) % 3], column[i * 3 + (k + 2) % 3]);
    }
  for (int b = 0; b < 9; b++) {
    const pair_count *t = row + b / 3 * 9 + b % 3; /* the box's row triads are t[0], t[3], t[6] */
    grid9_word carry = majority(t[0].bit[0], t[3].bit[0], t[6].bit[0]);
    grid9_word twos = xor3(t[0].bit[1], t[3].bit[1], t[6].bit[1]);
    grid9_word fours = majority(t[0].bit[1], t[3].bit[1], t[6].bit[1]), second = twos & carry;
    box[b][0] = xor3(t[0].bit[0], t[3].bit[0], t[6].bit[0]);
    box[b][1] = twos ^ carry;
    box[b][2] = fours ^ second;
    box[b][3] = fours & second;
  }
  for (int c = 0; c < GRID9_CELLS; c++) {
    int r = c / 9, q = c % 9;
    const grid9_word *a = box[r / 3 * 3 + q / 3];
    const other_count *e = &row_rest[r * 3 + q / 3], *f = &column_rest[q * 3 + r / 3];
    grid9_word carry0 = majority(a[0], e->bit[0], f->bit[0]);
    grid9_word sum1 = xor3(a[1], e->bit[1], f->bit[1]), carry1 = majority(a[1], e->bit[1], f->bit[1]);
    grid9_word carry1b = sum1 & carry0;
    grid9_word sum2 = xor3(a[2], e->bit[2], f->bit[2]), carry2 = majority(a[2], e->bit[2], f->bit[2]);
    grid9_word carry2b = majority(sum2, carry1, carry1b);
    score[0][c] = xor3(a[0], e->bit[0], f->bit[0]);
    score[1][c] = sum1 ^ carry0;
    score[2][c] = xor3(sum2, carry1, carry1b);
    score[3][c] = xor3(a[3], carry2, carry2b);
    score[4][c] = majority(a[3], carry2, carry2b);
  }
}

void grid9_choose(grid9_state *state, grid9_word stuck) {
  grid9_word candidate[GRID9_CELLS], three[GRID9_CELLS];
  grid9_word(*score)[GRID9_CELLS] = (grid9_word(*)[GRID9_CELLS])state->scratch;
  find_candidates(state, stuck, candidate, three);
  count_open_peers(state, score);
  if (state->rules != NULL) grid9_score_rules(state, score);
  /* From the highest plane down: where some candidate has the bit, those without it are out. Each pass finds out at the
   * same time whether any that it keeps has the next bit. */
  grid9_word any = {0}, left = stuck;
  for (int c = 0; c < GRID9_CELLS; c++) any = or_and(any, candidate[c], score[4][c]);
  for (int bit = 4; bit > 0; bit--) {
    grid9_word next = {0};
    for (int c = 0; c < GRID9_CELLS; c++) {
      candidate[c] = and_or_not(candidate[c], score[bit][c], any);
      next = or_and(next, candidate[c], score[bit - 1][c]);
    }
    any = next;
  }
  for (int c = 0; c < GRID9_CELLS; c++) {
    grid9_word best = and_or_not(candidate[c], score[0][c], any);
    state->chosen[c] = best & left;
    left &= ~best;
  }
}
