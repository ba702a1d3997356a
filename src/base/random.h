/* random.h - reproducible random numbers: a hash for draws that must not depend on order, a stream for the rest. */
#ifndef EBM_BASE_RANDOM_H
#define EBM_BASE_RANDOM_H

#include <stdint.h>

/* A bijection of 64-bit words in which every input bit moves every output bit.
 * Source: the finalizer of SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators"). */
static inline uint64_t ebm_hash(uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

/* A stream of draws. Any state is valid; two states give independent streams when they are hashes of each other. */
typedef struct ebm_random {
  uint64_t state;
} ebm_random;

static inline uint64_t ebm_random_next(ebm_random *random) {
  uint64_t x = random->state;
  random->state += 0x9E3779B97F4A7C15u;
  return ebm_hash(x);
}

/* Uniform in [0, n), n >= 1, without modulo bias worth naming (below 2^-32 for n < 2^32). */
static inline uint32_t ebm_random_below(ebm_random *random, uint32_t n) {
  return (uint32_t)(((ebm_random_next(random) >> 32) * n) >> 32);
}

/* Uniform in [0, 1), 53 bits. */
static inline double ebm_random_unit(ebm_random *random) {
  return (double)(ebm_random_next(random) >> 11) * 0x1p-53;
}

#endif
