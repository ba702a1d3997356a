/* fit.c - masked pseudo-likelihood with tied features, by stochastic proximal gradient.
 *
 * One step over a batch of B examples is two matrix products: fields Y W and gradients Y' R, where row (g, a) of
 * Y [B * domain][features * variables] holds f_r(a, x_gj) for every feature r and variable j. */
#include "learn/fit.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/random.h"

enum {
  BATCH = 128,
  EVALUATE_EVERY = 10, /* steps */
  PATIENCE = 4,        /* evaluations without improvement that end a round */
  STEPS_LIMIT = 600    /* per round */
};
static const float RATE = 0.1F;     /* measured: bench/learn, 0.05 to 0.2 alike */
static const float PENALTY = 0.01F; /* L1, nats per example; 0.003 to 0.03 alike */
static const float DAMPING = 0.03F; /* floor of the gradient's root mean square */
static const float MASK_LOW = 0.1F, MASK_HIGH = 0.9F;
static const float SCREEN = 5.0F; /* standard errors at which a feature that is not in the model enters it */

typedef struct fitter {
  const ebm_examples *examples;
  ebm_fit *fit;
  ebm_random random;
  size_t held, batch;
  float *y, *field;       /* [batch * domain][features * variables], [batch * domain][variables] */
  float *masked;          /* [features][variables][variables] weights under the step's mask */
  float *mask, *gradient; /* [variables][variables], [features][variables][variables] */
  float *mean, *square;   /* moments of the gradient */
  float *fixed_mask;      /* [variables][variables] for evaluation */
  float *best;            /* weights and unary at the best evaluation */
  const uint8_t **row;    /* [batch] */
} fitter;

static void feature_plane(const fitter *f, size_t n, uint32_t feature, float *y, size_t stride) {
  uint32_t variables = f->fit->variables, domain = f->fit->domain;
  float table[EBM_EXAMPLES_DOMAIN_LIMIT + 1];
  for (uint32_t a = 0; a < domain; a++) {
    table[0] = 0.0F;
    for (uint32_t b = 0; b < domain; b++) table[b + 1] = ebm_feature(feature, (int)a, (int)b);
    for (size_t g = 0; g < n; g++) {
      float *out = y + (g * domain + a) * stride;
      const uint8_t *value = f->row[g];
      for (uint32_t j = 0; j < variables; j++) out[j] = table[value[j]];
    }
  }
}

/* exp(x) for x <= 0, to 1e-6 of its value, next to nothing below -87: in a form that the compiler makes vectors of,
 * which expf is not. 2^f for f in (-1, 0] is its Taylor polynomial in f ln 2; the whole part goes into the exponent. */
static inline float exponential(float x) {
  float t = x * 1.44269504F;
  int32_t whole = (int32_t)t;
  whole = whole > -126 ? whole : -126; /* clamped as a whole number: a comparison of floats would be a branch */
  float y = (t - (float)whole) * 0.693147181F;
  float p =
      1.0F +
      y * (1.0F + y * (0.5F + y * (0.166666667F + y * (0.0416666667F + y * (0.00833333333F + y * 0.00138888889F)))));
  uint32_t bits = (uint32_t)(whole + 127) << 23;
  float scale;
  memcpy(&scale, &bits, sizeof scale);
  return p * scale;
}

/* Turns the fields of one example into residuals p - [x = a] (0 where hidden), in place; returns -log p(x), summed
 * over the cells it shows. low, total [variables] are scratch. */
static double residuals(const ebm_fit *fit, const uint8_t *value, float *restrict field, float *restrict low,
                        float *restrict total) {
  uint32_t variables = fit->variables, domain = fit->domain;
  memcpy(low, field, variables * sizeof *low);
  for (uint32_t a = 1; a < domain; a++)
    for (uint32_t i = 0; i < variables; i++)
      low[i] = field[a * variables + i] < low[i] ? field[a * variables + i] : low[i];
  double loss = 0.0;
  for (uint32_t i = 0; i < variables; i++)
    if (value[i] != 0) loss += field[(value[i] - 1U) * variables + i] - low[i];
  memset(total, 0, variables * sizeof *total);
  for (uint32_t a = 0; a < domain; a++)
    for (uint32_t i = 0; i < variables; i++) {
      float e = exponential(low[i] - field[a * variables + i]);
      field[a * variables + i] = e;
      total[i] += e;
    }
  for (uint32_t i = 0; i < variables; i++) {
    if (value[i] != 0) loss += logf(total[i]);
    total[i] = value[i] != 0 ? 1.0F / total[i] : 0.0F;
  }
  for (uint32_t a = 0; a < domain; a++)
    for (uint32_t i = 0; i < variables; i++)
      field[a * variables + i] = field[a * variables + i] * total[i] - (value[i] == a + 1 ? 1.0F : 0.0F);
  return loss;
}

