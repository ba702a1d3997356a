#include "factor/registry.h"

#include "base/level.h"

/* The one list of kinds: add a line here for a file added beside this one. */
#define KINDS(X, level)                                                                                                \
  X(exactly_one, level)                                                                                                \
  X(at_most_one, level)                                                                                                \
  X(clause, level)                                                                                                     \
  X(relation, level)                                                                                                   \
  X(linear, level)                                                                                                     \
  X(automaton, level)                                                                                                  \
  X(network, level)                                                                                                    \
  X(potential, level)

#define DECLARE(kind, level) extern const ebm_factor_ops EBM_LEVEL_JOIN(ebm_factor_##kind, level);
#define DECLARE_LEVEL(level) KINDS(DECLARE, level)
EBM_LEVELS_DECLARE(DECLARE_LEVEL)

#define ADDRESS(kind, level) &EBM_LEVEL_JOIN(ebm_factor_##kind, level),
#define TABLE(level)                                                                                                   \
  { KINDS(ADDRESS, level) NULL }

enum { KIND_LIMIT = 32 };

const ebm_factor_ops *const *ebm_factor_kinds(void) {
  static const ebm_factor_ops *const kinds[][KIND_LIMIT] = {EBM_LEVELS(TABLE)};
  return kinds[ebm_level_active()];
}

const char *ebm_factor_name(size_t index) {
  const ebm_factor_ops *const *kinds = ebm_factor_kinds();
  for (size_t i = 0; kinds[i] != NULL; i++)
    if (i == index) return kinds[i]->name;
  return NULL;
}
