/* lattice.h - the quench lattice: one bit per literal and lane, many replicas side by side.
 *
 * The state of a lane is x in {0,1}: a literal is 1 while it is still possible. Three moves: quench (remove literals
 * that some factor shows to be impossible), kick (clamp a literal of the most constrained variable), correct (after a
 * barrier, go back before the kick and rule its literal out there). With corrections kept, the descent is a
 * depth-first search: it finds solutions, counts them, or proves that there are none.
 *
 * The search of a task is canonical: which solution is found first, and after how many kicks and corrections, depends
 * on the record and the seed only, never on the lanes beside it, their number or the CPU. */
#ifndef EBM_LATTICE_LATTICE_H
#define EBM_LATTICE_LATTICE_H

#include "base/stop.h"
#include "model/task.h"

typedef struct ebm_lattice ebm_lattice;

typedef struct ebm_lattice_options {
  uint64_t seed;
  double timeout;  /* seconds of work for each task; 0: none */
  bool together;   /* ... for all tasks of a run */
  uint64_t effort; /* generic and ground: kicks and corrections of each task; 0: no limit. Unlike the time, the same on
                    * every machine. */
  const ebm_stop *stop;
  /* NULL, or where findings go; with more than solutions to tell, the descent keeps to one lane, and with
   * log->correction also to removals that unit propagation can follow. */
  const ebm_descent_log *log;
  double given_weight; /* 0: givens hold; else the energy of overruling one */
} ebm_lattice_options;

typedef struct ebm_lattice_ops {
  unsigned lanes;
  /* The model is borrowed. Soft factors and givens that may be overruled are for the lattice of ground states
   * (ground.c), and there for factors of one variable. Faults: MEMORY, UNSUPPORTED. */
  ebm_status (*create)(const ebm_model *model, const ebm_lattice_options *options, ebm_lattice **lattice,
                       ebm_error *error);
  void (*destroy)(ebm_lattice *lattice); /* NULL is fine */
  /* Runs n tasks of the lattice's model to their ends. */
  void (*run)(ebm_lattice *lattice, ebm_task *task, size_t n);
} ebm_lattice_ops;

/* The fastest lattice that can descend the model with these options, compiled for the active CPU level. */
const ebm_lattice_ops *ebm_lattice_choose(const ebm_model *model, const ebm_lattice_options *options);
/* The one that descends the hard factors of any model. */
const ebm_lattice_ops *ebm_lattice_generic(void);

#endif