/* Mean -log p of a shown cell over f->row[0..n), the neighbours weighted by f->masked; residuals stay in f->field. */
static double evaluate(fitter *f, size_t n) {
  ebm_fit *fit = f->fit;
  uint32_t variables = fit->variables, domain = fit->domain;
  size_t width = (size_t)fit->features * variables;
  for (uint32_t r = 0; r < fit->features; r++) feature_plane(f, n, fit->feature[r], f->y + r * variables, width);
  for (size_t g = 0; g < n; g++)
    memcpy(f->field + g * domain * variables, fit->unary, sizeof(float) * domain * variables);
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)(n * domain), (int)variables, (int)width, 1.0F, f->y,
              (int)width, f->masked, (int)variables, 1.0F, f->field, (int)variables);
  double loss = 0.0;
  size_t shown = 0;
  for (size_t g = 0; g < n; g++) {
    float *low = f->mean + (size_t)fit->features * variables * variables; /* room behind the moments */
    loss += residuals(fit, f->row[g], f->field + g * domain * variables, low, low + variables);
    for (uint32_t i = 0; i < variables; i++) shown += f->row[g][i] != 0;
  }
  return shown ? loss / (double)shown : 0.0;
}

static double evaluate_held_out(fitter *f) {
  size_t square = (size_t)f->fit->variables * f->fit->variables;
  size_t n = f->held < f->batch ? f->held : f->batch;
  for (uint32_t r = 0; r < f->fit->features; r++)
    for (size_t k = 0; k < square; k++) f->masked[r * square + k] = f->fit->weight[r * square + k] * f->fixed_mask[k];
  for (size_t g = 0; g < n; g++) f->row[g] = ebm_examples_row(f->examples, g);
  return evaluate(f, n);
}

static void draw_batch(fitter *f) {
  size_t trained = f->examples->n - f->held;
  for (size_t g = 0; g < f->batch; g++) {
    size_t pick = trained <= f->batch ? g : ebm_random_below(&f->random, (uint32_t)trained);
    f->row[g] = ebm_examples_row(f->examples, f->held + pick);
  }
}

/* Hides a share of the neighbours of each variable: mask[j][i] = 0 hides j from i. */
static void draw_mask(fitter *f, float *mask, double share) {
  uint32_t variables = f->fit->variables;
  uint64_t threshold = (uint64_t)(share * 65536.0), bits = 0;
  for (uint32_t j = 0; j < variables; j++)
    for (uint32_t i = 0; i < variables; i++) {
      if (bits < 65536) bits = ebm_random_next(&f->random) | 1ULL << 63;
      mask[(size_t)j * variables + i] = i != j && (bits & 65535) >= threshold ? 1.0F : 0.0F;
      bits >>= 16;
    }
}

static void descend(fitter *f, unsigned step, size_t n) {
  ebm_fit *fit = f->fit;
  uint32_t variables = fit->variables, domain = fit->domain;
  size_t square = (size_t)variables * variables, width = (size_t)fit->features * variables;
  cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)width, (int)variables, (int)(n * domain), -1.0F / (float)n,
              f->y, (int)width, f->field, (int)variables, 0.0F, f->gradient, (int)variables);
  float warm = 1.0F / (1.0F - powf(0.98F, (float)step + 1.0F));
  for (uint32_t r = 0; r < fit->features; r++) {
    float *w = fit->weight + r * square, *gradient = f->gradient + r * square;
    float sign = fit->feature[r] == EBM_FEATURE_ORDER ? -1.0F : 1.0F;
    for (uint32_t i = 1; i < variables; i++)
      for (uint32_t j = 0; j < i; j++) {
        size_t ij = (size_t)i * variables + j, ji = (size_t)j * variables + i, k = r * square + ij;
        if (f->mask[ij] + f->mask[ji] == 0.0F) continue;
        float g = gradient[ij] * f->mask[ij] + sign * gradient[ji] * f->mask[ji];
        f->mean[k] = 0.9F * f->mean[k] + 0.1F * g;
        f->square[k] = 0.98F * f->square[k] + 0.02F * g * g;
        float rate = RATE / (sqrtf(f->square[k] * warm) + DAMPING), shrink = rate * PENALTY;
        float next = w[ij] - rate * f->mean[k];
        next = next > shrink ? next - shrink : next < -shrink ? next + shrink : 0.0F;
        w[ij] = next;
        w[ji] = sign * next;
      }
  }
  for (uint32_t a = 0; a < domain; a++)
    for (uint32_t i = 0; i < variables; i++) {
      float g = 0.0F;
      for (size_t b = 0; b < n; b++) g -= f->field[(b * domain + a) * variables + i];
      float *u = &fit->unary[a * variables + i];
      *u -= 0.05F * RATE * (float)domain * (g / (float)n + 0.02F * *u);
    }
}

