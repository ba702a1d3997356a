#include "explain/story.h"

#include <string.h>

#include "base/memory.h"
#include "explain/name.h"
#include "explain/words.h"

const char *ebm_step_name(ebm_step_kind kind) {
  static const char *const name[] = {"quench", "kick", "barrier", "correct", "solution"};
  return name[kind];
}

/* What was appended to the scratch text, in the arena; it is empty again afterwards. NULL: memory is out. */
static const char *keep_words(ebm_story *story) {
  ebm_text_append(&story->words, "", 1);
  char *kept = story->words.failed ? NULL : ebm_arena_take(&story->arena, story->words.length, 1);
  if (kept != NULL) memcpy(kept, story->words.bytes, story->words.length);
  story->words.length = 0;
  return kept;
}

static const ebm_literal *keep_literals(ebm_story *story, const uint32_t *literal, uint32_t n) {
  const ebm_model *model = story->record->model;
  ebm_literal *kept = ebm_arena_take(&story->arena, n * sizeof *kept, sizeof(uint32_t));
  for (uint32_t i = 0; kept != NULL && i < n; i++) {
    uint32_t v = model->variable[literal[i]];
    kept[i] = (ebm_literal){v, literal[i] - model->first[v]};
  }
  return kept;
}

static uint32_t *keep_variable(ebm_story *story, uint32_t variable) {
  uint32_t *kept = ebm_arena_take(&story->arena, sizeof *kept, sizeof *kept);
  if (kept != NULL) *kept = variable;
  return kept;
}

/* The factor's name and variables, made when it is met first. NULL: memory is out. */
static const ebm_story_factor *meet_factor(ebm_story *story, const ebm_factor *factor) {
  const ebm_model *model = story->record->model;
  ebm_story_factor *met = &story->factor[factor - model->factor];
  if (met->name != NULL) return met;
  uint32_t *variable = ebm_arena_take(&story->arena, factor->n_scope * sizeof *variable, sizeof *variable);
  if (variable == NULL) return NULL;
  met->n_variables = 0;
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    uint32_t v = ebm_name_scope_variable(factor, i);
    bool again = false;
    for (uint32_t k = 0; !again && k < met->n_variables; k++) again = variable[k] == v;
    if (!again) variable[met->n_variables++] = v;
  }
  met->variable = variable;
  ebm_name_factor(&story->words, story->record, factor);
  met->name = keep_words(story);
  return met->name != NULL ? met : NULL;
}

/* Two groups and what they are about: the union of their variables. */
static bool add_overlap(ebm_story *story, const ebm_descent_step *from, ebm_step *step) {
  const ebm_story_factor *one = meet_factor(story, from->factor), *other = meet_factor(story, from->other);
  if (one == NULL || other == NULL) return false;
  uint32_t *variable =
      ebm_arena_take(&story->arena, (one->n_variables + other->n_variables) * sizeof *variable, sizeof *variable);
  if (variable == NULL) return false;
  memcpy(variable, one->variable, one->n_variables * sizeof *variable);
  step->n_variables = one->n_variables;
  for (uint32_t i = 0; i < other->n_variables; i++) {
    bool shared = false;
    for (uint32_t k = 0; k < one->n_variables; k++) shared |= one->variable[k] == other->variable[i];
    if (!shared) variable[step->n_variables++] = other->variable[i];
  }
  step->variable = variable;
  step->factor = "overlap";
  ebm_text_printf(&story->words, "%s in ", one->name);
  ebm_name_place(&story->words, from->other);
  step->name = keep_words(story);
  return step->name != NULL;
}

static bool add_factor(ebm_story *story, const ebm_descent_step *from, ebm_step *step) {
  if (from->other != NULL && from->kind == EBM_STEP_QUENCH) return add_overlap(story, from, step);
  if (from->factor != NULL) {
    const ebm_story_factor *met = meet_factor(story, from->factor);
    if (met == NULL) return false;
    step->factor = from->factor->ops->name;
    step->name = met->name;
    step->variable = met->variable;
    step->n_variables = met->n_variables;
    return true;
  }
  if (from->kind == EBM_STEP_SOLUTION) return true;
  step->variable = keep_variable(story, from->variable);
  step->n_variables = 1;
  if (from->kind == EBM_STEP_BARRIER) {
    step->factor = "domain";
    ebm_name_variable(&story->words, story->record->model, from->variable);
    step->name = keep_words(story);
  }
  return step->variable != NULL && (from->kind != EBM_STEP_BARRIER || step->name != NULL);
}

static bool add_step(ebm_story *story, const ebm_descent_step *from) {
  const ebm_model *model = story->record->model;
  if (story->factor == NULL) {
    size_t size = model->n_factors * sizeof *story->factor;
    story->factor = ebm_arena_take(&story->arena, size, 64);
    if (story->factor == NULL) return false;
    memset(story->factor, 0, size);
  }
  if (!ebm_reserve((void **)&story->step, &story->capacity, story->n + 1, sizeof *story->step)) return false;
  ebm_step *step = &story->step[story->n];
  *step = (ebm_step){.kind = from->kind,
                     .sweep = from->sweep,
                     .depth = from->depth,
                     .removed = keep_literals(story, from->removed, from->n_removed),
                     .n_removed = from->n_removed,
                     .placed = keep_literals(story, from->placed, from->n_placed),
                     .n_placed = from->n_placed,
                     .energy_before = from->energy_before,
                     .energy_after = from->energy_after};
  ebm_words_append(&story->words, story->record, from, story->solutions);
  step->words = keep_words(story);
  if (step->words == NULL || step->removed == NULL || step->placed == NULL || !add_factor(story, from, step))
    return false;
  story->n++;
  return true;
}

void ebm_story_step(ebm_story *story, const ebm_descent_step *step) {
  if (story->failed || story->cut) return;
  if (story->n == EBM_EXPLANATION_STEPS)
    story->cut = true;
  else
    story->failed = !add_step(story, step);
  story->solutions += step->kind == EBM_STEP_SOLUTION;
}

ebm_explanation ebm_story_explanation(const ebm_story *story) {
  return (ebm_explanation){story->step, story->n, !story->cut};
}

void ebm_story_clear(ebm_story *story) {
  ebm_free(story->step);
  ebm_arena_clear(&story->arena);
  ebm_text_clear(&story->words);
  *story = (ebm_story){0};
}
