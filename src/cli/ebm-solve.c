/* ebm-solve.c - the program: operands to sessions, answers to standard output, faults to standard error. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/bench.h"
#include "cli/certificate.h"
#include "cli/file.h"
#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/source.h"
#include "cli/tally.h"
#include "cli/tracing.h"

/* Everything that lives as long as the run. */
typedef struct run {
  const ebm_arguments *arguments;
  ebm_session *session;
  ebm_operand operand; /* the one being read */
  ebm_output output;
  ebm_progress progress;
  ebm_tally tally;
  ebm_tracing tracing;
  double looked, flushed; /* when the clock was read last, when the answers went out last */
  unsigned skip;          /* answers until the clock is read again */
} run;

/* ---- answers ------------------------------------------------------------------------------------------------ */

static const char *reason(const run *r, const ebm_answer *answer) {
  if (answer->error.text[0] != '\0') return answer->error.text;
  switch (answer->outcome) {
    case EBM_SOLVED:
      if (r->output.style.question == EBM_QUESTION_COUNT) return "not all solutions counted within the limits";
      return answer->unique == 0 ? "more than one solution" : "solved, but not shown to be unique within the limits";
    case EBM_UNSOLVABLE: return "no solution";
    case EBM_UNKNOWN: return "no answer within the limits";
    case EBM_INVALID: break;
  }
  return "not a puzzle";
}

static ebm_status diagnose(run *r, const ebm_answer *answer) {
  if (r->arguments->quiet) return EBM_OK;
  /* On a terminal the two streams are one: what was answered before comes before. */
  ebm_status status = r->output.terminal && r->output.report != NULL ? ebm_output_flush(&r->output) : EBM_OK;
  unsigned long long line = answer->error.line != 0 ? answer->error.line : answer->line;
  if (answer->error.column != 0)
    ebm_message_write("%s:%llu:%llu: %s", answer->source, line, (unsigned long long)answer->error.column,
                      reason(r, answer));
  else
    ebm_message_write("%s:%llu: %s", answer->source, line, reason(r, answer));
  return status;
}

/* What is worth knowing of an answer that stands. */
static ebm_status tell_note(run *r, const ebm_answer *answer) {
  if (r->arguments->quiet) return EBM_OK;
  ebm_status status = r->output.terminal && r->output.report != NULL ? ebm_output_flush(&r->output) : EBM_OK;
  ebm_message_write("%s:%llu: note: %s", answer->source, (unsigned long long)answer->line, answer->note);
  return status;
}

/* The clock is read once in 64 answers when they come fast; answers that come slowly go out as they come. */
static ebm_status look_at_clock(run *r, const ebm_answer *answer) {
  double now = ebm_tally_clock();
  r->skip = now - r->looked < 0.001 ? 64 : 1;
  r->looked = now;
  ebm_progress_look(&r->progress, &r->tally, now, &r->operand, answer->line);
  if (now - r->flushed < 0.1) return EBM_OK;
  r->flushed = now;
  return r->output.report != NULL ? ebm_output_flush(&r->output) : EBM_OK;
}

static ebm_status trace_answer(run *r, const ebm_answer *answer) {
  ebm_exit code = ebm_tracing_answer(&r->tracing, answer, r->tally.records);
  if (code == EBM_EXIT_INTERNAL) return EBM_ERROR_MEMORY; /* told when the run ends, once */
  ebm_tally_fault(&r->tally, code);
  return EBM_OK;
}

static ebm_status take_answer(void *context, const ebm_answer *answer) {
  run *r = context;
  ebm_tally_add(&r->tally, &r->output.style, answer);
  ebm_status status = ebm_output_answer(&r->output, answer);
  bool stopped = answer->states > 0 && ebm_interrupt_signal() != 0; /* that is told when the run ends */
  if (status == EBM_OK && !stopped && !ebm_report_satisfied(&r->output.style, answer)) status = diagnose(r, answer);
  if (status == EBM_OK && answer->note != NULL) status = tell_note(r, answer);
  if (r->arguments->proof != NULL && !ebm_certificate_write(r->arguments->proof, answer, r->tally.records))
    ebm_tally_fault(&r->tally, EBM_EXIT_FAULT);
  if (r->arguments->options.trace > 0 && status == EBM_OK) status = trace_answer(r, answer);
  if (status == EBM_OK && --r->skip == 0) status = look_at_clock(r, answer);
  return status;
}

