/* field.h - the costs of literals in the lanes: removes what a lane cannot pay for. Levelled.
 *
 * Every lane counts its bound in units, bit by bit across words: plane k is bit k of the bounds of all lanes. The cost
 * of a literal is compared with the room that is left below the limit; a literal that would lift the bound above it is
 * removed, and a lane whose bound is above it has met a barrier. */
#ifndef EBM_LATTICE_FIELD_H
#define EBM_LATTICE_FIELD_H

#include "base/level.h"
#include "lattice/costs.h"
#include "model/lanes.h"

#define ebm_field_init EBM_LEVELLED(ebm_field_init)
#define ebm_field_open EBM_LEVELLED(ebm_field_open)
#define ebm_field_quench EBM_LEVELLED(ebm_field_quench)

enum { EBM_FIELD_PLANES = 24 };

typedef struct ebm_field {
  uint32_t limit;    /* units: states above are barriers */
  uint32_t n;        /* variables that can cost more than their least */
  uint32_t *begin;   /* [n + 1] into literal and units */
  uint32_t *literal; /* of one variable after the other, cheapest first */
  uint32_t *units;   /* of each */
  unsigned planes;
} ebm_field;

/* All memory for records of the model, from the arena. False: memory is out. */
bool ebm_field_init(ebm_field *field, const ebm_model *model, ebm_arena *arena);
/* The costs of a record; limit stays the caller's to set. */
void ebm_field_open(ebm_field *field, const ebm_costs *costs);
/* Removes in every lane what the limit does not allow. */
void ebm_field_quench(const ebm_field *field, ebm_lanes *lanes);

#endif
