/* jigsaw.h - recognizing irregular regions. */
#ifndef EBM_FORMAT_JIGSAW_H
#define EBM_FORMAT_JIGSAW_H

#include "format/cells.h"

/* The cells of a line that is givens and then regions, one character a cell each: size * size of both, or 0 when it is no
 * such line. cells, when not NULL, gets the characters without white space [2 * 36 * 36]. Regions are `size` different
 * characters, `size` of each, connected: a solution behind a puzzle is not. */
unsigned ebm_jigsaw_front(const ebm_line *line, char *cells);

enum { EBM_JIGSAW_CELLS = 36 * 36 };

#endif
