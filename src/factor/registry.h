/* registry.h - the kinds of factors there are. */
#ifndef EBM_FACTOR_REGISTRY_H
#define EBM_FACTOR_REGISTRY_H

#include "model/factor.h"

/* All kinds, compiled for the active CPU level; NULL at the end. Constant for the life of the program. */
const ebm_factor_ops *const *ebm_factor_kinds(void);

#endif
