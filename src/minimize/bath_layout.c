/* bath_layout - the bath of a record: which groups its open literals are in. */
#include <math.h>
#include <string.h>

#include "minimize/bath.h"

#define DECLARE(level) extern const ebm_bath_ops EBM_LEVEL_JOIN(ebm_bath_ops, level);
EBM_LEVELS_DECLARE(DECLARE)

const ebm_bath_ops *ebm_bath_active(void) {
#define BATH(level) &EBM_LEVEL_JOIN(ebm_bath_ops, level)
  static const ebm_bath_ops *const ops[] = {EBM_LEVELS(BATH)};
  return ops[ebm_level_active()];
}

/* A hard exactly_one factor. A soft one is reached through its delta, as its weight does not grow. */
static bool is_group(const ebm_factor *factor) {
  return factor->hard && strcmp(factor->ops->name, "exactly_one") == 0;
}

static uint8_t known_kind(const ebm_factor *factor) {
  const char *name = factor->ops->name;
  return strcmp(name, "relation") == 0 ? 'r' : strcmp(name, "at_most_one") == 0 ? 'm' : 0;
}

bool ebm_bath_init(ebm_bath *bath, const ebm_energy *energy, ebm_open *open, ebm_arena *arena, uint64_t seed) {
  const ebm_model *model = energy->model;
  size_t members = 0, groups = 0, domain = 1, touches = model->touch_first[model->n_variables];
  for (size_t f = 0; f < model->n_factors; f++) {
    if (!is_group(&model->factor[f])) continue;
    groups++;
    members += model->factor[f].n_scope;
  }
  for (uint32_t v = 0; v < model->n_variables; v++)
    if (ebm_model_domain(model, v) > domain) domain = ebm_model_domain(model, v);
  *bath = (ebm_bath){.energy = energy, .open = open};
  bath->variable = ebm_arena_take(arena, model->n_variables * sizeof *bath->variable, 64);
  bath->group_begin = ebm_arena_take(arena, (model->n_literals + 1) * sizeof *bath->group_begin, 64);
  bath->group = ebm_arena_take(arena, members * sizeof *bath->group, 64);
  bath->decided = ebm_arena_take(arena, groups * sizeof *bath->decided, 64);
  bath->touch = ebm_arena_take(arena, touches * sizeof *bath->touch, 64);
  bath->known = ebm_arena_take(arena, touches, 64);
  bath->base = ebm_arena_take(arena, groups * sizeof *bath->base, 64);
  bath->weight = ebm_arena_take(arena, groups * sizeof *bath->weight, 64);
  bath->slope = ebm_arena_take(arena, groups * sizeof *bath->slope, 64);
  bath->on = ebm_arena_take(arena, model->n_literals * sizeof *bath->on, 64);
  bath->key = ebm_arena_take(arena, domain * sizeof *bath->key, 64);
  bath->value = ebm_arena_take(arena, (size_t)EBM_REPLICAS * model->n_variables, 64);
  bath->point = ebm_arena_take(arena, model->n_literals * sizeof *bath->point, 64);
  float *noise = ebm_arena_take(arena, (EBM_BATH_NOISE + EBM_REPLICAS) * sizeof *noise, 64);
  bath->noise = noise;
  if (bath->variable == NULL || bath->group_begin == NULL || bath->group == NULL || bath->decided == NULL ||
      bath->touch == NULL || bath->known == NULL || bath->base == NULL || bath->weight == NULL || bath->slope == NULL ||
      bath->on == NULL || bath->key == NULL || bath->value == NULL || bath->point == NULL || noise == NULL)
    return false;
  ebm_random random = {ebm_hash(seed ^ 0x67756D62656Cu)};
  for (uint32_t i = 0; i < EBM_BATH_NOISE + EBM_REPLICAS; i++)
    noise[i] = (float)-log(-log(((double)(ebm_random_next(&random) >> 12) + 0.5) * 0x1p-52));
  memset(bath->value, 0, (size_t)EBM_REPLICAS * model->n_variables);
  return true;
}

