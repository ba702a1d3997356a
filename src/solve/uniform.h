/* uniform.h - exact draws from the solutions of a record, and their exact marginals, by counting. */
#ifndef EBM_SOLVE_UNIFORM_H
#define EBM_SOLVE_UNIFORM_H

#include "minimize/minimizer.h"

enum {
  EBM_UNIFORM_SOLUTIONS = 100000, /* more than these are not counted */
  EBM_UNIFORM_MARKS = 1000000     /* solutions times open variables up to which marginals are counted */
};

typedef struct ebm_uniform ebm_uniform;

/* For hard factors and givens that hold. options: seed, stop, timeout (of all calls together, from here on). The energy
 * is borrowed. Faults: MEMORY. */
ebm_status ebm_uniform_create(const ebm_energy *energy, const ebm_minimizer_options *options, ebm_uniform **uniform,
                              ebm_error *error);
void ebm_uniform_destroy(ebm_uniform *uniform); /* NULL is fine */

/* Counts the task's solutions, up to one more than EBM_UNIFORM_SOLUTIONS, and sets the task's results. True: all of
 * them are counted, and the calls below may be made. False also where the second one was so hard to find that it would
 * take too long to count the others. */
bool ebm_uniform_count(ebm_uniform *uniform, ebm_task *task);

/* Draws the next n solutions, independent and each as likely as another: state [n][n_variables]. False: the time is
 * out.
 * Method: the k-th solution in the order of the values, k uniform, is found by counting the solutions of every value of
 * one variable after the other (Jerrum, Valiant, Vazirani 1986, "Random generation of combinatorial structures from a
 * uniform distribution"), for all draws at once. Faults (in task->starved): MEMORY. */
bool ebm_uniform_draw(ebm_uniform *uniform, ebm_task *task, size_t n, uint8_t *state);

/* Whether marginals of that many solutions are counted in bearable time. */
bool ebm_uniform_counts_marginals(const ebm_task *task);
/* probability [n_literals]: the share of the solutions in which the literal is 1, exactly. False: the time is out. */
bool ebm_uniform_marginals(ebm_uniform *uniform, ebm_task *task, double *probability);

#endif
