/* replica.h - one replica that keeps the reason of everything it infers, so that a barrier can be traced back to the
 * kicks that caused it: what a correction must rule out is often much less than the whole path.
 *
 * An atom is a literal of the model, or one that a factor's clauses brought with it. A claim is an atom with a sign:
 * 2 a says that atom a is 1, 2 a + 1 that it is 0. Groups (exactly_one, at_most_one) are kept as they are, with a count
 * of what is left in each; all other factors, and the corrections, are clauses, each watched in two of its claims
 * (Moskewicz et al. 2001, "Chaff"). What is inferred is what unit propagation infers, so that every correction is a
 * line of a proof. */
#ifndef EBM_LATTICE_REPLICA_H
#define EBM_LATTICE_REPLICA_H

#include "base/deadline.h"
#include "lattice/activity.h"
#include "model/model.h"

typedef uint32_t ebm_claim;

static inline ebm_claim ebm_claim_is(uint32_t atom) {
  return 2 * atom;
}

static inline ebm_claim ebm_claim_not(ebm_claim claim) {
  return claim ^ 1;
}

/* Why a claim holds: nothing (a kick, or the root), a clause, another literal of a group, or a group with no other
 * literal left. */
typedef struct ebm_reason {
  enum { EBM_REASON_NONE, EBM_REASON_CLAUSE, EBM_REASON_PEER, EBM_REASON_GROUP } kind : 2;
  uint32_t index : 30; /* the clause's place, the other literal, the group */
} ebm_reason;

/* A clause in the store: this header, then its claims; it is watched in the first two. */
typedef struct ebm_clause {
  uint32_t size;
  uint32_t place; /* where the search for another claim to watch left off (Gent 2013, "Optimal implementations of
                   * watched literals and more general techniques") */
  /* Of a correction, how many kicks it touched, at the fewest, when it was made or met (Audemard, Simon 2009,
   * "Predicting learnt clauses quality in modern SAT solvers"); 0: never forgotten. */
  uint32_t levels : 30;
  uint32_t met : 2; /* rounds of forgetting for which it has earned its place by being met in barriers */
  ebm_claim claim[];
} ebm_clause;

enum { EBM_KEPT_LEVELS = 2 }; /* corrections that touch no more kicks are kept for good */

typedef struct ebm_watch {
  uint32_t clause;
  ebm_claim other; /* some claim of the clause: while it holds, nothing is to be done */
} ebm_watch;

typedef struct ebm_watches {
  ebm_watch *watch;
  uint32_t n, capacity;
} ebm_watches;

typedef struct ebm_replica {
  uint32_t n_atoms, n_grouped; /* the first n_grouped are in groups, and are literals of the model */
  uint32_t *number; /* [n_atoms] of the atom: a literal of the model, or what a factor brought (ebm_clause_sink) */
  /* groups */
  uint32_t n_groups;
  uint32_t *group_first;  /* [n_groups + 1] */
  uint32_t *group_atom;   /* the atoms of group g */
  bool *whole;            /* [n_groups] one of the atoms must be 1 */
  uint32_t *left;         /* [n_groups] atoms that are not known to be 0 */
  uint32_t *member_first; /* [n_grouped + 1] */
  uint32_t *member;       /* the groups of an atom */
  /* clauses */
  uint32_t *store;
  size_t n_store, store_capacity;
  size_t n_given;       /* of the store: the factors' clauses; corrections come behind them */
  ebm_watches *watches; /* [2 n_atoms] of the clauses that wait for a claim to fail */
  /* what is known */
  int8_t *holds;                /* [2 n_atoms] of a claim: 1 it holds, -1 it fails, 0 open */
  uint32_t *level;              /* [n_atoms] kicks made before the atom was settled */
  ebm_reason *reason;           /* [n_atoms] */
  ebm_claim *trail;             /* [n_atoms] in the order of inference */
  uint32_t n_trail, n_quenched; /* quenched: looked at, counted in `left` */
  uint32_t *kick_at;            /* [n_atoms] n_trail before each kick */
  uint32_t n_kicks;
  ebm_activity activity; /* of all atoms that are open, and perhaps others */
  bool broken;           /* the factors contradict each other before any kick */
  /* after a barrier: claims that fail all at once, though one must hold; then the correction made of it */
  ebm_claim *barrier;
  size_t n_barrier, barrier_capacity;
  uint32_t barrier_clause; /* UINT32_MAX: a group */
  ebm_claim *correction;
  size_t n_correction, correction_capacity;
  uint32_t correction_levels, correction_back; /* kicks it touches; kicks that stay */
  /* scratch of the correction */
  uint8_t *seen;     /* [n_atoms] */
  uint32_t *touched; /* [n_atoms] */
  uint32_t n_touched;
  uint32_t *stamp; /* [n_atoms + 1] by level */
  uint32_t stamps;
  uint32_t *mark; /* [n_atoms] */
  uint32_t marks;
  ebm_claim *cause; /* claims that hold and imply another */
  size_t cause_capacity;
  ebm_claim *stack;
  size_t stack_capacity;
  ebm_deadline *deadline; /* borrowed */
  uint32_t looks;
  bool late; /* the deadline was over before what was begun had come to its end */
} ebm_replica;

