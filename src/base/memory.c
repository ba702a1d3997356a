#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64 };

static void *allocate(size_t count, size_t size, int clear) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX - ALIGNMENT) return NULL;
  bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (bytes == 0) bytes = ALIGNMENT;
  void *memory = aligned_alloc(ALIGNMENT, bytes);
  if (memory != NULL && clear) memset(memory, 0, bytes);
  return memory;
}

void *ebm_allocate(size_t count, size_t size) {
  return allocate(count, size, 1);
}

void *ebm_allocate_untouched(size_t count, size_t size) {
  return allocate(count, size, 0);
}

int ebm_reserve(void **array, size_t *capacity, size_t needed, size_t size) {
  if (needed <= *capacity) return 1;
  size_t wanted = *capacity < 16 ? 16 : *capacity;
  while (wanted < needed) {
    if (wanted > SIZE_MAX / 2) return 0;
    wanted *= 2;
  }
  size_t bytes;
  if (__builtin_mul_overflow(wanted, size, &bytes)) return 0;
  void *grown = realloc(*array, bytes);
  if (grown == NULL) return 0;
  *array = grown;
  *capacity = wanted;
  return 1;
}

void ebm_free(void *memory) {
  free(memory);
}
