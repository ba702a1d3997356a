/* factor.h - a factor is one term of the energy; its kind is a table of operations.
 *
 * A new kind of rule is one file in src/factor and one line in src/factor/registry.c. */
#ifndef EBM_MODEL_FACTOR_H
#define EBM_MODEL_FACTOR_H

#include "ebm.h"

typedef struct ebm_model ebm_model;
typedef struct ebm_factor ebm_factor;
typedef struct ebm_factor_ops ebm_factor_ops;
typedef struct ebm_lanes ebm_lanes; /* model/lanes.h */
typedef struct ebm_state ebm_state; /* model/state.h */

/* Takes clauses: literal [n], l + 1 for literal l, -(l + 1) for its negation. fresh gives the number of a literal that
 * the model does not have, for what a factor must say in between; the numbers follow the model's, in the order of
 * asking. */
typedef struct ebm_clause_sink {
  void (*add)(void *context, const int64_t *literal, size_t n);
  uint32_t (*fresh)(void *context);
  void *context;
} ebm_clause_sink;

/* What a person calls a factor: {"row", 4, 7} is "row 4, value 7"; 0 leaves a number out. group lives for ever. */
typedef struct ebm_label {
  const char *group;
  uint32_t index;
  uint32_t value;
} ebm_label;

/* One term of the energy. Everything it points to belongs to its model. */
struct ebm_factor {
  const ebm_factor_ops *ops;
  const ebm_model *model;
  const uint32_t *scope; /* [n_scope] literals or variables, as ops->scope says; in the order the kind gives them */
  uint32_t n_scope;
  uint32_t table_size; /* bytes */
  const void *table;   /* the kind's parameters, shared by factors with equal ones; NULL if it has none */
  float weight;        /* > 0; of hard factors: where minimizers that adapt weights start */
  bool hard;           /* a solution satisfies it; a soft factor only costs energy */
  ebm_label label;
  uint32_t rule; /* of the model's rules the one it is part of, from 1; 0: none */
};

typedef enum ebm_scope_kind { EBM_SCOPE_LITERALS, EBM_SCOPE_VARIABLES } ebm_scope_kind;

/* The operations of a kind. value is [n_variables], values from 0. Only validate can fail; nothing allocates. */
struct ebm_factor_ops {
  const char *name;   /* keyword in files */
  const char *source; /* paper, or "definition" */
  ebm_scope_kind scope;

  /* ---- required ---- */
  /* Refuses a scope or table that makes no sense (USAGE); called once, when the factor is added. Literals and
   * variables of the scope are in range already, and different from each other. */
  ebm_status (*validate)(const ebm_factor *factor, ebm_error *error);
  /* Exact: whether the assignment satisfies the factor. Written from the definition, not from the energy. */
  bool (*check)(const ebm_factor *factor, const uint8_t *value);
  /* sum_k weight[k] E_k(x) over n factors of this kind, side by side in memory; E >= 0, and 0 exactly where check
   * holds at the vertices of the tensor. weight [n]. grad [n_literals] is ACCUMULATED, may be NULL. */
  double (*energy)(const ebm_factor *factor, size_t n, const float *weight, const ebm_state *state, float *grad);

  /* ---- optional; NULL means what stands on the right ---- */
  /* Removes literals that cannot be 1 in any assignment satisfying the factor, in every lane; marks the lanes where
   * none is left as barriers. */
  void (*quench)(const ebm_factor *factor, ebm_lanes *lanes); /* removes nothing */
  /* E after - E before when variable moves to value `to`, weight 1. */
  double (*delta)(const ebm_factor *factor, const uint8_t *value, uint32_t variable, uint32_t to); /* E re-evaluated */
  /* Nearest point, in squared distance, of the set of vertices that satisfy the factor, for `stride` replicas side
   * by side. x [n][stride], IN PLACE; n = n_scope for literals; for variables, the literals of the first variable,
   * of the second, ... */
  void (*project)(const ebm_factor *factor, float *x, size_t stride); /* identity */
  /* The factor as clauses, for proofs: together they say the same, and whatever quench removes, unit propagation on
   * them removes too. */
  void (*clauses)(const ebm_factor *factor, const ebm_clause_sink *sink); /* no proof with this kind in the model */
};

#endif
