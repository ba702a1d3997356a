#include "learn/network.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"

enum { HIDDEN = 32, BATCH = 256, STEPS = 4000, TRIES = 4, TRIALS = 20000, HELD_SHARE = 8, CELLS_LIMIT = 64 };
static const float RATE = 0.01F, DECAY = 1e-4F;
static const float SAFETY = 1e-3F; /* how far below 0 the examples come to lie, for rounding */

typedef struct trainer {
  const ebm_examples *examples;
  ebm_random random;
  uint32_t width, n;                           /* literals, parameters */
  float *parameter, *gradient, *mean, *square; /* [n] */
  float *x, *unit, *back;                      /* [2 * BATCH][width], [2 * BATCH][HIDDEN] twice */
  uint8_t *state;                              /* [variables] scratch */
  bool tied;                                   /* all cells weigh the same on the hidden units */
} trainer;

/* Every cell's part of the first layer becomes the mean over the cells. */
static void tie(const trainer *t, float *w) {
  uint32_t variables = t->examples->variables, domain = t->examples->domain;
  for (uint32_t h = 0; t->tied && h < HIDDEN; h++)
    for (uint32_t a = 0; a < domain; a++) {
      float *column = w + h * t->width + a, mean = 0.0F;
      for (uint32_t i = 0; i < variables; i++) mean += column[i * domain] / (float)variables;
      for (uint32_t i = 0; i < variables; i++) column[i * domain] = mean;
    }
}

static void one_hot(const trainer *t, const uint8_t *value, float *x) {
  memset(x, 0, t->width * sizeof *x);
  for (uint32_t i = 0; i < t->examples->variables; i++) x[i * t->examples->domain + value[i] - 1] = 1.0F;
}

static void draw_state(trainer *t) {
  for (uint32_t i = 0; i < t->examples->variables; i++)
    t->state[i] = (uint8_t)(1 + ebm_random_below(&t->random, t->examples->domain));
}

static float output(const trainer *t, const uint8_t *value) {
  const float *w = t->parameter, *b = w + HIDDEN * t->width, *v = b + HIDDEN;
  float z = v[HIDDEN];
  for (uint32_t h = 0; h < HIDDEN; h++) {
    float sum = b[h];
    for (uint32_t i = 0; i < t->examples->variables; i++)
      sum += w[h * t->width + i * t->examples->domain + value[i] - 1U];
    if (sum > 0) z += v[h] * sum;
  }
  return z;
}

/* One step of descent on the mean of log(1 + exp(z)) over examples and log(1 + exp(-z)) over drawn states. */
static void descend(trainer *t, size_t held, int step) {
  uint32_t width = t->width;
  float *w = t->parameter, *b = w + HIDDEN * width, *v = b + HIDDEN;
  for (uint32_t k = 0; k < BATCH; k++) {
    size_t pick = held + ebm_random_below(&t->random, (uint32_t)(t->examples->n - held));
    one_hot(t, ebm_examples_row(t->examples, pick), t->x + k * width);
    draw_state(t);
    one_hot(t, t->state, t->x + (BATCH + k) * width);
  }
  for (uint32_t k = 0; k < 2 * BATCH; k++) memcpy(t->unit + k * HIDDEN, b, HIDDEN * sizeof *b);
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, 2 * BATCH, HIDDEN, (int)width, 1.0F, t->x, (int)width, w,
              (int)width, 1.0F, t->unit, HIDDEN);
  memset(t->gradient, 0, t->n * sizeof *t->gradient);
  float *gb = t->gradient + HIDDEN * width, *gv = gb + HIDDEN;
  for (uint32_t k = 0; k < 2 * BATCH; k++) {
    float *unit = t->unit + k * HIDDEN, z = v[HIDDEN];
    for (uint32_t h = 0; h < HIDDEN; h++) z += v[h] * fmaxf(unit[h], 0.0F);
    float slope = (1.0F / (1.0F + expf(-z)) - (k < BATCH ? 0.0F : 1.0F)) / (2 * BATCH);
    gv[HIDDEN] += slope;
    for (uint32_t h = 0; h < HIDDEN; h++) {
      float on = unit[h] > 0 ? slope : 0.0F;
      gv[h] += on * unit[h];
      gb[h] += on * v[h];
      t->back[k * HIDDEN + h] = on * v[h];
    }
  }
  cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, HIDDEN, (int)width, 2 * BATCH, 1.0F, t->back, HIDDEN, t->x,
              (int)width, 0.0F, t->gradient, (int)width);
  tie(t, t->gradient);
  float first = 1.0F - powf(0.9F, (float)step + 1), second = 1.0F - powf(0.999F, (float)step + 1);
  float rate = RATE * (1.0F - 0.95F * (float)step / STEPS);
  for (uint32_t k = 0; k < t->n; k++) {
    float g = t->gradient[k] + DECAY * t->parameter[k];
    t->mean[k] = 0.9F * t->mean[k] + 0.1F * g;
    t->square[k] = 0.999F * t->square[k] + 0.001F * g * g;
    t->parameter[k] -= rate * (t->mean[k] / first) / (sqrtf(t->square[k] / second) + 1e-8F);
  }
}

static void start(trainer *t) {
  memset(t->mean, 0, t->n * sizeof *t->mean);
  memset(t->square, 0, t->n * sizeof *t->square);
  for (uint32_t k = 0; k < t->n; k++) {
    float wide = k < HIDDEN * t->width ? 1.0F / sqrtf((float)t->examples->variables) : 0.3F;
    t->parameter[k] = wide * (float)(2 * ebm_random_unit(&t->random) - 1);
  }
  tie(t, t->parameter);
}

