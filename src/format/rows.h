/* rows.h - puzzles written on many lines: rows of cells with rules, blank lines and titles between them. */
#ifndef EBM_FORMAT_ROWS_H
#define EBM_FORMAT_ROWS_H

#include "format/cells.h"

enum { EBM_ROW_LIMIT = 36, EBM_ROW_BYTES = 512 };

/* One row: a character for each cell, '.' for what is left blank, numbers as 1-9A-Z. */
typedef struct ebm_row {
  unsigned n; /* cells; those beyond EBM_ROW_LIMIT are counted, not kept */
  char cell[EBM_ROW_LIMIT];
  uint16_t column[EBM_ROW_LIMIT]; /* of each cell in its line, from 1 */
  unsigned groups, wide;          /* between spaces and bars; wide: of several rising digits, as candidates are */
  uint64_t bars, heavy;           /* bit c: a bar stands before cell c, from 1 on; heavy: a double or thick one */
  bool rule, double_rule;         /* it is no row but a rule, and that a double or thick one */
  bool joined;                    /* several cells between two delimiters: rather a table than a row */
  bool numbers;                   /* some cells were numbers above 9 */
  bool spaced;                    /* spaces stood for blanks */
  bool tight;                     /* the cells stand side by side with nothing between */
} ebm_row;

typedef enum ebm_row_kind {
  EBM_ROW_CELLS,
  EBM_ROW_DASHES, /* nothing but dashes: a rule, or a row of blanks where those are dashes */
  EBM_ROW_RULE,
  EBM_ROW_BLANK,
  EBM_ROW_COMMENT, /* also a title such as "Grid 01" */
  EBM_ROW_SECTION  /* [Puzzle] */
} ebm_row_kind;

/* Nine groups or nearly, some of them wide: a row of candidates. */
bool ebm_row_of_candidates(const ebm_row *row);

/* Looks at one line; fills in *row when it has cells or dashes. */
ebm_row_kind ebm_row_parse(const ebm_line *line, ebm_row *row);

/* What the front of a source is, when it is a puzzle on many lines. */
typedef struct ebm_rows_front {
  bool header;     /* it starts with #A lines or [Puzzle] */
  bool candidates; /* its cells are groups of candidates */
} ebm_rows_front;

ebm_sniff ebm_rows_sniff(const char *bytes, size_t length, bool end, ebm_rows_front *front);

/* ebm_format.read of such puzzles. */
size_t ebm_rows_read(ebm_reader *reader, const char *bytes, size_t length, bool end);

#endif
