#include "minimize/sample.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/status.h"
#include "minimize/ladder.h"

/* The hottest bath: at 3 a move that breaks two rules passes every second time, so that nothing is far from anything.
 */
static const float hottest = 3;
/* Beyond it where neighbours would exchange more often than they need to, but not further. */
static const float hottest_tuned = 30;
/* The coldest one for T = 0. The lowest state above a solution costs 2 (a value twice in a group and another missing),
 * so that the bath is in a solution almost always if it has met one. */
static const float coldest = 0.25f;
static const double deviates = 3.5, least_effective = 16;
/* When the baths are taken to have settled: stricter, so that few draws more seldom show otherwise. */
static const double settled_deviates = 2.5, settled_effective = 32;
/* How far the share of a solution may be from its weight: of what cannot be seen, and relative, for log Z's error. */
static const double weight_tolerance = 0.02, weight_error = 0.05;
static const double same = 1e-6; /* energies that differ by less are equal */

enum {
  HOT,
  COLD,
  LADDERS,
  STARTS = 4,          /* solutions to begin in, by different seeds */
  DEAR_STEPS = 100000, /* kicks and corrections of the first one: then it is the only one */
  /* Kicks and corrections for each of them at T > 0, ten seconds or so: without solutions there are still samples. */
  MOST_STEPS = 300000,
  ANNEAL_SWEEPS = 500,
  TUNE_SWEEPS = 50, /* from one choice of temperatures to the next */
  TUNES = 20,
  TUNES_FEW = 4, /* where a sweep takes milliseconds: factors taken one by one, or so many literals */
  LARGE = 2000,
  APART_SWEEPS = 8,          /* from one measurement to the next, with an exchange after each */
  APART_SWEEPS_AT_ZERO = 64, /* from one solution to another the way leads through the hot baths */
  /* Settling: so many measurements, then twice as many, and so on; those before the last judgement are forgotten. */
  SETTLE_FIRST = 64,
  SETTLE_MOST = 4096,
  SETTLE_LITERALS = 400000, /* measurements times open literals at most: some seconds; */
  OTHERS_LITERALS = 12,     /* each is as slow as so many where the baths take factors one by one */
  BARREN_SWEEPS = 200000,   /* at T = 0, without a state to draw: given up */
  LEAST_TRIPS = 8,
  FREE_STATES = 1000, /* drawn at random, for what the energy is at 1/T = 0 */
  SUMS = 4,
  TRACKS = 1 + SUMS /* the energy first */
};

struct ebm_sampler {
  const ebm_energy *energy;
  ebm_minimizer_options options;
  ebm_open open;
  ebm_ladder ladder[LADDERS];
  const ebm_record *record;
  uint8_t *start; /* [STARTS][n_variables] */
  uint32_t n_starts;
  uint64_t at_start[LADDERS];      /* measurements in which the coldest state was the first solution */
  double constant;                 /* what the ladders' `seen` leaves out */
  double free_mean, free_variance; /* of the energy at 1/T = 0: its mean and variance */
  double log_states;               /* natural logarithm of how many states there are */
  uint8_t *value;                  /* [n_variables] scratch */
  int8_t *sign;                    /* [n_literals][SUMS] 1 or -1 */
  ebm_track track[LADDERS][TRACKS];
  float
      lowest; /* energy that was met, at any temperature, less a constant; and of what was above it at each of them: */
  uint64_t above[EBM_REPLICAS], looks;
  double excess[EBM_REPLICAS]; /* sums */
  int turn;
  double least; /* at T = 0: the lowest energy among the solutions met */
  bool fell;    /* at T = 0: lower than that of states drawn before */
  bool stuck;   /* at T = 0: no bath travels from one solution to another, so that other searches give the states */
  bool starved; /* memory ran out while states were drawn */
  uint64_t drawn[LADDERS];
  double sum; /* of the energies drawn */
  ebm_arena arena;
};

void ebm_sampler_destroy(ebm_sampler *sampler) {
  if (sampler == NULL) return;
  ebm_open_clear(&sampler->open);
  ebm_arena_clear(&sampler->arena);
  ebm_free(sampler);
}

