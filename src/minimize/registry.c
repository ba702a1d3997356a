#include <string.h>

#include "minimize/minimizer.h"

extern const ebm_minimizer ebm_minimizer_quench, ebm_minimizer_gradient, ebm_minimizer_anneal, ebm_minimizer_recall;

/* The one list of minimizers. */
static const ebm_minimizer *const minimizers[] = {&ebm_minimizer_quench, &ebm_minimizer_gradient, &ebm_minimizer_anneal,
                                                  &ebm_minimizer_recall, NULL};

const ebm_minimizer *const *ebm_minimizers(void) {
  return minimizers;
}

const ebm_minimizer *ebm_minimizer_find(const char *name) {
  for (size_t i = 0; minimizers[i] != NULL; i++)
    if (strcmp(minimizers[i]->name, name) == 0) return minimizers[i];
  return NULL;
}

const char *ebm_method_name(size_t index) {
  return index < sizeof minimizers / sizeof *minimizers ? ((minimizers[index] != NULL) ? minimizers[index]->name : NULL)
                                                        : NULL;
}