/* Takes all memory that `features` features need; what was there before is kept. */
static bool grow(fitter *f, uint32_t features) {
  uint32_t variables = f->fit->variables, domain = f->fit->domain;
  size_t square = (size_t)variables * variables, rows = f->batch * domain;
  float *weight = ebm_allocate(features * square, sizeof *weight);
  if (weight != NULL && f->fit->weight != NULL)
    memcpy(weight, f->fit->weight, f->fit->features * square * sizeof *weight);
  ebm_free(f->fit->weight);
  f->fit->weight = weight;
  ebm_free(f->y), ebm_free(f->masked), ebm_free(f->gradient), ebm_free(f->mean), ebm_free(f->square), ebm_free(f->best);
  f->y = ebm_allocate(rows * features * variables, sizeof(float));
  f->masked = ebm_allocate(features * square, sizeof(float));
  f->gradient = ebm_allocate(features * square, sizeof(float));
  f->mean = ebm_allocate(features * square + 2 * (size_t)variables, sizeof(float));
  f->square = ebm_allocate(features * square, sizeof(float));
  f->best = ebm_allocate(features * square + (size_t)domain * variables, sizeof(float));
  return weight && f->y && f->masked && f->gradient && f->mean && f->square && f->best;
}

/* One round of descent with the active features; ends when the held-out loss stops falling. */
static ebm_status descend_round(fitter *f, const ebm_fit_options *options, double start, ebm_error *error) {
  ebm_fit *fit = f->fit;
  uint32_t variables = fit->variables;
  size_t square = (size_t)variables * variables, weights = fit->features * square,
         unary = (size_t)fit->domain * variables;
  double best = INFINITY;
  unsigned since = 0;
  for (unsigned step = 0; step < STEPS_LIMIT && since < PATIENCE; step++) {
    draw_batch(f);
    draw_mask(f, f->mask, MASK_LOW + (MASK_HIGH - MASK_LOW) * ebm_random_unit(&f->random));
    for (uint32_t r = 0; r < fit->features; r++)
      for (size_t k = 0; k < square; k++) f->masked[r * square + k] = fit->weight[r * square + k] * f->mask[k];
    evaluate(f, f->batch);
    descend(f, step, f->batch);
    fit->steps++;
    if ((step + 1) % EVALUATE_EVERY != 0) continue;
    if (ebm_stop_raised(options->stop)) return ebm_fail(error, EBM_ERROR_STOPPED, 0, 0, "stopped");
    double loss = evaluate_held_out(f);
    if (options->progress) options->progress(options->context, fit->steps, loss);
    if (loss < best - 0.001 * best)
      since = 0;
    else
      since++;
    if (loss < best) {
      best = loss;
      memcpy(f->best, fit->weight, weights * sizeof(float));
      memcpy(f->best + weights, fit->unary, unary * sizeof(float));
    }
    if (options->seconds > 0 && ebm_clock_seconds() - start > options->seconds) break;
  }
  memcpy(fit->weight, f->best, weights * sizeof(float));
  memcpy(fit->unary, f->best + weights, unary * sizeof(float));
  fit->held_out = best;
  return EBM_OK;
}

/* Adds the features whose gradient at the fit says that some pair asks for them. Returns how many. */
static int screen(fitter *f) {
  ebm_fit *fit = f->fit;
  uint32_t variables = fit->variables, domain = fit->domain, old = fit->features;
  size_t square = (size_t)variables * variables;
  draw_batch(f);
  draw_mask(f, f->mask, 0.5);
  for (uint32_t r = 0; r < old; r++)
    for (size_t k = 0; k < square; k++) f->masked[r * square + k] = fit->weight[r * square + k] * f->mask[k];
  evaluate(f, f->batch);
  float *residual = f->field, *gradient = f->gradient;
  uint32_t chosen[EBM_EXAMPLES_DOMAIN_LIMIT + 1], added = 0;
  for (uint32_t feature = 1; feature < ebm_feature_count(domain); feature++) {
    bool active = false;
    for (uint32_t r = 0; r < old; r++) active |= fit->feature[r] == feature;
    if (active || domain < 3) continue;
    feature_plane(f, f->batch, feature, f->y, variables);
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)variables, (int)variables, (int)(f->batch * domain), 1.0F,
                f->y, (int)variables, residual, (int)variables, 0.0F, gradient, (int)variables);
    float sign = feature == EBM_FEATURE_ORDER ? -1.0F : 1.0F, top = 0.0F;
    double sum = 0.0;
    for (uint32_t i = 1; i < variables; i++)
      for (uint32_t j = 0; j < i; j++) {
        float g = gradient[(size_t)i * variables + j] + sign * gradient[(size_t)j * variables + i];
        sum += (double)g * g;
        top = fabsf(g) > top ? fabsf(g) : top;
      }
    double spread = sqrt(sum / ((double)square / 2.0));
    if (top > SCREEN * spread && top > SCREEN * sqrtf((float)f->batch / (float)domain)) chosen[added++] = feature;
  }
  if (added == 0) return 0;
  if (!grow(f, old + added)) return -1;
  for (uint32_t k = 0; k < added; k++) fit->feature[old + k] = chosen[k];
  fit->features = old + added;
  return (int)added;
}

