#include "base/level.h"
#include "lattice/descend.h"
#include "lattice/lattice.h"
#include "lattice/settle.h"

#define DECLARE(level)                                                                                                 \
  extern const ebm_lattice_ops EBM_LEVEL_JOIN(ebm_lattice_ops, level);                                                 \
  extern const ebm_lattice_ops EBM_LEVEL_JOIN(ebm_ensemble_ops, level);                                                \
  extern const ebm_lattice_ops EBM_LEVEL_JOIN(ebm_told_ops, level);                                                    \
  extern const ebm_lattice_ops EBM_LEVEL_JOIN(ebm_grid9_ops, level);                                                   \
  extern const ebm_lattice_ops EBM_LEVEL_JOIN(ebm_ground_ops, level);                                                  \
  extern const ebm_settler_ops EBM_LEVEL_JOIN(ebm_settler_ops, level);
EBM_LEVELS_DECLARE(DECLARE)
extern const ebm_lattice_ops ebm_alone_ops;

const ebm_lattice_ops *ebm_lattice_generic(void) {
#define GENERIC(level) &EBM_LEVEL_JOIN(ebm_lattice_ops, level)
  static const ebm_lattice_ops *const ops[] = {EBM_LEVELS(GENERIC)};
  return ops[ebm_level_active()];
}

static bool has_costs(const ebm_model *model, const ebm_lattice_options *options) {
  return options->given_weight > 0 || model->soft;
}

const ebm_lattice_ops *ebm_lattice_choose(const ebm_model *model, const ebm_lattice_options *options) {
#define GRID9(level) &EBM_LEVEL_JOIN(ebm_grid9_ops, level)
  static const ebm_lattice_ops *const grid9[] = {EBM_LEVELS(GRID9)};
#define ENSEMBLE(level) &EBM_LEVEL_JOIN(ebm_ensemble_ops, level)
  static const ebm_lattice_ops *const ensemble[] = {EBM_LEVELS(ENSEMBLE)};
#define TOLD(level) &EBM_LEVEL_JOIN(ebm_told_ops, level)
  static const ebm_lattice_ops *const told[] = {EBM_LEVELS(TOLD)};
#define GROUND(level) &EBM_LEVEL_JOIN(ebm_ground_ops, level)
  static const ebm_lattice_ops *const ground[] = {EBM_LEVELS(GROUND)};
  if (has_costs(model, options)) return ground[ebm_level_active()];
  bool plain = model->classic9 && model->n_variables == 81 && model->n_extra == 0;
  const ebm_descent_log *log = options->log;
  /* One lane that looks ahead of its kicks solves, of 35 variants, 33 in 5 s each; 27 without. A plain grid is shown as
   * its lanes would go. Proofs need the removals of unit propagation, which the replica that learns keeps to. All
   * solutions are collected by the search that looks for one. */
  bool shown = log != NULL && log->state != NULL && log->correction == NULL && !plain;
  if (shown || (log != NULL && log->step != NULL)) return told[ebm_level_active()];
  bool looked_at = log != NULL && log->state != NULL;
  bool proved = log != NULL && log->correction != NULL;
  bool ends_soon = plain && model->n_houses + model->n_unequal + model->n_related == 0; /* a grid without more rules */
  if (proved && !looked_at && !ends_soon && ebm_descend_fits(model)) return &ebm_alone_ops;
  if (proved || looked_at) return ebm_lattice_generic();
  plain &= log == NULL;
  return (plain ? grid9 : ensemble)[ebm_level_active()];
}

const ebm_settler_ops *ebm_settler_active(void) {
#define SETTLER(level) &EBM_LEVEL_JOIN(ebm_settler_ops, level)
  static const ebm_settler_ops *const ops[] = {EBM_LEVELS(SETTLER)};
  return ops[ebm_level_active()];
}
