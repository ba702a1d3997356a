/* word.h - a word of lanes: one bit per replica. Only for sources compiled per CPU level (base/level.h). */
#ifndef EBM_MODEL_WORD_H
#define EBM_MODEL_WORD_H

#include <stdbool.h>
#include <stdint.h>

/* The widest register of the level. What a lane does never depends on how many lanes stand beside it. */
#if defined(__AVX512F__)
enum { EBM_WORD_BYTES = 64 };
#elif defined(__AVX2__)
enum { EBM_WORD_BYTES = 32 };
#else
enum { EBM_WORD_BYTES = 16 };
#endif
enum { EBM_LANES = EBM_WORD_BYTES * 8, EBM_WORD_PARTS = EBM_WORD_BYTES / 8 };

typedef uint64_t ebm_word __attribute__((vector_size(EBM_WORD_BYTES)));

static inline bool ebm_word_any(ebm_word w) {
  uint64_t any = 0;
  for (int i = 0; i < EBM_WORD_PARTS; i++) any |= w[i];
  return any != 0;
}

static inline bool ebm_word_get(const ebm_word *w, unsigned lane) {
  return (((const uint64_t *)w)[lane / 64] >> (lane % 64) & 1) != 0;
}

static inline void ebm_word_set(ebm_word *w, unsigned lane, bool on) {
  uint64_t *part = (uint64_t *)w + lane / 64, bit = (uint64_t)1 << (lane % 64);
  *part = on ? *part | bit : *part & ~bit;
}

#endif
