#include "cli/output.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/message.h"

enum { BLOCK = 1 << 16 }; /* bytes written at once: a pipe holds as many */

/* Whether the terminal and the locale take box characters, and whether bold may be used. */
static void choose_style(ebm_output *output) {
  const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
  bool dumb = term != NULL && strcmp(term, "dumb") == 0;
  setlocale(LC_CTYPE, "");
  output->style.unicode = !dumb && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
  output->style.bold = output->terminal && !dumb && term != NULL && (no_color == NULL || no_color[0] == '\0');
}

void ebm_output_begin(ebm_output *output, const ebm_report *report, bool alone) {
  output->terminal = isatty(STDOUT_FILENO) != 0;
  output->report = report;
  if (report == NULL && !(output->terminal && alone)) output->report = ebm_report_find("line");
  if (output->report == NULL || output->report == ebm_report_find("grid")) choose_style(output);
  if (output->report != NULL && output->report->begin != NULL) output->report->begin(&output->buffer, &output->style);
}

static void decide(ebm_output *output) {
  if (output->report != NULL || output->answers == 0) return;
  output->report = ebm_report_find(output->answers == 1 ? "grid" : "line");
  if (output->answers == 1) {
    output->buffer.length = 0;
    ebm_buffer_append(&output->buffer, output->first.bytes, output->first.length);
  }
  ebm_buffer_clear(&output->first);
}

static ebm_status write_buffer(ebm_output *output) {
  if (output->buffer.failed || output->first.failed) return EBM_ERROR_MEMORY;
  if (output->fault != 0) return EBM_ERROR_WRITE;
  if (output->terminal && output->buffer.length > 0) ebm_message_live(NULL);
  for (size_t done = 0; done < output->buffer.length;) {
    ssize_t written = write(STDOUT_FILENO, output->buffer.bytes + done, output->buffer.length - done);
    if (written >= 0) {
      done += (size_t)written;
    } else if (errno == EAGAIN) {
      struct pollfd wait = {.fd = STDOUT_FILENO, .events = POLLOUT};
      poll(&wait, 1, -1);
    } else if (errno != EINTR) {
      output->fault = errno;
      return EBM_ERROR_WRITE;
    }
  }
  output->buffer.length = 0;
  return EBM_OK;
}

ebm_status ebm_output_answer(ebm_output *output, const ebm_answer *answer) {
  uint64_t index = output->answers++;
  if (output->report == NULL && index == 0) {
    ebm_report_find("grid")->answer(&output->first, &output->style, answer, index);
    ebm_report_find("line")->answer(&output->buffer, &output->style, answer, index);
    return output->buffer.failed || output->first.failed ? EBM_ERROR_MEMORY : EBM_OK;
  }
  decide(output);                                                         /* sets the report: there is an answer */
  output->report->answer(&output->buffer, &output->style, answer, index); /* NOLINT(*-core.NullDereference) */
  if (output->buffer.length >= BLOCK || output->terminal) return write_buffer(output);
  return output->buffer.failed ? EBM_ERROR_MEMORY : EBM_OK;
}

ebm_status ebm_output_draws(ebm_output *output, const ebm_draws *draws) {
  if (output->report == NULL) output->report = ebm_report_find("line");
  if (output->report->draws != NULL) output->report->draws(&output->buffer, draws);
  if (output->buffer.length >= BLOCK || output->terminal) return write_buffer(output);
  return output->buffer.failed ? EBM_ERROR_MEMORY : EBM_OK;
}

ebm_status ebm_output_flush(ebm_output *output) {
  decide(output);
  return write_buffer(output);
}

ebm_status ebm_output_end(ebm_output *output) {
  decide(output);
  if (output->report != NULL && output->report->end != NULL) output->report->end(&output->buffer, &output->style);
  ebm_status status = write_buffer(output);
  if (status == EBM_OK && close(STDOUT_FILENO) != 0 && errno != EBADF && errno != EINTR) {
    output->fault = errno;
    status = EBM_ERROR_WRITE;
  }
  return status;
}

void ebm_output_clear(ebm_output *output) {
  ebm_buffer_clear(&output->buffer);
  ebm_buffer_clear(&output->first);
}
