/* bath.h - a heat bath: one value per variable, drawn afresh from exp(-E/T), for replicas side by side.
 *
 * For an exactly_one factor f with n_f ones, dE/dx of each of its literals is slope_f = w_f (2 n_f - 1) just before
 * that literal is added. slope is kept up to date - the gradient of the energy at the vertex, stored where it is made,
 * so that a move costs two updates for every factor it touches instead of one for every literal of theirs. Other kinds
 * enter through their delta, replica by replica. */
#ifndef EBM_MINIMIZE_BATH_H
#define EBM_MINIMIZE_BATH_H

#include "base/level.h"
#include "base/random.h"
#include "minimize/floats.h"
#include "minimize/open.h"

/* Gumbel draws (-log(-log(u))) to pick from: a bath adds T times one to each literal's -dE and takes the largest, which
 * draws from exp(-dE/T). Source: Gumbel 1954; Maddison, Tarlow, Minka 2014, "A* sampling". */
enum { EBM_BATH_NOISE = 1 << 14 };

typedef struct ebm_bath_variable {
  uint32_t variable;
  uint32_t begin, end;       /* places in open->literal */
  uint32_t touch, touch_end; /* in ebm_bath.touch: the other factors */
} ebm_bath_variable;

typedef struct ebm_bath {
  ebm_open *open;
  const ebm_energy *energy;
  ebm_bath_variable *variable; /* [n_variables] the open ones */
  uint32_t n_variables;
  uint32_t *group_begin; /* [open->n + 1] in `group` */
  uint32_t *group;       /* exactly_one factors of each open literal, as numbers from 0 */
  uint32_t n_groups;
  int32_t *decided;   /* [n_groups] ones among the decided literals */
  uint32_t *touch;    /* factors of other kinds, as indices into the model's */
  uint8_t *known;     /* [as touch] 'r': a relation, 'm': at_most_one, which the bath weighs itself; 0: by its delta */
  bool others;        /* there are such factors */
  float *base;        /* [n_groups] the factors' own weights */
  ebm_floats *weight; /* [n_groups] what they have grown to */
  ebm_floats *slope;  /* [n_groups] */
  ebm_marks *on;      /* [open->n] the literal is the replica's value: -1 */
  ebm_floats *key;    /* [largest domain] scratch */
  uint8_t *value;     /* [EBM_REPLICAS][n_variables of the model] kept up to date where others is set */
  float *point;       /* [n_literals] scratch, for kinds without delta */
  const float *noise; /* [EBM_BATH_NOISE + EBM_REPLICAS] */
  ebm_floats temperature;
  ebm_marks moved; /* minus the draws that changed a variable's value, since the caller cleared it */
  bool fresh;      /* every draw its own logarithms: for samples, which a pool of draws would bias */
} ebm_bath;

typedef struct ebm_bath_ops {
  /* Every open variable to a random value. Weights stay. */
  void (*start)(ebm_bath *bath, ebm_random *random);
  /* Replica r to the r-th of n assignments, value [n][n_variables of the model], in turn. Each has, for every variable,
   * a value that is decided or open. Weights stay. */
  void (*place)(ebm_bath *bath, const uint8_t *value, uint32_t n);
  /* Draws every open variable once, in order. With factors of other kinds, which are re-evaluated for every value, a
   * sweep can take half a second, with fresh draws 10 ms: it ends where it is when the time of the open record is up.
   */
  void (*sweep)(ebm_bath *bath, ebm_random *random);
  /* Bit r: replica r violates no hard exactly_one factor. */
  uint32_t (*satisfied)(const ebm_bath *bath);
  /* Adds step to the weight of every exactly_one factor that is violated, where it is. */
  void (*correct)(ebm_bath *bath, float step);
  /* Energy of each replica with weights that have not grown: exactly_one factors and fields; other kinds are the
   * caller's to add. */
  void (*energy)(const ebm_bath *bath, float energy[EBM_REPLICAS]);
} ebm_bath_ops;

const ebm_bath_ops *ebm_bath_active(void);

/* Memory for baths of the energy, from the arena. False: it is out. */
bool ebm_bath_init(ebm_bath *bath, const ebm_energy *energy, ebm_open *open, ebm_arena *arena, uint64_t seed);
/* The bath of the record that is open. */
void ebm_bath_lay_out(ebm_bath *bath);
void ebm_bath_reset_weights(ebm_bath *bath); /* to the factors' own */
/* Value of every variable in a replica. */
void ebm_bath_value(const ebm_bath *bath, int replica, uint8_t *value);

#endif
