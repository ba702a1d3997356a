#include "base/level.h"
#include "lattice/lattice.h"

#define DECLARE(level) extern const ebm_lattice_ops EBM_LEVEL_JOIN(ebm_lattice_ops, level);
EBM_LEVELS_DECLARE(DECLARE)

const ebm_lattice_ops *ebm_lattice_active(void) {
#define ADDRESS(level) &EBM_LEVEL_JOIN(ebm_lattice_ops, level)
  static const ebm_lattice_ops *const ops[] = {EBM_LEVELS(ADDRESS)};
  return ops[ebm_level_active()];
}