static bool take_memory(ebm_sampler *sampler) {
  const ebm_model *model = sampler->energy->model;
  ebm_arena *arena = &sampler->arena;
  sampler->value = ebm_arena_take(arena, model->n_variables, 64);
  sampler->start = ebm_arena_take(arena, (size_t)STARTS * model->n_variables, 64);
  sampler->sign = ebm_arena_take(arena, (size_t)SUMS * model->n_literals, 64);
  if (sampler->value == NULL || sampler->start == NULL || sampler->sign == NULL) return false;
  for (size_t i = 0; i < (size_t)SUMS * model->n_literals; i++)
    sampler->sign[i] = (ebm_hash(i ^ 0x7369676Eu) & 1) != 0 ? 1 : -1;
  for (int g = 0; g < LADDERS; g++) {
    if (!ebm_ladder_init(&sampler->ladder[g], sampler->energy, &sampler->open, arena, sampler->options.seed))
      return false;
    for (int t = 0; t < TRACKS; t++) {
      double *block = ebm_arena_take(arena, EBM_TRACK_BLOCKS * sizeof *block, sizeof *block);
      if (block == NULL) return false;
      sampler->track[g][t].block = block;
    }
  }
  return true;
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
  if (!take_memory(sampler)) {
    ebm_sampler_destroy(sampler);
    return ebm_fail_memory(error);
  }
  *out = sampler;
  return EBM_OK;
}

static bool at_zero(const ebm_sampler *sampler) {
  return sampler->options.temperature_start <= 0;
}

static bool expired(ebm_sampler *sampler) {
  return ebm_deadline_over(&sampler->open.deadline);
}

/* ---- where the cold ladder begins ---- */

/* Half the time that is left; 0: none is set. */
static double start_timeout(const ebm_sampler *sampler) {
  double ends = sampler->open.deadline.worked;
  return ends > 0 ? fmax((ends - ebm_clock_worked()) / 2, 1e-3) : 0;
}

/* The solution of one seed, the lowest one where terms are soft, into value. False: there is none, or it was not found,
 * or memory ran out. */
static bool find_solution(const ebm_sampler *sampler, uint64_t seed, uint8_t *value, ebm_task *found) {
  const ebm_minimizer *quench = ebm_minimizer_find("quench");
  ebm_minimizer_options options = {.seed = seed,
                                   .timeout = start_timeout(sampler),
                                   .effort = at_zero(sampler) ? 0 : MOST_STEPS,
                                   .stop = sampler->options.stop,
                                   .given_weight = sampler->options.given_weight};
  ebm_work *work;
  ebm_error error;
  *found = (ebm_task){.record = sampler->record, .limit = 1, .value = value, .outcome = EBM_UNKNOWN};
  ebm_status status = quench->create(sampler->energy, &options, &work, &error);
  found->starved = status == EBM_ERROR_MEMORY;
  if (status != EBM_OK) return false; /* UNSUPPORTED: soft terms that it cannot descend */
  quench->run(work, found, 1);
  quench->destroy(work);
  return !found->starved && found->solutions > 0;
}

static uint64_t seed_of(const ebm_sampler *sampler, uint64_t search) {
  return search == 0 ? sampler->options.seed : ebm_hash(sampler->options.seed + search);
}

/* False: memory is out, or nothing is to be drawn. */
static bool find_starts(ebm_sampler *sampler, ebm_task *task) {
  sampler->n_starts = 0;
  sampler->least = INFINITY;
  ebm_task found = {.outcome = EBM_UNKNOWN};
  while (sampler->n_starts < STARTS && !expired(sampler) &&
         find_solution(sampler, seed_of(sampler, sampler->n_starts),
                       &sampler->start[sampler->n_starts * sampler->energy->model->n_variables], &found)) {
    sampler->least = fmin(sampler->least, found.energy);
    sampler->n_starts++;
    if (found.kicks + found.corrections > DEAR_STEPS) break;
  }
  task->starved |= found.starved;
  if (at_zero(sampler) && sampler->n_starts == 0 && found.outcome == EBM_UNSOLVABLE) task->outcome = EBM_UNSOLVABLE;
  return !task->starved && task->outcome != EBM_UNSOLVABLE;
}

