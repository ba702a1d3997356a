/* sets.c - maximal cliques, one bit per node. */
#include "learn/sets.h"

#include <string.h>

#include "base/memory.h"

enum { STEPS_LIMIT = 400000 };

typedef struct finder {
  ebm_sets *sets;
  const uint64_t *adjacent;
  uint32_t variables, words, least;
  uint64_t *stack;  /* per depth: candidates, excluded, branch [words] each */
  uint32_t *chosen; /* [variables] */
  size_t steps;
  bool memory;
} finder;

static bool keep(finder *f, uint32_t size) {
  ebm_sets *s = f->sets;
  void *first = s->first, *member = s->member;
  if (!ebm_reserve(&first, &s->capacity, s->n + 2, sizeof *s->first)) return false;
  s->first = first;
  if (!ebm_reserve(&member, &s->members_capacity, s->n_members + size, sizeof *s->member)) return false;
  s->member = member;
  s->first[s->n] = s->n_members;
  for (uint32_t k = 0; k < size; k++) { /* insertion: sets are small */
    uint32_t v = f->chosen[k];
    size_t at = s->n_members + k;
    while (at > s->first[s->n] && s->member[at - 1] > v) s->member[at] = s->member[at - 1], at--;
    s->member[at] = v;
  }
  s->n_members += size;
  s->first[++s->n] = s->n_members;
  return true;
}

static uint32_t count(const uint64_t *set, const uint64_t *mask, uint32_t words) {
  uint32_t n = 0;
  for (uint32_t w = 0; w < words; w++) n += (uint32_t)__builtin_popcountll(set[w] & mask[w]);
  return n;
}

static void extend(finder *f, uint32_t size) {
  uint32_t words = f->words;
  uint64_t *candidate = f->stack + (size_t)size * 3 * words, *excluded = candidate + words, *branch = excluded + words;
  if (++f->steps > STEPS_LIMIT || !f->memory) return;
  uint32_t left = count(candidate, candidate, words);
  if (size + left < f->least) return;
  if (left == 0) {
    if (count(excluded, excluded, words) == 0) f->memory = keep(f, size);
    return;
  }
  /* pivot: the node with the most candidates beside it; only the others need a branch */
  uint32_t pivot = 0, most = 0;
  bool any = false;
  for (uint32_t w = 0; w < words; w++)
    for (uint64_t m = candidate[w] | excluded[w]; m != 0; m &= m - 1) {
      uint32_t v = w * 64 + (uint32_t)__builtin_ctzll(m), n = count(candidate, f->adjacent + (size_t)v * words, words);
      if (!any || n > most) pivot = v, most = n, any = true;
    }
  for (uint32_t w = 0; w < words; w++) branch[w] = candidate[w] & ~f->adjacent[(size_t)pivot * words + w];
  for (uint32_t w = 0; w < words; w++)
    for (; branch[w] != 0; branch[w] &= branch[w] - 1) {
      uint32_t v = w * 64 + (uint32_t)__builtin_ctzll(branch[w]);
      const uint64_t *beside = f->adjacent + (size_t)v * words;
      uint64_t *next = candidate + 3 * (size_t)words;
      for (uint32_t u = 0; u < words; u++)
        next[u] = candidate[u] & beside[u], next[words + u] = excluded[u] & beside[u];
      f->chosen[size] = v;
      extend(f, size + 1);
      candidate[w] &= ~(1ULL << v % 64);
      excluded[w] |= 1ULL << v % 64;
    }
}

ebm_status ebm_sets_find(ebm_sets *sets, uint32_t variables, const uint64_t *adjacent, uint32_t least,
                         ebm_error *error) {
  memset(sets, 0, sizeof *sets);
  finder f = {
      .sets = sets, .adjacent = adjacent, .variables = variables, .words = (variables + 63) / 64, .least = least};
  f.stack = ebm_allocate((size_t)(variables + 2) * 3 * f.words, sizeof *f.stack);
  f.chosen = ebm_allocate(variables, sizeof *f.chosen);
  f.memory = f.stack != NULL && f.chosen != NULL;
  if (f.memory) {
    for (uint32_t v = 0; v < variables; v++) f.stack[v / 64] |= 1ULL << v % 64;
    extend(&f, 0);
  }
  ebm_free(f.stack);
  ebm_free(f.chosen);
  if (f.memory) return EBM_OK;
  ebm_sets_clear(sets);
  return ebm_fail_memory(error);
}

void ebm_sets_clear(ebm_sets *sets) {
  ebm_free(sets->first);
  ebm_free(sets->member);
  memset(sets, 0, sizeof *sets);
}
