#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <malloc.h>
#elif defined(__APPLE__)
#include <malloc/malloc.h>
#define malloc_usable_size malloc_size
#else
/* What is given back is not seen: a budget is over earlier than it need be. */
#define malloc_usable_size(memory) ((size_t)((memory) != NULL) & 0)
#endif

#include "base/budget.h"

enum { ALIGNMENT = 64 };

/* What a block is counted as: the same when it is taken and when it is given back. */
static size_t counted(void *memory, size_t bytes) {
  size_t usable = malloc_usable_size(memory);
  return usable != 0 ? usable : bytes;
}

static void *allocate(size_t count, size_t size, int clear) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX - ALIGNMENT) return NULL;
  bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (bytes == 0) bytes = ALIGNMENT;
  if (!ebm_budget_allows(bytes)) return NULL;
  void *memory = aligned_alloc(ALIGNMENT, bytes);
  if (memory != NULL && ebm_budget_entered()) ebm_budget_take(counted(memory, bytes));
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
  size_t before = ebm_budget_entered() && *array != NULL ? malloc_usable_size(*array) : 0;
  if (!ebm_budget_allows(bytes > before ? bytes - before : 0)) return 0;
  void *grown = realloc(*array, bytes);
  if (grown == NULL) return 0;
  if (ebm_budget_entered()) {
    ebm_budget_give(before);
    ebm_budget_take(counted(grown, bytes));
  }
  *array = grown;
  *capacity = wanted;
  return 1;
}

void ebm_free(void *memory) {
  if (memory != NULL && ebm_budget_entered()) ebm_budget_give(malloc_usable_size(memory));
  free(memory);
}