/* ---- measurements ---- */

/* How far above the lowest energy the baths are: seen at all temperatures, since at the coldest there may be nothing
 * but the lowest. */
static void measure_excess(ebm_sampler *sampler, const ebm_ladder *ladder) {
  for (int k = 0; k < EBM_REPLICAS; k++)
    if (ladder->seen[k] < sampler->lowest - 1e-4f) {
      sampler->lowest = ladder->seen[k];
      sampler->looks = 0;
      memset(sampler->above, 0, sizeof sampler->above);
      memset(sampler->excess, 0, sizeof sampler->excess);
    }
  sampler->looks++;
  for (int k = 0; k < EBM_REPLICAS; k++) {
    float off = ladder->seen[k] - sampler->lowest;
    if (off <= 1e-4f) continue;
    sampler->above[k]++;
    sampler->excess[k] += (double)off;
  }
}

/* At T = 0, whether the state in sampler->value, of energy e, is as low as any that satisfies the rules. */
static bool is_lowest(ebm_sampler *sampler, double e) {
  double soft;
  if (e > sampler->least + same) return false;
  if (!ebm_open_check(&sampler->open, sampler->energy, sampler->value, sampler->ladder[HOT].bath.point, &soft))
    return false;
  sampler->fell |= e < sampler->least - same && sampler->drawn[HOT] + sampler->drawn[COLD] > 0;
  sampler->least = fmin(sampler->least, e);
  return true;
}

static void measure(ebm_sampler *sampler) {
  const ebm_model *model = sampler->energy->model;
  for (int g = 0; g < LADDERS; g++) {
    ebm_track *track = sampler->track[g];
    double energy = ebm_ladder_energy(&sampler->ladder[g], sampler->record, 0, sampler->value);
    const ebm_ladder *ladder = &sampler->ladder[g];
    ebm_track_add(&track[0], energy);
    sampler->constant = energy - (double)ladder->own[ladder->replica[0]];
    sampler->at_start[g] += sampler->n_starts > 0 && memcmp(sampler->value, sampler->start, model->n_variables) == 0;
    if (at_zero(sampler)) is_lowest(sampler, energy);
    int sum[SUMS] = {0};
    for (uint32_t v = 0; v < model->n_variables; v++)
      for (int s = 0; s < SUMS; s++) sum[s] += sampler->sign[(model->first[v] + sampler->value[v]) * SUMS + (size_t)s];
    for (int s = 0; s < SUMS; s++) ebm_track_add(&track[1 + s], sum[s]);
    measure_excess(sampler, &sampler->ladder[g]);
  }
}

static void forget(ebm_sampler *sampler) {
  for (int g = 0; g < LADDERS; g++) {
    for (int t = 0; t < TRACKS; t++) ebm_track_reset(&sampler->track[g][t]);
    sampler->at_start[g] = 0;
  }
  ebm_ladder_remeasure(&sampler->ladder[HOT], &sampler->ladder[COLD]);
  sampler->looks = 0;
  memset(sampler->above, 0, sizeof sampler->above);
  memset(sampler->excess, 0, sizeof sampler->excess);
}

/* False: the time is out. */
static bool advance(ebm_sampler *sampler, unsigned sweeps) {
  for (unsigned i = 1; i <= sweeps; i++) {
    for (int g = 0; g < LADDERS; g++) {
      if (expired(sampler)) return false;
      ebm_ladder_sweep(&sampler->ladder[g], sampler->record);
    }
    if (i % APART_SWEEPS == 0) measure(sampler);
  }
  return true;
}

/* ---- how much one solution weighs ---- */