/* Whether every hard factor can be said in groups and clauses. */
bool ebm_replica_fits(const ebm_model *model);

/* All atoms open. False: memory is out, or late is set (the replica must be cleared all the same). */
bool ebm_replica_init(ebm_replica *replica, const ebm_model *model, uint64_t seed, ebm_deadline *deadline);
/* The same replica with what is settled left out: of a root at rest, with no kick made. False: memory is out, or late
 * is set (both must be cleared all the same). */
bool ebm_replica_narrow(ebm_replica *narrow, const ebm_replica *root, uint64_t seed);
void ebm_replica_clear(ebm_replica *replica);

/* Takes an open claim for true, without a kick. */
void ebm_replica_assert(ebm_replica *replica, ebm_claim claim, ebm_reason reason);
/* Takes a claim for true before any kick; the replica is broken where it is known to be false. */
void ebm_replica_state(ebm_replica *replica, ebm_claim claim);
/* Takes an open claim for true, as a kick. */
void ebm_replica_kick(ebm_replica *replica, ebm_claim claim);
typedef enum { EBM_QUENCH_STILL, EBM_QUENCH_BARRIER, EBM_QUENCH_STARVED, EBM_QUENCH_LATE } ebm_quench_end;
/* Infers what follows. BARRIER: `barrier` says which. LATE: not all of it. */
ebm_quench_end ebm_replica_quench(ebm_replica *replica);
/* Takes back all that was inferred after the first n kicks. */
void ebm_replica_return(ebm_replica *replica, uint32_t n_kicks);

/* Traces the barrier back: `correction` gets claims of which one must hold, the first of which was settled by the last
 * kick and the others before it, correction_back kicks deep at most. The atoms that were met are in touched
 * [n_touched]. There must be a kick. False: memory is out. Marques-Silva, Sakallah 1999, "GRASP"; first unique
 * implication point. */
bool ebm_replica_trace(ebm_replica *replica);
/* Adds a clause of two claims or more, in this order; the first two must be open or the best to watch. Returns its
 * place, UINT32_MAX: memory is out. */
uint32_t ebm_replica_add(ebm_replica *replica, const ebm_claim *claim, uint32_t n, uint32_t levels);
/* The clause is looked at when the claim fails. False: memory is out. */
bool ebm_replica_watch(ebm_replica *replica, ebm_claim claim, uint32_t clause, ebm_claim other);
/* Drops three quarters of the corrections, those that touched most kicks, but none that is a reason now, was met
 * lately, or touched EBM_KEPT_LEVELS or fewer. False: memory is out. */
bool ebm_replica_forget(ebm_replica *replica);

/* The claims that imply `claim` together, in cause; UINT32_MAX: memory is out. */
uint32_t ebm_replica_causes(ebm_replica *replica, ebm_claim claim);

static inline ebm_clause *ebm_replica_clause(const ebm_replica *replica, uint32_t place) {
  return (ebm_clause *)&replica->store[place];
}

/* Of the store. */
static inline size_t ebm_clause_words(const ebm_clause *clause) {
  return sizeof *clause / sizeof(uint32_t) + clause->size;
}

#endif
