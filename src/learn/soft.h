/* soft.h - fitted couplings as soft terms of an energy file. */
#ifndef EBM_LEARN_SOFT_H
#define EBM_LEARN_SOFT_H

#include "format/energy_file.h"
#include "learn/examples.h"

/* Fills in file (all zero before) with E(x) = sum_i unary[x_i][i] + sum_{i<j} weight[i][j] [x_i = x_j], up to a
 * constant: unary terms as soft exactly_one factors over the other values, couplings as soft relations, "different"
 * where equal costs and "equal" where it pays. Terms below a hundredth of the largest are left out. Faults: MEMORY. */
ebm_status ebm_soft_store(const ebm_examples *examples, const float *unary, const float *weight, const char *alphabet,
                          ebm_energy_file *file, ebm_error *error);

#endif
