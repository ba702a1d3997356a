/* sets.h - maximal sets of variables in which every two are different. */
#ifndef EBM_LEARN_SETS_H
#define EBM_LEARN_SETS_H

#include "base/status.h"

typedef struct ebm_sets {
  size_t n, capacity;
  size_t n_members, members_capacity;
  size_t *first; /* [n + 1] the members of set s are member[first[s]] .. member[first[s + 1] - 1], ascending */
  uint32_t *member;
} ebm_sets;

/* The maximal cliques with at least `least` members of the graph on `variables` nodes, adjacent [variables][words]
 * bits with words = (variables + 63) / 64. Ends early, with what it has, after a bounded number of steps.
 * Faults: MEMORY. Source: Bron, Kerbosch 1973, algorithm 457, with the pivot of Tomita, Tanaka, Takahashi 2006. */
ebm_status ebm_sets_find(ebm_sets *sets, uint32_t variables, const uint64_t *adjacent, uint32_t least,
                         ebm_error *error);
void ebm_sets_clear(ebm_sets *sets);

#endif
