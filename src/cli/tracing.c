#include "cli/tracing.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/message.h"

/* ---- files -------------------------------------------------------------------------------------------------- */

/* A file that is read must not be emptied. */
static bool is_operand(const struct stat *file, char *const *operand, int n_operands) {
  struct stat other;
  for (int i = 0; i < n_operands; i++) {
    bool known = strcmp(operand[i], "-") == 0 ? fstat(STDIN_FILENO, &other) == 0 : stat(operand[i], &other) == 0;
    if (known && S_ISREG(other.st_mode) && other.st_dev == file->st_dev && other.st_ino == file->st_ino) return true;
  }
  return false;
}

static ebm_exit fail(ebm_tracing_file *file, const char *text) {
  ebm_message_write("%s: %s", file->path, text);
  if (file->file >= 0) close(file->file);
  *file = (ebm_tracing_file){0};
  return EBM_EXIT_FAULT;
}

/* Not emptied yet: that is for the first write. */
static ebm_exit open_file(ebm_tracing_file *file, const char *path, char *const *operand, int n_operands) {
  struct stat status;
  if (path == NULL) return EBM_EXIT_SOLVED;
  *file = (ebm_tracing_file){.path = path, .file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666)};
  if (file->file < 0 || fstat(file->file, &status) != 0) return fail(file, strerror(errno));
  if (is_operand(&status, operand, n_operands)) return fail(file, "is an operand too, and would be overwritten");
  return EBM_EXIT_SOLVED;
}

static ebm_exit write_file(ebm_tracing_file *file, ebm_buffer *buffer) {
  if (buffer->failed) return EBM_EXIT_INTERNAL;
  struct stat status;
  bool regular = fstat(file->file, &status) == 0 && S_ISREG(status.st_mode);
  if (!file->written && regular && ftruncate(file->file, 0) != 0) return fail(file, strerror(errno));
  file->written = true;
  for (size_t done = 0; done < buffer->length;) {
    ssize_t written = write(file->file, buffer->bytes + done, buffer->length - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(file, strerror(errno));
    done += (size_t)written;
  }
  buffer->length = 0;
  return EBM_EXIT_SOLVED;
}

static ebm_exit close_file(ebm_tracing_file *file) {
  if (file->path == NULL) return EBM_EXIT_SOLVED;
  struct stat status;
  /* What this run has made and left empty is no picture. */
  if (!file->written && fstat(file->file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 0)
    unlink(file->path);
  int closed = close(file->file);
  file->file = -1;
  ebm_exit code = closed != 0 && errno != EINTR ? fail(file, strerror(errno)) : EBM_EXIT_SOLVED;
  *file = (ebm_tracing_file){0};
  return code;
}

/* ---- answers ------------------------------------------------------------------------------------------------ */

static ebm_exit worse(ebm_exit a, ebm_exit b) {
  return a > b ? a : b;
}

ebm_exit ebm_tracing_begin(ebm_tracing *tracing, const char *trace, const char *plot, char *const *operand,
                           int n_operands) {
  *tracing = (ebm_tracing){.writer = trace != NULL ? ebm_trace_writer_find(trace) : NULL};
  ebm_exit code = open_file(&tracing->trace, trace, operand, n_operands);
  if (code == EBM_EXIT_SOLVED) code = open_file(&tracing->plot, plot, operand, n_operands);
  if (code == EBM_EXIT_SOLVED && trace != NULL) {
    if (tracing->writer->begin != NULL) tracing->writer->begin(&tracing->buffer);
    code = write_file(&tracing->trace, &tracing->buffer);
  }
  if (code != EBM_EXIT_SOLVED) ebm_tracing_end(tracing);
  return code;
}

static ebm_exit draw(ebm_tracing *tracing, const ebm_answer *answer, uint64_t record) {
  if (record > 1) {
    if (record == 2) ebm_message_write("--plot is for one puzzle: only the first one's descent is drawn");
    return EBM_EXIT_FAULT;
  }
  if (answer->trace == NULL) {
    if (answer->outcome != EBM_INVALID) ebm_message_write("--plot: no descent began, nothing is drawn");
    return EBM_EXIT_SOLVED;
  }
  ebm_trace_plot(&tracing->buffer, answer);
  return write_file(&tracing->plot, &tracing->buffer);
}

ebm_exit ebm_tracing_answer(ebm_tracing *tracing, const ebm_answer *answer, uint64_t record) {
  ebm_exit code = EBM_EXIT_SOLVED;
  if (tracing->trace.path != NULL && answer->trace != NULL) {
    tracing->writer->rows(&tracing->buffer, record, answer->trace);
    code = write_file(&tracing->trace, &tracing->buffer);
  }
  tracing->buffer.length = 0;
  if (tracing->plot.path != NULL) code = worse(code, draw(tracing, answer, record));
  tracing->buffer.length = 0;
  return code;
}

ebm_exit ebm_tracing_end(ebm_tracing *tracing) {
  ebm_buffer_clear(&tracing->buffer);
  ebm_exit code = close_file(&tracing->trace);
  return worse(code, close_file(&tracing->plot));
}
