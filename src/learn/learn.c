/* learn.c - from examples to rules: fit, doubt, evidence, patterns, self-test. */
#include "learn/learn.h"

#include <string.h>

#include "base/memory.h"
#include "learn/sample.h"
#include "learn/values.h"

enum { HELD_SHARE = 8, HELD_LIMIT = 64, STATES = 200, ROUNDS = 4 };

/* Whether the pattern forbids what one example shows. */
static bool broken(const ebm_lesson *lesson, const ebm_pattern *p, const uint8_t *value) {
  if (p->kind == EBM_PATTERN_VALUE) return value[p->member[0]] == p->member[1] + 1;
  bool set = p->kind == EBM_PATTERN_SET;
  const ebm_relation_word *word = &lesson->vocabulary->word[p->word];
  for (uint32_t s = 0; s + 1 < p->n_members; s += set ? 1 : 2)
    for (uint32_t t = s + 1; t < (set ? p->n_members : s + 2); t++) {
      uint8_t a = value[p->member[s]], b = value[p->member[t]];
      if (a != 0 && b != 0 && !ebm_word_allows(word, a - 1, b - 1)) return true;
    }
  return false;
}

/* Shows the cells in doubt again whose values break no rule. Returns how many. */
static size_t trust_again(ebm_examples *examples, ebm_learned *learned) {
  size_t kept = 0;
  for (size_t k = 0; k < learned->n_doubts; k++) {
    ebm_doubt *doubt = &learned->doubt[k];
    uint8_t *cell = &examples->value[doubt->example * examples->variables + doubt->variable];
    *cell = doubt->read + 1;
    unsigned wrong = 0; /* a single pair may owe its existence to the doubt; two, or a larger pattern, do not */
    for (size_t p = 0; p < learned->lesson.n && wrong < 2; p++) {
      const ebm_pattern *pattern = &learned->lesson.pattern[p];
      if (broken(&learned->lesson, pattern, ebm_examples_row(examples, doubt->example)))
        wrong += pattern->kind == EBM_PATTERN_PAIR ? 1 : 2;
    }
    if (wrong < 2) continue;
    *cell = 0;
    learned->doubt[kept++] = *doubt;
  }
  size_t trusted = learned->n_doubts - kept;
  learned->n_doubts = kept;
  return trusted;
}

/* The lesson of the examples begin .. n - 1: patterns that say much at once, then what states drawn from them do not
 * do by themselves. *drawn, *worth (may be NULL): the states, and how many independent examples these are worth. */
static ebm_status study(const ebm_examples *examples, size_t begin, uint64_t seed, const ebm_learned *learned,
                        ebm_lesson *lesson, size_t *drawn, double *worth, ebm_error *error) {
  const ebm_vocabulary *vocabulary = &learned->vocabulary;
  ebm_evidence evidence;
  uint8_t *state = ebm_allocate((size_t)STATES * examples->variables, 1);
  if (state == NULL) return ebm_fail_memory(error);
  size_t n = 0;
  ebm_status status = ebm_evidence_init(&evidence, examples, begin, examples->n, vocabulary, error);
  for (size_t k = 0; k < learned->n_doubts && status == EBM_OK; k++) {
    const ebm_doubt *doubt = &learned->doubt[k];
    if (doubt->example >= begin) evidence.doubted[doubt->variable * evidence.domain + doubt->read]++;
  }
  if (status == EBM_OK) {
    status = ebm_lesson_whole(lesson, &evidence, vocabulary, examples->rows, examples->columns, error);
    if (status == EBM_OK && lesson->n > 0) {
      status = ebm_sample_draw(lesson, seed, state, STATES, &n, error);
      if (status != EBM_OK) ebm_lesson_clear(lesson);
    }
    if (n > 0) ebm_evidence_condition(&evidence, vocabulary, state, n);
    if (status == EBM_OK) status = ebm_lesson_finish(lesson, &evidence, error);
    if (status == EBM_OK) {
      status = ebm_values_learn(lesson, &evidence, seed, state, n, error);
      if (status != EBM_OK) ebm_lesson_clear(lesson);
    }
    if (worth) *worth = evidence.weight * (double)(examples->n - begin);
    ebm_evidence_clear(&evidence);
  }
  ebm_free(state);
  if (drawn) *drawn = n;
  return status;
}

