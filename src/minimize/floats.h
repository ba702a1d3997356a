/* floats.h - replicas side by side. */
#ifndef EBM_MINIMIZE_FLOATS_H
#define EBM_MINIMIZE_FLOATS_H

#include <stdbool.h>
#include <stdint.h>

/* On every CPU the same, so that the answer is: 16 floats are 64 bytes. 32 short integers were twice as fast in the
 * heat bath (4.3 against 9.5 ms on magictour), but energies with real terms do not fit them. */
enum { EBM_REPLICAS = 16 };

/* One number of every replica, one mark, 0 or -1, and one word of bits. */
typedef float ebm_floats __attribute__((vector_size(EBM_REPLICAS * sizeof(float))));
typedef int32_t ebm_marks __attribute__((vector_size(EBM_REPLICAS * sizeof(int32_t))));
typedef uint32_t ebm_words __attribute__((vector_size(EBM_REPLICAS * sizeof(uint32_t))));

static inline ebm_floats ebm_floats_of(float number) {
  return (ebm_floats){0} + number;
}

static inline ebm_floats ebm_floats_where(ebm_marks marks, ebm_floats number) {
  return (ebm_floats)((ebm_marks)number & marks);
}

static inline ebm_floats ebm_floats_select(ebm_marks marks, ebm_floats yes, ebm_floats no) {
  return (ebm_floats)(((ebm_marks)yes & marks) | ((ebm_marks)no & ~marks));
}

/* Marks where a < b, of numbers whose difference is one. The compilers take the comparison of vectors that are wider
 * than the machine's apart into single numbers: a sweep of the bath took three times as long. */
static inline ebm_marks ebm_floats_below(ebm_floats a, ebm_floats b) {
  return (ebm_marks)(a - b) >> 31;
}

/* Marks where a and b are the same bits. */
static inline ebm_marks ebm_floats_same(ebm_floats a, ebm_floats b) {
  ebm_words other = (ebm_words)a ^ (ebm_words)b;
  return ~((ebm_marks)(other | -other) >> 31);
}

/* Whole numbers below 2^22, either sign, as floats: likewise faster than the compilers' conversion. */
static inline ebm_floats ebm_floats_from(ebm_marks whole) {
  return (ebm_floats)(whole + 0x4b400000) - 0x1.8p23f;
}

/* Bit r is set where replica r is marked. Vectors never cross from one CPU level to another by value: the levels pass
 * them in different registers. */
static inline uint32_t ebm_marks_bits(ebm_marks marks) {
  uint32_t bits = 0;
  for (int r = 0; r < EBM_REPLICAS; r++) bits |= (uint32_t)(marks[r] & 1) << r;
  return bits;
}

#endif
