#include "lattice/replica.h"

#include <string.h>

#include "base/memory.h"

enum { LOOK = 256 }; /* turns of a loop between two looks at the clock */

/* ---- groups and clauses of the model ---- */

static bool is_kind(const ebm_factor *factor, const char *name) {
  return strcmp(factor->ops->name, name) == 0;
}

static bool is_group(const ebm_factor *factor) {
  return is_kind(factor, "exactly_one") || is_kind(factor, "at_most_one");
}

bool ebm_replica_fits(const ebm_model *model) {
  for (size_t f = 0; f < model->n_factors; f++)
    if (model->factor[f].hard && !is_group(&model->factor[f]) && model->factor[f].ops->clauses == NULL) return false;
  return true;
}

/* The factor repeats that a variable has exactly one value. */
static bool is_domain(const ebm_factor *factor) {
  const ebm_model *model = factor->model;
  uint32_t v = model->variable[factor->scope[0]];
  for (uint32_t i = 0; i < factor->n_scope; i++)
    if (model->variable[factor->scope[i]] != v) return false;
  return factor->n_scope == ebm_model_domain(model, v);
}

/* A group that the variables' own, which are always there, do not say already. */
static bool adds_group(const ebm_factor *factor) {
  return factor->hard && is_group(factor) && !is_domain(factor);
}

/* Room for groups; False: memory is out. */
static bool take_groups(ebm_replica *r, uint32_t n_groups, size_t n_members) {
  r->group_first = ebm_allocate((size_t)n_groups + 1, sizeof *r->group_first);
  r->group_atom = ebm_allocate(n_members, sizeof *r->group_atom);
  r->whole = ebm_allocate(n_groups, sizeof *r->whole);
  r->left = ebm_allocate(n_groups, sizeof *r->left);
  r->member_first = ebm_allocate((size_t)r->n_grouped + 2, sizeof *r->member_first);
  r->member = ebm_allocate(n_members, sizeof *r->member);
  return r->group_first != NULL && r->group_atom != NULL && r->whole != NULL && r->left != NULL &&
         r->member_first != NULL && r->member != NULL;
}

/* The group whose atoms stand at the end of group_atom. */
static void end_group(ebm_replica *r, bool whole, uint32_t end) {
  r->whole[r->n_groups] = whole;
  r->left[r->n_groups] = end - r->group_first[r->n_groups];
  r->group_first[++r->n_groups] = end;
}

/* Which groups each atom is in. */
static void find_members(ebm_replica *r) {
  uint32_t *first = r->member_first + 1; /* shifted while counting, so that filling leaves it right */
  for (uint32_t i = 0; i < r->group_first[r->n_groups]; i++) first[r->group_atom[i] + 1]++;
  for (uint32_t atom = 1; atom <= r->n_grouped; atom++) first[atom] += first[atom - 1];
  for (uint32_t g = 0; g < r->n_groups; g++)
    for (uint32_t i = r->group_first[g]; i < r->group_first[g + 1]; i++) r->member[first[r->group_atom[i]]++] = g;
}

/* Every variable has one value, whether a factor says so or not; then the factors' groups. */
static bool find_groups(ebm_replica *r, const ebm_model *model) {
  size_t n_members = model->n_literals;
  uint32_t n_groups = model->n_variables, at = 0;
  for (size_t f = 0; f < model->n_factors; f++)
    if (adds_group(&model->factor[f])) {
      n_groups++;
      n_members += model->factor[f].n_scope;
    }
  r->n_grouped = model->n_literals;
  if (!take_groups(r, n_groups, n_members)) return false;
  for (uint32_t v = 0; v < model->n_variables; v++) {
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) r->group_atom[at++] = l;
    end_group(r, true, at);
  }
  for (size_t f = 0; f < model->n_factors; f++) {
    const ebm_factor *factor = &model->factor[f];
    if (!adds_group(factor)) continue;
    memcpy(&r->group_atom[at], factor->scope, factor->n_scope * sizeof *factor->scope);
    at += factor->n_scope;
    end_group(r, is_kind(factor, "exactly_one"), at);
  }
  find_members(r);
  return true;
}

/* Factors' clauses arrive before the atoms they bring are counted: as a list of signed numbers, each clause with its
 * length in front. */
