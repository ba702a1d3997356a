/* evidence.c - how strongly the examples say that two variables stand in a relation. */
#include "learn/evidence.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* The largest squares, one in TRIMMED, may be rules of their own, not yet learned (cells that are always equal); the
 * mean of the rest, where chance alone is at work, is that of a chi-square below its 95th percentile. */
enum { TRIMMED = 20 };
static const double TRIMMED_MEAN = 0.759;
/* By which each further example may add to the squares: rules make some of the open pairs equal more often than others.
 * Measured over grids drawn independently: 0.0064 where the rules are rows, columns and boxes. */
static const double ALIKE = 0.01;
static const double EVEN = 0.75; /* share of chance's chi-square below which the values of an example are even */

/* Which pairs of values each word forbids: bit b of forbid[w][a]. */
static void forbid_masks(const ebm_vocabulary *vocabulary, uint64_t *forbid) {
  int domain = (int)vocabulary->domain;
  for (uint32_t w = 0; w < vocabulary->n; w++)
    for (int a = 0; a < domain; a++) {
      uint64_t mask = 0;
      for (int b = 0; b < domain; b++)
        if (!ebm_word_allows(&vocabulary->word[w], a, b)) mask |= 1ULL << b;
      forbid[w * (uint32_t)domain + (uint32_t)a] = mask;
    }
}

/* count [domain][domain] of the pair (i, j), rows the values of i. */
static void judge_pair(ebm_evidence *e, const ebm_vocabulary *vocabulary, const uint64_t *forbid, uint32_t i,
                       uint32_t j, const float *count, size_t stride) {
  uint32_t domain = e->domain;
  const float *pi = e->frequency + (size_t)i * domain, *pj = e->frequency + (size_t)j * domain;
  size_t pair = ebm_pair(i, j);
  uint64_t seen[EBM_EXAMPLES_DOMAIN_LIMIT];
  double shown = 0.0, equal = 0.0;
  for (uint32_t a = 0; a < domain; a++) {
    seen[a] = 0;
    equal += (double)pi[a] * pj[a];
    e->equal[pair] += count[a * stride + a];
    for (uint32_t b = 0; b < domain; b++)
      if (count[a * stride + b] > 0.5F) seen[a] |= 1ULL << b, shown += count[a * stride + b];
  }
  e->shown[pair] = (uint32_t)(shown + 0.5);
  double unequal = shown - (double)e->equal[pair], ways = (double)domain * (domain - 1.0);
  if (unequal > 0.0 && ways > 1.0) {
    double squares = 0.0; /* the sum of (count - mean)^2 / mean over the ways to be unequal */
    for (uint32_t a = 0; a < domain; a++)
      for (uint32_t b = 0; b < domain; b++)
        if (a != b) squares += (double)count[a * stride + b] * (double)count[a * stride + b];
    e->uneven[pair] = (float)((squares * ways / unequal - unequal) / (ways - 1.0));
  }
  e->expected[pair] = (float)(shown * equal);
  for (uint32_t w = 0; w < vocabulary->n; w++) {
    const uint64_t *mask = forbid + (size_t)w * domain;
    uint64_t broken = 0;
    for (uint32_t a = 0; a < domain; a++) broken |= seen[a] & mask[a];
    if (broken != 0 || shown == 0.0) continue;
    double chance = 0.0;
    for (uint32_t a = 0; a < domain; a++)
      for (uint64_t m = mask[a]; m != 0; m &= m - 1) chance += (double)pi[a] * pj[__builtin_ctzll(m)];
    e->bits[pair * e->words + w] = (float)(-shown * log2(1.0 - (chance < 0.999999 ? chance : 0.999999)));
  }
}

/* Smoothed frequencies: one example's worth of the whole table's, so that a value never seen somewhere is no proof. */
static bool frequencies(ebm_evidence *e, const ebm_examples *examples, size_t begin, size_t end) {
  uint32_t variables = e->variables, domain = e->domain;
  double total[EBM_EXAMPLES_DOMAIN_LIMIT] = {0}, all = 0.0;
  for (size_t g = begin; g < end; g++)
    for (uint32_t i = 0; i < variables; i++) {
      uint8_t v = ebm_examples_row(examples, g)[i];
      if (v != 0) e->seen[(size_t)i * domain + v - 1]++, total[v - 1] += 1.0, all += 1.0;
    }
  if (all == 0.0) return false;
  for (uint32_t i = 0; i < variables; i++) {
    double shown = 1.0;
    for (uint32_t a = 0; a < domain; a++) shown += e->seen[(size_t)i * domain + a];
    for (uint32_t a = 0; a < domain; a++)
      e->frequency[(size_t)i * domain + a] = (float)((e->seen[(size_t)i * domain + a] + total[a] / all) / shown);
  }
  return true;
}

