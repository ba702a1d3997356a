/* levelled - sweeps of the heat bath. */
#include "minimize/bath.h"

#include <math.h>
#include <string.h>

/* Floats that lie anywhere. */
typedef ebm_floats loose_floats __attribute__((aligned(sizeof(float))));

static void count(ebm_bath *bath, uint32_t place, ebm_marks more, ebm_marks less) {
  for (uint32_t i = bath->group_begin[place]; i < bath->group_begin[place + 1]; i++) {
    uint32_t g = bath->group[i];
    ebm_floats twice = bath->weight[g] + bath->weight[g];
    bath->slope[g] += ebm_floats_where(more, twice) - ebm_floats_where(less, twice);
  }
}

static void count_all(ebm_bath *bath) {
  for (uint32_t g = 0; g < bath->n_groups; g++) bath->slope[g] = bath->weight[g] * (float)(2 * bath->decided[g] - 1);
  for (uint32_t i = 0; i < bath->open->n; i++) count(bath, i, bath->on[i], (ebm_marks){0});
}

static void start(ebm_bath *bath, ebm_random *random) {
  memset(bath->on, 0, bath->open->n * sizeof *bath->on);
  for (uint32_t i = 0; i < bath->n_variables; i++) {
    const ebm_bath_variable *v = &bath->variable[i];
    for (int r = 0; r < EBM_REPLICAS; r++) {
      uint32_t place = v->begin + ebm_random_below(random, v->end - v->begin);
      bath->on[place][r] = -1;
    }
  }
  count_all(bath);
  for (int r = 0; bath->others && r < EBM_REPLICAS; r++)
    ebm_bath_value(bath, r, &bath->value[(size_t)r * bath->open->model->n_variables]);
}

static void place(ebm_bath *bath, const uint8_t *value, uint32_t n) {
  const ebm_model *model = bath->open->model;
  for (int r = 0; r < EBM_REPLICAS; r++) {
    const uint8_t *own = &value[(uint32_t)r % n * model->n_variables];
    for (uint32_t i = 0; i < bath->open->n; i++) {
      uint32_t literal = bath->open->literal[i], v = model->variable[literal];
      bath->on[i][r] = literal == model->first[v] + own[v] ? -1 : 0;
    }
  }
  count_all(bath);
  for (int r = 0; bath->others && r < EBM_REPLICAS; r++)
    ebm_bath_value(bath, r, &bath->value[(size_t)r * model->n_variables]);
}

static double energy_at(ebm_bath *bath, const ebm_factor *factor, const uint8_t *value) {
  const ebm_model *model = factor->model;
  const float one = 1;
  ebm_state state = {model, bath->point};
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    uint32_t v = factor->ops->scope == EBM_SCOPE_LITERALS ? model->variable[factor->scope[i]] : factor->scope[i];
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) bath->point[l] = l == model->first[v] + value[v];
  }
  return factor->ops->energy(factor, 1, &one, &state, NULL);
}

static double delta(ebm_bath *bath, const ebm_factor *factor, uint8_t *value, uint32_t variable, uint32_t to) {
  if (factor->ops->delta != NULL) return factor->ops->delta(factor, value, variable, to);
  uint8_t from = value[variable];
  double before = energy_at(bath, factor, value);
  value[variable] = (uint8_t)to;
  double after = energy_at(bath, factor, value);
  value[variable] = from;
  return after - before;
}

/* A relation's energy at each value of v's, where the other variable is as it is in each replica: the differences are
 * those of its delta. Calls of that for every value and replica were nine tenths of a sweep. */
static void add_relation(ebm_bath *bath, const ebm_bath_variable *v, const ebm_factor *factor, float weight) {
  const ebm_model *model = bath->open->model;
  const uint8_t *allowed = factor->table;
  bool first = factor->scope[0] == v->variable;
  uint32_t other = factor->scope[first ? 1 : 0], across = ebm_model_domain(model, factor->scope[1]);
  uint32_t own_step = first ? across : 1, other_step = first ? 1 : across;
  for (int r = 0; r < EBM_REPLICAS; r++) {
    const uint8_t *row = &allowed[bath->value[(size_t)r * model->n_variables + other] * other_step];
    for (uint32_t i = v->begin; i < v->end; i++) {
      uint32_t a = bath->open->literal[i] - model->first[v->variable];
      if (row[a * own_step] == 0) bath->key[i - v->begin][r] -= weight;
    }
  }
}

