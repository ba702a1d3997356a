/* noise.c - cells altered here and there in all examples: how many, and which rules hold but for them. */
#include "learn/noise.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "learn/lesson.h"

/* Shares of redrawn cells to begin with. */
static const double REDRAWN[] = {0.001, 0.003, 0.01, 0.03, 0.06, 0.12};
static const double MOST = 0.18; /* an estimate above this is no noise but a soft rule */
static const double PRIOR = 5.0; /* bits: one pair in 2^5 or more is under a rule */
enum { ROUNDS = 3 };

/* The share of redrawn cells that makes the most of all pairs; 0 when that is next to none and no pair that is certain
 * on its own has an exception. This is no proof yet, for which sets are there. */
static double suppose(ebm_evidence *e) {
  double best = 0.0, chosen = 0.0, certain = log2((double)e->pairs) + EBM_LESSON_MARGIN;
  bool exceptions = false;
  for (size_t k = 0; k < sizeof REDRAWN / sizeof *REDRAWN; k++) {
    double sum = 0.0;
    bool broken = k > 0;
    ebm_evidence_tolerate(e, REDRAWN[k]);
    for (size_t pair = 0; pair < e->pairs; pair++) {
      double bits = (double)e->bits[pair * e->words];
      sum += fmax(bits - PRIOR, 0.0);
      broken |= bits > certain && e->equal[pair] > 0.5F;
    }
    if (sum > best) best = sum, chosen = REDRAWN[k], exceptions = broken;
  }
  return exceptions ? chosen : 0.0;
}

/* Marks the pairs of the lesson's sets: word [pairs] 1, all others 0. Returns whether there are any. */
static bool keep_sets(ebm_lesson *l, size_t pairs) {
  bool any = false;
  memset(l->word, 0, pairs * sizeof *l->word);
  for (size_t k = 0; k < l->n; k++) {
    const ebm_pattern *p = &l->pattern[k];
    if (p->kind != EBM_PATTERN_SET) continue;
    any = true;
    for (uint32_t s = 0; s < p->n_members; s++)
      for (uint32_t t = s + 1; t < p->n_members; t++) l->word[ebm_pair(p->member[s], p->member[t])] = 1;
  }
  return any;
}

/* The share of redrawn cells by which the sets would be broken as often as they are. */
static double redrawn_by(const ebm_evidence *e, const uint32_t *word) {
  double equal = 0.0, expected = 0.0;
  for (size_t pair = 0; pair < e->pairs; pair++)
    if (word[pair] != 0) equal += (double)e->equal[pair], expected += (double)e->expected[pair];
  double either = expected > 0.0 ? equal / expected : 1.0;
  return either < 1.0 ? 1.0 - sqrt(1.0 - either) : 1.0;
}

static ebm_status link(ebm_noise *noise, const ebm_examples *examples, const uint32_t *word, ebm_error *error) {
  uint32_t variables = noise->variables = examples->variables, at = 0;
  noise->domain = examples->domain;
  size_t pairs = (size_t)variables * (variables - 1) / 2, links = 0;
  for (size_t pair = 0; pair < pairs; pair++) links += word[pair] != 0 ? 2 : 0;
  noise->first = ebm_allocate((size_t)variables + 1, sizeof *noise->first);
  noise->other = ebm_allocate(links, sizeof *noise->other);
  if (noise->first == NULL || noise->other == NULL) return ebm_fail_memory(error);
  for (uint32_t i = 0; i < variables; i++) {
    noise->first[i] = at;
    for (uint32_t j = 0; j < variables; j++)
      if (i != j && word[ebm_pair(i, j)] != 0) noise->other[at++] = j;
    for (size_t g = 0; g < examples->n && at > noise->first[i]; g++)
      noise->cells += ebm_examples_row(examples, g)[i] != 0;
  }
  noise->first[variables] = at;
  return EBM_OK;
}

ebm_status ebm_noise_find(const ebm_examples *examples, const ebm_vocabulary *vocabulary, ebm_noise *noise,
                          ebm_error *error) {
  memset(noise, 0, sizeof *noise);
  if (examples->domain < 3) return EBM_OK;
  ebm_evidence evidence;
  ebm_status status = ebm_evidence_init(&evidence, examples, 0, examples->n, vocabulary, error);
  if (status != EBM_OK) return status;
  double redrawn = suppose(&evidence);
  for (int round = 0; round < ROUNDS && status == EBM_OK && redrawn > 0.0; round++) {
    ebm_lesson lesson;
    ebm_evidence_tolerate(&evidence, redrawn);
    status = ebm_lesson_whole(&lesson, &evidence, vocabulary, examples->rows, examples->columns, error);
    if (status != EBM_OK) break;
    redrawn = keep_sets(&lesson, evidence.pairs) ? redrawn_by(&evidence, lesson.word) : 0.0;
    if (redrawn > MOST) redrawn = 0.0;
    if (round == ROUNDS - 1 && redrawn > 0.0) status = link(noise, examples, lesson.word, error);
    ebm_lesson_clear(&lesson);
  }
  ebm_evidence_clear(&evidence);
  /* Of the cells drawn anew, one in as many as there are values is what it was. */
  noise->rate = redrawn * (1.0 - 1.0 / examples->domain);
  if (status != EBM_OK) ebm_noise_clear(noise);
  return status;
}

void ebm_noise_clear(ebm_noise *noise) {
  ebm_free(noise->first), ebm_free(noise->other);
  memset(noise, 0, sizeof *noise);
}

void ebm_noise_field(const ebm_noise *noise, const uint8_t *value, float *field) {
  memset(field, 0, (size_t)noise->domain * noise->variables * sizeof *field);
  for (uint32_t i = 0; i < noise->variables; i++)
    for (uint32_t k = noise->first[i]; k < noise->first[i + 1]; k++) {
      uint8_t v = value[noise->other[k]];
      if (v != 0) field[(v - 1U) * noise->variables + i] += 1.0F;
    }
}
