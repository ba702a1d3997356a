/* block.h - records that are read, solved and answered together, and all their memory. */
#ifndef EBM_MODEL_BLOCK_H
#define EBM_MODEL_BLOCK_H

#include "model/record.h"

/* All zero is an empty block. */
typedef struct ebm_block {
  ebm_record *record; /* [n] in the order of the source */
  size_t n, capacity;
  size_t own_bytes; /* of the records' own models */
  ebm_arena arena;  /* givens, allowed, errors */
} ebm_block;

/* Models that a block holds before it is full: a model of its own takes 64 KiB at least, and several blocks are under
 * way at a time. */
enum { EBM_BLOCK_BYTES = 1 << 24 };

static inline bool ebm_block_full(const ebm_block *block) {
  return block->own_bytes >= EBM_BLOCK_BYTES;
}

/* Adds a record of the model with nothing given; NULL when memory is out. The pointer is good until the next add. */
ebm_record *ebm_block_add(ebm_block *block, const ebm_model *model, uint64_t line);
/* Gives the record of the block a model of its own, the one that it was added with. */
void ebm_block_own(ebm_block *block, ebm_record *record, ebm_model *model);
/* Adds a record that could not be read; its error is all zero for the caller to fill in. */
ebm_record *ebm_block_add_invalid(ebm_block *block, uint64_t line);
/* A mask of literals for the record, all ruled out, to be opened one by one; NULL when memory is out. */
uint64_t *ebm_block_allowed(ebm_block *block, const ebm_model *model);
/* A key of so many cells that says nothing yet, for a record; NULL when memory is out. */
ebm_key *ebm_block_key(ebm_block *block, uint32_t cells);

void ebm_block_reset(ebm_block *block); /* empties it, keeps the memory */
void ebm_block_clear(ebm_block *block); /* gives the memory back */

#endif
