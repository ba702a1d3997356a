/* values.c - values that a variable never has: as a rule, or by the way the examples were drawn? */
#include "learn/values.h"

#include <math.h>

#include "base/memory.h"
#include "learn/sample.h"

enum { STATES = 200 };
/* Chi-square per degree of freedom of all variables, 0.8 to 1.1 when chance alone is at work; and standard deviations
 * that one variable's may lie above its mean. */
static const double FAIR = 1.5, OFF = 6.0;

static uint32_t seen(const ebm_evidence *e, uint32_t i, uint32_t a) {
  return e->seen[(size_t)i * e->domain + a];
}

static size_t count(const uint8_t *state, size_t n, uint32_t variables, uint32_t i, uint32_t a) {
  size_t found = 0;
  for (size_t s = 0; s < n; s++) found += state[s * variables + i] == a;
  return found;
}

/* Bits by which the examples say that variable i, seen `shown` times, never has value a: a value that it could have
 * would have its share among those that it does have. Every time that it was read there and taken for a mistake has to
 * be named: else a value that is only rare could be doubted away, and then be called forbidden. share [domain]: of the
 * whole table. */
static double absence_bits(const ebm_evidence *e, uint32_t i, uint32_t a, double shown, const double *share,
                           const uint8_t *state, size_t n) {
  double known = 0.0, drawn = 0.0;
  for (uint32_t b = 0; b < e->domain; b++) {
    if (seen(e, i, b) == 0) continue;
    known += share[b];
    drawn += (double)count(state, n, e->variables, i, b);
  }
  double chance = share[a] / (share[a] + known);
  if (n > 0) {
    double here = (double)count(state, n, e->variables, i, a) + 0.5;
    chance = fmin(chance, here / (here + drawn + 0.5));
  }
  double exceptions = e->doubted[(size_t)i * e->domain + a];
  return -e->named_weight * shown * log2(1.0 - fmin(chance, 0.999999)) - exceptions * log2(shown + exceptions + 1.0);
}

/* Whether the values of variables without a forbidden value occur as often as in the states, but for chance: in all,
 * and in each of them. */
static bool alike(const ebm_lesson *l, const ebm_evidence *e, const uint8_t *state, size_t n) {
  double sum = 0.0, freedom = 0.0;
  for (uint32_t i = 0; i < e->variables; i++) {
    double shown = 0.0, square = 0.0, ways = -1.0;
    for (uint32_t a = 0; a < e->domain; a++) shown += seen(e, i, a);
    if (shown == 0.0 || l->forbidden[i] != 0) continue;
    double ratio = sqrt((double)n / shown);
    for (uint32_t a = 0; a < e->domain; a++) {
      double here = seen(e, i, a), there = (double)count(state, n, e->variables, i, a);
      if (here + there == 0.0) continue;
      double off = here * ratio - there / ratio;
      square += off * off / (here + there);
      ways += 1.0;
    }
    if (square > ways + OFF * sqrt(2.0 * ways)) return false;
    sum += square;
    freedom += ways;
  }
  return sum <= FAIR * freedom;
}

/* Whether states drawn from the lesson with what it forbids are like the examples. */
static ebm_status drawn_fairly(const ebm_lesson *l, const ebm_evidence *e, uint64_t seed, bool *fair,
                               ebm_error *error) {
  uint8_t *state = ebm_allocate((size_t)STATES * l->variables, 1);
  if (state == NULL) return ebm_fail_memory(error);
  size_t n = 0;
  ebm_status status = ebm_sample_draw(l, seed, state, STATES, &n, error);
  *fair = status == EBM_OK && n == STATES && alike(l, e, state, n);
  ebm_free(state);
  return status;
}

ebm_status ebm_values_learn(ebm_lesson *l, const ebm_evidence *e, uint64_t seed, const uint8_t *state, size_t n,
                            ebm_error *error) {
  uint32_t variables = e->variables, domain = e->domain;
  double share[EBM_EXAMPLES_DOMAIN_LIMIT] = {0}, all = 0.0, cost = log2((double)variables * domain) + EBM_LESSON_MARGIN;
  for (size_t k = 0; k < (size_t)variables * domain; k++) share[k % domain] += e->seen[k], all += e->seen[k];
  for (uint32_t a = 0; a < domain && all > 0.0; a++) share[a] /= all;
  size_t candidates = 0;
  for (uint32_t i = 0; i < variables; i++) {
    double shown = 0.0;
    for (uint32_t a = 0; a < domain; a++) shown += seen(e, i, a);
    for (uint32_t a = 0; a < domain; a++) {
      if (seen(e, i, a) != 0 || absence_bits(e, i, a, shown, share, state, n) <= cost) continue;
      l->forbidden[i] |= 1ULL << a;
      candidates++;
    }
  }
  if (candidates == 0) return EBM_OK;
  bool fair = true;
  if (e->even) {
    ebm_status status = drawn_fairly(l, e, seed, &fair, error);
    if (status != EBM_OK) return status;
  }
  for (uint32_t i = 0; i < variables; i++) {
    uint64_t found = l->forbidden[i];
    double shown = 0.0;
    if (!fair) l->forbidden[i] = 0;
    for (uint32_t a = 0; a < domain; a++) shown += seen(e, i, a);
    for (uint32_t a = 0; a < domain && fair; a++) {
      if (!(found >> a & 1)) continue;
      uint32_t member[2] = {i, a};
      ebm_pattern draft = {.kind = EBM_PATTERN_VALUE,
                           .member = member,
                           .n_members = 2,
                           .bits = absence_bits(e, i, a, shown, share, state, n),
                           .cost = cost,
                           .shown = (uint64_t)shown,
                           .expected = shown * share[a]};
      ebm_status status = ebm_lesson_add(l, e, &draft, error);
      if (status != EBM_OK) return status;
    }
  }
  if (!fair) l->absent = candidates;
  return EBM_OK;
}
