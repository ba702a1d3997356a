/* settle.h - the quench alone: what the factors show to be impossible, with no kick. Where descents by other
 * minimizers start. */
#ifndef EBM_LATTICE_SETTLE_H
#define EBM_LATTICE_SETTLE_H

#include "base/deadline.h"
#include "model/record.h"

typedef struct ebm_settler ebm_settler;

typedef struct ebm_settler_ops {
  /* The model is borrowed. Faults: MEMORY. */
  ebm_status (*create)(const ebm_model *model, ebm_settler **settler, ebm_error *error);
  void (*destroy)(ebm_settler *settler); /* NULL is fine */
  /* Sweeps the record to its fixed point: possible [n_literals] gets 1 for what is left, else 0. False: a factor is
   * left that nothing satisfies, so that the record has no solution. *sweeps is the number of sweeps. When the time is
   * up it stops where it is: more is left than need be, but nothing that could be in a solution is gone. */
  bool (*run)(ebm_settler *settler, const ebm_record *record, ebm_deadline *deadline, uint8_t *possible,
              uint64_t *sweeps);
} ebm_settler_ops;

const ebm_settler_ops *ebm_settler_active(void); /* compiled for the active CPU level */

#endif
