#include "solve/choose.h"

#include "lattice/costs.h"

/* Couplings of several variables go to the minimizer that falls into the nearest minimum. Hard rules go to the one that
 * can prove, and so do costs of single values, givens that may be overruled among them. */
ebm_choice ebm_choose_minimizer(const ebm_model *model, bool soft_givens) {
  if (ebm_costs_misfit(model) != NULL)
    return (ebm_choice){ebm_minimizer_find("recall"), "there are soft terms, and it falls into the nearest minimum"};
  return (ebm_choice){ebm_minimizer_find("quench"),
                      soft_givens || model->soft
                          ? "values have costs, and it can prove which solution has the lowest energy"
                          : "every rule is hard, and it can prove what it finds"};
}