/* Does what the held-out examples say contradict rules learned without them? */
static ebm_status test_held_out(const ebm_examples *examples, uint64_t seed, ebm_learned *learned, ebm_error *error) {
  ebm_lesson lesson;
  ebm_status status = study(examples, learned->held, seed, learned, &lesson, NULL, NULL, error);
  if (status != EBM_OK) return status;
  learned->proposed = lesson.n;
  for (size_t k = 0; k < lesson.n; k++)
    for (size_t g = 0; g < learned->held; g++)
      if (broken(&lesson, &lesson.pattern[k], ebm_examples_row(examples, g))) {
        learned->contradicted++;
        break;
      }
  ebm_lesson_clear(&lesson);
  return EBM_OK;
}

static ebm_status learn_rules(ebm_examples *examples, uint64_t seed, ebm_learned *learned, ebm_error *error) {
  for (int round = 0;; round++) {
    ebm_status status = study(examples, 0, seed, learned, &learned->lesson, &learned->sampled, &learned->worth, error);
    if (status != EBM_OK || round == ROUNDS || trust_again(examples, learned) == 0) return status;
    ebm_lesson_clear(&learned->lesson);
  }
}

/* What is altered in cells all over the examples is hidden before anything is fitted to them. Once most of it is, sets
 * are found that were not before, and what breaks these is hidden, too. */
static ebm_status hide_noise(ebm_examples *examples, ebm_learned *learned, ebm_error *error) {
  ebm_status status = EBM_OK;
  for (int round = 0; round < ROUNDS && status == EBM_OK; round++) {
    ebm_noise noise;
    size_t before = learned->n_doubts;
    status = ebm_noise_find(examples, &learned->vocabulary, &noise, error);
    if (status == EBM_OK) status = ebm_doubt_noise(examples, &noise, &learned->doubt, &learned->n_doubts, error);
    if (round == 0) learned->noise = noise.rate;
    ebm_noise_clear(&noise);
    if (learned->n_doubts == before) break;
  }
  return status;
}

ebm_status ebm_learn_run(ebm_examples *examples, const ebm_fit_options *options, ebm_learned *learned,
                         ebm_error *error) {
  memset(learned, 0, sizeof *learned);
  if (examples->n < 2)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "%zu example%s; nothing can be learned from fewer than 2",
                    examples->n, examples->n == 1 ? "" : "s");
  learned->held = examples->n / HELD_SHARE;
  if (learned->held < 1) learned->held = 1;
  if (learned->held > HELD_LIMIT) learned->held = HELD_LIMIT;
  ebm_status status = ebm_vocabulary_init(&learned->vocabulary, examples->domain, error);
  if (status == EBM_OK) status = hide_noise(examples, learned, error);
  if (status == EBM_OK) status = ebm_fit_run(examples, learned->held, options, &learned->fit, error);
  if (status == EBM_OK) status = ebm_doubt_hide(examples, &learned->fit, &learned->doubt, &learned->n_doubts, error);
  if (status == EBM_OK) status = test_held_out(examples, options->seed, learned, error);
  if (status == EBM_OK) status = learn_rules(examples, options->seed, learned, error);
  if (status != EBM_OK) ebm_learned_clear(learned);
  return status;
}

void ebm_learned_clear(ebm_learned *learned) {
  ebm_fit_clear(&learned->fit);
  ebm_lesson_clear(&learned->lesson);
  ebm_vocabulary_clear(&learned->vocabulary);
  ebm_free(learned->doubt);
  memset(learned, 0, sizeof *learned);
}
