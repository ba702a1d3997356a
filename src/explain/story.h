/* story.h - a descent for people: each step with the factor that shows it by name, and the reason in words. */
#ifndef EBM_EXPLAIN_STORY_H
#define EBM_EXPLAIN_STORY_H

#include "base/arena.h"
#include "base/text.h"
#include "model/task.h"

/* What a story keeps of a factor once it has met it. */
typedef struct ebm_story_factor {
  const char *name;         /* NULL: not met yet */
  const uint32_t *variable; /* [n_variables] */
  uint32_t n_variables;
} ebm_story_factor;

/* All zero is an empty story; record is set before the first step. */
typedef struct ebm_story {
  const ebm_record *record;
  ebm_step *step; /* [n] */
  size_t n, capacity;
  ebm_story_factor *factor; /* [n_factors] of the record's model, in the arena */
  uint64_t solutions;       /* met so far */
  ebm_arena arena;
  ebm_text words; /* scratch */
  bool failed;    /* an allocation failed: the rest is missing */
  bool cut;       /* there were more than EBM_EXPLANATION_STEPS */
} ebm_story;

void ebm_story_step(ebm_story *story, const ebm_descent_step *step); /* copies what it keeps */
ebm_explanation ebm_story_explanation(const ebm_story *story);       /* as long as the story is */
void ebm_story_clear(ebm_story *story);

#endif
