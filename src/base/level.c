#include "base/level.h"

#include <stdlib.h>
#include <string.h>

#include "ebm.h"

static const char *const names[EBM_LEVEL_COUNT] = {"baseline", "avx2", "avx512"};

static ebm_level detect(void) {
#ifdef EBM_HAVE_X86_LEVELS
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("gfni") && __builtin_cpu_supports("bmi2"))
    return EBM_LEVEL_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) return EBM_LEVEL_AVX2;
#endif
  return EBM_LEVEL_BASELINE;
}

ebm_level ebm_level_active(void) {
  /* Racing first calls compute the same answer, so that the race is only about who stores it. */
  static _Atomic int decided = -1;
  int level = decided;
  if (level >= 0) return (ebm_level)level;
  level = (int)detect();
  const char *wish = getenv("EBM_CPU");
  for (int i = 0; wish != NULL && i < level; i++)
    if (strcmp(wish, names[i]) == 0) level = i;
  decided = level;
  return (ebm_level)level;
}

const char *ebm_level_name(ebm_level level) {
  return names[level];
}

const char *ebm_cpu_level(void) {
  return ebm_level_name(ebm_level_active());
}
