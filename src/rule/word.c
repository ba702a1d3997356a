/* word.c - from a reader's step function to the smallest automaton that reads the same. */
#include <string.h>

#include "base/budget.h"
#include "base/memory.h"
#include "base/status.h"
#include "model/tables.h"
#include "rule/compile.h"

enum {
  RAW_STATES = 1 << 16, /* looked at before what cannot be finished is dropped */
  NOWHERE = -1
};

/* The unfolded reader: states layer by layer, and where each number leads. */
typedef struct unfolding {
  uint32_t values, n_layers; /* cells + 1 */
  uint64_t *key;             /* [n_states] the reader's own name of a state */
  int32_t *next;             /* [n_states][values] */
  int32_t *merged;           /* [n_states] its class in its layer, or NOWHERE: it cannot be finished */
  uint32_t *layer;           /* [n_layers + 1] where each begins */
  uint32_t n_states;
  size_t key_capacity, next_capacity;
  int32_t *table; /* [RAW_STATES * 2] hash table of the layer in the making */
  bool too_large;
} unfolding;

static uint64_t mix(uint64_t x) {
  x ^= x >> 31;
  x *= 0x9E3779B97F4A7C15u;
  return x ^ x >> 29;
}

/* The state of that name in the layer that begins at `begin`, made when it is new; NOWHERE: memory is out or enough. */
static int32_t state_of(unfolding *u, uint32_t begin, uint64_t key) {
  uint32_t at = (uint32_t)(mix(key) & (RAW_STATES * 2 - 1));
  while (u->table[at] >= (int32_t)begin) {
    if (u->key[u->table[at]] == key) return u->table[at];
    at = (at + 1) & (RAW_STATES * 2 - 1);
  }
  if (u->n_states >= RAW_STATES) {
    u->too_large = true;
    return NOWHERE;
  }
  if (!ebm_reserve((void **)&u->key, &u->key_capacity, u->n_states + 1, sizeof *u->key) ||
      !ebm_reserve((void **)&u->next, &u->next_capacity, (size_t)(u->n_states + 1) * u->values, sizeof *u->next))
    return NOWHERE;
  u->key[u->n_states] = key;
  u->table[at] = (int32_t)u->n_states;
  return (int32_t)u->n_states++;
}

/* False: memory is out, or it is too large. */
static bool unfold(unfolding *u, const ebm_board *board, const ebm_word_rule *word) {
  for (uint32_t i = 0; i < RAW_STATES * 2; i++) u->table[i] = NOWHERE;
  u->layer[0] = 0;
  if (state_of(u, 0, word->start) == NOWHERE) return false;
  for (uint32_t i = 0; i + 1 < u->n_layers; i++) {
    uint32_t begin = u->n_states;
    u->layer[i + 1] = begin;
    for (uint32_t s = u->layer[i]; s < begin; s++) {
      if (ebm_budget_over()) return false;
      for (uint32_t a = 0; a < u->values; a++) {
        uint64_t key;
        int32_t to = NOWHERE;
        if (word->step(word->context, u->key[s], i, ebm_board_number(board, a), &key)) {
          to = state_of(u, begin, key);
          if (to == NOWHERE) return false;
        }
        u->next[(size_t)s * u->values + a] = to;
      }
    }
  }
  u->layer[u->n_layers] = u->n_states;
  return true;
}

/* Where the states of the layer lead, by classes, is made their name; equal names are one class. */
static uint32_t merge_layer(unfolding *u, uint32_t layer) {
  uint32_t begin = u->layer[layer], end = u->layer[layer + 1], n_classes = 0, slots = 2;
  while (slots < 2 * (end - begin)) slots *= 2;
  for (uint32_t i = 0; i < slots; i++) u->table[i] = NOWHERE;
  for (uint32_t s = begin; s < end; s++) {
    int32_t *next = &u->next[(size_t)s * u->values];
    uint64_t hash = 0;
    bool alive = false;
    for (uint32_t a = 0; a < u->values; a++) {
      if (next[a] != NOWHERE) next[a] = u->merged[next[a]];
      alive |= next[a] != NOWHERE;
      hash = mix(hash + (uint32_t)next[a]);
    }
    u->merged[s] = NOWHERE;
    if (!alive) continue;
    uint32_t at = (uint32_t)hash & (slots - 1);
    while (u->table[at] != NOWHERE &&
           memcmp(&u->next[(size_t)u->table[at] * u->values], next, u->values * sizeof *next) != 0)
      at = (at + 1) & (slots - 1);
    if (u->table[at] == NOWHERE) {
      u->table[at] = (int32_t)s;
      u->merged[s] = (int32_t)n_classes++;
    } else {
      u->merged[s] = u->merged[u->table[at]];
    }
  }
  return n_classes;
}

