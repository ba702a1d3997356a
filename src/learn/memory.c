#include "learn/memory.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"

enum { STEPS = 400, BATCH = 192 };
static const float RATE = 0.03F, DAMPING = 0.02F, DECAY = 1e-3F;
static const double NOISE = 0.5; /* of the cells of a copy, at most; half of it erased, half changed */

typedef struct trainer {
  const ebm_examples *examples;
  ebm_memory *memory;
  ebm_random random;
  size_t batch;
  float *y, *field, *gradient; /* [batch * domain][variables] twice, [variables][variables] */
  float *mean, *square;        /* [variables][variables] moments of the gradient */
  const uint8_t **target;      /* [batch] */
} trainer;

static void draw_batch(trainer *t) {
  uint32_t variables = t->memory->variables, domain = t->memory->domain;
  memset(t->y, 0, t->batch * domain * variables * sizeof *t->y);
  for (size_t b = 0; b < t->batch; b++) {
    size_t pick =
        t->examples->n <= t->batch ? b % t->examples->n : ebm_random_below(&t->random, (uint32_t)t->examples->n);
    t->target[b] = ebm_examples_row(t->examples, pick);
    double noise = NOISE * ebm_random_unit(&t->random);
    for (uint32_t i = 0; i < variables; i++) {
      uint32_t value = t->target[b][i];
      double draw = ebm_random_unit(&t->random);
      if (draw < noise / 2)
        value = 0;
      else if (draw < noise && value != 0)
        value = (value + ebm_random_below(&t->random, domain - 1)) % domain + 1;
      if (value != 0) t->y[(b * domain + value - 1) * variables + i] = 1.0F;
    }
  }
}

/* The fields become residuals p - [x = a]. */
static void residuals(const trainer *t) {
  uint32_t variables = t->memory->variables, domain = t->memory->domain;
  for (size_t b = 0; b < t->batch; b++) {
    float *field = t->field + b * domain * variables;
    for (uint32_t i = 0; i < variables; i++) {
      float low = field[i], total = 0.0F;
      for (uint32_t a = 1; a < domain; a++) low = fminf(low, field[a * variables + i]);
      for (uint32_t a = 0; a < domain; a++) total += field[a * variables + i] = expf(low - field[a * variables + i]);
      for (uint32_t a = 0; a < domain; a++)
        field[a * variables + i] =
            t->target[b][i] == 0 ? 0.0F : field[a * variables + i] / total - (t->target[b][i] == a + 1);
    }
  }
}

static void fields(const trainer *t, size_t n) {
  uint32_t variables = t->memory->variables, domain = t->memory->domain;
  for (size_t b = 0; b < n; b++)
    memcpy(t->field + b * domain * variables, t->memory->unary, sizeof(float) * domain * variables);
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)(n * domain), (int)variables, (int)variables, 1.0F, t->y,
              (int)variables, t->memory->weight, (int)variables, 1.0F, t->field, (int)variables);
}

static void descend(trainer *t, int step) {
  uint32_t variables = t->memory->variables, domain = t->memory->domain;
  float rate_now = RATE * (1.0F - 0.9F * (float)step / STEPS), warm = 1.0F / (1.0F - powf(0.98F, (float)step + 1.0F));
  cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)variables, (int)variables, (int)(t->batch * domain),
              -1.0F / (float)t->batch, t->y, (int)variables, t->field, (int)variables, 0.0F, t->gradient,
              (int)variables);
  for (uint32_t i = 1; i < variables; i++)
    for (uint32_t j = 0; j < i; j++) {
      size_t ij = (size_t)i * variables + j, ji = (size_t)j * variables + i;
      float *w = &t->memory->weight[ij], g = t->gradient[ij] + t->gradient[ji] + DECAY * *w;
      t->mean[ij] = 0.9F * t->mean[ij] + 0.1F * g;
      t->square[ij] = 0.98F * t->square[ij] + 0.02F * g * g;
      *w -= rate_now * t->mean[ij] / (sqrtf(t->square[ij] * warm) + DAMPING);
      t->memory->weight[ji] = *w;
    }
  for (size_t k = 0; k < (size_t)domain * variables; k++) {
    float g = 0.0F;
    for (size_t b = 0; b < t->batch; b++) g -= t->field[b * domain * variables + k];
    t->memory->unary[k] -= 0.3F * rate_now * (g / (float)t->batch + DECAY * t->memory->unary[k]) / DAMPING;
  }
}

/* Examples of which some cell would rather have another value. */
static size_t count_unstable(trainer *t) {
  uint32_t variables = t->memory->variables, domain = t->memory->domain;
  size_t unstable = 0;
  for (size_t g = 0; g < t->examples->n; g++) {
    const uint8_t *value = ebm_examples_row(t->examples, g);
    memset(t->y, 0, sizeof(float) * domain * variables);
    for (uint32_t i = 0; i < variables; i++)
      if (value[i] != 0) t->y[(value[i] - 1U) * variables + i] = 1.0F;
    fields(t, 1);
    bool stable = true;
    for (uint32_t i = 0; i < variables; i++)
      for (uint32_t a = 0; a < domain && value[i] != 0; a++)
        stable &= t->field[a * variables + i] >= t->field[(value[i] - 1U) * variables + i];
    unstable += !stable;
  }
  return unstable;
}

ebm_status ebm_memory_learn(const ebm_examples *examples, uint64_t seed, const ebm_stop *stop, ebm_memory *memory,
                            ebm_error *error) {
  uint32_t variables = examples->variables, domain = examples->domain;
  size_t square = (size_t)variables * variables, rows = (size_t)BATCH * domain * variables;
  *memory = (ebm_memory){.variables = variables, .domain = domain};
  if (domain < 2 || examples->n < 1)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "nothing to remember: one symbol, or no example");
  trainer t = {.examples = examples, .memory = memory, .random = {ebm_hash(seed)}, .batch = BATCH};
  memory->unary = ebm_allocate((size_t)domain * variables, sizeof(float));
  memory->weight = ebm_allocate(square, sizeof(float));
  t.y = ebm_allocate(rows, sizeof(float));
  t.field = ebm_allocate(rows, sizeof(float));
  t.gradient = ebm_allocate(square, sizeof(float));
  t.mean = ebm_allocate(square, sizeof(float));
  t.square = ebm_allocate(square, sizeof(float));
  t.target = ebm_allocate(BATCH, sizeof *t.target);
  bool enough = memory->unary && memory->weight && t.y && t.field && t.gradient && t.mean && t.square && t.target;
  ebm_status status = enough ? EBM_OK : ebm_fail_memory(error);
  for (int step = 0; step < STEPS && status == EBM_OK; step++) {
    draw_batch(&t);
    fields(&t, t.batch);
    residuals(&t);
    descend(&t, step);
    if (ebm_stop_raised(stop)) status = ebm_fail(error, EBM_ERROR_STOPPED, 0, 0, "stopped");
  }
  if (status == EBM_OK) memory->unstable = count_unstable(&t);
  ebm_free(t.y), ebm_free(t.field), ebm_free(t.gradient), ebm_free(t.mean), ebm_free(t.square), ebm_free(t.target);
  if (status != EBM_OK) ebm_memory_clear(memory);
  return status;
}

void ebm_memory_clear(ebm_memory *memory) {
  ebm_free(memory->unary);
  ebm_free(memory->weight);
  memset(memory, 0, sizeof *memory);
}
