/* draft.h - a record with rules of its own, in the making: what the notations of variants fill in. */
#ifndef EBM_FORMAT_DRAFT_H
#define EBM_FORMAT_DRAFT_H

#include "format/reader.h"
#include "rule/rule.h"

/* All zero but for the reader and the board is an empty one. */
typedef struct ebm_draft {
  ebm_reader *reader;
  ebm_board board;
  uint16_t *region;     /* [cells] what board.region points to, or NULL */
  const char *alphabet; /* of the record; NULL: the usual one */
  /* once it is open */
  uint8_t *candidate; /* [cells][values] 1: not ruled out by a given */
  ebm_rules *rules;
  /* once it is closed */
  ebm_record *record; /* good until the reader's next one */
} ebm_draft;

/* Room for the board's regions, all 0; n_regions is the caller's to set. NULL: memory is out. */
uint16_t *ebm_draft_regions(ebm_draft *draft);

/* The board is known: makes the cells and the rules that it brings, and adds those of the options; with "none" among
 * them it is a board without rows, columns, boxes and regions. Faults: USAGE, MEMORY. */
ebm_status ebm_draft_open(ebm_draft *draft, ebm_error *error);

/* Leaves the cell the numbers that are wanted [values] and were left to it. */
void ebm_draft_allow(ebm_draft *draft, uint32_t cell, const bool *wanted);
void ebm_draft_give(ebm_draft *draft, uint32_t cell, uint32_t value);

/* Adds the record, that starts `line` lines below the front of the bytes being read. Faults: those of sealing, and of
 * an energy that is one of other grids; when memory is out the reader knows. */
ebm_status ebm_draft_close(ebm_draft *draft, uint64_t line, ebm_error *error);

void ebm_draft_clear(ebm_draft *draft);

/* Tells the reader that memory is out. */
void ebm_draft_out_of_memory(ebm_draft *draft);

/* ---- places by name ---- */

/* A row or column from 1: in decimal, or a letter for those above nine. Returns the bytes read, 0: it is none. */
size_t ebm_coordinate_read(const char *text, size_t length, unsigned *out);
/* "R1C1", all of the text: from 0 on what stands behind R and C, whatever the board. */
bool ebm_place_read(const char *text, size_t length, unsigned *row, unsigned *column);
/* The same, a cell of the board. */
bool ebm_cell_read(const ebm_board *board, const char *text, size_t length, uint32_t *cell);

/* The cells of row or column `at` (from 0), from its end when `back`; returns how many. */
uint32_t ebm_board_line(const ebm_board *board, bool is_row, uint32_t at, bool back, uint32_t *cell);
/* The cells from (row, column) on, in steps of down and right, as long as they are on the board. */
uint32_t ebm_board_diagonal(const ebm_board *board, int row, int column, int down, int right, uint32_t *cell);

#endif
