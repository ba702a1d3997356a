/* samples.h - random small instances of every factor kind, for the proofs that every kind inherits.
 * A kind without a line here fails tests/every/factor.c. */
#ifndef EBM_TESTS_SAMPLES_H
#define EBM_TESTS_SAMPLES_H

#include "../support.h"
#include "base/random.h"
#include "model/tables.h"

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

static void add_at_most_one(ebm_builder *builder, uint32_t n, const uint32_t *domain, ebm_random *random) {
  uint32_t scope[5];
  uint32_t n_scope = sample_literals(builder, n, domain, random, 5, scope);
  sample_add(builder, &(ebm_factor_spec){.kind = "at_most_one", .scope = scope, .n_scope = n_scope});
}

static void add_clause(ebm_builder *builder, uint32_t n, const uint32_t *domain, ebm_random *random) {
  uint32_t scope[5];
  uint8_t sign[5];
  uint32_t n_scope = sample_literals(builder, n, domain, random, 5, scope);
  for (uint32_t i = 0; i < n_scope; i++) sign[i] = (uint8_t)ebm_random_below(random, 2);
  sample_add(builder, &(ebm_factor_spec){
                          .kind = "clause", .scope = scope, .n_scope = n_scope, .table = sign, .table_size = n_scope});
}

/* 1 to n different variables, in random order. */
static inline uint32_t sample_variables(uint32_t n, ebm_random *random, uint32_t *scope) {
  uint32_t order[8] = {0};
  for (uint32_t v = 0; v < n; v++) {
    uint32_t other = ebm_random_below(random, v + 1);
    order[v] = order[other];
    order[other] = v;
  }
  uint32_t n_scope = 1 + ebm_random_below(random, n);
  memcpy(scope, order, n_scope * sizeof *scope);
  return n_scope;
}

static void add_linear(ebm_builder *builder, uint32_t n, const uint32_t *domain, ebm_random *random) {
  uint32_t scope[8];
  (void)domain;
  union {
    ebm_linear linear;
    int32_t words[2 + 8];
  } table;
  uint32_t n_scope = sample_variables(n, random, scope);
  table.linear.sense = (int32_t)ebm_random_below(random, 3);
  table.linear.bound = (int32_t)ebm_random_below(random, 9) - 2;
  for (uint32_t i = 0; i < n_scope; i++) {
    static const int32_t coefficients[] = {-3, -1, 1, 1, 2};
    table.words[2 + i] = coefficients[ebm_random_below(random, 5)];
  }
  sample_add(builder, &(ebm_factor_spec){.kind = "linear",
                                         .scope = scope,
                                         .n_scope = n_scope,
                                         .table = &table,
                                         .table_size = (uint32_t)(sizeof(ebm_linear) + 4 * n_scope)});
}

/* Counts, modulo 3, weighted values along the chain, and accepts some of the counts. */
static void add_automaton(ebm_builder *builder, uint32_t n, const uint32_t *domain, ebm_random *random) {
  enum { MODULUS = 3, WORDS = 256 };
  union {
    ebm_automaton automaton;
    uint32_t words[WORDS];
  } table;
  uint32_t scope[8], n_scope = sample_variables(n, random, scope), weight[8];
  bool live[9][MODULUS] = {{false}};
  uint32_t number[9][MODULUS], n_states = 0;
  live[n_scope][ebm_random_below(random, MODULUS)] = true;
  live[n_scope][ebm_random_below(random, MODULUS)] = true;
  for (uint32_t i = n_scope; i-- > 0;) {
    weight[i] = ebm_random_below(random, MODULUS);
    for (uint32_t s = 0; s < MODULUS; s++)
      for (uint32_t a = 0; a < domain[scope[i]]; a++) live[i][s] |= live[i + 1][(s + a * weight[i]) % MODULUS];
  }
  bool reached[9][MODULUS] = {{false}};
  reached[0][0] = true;
  for (uint32_t i = 0; i < n_scope; i++)
    for (uint32_t s = 0; s < MODULUS; s++)
      for (uint32_t a = 0; a < domain[scope[i]]; a++) reached[i + 1][(s + a * weight[i]) % MODULUS] |= reached[i][s];
  for (uint32_t i = 0; i <= n_scope; i++) {
    if (i == n_scope) table.automaton.accepting = n_states;
    for (uint32_t s = 0; s < MODULUS; s++)
      if (live[i][s] && reached[i][s]) number[i][s] = n_states++;
  }
  ebm_automaton_arc *arc = (ebm_automaton_arc *)&table.words[ebm_automaton_arcs_at(n_scope)];
  uint32_t n_arcs = 0;
  table.automaton.begin[0] = 0;
  for (uint32_t i = 0; live[0][0] && i < n_scope; i++) {
    for (uint32_t s = 0; s < MODULUS; s++)
      for (uint32_t a = 0; a < domain[scope[i]]; a++) {
        uint32_t to = (s + a * weight[i]) % MODULUS;
        if (!live[i][s] || !reached[i][s] || !live[i + 1][to]) continue;
        arc[n_arcs++] = (ebm_automaton_arc){(uint16_t)number[i][s], (uint16_t)number[i + 1][to], (uint16_t)a, 0};
      }
    table.automaton.begin[i + 1] = n_arcs;
  }
  if (!live[0][0]) { /* no word is accepted */
    for (uint32_t i = 0; i <= n_scope; i++) table.automaton.begin[i] = 0;
    n_states = table.automaton.accepting = 1;
  }
  table.automaton.n_states = n_states;
  table.automaton.n_arcs = n_arcs;
  sample_add(builder, &(ebm_factor_spec){.kind = "automaton",
                                         .scope = scope,
                                         .n_scope = n_scope,
                                         .table = &table,
                                         .table_size = ebm_automaton_size(n_scope, n_arcs)});
}

/* One variable or two, costs from 0 to 3, some of them 0. */
static void add_potential(ebm_builder *builder, uint32_t n, const uint32_t *domain, ebm_random *random) {
  uint32_t scope[2] = {ebm_random_below(random, n), 0}, n_scope = 1 + ebm_random_below(random, 2);
  scope[1] = (scope[0] + 1 + ebm_random_below(random, n - 1)) % n;
  uint32_t entries = domain[scope[0]] * (n_scope == 2 ? domain[scope[1]] : 1);
  float cost[16];
  for (uint32_t i = 0; i < entries; i++)
    cost[i] = ebm_random_below(random, 3) == 0 ? 0 : (float)(0.1 + 3 * ebm_random_unit(random));
  sample_add(builder, &(ebm_factor_spec){.kind = "potential",
                                         .scope = scope,
                                         .n_scope = n_scope,
                                         .table = cost,
                                         .table_size = entries * (uint32_t)sizeof *cost,
                                         .soft = true});
}

static const sample samples[] = {
    {"potential", add_potential}, {"exactly_one", add_exactly_one}, {"at_most_one", add_at_most_one},
    {"clause", add_clause},       {"relation", add_relation},       {"linear", add_linear},
    {"automaton", add_automaton}, {"network", add_network},
};

#endif
