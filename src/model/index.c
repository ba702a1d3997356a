#include "model/index.h"

#include <string.h>

#include "base/memory.h"

enum { LEAST = 64 };

uint64_t ebm_index_hash(uint64_t hash, const void *bytes, size_t size) {
  const unsigned char *at = bytes;
  if (hash == 0) hash = UINT64_C(0xcbf29ce484222325);
  for (; size >= 8; size -= 8, at += 8) { /* eight bytes a step: tables of 64 KB are hashed, too */
    uint64_t word;
    memcpy(&word, at, sizeof word);
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    hash ^= hash >> 29;
  }
  for (size_t i = 0; i < size; i++) hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
  hash ^= hash >> 32;
  return hash * UINT64_C(0x9E3779B97F4A7C15) | 1;
}

uint32_t ebm_index_find(const ebm_index *index, uint64_t hash, size_t *at) {
  if (index->size == 0) return UINT32_MAX;
  size_t i = *at == SIZE_MAX ? (hash >> 20) & (index->size - 1) : (*at + 1) & (index->size - 1);
  for (; index->slot[i].entry != 0; i = (i + 1) & (index->size - 1)) {
    if (index->slot[i].hash != hash) continue;
    *at = i;
    return index->slot[i].entry - 1;
  }
  return UINT32_MAX;
}

static void place(ebm_index *index, uint64_t hash, uint32_t entry) {
  size_t i = (hash >> 20) & (index->size - 1);
  while (index->slot[i].entry != 0) i = (i + 1) & (index->size - 1);
  index->slot[i] = (ebm_index_slot){hash, entry};
}

bool ebm_index_add(ebm_index *index, uint64_t hash, uint32_t entry) {
  if (2 * (index->n + 1) > index->size) {
    ebm_index larger = {.size = index->size == 0 ? LEAST : 2 * index->size, .n = index->n};
    larger.slot = ebm_allocate(larger.size, sizeof *larger.slot);
    if (larger.slot == NULL) return false;
    for (size_t i = 0; i < index->size; i++)
      if (index->slot[i].entry != 0) place(&larger, index->slot[i].hash, index->slot[i].entry);
    ebm_free(index->slot);
    *index = larger;
  }
  place(index, hash, entry + 1);
  index->n++;
  return true;
}

void ebm_index_reset(ebm_index *index) {
  if (index->n > 0) memset(index->slot, 0, index->size * sizeof *index->slot);
  index->n = 0;
}

void ebm_index_clear(ebm_index *index) {
  ebm_free(index->slot);
  *index = (ebm_index){0};
}