/* Whether the factor says nothing but that a variable has one value, which the bath keeps by itself. */
static bool is_domain(const ebm_factor *factor) {
  const ebm_model *model = factor->model;
  uint32_t variable = model->variable[factor->scope[0]];
  if (factor->n_scope != ebm_model_domain(model, variable)) return false;
  for (uint32_t i = 0; i < factor->n_scope; i++)
    if (model->variable[factor->scope[i]] != variable) return false;
  return true;
}

static void add_group(ebm_bath *bath, const ebm_factor *factor, float weight, bool counting) {
  const ebm_open *open = bath->open;
  uint32_t open_ones = 0, decided = 0;
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    open_ones += open->index[factor->scope[i]] < EBM_OPEN_ONE;
    decided += open->index[factor->scope[i]] == EBM_OPEN_ONE;
  }
  if (open_ones == 0) return;
  if (counting) {
    for (uint32_t i = 0; i < factor->n_scope; i++) {
      uint32_t place = open->index[factor->scope[i]];
      if (place < EBM_OPEN_ONE) bath->group_begin[place + 1]++;
    }
    return;
  }
  uint32_t g = bath->n_groups++;
  bath->decided[g] = (int32_t)decided;
  bath->base[g] = weight;
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    uint32_t place = open->index[factor->scope[i]];
    if (place < EBM_OPEN_ONE) bath->group[bath->group_begin[place + 1]++] = g;
  }
}

/* Two passes: how many groups each literal is in, then which. */
static void add_groups(ebm_bath *bath) {
  const ebm_model *model = bath->open->model;
  uint32_t n = bath->open->n;
  memset(bath->group_begin, 0, (n + 1) * sizeof *bath->group_begin);
  for (int pass = 0; pass < 2; pass++) {
    for (size_t f = 0; f < model->n_factors; f++)
      if (is_group(&model->factor[f]) && !is_domain(&model->factor[f]))
        add_group(bath, &model->factor[f], bath->energy->weight[f], pass == 0);
    if (pass == 1) break;
    /* begin[i + 1] becomes the place where literal i's groups start; filling moves it to their end. */
    uint32_t sum = 0;
    for (uint32_t i = 1; i <= n; i++) {
      uint32_t size = bath->group_begin[i];
      bath->group_begin[i] = sum;
      sum += size;
    }
  }
}

void ebm_bath_lay_out(ebm_bath *bath) {
  const ebm_open *open = bath->open;
  const ebm_model *model = open->model;
  bath->n_groups = bath->n_variables = 0;
  bath->others = false;
  add_groups(bath);
  ebm_bath_reset_weights(bath);
  uint32_t touches = 0;
  for (uint32_t i = 0; i < open->n;) {
    uint32_t variable = model->variable[open->literal[i]];
    ebm_bath_variable *v = &bath->variable[bath->n_variables++];
    *v = (ebm_bath_variable){.variable = variable, .begin = i, .touch = touches};
    while (i < open->n && model->variable[open->literal[i]] == variable) i++;
    v->end = i;
    for (uint32_t t = model->touch_first[variable]; t < model->touch_first[variable + 1]; t++)
      if (!is_group(&model->factor[model->touch[t]])) {
        bath->known[touches] = known_kind(&model->factor[model->touch[t]]);
        bath->touch[touches++] = model->touch[t];
      }
    v->touch_end = touches;
    bath->others |= touches > v->touch;
  }
}

void ebm_bath_reset_weights(ebm_bath *bath) {
  for (uint32_t g = 0; g < bath->n_groups; g++) bath->weight[g] = ebm_floats_of(bath->base[g]);
}

void ebm_bath_value(const ebm_bath *bath, int replica, uint8_t *value) {
  const ebm_open *open = bath->open;
  ebm_open_decided(open, value);
  for (uint32_t i = 0; i < open->n; i++) {
    uint32_t variable = open->model->variable[open->literal[i]];
    if (bath->on[i][replica]) value[variable] = (uint8_t)(open->literal[i] - open->model->first[variable]);
  }
}
