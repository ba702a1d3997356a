/* From a barrier to a correction: what a replica learns. */
#include <string.h>

#include "base/memory.h"
#include "lattice/replica.h"

uint32_t ebm_replica_causes(ebm_replica *r, ebm_claim claim) {
  uint32_t atom = claim / 2;
  ebm_reason reason = r->reason[atom];
  uint32_t n = 0;
  if (reason.kind == EBM_REASON_PEER) {
    if (!ebm_reserve((void **)&r->cause, &r->cause_capacity, 1, sizeof *r->cause)) return UINT32_MAX;
    r->cause[n++] = ebm_claim_is(reason.index);
  } else if (reason.kind == EBM_REASON_GROUP) {
    uint32_t first = r->group_first[reason.index], end = r->group_first[reason.index + 1];
    if (!ebm_reserve((void **)&r->cause, &r->cause_capacity, end - first, sizeof *r->cause)) return UINT32_MAX;
    for (uint32_t i = first; i < end; i++)
      if (r->group_atom[i] != atom) r->cause[n++] = ebm_claim_not(ebm_claim_is(r->group_atom[i]));
  } else if (reason.kind == EBM_REASON_CLAUSE) {
    const ebm_clause *clause = ebm_replica_clause(r, reason.index);
    if (!ebm_reserve((void **)&r->cause, &r->cause_capacity, clause->size, sizeof *r->cause)) return UINT32_MAX;
    for (uint32_t i = 0; i < clause->size; i++)
      if (clause->claim[i] != claim) r->cause[n++] = ebm_claim_not(clause->claim[i]);
  }
  return n;
}

/* ---- the trace of a barrier ---- */

enum { UNSEEN, SEEN, IMPLIED, NEEDED }; /* IMPLIED, NEEDED: decided by the shortening */

static void touch(ebm_replica *r, uint32_t atom, uint8_t how) {
  if (r->seen[atom] == UNSEEN) r->touched[r->n_touched++] = atom;
  r->seen[atom] = how;
}

static bool put(ebm_replica *r, ebm_claim claim) {
  if (!ebm_reserve((void **)&r->correction, &r->correction_capacity, r->n_correction + 1, sizeof *r->correction))
    return false;
  r->correction[r->n_correction++] = claim;
  return true;
}

/* Notes claims that hold and led to the barrier; returns how many were settled after the last kick. */
static bool note(ebm_replica *r, const ebm_claim *claim, size_t n, bool failing, uint32_t *late) {
  for (size_t i = 0; i < n; i++) {
    uint32_t atom = claim[i] / 2;
    if (r->seen[atom] != UNSEEN || r->level[atom] == 0) continue;
    touch(r, atom, SEEN);
    if (r->level[atom] == r->n_kicks)
      ++*late;
    else if (!put(r, failing ? claim[i] : ebm_claim_not(claim[i])))
      return false;
  }
  return true;
}

/* Whether the atom follows from others of the correction, so that it may be left out. Depth first along the causes, by
 * a stack of atoms: each is looked at until one of its causes is neither in the correction nor implied by it
 * (Sorensson, Biere 2009, "Minimizing learned clauses"). Only kicks that the correction touches anyway can help. */
static bool is_implied(ebm_replica *r, ebm_claim claim, bool *starved) {
  size_t depth = 0;
  if (!ebm_reserve((void **)&r->stack, &r->stack_capacity, 1, sizeof *r->stack)) {
    *starved = true;
    return false;
  }
  r->stack[depth++] = claim;
  uint32_t first_touched = r->n_touched;
  while (depth > 0) {
    ebm_claim at = r->stack[--depth];
    uint32_t n = ebm_replica_causes(r, at);
    *starved |= n == UINT32_MAX;
    bool dead = *starved;
    for (uint32_t i = 0; i < n && !dead; i++) {
      uint32_t atom = r->cause[i] / 2;
      if (r->level[atom] == 0 || r->seen[atom] == SEEN || r->seen[atom] == IMPLIED) continue;
      if (r->seen[atom] == NEEDED || r->reason[atom].kind == EBM_REASON_NONE || r->stamp[r->level[atom]] != r->stamps) {
        dead = true;
      } else if (!ebm_reserve((void **)&r->stack, &r->stack_capacity, depth + 1, sizeof *r->stack)) {
        *starved = dead = true;
      } else {
        touch(r, atom, IMPLIED); /* until shown otherwise */
        r->stack[depth++] = r->cause[i];
      }
    }
    if (dead) {
      /* What was hoped for on the way is not known to be implied: some of it may be, but not by this walk. */
      while (r->n_touched > first_touched) r->seen[r->touched[--r->n_touched]] = UNSEEN;
      if (r->seen[at / 2] == UNSEEN) touch(r, at / 2, NEEDED);
      return false;
    }
  }
  return true;
}

static bool shorten(ebm_replica *r) {
  bool starved = false;
  r->stamps++;
  for (size_t i = 1; i < r->n_correction; i++) r->stamp[r->level[r->correction[i] / 2]] = r->stamps;
  size_t n = 1;
  for (size_t i = 1; i < r->n_correction && !starved; i++) {
    ebm_claim claim = r->correction[i];
    bool kicked = r->reason[claim / 2].kind == EBM_REASON_NONE;
    if (kicked || !is_implied(r, ebm_claim_not(claim), &starved)) r->correction[n++] = claim;
  }
  r->n_correction = n;
  return !starved;
}

