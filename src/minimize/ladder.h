/* ladder.h - sixteen replicas of one record at sixteen temperatures, which exchange their states.
 *
 * Source: exchange Monte Carlo (Hukushima, Nemoto 1996). A replica that has come from the hottest temperature to the
 * coldest and back has forgotten where it was: such round trips are counted, since a ladder without them tells no more
 * than where it began (Katzgraber, Trebst, Huse, Troyer 2006, "Feedback-optimized parallel tempering Monte Carlo"). */
#ifndef EBM_MINIMIZE_LADDER_H
#define EBM_MINIMIZE_LADDER_H

#include "minimize/bath.h"

typedef struct ebm_ladder {
  const ebm_energy *energy;
  ebm_open *open;
  ebm_bath bath;
  const ebm_bath_ops *ops;
  ebm_random random;
  float temperature[EBM_REPLICAS]; /* ascending */
  int replica[EBM_REPLICAS];       /* which replica is at each temperature */
  float seen[EBM_REPLICAS];        /* energy at each temperature when exchanges were tried last, less a constant */
  float own[EBM_REPLICAS];         /* ... by replica */
  /* Since the last ebm_ladder_remeasure: */
  double middle[EBM_REPLICAS - 1]; /* an energy, as `seen` tells them, between those of neighbours k, k + 1 */
  double down[EBM_REPLICAS - 1];   /* sum of min(1, exp(-(1/T - 1/T') (E' - middle))), E' at T', the hotter, */
  double up[EBM_REPLICAS - 1];     /* and of min(1, exp((1/T - 1/T') (E - middle))), E at T */
  double sum[EBM_REPLICAS], squares_hottest;  /* of `seen`, and of its square at the hottest temperature, */
  uint64_t looks;                             /* over so many sweeps */
  bool cold[EBM_REPLICAS], hot[EBM_REPLICAS]; /* of each replica: it has been at the hottest temperature, and since then
                                               * at the coldest */
  uint64_t trips;                             /* from the hottest to the coldest and back, of all replicas */
  uint64_t sweeps;
  double accepted[EBM_REPLICAS - 1]; /* sum of the probabilities with which neighbours k, k + 1 change places */
  uint64_t tried;                    /* exchanges of each pair in it, or one less */
  uint8_t *value;                    /* [n_variables] scratch */
} ebm_ladder;

/* Memory from the arena. False: it is out. The energy and what is open are borrowed. */
bool ebm_ladder_init(ebm_ladder *ladder, const ebm_energy *energy, ebm_open *open, ebm_arena *arena, uint64_t seed);
/* For the record that is open: random states at temperatures that grow by equal factors from low to high. */
void ebm_ladder_start(ebm_ladder *ladder, uint64_t seed, float low, float high);
/* Every replica from the hottest temperature to the coldest in so many sweeps. */
void ebm_ladder_anneal(ebm_ladder *ladder, uint32_t sweeps);
/* A sweep, and an exchange of every second pair of neighbours. */
void ebm_ladder_sweep(ebm_ladder *ladder, const ebm_record *record);
/* Forgets exchanges and round trips. */
void ebm_ladder_recount(ebm_ladder *ladder);
/* Forgets the measurements; those of both ladders up to now tell which energies lie between neighbours. */
void ebm_ladder_remeasure(ebm_ladder *a, ebm_ladder *b);
/* log Z at the coldest temperature less log Z at the hottest one, energies as `seen` tells them, from what both ladders
 * measured. Source: Bennett 1976, "Efficient estimation of free energy differences from Monte Carlo data", eq. 7. */
double ebm_ladder_log_ratio(const ebm_ladder *a, const ebm_ladder *b);
/* E of the state at the k-th temperature, overruled givens included; the state goes to value [n_variables]. */
double ebm_ladder_energy(ebm_ladder *ladder, const ebm_record *record, int k, uint8_t *value);

/* Moves the temperatures of two ladders, which are the same, to where neighbours exchange more alike: with probability
 * 0.35, or more where the hottest would be above high. */
void ebm_ladder_tune(ebm_ladder *a, ebm_ladder *b, float high);
/* The least probability with which neighbours changed places since the last recount; NAN: none was tried. */
double ebm_ladder_acceptance(const ebm_ladder *a, const ebm_ladder *b);

#endif
