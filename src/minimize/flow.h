/* flow.h - the constrained gradient flow, for replicas side by side.
 *
 * Every group (a factor, or the field of a variable) has its own copy of its literals. With P the projection of each
 * copy on its rule and A the average of a literal's copies, one step is
 *     x <- x + beta (P(2 A(x) - x) - A(x)),
 * both halves being gradient steps of squared distances; x - A(x) runs up as the multiplier that corrects the
 * landscape. Where P and A agree for all groups, A(x) is a vertex that satisfies them all. Source: Elser 2017, "The
 * complexity of bit retrieval", eq. 2 (relaxed reflect-reflect), with divide and concur (Gravel, Elser 2008) as the
 * constraint sets. */
#ifndef EBM_MINIMIZE_FLOW_H
#define EBM_MINIMIZE_FLOW_H

#include "base/level.h"
#include "base/random.h"
#include "energy/energy.h"
#include "minimize/floats.h"
#include "minimize/open.h"

typedef enum ebm_flow_rule {
  EBM_FLOW_ONE,     /* one copy is 1, the others 0 */
  EBM_FLOW_NONE,    /* all are 0: the group's one is decided */
  EBM_FLOW_FIELD,   /* a gradient step of a linear energy: its proximal map */
  EBM_FLOW_PROJECT, /* the kind's projection */
  EBM_FLOW_DESCEND  /* a gradient step of the kind's energy, for kinds without a projection */
} ebm_flow_rule;

typedef struct ebm_flow_group {
  ebm_flow_rule rule;
  uint32_t begin, end;      /* of its copies */
  const ebm_factor *factor; /* PROJECT, DESCEND */
  float weight;
} ebm_flow_group;

typedef struct ebm_flow {
  const ebm_open *open;
  ebm_flow_group *group;
  uint32_t n_groups;
  uint32_t
      *place; /* [n_copies] of the literal in open->literal; EBM_OPEN_ZERO, EBM_OPEN_ONE: decided, no copy of its own */
  uint32_t *literal; /* [n_copies] of PROJECT and DESCEND */
  uint32_t n_copies;
  float *share;            /* [open->n] 1 / copies of the literal */
  ebm_floats *x;           /* [n_copies] */
  ebm_floats *mean, *next; /* [open->n] A(x), and A(x) after the step */
  ebm_floats *scratch;     /* [largest group] */
  float *point, *slope;    /* [n_literals] one replica, for DESCEND */
} ebm_flow;

typedef struct ebm_flow_ops {
  /* Draws every copy from [0, 1). */
  void (*start)(ebm_flow *flow, ebm_random *random);
  /* One step. Bit r of the result: all hard groups of replica r agreed with the average before it, which is in
   * flow->next afterwards. */
  uint32_t (*step)(ebm_flow *flow, float beta);
} ebm_flow_ops;

#endif
