/* plot.h - what was learned, as a picture. */
#ifndef EBM_LEARN_PLOT_H
#define EBM_LEARN_PLOT_H

#include "base/text.h"
#include "learn/learn.h"

/* Appends an SVG: on the left the weights that the fit gave to "equal", cell against cell, with the pairs that became
 * rules marked; on the right the learned sets drawn on the grid. Readable on light and dark ground. */
void ebm_plot_write(const ebm_learned *learned, ebm_text *text);

#endif
