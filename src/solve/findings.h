/* findings.h - what a descent found of one record beside its answer: every solution, the proof, the way it took, and
 * why. */
#ifndef EBM_SOLVE_FINDINGS_H
#define EBM_SOLVE_FINDINGS_H

#include "base/text.h"
#include "explain/story.h"
#include "model/task.h"
#include "solve/recorder.h"

typedef struct ebm_findings {
  size_t n_variables;
  ebm_text all;         /* [solutions][n_variables] values, when asked for */
  bool soft_givens;     /* they need not keep the givens */
  bool refused;         /* the certifier has not accepted one of them */
  ebm_text formula;     /* DIMACS CNF, when a proof was asked for and there is one */
  ebm_text corrections; /* DRAT */
  ebm_recorder way;     /* when a trace was asked for */
  ebm_story story;      /* when an explanation was asked for */
} ebm_findings;

/* What to collect. */
typedef struct ebm_findings_wish {
  bool prove, all, explain;
  size_t trace; /* points to keep at most; 0: no trace */
} ebm_findings_wish;

static inline bool ebm_findings_wished(const ebm_findings_wish *wish) {
  return wish->prove || wish->all || wish->explain || wish->trace > 0;
}

/* A log that collects into *findings, which may change between descents. */
ebm_descent_log ebm_findings_log(ebm_findings **findings, ebm_findings_wish wish);
/* Readies the findings for a task that is going to run. soft_givens: its solutions may overrule givens. */
void ebm_findings_begin(ebm_findings *findings, const ebm_task *task, bool soft_givens);
/* Completes the findings of a task that has run: the formula, or nothing where nothing was proved. Faults: MEMORY,
 * UNSUPPORTED. */
ebm_status ebm_findings_finish(ebm_findings *findings, const ebm_task *task, ebm_findings_wish wish, ebm_error *error);
void ebm_findings_clear(ebm_findings *findings);

#endif
