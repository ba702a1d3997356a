#include "base/arena.h"

#include <stdint.h>

#include "base/memory.h"

enum { CHUNK = 1 << 16, HEADER = 64 };

struct ebm_arena_chunk {
  ebm_arena_chunk *next;
  size_t size; /* bytes behind the header */
};

static void enter(ebm_arena *arena, ebm_arena_chunk *chunk) {
  arena->current = chunk;
  arena->next = (char *)chunk + HEADER;
  arena->end = arena->next + chunk->size;
}

static char *aligned(char *p, size_t alignment) {
  return (char *)(((uintptr_t)p + alignment - 1) & ~(uintptr_t)(alignment - 1));
}

void *ebm_arena_take(ebm_arena *arena, size_t bytes, size_t alignment) {
  for (;;) {
    if (arena->current != NULL) {
      char *start = aligned(arena->next, alignment);
      if (start <= arena->end && (size_t)(arena->end - start) >= bytes) {
        arena->next = start + bytes;
        return start;
      }
    }
    /* A chunk kept from before the last reset serves again if it is large enough. */
    ebm_arena_chunk *follower = arena->current != NULL ? arena->current->next : arena->first;
    if (follower == NULL || follower->size < bytes + alignment) {
      size_t size = bytes + alignment > CHUNK - HEADER ? bytes + alignment : CHUNK - HEADER;
      if (size < bytes) return NULL;
      ebm_arena_chunk *chunk = ebm_allocate(1, HEADER + size);
      if (chunk == NULL) return NULL;
      chunk->size = size;
      chunk->next = follower;
      if (arena->current != NULL)
        arena->current->next = chunk;
      else
        arena->first = chunk;
      follower = chunk;
    }
    enter(arena, follower);
  }
}

void ebm_arena_reset(ebm_arena *arena) {
  if (arena->first != NULL) enter(arena, arena->first);
}

size_t ebm_arena_bytes(const ebm_arena *arena) {
  size_t bytes = 0;
  for (const ebm_arena_chunk *chunk = arena->first; chunk != NULL; chunk = chunk->next) bytes += HEADER + chunk->size;
  return bytes;
}

void ebm_arena_clear(ebm_arena *arena) {
  for (ebm_arena_chunk *chunk = arena->first; chunk != NULL;) {
    ebm_arena_chunk *next = chunk->next;
    ebm_free(chunk);
    chunk = next;
  }
  *arena = (ebm_arena){0};
}
