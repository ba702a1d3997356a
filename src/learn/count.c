/* count.c - how many states a learned network accepts: a rule is worth what it refuses. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "learn/network.h"

static const double COUNTED = 1 << 25; /* states: a second of work */
enum { DRAWN = 1 << 20, LOOSE = 10 /* accepted states per different example */, HIDDEN_LIMIT = 256 };

typedef struct counter {
  const ebm_network *network;
  const ebm_stop *stop;
  const float *column; /* [variables * domain][hidden]: what a value adds to every hidden unit */
  float *sum;          /* [variables + 1][hidden]: of the variables before */
  const float *v;      /* [hidden + 1] */
  uint64_t accepted;
} counter;

/* The factor calls a state satisfied where this is at most 0. */
static float output(const counter *c, const float *sum) {
  uint32_t hidden = c->network->hidden;
  float z = c->v[hidden];
  for (uint32_t h = 0; h < hidden; h++) z += c->v[h] * (sum[h] > 0.0F ? sum[h] : 0.0F);
  return z;
}

static const float *add_value(const counter *c, uint32_t variable, uint32_t value) {
  uint32_t hidden = c->network->hidden;
  const float *before = c->sum + (size_t)variable * hidden;
  const float *column = c->column + ((size_t)variable * c->network->domain + value) * hidden;
  float *after = c->sum + (size_t)(variable + 1) * hidden;
  for (uint32_t h = 0; h < hidden; h++) after[h] = before[h] + column[h];
  return after;
}

static void count_all(counter *c, uint32_t variable) {
  for (uint32_t a = 0; a < c->network->domain && !ebm_stop_raised(c->stop); a++) {
    const float *sum = add_value(c, variable, a);
    if (variable + 1 < c->network->variables)
      count_all(c, variable + 1);
    else
      c->accepted += !(output(c, sum) > 0.0F);
  }
}

static void count_drawn(counter *c, uint64_t seed) {
  ebm_random random = {ebm_hash(seed)};
  for (uint32_t k = 0; k < DRAWN && !ebm_stop_raised(c->stop); k++) {
    for (uint32_t i = 0; i < c->network->variables; i++) add_value(c, i, ebm_random_below(&random, c->network->domain));
    c->accepted += !(output(c, c->sum + (size_t)c->network->variables * c->network->hidden) > 0.0F);
  }
}

/* The chance of at most k hits in n draws of chance p. */
static double at_most(double k, double n, double p) {
  double sum = 0.0, term_log = n * log1p(-p), ratio = log(p) - log1p(-p);
  for (double j = 0; j <= k; j++) {
    sum += exp(term_log);
    term_log += log(n - j) - log(j + 1.0) + ratio;
  }
  return sum;
}

/* The p at which at most k hits of n have the given chance, which falls with p. */
static double bound(double k, double n, double chance) {
  double low = 0.0, high = 1.0;
  for (int step = 0; step < 60; step++) {
    double p = (low + high) / 2.0;
    if (at_most(k, n, p) > chance)
      low = p;
    else
      high = p;
  }
  return high;
}

static void set_interval(ebm_network *network, double hits) {
  enum { EXACT = 1000 }; /* above so many hits, and so many misses, the normal form is as good */
  double n = DRAWN, p = hits / n, off = 1.96 * sqrt(p * (1.0 - p) / n);
  network->low = p - off;
  network->high = p + off;
  if (hits <= EXACT) {
    network->low = hits > 0.0 ? bound(hits - 1.0, n, 0.975) : 0.0;
    network->high = bound(hits, n, 0.025);
  } else if (n - hits <= EXACT) {
    network->high = n - hits > 0.0 ? 1.0 - bound(n - hits - 1.0, n, 0.975) : 1.0;
    network->low = 1.0 - bound(n - hits, n, 0.025);
  }
}

ebm_status ebm_network_count(ebm_network *network, uint64_t seed, const ebm_stop *stop, ebm_error *error) {
  uint32_t hidden = network->hidden, width = network->variables * network->domain;
  float *column = ebm_allocate((size_t)width * hidden, sizeof *column);
  float *sum = ebm_allocate((size_t)(network->variables + 1) * hidden, sizeof *sum);
  if (column == NULL || sum == NULL) {
    ebm_free(column), ebm_free(sum);
    return ebm_fail_memory(error);
  }
  for (uint32_t h = 0; h < hidden; h++)
    for (uint32_t k = 0; k < width; k++) column[(size_t)k * hidden + h] = network->parameter[(size_t)h * width + k];
  const float *b = network->parameter + (size_t)hidden * width;
  memcpy(sum, b, hidden * sizeof *sum);
  counter c = {.network = network, .stop = stop, .column = column, .sum = sum, .v = b + hidden};
  network->states = pow(network->domain, network->variables);
  network->counted = network->states <= COUNTED;
  if (network->counted)
    count_all(&c, 0);
  else
    count_drawn(&c, seed);
  ebm_free(column), ebm_free(sum);
  if (ebm_stop_raised(stop)) return ebm_fail(error, EBM_ERROR_STOPPED, 0, 0, "stopped");
  network->accepted = (double)c.accepted / (network->counted ? network->states : DRAWN);
  network->low = network->high = network->accepted;
  if (!network->counted) set_interval(network, (double)c.accepted);
  return EBM_OK;
}

bool ebm_network_loose(const ebm_network *network) {
  return network->low * network->states >= LOOSE * (double)network->different;
}

void ebm_network_describe(const ebm_network *network, ebm_text *text) {
  double all = network->states;
  if (network->counted)
    ebm_text_printf(text, "the network accepts %.0f of all %.0f states, counted one by one", network->accepted * all,
                    all);
  else
    ebm_text_printf(
        text, "the network accepts about %.3g of all %.3g states (between %.3g and %.3g, 95 %% sure, by %d drawn)",
        network->accepted * all, all, network->low * all, network->high * all, DRAWN);
  ebm_text_printf(text, "; there were %zu different examples", network->different);
}
