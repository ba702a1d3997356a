#include "minimize/sample.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/status.h"
#include "minimize/bath.h"

/* The hottest bath: at 3 a move that breaks two rules passes every second time, so that nothing is far from anything.
 */
static const float hottest = 3;
/* The coldest one for T = 0. The lowest state above a solution costs 2 (a value twice in a group and another missing),
 * so that the bath is in a solution almost always if it has met one. */
static const float coldest = 0.25f;

enum {
  SETTLE_SWEEPS = 1000,      /* before the first state */
  APART_SWEEPS = 8,          /* from one state to the next, with an exchange after each */
  APART_SWEEPS_AT_ZERO = 64, /* from one solution to another the way leads through the hot baths */
  BARREN_SWEEPS = 200000     /* at T = 0, without a state to draw: given up */
};

struct ebm_sampler {
  const ebm_energy *energy;
  ebm_minimizer_options options;
  ebm_open open;
  ebm_bath bath;
  const ebm_bath_ops *ops;
  float temperature[EBM_REPLICAS]; /* ascending */
  int replica[EBM_REPLICAS];       /* which replica is at each temperature */
  uint8_t *value;                  /* [n_variables] */
  ebm_arena arena;
};

void ebm_sampler_destroy(ebm_sampler *sampler) {
  if (sampler == NULL) return;
  ebm_open_clear(&sampler->open);
  ebm_arena_clear(&sampler->arena);
  ebm_free(sampler);
}

ebm_status ebm_sampler_create(const ebm_energy *energy, const ebm_minimizer_options *options, ebm_sampler **out,
                              ebm_error *error) {
  *out = NULL;
  ebm_sampler *sampler = ebm_allocate(1, sizeof *sampler);
  if (sampler == NULL) return ebm_fail_memory(error);
  sampler->energy = energy;
  sampler->options = *options;
  /* At T > 0 what the quench removes has a probability; at T = 0 it has none. */
  if (options->temperature_start > 0) sampler->options.no_quench = true;
  ebm_status status = ebm_open_init(&sampler->open, energy->model, &sampler->options, error);
  if (status != EBM_OK) {
    ebm_free(sampler);
    return status;
  }
  sampler->ops = ebm_bath_active();
  sampler->value = ebm_arena_take(&sampler->arena, energy->model->n_variables, 64);
  if (sampler->value == NULL ||
      !ebm_bath_init(&sampler->bath, energy, &sampler->open, &sampler->arena, options->seed)) {
    ebm_sampler_destroy(sampler);
    return ebm_fail_memory(error);
  }
  float low = options->temperature_start > 0 ? options->temperature_start : coldest;
  float high = low > hottest ? low : hottest;
  for (int k = 0; k < EBM_REPLICAS; k++)
    sampler->temperature[k] = low * powf(high / low, (float)k / (EBM_REPLICAS - 1));
  sampler->temperature[0] = low;
  *out = sampler;
  return EBM_OK;
}

static double energy_of(ebm_sampler *sampler, const ebm_record *record, int replica) {
  ebm_bath_value(&sampler->bath, replica, sampler->value);
  return ebm_energy_vertex(sampler->energy, sampler->value, sampler->bath.point) +
         ebm_open_overruled(&sampler->open, record, sampler->value);
}

static void set_temperatures(ebm_sampler *sampler) {
  for (int k = 0; k < EBM_REPLICAS; k++) sampler->bath.temperature[sampler->replica[k]] = sampler->temperature[k];
}

/* Neighbours in temperature change places with probability min(1, exp((1/T - 1/T') (E - E'))). */
static void exchange(ebm_sampler *sampler, const ebm_record *record, int parity, ebm_random *random) {
  float energy[EBM_REPLICAS];
  if (!sampler->bath.others)
    sampler->ops->energy(&sampler->bath, energy);
  else
    for (int r = 0; r < EBM_REPLICAS; r++) energy[r] = (float)energy_of(sampler, record, r);
  for (int k = parity; k + 1 < EBM_REPLICAS; k += 2) {
    int cold = sampler->replica[k], hot = sampler->replica[k + 1];
    double gain = (1 / (double)sampler->temperature[k] - 1 / (double)sampler->temperature[k + 1]) *
                  ((double)energy[cold] - (double)energy[hot]);
    if (ebm_random_unit(random) >= exp(gain)) continue;
    sampler->replica[k] = hot;
    sampler->replica[k + 1] = cold;
  }
  set_temperatures(sampler);
}

