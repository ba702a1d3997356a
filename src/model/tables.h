/* tables.h - the parameters of factor kinds: what ebm_factor_spec.table points to. Values count from 0. */
#ifndef EBM_MODEL_TABLES_H
#define EBM_MODEL_TABLES_H

#include <stdint.h>

/* relation: uint8_t [domain of the first variable][domain of the second], 1 where the pair is allowed. */

/* clause: uint8_t [n_scope], 1 for a literal that satisfies the clause when it is 1, 0 when it is 0. */

/* linear: sum_i coefficient[i] * value[i] compared with bound. Every partial sum keeps within EBM_LINEAR_LIMIT. */
enum { EBM_LINEAR_LIMIT = 1 << 20 };
typedef enum { EBM_LINEAR_EQUAL, EBM_LINEAR_AT_MOST, EBM_LINEAR_AT_LEAST } ebm_linear_sense;
typedef struct ebm_linear {
  int32_t sense, bound;
  int32_t coefficient[]; /* [n_scope], none of them 0 */
} ebm_linear;

/* automaton: a chain of variables is a word; the word is accepted when arcs lead through it. The states form layers:
 * state 0 stands before the first variable, the arcs of position i lead from layer i to layer i + 1, every state of the
 * last layer accepts. Deterministic: no two arcs leave one state with one value. States are numbered layer by layer,
 * and every state lies on an accepted path. The table is this header, then begin [n_scope + 1], then arc [n_arcs]. */
enum { EBM_AUTOMATON_STATES = 4096 };
typedef struct ebm_automaton_arc {
  uint16_t from, to, value, unused; /* unused: 0, so that equal tables have equal bytes */
} ebm_automaton_arc;
typedef struct ebm_automaton {
  uint32_t n_states, n_arcs;
  uint32_t accepting; /* the first state of the last layer */
  uint32_t begin[];   /* [n_scope + 1] the arcs of position i are begin[i] .. begin[i + 1] - 1 */
} ebm_automaton;

static inline uint32_t ebm_automaton_arcs_at(uint32_t n_scope) { /* in words of 4 bytes; arcs need 2 only */
  return (uint32_t)(sizeof(ebm_automaton) / 4) + n_scope + 1;
}

static inline uint32_t ebm_automaton_size(uint32_t n_scope, uint32_t n_arcs) {
  return 4 * ebm_automaton_arcs_at(n_scope) + n_arcs * (uint32_t)sizeof(ebm_automaton_arc);
}

static inline const ebm_automaton_arc *ebm_automaton_arcs(const ebm_automaton *automaton, uint32_t n_scope) {
  return (const ebm_automaton_arc *)((const uint32_t *)automaton + ebm_automaton_arcs_at(n_scope));
}

#endif