/* The same of at_most_one, (n - 1)^2 for n > 1 ones: a literal of v beside n others costs n^2 - (n - 1)^2. */
static void add_at_most_one(ebm_bath *bath, const ebm_bath_variable *v, const ebm_factor *factor, float weight) {
  const ebm_model *model = bath->open->model;
  for (int r = 0; r < EBM_REPLICAS; r++) {
    const uint8_t *value = &bath->value[(size_t)r * model->n_variables];
    float others = 0;
    for (uint32_t i = 0; i < factor->n_scope; i++) {
      uint32_t u = model->variable[factor->scope[i]];
      if (u != v->variable && factor->scope[i] == model->first[u] + value[u]) others++;
    }
    if (others == 0) continue;
    for (uint32_t i = 0; i < factor->n_scope; i++) {
      uint32_t place = bath->open->index[factor->scope[i]];
      if (place >= v->begin && place < v->end) bath->key[place - v->begin][r] -= weight * (2 * others - 1);
    }
  }
}

/* What the other kinds say: subtracted from the keys of v's literals. */
static void add_others(ebm_bath *bath, const ebm_bath_variable *v) {
  const ebm_model *model = bath->open->model;
  for (uint32_t t = v->touch; t < v->touch_end; t++) {
    const ebm_factor *factor = &model->factor[bath->touch[t]];
    float weight = bath->energy->weight[bath->touch[t]];
    if (bath->known[t] != 0) {
      (bath->known[t] == 'r' ? add_relation : add_at_most_one)(bath, v, factor, weight);
      continue;
    }
    for (int r = 0; r < EBM_REPLICAS; r++) {
      uint8_t *value = &bath->value[(size_t)r * model->n_variables];
      for (uint32_t i = v->begin; i < v->end; i++) {
        uint32_t to = bath->open->literal[i] - model->first[v->variable];
        bath->key[i - v->begin][r] -= weight * (float)delta(bath, factor, value, v->variable, to);
      }
    }
  }
}

/* Natural logarithm of normal numbers above 0, to 2^-23 of the result or of 1, whichever is larger. Source: the logf of
 * Cephes (Moshier 1992). Sixteen calls of the library's were nine tenths of a sweep. */
static ebm_floats log_of(ebm_floats x) {
  ebm_marks bits = (ebm_marks)x, exponent = (bits >> 23) - 126;
  ebm_floats m = (ebm_floats)((bits & 0x7fffff) | 0x3f000000); /* 1/2 <= m < 1 */
  ebm_marks low = ebm_floats_below(m, ebm_floats_of(0.70710678f));
  exponent += low; /* -1 where it is low */
  m = m - 1 + ebm_floats_where(low, m);
  ebm_floats e = ebm_floats_from(exponent), square = m * m;
  ebm_floats y = 7.0376836292e-2f * m - 1.1514610310e-1f;
  y = y * m + 1.1676998740e-1f;
  y = y * m - 1.2420140846e-1f;
  y = y * m + 1.4249322787e-1f;
  y = y * m - 1.6668057665e-1f;
  y = y * m + 2.0000714765e-1f;
  y = y * m - 2.4999993993e-1f;
  y = y * m + 3.3333331174e-1f;
  y = y * m * square + e * -2.12194440e-4f - 0.5f * square;
  return m + y + e * 0.693359375f;
}

/* Draws of its own for every literal: -log of an exponential draw, which is small where v is, and must then be right to
 * the last place, since the least of them wins. */
static ebm_floats fresh_noise(ebm_random *random) {
  ebm_marks bits = {0};
  for (int r = 0; r < EBM_REPLICAS; r += 2) {
    uint64_t word = ebm_random_next(random);
    bits[r] = (int32_t)(word >> 33);
    bits[r + 1] = (int32_t)(word & 0x7fffffff);
  }
  ebm_floats high = ebm_floats_from(bits >> 16) * 0x1p-15f, low = ebm_floats_from(bits & 0xffff) + 0.5f;
  ebm_floats v = (high + low * 0x1p-31f) * (1 - 0x1p-24f); /* below 1 */
  ebm_floats small = v * (1 + v * (0.5f + v * (1 / 3.0f + 0.25f * v)));
  return -log_of(ebm_floats_select(ebm_floats_below(v, ebm_floats_of(0x1p-6f)), small, -log_of(1 - v)));
}