/* Chance alone spreads d values over the cells of an example with a chi-square of d - 1; solved grids have none of
 * that, and half of it is left where half of the cells are hidden. */
static bool is_even(const ebm_examples *examples, size_t begin, size_t end) {
  double sum = 0.0, n = 0.0, domain = examples->domain;
  for (size_t g = begin; g < end; g++) {
    unsigned count[EBM_EXAMPLES_DOMAIN_LIMIT + 1] = {0};
    for (uint32_t i = 0; i < examples->variables; i++) count[ebm_examples_row(examples, g)[i]]++;
    double mean = (examples->variables - count[0]) / domain;
    if (mean == 0.0) continue;
    for (uint32_t a = 1; a <= examples->domain; a++) sum += (count[a] - mean) * (count[a] - mean) / mean;
    n += 1.0;
  }
  return n > 0.0 && sum < EVEN * n * (domain - 1.0);
}

ebm_status ebm_evidence_init(ebm_evidence *e, const ebm_examples *examples, size_t begin, size_t end,
                             const ebm_vocabulary *vocabulary, ebm_error *error) {
  uint32_t variables = examples->variables, domain = examples->domain;
  size_t n = end - begin, width = (size_t)variables * domain;
  memset(e, 0, sizeof *e);
  e->variables = variables;
  e->domain = domain;
  e->words = vocabulary->n;
  e->pairs = (size_t)variables * (variables - 1) / 2;
  e->bits = ebm_allocate(e->pairs * e->words, sizeof *e->bits);
  e->shown = ebm_allocate(e->pairs, sizeof *e->shown);
  e->expected = ebm_allocate(e->pairs, sizeof *e->expected);
  e->equal = ebm_allocate(e->pairs, sizeof *e->equal);
  e->scratch = ebm_allocate(e->pairs, sizeof *e->scratch);
  e->uneven = ebm_allocate(e->pairs, sizeof *e->uneven);
  e->weight = e->named_weight = 1.0;
  e->even = is_even(examples, begin, end);
  e->frequency = ebm_allocate(width, sizeof *e->frequency);
  e->seen = ebm_allocate(width, sizeof *e->seen);
  e->doubted = ebm_allocate(width, sizeof *e->doubted);
  float *x = ebm_allocate(n * width, sizeof *x), *count = ebm_allocate(domain * width, sizeof *count);
  uint64_t *forbid = ebm_allocate((size_t)vocabulary->n * domain, sizeof *forbid);
  bool memory = e->bits && e->shown && e->expected && e->equal && e->scratch && e->uneven && e->frequency && e->seen &&
                e->doubted && x && count && forbid;
  if (memory && frequencies(e, examples, begin, end)) {
    forbid_masks(vocabulary, forbid);
    for (size_t g = 0; g < n; g++)
      for (uint32_t i = 0; i < variables; i++) {
        uint8_t v = ebm_examples_row(examples, begin + g)[i];
        if (v != 0) x[g * width + (size_t)i * domain + v - 1] = 1.0F;
      }
    for (uint32_t j = 1; j < variables; j++) {
      /* count [domain of j][j * domain]: variable j against all before it */
      cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)domain, (int)(j * domain), (int)n, 1.0F,
                  x + (size_t)j * domain, (int)width, x, (int)width, 0.0F, count, (int)width);
      float table[EBM_EXAMPLES_DOMAIN_LIMIT * EBM_EXAMPLES_DOMAIN_LIMIT];
      for (uint32_t i = 0; i < j; i++) {
        for (uint32_t a = 0; a < domain; a++)
          for (uint32_t b = 0; b < domain; b++) table[a * domain + b] = count[b * width + (size_t)i * domain + a];
        judge_pair(e, vocabulary, forbid, i, j, table, domain);
      }
    }
  }
  ebm_free(x), ebm_free(count), ebm_free(forbid);
  if (memory) return EBM_OK;
  ebm_evidence_clear(e);
  return ebm_fail_memory(error);
}