static ebm_status take_draws(void *context, const ebm_draws *draws) {
  run *r = context;
  ebm_status status = ebm_output_draws(&r->output, draws);
  double now = ebm_tally_clock();
  if (status != EBM_OK || now - r->flushed < 0.1) return status;
  r->flushed = now;
  return ebm_output_flush(&r->output);
}

static ebm_status take_pause(void *context) {
  run *r = context;
  return ebm_output_flush(&r->output);
}

/* ---- operands ----------------------------------------------------------------------------------------------- */

/* A library's fault that is not about the bytes of one record. False: the run cannot go on. */
static bool report_fault(run *r, const ebm_error *error, ebm_status status) {
  const char *name = r->operand.source.name;
  if (status == EBM_ERROR_READ) {
    ebm_message_write("%s: %s", name, r->operand.fault != 0 ? strerror(r->operand.fault) : error->text);
  } else if (status == EBM_ERROR_MEMORY || status == EBM_ERROR_INTERNAL) {
    ebm_message_write("%s", error->text[0] != '\0' ? error->text : "out of memory");
    ebm_tally_fault(&r->tally, EBM_EXIT_INTERNAL);
    return false;
  } else if (error->line != 0 && error->column != 0) {
    ebm_message_write("%s:%llu:%llu: %s", name, (unsigned long long)error->line, (unsigned long long)error->column,
                      error->text);
  } else if (error->line != 0) {
    ebm_message_write("%s:%llu: %s", name, (unsigned long long)error->line, error->text);
  } else {
    ebm_message_write("%s: %s", name, error->text);
  }
  ebm_tally_fault(&r->tally, EBM_EXIT_FAULT);
  return true;
}

/* Whether the run asks a question about its puzzles, or writes what it saw to a file: then "nothing" is no answer, and
 * must not pass for one ("every puzzle is unique"). */
static bool wants_puzzles(const ebm_arguments *arguments) {
  const ebm_options *options = &arguments->options;
  return arguments->question != EBM_QUESTION_SOLVE || arguments->proof != NULL || arguments->trace != NULL ||
         arguments->plot != NULL || options->sample > 0 || options->marginals || options->explain;
}

/* False: the run cannot go on. */
static bool solve_operand(run *r, const char *string, int number) {
  bool more = true;
  uint64_t records = r->tally.records;
  r->operand.wake = ebm_interrupt_wake();
  r->operand.counts = r->progress.shown;
  if (ebm_operand_open(&r->operand, string, number)) {
    const ebm_sink sink = {.answer = take_answer, .pause = take_pause, .draws = take_draws, .context = r};
    ebm_error error = {0};
    ebm_status status = ebm_session_run(r->session, &r->operand.source, &sink, &error);
    if (ebm_interrupt_signal() != 0 || status == EBM_ERROR_STOPPED || status == EBM_ERROR_WRITE)
      more = false; /* told when the run ends */
    else if (status != EBM_OK)
      more = report_fault(r, &error, status);
    else if (r->tally.records == records && wants_puzzles(r->arguments))
      report_fault(r, &(ebm_error){.text = "no puzzles in it"}, EBM_ERROR_SYNTAX);
  } else {
    ebm_message_write("%s: %s", string, strerror(r->operand.fault));
    ebm_tally_fault(&r->tally, EBM_EXIT_FAULT);
  }
  r->progress.done_bytes += r->operand.bytes;
  ebm_operand_close(&r->operand);
  return more && !r->output.buffer.failed;
}

/* ---- the run ------------------------------------------------------------------------------------------------ */