typedef struct collector {
  int64_t *number;
  size_t n, capacity;
  uint32_t n_atoms;
  bool starved;
} collector;

static void collect(void *context, const int64_t *literal, size_t n) {
  collector *c = context;
  if (c->starved || !ebm_reserve((void **)&c->number, &c->capacity, c->n + n + 1, sizeof *c->number)) {
    c->starved = true;
    return;
  }
  c->number[c->n++] = (int64_t)n;
  memcpy(&c->number[c->n], literal, n * sizeof *literal);
  c->n += n;
}

static ebm_claim claim_of(int64_t number) {
  return number > 0 ? 2 * (uint32_t)(number - 1) : 2 * (uint32_t)(-number - 1) + 1;
}

/* Asked in loops that take long on large models. */
static bool is_late(ebm_replica *r) {
  if (!r->late && ++r->looks % LOOK == 0) r->late = ebm_deadline_over(r->deadline);
  return r->late;
}

void ebm_replica_state(ebm_replica *r, ebm_claim claim) {
  if (r->holds[claim] < 0)
    r->broken = true;
  else if (r->holds[claim] == 0)
    ebm_replica_assert(r, claim, (ebm_reason){EBM_REASON_NONE, 0});
}

/* The clauses into the store; those of one claim are asserted, one of none leaves a barrier at the root. */
static bool take_clauses(ebm_replica *r, const collector *c) {
  for (size_t i = 0; i < c->n;) {
    if (is_late(r)) return false;
    uint32_t n = (uint32_t)c->number[i++];
    if (!ebm_reserve((void **)&r->cause, &r->cause_capacity, n + 1, sizeof *r->cause)) return false;
    for (uint32_t k = 0; k < n; k++) r->cause[k] = claim_of(c->number[i + k]);
    i += n;
    if (n >= 2) {
      if (ebm_replica_add(r, r->cause, n, 0) == UINT32_MAX) return false;
    } else if (n == 1) {
      ebm_replica_state(r, r->cause[0]);
    } else {
      r->broken = true;
    }
  }
  return true;
}

static bool take_atoms(ebm_replica *r, uint64_t seed) {
  size_t n = r->n_atoms;
  r->number = ebm_allocate(n, sizeof *r->number);
  r->watches = ebm_allocate(2 * n, sizeof *r->watches);
  r->holds = ebm_allocate(2 * n, sizeof *r->holds);
  r->level = ebm_allocate(n, sizeof *r->level);
  r->reason = ebm_allocate(n, sizeof *r->reason);
  r->trail = ebm_allocate(n, sizeof *r->trail);
  r->kick_at = ebm_allocate(n, sizeof *r->kick_at);
  r->seen = ebm_allocate(n, sizeof *r->seen);
  r->touched = ebm_allocate(n, sizeof *r->touched);
  r->stamp = ebm_allocate(n + 1, sizeof *r->stamp);
  r->mark = ebm_allocate(n, sizeof *r->mark);
  return ebm_activity_init(&r->activity, r->n_atoms, seed) && r->number != NULL && r->watches != NULL &&
         r->holds != NULL && r->level != NULL && r->reason != NULL && r->trail != NULL && r->kick_at != NULL &&
         r->seen != NULL && r->touched != NULL && r->stamp != NULL && r->mark != NULL;
}

static uint32_t fresh(void *context) {
  collector *c = context;
  return c->n_atoms++;
}

/* No atom's removal leaves a group of one with one. */
static void state_lone_atoms(ebm_replica *r) {
  for (uint32_t g = 0; g < r->n_groups; g++)
    if (r->whole[g] && r->left[g] == 1) ebm_replica_state(r, ebm_claim_is(r->group_atom[r->group_first[g]]));
}

bool ebm_replica_init(ebm_replica *r, const ebm_model *model, uint64_t seed, ebm_deadline *deadline) {
  *r = (ebm_replica){.deadline = deadline};
  collector c = {.n_atoms = model->n_literals};
  const ebm_clause_sink sink = {collect, fresh, &c};
  for (size_t f = 0; f < model->n_factors && !is_late(r); f++)
    if (model->factor[f].hard && !is_group(&model->factor[f])) model->factor[f].ops->clauses(&model->factor[f], &sink);
  r->n_atoms = c.n_atoms;
  bool fits = !r->late && !c.starved && find_groups(r, model) && take_atoms(r, seed) && take_clauses(r, &c);
  for (uint32_t atom = 0; fits && atom < r->n_atoms; atom++) r->number[atom] = atom;
  if (fits) state_lone_atoms(r);
  r->n_given = r->n_store;
  ebm_free(c.number);
  return fits;
}