/* The table of the automaton in memory of the caller's to free; NULL: memory is out, or it is too large. Merging from
 * the back gives the smallest layered automaton (Revuz 1992, "Minimisation of acyclic deterministic automata"). */
static ebm_automaton *fold(unfolding *u, const ebm_word_rule *word, uint32_t *size) {
  uint32_t n = u->n_layers - 1, n_states = 0, n_arcs = 0;
  uint32_t *width = ebm_allocate(u->n_layers, sizeof *width);
  if (width == NULL) return NULL;
  for (uint32_t s = u->layer[n]; s < u->n_states; s++)
    u->merged[s] = word->accept(word->context, u->key[s]) ? 0 : NOWHERE;
  width[n] = 1;
  for (uint32_t i = n; i-- > 0;) width[i] = merge_layer(u, i);
  for (uint32_t i = 0; i <= n; i++) n_states += width[i];
  bool empty = width[0] == 0;
  if (empty) n_states = 1;
  for (uint32_t s = 0; !empty && s < u->layer[n]; s++)
    for (uint32_t a = 0; a < u->values; a++) n_arcs += u->next[(size_t)s * u->values + a] != NOWHERE;
  ebm_automaton *automaton = NULL;
  u->too_large = n_states > EBM_AUTOMATON_STATES;
  if (!u->too_large) automaton = ebm_allocate(ebm_automaton_size(n, n_arcs), 1);
  if (automaton != NULL) {
    ebm_automaton_arc *arc = (ebm_automaton_arc *)((uint32_t *)automaton + ebm_automaton_arcs_at(n));
    uint32_t placed = 0, low = 0;
    for (uint32_t i = 0; !empty && i < n; i++) {
      int32_t done = 0; /* classes come in the order of their first states, which stand for them */
      for (uint32_t s = u->layer[i]; s < u->layer[i + 1]; s++) {
        if (u->merged[s] != done) continue;
        for (uint32_t a = 0; a < u->values; a++) {
          int32_t to = u->next[(size_t)s * u->values + a];
          if (to == NOWHERE) continue;
          arc[placed++] = (ebm_automaton_arc){(uint16_t)(low + (uint32_t)done),
                                              (uint16_t)(low + width[i] + (uint32_t)to), (uint16_t)a, 0};
        }
        done++;
      }
      low += width[i];
      automaton->begin[i + 1] = placed;
    }
    automaton->n_states = n_states;
    automaton->n_arcs = placed;
    automaton->accepting = empty ? 1 : low;
    *size = ebm_automaton_size(n, placed);
  }
  ebm_free(width);
  return automaton;
}

/* ---- cells that come again ---- */

/* A reader that goes along different cells and reads for another one whose cells come again: what stands in such a cell
 * is kept until its last place. States are numbers of what is noted here, no more than the unfolding has. */
typedef struct rereader {
  const ebm_word_rule *word;
  const uint32_t *begin;   /* [cells + 1] places of the other reader from which on this is the last new cell */
  const uint32_t *which;   /* [places] the cell that stands there */
  const uint32_t *returns; /* [n] a cell that comes again */
  const uint32_t *last;    /* [n] and its last place */
  uint32_t n;
  uint64_t *inner;   /* [n_noted] the other reader's state */
  uint8_t *kept;     /* [n_noted][n] their numbers, 0 before and behind; and one row behind to work in */
  uint32_t *n_noted; /* < RAW_STATES + 2 */
  int32_t *table;    /* [RAW_STATES * 2] hash table of them */
} rereader;

static uint64_t note_state(const rereader *reader, uint64_t inner) {
  const uint8_t *kept = &reader->kept[(size_t)*reader->n_noted * reader->n];
  uint64_t hash = mix(inner);
  for (uint32_t i = 0; i < reader->n; i++) hash = mix(hash + kept[i] + 1);
  uint32_t at = (uint32_t)(hash & (RAW_STATES * 2 - 1));
  for (int32_t s; (s = reader->table[at]) != NOWHERE; at = (at + 1) & (RAW_STATES * 2 - 1))
    if (reader->inner[s] == inner && memcmp(&reader->kept[(size_t)s * reader->n], kept, reader->n) == 0)
      return (uint64_t)s;
  reader->table[at] = (int32_t)*reader->n_noted;
  reader->inner[*reader->n_noted] = inner;
  return (*reader->n_noted)++;
}

