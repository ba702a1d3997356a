/* sweep.h - one pass of the quench over all factors, in all lanes. Levelled. */
#ifndef EBM_LATTICE_SWEEP_H
#define EBM_LATTICE_SWEEP_H

#include "base/level.h"
#include "lattice/overlap.h"
#include "model/lanes.h"

#define ebm_sweep_generic EBM_LEVELLED(ebm_sweep_generic)

/* Applies every factor's quench and every overlap once, each to what the ones before it left. Sets lanes->changed,
 * barrier and decided afresh. Where changed is 0, x is a fixed point and decided is up to date. A sweep that is over
 * before its end leaves changed all ones: what it removed is rightly gone. */
void ebm_sweep_generic(ebm_lanes *lanes, const ebm_overlap *overlap, size_t n_overlaps);

#endif
