/* open.h - what is left to decide of a record: where the minimizers that do not prune start. */
#ifndef EBM_MINIMIZE_OPEN_H
#define EBM_MINIMIZE_OPEN_H

#include "lattice/settle.h"
#include "minimize/minimizer.h"

enum { EBM_OPEN_ZERO = UINT32_MAX, EBM_OPEN_ONE = UINT32_MAX - 1 }; /* ebm_open.index of literals that are decided */

/* A variable with one possible literal is decided: that literal is 1. A literal that is not possible is 0. */
typedef struct ebm_open {
  const ebm_model *model;
  uint8_t *possible; /* [n_literals] */
  uint32_t *index;   /* [n_literals] place in `literal`, or EBM_OPEN_ZERO, EBM_OPEN_ONE */
  uint32_t *literal; /* [n] possible literals of the variables not decided, ascending */
  float *field;      /* [n] energy of the literal by itself: of givens that may be overruled */
  uint32_t n;
  const ebm_settler_ops *ops;
  ebm_settler *settler; /* NULL: no quench */
  double timeout;
  const ebm_stop *stop;
  ebm_deadline deadline; /* of the record that is open */
  double given_weight;   /* 0: givens hold */
  float push; /* what `field` charges for an overruled given: given_weight until the minimizer sets its own */
  ebm_arena arena;
} ebm_open;

/* The model is borrowed. After a fault (MEMORY) there is nothing to clear. */
ebm_status ebm_open_init(ebm_open *open, const ebm_model *model, const ebm_minimizer_options *options,
                         ebm_error *error);
void ebm_open_clear(ebm_open *open);
/* Opens the task's record. False: the quench alone shows that it has no solution. Starts the task's counts
 * and, in that case, sets its outcome. */
bool ebm_open_run(ebm_open *open, ebm_task *task);

/* Sets the task's outcome from its solutions. The caller has tried the one vertex there is where nothing is open. */
void ebm_open_conclude(const ebm_open *open, ebm_task *task, bool soft);

/* value [n_variables]: the decided variables' values are filled in. */
void ebm_open_decided(const ebm_open *open, uint8_t *value);

/* Energy of the fields: given_weight for every given that value overrules. */
double ebm_open_overruled(const ebm_open *open, const ebm_record *record, const uint8_t *value);

/* Whether value satisfies every hard factor; *soft is the energy of the soft ones. x [n_literals] is scratch. */
bool ebm_open_check(const ebm_open *open, const ebm_energy *energy, const uint8_t *value, float *x, double *soft);

#endif