/* ---- what is left of a root ---- */

static bool narrow_groups(ebm_replica *to, const ebm_replica *from, const uint32_t *now) {
  if (!take_groups(to, from->n_groups, from->group_first[from->n_groups])) return false;
  uint32_t at = 0;
  for (uint32_t g = 0; g < from->n_groups; g++) {
    uint32_t begin = at;
    for (uint32_t i = from->group_first[g]; i < from->group_first[g + 1]; i++)
      if (now[from->group_atom[i]] != UINT32_MAX) to->group_atom[at++] = now[from->group_atom[i]];
    if (at - begin >= 2)
      end_group(to, from->whole[g], at); /* none of the group is 1, or the others were not open */
    else
      at = begin;
  }
  find_members(to);
  return true;
}

static bool narrow_clauses(ebm_replica *to, const ebm_replica *from, const uint32_t *now) {
  for (size_t p = 0; p < from->n_store;) {
    if (is_late(to)) return false;
    const ebm_clause *clause = ebm_replica_clause(from, (uint32_t)p);
    uint32_t n = 0;
    bool holds = false;
    if (!ebm_reserve((void **)&to->cause, &to->cause_capacity, clause->size, sizeof *to->cause)) return false;
    for (uint32_t i = 0; i < clause->size && !holds; i++) {
      ebm_claim claim = clause->claim[i];
      holds = from->holds[claim] > 0;
      if (from->holds[claim] == 0) to->cause[n++] = 2 * now[claim / 2] + (claim & 1);
    }
    p += ebm_clause_words(clause);
    if (!holds && ebm_replica_add(to, to->cause, n, clause->levels) == UINT32_MAX) return false;
    if (p <= from->n_given) to->n_given = to->n_store;
  }
  return true;
}

bool ebm_replica_narrow(ebm_replica *to, const ebm_replica *from, uint64_t seed) {
  *to = (ebm_replica){.deadline = from->deadline};
  uint32_t *now = ebm_allocate(from->n_atoms, sizeof *now);
  for (uint32_t atom = 0; now != NULL && atom < from->n_atoms; atom++) {
    now[atom] = from->holds[ebm_claim_is(atom)] == 0 ? to->n_atoms++ : UINT32_MAX;
    if (atom < from->n_grouped) to->n_grouped = to->n_atoms;
  }
  bool fits = now != NULL && take_atoms(to, seed) && narrow_groups(to, from, now) && narrow_clauses(to, from, now);
  for (uint32_t atom = 0; fits && atom < from->n_atoms; atom++)
    if (now[atom] != UINT32_MAX) to->number[now[atom]] = from->number[atom];
  ebm_free(now);
  return fits;
}

void ebm_replica_clear(ebm_replica *r) {
  for (size_t i = 0; r->watches != NULL && i < 2 * (size_t)r->n_atoms; i++) ebm_free(r->watches[i].watch);
  void *memory[] = {r->number, r->group_first, r->group_atom, r->whole,      r->left,  r->member_first,
                    r->member, r->store,       r->watches,    r->holds,      r->level, r->reason,
                    r->trail,  r->kick_at,     r->barrier,    r->correction, r->seen,  r->touched,
                    r->stamp,  r->mark,        r->cause,      r->stack};
  for (size_t i = 0; i < sizeof memory / sizeof *memory; i++) ebm_free(memory[i]);
  ebm_activity_clear(&r->activity);
  *r = (ebm_replica){0};
}

/* ---- claims ---- */

void ebm_replica_assert(ebm_replica *r, ebm_claim claim, ebm_reason reason) {
  uint32_t atom = claim / 2;
  r->holds[claim] = 1;
  r->holds[ebm_claim_not(claim)] = -1;
  r->level[atom] = r->n_kicks;
  r->reason[atom] = reason;
  r->trail[r->n_trail++] = claim;
}

