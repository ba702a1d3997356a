/* memory.h - every allocation of the library goes through here, so that a test can make each one fail. */
#ifndef EBM_BASE_MEMORY_H
#define EBM_BASE_MEMORY_H

#include <stddef.h>

/* count * size zeroed bytes, aligned to a cache line (64: the widest vector too); NULL when memory is out or the
 * product overflows. count * size = 0 gives a valid pointer. Release with ebm_free. */
void *ebm_allocate(size_t count, size_t size);

/* The same, with whatever the memory held: large arrays of which little may be used cost nothing until they are. */
void *ebm_allocate_untouched(size_t count, size_t size);

/* Grows *array (elements of `size` bytes, *capacity of them) to at least `needed`, doubling. The contents stay.
 * False, and nothing changed, when memory is out. Not aligned beyond malloc's promise. Release with ebm_free. */
int ebm_reserve(void **array, size_t *capacity, size_t needed, size_t size);

void ebm_free(void *memory); /* NULL is fine */

#endif