static void begin_progress(run *r, char *const *operand, int n_operands) {
  const ebm_arguments *arguments = r->arguments;
  r->progress.shown = ebm_message_terminal() && !arguments->quiet && (!r->output.terminal || arguments->progress);
  r->progress.due = r->tally.start + (arguments->progress ? 0 : 0.5); /* what is done at once needs no progress */
  if (!r->progress.shown) return;
  for (int i = 0; i < n_operands; i++) {
    uint64_t size = ebm_operand_size(operand[i]);
    r->progress.total_bytes += size;
    if (size == 0) {
      r->progress.total_bytes = 0;
      return;
    }
  }
}

/* False: memory is out, and that is told instead. */
static bool summarize(const run *r, const char *before, bool details) {
  ebm_buffer line = {0};
  ebm_tally_summary(&r->tally, &line);
  if (details) ebm_tally_states(&r->tally, &line);
  if (details && r->tally.method != NULL) {
    ebm_buffer_format(&line, "; %s", r->tally.methods ? "several methods" : r->tally.method);
    if (r->tally.reason != NULL && !r->tally.methods) ebm_buffer_format(&line, " (%s)", r->tally.reason);
    ebm_buffer_format(&line, ", %s", ebm_cpu_level());
  }
  ebm_buffer_byte(&line, '\0');
  bool whole = !line.failed;
  ebm_message_write("%s%s", before, whole ? line.bytes : "out of memory");
  ebm_buffer_clear(&line);
  return whole;
}

/* Writes what is left and says so when that fails. Does not return when the reader is gone. */
static void end_output(run *r) {
  ebm_status status = ebm_output_end(&r->output);
  ebm_message_live(NULL);
  if (status == EBM_OK) return;
  if (status == EBM_ERROR_WRITE) {
    if (r->output.fault == EPIPE) exit(ebm_interrupt_die(SIGPIPE)); /* somebody had it ignored */
    ebm_message_write("standard output: %s", strerror(r->output.fault));
    ebm_tally_fault(&r->tally, EBM_EXIT_FAULT);
  } else {
    if (r->tally.worst != EBM_EXIT_INTERNAL) ebm_message_write("out of memory");
    ebm_tally_fault(&r->tally, EBM_EXIT_INTERNAL);
  }
}

/* What the process exits with, unless a signal ended the run: then it ends by that. */
static int finish(run *r) {
  end_output(r);
  ebm_tally_fault(&r->tally, ebm_tracing_end(&r->tracing));
  int number = ebm_interrupt_signal();
  if (number != 0) {
    summarize(r, "stopped after ", false);
    return ebm_interrupt_die(number);
  }
  /* An internal fault has said its one line; figures of a run that broke off say nothing. */
  if (r->arguments->verbose && r->tally.worst != EBM_EXIT_INTERNAL && !summarize(r, "", true))
    ebm_tally_fault(&r->tally, EBM_EXIT_INTERNAL);
  return (int)r->tally.worst;
}

enum { ENERGY_LIMIT = 1 << 28 }; /* bytes */

/* Gives an exit code, 0 when there is a session. */
static int create_session(run *r) {
  ebm_options options = r->arguments->options;
  const char *path = r->arguments->energy;
  void *energy = NULL;
  if (path != NULL && !ebm_file_read(path, ENERGY_LIMIT, &energy, &options.energy_size)) {
    int fault = errno;
    ebm_message_write("%s: %s", path, strerror(fault));
    return fault == ENOMEM ? EBM_EXIT_INTERNAL : EBM_EXIT_FAULT;
  }
  options.energy = energy;
  ebm_error error = {0};
  ebm_status status = ebm_session_create(&options, &r->session, &error);
  free(energy);
  if (status == EBM_OK) return 0;
  bool of_file = path != NULL && status == EBM_ERROR_SYNTAX;
  ebm_message_write("%s%s%s", of_file ? path : "", of_file ? ": " : "", error.text);
  return status == EBM_ERROR_MEMORY || status == EBM_ERROR_INTERNAL ? EBM_EXIT_INTERNAL : EBM_EXIT_FAULT;
}