void ebm_replica_kick(ebm_replica *r, ebm_claim claim) {
  r->kick_at[r->n_kicks++] = r->n_trail;
  ebm_replica_assert(r, claim, (ebm_reason){EBM_REASON_NONE, 0});
}

void ebm_replica_return(ebm_replica *r, uint32_t n_kicks) {
  if (n_kicks >= r->n_kicks) return;
  uint32_t end = r->kick_at[n_kicks];
  while (r->n_trail > end) {
    ebm_claim claim = r->trail[--r->n_trail];
    uint32_t atom = claim / 2;
    r->holds[claim] = r->holds[ebm_claim_not(claim)] = 0;
    if (r->n_trail < r->n_quenched && (claim & 1) != 0 && atom < r->n_grouped)
      for (uint32_t k = r->member_first[atom]; k < r->member_first[atom + 1]; k++) r->left[r->member[k]]++;
    ebm_activity_put(&r->activity, atom);
  }
  r->n_kicks = n_kicks;
  r->n_quenched = end;
}

/* ---- the quench ---- */

static bool put_barrier(ebm_replica *r, const ebm_claim *claim, size_t n) {
  if (!ebm_reserve((void **)&r->barrier, &r->barrier_capacity, n, sizeof *r->barrier)) return false;
  memcpy(r->barrier, claim, n * sizeof *claim);
  r->n_barrier = n;
  return true;
}

/* No atom of the group can be 1. */
static ebm_quench_end empty_group(ebm_replica *r, uint32_t g) {
  uint32_t first = r->group_first[g], n = r->group_first[g + 1] - first;
  if (!ebm_reserve((void **)&r->barrier, &r->barrier_capacity, n, sizeof *r->barrier)) return EBM_QUENCH_STARVED;
  for (uint32_t i = 0; i < n; i++) r->barrier[i] = ebm_claim_is(r->group_atom[first + i]);
  r->n_barrier = n;
  return EBM_QUENCH_BARRIER;
}

/* The literal is 1: no other of its groups is. */
static ebm_quench_end settle_one(ebm_replica *r, uint32_t literal) {
  for (uint32_t k = r->member_first[literal]; k < r->member_first[literal + 1]; k++) {
    uint32_t g = r->member[k];
    for (uint32_t i = r->group_first[g]; i < r->group_first[g + 1]; i++) {
      uint32_t other = r->group_atom[i];
      ebm_claim claim = ebm_claim_is(other);
      if (r->holds[claim] < 0 || other == literal) continue;
      if (r->holds[claim] > 0)
        return put_barrier(r, (ebm_claim[]){claim + 1, ebm_claim_is(literal) + 1}, 2) ? EBM_QUENCH_BARRIER
                                                                                      : EBM_QUENCH_STARVED;
      ebm_replica_assert(r, claim + 1, (ebm_reason){EBM_REASON_PEER, literal});
    }
  }
  return EBM_QUENCH_STILL;
}

/* The literal is 0: a group that has one left holds that one. */
static ebm_quench_end settle_zero(ebm_replica *r, uint32_t literal) {
  uint32_t empty = UINT32_MAX;
  for (uint32_t k = r->member_first[literal]; k < r->member_first[literal + 1]; k++) {
    uint32_t g = r->member[k];
    if (--r->left[g] > 1 || !r->whole[g] || empty != UINT32_MAX) continue; /* all are counted, whatever they show */
    uint32_t i = r->group_first[g], end = r->group_first[g + 1];
    while (i < end && r->holds[ebm_claim_is(r->group_atom[i])] < 0) i++;
    if (i == end)
      empty = g;
    else if (r->holds[ebm_claim_is(r->group_atom[i])] == 0)
      ebm_replica_assert(r, ebm_claim_is(r->group_atom[i]), (ebm_reason){EBM_REASON_GROUP, g});
  }
  return empty == UINT32_MAX ? EBM_QUENCH_STILL : empty_group(r, empty);
}

bool ebm_replica_watch(ebm_replica *r, ebm_claim claim, uint32_t clause, ebm_claim other) {
  ebm_watches *w = &r->watches[claim];
  if (w->n == w->capacity) {
    size_t capacity = w->capacity;
    if (!ebm_reserve((void **)&w->watch, &capacity, (size_t)w->n + 1, sizeof *w->watch)) return false;
    w->capacity = (uint32_t)capacity;
  }
  w->watch[w->n++] = (ebm_watch){clause, other};
  return true;
}

