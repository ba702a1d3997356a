/* rule.h - from rules as people name them (thermometer, killer cage, sandwich) to factors.
 *
 * A rule is a line in table.c: its name, what arguments it takes, and a function that compiles one use of it. Formats
 * read the arguments in their own notation and hand them over as a use. */
#ifndef EBM_RULE_RULE_H
#define EBM_RULE_RULE_H

#include "model/builder.h"

/* The paper that rules are written on. Cells are numbered row by row from 0; value a stands for the number first + a.
 */
typedef struct ebm_board {
  unsigned rows, columns, values;
  int first;                      /* 1, or 0 */
  bool plain;                     /* no rules for rows and columns */
  unsigned box_rows, box_columns; /* 0: no boxes */
  const uint16_t *region;         /* [rows * columns], or NULL: no regions beside the boxes */
  unsigned n_regions;             /* region numbers are below; EBM_NO_REGION: the cell is in none */
} ebm_board;

enum { EBM_NO_REGION = 0xFFFF };

/* The squarest boxes of `size` cells that fill a grid, lower than wide when there is a choice; 0 x 0: there are none.
 */
void ebm_board_boxes(unsigned rows, unsigned columns, unsigned size, unsigned *box_rows, unsigned *box_columns);

/* What a rule is written with. */
typedef enum ebm_rule_form {
  EBM_RULE_ALONE,        /* nothing */
  EBM_RULE_NUMBER,       /* a number */
  EBM_RULE_CELLS,        /* cells */
  EBM_RULE_NUMBER_CELLS, /* a number, cells; the number may be left out when the rule has a usual one */
  EBM_RULE_LIST_CELLS,   /* numbers, cells */
  EBM_RULE_SUM,          /* a number, cells, and a coefficient for each cell */
  EBM_RULE_SEGMENTS,     /* cells in segments */
  EBM_RULE_PAIRS,        /* which pairs of values are allowed, cells */
  EBM_RULE_SQUARE,       /* the upper left cell of four, numbers */
  EBM_RULE_LINE,         /* a number, the cells of a row or column in the order of sight */
  EBM_RULE_LINE_SUM,     /* the same, one number a line */
  EBM_RULE_DIAGONAL      /* a number, the cells of a diagonal */
} ebm_rule_form;

typedef struct ebm_rules ebm_rules;
typedef struct ebm_rule ebm_rule;

/* One use of a rule. */
typedef struct ebm_rule_use {
  const ebm_rule *rule;
  const int32_t *number; /* [n_numbers]; for sums: the sum, then the coefficients */
  uint32_t n_numbers;
  const uint32_t *cell; /* [n_cells] */
  uint32_t n_cells;
  const uint32_t *segment; /* [n_segments] where each segment ends in cell; NULL: one segment */
  uint32_t n_segments;
  const uint8_t *pairs; /* [values][values] */
  bool loop;            /* the line is closed */
} ebm_rule_use;

struct ebm_rule {
  const char *name; /* as constraint strings spell it */
  ebm_rule_form form;
  int32_t usual;  /* the number when it is left out; NONE */
  uint32_t least; /* cells at least */
  ebm_status (*compile)(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error);
};

enum { EBM_RULE_NO_NUMBER = INT32_MIN };

const ebm_rule *ebm_rule_find(const char *name, size_t length); /* NULL: there is none */
const ebm_rule *ebm_rule_at(size_t index);                      /* in the order of the table; NULL behind the last */

/* Rules on a board, on their way to a model. The board's arrays are borrowed until sealing. Adds the cells and what
 * holds on every board: rows, columns, boxes, regions. Faults: USAGE (a board that makes no sense), MEMORY. */
ebm_status ebm_rules_create(const ebm_factor_ops *const *kinds, const ebm_board *board, ebm_rules **rules,
                            ebm_error *error);
void ebm_rules_destroy(ebm_rules *rules); /* NULL is fine */

/* Adds one use. Faults: USAGE (arguments that make no sense on this board; the text says what), UNSUPPORTED, MEMORY. */
ebm_status ebm_rules_add(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error);

/* Where more can be added to the same model: the cells are variables 0 .. rows * columns - 1. */
ebm_builder *ebm_rules_builder(ebm_rules *rules);

/* The model of all that was added, the caller's to destroy. The rules are of no use afterwards, but to be destroyed. */
ebm_status ebm_rules_seal(ebm_rules *rules, ebm_model **model, ebm_error *error);

/* ---- the short names of --rules: diagonal, windoku, antiknight, antiking, nonconsecutive, disjoint, none ---- */

/* Checks a comma-separated list. Faults: UNSUPPORTED, with the name in the text. *plain: "none" is in it. */
ebm_status ebm_rule_list_check(const char *list, bool *plain, ebm_error *error);
/* Adds the rules of a checked list. */
ebm_status ebm_rules_add_list(ebm_rules *rules, const char *list, ebm_error *error);

#endif
