/* store.h - what was learned as terms of an energy file. */
#ifndef EBM_LEARN_STORE_H
#define EBM_LEARN_STORE_H

#include "format/energy_file.h"
#include "learn/lesson.h"

/* Fills in file (all zero before): sets in which each value occurs once become exactly_one factors, other relations
 * relation factors, one per pair that no such set covers. The caller clears the file with ebm_energy_file_clear.
 * Faults: MEMORY. */
ebm_status ebm_store_lesson(const ebm_lesson *lesson, const char *alphabet, ebm_energy_file *file, ebm_error *error);

#endif