static bool expired(const ebm_sampler *sampler, double start) {
  if (ebm_stop_raised(sampler->options.stop)) return true;
  return sampler->options.timeout > 0 && ebm_clock_seconds() - start > sampler->options.timeout;
}

/* At T = 0, whether the replica's state in sampler->value, of energy e, is as low as any that satisfies the rules: what
 * was drawn before a lower one came up is forgotten. */
static bool take(ebm_sampler *sampler, double e, double *least, size_t *drawn) {
  double soft, same = 1e-6;
  if (e > *least + same) return false;
  if (!ebm_open_check(&sampler->open, sampler->energy, sampler->value, sampler->bath.point, &soft)) return false;
  if (e < *least - same) {
    *least = e;
    *drawn = 0;
  }
  return true;
}

size_t ebm_sampler_run(ebm_sampler *sampler, const ebm_record *record, size_t n, uint8_t *state, double *energy) {
  const ebm_model *model = sampler->energy->model;
  double start = ebm_clock_seconds();
  ebm_task task = {.record = record, .limit = 1, .value = sampler->value};
  if (!ebm_open_run(&sampler->open, &task)) return 0;
  ebm_bath *bath = &sampler->bath;
  ebm_random random = {ebm_hash(sampler->options.seed)};
  ebm_bath_lay_out(bath);
  bath->fresh = true;
  for (int k = 0; k < EBM_REPLICAS; k++) sampler->replica[k] = k;
  set_temperatures(sampler);
  sampler->ops->start(bath, &random);
  bool at_zero = sampler->options.temperature_start <= 0;
  uint64_t apart = at_zero ? APART_SWEEPS_AT_ZERO : APART_SWEEPS;
  size_t drawn = 0, barren = 0;
  double least = INFINITY; /* at T = 0: the lowest energy among the states drawn */
  for (uint64_t sweeps = 1; drawn < n; sweeps++) {
    if (expired(sampler, start)) break;
    sampler->ops->sweep(bath, &random);
    exchange(sampler, record, (int)(sweeps & 1), &random);
    if (sweeps < SETTLE_SWEEPS || sweeps % apart != 0) continue;
    double e = energy_of(sampler, record, sampler->replica[0]);
    if (at_zero && !take(sampler, e, &least, &drawn)) {
      if (++barren > BARREN_SWEEPS / apart) break;
      continue;
    }
    barren = 0;
    memcpy(&state[drawn * model->n_variables], sampler->value, model->n_variables);
    energy[drawn++] = e;
  }
  return drawn;
}

/* The mean of an indicator over n states and its standard error: one literal. */
static void one_marginal(const ebm_model *model, uint32_t literal, size_t n, const uint8_t *state, double *probability,
                         double *error) {
  uint32_t variable = model->variable[literal];
  uint8_t value = (uint8_t)(literal - model->first[variable]);
  size_t batches = (size_t)sqrt((double)n), size = batches == 0 ? 0 : n / batches, ones = 0;
  double squares = 0, sum = 0;
  for (size_t i = 0; i < n; i++) ones += state[i * model->n_variables + variable] == value;
  *probability = n == 0 ? 0 : (double)ones / (double)n;
  *error = INFINITY;
  if (batches < 4) return;
  for (size_t b = 0; b < batches; b++) {
    size_t in_batch = 0;
    for (size_t i = b * size; i < (b + 1) * size; i++) in_batch += state[i * model->n_variables + variable] == value;
    double mean = (double)in_batch / (double)size;
    sum += mean;
    squares += mean * mean;
  }
  double variance = (squares - sum * sum / (double)batches) / (double)(batches - 1);
  *error = sqrt((variance > 0 ? variance : 0) / (double)batches);
}

void ebm_marginals(const ebm_model *model, size_t n, const uint8_t *state, double *probability, double *error) {
  for (uint32_t l = 0; l < model->n_literals; l++) one_marginal(model, l, n, state, &probability[l], &error[l]);
}
