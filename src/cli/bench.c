#include "cli/bench.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/source.h"
#include "cli/tally.h"

static bool flush(ebm_buffer *buffer) {
  if (buffer->failed) {
    ebm_message_write("out of memory");
    return false;
  }
  for (size_t done = 0; done < buffer->length;) {
    ssize_t written = write(STDOUT_FILENO, buffer->bytes + done, buffer->length - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      ebm_message_write("standard output: %s", strerror(errno));
      return false;
    }
    done += (size_t)written;
  }
  buffer->length = 0;
  return true;
}

static void tell(const char *name, const ebm_operand *operand, const ebm_error *error) {
  if (error->status == EBM_ERROR_READ && operand->fault != 0)
    ebm_message_write("%s: %s", name, strerror(operand->fault));
  else if (error->line != 0)
    ebm_message_write("%s:%llu: %s", name, (unsigned long long)error->line, error->text);
  else
    ebm_message_write("%s: %s", name, error->text[0] != '\0' ? error->text : "out of memory");
}

static int code_of(ebm_status status) {
  return status == EBM_OK                                             ? EBM_EXIT_SOLVED
         : status == EBM_ERROR_MEMORY || status == EBM_ERROR_INTERNAL ? EBM_EXIT_INTERNAL
                                                                      : EBM_EXIT_FAULT;
}

/* Measures one operand; *count: results written so far. */
static int bench_operand(const ebm_arguments *arguments, const ebm_bench_plan *plan, const char *string, int number,
                         ebm_buffer *buffer, size_t *count) {
  ebm_operand operand = {.wake = -1};
  ebm_bench_puzzles puzzles = {0};
  ebm_error error = {0};
  int code = EBM_EXIT_SOLVED;
  if (!ebm_operand_open(&operand, string, number)) {
    ebm_message_write("%s: %s", string, strerror(operand.fault));
    return EBM_EXIT_FAULT;
  }
  ebm_status status = ebm_bench_puzzles_read(&puzzles, &plan->options, &operand.source, &error);
  bool proof_alone = plan->options.limit == 2;
  for (int unique = proof_alone ? 1 : 0; status == EBM_OK && unique < 2; unique++) {
    ebm_bench_result result = {.name = operand.source.name};
    status = ebm_bench_measure(&puzzles, plan, unique != 0, &result, &error);
    if (status != EBM_OK) break;
    if (result.solved < 1) code = EBM_EXIT_UNSOLVED;
    arguments->writer->result(buffer, plan, &result, (*count)++);
    if (!flush(buffer)) code = buffer->failed ? EBM_EXIT_INTERNAL : EBM_EXIT_FAULT;
  }
  error.status = status;
  if (status != EBM_OK) tell(operand.source.name, &operand, &error);
  ebm_bench_puzzles_clear(&puzzles);
  ebm_operand_close(&operand);
  return status != EBM_OK ? code_of(status) : code;
}

int ebm_bench_operands(const ebm_arguments *arguments) {
  static char *const standard_input[] = {"-"};
  bool none = arguments->n_operands == 0;
  char *const *operand = none ? standard_input : arguments->operand;
  int n = none ? 1 : arguments->n_operands, worst = EBM_EXIT_SOLVED;
  ebm_bench_plan plan = {.options = arguments->options, .runs = arguments->runs};
  ebm_interrupt_farewell("ebm-solve: stopped while measuring; what is printed was measured to its end\n");
  if (plan.options.jobs == 0) plan.options.jobs = (unsigned)sysconf(_SC_NPROCESSORS_ONLN); /* printed as it is */
  ebm_buffer buffer = {0};
  size_t count = 0;
  arguments->writer->begin(&buffer, &plan);
  if (buffer.failed) {
    (void)flush(&buffer); /* says so */
    worst = EBM_EXIT_INTERNAL;
  }
  for (int i = 0; i < n && worst != EBM_EXIT_INTERNAL; i++) {
    int code = bench_operand(arguments, &plan, operand[i], i + 1, &buffer, &count);
    if (code > worst) worst = code;
  }
  if (!buffer.failed) arguments->writer->end(&buffer, &plan);
  if (worst != EBM_EXIT_INTERNAL && !flush(&buffer)) worst = buffer.failed ? EBM_EXIT_INTERNAL : EBM_EXIT_FAULT;
  ebm_buffer_clear(&buffer);
  return worst;
}
