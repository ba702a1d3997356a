/* grid9.h - the lattice of the classic 9x9 grid, fused: its state, and the parts that its rounds are made of. Levelled.
 *
 * A round is a few sweeps over all lanes, then events: lanes that are solved, stuck or at a barrier. The state of a
 * lane travels as a record: kicks store the branch not taken, a barrier takes the last one stored back. Both ways go
 * through transpositions of whole words, never bit by bit. */
#ifndef EBM_LATTICE_GRID9_H
#define EBM_LATTICE_GRID9_H

#include "base/level.h"
#include "lattice/grid9_word.h"
#include "lattice/search.h"
#include "model/model.h"

enum {
  GRID9_CELLS = 81,
  GRID9_DIGITS = 9,
  GRID9_LITERALS = 729,
  GRID9_RECORD = 12, /* words of a record: seven cells of nine bits each, the last word has four */
  GRID9_PAD = 8,     /* words, so that the rows of a transposition do not share cache sets */
  GRID9_DEPTH = 81   /* a branch waits for each kick on the way down, and every kick decides a cell */
};

/* Two houses that share two cells or more: where the one has no place for a digit outside the other, the digit stands
 * in what they share, so that the other has none outside the one; and the other way round. */
typedef struct grid9_overlap {
  uint8_t a[9], b[9]; /* [n] cells of one that are not in the other */
  uint8_t n;
} grid9_overlap;

/* What a relation says of one cell: of `to` stays what some digit left in `from` allows. */
typedef struct grid9_relation {
  uint8_t from, to;
  uint16_t table;
} grid9_relation;

/* [a][b]: all ones where digit b of `from` allows digit a of `to`. */
typedef grid9_word grid9_allowed[GRID9_DIGITS][GRID9_DIGITS];

typedef struct grid9_record {
  uint64_t word[GRID9_RECORD]; /* bit 9 * (cell % 7) + digit of word cell / 7: still possible */
} grid9_record;

/* Records of all lanes, transposed: word t of lane l is at word[t][position[l]]. */
typedef struct grid9_transposed {
  uint64_t word[GRID9_RECORD][GRID9_LANES + GRID9_PAD];
} __attribute__((aligned(64))) grid9_transposed;

/* Rules beyond rows, columns and boxes. All zero: none. */
typedef struct grid9_rules {
  uint8_t (*house)[9]; /* [n_houses] cells that hold each digit once */
  size_t n_houses;
  uint8_t *peer; /* the cells that differ from cell c are peer[first_peer[c] .. first_peer[c + 1]) */
  uint16_t first_peer[GRID9_CELLS + 1];
  uint8_t *watch; /* likewise by first_watch: those, and the cells that an added house keeps different from c */
  uint16_t first_watch[GRID9_CELLS + 1];
  grid9_overlap *overlap; /* [n_overlaps] */
  size_t n_overlaps;
  grid9_relation *relation; /* [n_relations] by table, then by from */
  size_t n_relations;
  grid9_allowed *allowed; /* [n_allowed] by table */
  size_t n_allowed;
} grid9_rules;

typedef struct grid9_state {
  grid9_word x[GRID9_LITERALS];   /* [cell * 9 + digit] */
  grid9_word single[GRID9_CELLS]; /* the cell has one digit left, as of the last sweep */
  grid9_word row_triad[243];      /* [(stack * 9 + row) * 9 + digit] one of the three cells may hold the digit */
  grid9_word column_triad[243];   /* [(band * 9 + column) * 9 + digit] likewise */
  grid9_word changed, barrier;    /* as ebm_lanes, of the last sweep of a round */
  grid9_word chosen[GRID9_CELLS]; /* the cell to kick, one per stuck lane */
  grid9_word scratch[5 * GRID9_CELLS];
  bool upwards[GRID9_CELLS]; /* drawn: a kick in this cell tries the lowest digit first, else the highest */
  uint16_t out_position[GRID9_LANES], in_position[GRID9_LANES];
  grid9_transposed out, in;
  const grid9_rules *rules; /* NULL: rows, columns and boxes only */
} grid9_state;

#define grid9_sweep_round EBM_LEVELLED(grid9_sweep_round)
#define grid9_sweep_rules EBM_LEVELLED(grid9_sweep_rules)
#define grid9_score_rules EBM_LEVELLED(grid9_score_rules)
#define grid9_rules_init EBM_LEVELLED(grid9_rules_init)
#define grid9_choose EBM_LEVELLED(grid9_choose)
#define grid9_open EBM_LEVELLED(grid9_open)
#define grid9_values EBM_LEVELLED(grid9_values)
#define grid9_positions EBM_LEVELLED(grid9_positions)
#define grid9_store EBM_LEVELLED(grid9_store)
#define grid9_kick_and_store EBM_LEVELLED(grid9_kick_and_store)
#define grid9_load EBM_LEVELLED(grid9_load)

/* `sweeps` sweeps, 2 at least, over all lanes; changed, barrier and single speak of the last one. Where changed and
 * barrier are 0, x is a fixed point. fresh: lanes whose x was loaded since the last round, not only kicked. */
void grid9_sweep_round(grid9_state *state, unsigned sweeps, grid9_word fresh);
/* One sweep over the added rules; changed and barrier are ACCUMULATED. */
void grid9_sweep_rules(grid9_state *state, bool last);

/* Adds the open ones among the cells that the added rules keep different from a cell to its score: five planes of [81],
 * lowest first; what does not fit is 31. */
void grid9_score_rules(const grid9_state *state, grid9_word (*score)[GRID9_CELLS]);

/* The model's houses and unequal pairs; memory is taken from the arena. False: it is out. */
bool grid9_rules_init(grid9_rules *rules, const ebm_model *model, ebm_arena *arena);

/* Fills chosen for the lanes of `stuck`: of the cells with two digits left (three, where none has two; any open one,
 * where none has three) the one with most open cells among its peers, the first of equals. */
void grid9_choose(grid9_state *state, grid9_word stuck);

/* What givens [81] (0 open, else value + 1) leave. */
void grid9_open(const uint8_t *given, grid9_record *record);
/* value [81] of a record with one digit in each cell. */
void grid9_values(const grid9_record *record, uint8_t *value);

void grid9_positions(grid9_state *state); /* fills out_position and in_position, once */
/* All lanes' states to state->out. */
void grid9_store(grid9_state *state);
/* Kicks the chosen cells: x keeps one of the cell's digits, and what goes to state->out is the state without it. */
void grid9_kick_and_store(grid9_state *state);
/* The states in state->in to the lanes of `lanes`. */
void grid9_load(grid9_state *state, grid9_word lanes);

#endif