/* Mean and variance of the energy where all states are alike, and how many there are. Scratch: sampler->value. */
static void measure_free(ebm_sampler *sampler) {
  const ebm_model *model = sampler->energy->model;
  const ebm_open *open = &sampler->open;
  ebm_random random = {ebm_hash(sampler->options.seed ^ 0x66726565u)};
  double sum = 0, squares = 0;
  int n = 0; /* less than asked for when the time is out: then nothing is drawn */
  ebm_open_decided(open, sampler->value);
  sampler->log_states = 0;
  for (; n < FREE_STATES && !expired(sampler); n++) {
    for (uint32_t a = 0, end; a < open->n; a = end) {
      uint32_t v = model->variable[open->literal[a]];
      for (end = a + 1; end < open->n && model->variable[open->literal[end]] == v;) end++;
      uint32_t l = open->literal[a + ebm_random_below(&random, end - a)];
      sampler->value[v] = (uint8_t)(l - model->first[v]);
      if (n == 0) sampler->log_states += log((double)(end - a));
    }
    double energy = ebm_energy_vertex(sampler->energy, sampler->value, sampler->ladder[HOT].bath.point) +
                    ebm_open_overruled(open, sampler->record, sampler->value);
    sum += energy;
    squares += energy * energy;
  }
  sampler->free_mean = sum / n;
  sampler->free_variance = squares / n - sampler->free_mean * sampler->free_mean;
}

/* The probability of the first solution at the coldest temperature, exp(-E/T) / Z. log Z is that of 1/T = 0, where all
 * states count alike, and then by -<E> d(1/T) to the hottest temperature (thermodynamic integration, Kirkwood 1935;
 * Euler-Maclaurin, since the slopes, -variances, are known at both ends), and from there over the ladder. */
static double weight_of_start(const ebm_sampler *sampler, double start_energy) {
  const ebm_ladder *a = &sampler->ladder[HOT], *b = &sampler->ladder[COLD];
  double looks = (double)(a->looks + b->looks), beta = 1 / (double)a->temperature[EBM_REPLICAS - 1];
  double mean = (a->sum[EBM_REPLICAS - 1] + b->sum[EBM_REPLICAS - 1]) / looks;
  double variance = (a->squares_hottest + b->squares_hottest) / looks - mean * mean;
  double log_z = sampler->log_states - beta / 2 * (sampler->free_mean + mean + sampler->constant) +
                 beta * beta / 12 * (sampler->free_variance - variance);
  double coldest_less = 1 / (double)a->temperature[0] - beta;
  log_z += ebm_ladder_log_ratio(a, b) - coldest_less * sampler->constant;
  return fmin(1, exp(-start_energy / (double)a->temperature[0] - log_z));
}

/* Whether the ladders are in the first solution as often as it weighs. They may agree and still be wrong together where
 * a single state, which next to no way leads to, has a good part of all probability: so with hard puzzles at T = 0.5.
 * effective: what the measurements of both ladders are worth. */
static bool start_weighs_right(const ebm_sampler *sampler, double effective) {
  double n = (double)(sampler->track[HOT][0].n + sampler->track[COLD][0].n);
  if (sampler->n_starts == 0 || n == 0) return true;
  double energy = ebm_energy_vertex(sampler->energy, sampler->start, sampler->ladder[HOT].bath.point) +
                  ebm_open_overruled(&sampler->open, sampler->record, sampler->start);
  double weight = weight_of_start(sampler, energy);
  double share = (double)(sampler->at_start[HOT] + sampler->at_start[COLD]) / n;
  double spread = sqrt(weight * (1 - weight) / fmax(1, effective));
  return fabs(share - weight) <= weight_tolerance + weight_error * fmax(share, weight) + 2 * spread;
}

/* ---- the verdict ---- */

/* trips, the means of the ladders, whether they agree, and the least number of independent measurements that those of
 * one ladder are worth. */