static void release(fitter *f) {
  ebm_free(f->y), ebm_free(f->field), ebm_free(f->masked), ebm_free(f->mask), ebm_free(f->gradient), ebm_free(f->mean);
  ebm_free(f->square), ebm_free(f->fixed_mask), ebm_free(f->best), ebm_free(f->row);
}

ebm_status ebm_fit_run(const ebm_examples *examples, size_t held, const ebm_fit_options *options, ebm_fit *fit,
                       ebm_error *error) {
  double start = ebm_clock_seconds();
  uint32_t variables = examples->variables, domain = examples->domain;
  size_t square = (size_t)variables * variables;
  memset(fit, 0, sizeof *fit);
  fit->variables = variables;
  fit->domain = domain;
  fit->features = 1;
  fitter f = {.examples = examples, .fit = fit, .random = {ebm_hash(options->seed)}, .held = held};
  f.batch = examples->n - held < BATCH ? examples->n - held : BATCH;
  fit->feature = ebm_allocate(ebm_feature_count(domain), sizeof *fit->feature);
  fit->unary = ebm_allocate((size_t)domain * variables, sizeof *fit->unary);
  f.field = ebm_allocate(f.batch * domain * variables, sizeof *f.field);
  f.mask = ebm_allocate(square, sizeof *f.mask);
  f.fixed_mask = ebm_allocate(square, sizeof *f.fixed_mask);
  f.row = ebm_allocate(f.batch, sizeof *f.row);
  ebm_status status = EBM_OK;
  if (!fit->feature || !fit->unary || !f.field || !f.mask || !f.fixed_mask || !f.row || !grow(&f, 1))
    status = ebm_fail_memory(error);
  if (status == EBM_OK) {
    /* unary terms start at the log frequencies, one example's worth of smoothing */
    for (uint32_t i = 0; i < variables; i++) {
      float count[EBM_EXAMPLES_DOMAIN_LIMIT] = {0}, total = 1.0F;
      for (size_t g = held; g < examples->n; g++) {
        uint8_t v = ebm_examples_row(examples, g)[i];
        if (v != 0) count[v - 1] += 1.0F, total += 1.0F;
      }
      for (uint32_t a = 0; a < domain; a++)
        fit->unary[a * variables + i] = -logf((count[a] + 1.0F / (float)domain) / total);
    }
    draw_mask(&f, f.fixed_mask, 0.5);
    fit->independent = evaluate_held_out(&f);
    status = descend_round(&f, options, start, error);
    int added = status == EBM_OK ? screen(&f) : 0;
    if (added < 0) status = ebm_fail_memory(error);
    if (added > 0) status = descend_round(&f, options, start, error);
  }
  release(&f);
  if (status != EBM_OK) ebm_fit_clear(fit);
  return status;
}

void ebm_fit_clear(ebm_fit *fit) {
  ebm_free(fit->unary), ebm_free(fit->feature), ebm_free(fit->weight);
  memset(fit, 0, sizeof *fit);
}

void ebm_fit_field(const ebm_fit *fit, const uint8_t *value, float *field) {
  uint32_t variables = fit->variables, domain = fit->domain;
  size_t square = (size_t)variables * variables;
  memcpy(field, fit->unary, sizeof(float) * domain * variables);
  for (uint32_t r = 0; r < fit->features; r++)
    for (uint32_t j = 0; j < variables; j++) {
      if (value[j] == 0) continue;
      const float *w = fit->weight + r * square + (size_t)j * variables;
      for (uint32_t a = 0; a < domain; a++) {
        float feature = ebm_feature(fit->feature[r], (int)a, value[j] - 1);
        if (feature == 0.0F) continue;
        for (uint32_t i = 0; i < variables; i++) field[a * variables + i] += feature * w[i];
      }
    }
}
