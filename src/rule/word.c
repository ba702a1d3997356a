/* word.c - from a reader's step function to the smallest automaton that reads the same. */
#include <string.h>

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
    for (uint32_t s = u->layer[i]; s < begin; s++)
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

ebm_status ebm_rules_word(ebm_rules *rules, const uint32_t *cell, uint32_t n, const ebm_word_rule *word,
                          const char *label, bool *fits, ebm_error *error) {
  unfolding u = {.values = rules->board.values, .n_layers = n + 1};
  u.table = ebm_allocate(RAW_STATES * 2, sizeof *u.table);
  u.merged = ebm_allocate(RAW_STATES, sizeof *u.merged);
  u.layer = ebm_allocate(n + 2, sizeof *u.layer);
  uint32_t size = 0;
  ebm_automaton *automaton = NULL;
  if (u.table != NULL && u.merged != NULL && u.layer != NULL && unfold(&u, &rules->board, word))
    automaton = fold(&u, word, &size);
  ebm_status status = EBM_OK;
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
