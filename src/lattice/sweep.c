/* levelled - the generic sweep: any model, one factor after the other. */
#include "lattice/sweep.h"

static void decide(ebm_lanes *lanes) {
  const ebm_model *model = lanes->model;
  for (uint32_t v = 0; v < model->n_variables; v++) {
    ebm_word once = {0}, twice = {0};
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) {
      twice |= once & lanes->x[l];
      once |= lanes->x[l];
    }
    lanes->barrier |= ~once;
    lanes->decided[v] = once & ~twice;
  }
}

enum { LOOK = 1 << 14 }; /* literals and bytes of tables between two looks at the clock */

/* Counts what is done on the way to the next look. True: the sweep is not wanted any more. */
static bool is_over(ebm_lanes *lanes, uint64_t *done, uint64_t more) {
  *done += more;
  if (*done < LOOK || lanes->over == NULL) return false;
  *done = 0;
  if (!lanes->over(lanes->context)) return false;
  lanes->changed = ~(ebm_word){0};
  return true;
}

static ebm_word any_of(const ebm_word *x, const uint32_t *literal, uint32_t n) {
  ebm_word any = {0};
  for (uint32_t i = 0; i < n; i++) any |= x[literal[i]];
  return any;
}

static void lock(ebm_lanes *lanes, const ebm_overlap *overlap) {
  ebm_word a = any_of(lanes->x, overlap->a, overlap->n_a), b = any_of(lanes->x, overlap->b, overlap->n_b);
  if (!ebm_word_any(a ^ b)) return;
  for (uint32_t i = 0; i < overlap->n_a; i++) ebm_lanes_keep(lanes, overlap->a[i], b);
  for (uint32_t i = 0; i < overlap->n_b; i++) ebm_lanes_keep(lanes, overlap->b[i], a);
}

void ebm_sweep_generic(ebm_lanes *lanes, const ebm_overlap *overlap, size_t n_overlaps) {
  const ebm_model *model = lanes->model;
  uint64_t done = 0;
  lanes->changed = lanes->barrier = (ebm_word){0};
  decide(lanes);
  for (size_t k = 0; k < model->n_kinds; k++) {
    const ebm_kind_range *kind = &model->kind[k];
    if (kind->ops->quench == NULL) continue;
    for (size_t f = kind->begin; f < kind->end; f++) {
      const ebm_factor *factor = &model->factor[f];
      if (!factor->hard) continue;
      if (is_over(lanes, &done, factor->n_scope + factor->table_size)) return;
      kind->ops->quench(factor, lanes);
    }
  }
  for (size_t i = 0; i < n_overlaps; i++) {
    if (is_over(lanes, &done, overlap[i].n_a + overlap[i].n_b)) return;
    lock(lanes, &overlap[i]);
  }
}
