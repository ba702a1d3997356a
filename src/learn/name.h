/* name.h - what a person calls a set of cells on a grid. The learner does not know these words; its report does. */
#ifndef EBM_LEARN_NAME_H
#define EBM_LEARN_NAME_H

#include "learn/lesson.h"

typedef struct ebm_name {
  const char *group;      /* "row", "column", "box", "diagonal", "set"; lives for ever */
  uint32_t index;         /* which of them, from 1; 0: they are not numbered */
  uint32_t rows, columns; /* of a box */
} ebm_name;

ebm_name ebm_name_set(const ebm_lesson *lesson, const uint32_t *member, uint32_t n);

/* "R1C1", or "C5" when the table has one row; returns text. */
enum { EBM_CELL_NAME = 32 };
const char *ebm_name_cell(const ebm_lesson *lesson, uint32_t cell, char text[EBM_CELL_NAME]);

#endif
