/* grid.h - the models of grids: cells, rows, columns and boxes. */
#ifndef EBM_MODEL_GRID_H
#define EBM_MODEL_GRID_H

#include "model/builder.h"

/* A size x size grid of cells with the values 1..size, every cell, row-value, column-value and region-value exactly
 * once. Boxes of box_rows x box_columns (their product is size; 0 x 0: no boxes), or region [size * size] with
 * values 0..size-1, `size` cells each, when not NULL. Literal (cell, value) is cell * size + value.
 * Adds to a builder that has no variables yet. Faults: USAGE, MEMORY. */
typedef struct ebm_grid {
  unsigned size;
  unsigned box_rows, box_columns;
  const uint16_t *region;
} ebm_grid;

ebm_status ebm_grid_build(ebm_builder *builder, const ebm_grid *grid, ebm_error *error);

/* The box shape that a size has when nobody says otherwise: the squarest, lower than wide (6 is 2 x 3). 0 x 0 when
 * the size is prime. */
void ebm_grid_default_boxes(unsigned size, unsigned *box_rows, unsigned *box_columns);

#endif