/* Moves the threshold, then measures what is accepted. Lower is better: what noise it accepts, what it denies. */
static double judge(trainer *t, size_t held, ebm_network *network) {
  float worst = -INFINITY;
  for (size_t g = held; g < t->examples->n; g++) worst = fmaxf(worst, output(t, ebm_examples_row(t->examples, g)));
  t->parameter[t->n - 1] -= worst + SAFETY;
  size_t kept = 0, accepted = 0;
  for (size_t g = 0; g < held; g++) kept += !(output(t, ebm_examples_row(t->examples, g)) > 0);
  for (int k = 0; k < TRIALS; k++) {
    draw_state(t);
    accepted += !(output(t, t->state) > 0);
  }
  network->held_kept = (double)kept / (double)held;
  network->accepted = (double)accepted / TRIALS;
  return network->accepted + 2 * (1 - network->held_kept);
}

static ebm_status check_examples(const ebm_examples *examples, ebm_error *error) {
  if (examples->n < 16)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "%zu examples; a network needs 16 or more", examples->n);
  if (examples->variables > CELLS_LIMIT)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "a network over %u cells; %d can be", examples->variables,
                    CELLS_LIMIT);
  for (size_t k = 0; k < examples->n * examples->variables; k++)
    if (examples->value[k] == 0)
      return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "a network does not learn from hidden cells");
  return EBM_OK;
}

ebm_status ebm_network_learn(const ebm_examples *examples, uint64_t seed, const ebm_stop *stop, ebm_network *network,
                             ebm_error *error) {
  memset(network, 0, sizeof *network);
  ebm_status status = check_examples(examples, error);
  if (status != EBM_OK) return status;
  trainer t = {.examples = examples, .random = {ebm_hash(seed)}, .width = examples->variables * examples->domain};
  t.n = HIDDEN * (t.width + 2) + 1;
  network->variables = examples->variables;
  network->domain = examples->domain;
  network->hidden = HIDDEN;
  network->held = examples->n / HELD_SHARE;
  network->parameter = ebm_allocate(t.n, sizeof(float));
  float *moments = ebm_allocate(4 * (size_t)t.n, sizeof *moments);
  t.x = ebm_allocate(2 * BATCH * (size_t)t.width, sizeof *t.x);
  t.unit = ebm_allocate(2 * BATCH * HIDDEN, sizeof *t.unit);
  t.back = ebm_allocate(2 * BATCH * HIDDEN, sizeof *t.back);
  t.state = ebm_allocate(examples->variables, 1);
  if (!network->parameter || !moments || !t.x || !t.unit || !t.back || !t.state) status = ebm_fail_memory(error);
  t.parameter = moments;
  if (moments != NULL) t.gradient = moments + t.n, t.mean = moments + 2 * t.n, t.square = moments + 3 * t.n;
  double best = INFINITY;
  for (int k = 0; k < TRIES && status == EBM_OK; k++) {
    t.tied = k < TRIES / 2; /* a rule that does not tell the cells apart takes far fewer examples */
    start(&t);
    for (int step = 0; step < STEPS && status == EBM_OK; step++) {
      descend(&t, network->held, step);
      if (ebm_stop_raised(stop)) status = ebm_fail(error, EBM_ERROR_STOPPED, 0, 0, "stopped");
    }
    ebm_network found = *network;
    double badness = judge(&t, network->held, &found); /* 'accepted' is only to compare; it is counted in the end */
    if (status != EBM_OK || badness >= best) continue;
    best = badness;
    *network = found;
    network->tied = t.tied;
    memcpy(network->parameter, t.parameter, t.n * sizeof(float));
  }
  ebm_free(moments), ebm_free(t.x), ebm_free(t.unit), ebm_free(t.back), ebm_free(t.state);
  if (status == EBM_OK) status = ebm_network_count(network, seed, stop, error);
  if (status == EBM_OK) status = ebm_examples_different(examples, &network->different, error);
  if (status != EBM_OK) ebm_network_clear(network);
  return status;
}

void ebm_network_clear(ebm_network *network) {
  ebm_free(network->parameter);
  memset(network, 0, sizeof *network);
}

ebm_status ebm_network_store(const ebm_network *network, const ebm_examples *examples, const char *alphabet,
                             ebm_energy_file *file, ebm_error *error) {
  uint32_t n = network->hidden * (network->variables * network->domain + 2) + 1;
  memset(file, 0, sizeof *file);
  file->rows = examples->rows;
  file->columns = examples->columns;
  file->values = network->domain;
  strncpy(file->alphabet, alphabet, sizeof file->alphabet - 1);
  file->term = ebm_arena_take(&file->arena, sizeof *file->term, 16);
  float *table = ebm_arena_take(&file->arena, (n + 1) * sizeof *table, 16);
  uint32_t *scope = ebm_arena_take(&file->arena, network->variables * sizeof *scope, 16);
  if (file->term == NULL || table == NULL || scope == NULL) {
    ebm_energy_file_clear(file);
    return ebm_fail_memory(error);
  }
  memcpy(table, &network->hidden, sizeof network->hidden);
  memcpy(table + 1, network->parameter, n * sizeof *table);
  for (uint32_t i = 0; i < network->variables; i++) scope[i] = i;
  file->n_terms = 1;
  file->term[0] = (ebm_energy_term){.spec = {.kind = "network",
                                             .scope = scope,
                                             .n_scope = network->variables,
                                             .table = table,
                                             .table_size = 4 * (n + 1),
                                             .weight = 1,
                                             .label = {"network", 1, 0}},
                                    .element = 4};
  return EBM_OK;
}
