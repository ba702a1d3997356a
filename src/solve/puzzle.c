/* puzzle.c - what ebm.h lets a caller see of a record, and the names of things. */
#include "model/record.h"

#ifndef EBM_VERSION
#error "EBM_VERSION is given by the build"
#endif

const char *ebm_version(void) {
  return EBM_VERSION;
}

const ebm_layout *ebm_puzzle_layout(const ebm_puzzle *puzzle) {
  return &puzzle->model->layout;
}

size_t ebm_puzzle_variables(const ebm_puzzle *puzzle) {
  return puzzle->model->n_variables;
}

const uint8_t *ebm_puzzle_given(const ebm_puzzle *puzzle) {
  return puzzle->given;
}

const char *ebm_puzzle_alphabet(const ebm_puzzle *puzzle) {
  return puzzle->alphabet;
}

const ebm_puzzle_rule *ebm_puzzle_rule_at(const ebm_puzzle *puzzle, size_t index) {
  return index < puzzle->model->n_rules ? &puzzle->model->rule[index] : NULL;
}
