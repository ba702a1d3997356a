/* level.h - one body of vector code, compiled once per CPU level, chosen when the program starts.
 *
 * A source that carries the marker "levelled" in its first line is compiled once for each level with EBM_LEVEL
 * defined as baseline, avx2 or avx512, and gives its external symbols the level's name through EBM_LEVELLED. The
 * other sources ask ebm_level_active() and pick from a table made with EBM_LEVELS. */
#ifndef EBM_BASE_LEVEL_H
#define EBM_BASE_LEVEL_H

typedef enum ebm_level { EBM_LEVEL_BASELINE, EBM_LEVEL_AVX2, EBM_LEVEL_AVX512, EBM_LEVEL_COUNT } ebm_level;

/* avx512 asks for F, BW, DQ, VL and GFNI (Ice Lake, Zen 4); avx2 for AVX2 and BMI2; baseline for nothing. */

/* The best level this CPU runs, or the lower one named by the environment variable EBM_CPU (an unknown name or a
 * level above the CPU's is ignored). Decided at the first call; the same ever after. */
ebm_level ebm_level_active(void);
const char *ebm_level_name(ebm_level level);

#define EBM_LEVEL_JOIN_(name, level) name##_##level
#define EBM_LEVEL_JOIN(name, level) EBM_LEVEL_JOIN_(name, level)
#ifdef EBM_LEVEL
#define EBM_LEVELLED(name) EBM_LEVEL_JOIN(name, EBM_LEVEL)
#endif

/* Initializers of an array indexed by ebm_level: EBM_LEVELS(f) gives f(baseline), f(avx2), f(avx512), as far as they
 * are built. */
#ifdef EBM_HAVE_X86_LEVELS
#define EBM_LEVELS(f) f(baseline), f(avx2), f(avx512)
#define EBM_LEVELS_DECLARE(f) f(baseline) f(avx2) f(avx512)
#else
#define EBM_LEVELS(f) f(baseline)
#define EBM_LEVELS_DECLARE(f) f(baseline)
#endif

#endif