static ebm_floats draw_noise(const ebm_bath *bath, ebm_random *random) {
  if (bath->fresh) return fresh_noise(random);
  return *(const loose_floats *)&bath->noise[ebm_random_below(random, EBM_BATH_NOISE)];
}

static void draw(ebm_bath *bath, const ebm_bath_variable *v, ebm_random *random) {
  for (uint32_t i = v->begin; i < v->end; i++) {
    ebm_floats slope = ebm_floats_of(bath->open->field[i]), own = {0};
    for (uint32_t k = bath->group_begin[i]; k < bath->group_begin[i + 1]; k++) {
      slope += bath->slope[bath->group[k]];
      own += bath->weight[bath->group[k]];
    }
    /* Where the literal is on, its own ones are in the slope. */
    bath->key[i - v->begin] = ebm_floats_where(bath->on[i], own + own) - slope;
  }
  if (v->touch < v->touch_end) add_others(bath, v);
  ebm_floats largest = ebm_floats_of(-INFINITY);
  for (uint32_t i = 0; i < v->end - v->begin; i++) {
    ebm_floats key = bath->key[i] + bath->temperature * draw_noise(bath, random);
    bath->key[i] = key;
    largest = ebm_floats_select(ebm_floats_below(largest, key), key, largest);
  }
  ebm_marks taken = {0};
  for (uint32_t i = v->begin; i < v->end; i++) {
    ebm_marks chosen = ebm_floats_same(bath->key[i - v->begin], largest) & ~taken;
    taken |= chosen;
    count(bath, i, chosen, bath->on[i]);
    bath->moved += chosen & ~bath->on[i];
    bath->on[i] = chosen;
    if (!bath->others) continue;
    const ebm_model *model = bath->open->model;
    for (int r = 0; r < EBM_REPLICAS; r++)
      if (chosen[r])
        bath->value[(size_t)r * model->n_variables + v->variable] =
            (uint8_t)(bath->open->literal[i] - model->first[v->variable]);
  }
}

static void sweep(ebm_bath *bath, ebm_random *random) {
  for (uint32_t i = 0; i < bath->n_variables; i++) {
    if ((bath->others || bath->fresh) && ebm_deadline_over(&bath->open->deadline)) return;
    draw(bath, &bath->variable[i], random);
  }
}

/* One 1 has the slope w; none and two have -w and 3 w. */
static ebm_marks violated(const ebm_bath *bath, uint32_t g) {
  return (bath->slope[g] < 0.5f * bath->weight[g]) | (bath->slope[g] > 1.5f * bath->weight[g]);
}

static uint32_t satisfied(const ebm_bath *bath) {
  ebm_marks any = {0};
  for (uint32_t g = 0; g < bath->n_groups; g++) any |= violated(bath, g);
  return ebm_marks_bits(~any);
}

static void correct(ebm_bath *bath, float step) {
  for (uint32_t g = 0; g < bath->n_groups; g++) {
    bath->weight[g] += ebm_floats_where(violated(bath, g), ebm_floats_of(step));
  }
  count_all(bath); /* also takes the rounding out of slopes that sums of many weights left in them */
}

static void energies(const ebm_bath *bath, float energy[EBM_REPLICAS]) {
  ebm_floats sum = {0};
  for (uint32_t g = 0; g < bath->n_groups; g++) {
    ebm_floats off = 0.5f * bath->slope[g] / bath->weight[g] - 0.5f; /* n - 1 */
    sum += bath->base[g] * off * off;
  }
  for (uint32_t i = 0; i < bath->open->n; i++)
    sum += ebm_floats_where(bath->on[i], ebm_floats_of(bath->open->field[i]));
  for (int r = 0; r < EBM_REPLICAS; r++) energy[r] = sum[r];
}

const ebm_bath_ops EBM_LEVELLED(ebm_bath_ops) = {start, place, sweep, satisfied, correct, energies};
