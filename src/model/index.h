/* index.h - numbers of things by the hash of what they are, so that equal ones are found without comparing with all. */
#ifndef EBM_MODEL_INDEX_H
#define EBM_MODEL_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is an empty index. */
typedef struct ebm_index_slot {
  uint64_t hash;
  uint32_t entry; /* number + 1; 0: free */
} ebm_index_slot;
typedef struct ebm_index {
  ebm_index_slot *slot; /* [size] open addressing */
  size_t size, n;       /* a power of two, or 0 */
} ebm_index;

/* FNV-1a over the bytes, going on from `hash` (0: from the start), with its bits mixed at the end. */
uint64_t ebm_index_hash(uint64_t hash, const void *bytes, size_t size);

/* The first or, with *at of the call before, the next entry of that hash; UINT32_MAX: there is no other. *at starts as
 * SIZE_MAX. */
uint32_t ebm_index_find(const ebm_index *index, uint64_t hash, size_t *at);
/* Adds an entry. False: memory is out. */
bool ebm_index_add(ebm_index *index, uint64_t hash, uint32_t entry);
void ebm_index_reset(ebm_index *index); /* empties it, keeps the memory */
void ebm_index_clear(ebm_index *index); /* gives the memory back */

#endif
