/* variant.h - random variants of Sudoku, and an oracle that answers them. Nothing here is shared with ebm-solve: what a
 * rule means is written once more in parts.c and holds.c, from the published notation, and a SAT solver does the rest.
 *
 * A rule is taken apart into parts. A part is a few cells in order and a condition on the numbers in them, which
 * part_holds() decides by the definition; encode.c turns that function itself, tuple after tuple, into clauses. */
#ifndef EBM_TESTS_VARIANTS_VARIANT_H
#define EBM_TESTS_VARIANTS_VARIANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SIDE = 9, CELLS = SIDE * SIDE, VALUES = 12, SCOPE = 24, RULES = 8, TEXT = 2048, TUPLES = 400000 };

/* Every type of rule that constraint strings know, and how each is written and drawn (see draw.c). */
#define RULE_TYPES(X)                                                                                                  \
  X(Windoku)                                                                                                           \
  X(DisjointSets)                                                                                                      \
  X(Diagonal)                                                                                                          \
  X(AntiKnight)                                                                                                        \
  X(AntiKing)                                                                                                          \
  X(AntiConsecutive)                                                                                                   \
  X(GlobalEntropy)                                                                                                     \
  X(GlobalMod)                                                                                                         \
  X(StrictKropki)                                                                                                      \
  X(StrictXV)                                                                                                          \
  X(Thermo)                                                                                                            \
  X(Whisper)                                                                                                           \
  X(Renban)                                                                                                            \
  X(Palindrome)                                                                                                        \
  X(Between)                                                                                                           \
  X(Lockout)                                                                                                           \
  X(Zipper)                                                                                                            \
  X(Modular)                                                                                                           \
  X(Entropic)                                                                                                          \
  X(RegionSumLine)                                                                                                     \
  X(SumLine)                                                                                                           \
  X(Arrow)                                                                                                             \
  X(DoubleArrow)                                                                                                       \
  X(PillArrow)                                                                                                         \
  X(WhiteDot)                                                                                                          \
  X(BlackDot)                                                                                                          \
  X(X)                                                                                                                 \
  X(V)                                                                                                                 \
  X(GreaterThan)                                                                                                       \
  X(Cage)                                                                                                              \
  X(Sum)                                                                                                               \
  X(AllDifferent)                                                                                                      \
  X(Quad)                                                                                                              \
  X(EqualSum)                                                                                                          \
  X(SameValues)                                                                                                        \
  X(ContainExact)                                                                                                      \
  X(ContainAtLeast)                                                                                                    \
  X(CountingCircles)                                                                                                   \
  X(Pair)                                                                                                              \
  X(PairX) X(Binary) X(BinaryX) X(LittleKiller) X(Sandwich) X(XSum) X(Skyscraper) X(HiddenSkyscraper) X(NumberedRoom)

typedef enum rule_type {
#define X(name) RULE_##name,
  RULE_TYPES(X)
#undef X
      RULE_COUNT
} rule_type;

extern const char *const rule_names[RULE_COUNT];

typedef struct board {
  int rows, columns, first, values; /* numbers first .. first + values - 1 */
  bool raw;                         /* no rule for rows and columns */
  bool no_boxes;
  int region_size;           /* 0: the longer side */
  int box_rows, box_columns; /* what follows from these; 0: none */
  char jigsaw[CELLS + 1];    /* a letter for each cell, or empty */
  int usual;                 /* cells of its regions */
  char shape[40];            /* as it is spelled */
} board;

typedef struct rule {
  rule_type type;
  int number[SCOPE], n_numbers; /* sums: the sum, then the coefficients */
  int cell[SCOPE], n_cells;
  int end[SCOPE], n_ends; /* EqualSum: where each segment ends */
  bool pairs[VALUES][VALUES];
  bool loop;
  int line;         /* around the grid: row, or rows + column */
  bool front, back; /* clues at the line's front (number 0) and back (number 1) */
} rule;

typedef struct puzzle {
  board board;
  rule rule[RULES];
  int n_rules;
  uint16_t allowed[CELLS]; /* a bit for each value */
} puzzle;

/* ---- parts ---- */

typedef enum part_kind {
  DIFFERENT,
  RISES,
  FAR,
  SAME,
  INSIDE,  /* the third number lies between the first two */
  OUTSIDE, /* it is below both or above both */
  RESIDUES,
  THIRDS,
  ALL_THIRDS,
  ALL_RESIDUES,
  CONSECUTIVE,
  NOT_CONSECUTIVE,
  TWICE,
  NO_DOT,
  NO_LETTER,
  STRING, /* a set of consecutive numbers */
  ZIPPER,
  SEGMENTS,
  SUM_LINE,
  LINEAR,
  SAME_SETS,
  EXACT,
  AT_LEAST,
  CIRCLES,
  TABLE,
  SANDWICH,
  X_SUM,
  SKYLINE,
  HIDDEN,
  ROOM
} part_kind;

typedef struct part {
  part_kind kind;
  int cell[SCOPE], n;           /* may name a cell twice */
  int number[SCOPE], n_numbers; /* what else it needs: a least difference, a sum, coefficients, ends of segments */
  const rule *of;               /* NULL: the board */
} part;

typedef struct parts {
  part *part;
  size_t n, room;
} parts;

/* What the puzzle says, part by part, into `out`, whose memory is used again. */
void puzzle_parts(const puzzle *p, parts *out);
/* The definition of one kind of part: do these numbers, in the order of its cells, fulfil it? */
bool part_holds(const part *p, const board *b, const int *number);
/* NULL when the grid solves the puzzle; else the name of what it breaks. */
const char *puzzle_judge(const puzzle *p, const parts *what, const int *grid);

/* A definition that is wrong on purpose, to see that it is noticed; RULE_COUNT: none. */
extern bool planted_definition;

/* ---- board and spelling ---- */

int board_cells(const board *b);
void board_boxes(board *b);                              /* sets box_rows, box_columns, usual */
int board_region(const board *b, int cell);              /* -1: none */
int board_line(const board *b, int line, int *cell);     /* the cells of row `line`, or column line - rows; how many */
int board_diagonal(const board *b, int from, int *cell); /* 0: none begins there */
char board_symbol(const board *b, int number);
bool board_grid(const board *b, const char *text, int *grid); /* a solution as printed; false: not one number a cell */
void puzzle_spell(const puzzle *p, char text[TEXT]);

/* ---- random numbers ---- */

typedef struct dice {
  uint64_t state;
} dice;
int below(dice *d, int n);
bool chance(dice *d, int percent);

/* ---- drawing ---- */

void puzzle_draw(puzzle *p, dice *d);
/* Tuples that encoding the parts has to look at, an upper bound for the largest. */
double parts_tuples(const parts *what, const board *b);

/* ---- the oracle ---- */

typedef struct oracle {
  int n;                 /* solutions found; limit + 1: there are more than the limit; -1: it gave up */
  int8_t (*grid)[CELLS]; /* [limit + 1] */
} oracle;
void oracle_ask(const puzzle *p, const parts *what, int limit, oracle *out);
/* A solution that the draw decides, into grid; false: there is none, or it takes too long. */
bool oracle_any(const puzzle *p, const parts *what, dice *d, int *grid);

void *grown(void *memory, size_t *room, size_t n, size_t size); /* ends the program when memory is out */

#endif
