/* The linker hands our calls of malloc and its kin, and of pthread_create, to the functions below; the C library's own
 * (of fopen, setlocale) stay as they are. The JSON library takes its memory through ours.
 *
 * Blocks are counted, not named: nothing of ours gives back what another library took. Leaks are found so in every
 * build and in no time; the leak sanitizer, which stops the process and reads all of its memory, took half of the whole
 * test. */
#include "ledger.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

static unsigned long fault; /* the call that fails, from 1; 0: none */
static bool lasting;        /* so do all that follow */
static atomic_ulong calls;
static atomic_long blocks;
static atomic_int *seen;

void ledger_begin(unsigned long number, bool all, atomic_int *failed) {
  fault = number;
  lasting = all;
  seen = failed;
  atomic_store(&calls, 0);
  atomic_store(&blocks, 0);
}

long ledger_blocks(void) {
  return atomic_load(&blocks);
}

static bool fails_to(ledger_fault what) {
  unsigned long call = atomic_fetch_add(&calls, 1) + 1;
  if (fault == 0 || (lasting ? call < fault : call != fault)) return false;
  if (atomic_load(seen) < (int)what) atomic_store(seen, what);
  errno = ENOMEM;
  return true;
}

static bool fails(void) {
  return fails_to(LEDGER_MEMORY);
}

static void *entered(void *memory) {
  if (memory != NULL) atomic_fetch_add(&blocks, 1);
  return memory;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void __real_free(void *memory);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void __wrap_free(void *memory);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument);

void *__wrap_malloc(size_t size) {
  return fails() ? NULL : entered(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size) {
  return fails() ? NULL : entered(__real_calloc(count, size));
}

void *__wrap_realloc(void *memory, size_t size) {
  if (fails()) return NULL;
  void *grown = __real_realloc(memory, size);
  return memory == NULL ? entered(grown) : grown;
}

void *__wrap_aligned_alloc(size_t alignment, size_t size) {
  return fails() ? NULL : entered(__real_aligned_alloc(alignment, size));
}

void __wrap_free(void *memory) {
  if (memory != NULL) atomic_fetch_sub(&blocks, 1);
  __real_free(memory);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument) {
  return fails_to(LEDGER_THREAD) ? EAGAIN : __real_pthread_create(thread, attributes, start, argument);
}