void ebm_evidence_condition(ebm_evidence *e, const ebm_vocabulary *vocabulary, const uint8_t *state, size_t n) {
  for (uint32_t j = 1; j < e->variables; j++)
    for (uint32_t i = 0; i < j; i++) {
      size_t pair = ebm_pair(i, j);
      for (uint32_t w = 0; w < e->words; w++) {
        float *bits = &e->bits[pair * e->words + w];
        if (*bits == 0.0F) continue;
        size_t broken = 0;
        for (size_t s = 0; s < n; s++)
          broken += !ebm_word_allows(&vocabulary->word[w], state[s * e->variables + i], state[s * e->variables + j]);
        float known = (float)(-(double)e->shown[pair] * log2(1.0 - ((double)broken + 0.5) / ((double)n + 1.0)) *
                              ebm_evidence_weight(e, &vocabulary->word[w]));
        if (known < *bits) *bits = known;
      }
    }
}

void ebm_evidence_tolerate(ebm_evidence *e, double redrawn) {
  double either = 1.0 - (1.0 - redrawn) * (1.0 - redrawn); /* that one of the pair's two cells is drawn anew */
  e->weight = e->named_weight = 1.0;
  for (size_t pair = 0; pair < e->pairs; pair++) {
    float *bits = &e->bits[pair * e->words];
    memset(bits, 0, e->words * sizeof *bits);
    double shown = e->shown[pair], equal = (double)e->equal[pair];
    if (shown == 0.0) continue;
    double chance = fmin((double)e->expected[pair] / shown, 0.999999);
    double ratio = equal * log2(either) + (shown - equal) * log2((1.0 - either * chance) / (1.0 - chance));
    if (ratio > 0.0) *bits = (float)ratio;
  }
}

static int ascending(const void *one, const void *other) {
  float a = *(const float *)one, b = *(const float *)other;
  return (a > b) - (a < b);
}

/* The mean of the n squares without the largest, as a share of what chance alone gives. Sorts them. */
static double trimmed(float *square, size_t n, double by_chance) {
  size_t kept = n - n / TRIMMED;
  double sum = 0.0;
  qsort(square, n, sizeof *square, ascending);
  for (size_t k = 0; k < kept; k++) sum += (double)square[k];
  return kept > 0 ? sum / (double)kept / by_chance : 0.0;
}

bool ebm_evidence_weigh(ebm_evidence *e, const ebm_vocabulary *vocabulary, const uint32_t *word) {
  double equal = 0.0, shown = 0.0, effect = 1.0;
  float *square = e->scratch;
  size_t n = 0;
  if (!e->even) return false;
  for (size_t p = 0; p < e->pairs; p++)
    if (word[p] == 0) equal += (double)e->equal[p], shown += e->shown[p];
  double share = shown > 0.0 ? equal / shown : 0.0;
  for (size_t p = 0; p < e->pairs && share > 0.0 && share < 1.0; p++) {
    if (word[p] != 0 || e->shown[p] == 0) continue;
    double mean = e->shown[p] * share, off = (double)e->equal[p] - mean;
    square[n++] = (float)(off * off / (mean * (1.0 - share)));
  }
  if (n > 0) effect = fmax(trimmed(square, n, TRIMMED_MEAN) - ALIKE * shown / (double)n, 1.0);
  n = 0;
  for (size_t p = 0; p < e->pairs; p++)
    if ((float)e->shown[p] > e->equal[p]) square[n++] = e->uneven[p];
  double named_effect = fmax(effect, trimmed(square, n, 1.0));
  e->weight = 1.0 / effect;
  e->named_weight = 1.0 / named_effect;
  for (size_t k = 0; k < e->pairs * e->words; k++)
    e->bits[k] *= (float)ebm_evidence_weight(e, &vocabulary->word[k % e->words]);
  return named_effect > 1.0;
}

void ebm_evidence_clear(ebm_evidence *e) {
  ebm_free(e->bits), ebm_free(e->shown), ebm_free(e->expected), ebm_free(e->equal), ebm_free(e->scratch),
      ebm_free(e->uneven), ebm_free(e->frequency), ebm_free(e->seen), ebm_free(e->doubted);
  memset(e, 0, sizeof *e);
}