static bool reread_step(const void *context, uint64_t state, uint32_t position, int number, uint64_t *next) {
  const rereader *reader = context;
  uint8_t *kept = &reader->kept[(size_t)*reader->n_noted * reader->n];
  uint64_t inner = reader->inner[state];
  memcpy(kept, &reader->kept[state * reader->n], reader->n);
  for (uint32_t k = 0; k < reader->n; k++)
    if (reader->returns[k] == position) kept[k] = (uint8_t)number;
  for (uint32_t i = reader->begin[position]; i < reader->begin[position + 1]; i++) {
    int read = number;
    for (uint32_t k = 0; k < reader->n; k++)
      if (reader->returns[k] == reader->which[i]) read = kept[k];
    if (!reader->word->step(reader->word->context, inner, i, read, &inner)) return false;
  }
  for (uint32_t k = 0; k < reader->n; k++)
    if (reader->last[k] < reader->begin[position + 1]) kept[k] = 0;
  *next = note_state(reader, inner);
  return true;
}

static bool reread_accept(const void *context, uint64_t state) {
  const rereader *reader = context;
  return reader->word->accept(reader->word->context, reader->inner[state]);
}

static bool comes_again(const uint32_t *cell, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t k = 0; k < i; k++)
      if (cell[k] == cell[i]) return true;
  return false;
}

static ebm_status reread(ebm_rules *rules, const uint32_t *cell, uint32_t n, const ebm_word_rule *word,
                         const char *label, bool *fits, ebm_error *error) {
  uint32_t n_noted = 0, found = 0, n_returns = 0;
  uint32_t *different = ebm_allocate(n, sizeof *different), *begin = ebm_allocate(n + 1, sizeof *begin);
  uint32_t *which = ebm_allocate(n, sizeof *which), *last = ebm_allocate(n, sizeof *last);
  uint32_t *returns = ebm_allocate(n, sizeof *returns);
  ebm_status status = EBM_OK;
  if (different == NULL || begin == NULL || which == NULL || last == NULL || returns == NULL)
    status = ebm_fail_memory(error);
  for (uint32_t i = 0; status == EBM_OK && i < n; i++) {
    uint32_t k = 0, r = 0;
    while (k < found && different[k] != cell[i]) k++;
    which[i] = k;
    if (k == found) {
      different[found] = cell[i];
      begin[found++] = i;
      continue;
    }
    while (r < n_returns && returns[r] != k) r++;
    returns[r] = k;
    last[r] = i;
    if (r == n_returns) n_returns++;
  }
  uint64_t *inner = ebm_allocate(RAW_STATES + 2, sizeof *inner);
  uint8_t *kept = ebm_allocate(RAW_STATES + 3, n_returns + 1);
  int32_t *table = ebm_allocate(RAW_STATES * 2, sizeof *table);
  if (inner == NULL || kept == NULL || table == NULL) status = ebm_fail_memory(error);
  if (status == EBM_OK) {
    begin[found] = n;
    for (uint32_t i = 0; i < RAW_STATES * 2; i++) table[i] = NOWHERE;
    rereader reader = {word, begin, which, returns, last, n_returns, inner, kept, &n_noted, table};
    ebm_word_rule again = {reread_step, reread_accept, &reader, note_state(&reader, word->start)};
    status = ebm_rules_word(rules, different, found, &again, label, fits, error);
  }
  ebm_free(different);
  ebm_free(begin);
  ebm_free(which);
  ebm_free(last);
  ebm_free(returns);
  ebm_free(inner);
  ebm_free(kept);
  ebm_free(table);
  return status;
}

ebm_status ebm_rules_word(ebm_rules *rules, const uint32_t *cell, uint32_t n, const ebm_word_rule *word,
                          const char *label, bool *fits, ebm_error *error) {
  if (comes_again(cell, n)) return reread(rules, cell, n, word, label, fits, error);
  unfolding u = {.values = rules->board.values, .n_layers = n + 1};
  u.table = ebm_allocate(RAW_STATES * 2, sizeof *u.table);
  u.merged = ebm_allocate(RAW_STATES, sizeof *u.merged);
  u.layer = ebm_allocate(n + 2, sizeof *u.layer);
  uint32_t size = 0;
  ebm_automaton *automaton = NULL;
  if (u.table != NULL && u.merged != NULL && u.layer != NULL && unfold(&u, &rules->board, word))
    automaton = fold(&u, word, &size);
  ebm_status status = EBM_OK;
  if (ebm_budget_over()) u.too_large = false; /* whatever came of it */
  if (automaton != NULL) {
    ebm_factor_spec spec = {.kind = "automaton",
                            .scope = cell,
                            .n_scope = n,
                            .table = automaton,
                            .table_size = size,
                            .label = {label, 0, 0}};
    status = ebm_builder_factor(rules->builder, &spec, error);
  } else if (!u.too_large) {
    status = ebm_fail_memory(error);
  } else if (fits == NULL) {
    status = ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "%s: more states than %d", label, EBM_AUTOMATON_STATES);
  }
  if (fits != NULL) *fits = !u.too_large;
  ebm_free(automaton);
  ebm_free(u.table);
  ebm_free(u.merged);
  ebm_free(u.layer);
  ebm_free(u.key);
  ebm_free(u.next);
  return status;
}
