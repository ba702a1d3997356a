/* One replica alone, from the first kick on: for logs of corrections and of solutions on models too large for the lanes
 * to prove. */
#include "base/memory.h"
#include "base/status.h"
#include "lattice/descend.h"
#include "lattice/lattice.h"

struct ebm_lattice {
  const ebm_model *model;
  ebm_lattice_options options;
};

static void destroy(ebm_lattice *lattice) {
  ebm_free(lattice);
}

static ebm_status create(const ebm_model *model, const ebm_lattice_options *options, ebm_lattice **out,
                         ebm_error *error) {
  ebm_lattice *lattice = *out = ebm_allocate(1, sizeof *lattice);
  if (lattice == NULL) return ebm_fail_memory(error);
  *lattice = (ebm_lattice){model, *options};
  return EBM_OK;
}

static void run(ebm_lattice *lattice, ebm_task *task, size_t n) {
  const ebm_lattice_options *options = &lattice->options;
  for (size_t i = 0; i < n; i++) {
    task[i].sweeps = task[i].kicks = task[i].corrections = 0;
    ebm_descend_options descend = {options->seed, ebm_deadline_in(options->timeout, options->stop), options->log, 0,
                                   options->effort};
    ebm_descend(lattice->model, NULL, &descend, &task[i]);
  }
}

const ebm_lattice_ops ebm_alone_ops = {1, create, destroy, run};
