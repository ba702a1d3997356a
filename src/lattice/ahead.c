/* levelled - looking ahead of a kick, one kick in each lane. */
#include "lattice/ahead.h"

#include "base/random.h"
#include "lattice/sweep.h"

bool ebm_ahead_init(ebm_ahead *ahead, const ebm_model *model, const ebm_overlap *overlap, size_t n_overlaps,
                    ebm_arena *arena) {
  *ahead = (ebm_ahead){.lanes.model = model, .overlap = overlap, .n_overlaps = n_overlaps};
  ahead->lanes.x = ebm_arena_take(arena, model->n_literals * sizeof(ebm_word), 64);
  ahead->lanes.decided = ebm_arena_take(arena, model->n_variables * sizeof(ebm_word), 64);
  return ahead->lanes.x != NULL && ahead->lanes.decided != NULL;
}

static bool is_over(void *deadline) {
  return ebm_deadline_over(deadline);
}

/* As many as there are lanes, at most; the other lanes stay with the state itself. */
static void look(ebm_ahead *ahead, const uint8_t *possible, const uint32_t *literal, uint32_t n, ebm_outlook *outlook) {
  const ebm_model *model = ahead->lanes.model;
  ebm_lanes *lanes = &ahead->lanes;
  ebm_word under_way = {0};
  lanes->over = is_over;
  lanes->context = ahead->deadline;
  for (uint32_t l = 0; l < model->n_literals; l++) lanes->x[l] = possible[l] ? ~(ebm_word){0} : (ebm_word){0};
  for (uint32_t i = 0; i < n; i++) {
    uint32_t v = model->variable[literal[i]];
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++)
      if (l != literal[i]) ebm_word_set(&lanes->x[l], i, false);
    ebm_word_set(&under_way, i, true);
    outlook[i] = (ebm_outlook){0, 0};
  }
  for (uint32_t sweep = 1; ebm_word_any(under_way) && !ebm_deadline_over(ahead->deadline); sweep++) {
    ebm_sweep_generic(lanes, ahead->overlap, ahead->n_overlaps);
    ebm_word met = lanes->barrier & under_way;
    for (uint32_t i = 0; i < n && ebm_word_any(met); i++)
      if (ebm_word_get(&met, i)) outlook[i].barrier = sweep;
    under_way &= lanes->changed & ~met;
  }
  for (uint32_t l = 0; l < model->n_literals; l++)
    for (uint32_t i = 0; possible[l] && i < n; i++) outlook[i].left += ebm_word_get(&lanes->x[l], i);
}

/* The literals of the variables with the fewest values. Returns how many. */
static uint32_t gather(ebm_ahead *ahead, const uint8_t *possible, const uint32_t *left) {
  const ebm_model *model = ahead->lanes.model;
  uint32_t n = 0;
  bool more = true;
  for (uint32_t size = 2; more && n + size <= EBM_AHEAD_LITERALS; size++) {
    more = false;
    for (uint32_t v = 0; v < model->n_variables; v++) {
      more |= left[v] > size;
      if (left[v] != size || n + size > EBM_AHEAD_LITERALS) continue;
      for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++)
        if (possible[l]) ahead->literal[n++] = l;
    }
  }
  return n;
}

uint32_t ebm_ahead_choose(ebm_ahead *ahead, const uint8_t *possible, const uint32_t *left, uint64_t seed) {
  const ebm_model *model = ahead->lanes.model;
  uint32_t n = gather(ahead, possible, left), best = n;
  for (uint32_t i = 0; i < n && (i == 0 || !ebm_deadline_over(ahead->deadline)); i += EBM_LANES)
    look(ahead, possible, ahead->literal + i, n - i < EBM_LANES ? n - i : EBM_LANES, ahead->outlook + i);
  for (uint32_t i = 0; i < n; i++)
    if (ahead->outlook[i].barrier > 0 && (best == n || ahead->outlook[i].barrier < ahead->outlook[best].barrier))
      best = i;
  if (best < n) return ahead->literal[best];
  uint64_t least = UINT64_MAX;
  for (uint32_t i = 0, size; i < n; i += size) {
    uint64_t sum = 0;
    size = left[model->variable[ahead->literal[i]]];
    for (uint32_t k = 0; k < size; k++) sum += ahead->outlook[i + k].left;
    if (sum >= least) continue;
    least = sum;
    best = i;
  }
  uint32_t v = model->variable[ahead->literal[best]];
  ebm_random random = {ebm_hash(seed) + v};
  return ahead->literal[best + ebm_random_below(&random, left[v])];
}
