/* choose.h - which minimizer a model gets when nobody says. */
#ifndef EBM_SOLVE_CHOOSE_H
#define EBM_SOLVE_CHOOSE_H

#include "minimize/minimizer.h"

typedef struct ebm_choice {
  const ebm_minimizer *minimizer;
  const char *reason; /* a few words for people; lives for ever. NULL: nothing was chosen */
} ebm_choice;

/* soft_givens: the record's givens may be overruled. */
ebm_choice ebm_choose_minimizer(const ebm_model *model, bool soft_givens);

#endif
