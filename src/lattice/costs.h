/* costs.h - what each literal costs by itself: the soft factors of one variable, and givens that may be overruled.
 *
 * The energy of an assignment is the sum of the costs of its literals. From below it is bounded by the sum, over the
 * variables, of the least cost among the literals that are left: the bound of a state of the lattice. Factors on one
 * variable are added up first: the least of a sum is above the sum of the least ones.
 *
 * Bit lanes count in whole units above the least: rounded down, so that a bound in units never exceeds the bound. */
#ifndef EBM_LATTICE_COSTS_H
#define EBM_LATTICE_COSTS_H

#include "model/record.h"

typedef struct ebm_costs {
  const ebm_model *model;
  double given_weight; /* 0: givens hold; else what overruling one costs */
  double *of_model;    /* [n_literals] of the soft factors */
  /* Of the record under way: */
  double *cost;    /* [n_literals] */
  uint8_t *open;   /* [n_literals] 1: the record leaves the literal open */
  uint32_t *units; /* [n_literals] of cost - least of the variable */
  double least;    /* energy: sum over the variables of the least cost of an open literal */
  double unit;     /* energy */
  uint32_t total;  /* units: no assignment costs more */
  bool exact;      /* every cost is the least one and a whole number of units */
  ebm_arena arena;
} ebm_costs;

/* The first soft factor on more than one variable, which no costs of literals express; NULL: there is none. */
const ebm_factor *ebm_costs_misfit(const ebm_model *model);

/* False: memory is out, and there is nothing to clear. */
bool ebm_costs_init(ebm_costs *costs, const ebm_model *model, double given_weight);
void ebm_costs_clear(ebm_costs *costs);

/* The costs of a record. False: a variable has no literal open. */
bool ebm_costs_open(ebm_costs *costs, const ebm_record *record);

/* E of value [n_variables], an assignment of open literals. */
double ebm_costs_energy(const ebm_costs *costs, const uint8_t *value);
/* Least energy of a state: bit l of bits is 1 while literal l is left, at least one for each variable. */
double ebm_costs_bound(const ebm_costs *costs, const uint64_t *bits);
/* Energies up to this one, in units; rounding errors in the sum of costs do not exclude it. */
uint32_t ebm_costs_units(const ebm_costs *costs, double energy);
/* Whether one energy is below the other by more than rounding. */
bool ebm_costs_less(double a, double b);

#endif
