#include "minimize/ladder.h"

#include <math.h>
#include <string.h>

enum { PAIRS = EBM_REPLICAS - 1 };

/* 20 to 50 % is where round trips take least time, whatever the model (Kone, Kofke 2005, "Selection of temperature
 * intervals for parallel-tempering simulations": 23 %; Rathore, Chopra, de Pablo 2005: 20 %). Above the middle of the
 * small values, since what is measured here is uncertain by a tenth. */
static const double acceptance_wanted = 0.35;
/* How far the logarithm of a gap moves for an acceptance that is off by 1. */
static const double gap_gain = 0.7;
static const double least_gap = 1e-4; /* of log T */

bool ebm_ladder_init(ebm_ladder *ladder, const ebm_energy *energy, ebm_open *open, ebm_arena *arena, uint64_t seed) {
  *ladder = (ebm_ladder){.energy = energy, .open = open, .ops = ebm_bath_active()};
  ladder->value = ebm_arena_take(arena, energy->model->n_variables, 64);
  return ladder->value != NULL && ebm_bath_init(&ladder->bath, energy, open, arena, seed);
}

static void set_temperatures(ebm_ladder *ladder) {
  for (int k = 0; k < EBM_REPLICAS; k++) ladder->bath.temperature[ladder->replica[k]] = ladder->temperature[k];
}

void ebm_ladder_start(ebm_ladder *ladder, uint64_t seed, float low, float high) {
  ladder->random = (ebm_random){ebm_hash(seed)};
  ladder->sweeps = ladder->looks = 0;
  for (int k = 0; k < EBM_REPLICAS; k++) {
    ladder->temperature[k] = low * powf(high / low, (float)k / PAIRS);
    ladder->replica[k] = k;
  }
  ladder->temperature[0] = low;
  ebm_bath_lay_out(&ladder->bath);
  ladder->bath.fresh = true;
  set_temperatures(ladder);
  ladder->ops->start(&ladder->bath, &ladder->random);
  ebm_ladder_recount(ladder);
}

void ebm_ladder_recount(ebm_ladder *ladder) {
  memset(ladder->accepted, 0, sizeof ladder->accepted);
  memset(ladder->hot, 0, sizeof ladder->hot);
  memset(ladder->cold, 0, sizeof ladder->cold);
  ladder->tried = ladder->trips = 0;
}

double ebm_ladder_energy(ebm_ladder *ladder, const ebm_record *record, int k, uint8_t *value) {
  ebm_bath_value(&ladder->bath, ladder->replica[k], value);
  return ebm_energy_vertex(ladder->energy, value, ladder->bath.point) + ebm_open_overruled(ladder->open, record, value);
}

static void count_trips(ebm_ladder *ladder) {
  int coldest = ladder->replica[0], hottest = ladder->replica[EBM_REPLICAS - 1];
  ladder->cold[coldest] = ladder->hot[coldest];
  ladder->trips += ladder->cold[hottest];
  ladder->cold[hottest] = false;
  ladder->hot[hottest] = true;
}

static double colder(const ebm_ladder *ladder, int k) { /* by how much 1/T of k is above that of k + 1 */
  return 1 / (double)ladder->temperature[k] - 1 / (double)ladder->temperature[k + 1];
}

static void look(ebm_ladder *ladder) {
  const float *seen = ladder->seen;
  for (int k = 0; k < EBM_REPLICAS; k++) ladder->sum[k] += (double)seen[k];
  ladder->squares_hottest += (double)seen[PAIRS] * (double)seen[PAIRS];
  for (int k = 0; k < PAIRS; k++) {
    double step = colder(ladder, k), middle = ladder->middle[k];
    ladder->down[k] += exp(fmin(0, -step * ((double)seen[k + 1] - middle)));
    ladder->up[k] += exp(fmin(0, step * ((double)seen[k] - middle)));
  }
  ladder->looks++;
}

void ebm_ladder_remeasure(ebm_ladder *a, ebm_ladder *b) {
  double looks = (double)(a->looks + b->looks);
  for (int k = 0; k < PAIRS && looks > 0; k++)
    a->middle[k] = b->middle[k] = (a->sum[k] + b->sum[k] + a->sum[k + 1] + b->sum[k + 1]) / (2 * looks);
  for (ebm_ladder *ladder = a; ladder != NULL; ladder = ladder == a ? b : NULL) {
    memset(ladder->sum, 0, sizeof ladder->sum);
    memset(ladder->down, 0, sizeof ladder->down);
    memset(ladder->up, 0, sizeof ladder->up);
    ladder->squares_hottest = 0;
    ladder->looks = 0;
  }
}