/* Puts the unique implication point of a kick's claims [begin .. end) of the correction in their place, when it needs
 * no others of earlier kicks than are there or implied (Fleury, Biere 2021, "Efficient all-UIP learned clause
 * minimization"). Kicks put a value, which removes others all around: what a group lacks often goes back to one claim.
 * False: memory is out. */
static bool merge(ebm_replica *r, size_t begin, size_t *end, bool *merged) {
  uint32_t level = r->level[r->correction[begin] / 2], late = (uint32_t)(*end - begin);
  uint32_t at = level < r->n_kicks ? r->kick_at[level] : r->n_trail;
  r->marks++;
  for (size_t i = begin; i < *end; i++) r->mark[r->correction[i] / 2] = r->marks;
  for (;;) {
    do at--;
    while (r->mark[r->trail[at] / 2] != r->marks);
    if (--late == 0) break;
    uint32_t n = ebm_replica_causes(r, r->trail[at]);
    if (n == UINT32_MAX) return false;
    for (uint32_t i = 0; i < n; i++) {
      uint32_t atom = r->cause[i] / 2;
      if (r->level[atom] == level) {
        late += r->mark[atom] != r->marks;
        r->mark[atom] = r->marks;
      } else if (r->level[atom] != 0 && r->seen[atom] != SEEN && r->seen[atom] != IMPLIED) {
        return true;
      }
    }
  }
  *merged = true;
  r->correction[begin] = ebm_claim_not(r->trail[at]);
  *end = begin + 1;
  return true;
}

/* The deepest first: a correction by what it says of earlier kicks is still whole when later ones lean on it. */
static bool merge_all(ebm_replica *r) {
  /* insertion by level: corrections are short */
  for (size_t i = 2; i < r->n_correction; i++) {
    ebm_claim claim = r->correction[i];
    size_t k = i;
    for (; k > 1 && r->level[r->correction[k - 1] / 2] < r->level[claim / 2]; k--)
      r->correction[k] = r->correction[k - 1];
    r->correction[k] = claim;
  }
  size_t to = 1;
  for (size_t begin = 1, end; begin < r->n_correction; begin = end) {
    uint32_t level = r->level[r->correction[begin] / 2];
    end = begin + 1;
    while (end < r->n_correction && r->level[r->correction[end] / 2] == level) end++;
    size_t last = end;
    bool merged = false;
    if (end - begin > 1 && !merge(r, begin, &last, &merged)) return false;
    for (size_t i = begin; i < last; i++) r->correction[to++] = r->correction[i];
  }
  r->n_correction = to;
  return true;
}

/* The kicks that the correction touches; the deepest of those that stay comes second, to be watched. */
static void measure(ebm_replica *r) {
  r->correction_levels = 1;
  r->correction_back = 0;
  r->stamps++;
  for (size_t i = 1; i < r->n_correction; i++) {
    uint32_t level = r->level[r->correction[i] / 2];
    r->correction_levels += r->stamp[level] != r->stamps;
    r->stamp[level] = r->stamps;
    if (level <= r->correction_back) continue;
    r->correction_back = level;
    ebm_claim swap = r->correction[1];
    r->correction[1] = r->correction[i];
    r->correction[i] = swap;
  }
}

enum { LASTING_LEVELS = 4 }; /* measured: bench/README.md, "Large grids" */

/* A correction that had part in the barrier. */
static void meet(ebm_replica *r, ebm_clause *clause) {
  if (clause->levels <= EBM_KEPT_LEVELS) return;
  uint32_t levels = 0;
  r->stamps++;
  for (uint32_t i = 0; i < clause->size && levels < clause->levels; i++) {
    uint32_t level = r->level[clause->claim[i] / 2];
    levels += r->stamp[level] != r->stamps;
    r->stamp[level] = r->stamps;
  }
  if (levels < clause->levels) clause->levels = levels > 0 ? levels : 1;
  clause->met = clause->levels <= LASTING_LEVELS ? 2 : 1;
}

bool ebm_replica_trace(ebm_replica *r) {
  uint32_t late = 0, at = r->n_trail;
  if (r->barrier_clause != UINT32_MAX) meet(r, ebm_replica_clause(r, r->barrier_clause));
  while (r->n_touched > 0) r->seen[r->touched[--r->n_touched]] = UNSEEN;
  r->n_correction = 0;
  if (!put(r, 0) || !note(r, r->barrier, r->n_barrier, true, &late)) return false;
  for (;;) {
    do at--;
    while (r->seen[r->trail[at] / 2] == UNSEEN || r->level[r->trail[at] / 2] != r->n_kicks);
    if (--late == 0) break;
    ebm_reason reason = r->reason[r->trail[at] / 2];
    if (reason.kind == EBM_REASON_CLAUSE) meet(r, ebm_replica_clause(r, reason.index));
    uint32_t n = ebm_replica_causes(r, r->trail[at]);
    if (n == UINT32_MAX || !note(r, r->cause, n, false, &late)) return false;
  }
  r->correction[0] = ebm_claim_not(r->trail[at]);
  uint32_t n_touched = r->n_touched;
  bool done = shorten(r);
  done = done && merge_all(r);
  while (r->n_touched > n_touched) r->seen[r->touched[--r->n_touched]] = UNSEEN;
  measure(r);
  return done;
}
