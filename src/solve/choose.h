/* choose.h - which minimizer a model gets when nobody says. */
#ifndef EBM_SOLVE_CHOOSE_H
#define EBM_SOLVE_CHOOSE_H

#include "minimize/minimizer.h"

/* soft_givens: the record's givens may be overruled. */
const ebm_minimizer *ebm_choose_minimizer(const ebm_model *model, bool soft_givens);

#endif