/* A claim behind the watched ones that does not fail, or the clause's size. The search goes on where it left off: what
 * failed before is mostly failing still. */
static uint32_t find_open(const ebm_replica *r, const ebm_clause *clause) {
  for (uint32_t i = clause->place; i < clause->size; i++)
    if (r->holds[clause->claim[i]] >= 0) return i;
  for (uint32_t i = 2; i < clause->place; i++)
    if (r->holds[clause->claim[i]] >= 0) return i;
  return clause->size;
}

/* The claim fails: its clauses watch another, or hold by their other watched claim alone. */
static ebm_quench_end fail_claim(ebm_replica *r, ebm_claim failed) {
  ebm_watches *w = &r->watches[failed];
  ebm_quench_end end = EBM_QUENCH_STILL;
  uint32_t to = 0, from = 0;
  while (from < w->n) {
    ebm_watch at = w->watch[from++];
    w->watch[to++] = at;
    if (r->holds[at.other] > 0) continue;
    ebm_clause *clause = ebm_replica_clause(r, at.clause);
    ebm_claim *claim = clause->claim;
    ebm_claim first = claim[0] ^ claim[1] ^ failed; /* the other watched one */
    if (r->holds[first] > 0) {
      w->watch[to - 1].other = first;
      continue;
    }
    uint32_t i = find_open(r, clause);
    if (i < clause->size) {
      clause->place = i;
      claim[0] = first;
      claim[1] = claim[i];
      claim[i] = failed;
      if (!ebm_replica_watch(r, claim[1], at.clause, first)) {
        end = EBM_QUENCH_STARVED;
        break;
      }
      to--;
      continue;
    }
    if (r->holds[first] < 0) {
      r->barrier_clause = at.clause;
      end = put_barrier(r, claim, clause->size) ? EBM_QUENCH_BARRIER : EBM_QUENCH_STARVED;
      break;
    }
    claim[0] = first;
    claim[1] = failed;
    ebm_replica_assert(r, first, (ebm_reason){EBM_REASON_CLAUSE, at.clause});
  }
  while (from < w->n) w->watch[to++] = w->watch[from++];
  w->n = to;
  return end;
}

ebm_quench_end ebm_replica_quench(ebm_replica *r) {
  if (r->broken) {
    r->n_barrier = 0;
    return EBM_QUENCH_BARRIER;
  }
  r->barrier_clause = UINT32_MAX;
  while (r->n_quenched < r->n_trail) {
    if (is_late(r)) return EBM_QUENCH_LATE;
    ebm_claim claim = r->trail[r->n_quenched++];
    uint32_t atom = claim / 2;
    ebm_quench_end end = EBM_QUENCH_STILL;
    if (atom < r->n_grouped) {
      end = (claim & 1) == 0 ? settle_one(r, atom) : settle_zero(r, atom);
    }
    if (end == EBM_QUENCH_STILL) end = fail_claim(r, ebm_claim_not(claim));
    if (end != EBM_QUENCH_STILL) return end;
  }
  return EBM_QUENCH_STILL;
}

/* ---- the store ---- */

uint32_t ebm_replica_add(ebm_replica *r, const ebm_claim *claim, uint32_t n, uint32_t levels) {
  size_t place = r->n_store, size = sizeof(ebm_clause) / sizeof *r->store + n;
  if (place + size >= 1u << 30) return UINT32_MAX; /* what a reason can point to */
  if (!ebm_reserve((void **)&r->store, &r->store_capacity, place + size, sizeof *r->store) ||
      !ebm_replica_watch(r, claim[0], (uint32_t)place, claim[1]))
    return UINT32_MAX;
  if (!ebm_replica_watch(r, claim[1], (uint32_t)place, claim[0])) {
    r->watches[claim[0]].n--;
    return UINT32_MAX;
  }
  ebm_clause *clause = ebm_replica_clause(r, (uint32_t)place);
  clause->size = n;
  clause->levels = levels;
  clause->place = 2;
  clause->met = levels > 0;
  memcpy(clause->claim, claim, n * sizeof *claim);
  r->n_store = place + size;
  return (uint32_t)place;
}
