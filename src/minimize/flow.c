/* levelled - steps of the constrained gradient flow. */
#include "minimize/flow.h"

#include <string.h>

/* How far a proximal step goes, in units of 1 / weight. Any step > 0 has the same fixed points. */
#define STEP 1.0f
/* A decided literal as a kind's projection sees it: nothing else comes near. */
#define FAR 1e3f

static void start(ebm_flow *flow, ebm_random *random) {
  for (uint32_t i = 0; i < flow->open->n; i++) flow->mean[i] = (ebm_floats){0};
  for (uint32_t i = 0; i < flow->n_copies; i++) {
    uint32_t place = flow->place[i];
    if (place >= EBM_OPEN_ONE) continue;
    for (int r = 0; r < EBM_REPLICAS; r++) flow->x[i][r] = (float)ebm_random_unit(random);
    flow->mean[place] += flow->x[i] * flow->share[place];
  }
}

/* x <- x + beta (target - mean), and its part of the next mean. */
static void move(ebm_flow *flow, uint32_t i, ebm_floats target, float beta) {
  uint32_t place = flow->place[i];
  ebm_floats x = flow->x[i] + beta * (target - flow->mean[place]);
  flow->x[i] = x;
  flow->next[place] += x * flow->share[place];
}

static ebm_marks step_one(ebm_flow *flow, const ebm_flow_group *group, float beta) {
  ebm_floats *reflected = flow->scratch, largest = ebm_floats_of(-1e30f);
  ebm_marks apart = {0}, taken = {0};
  for (uint32_t i = group->begin; i < group->end; i++) {
    ebm_floats y = 2 * flow->mean[flow->place[i]] - flow->x[i];
    reflected[i - group->begin] = y;
    largest = ebm_floats_select(y > largest, y, largest);
  }
  for (uint32_t i = group->begin; i < group->end; i++) {
    ebm_marks chosen = (reflected[i - group->begin] == largest) & ~taken;
    taken |= chosen;
    apart |= (flow->mean[flow->place[i]] > 0.5f) ^ chosen;
    move(flow, i, ebm_floats_where(chosen, ebm_floats_of(1)), beta);
  }
  return apart;
}

static ebm_marks step_none(ebm_flow *flow, const ebm_flow_group *group, float beta) {
  ebm_marks apart = {0};
  for (uint32_t i = group->begin; i < group->end; i++) {
    apart |= flow->mean[flow->place[i]] > 0.5f;
    move(flow, i, (ebm_floats){0}, beta);
  }
  return apart;
}

static void step_field(ebm_flow *flow, const ebm_flow_group *group, float beta) {
  for (uint32_t i = group->begin; i < group->end; i++) {
    uint32_t place = flow->place[i];
    move(flow, i, 2 * flow->mean[place] - flow->x[i] - STEP * flow->open->field[place], beta);
  }
}

/* The group's literals, reflected, in scratch. */
static void reflect(ebm_flow *flow, const ebm_flow_group *group, float far_one, float far_zero) {
  for (uint32_t i = group->begin; i < group->end; i++) {
    uint32_t place = flow->place[i];
    flow->scratch[i - group->begin] = place == EBM_OPEN_ONE    ? ebm_floats_of(far_one)
                                      : place == EBM_OPEN_ZERO ? ebm_floats_of(far_zero)
                                                               : 2 * flow->mean[place] - flow->x[i];
  }
}

static ebm_marks step_project(ebm_flow *flow, const ebm_flow_group *group, float beta) {
  ebm_marks apart = {0};
  reflect(flow, group, FAR, -FAR);
  group->factor->ops->project(group->factor, (float *)flow->scratch, EBM_REPLICAS);
  for (uint32_t i = group->begin; i < group->end; i++) {
    uint32_t place = flow->place[i];
    ebm_floats target = flow->scratch[i - group->begin];
    if (place >= EBM_OPEN_ONE) {
      apart |= place == EBM_OPEN_ONE ? target < 0.5f : target > 0.5f;
      continue;
    }
    apart |= (flow->mean[place] > 0.5f) ^ (target > 0.5f);
    move(flow, i, target, beta);
  }
  return apart;
}

static void step_descend(ebm_flow *flow, const ebm_flow_group *group, float beta) {
  reflect(flow, group, 1, 0);
  const uint32_t *literal = flow->literal;
  ebm_state state = {flow->open->model, flow->point};
  for (int r = 0; r < EBM_REPLICAS; r++) {
    for (uint32_t i = group->begin; i < group->end; i++) {
      /* Energies of pairs have no lower bound outside [0, 1], and a flow that follows them there never comes back. */
      float x = flow->scratch[i - group->begin][r];
      flow->point[literal[i]] = x < 0 ? 0 : x > 1 ? 1 : x;
      flow->slope[literal[i]] = 0;
    }
    group->factor->ops->energy(group->factor, 1, &group->weight, &state, flow->slope);
    for (uint32_t i = group->begin; i < group->end; i++)
      flow->scratch[i - group->begin][r] -= STEP * flow->slope[literal[i]];
  }
  for (uint32_t i = group->begin; i < group->end; i++)
    if (flow->place[i] < EBM_OPEN_ONE) move(flow, i, flow->scratch[i - group->begin], beta);
}

static uint32_t step(ebm_flow *flow, float beta) {
  ebm_marks apart = {0};
  memset(flow->next, 0, flow->open->n * sizeof *flow->next);
  for (uint32_t g = 0; g < flow->n_groups; g++) {
    const ebm_flow_group *group = &flow->group[g];
    switch (group->rule) {
      case EBM_FLOW_ONE: apart |= step_one(flow, group, beta); break;
      case EBM_FLOW_NONE: apart |= step_none(flow, group, beta); break;
      case EBM_FLOW_FIELD: step_field(flow, group, beta); break;
      case EBM_FLOW_PROJECT: apart |= step_project(flow, group, beta); break;
      case EBM_FLOW_DESCEND: step_descend(flow, group, beta); break;
    }
  }
  ebm_floats *swap = flow->mean;
  flow->mean = flow->next;
  flow->next = swap;
  return ebm_marks_bits(~apart);
}

const ebm_flow_ops EBM_LEVELLED(ebm_flow_ops) = {start, step};