static int solve(const ebm_arguments *arguments) {
  static char *const standard_input[] = {"-"};
  bool none = arguments->n_operands == 0;
  char *const *operand = none ? standard_input : arguments->operand;
  int n_operands = none ? 1 : arguments->n_operands;
  run r = {.arguments = arguments, .skip = 1};
  r.tally.start = r.looked = r.flushed = ebm_tally_clock();
  r.output.style.question = arguments->question;
  r.output.style.limit = arguments->options.limit;
  r.output.style.details = arguments->verbose;
  r.output.style.marginals = arguments->options.marginals;
  r.output.style.temperature = arguments->options.temperature_start;
  int refused = create_session(&r);
  if (refused == 0)
    refused = (int)ebm_tracing_begin(&r.tracing, arguments->trace, arguments->plot, operand, n_operands);
  if (refused != 0) {
    if (refused == EBM_EXIT_INTERNAL && r.session != NULL) ebm_message_write("out of memory");
    ebm_session_destroy(r.session);
    return refused;
  }
  ebm_interrupt_session(r.session);
  ebm_output_begin(&r.output, arguments->report, n_operands == 1);
  begin_progress(&r, operand, n_operands);
  for (int i = 0; i < n_operands && ebm_interrupt_signal() == 0; i++)
    if (!solve_operand(&r, operand[i], i + 1)) break;
  int code = finish(&r);
  ebm_interrupt_session(NULL);
  ebm_session_destroy(r.session);
  ebm_output_clear(&r.output);
  return code;
}

/* ---- information -------------------------------------------------------------------------------------------- */

static void write_names(ebm_buffer *buffer, const char *title, const char *(*at)(size_t)) {
  ebm_buffer_string(buffer, title);
  for (size_t i = 0; at(i) != NULL; i++) ebm_buffer_format(buffer, " %s", at(i));
  ebm_buffer_byte(buffer, '\n');
}

static void write_version(ebm_buffer *buffer) {
  ebm_buffer_format(buffer, "ebm-solve %s\ncpu: %s\n", ebm_version(), ebm_cpu_level());
  write_names(buffer, "methods: auto", ebm_method_name);
  write_names(buffer, "formats:", ebm_format_name);
  write_names(buffer, "factors:", ebm_factor_name);
}

static int inform(const ebm_arguments *arguments) {
  run r = {.output.report = ebm_report_find("line")};
  if (arguments->command == EBM_COMMAND_HELP)
    ebm_arguments_help(&r.output.buffer);
  else
    write_version(&r.output.buffer);
  end_output(&r);
  ebm_output_clear(&r.output);
  return (int)r.tally.worst;
}

/* Nobody asked for help: it goes where it cannot be taken for an answer, and nothing was solved. */
static int explain_usage(void) {
  ebm_buffer help = {0};
  ebm_arguments_help(&help);
  for (size_t done = 0; done < help.length;) {
    ssize_t written = write(STDERR_FILENO, help.bytes + done, help.length - done);
    if (written <= 0) break;
    done += (size_t)written;
  }
  ebm_buffer_clear(&help);
  return EBM_EXIT_FAULT;
}

/* A standard stream that is closed would be the next file we open, and answers would be written there. What is opened
 * instead cannot be used in the stream's direction, so that using it is the fault it would have been. */
static void open_streams(void) {
  for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
    if (fcntl(file, F_GETFD) < 0 && errno == EBADF)
      (void)!open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv) {
  open_streams();
  ebm_arguments arguments = ebm_arguments_parse(argc, argv);
  switch (arguments.command) {
    case EBM_COMMAND_REFUSED: return EBM_EXIT_FAULT;
    case EBM_COMMAND_HELP:
    case EBM_COMMAND_VERSION: return inform(&arguments);
    case EBM_COMMAND_BENCH: return ebm_bench_operands(&arguments);
    case EBM_COMMAND_SOLVE: break;
  }
  if (arguments.n_operands == 0 && isatty(STDIN_FILENO)) return explain_usage();
  ebm_interrupt_install();
  return solve(&arguments);
}
