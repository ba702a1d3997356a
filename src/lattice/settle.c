/* levelled - the quench of one record, in lane 0 of the generic sweep. */
#include "lattice/settle.h"

#include "base/memory.h"
#include "base/status.h"
#include "lattice/sweep.h"

struct ebm_settler {
  ebm_lanes lanes;
  ebm_overlap *overlap;
  size_t n_overlaps;
  ebm_arena arena;
};

static void destroy(ebm_settler *settler) {
  if (settler == NULL) return;
  ebm_arena_clear(&settler->arena);
  ebm_free(settler);
}

static ebm_status create(const ebm_model *model, ebm_settler **out, ebm_error *error) {
  ebm_settler *settler = *out = ebm_allocate(1, sizeof *settler);
  if (settler == NULL) return ebm_fail_memory(error);
  settler->lanes.model = model;
  settler->lanes.x = ebm_arena_take(&settler->arena, model->n_literals * sizeof(ebm_word), 64);
  settler->lanes.decided = ebm_arena_take(&settler->arena, model->n_variables * sizeof(ebm_word), 64);
  if (settler->lanes.x != NULL && settler->lanes.decided != NULL &&
      ebm_overlap_find(model, &settler->arena, &settler->overlap, &settler->n_overlaps))
    return EBM_OK;
  destroy(settler);
  *out = NULL;
  return ebm_fail_memory(error);
}

static bool is_over(void *deadline) {
  return ebm_deadline_over(deadline);
}

static bool run(ebm_settler *settler, const ebm_record *record, ebm_deadline *deadline, uint8_t *possible,
                uint64_t *sweeps) {
  const ebm_model *model = settler->lanes.model;
  ebm_lanes *lanes = &settler->lanes;
  for (uint32_t l = 0; l < model->n_literals; l++)
    lanes->x[l] = ebm_record_allows(record, l) ? ~(ebm_word){0} : (ebm_word){0};
  lanes->over = is_over;
  lanes->context = deadline;
  *sweeps = 0;
  do {
    ebm_sweep_generic(lanes, settler->overlap, settler->n_overlaps);
    ++*sweeps;
  } while (ebm_word_any(lanes->changed) && !ebm_word_any(lanes->barrier) && !ebm_deadline_over(deadline));
  for (uint32_t l = 0; l < model->n_literals; l++) possible[l] = ebm_word_get(&lanes->x[l], 0);
  return !ebm_word_any(lanes->barrier);
}

const ebm_settler_ops EBM_LEVELLED(ebm_settler_ops) = {create, destroy, run};
