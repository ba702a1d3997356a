/* sample.c - random states of the learned rules, by clamping and taking back. */
#include "learn/sample.h"

#include <string.h>

#include "base/memory.h"

enum { NODES_PER_VARIABLE = 50, TRIES = 20 };

typedef struct sampler {
  const ebm_lesson *lesson;
  ebm_random random;
  uint64_t *support; /* [2 * words][domain]: values of the other that go with value a; second half: seen from j */
  uint32_t *first;   /* [variables + 1] into link */
  struct {
    uint32_t other, table;
  } * link;
  uint64_t *domain; /* [depth][variables] */
  uint8_t *done;    /* [variables] */
  size_t nodes;
} sampler;

static bool clamp(sampler *s, uint64_t *domain, uint32_t v, uint32_t a, uint8_t *value) {
  uint32_t values = s->lesson->domain;
  value[v] = (uint8_t)a;
  domain[v] = 1ULL << a;
  for (uint32_t k = s->first[v]; k < s->first[v + 1]; k++) {
    uint32_t u = s->link[k].other;
    domain[u] &= s->support[(size_t)s->link[k].table * values + a];
    if (domain[u] == 0) return false;
  }
  return true;
}

static bool fill(sampler *s, uint32_t depth, uint8_t *value) {
  uint32_t variables = s->lesson->variables;
  if (depth == variables) return true;
  if (s->nodes == 0) return false;
  s->nodes--;
  uint64_t *domain = s->domain + (size_t)depth * variables, *next = domain + variables;
  uint32_t pick = 0, least = 255, ties = 0;
  for (uint32_t v = 0; v < variables; v++) {
    if (s->done[v]) continue;
    uint32_t left = (uint32_t)__builtin_popcountll(domain[v]);
    if (left < least)
      least = left, pick = v, ties = 1;
    else if (left == least && ebm_random_below(&s->random, ++ties) == 0)
      pick = v;
  }
  s->done[pick] = 1;
  for (uint64_t open = domain[pick]; open != 0;) {
    uint64_t m = open;
    for (uint32_t skip = ebm_random_below(&s->random, (uint32_t)__builtin_popcountll(open)); skip > 0; skip--)
      m &= m - 1;
    open &= ~(m & -m);
    memcpy(next, domain, variables * sizeof *next);
    if (clamp(s, next, pick, (uint32_t)__builtin_ctzll(m), value) && fill(s, depth + 1, value)) return true;
    if (s->nodes == 0) break;
  }
  s->done[pick] = 0;
  return false;
}

static void build(sampler *s, const uint32_t *word) {
  const ebm_lesson *l = s->lesson;
  uint32_t values = l->domain, words = l->vocabulary->n, at = 0;
  for (uint32_t w = 0; w < words; w++)
    for (uint32_t a = 0; a < values; a++)
      for (uint32_t b = 0; b < values; b++)
        if (ebm_word_allows(&l->vocabulary->word[w], (int)a, (int)b)) {
          s->support[(size_t)w * values + a] |= 1ULL << b;
          s->support[(size_t)(words + w) * values + b] |= 1ULL << a;
        }
  for (uint32_t i = 0; i < l->variables; i++) {
    s->first[i] = at;
    for (uint32_t j = 0; j < l->variables; j++) {
      if (i == j || word[ebm_pair(i, j)] == 0) continue;
      s->link[at].other = j;
      s->link[at++].table = word[ebm_pair(i, j)] - 1 + (i < j ? 0 : words);
    }
  }
  s->first[l->variables] = at;
}

ebm_status ebm_sample_draw(const ebm_lesson *lesson, uint64_t seed, uint8_t *state, size_t n, size_t *drawn,
                           ebm_error *error) {
  uint32_t variables = lesson->variables;
  size_t pairs = (size_t)variables * (variables - 1) / 2, links = 0;
  sampler s = {.lesson = lesson, .random = {ebm_hash(seed)}};
  *drawn = 0;
  const uint32_t *word = lesson->word;
  for (size_t p = 0; p < pairs; p++) links += word[p] != 0;
  s.support = ebm_allocate(2 * (size_t)lesson->vocabulary->n * lesson->domain, sizeof *s.support);
  s.first = ebm_allocate((size_t)variables + 1, sizeof *s.first);
  s.link = ebm_allocate(2 * links, sizeof *s.link);
  s.domain = ebm_allocate((size_t)(variables + 1) * variables, sizeof *s.domain);
  s.done = ebm_allocate(variables, 1);
  bool memory = s.support && s.first && s.link && s.domain && s.done;
  if (memory) {
    build(&s, word);
    uint64_t whole = lesson->domain == 64 ? ~0ULL : (1ULL << lesson->domain) - 1;
    size_t tries = 0;
    while (*drawn < n && tries < TRIES) {
      for (uint32_t v = 0; v < variables; v++) s.domain[v] = whole & ~lesson->forbidden[v];
      memset(s.done, 0, variables);
      s.nodes = (size_t)NODES_PER_VARIABLE * variables;
      if (fill(&s, 0, state + *drawn * variables))
        ++*drawn, tries = 0;
      else
        tries++;
    }
  }
  ebm_free(s.support), ebm_free(s.first), ebm_free(s.link), ebm_free(s.domain), ebm_free(s.done);
  return memory ? EBM_OK : ebm_fail_memory(error);
}