double ebm_ladder_log_ratio(const ebm_ladder *a, const ebm_ladder *b) {
  double ratio = 0;
  for (int k = 0; k < PAIRS; k++)
    ratio += log((a->down[k] + b->down[k]) / (a->up[k] + b->up[k])) - colder(a, k) * a->middle[k];
  return ratio;
}

/* Neighbours in temperature change places with probability min(1, exp((1/T - 1/T') (E - E'))). */
static void exchange(ebm_ladder *ladder, const ebm_record *record) {
  float energy[EBM_REPLICAS];
  if (!ladder->bath.others)
    ladder->ops->energy(&ladder->bath, energy);
  else
    for (int k = 0; k < EBM_REPLICAS; k++)
      energy[ladder->replica[k]] = (float)ebm_ladder_energy(ladder, record, k, ladder->value);
  memcpy(ladder->own, energy, sizeof energy);
  for (int k = 0; k < EBM_REPLICAS; k++) ladder->seen[k] = energy[ladder->replica[k]];
  look(ladder);
  ladder->tried += ladder->sweeps & 1;
  for (int k = (int)(ladder->sweeps & 1); k < PAIRS; k += 2) {
    int cold = ladder->replica[k], hot = ladder->replica[k + 1];
    double gain = (1 / (double)ladder->temperature[k] - 1 / (double)ladder->temperature[k + 1]) *
                  ((double)energy[cold] - (double)energy[hot]);
    double probability = gain < 0 ? exp(gain) : 1;
    ladder->accepted[k] += probability;
    if (ebm_random_unit(&ladder->random) >= probability) continue;
    ladder->replica[k] = hot;
    ladder->replica[k + 1] = cold;
  }
  set_temperatures(ladder);
  count_trips(ladder);
}

void ebm_ladder_sweep(ebm_ladder *ladder, const ebm_record *record) {
  ladder->ops->sweep(&ladder->bath, &ladder->random);
  ladder->sweeps++;
  exchange(ladder, record);
}

void ebm_ladder_anneal(ebm_ladder *ladder, uint32_t sweeps) {
  float low = ladder->temperature[0], high = ladder->temperature[EBM_REPLICAS - 1];
  for (uint32_t i = 0; i < sweeps && !ebm_deadline_over(&ladder->open->deadline); i++) {
    ladder->bath.temperature = ebm_floats_of(high * powf(low / high, (float)i / (float)sweeps));
    ladder->ops->sweep(&ladder->bath, &ladder->random);
  }
  set_temperatures(ladder);
}

static double acceptance_of(const ebm_ladder *a, const ebm_ladder *b, int k) {
  uint64_t tried = a->tried + b->tried;
  return tried == 0 ? NAN : fmin(1, (a->accepted[k] + b->accepted[k]) / (double)tried);
}

double ebm_ladder_acceptance(const ebm_ladder *a, const ebm_ladder *b) {
  double least = acceptance_of(a, b, 0);
  for (int k = 1; k < PAIRS; k++) least = fmin(least, acceptance_of(a, b, k));
  return least;
}

void ebm_ladder_tune(ebm_ladder *a, ebm_ladder *b, float high) {
  double gap[PAIRS], sum = 0, most = log((double)(high / a->temperature[0])), at = log((double)a->temperature[0]);
  if (a->tried + b->tried == 0) return;
  for (int k = 0; k < PAIRS; k++) {
    gap[k] = fmax(log((double)(a->temperature[k + 1] / a->temperature[k])), least_gap);
    sum += gap[k] *= exp(gap_gain * (acceptance_of(a, b, k) - acceptance_wanted));
  }
  for (int k = 0; k < PAIRS; k++) {
    at += sum > most ? gap[k] * most / sum : gap[k];
    a->temperature[k + 1] = b->temperature[k + 1] = (float)exp(at);
  }
  set_temperatures(a);
  set_temperatures(b);
  ebm_ladder_recount(a);
  ebm_ladder_recount(b);
}
