/* Any bytes, recognized, solved under a small time limit, certified and reported: no fault but of syntax, and no
 * solution that does not hold. The first two bytes choose question, pieces and report. */
#include "fuzz.h"

#include <string.h>

#include "bytes.h"
#include "certify/certify.h"
#include "report/report.h"
#include "report/trace.h"

typedef struct output {
  const ebm_report *report;
  ebm_report_style style;
  ebm_buffer buffer;
  uint64_t answers;
} output;

static ebm_status take_answer(void *context, const ebm_answer *answer) {
  output *out = context;
  if (answer->outcome == EBM_SOLVED && answer->value == NULL) fuzz_fail("solved, without a solution\n");
  if (answer->value != NULL && !ebm_certify(answer->puzzle, answer->value)) fuzz_fail("a solution does not hold\n");
  if (answer->outcome == EBM_UNSOLVABLE && answer->solutions > 0) fuzz_fail("unsolvable, with a solution\n");
  out->buffer.length = 0;
  out->report->answer(&out->buffer, &out->style, answer, out->answers++);
  if (answer->trace == NULL) return EBM_OK;
  ebm_trace_writer_find("x.csv")->rows(&out->buffer, out->answers, answer->trace);
  ebm_trace_writer_find("x.jsonl")->rows(&out->buffer, out->answers, answer->trace);
  ebm_trace_plot(&out->buffer, answer);
  return EBM_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2) return 0;
  ebm_options options;
  ebm_options_init(&options);
  options.jobs = 1;
  options.timeout = 0.01;
  options.limit = 1 + data[0] % 3;
  options.all = (data[0] & 64) != 0;
  options.trace = (data[0] & 32) != 0 ? 1024 : 0;
  options.prove = data[0] >= 128 && options.limit == 2;
  output out = {.style = {.question = (ebm_question)(data[0] / 3 % 4), .limit = options.limit}};
  size_t reports = 0;
  while (ebm_report_at(reports) != NULL) reports++;
  out.report = ebm_report_at((data[1] & 15) % reports);
  bytes_input in = {(const char *)data + 2, size - 2, (size_t)1 << (data[1] >> 4)};
  ebm_source source = {.name = "bytes", .read = bytes_read, .context = &in};
  ebm_sink sink = {.answer = take_answer, .context = &out};
  ebm_session *session;
  ebm_error error = {0};
  if (ebm_session_create(&options, &session, &error) != EBM_OK) fuzz_fail("no session: %s\n", error.text);
  ebm_status status = ebm_session_run(session, &source, &sink, &error);
  bool refused =
      status == EBM_ERROR_SYNTAX || (status == EBM_ERROR_UNSUPPORTED && options.prove); /* no clauses for a rule */
  if (status != EBM_OK && !refused) fuzz_fail("fault %d: %s\n", status, error.text);
  ebm_session_destroy(session);
  ebm_buffer_clear(&out.buffer);
  return 0;
}
