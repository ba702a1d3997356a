/* jigsaw.h - recognizing irregular regions. */
#ifndef EBM_FORMAT_JIGSAW_H
#define EBM_FORMAT_JIGSAW_H

#include "format/cells.h"

/* The cells of a line that is givens and then regions, one character a cell each: size * size of both, or 0 when it is
 * no such line. cells, when not NULL, gets the characters without white space [2 * 36 * 36]. A solution behind a puzzle
 * draws no regions. */
unsigned ebm_jigsaw_front(const ebm_line *line, char *cells);

/* Whether the characters [size * size] draw regions: `size` different ones, `size` cells of each that hang together. */
bool ebm_jigsaw_layout(const char *region, unsigned size);

enum { EBM_JIGSAW_CELLS = 36 * 36 };

#endif
