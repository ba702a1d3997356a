/* arena.h - memory for many small things that end together: what the records of one block need. */
#ifndef EBM_BASE_ARENA_H
#define EBM_BASE_ARENA_H

#include <stddef.h>

typedef struct ebm_arena_chunk ebm_arena_chunk;

/* All zero is an empty arena. */
typedef struct ebm_arena {
  ebm_arena_chunk *first, *current;
  char *next, *end;
} ebm_arena;

/* `bytes` uninitialized bytes aligned to `alignment` (a power of two, at most 64), valid until the arena is reset;
 * NULL when memory is out. */
void *ebm_arena_take(ebm_arena *arena, size_t bytes, size_t alignment);
void ebm_arena_reset(ebm_arena *arena);         /* forgets everything, keeps the chunks for reuse */
size_t ebm_arena_bytes(const ebm_arena *arena); /* of all its chunks */
void ebm_arena_clear(ebm_arena *arena);         /* gives the chunks back */

#endif
