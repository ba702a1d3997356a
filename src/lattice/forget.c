/* What a replica forgets: most corrections are met once or twice, and every one of them is looked at in each quench. */
#include <string.h>

#include "lattice/replica.h"

static bool is_reason(const ebm_replica *r, const ebm_clause *clause, uint32_t place) {
  uint32_t atom = clause->claim[0] / 2;
  return r->holds[clause->claim[0]] > 0 && r->reason[atom].kind == EBM_REASON_CLAUSE && r->reason[atom].index == place;
}

/* What a correction is worth, the least first: by the kicks it touched, then by its size. */
enum { VALUES = 32 * 64 };

static uint32_t value_of(const ebm_clause *clause) {
  uint32_t levels = clause->levels < 31 ? clause->levels : 31, size = clause->size / 2 < 63 ? clause->size / 2 : 63;
  return levels * 64 + size;
}

static bool may_go(const ebm_clause *clause) {
  return clause->levels > EBM_KEPT_LEVELS && clause->met == 0;
}

/* The value from which on corrections go, so that three quarters of those that may do. */
static uint32_t limit_value(const ebm_replica *r) {
  uint32_t of[VALUES] = {0}, n = 0, below = 0;
  for (size_t p = r->n_given; p < r->n_store; p += ebm_clause_words(ebm_replica_clause(r, (uint32_t)p))) {
    const ebm_clause *clause = ebm_replica_clause(r, (uint32_t)p);
    if (!may_go(clause)) continue;
    of[value_of(clause)]++;
    n++;
  }
  uint32_t value = 0;
  while (value < VALUES - 1 && below + of[value] <= n / 4) below += of[value++];
  return value;
}

bool ebm_replica_forget(ebm_replica *r) {
  uint32_t limit = limit_value(r);
  size_t to = r->n_given;
  for (size_t p = r->n_given, next; p < r->n_store; p = next) {
    ebm_clause *clause = ebm_replica_clause(r, (uint32_t)p);
    size_t size = ebm_clause_words(clause);
    next = p + size;
    bool reason = is_reason(r, clause, (uint32_t)p);
    if (may_go(clause) && value_of(clause) >= limit && !reason) continue;
    clause->met -= clause->met > 0;
    if (reason) r->reason[clause->claim[0] / 2].index = (uint32_t)to;
    memmove(&r->store[to], clause, size * sizeof *r->store);
    to += size;
  }
  r->n_store = to;
  for (size_t i = 0; i < 2 * (size_t)r->n_atoms; i++) {
    ebm_watches *w = &r->watches[i];
    uint32_t n = 0;
    for (uint32_t k = 0; k < w->n; k++)
      if (w->watch[k].clause < r->n_given) w->watch[n++] = w->watch[k];
    w->n = n;
  }
  for (size_t p = r->n_given; p < r->n_store; p += ebm_clause_words(ebm_replica_clause(r, (uint32_t)p))) {
    const ebm_clause *clause = ebm_replica_clause(r, (uint32_t)p);
    if (!ebm_replica_watch(r, clause->claim[0], (uint32_t)p, clause->claim[1]) ||
        !ebm_replica_watch(r, clause->claim[1], (uint32_t)p, clause->claim[0]))
      return false;
  }
  return true;
}
