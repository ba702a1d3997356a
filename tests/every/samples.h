/* samples.h - random small instances of every factor kind, for the proofs that every kind inherits.
 * A kind without a line here fails tests/every/factor.c. */
#ifndef EBM_TESTS_SAMPLES_H
#define EBM_TESTS_SAMPLES_H

#include "../support.h"
#include "base/random.h"

typedef struct sample {
  const char *kind;
  /* Adds one random factor over the builder's variables; domains [n] are theirs, n >= 3, each 2 to 4. */
  void (*add)(ebm_builder *builder, uint32_t n, const uint32_t *domain, ebm_random *random);
} sample;

/* Adds spec to the builder; the test fails when it is refused. */
static inline void sample_add(ebm_builder *builder, const ebm_factor_spec *spec) {
  ebm_error error;
  if (ebm_builder_factor(builder, spec, &error) != EBM_OK) fail_msg("%s: %s", spec->kind, error.text);
}

/* 1 to `most` different literals, in random order. */
static inline uint32_t sample_literals(ebm_builder *builder, uint32_t n, const uint32_t *domain, ebm_random *random,
                                       uint32_t most, uint32_t *scope) {
  uint32_t wanted = 1 + ebm_random_below(random, most), found = 0;
  while (found < wanted) {
    uint32_t v = ebm_random_below(random, n);
    uint32_t literal = ebm_builder_literal(builder, v, ebm_random_below(random, domain[v]));
    bool fresh = true;
    for (uint32_t i = 0; i < found; i++) fresh &= scope[i] != literal;
    if (fresh) scope[found++] = literal;
  }
  return found;
}

static void add_exactly_one(ebm_builder *builder, uint32_t n, const uint32_t *domain, ebm_random *random) {
  uint32_t scope[5];
  uint32_t n_scope = sample_literals(builder, n, domain, random, 5, scope);
  sample_add(builder, &(ebm_factor_spec){.kind = "exactly_one", .scope = scope, .n_scope = n_scope});
}

/* Two different variables. */
static inline void sample_pair(uint32_t n, ebm_random *random, uint32_t scope[2]) {
  scope[0] = ebm_random_below(random, n);
  scope[1] = (scope[0] + 1 + ebm_random_below(random, n - 1)) % n;
}

static void add_relation(ebm_builder *builder, uint32_t n, const uint32_t *domain, ebm_random *random) {
  uint32_t scope[2];
  uint8_t allowed[16];
  sample_pair(n, random, scope);
  uint32_t cells = domain[scope[0]] * domain[scope[1]], share = 1 + ebm_random_below(random, 4);
  for (uint32_t i = 0; i < cells; i++) allowed[i] = ebm_random_below(random, 5) < share;
  allowed[ebm_random_below(random, cells)] = 1;
  sample_add(builder, &(ebm_factor_spec){
                          .kind = "relation", .scope = scope, .n_scope = 2, .table = allowed, .table_size = cells});
}

/* The table's numbers are uint32 and float, 4 bytes each, and lie side by side. */
static void add_network(ebm_builder *builder, uint32_t n, const uint32_t *domain, ebm_random *random) {
  uint32_t scope[3], n_scope = 1 + ebm_random_below(random, 3), width = 0, hidden = 1 + ebm_random_below(random, 4);
  float table[1 + 4 * (12 + 2) + 1];
  scope[0] = ebm_random_below(random, n);
  for (uint32_t i = 1; i < n_scope; i++) scope[i] = (scope[i - 1] + 1) % n;
  for (uint32_t i = 0; i < n_scope; i++) width += domain[scope[i]];
  memcpy(table, &hidden, sizeof hidden);
  for (uint32_t k = 1; k < 2 + hidden * (width + 2); k++) table[k] = (float)(4 * ebm_random_unit(random) - 2);
  sample_add(builder, &(ebm_factor_spec){.kind = "network",
                                         .scope = scope,
                                         .n_scope = n_scope,
                                         .table = table,
                                         .table_size = 4 * (2 + hidden * (width + 2))});
}

static const sample samples[] = {
    {"exactly_one", add_exactly_one},
    {"relation", add_relation},
    {"network", add_network},
};

#endif
