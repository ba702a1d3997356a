/* sample.h - states that the learned rules allow, drawn at random: what the energy likes. */
#ifndef EBM_LEARN_SAMPLE_H
#define EBM_LEARN_SAMPLE_H

#include "base/random.h"
#include "learn/lesson.h"

/* Fills state [n][variables] (values from 0) with states that satisfy the lesson's relations.
 * Each starts with nothing given: the most constrained variable is clamped to a value drawn at random,
 * what that refutes is removed, and a dead end is taken back; so every state allowed can be drawn, though not all
 * equally often. *drawn <= n tells how many could be had within bounded work. Faults: MEMORY. */
ebm_status ebm_sample_draw(const ebm_lesson *lesson, uint64_t seed, uint8_t *state, size_t n, size_t *drawn,
                           ebm_error *error);

#endif
