/* values.h - values that a variable never has: as a rule, or by the way the examples were drawn? */
#ifndef EBM_LEARN_VALUES_H
#define EBM_LEARN_VALUES_H

#include "learn/lesson.h"

/* Learns, last of all, which values a variable never has. state [n][variables]: states drawn from the other rules, none
 * of which is news where these lack it, too.
 *
 * Where every example has every value equally often, the values may be names only: then whoever drew the examples may
 * have preferred some in some cells, or kept some cells fixed, or given all names by a first row. So a value is called
 * forbidden only if the states drawn from the rules with all such values forbidden have the values in the other cells
 * as often as the examples do. Else the drawing was uneven, and lesson->absent counts what it leaves undecided. Faults:
 * MEMORY. */
ebm_status ebm_values_learn(ebm_lesson *lesson, const ebm_evidence *evidence, uint64_t seed, const uint8_t *state,
                            size_t n, ebm_error *error);

#endif
