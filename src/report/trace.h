/* trace.h - how a descent went, as rows for programs and as a picture for people. */
#ifndef EBM_REPORT_TRACE_H
#define EBM_REPORT_TRACE_H

#include "ebm.h"
#include "report/buffer.h"

typedef struct ebm_trace_writer {
  const char *extension; /* of the files it is for, with the dot */
  /* Before the first record; NULL: nothing. */
  void (*begin)(ebm_buffer *buffer);
  /* A row for each point of one answer's trace. record: its number in the run, from 1. */
  void (*rows)(ebm_buffer *buffer, uint64_t record, const ebm_trace *trace);
} ebm_trace_writer;

/* The writer for the extension of the path; NULL: there is none. */
const ebm_trace_writer *ebm_trace_writer_find(const char *path);

/* Whether the path's extension says that it is to be an SVG. */
bool ebm_trace_plot_fits(const char *path);
/* The answer's trace as an SVG: energy against step, a line for each replica, the chosen one in front. Readable on
 * light and dark ground. */
void ebm_trace_plot(ebm_buffer *buffer, const ebm_answer *answer);

#endif