static bool agree(const ebm_sampler *sampler, bool strictly, ebm_verdict *verdict, ebm_series energy[LADDERS]) {
  double least = strictly ? settled_effective : least_effective, most = strictly ? settled_deviates : deviates;
  bool all = true;
  verdict->effective = INFINITY;
  for (int t = 0; t < TRACKS; t++) {
    ebm_series series[LADDERS];
    for (int g = 0; g < LADDERS; g++) {
      series[g] = ebm_track_series(&sampler->track[g][t]);
      if (isnan(series[g].effective)) continue;
      verdict->effective = fmin(verdict->effective, series[g].effective);
      all &= series[g].effective >= least;
    }
    all &= ebm_series_agree(&series[HOT], &series[COLD], most);
    if (t == 0) memcpy(energy, series, sizeof series);
  }
  uint64_t hot = sampler->ladder[HOT].trips, cold = sampler->ladder[COLD].trips;
  verdict->trips = hot < cold ? hot : cold;
  verdict->acceptance = ebm_ladder_acceptance(&sampler->ladder[HOT], &sampler->ladder[COLD]);
  verdict->hot = energy[HOT].mean;
  verdict->cold = energy[COLD].mean;
  verdict->hot_error = energy[HOT].error;
  verdict->cold_error = energy[COLD].error;
  return all && sampler->track[HOT][0].n >= SETTLE_FIRST && verdict->trips >= LEAST_TRIPS &&
         start_weighs_right(sampler, LADDERS * verdict->effective);
}

/* Square of the standard error that is left where most draws are at the lowest energy and those above it were too few
 * to count, from n independent ones. */
static double unseen(const ebm_sampler *sampler, double n) {
  for (int k = 0; k < EBM_REPLICAS; k++) {
    if (sampler->above[k] == 0) continue;
    double height = sampler->excess[k] / (double)sampler->above[k];
    double low = 1 - (double)sampler->above[0] / (double)sampler->looks;
    return 2 * low * height * height / (n * n);
  }
  return 0;
}

/* How many independent draws n of one ladder are worth, when its measurements are worth `effective`. */
static double worth(const ebm_sampler *sampler, int ladder, double effective, double n) {
  double apart = at_zero(sampler) ? (double)APART_SWEEPS_AT_ZERO / APART_SWEEPS : 1;
  return fmin(n, n * apart * effective / (double)sampler->track[ladder][0].n);
}

static void judge_mean(const ebm_sampler *sampler, ebm_verdict *verdict, const ebm_series energy[LADDERS]) {
  double n = (double)(sampler->drawn[HOT] + sampler->drawn[COLD]), variance = 0, effective = 0;
  for (int g = 0; g < LADDERS; g++) {
    const ebm_track *track = &sampler->track[g][0];
    double own = (double)sampler->drawn[g];
    if (own == 0) continue;
    double independent = isnan(energy[g].effective) ? own : worth(sampler, g, energy[g].effective, own);
    variance += own * own / (n * n) * track->squares / (double)(track->n - 1) / independent;
    effective += independent;
  }
  bool varies = !isnan(energy[HOT].effective) || !isnan(energy[COLD].effective);
  verdict->mean.error = at_zero(sampler) ? 0 : sqrt(variance + unseen(sampler, effective));
  verdict->mean.effective = varies && !at_zero(sampler) ? effective : NAN;
}

ebm_verdict ebm_sampler_judge(const ebm_sampler *sampler) {
  ebm_verdict verdict = {.mean = {NAN, INFINITY, NAN}};
  ebm_series energy[LADDERS];
  double n = (double)(sampler->drawn[HOT] + sampler->drawn[COLD]);
  verdict.mixed = agree(sampler, false, &verdict, energy) && !sampler->fell;
  if (n == 0) return verdict;
  verdict.mean.mean = sampler->sum / n;
  if (verdict.mixed) judge_mean(sampler, &verdict, energy);
  verdict.effective = fmax(1, worth(sampler, HOT, verdict.effective, (double)sampler->drawn[HOT]) +
                                  worth(sampler, COLD, verdict.effective, (double)sampler->drawn[COLD]));
  if (verdict.mixed && at_zero(sampler)) verdict.mean.effective = fmin(verdict.effective, n);
  return verdict;
}

bool ebm_sampler_starved(const ebm_sampler *sampler) {
  return sampler->starved;
}

/* ---- from the record to its states ---- */

static bool has_others(const ebm_sampler *sampler) {
  return sampler->ladder[HOT].bath.others;
}

static void tune(ebm_sampler *sampler, float high) {
  int tunes = has_others(sampler) || sampler->open.n > LARGE ? TUNES_FEW : TUNES;
  for (int i = 0; i < tunes; i++) {
    if (!advance(sampler, TUNE_SWEEPS)) return;
    ebm_ladder_tune(&sampler->ladder[HOT], &sampler->ladder[COLD], high);
  }
}

