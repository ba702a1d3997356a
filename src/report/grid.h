/* grid.h - what the drawings of a grid share. Inside this folder only. */
#ifndef EBM_REPORT_GRID_H
#define EBM_REPORT_GRID_H

#include "report/report.h"

typedef struct ebm_grid_drawing {
  ebm_buffer *buffer;
  const ebm_report_style *style;
  const ebm_layout *layout;
  const ebm_puzzle *puzzle;
  const uint8_t *value;        /* NULL: givens only */
  unsigned width;              /* of a cell */
  const ebm_answer *marginals; /* NULL: values are drawn */
} ebm_grid_drawing;

/* The region or box of a cell, 0 where there are neither; -1 outside the grid. */
long ebm_grid_region(const ebm_layout *layout, long row, long column);
/* The cell's value, or what is given there, to the right of `width` columns. */
void ebm_grid_cell(const ebm_grid_drawing *drawing, size_t cell, unsigned width);

/* Whether the puzzle has rules that are drawn into the grid: cages, diagonals, marks between neighbours. */
bool ebm_grid_has_drawn_rules(const ebm_puzzle *puzzle);
void ebm_grid_with_rules(const ebm_grid_drawing *drawing);
/* A line about the rules that no drawing shows; nothing when there are none. */
void ebm_grid_other_rules(ebm_buffer *buffer, const ebm_puzzle *puzzle);

#endif
