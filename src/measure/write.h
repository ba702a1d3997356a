/* write.h - what was measured, as bytes for a person or a program. */
#ifndef EBM_MEASURE_WRITE_H
#define EBM_MEASURE_WRITE_H

#include "measure/measure.h"
#include "report/buffer.h"

typedef struct ebm_bench_writer {
  const char *name; /* keyword of --output */
  void (*begin)(ebm_buffer *buffer, const ebm_bench_plan *plan);
  /* index: results written before this one. */
  void (*result)(ebm_buffer *buffer, const ebm_bench_plan *plan, const ebm_bench_result *result, size_t index);
  void (*end)(ebm_buffer *buffer, const ebm_bench_plan *plan);
} ebm_bench_writer;

const ebm_bench_writer *ebm_bench_writer_find(const char *name); /* NULL: there is none */
const char *ebm_bench_writer_name(size_t index);                 /* "table" (the default) first; NULL past the end */

#endif