static void settle(ebm_sampler *sampler) {
  uint32_t most = SETTLE_LITERALS / (sampler->open.n * (has_others(sampler) ? OTHERS_LITERALS : 1) + 1);
  most = most < SETTLE_FIRST ? SETTLE_FIRST : most > SETTLE_MOST ? SETTLE_MOST : most;
  for (uint32_t n = SETTLE_FIRST; n <= most; n *= 2) {
    ebm_verdict verdict;
    ebm_series energy[LADDERS];
    forget(sampler);
    for (uint32_t i = 0; i < n; i++)
      if (!advance(sampler, APART_SWEEPS)) return;
    if (agree(sampler, true, &verdict, energy)) return;
  }
}

bool ebm_sampler_open(ebm_sampler *sampler, ebm_task *task) {
  sampler->record = task->record;
  if (!ebm_open_run(&sampler->open, task) || !find_starts(sampler, task)) return false;
  float low = at_zero(sampler) ? coldest : sampler->options.temperature_start, high = low > hottest ? low : hottest;
  for (int g = 0; g < LADDERS; g++)
    ebm_ladder_start(&sampler->ladder[g], ebm_hash(sampler->options.seed) + (uint64_t)g, low, high);
  ebm_ladder *cold = &sampler->ladder[COLD];
  if (sampler->n_starts > 0)
    cold->ops->place(&cold->bath, sampler->start, sampler->n_starts);
  else
    ebm_ladder_anneal(cold, ANNEAL_SWEEPS);
  sampler->turn = HOT;
  sampler->fell = sampler->stuck = sampler->starved = false;
  sampler->sum = 0;
  sampler->lowest = INFINITY;
  measure_free(sampler);
  memset(sampler->drawn, 0, sizeof sampler->drawn);
  forget(sampler);
  tune(sampler, fmaxf(high, hottest_tuned));
  settle(sampler);
  sampler->stuck = at_zero(sampler) && sampler->n_starts > 1 && sampler->ladder[COLD].trips == 0;
  return true;
}

/* A solution that another search gives; they are not drawn evenly. False: it was not found. */
static bool draw_solution(ebm_sampler *sampler, uint8_t *state, double *energy) {
  ebm_task found;
  uint64_t search = sampler->drawn[COLD] + sampler->n_starts;
  bool good = find_solution(sampler, seed_of(sampler, search), state, &found);
  sampler->starved |= found.starved;
  *energy = found.energy;
  return good && found.energy <= sampler->least + same;
}

size_t ebm_sampler_draw(ebm_sampler *sampler, size_t n, uint8_t *state, double *energy, uint8_t *group) {
  uint32_t n_variables = sampler->energy->model->n_variables;
  for (size_t i = 0; sampler->stuck && i < n; i++) {
    if (group != NULL) group[i] = COLD;
    if (expired(sampler) || !draw_solution(sampler, &state[i * n_variables], &energy[i])) return i;
    sampler->sum += energy[i];
    sampler->drawn[COLD]++;
    if (i + 1 == n) return n;
  }
  unsigned apart = at_zero(sampler) ? APART_SWEEPS_AT_ZERO : APART_SWEEPS, barren = 0;
  for (size_t i = 0; i < n;) {
    int g = sampler->turn;
    if (expired(sampler) || (g == HOT && !advance(sampler, apart))) return i;
    sampler->turn = g == HOT ? COLD : HOT;
    double e = ebm_ladder_energy(&sampler->ladder[g], sampler->record, 0, sampler->value);
    if (at_zero(sampler) && !is_lowest(sampler, e)) {
      if (++barren > LADDERS * BARREN_SWEEPS / apart) return i;
      continue;
    }
    barren = 0;
    memcpy(&state[i * n_variables], sampler->value, n_variables);
    if (group != NULL) group[i] = (uint8_t)g;
    energy[i++] = e;
    sampler->sum += e;
    sampler->drawn[g]++;
  }
  return n;
}
