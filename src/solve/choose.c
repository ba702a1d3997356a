#include "solve/choose.h"

/* Hard rules go to the minimizer that can prove, learned couplings to the one that falls into the nearest minimum,
 * givens that may be overruled to the one that finds the lowest energy most often. */
ebm_choice ebm_choose_minimizer(const ebm_model *model, bool soft_givens) {
  if (soft_givens)
    return (ebm_choice){ebm_minimizer_find("anneal"),
                        "givens may be overruled, and it finds the lowest energy most often"};
  for (size_t f = 0; f < model->n_factors; f++)
    if (!model->factor[f].hard)
      return (ebm_choice){ebm_minimizer_find("recall"), "there are soft terms, and it falls into the nearest minimum"};
  return (ebm_choice){ebm_minimizer_find("quench"), "every rule is hard, and it can prove what it finds"};
}
