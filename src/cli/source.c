#include "cli/source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether the string starts as only puzzles do: a link that carries one, JSON, a killer line. */
static bool has_front(const char *string) {
  static const char *const fronts[] = {"{", "3x3:", "SumoCueV1"};
  for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
    if (strncmp(string, fronts[i], strlen(fronts[i])) == 0) return true;
  return strncmp(string, "http", 4) == 0 && strstr(string, "://") != NULL;
}

bool ebm_operand_is_puzzle(const char *string) {
  struct stat status;
  size_t length = strlen(string);
  if (has_front(string)) return stat(string, &status) != 0;
  bool constraints = string[0] == '.' && strchr(string, '~') != NULL;
  if (constraints) return strchr(string, '/') == NULL && stat(string, &status) != 0;
  if (length < 16 || strchr(string, '/') != NULL || stat(string, &status) == 0) return false;
  if (length > NAME_MAX) return true;
  if (length < 64 && length != 16 && length != 25 && length != 36 && length != 49) return false;
  size_t cells = 0;
  for (size_t i = 0; i < length; i++) cells += strchr("0123456789._*-|+ \n", string[i]) != NULL;
  return 4 * cells >= 3 * length;
}

static bool is_input(const char *string) {
  return strcmp(string, "-") == 0;
}

static ptrdiff_t count(ebm_operand *operand, const char *bytes, size_t size) {
  operand->bytes += size;
  for (size_t i = 0; operand->counts && i < size; i++) operand->lines += bytes[i] == '\n';
  return (ptrdiff_t)size;
}

static ptrdiff_t read_text(void *context, char *bytes, size_t size) {
  ebm_operand *operand = context;
  if (size > operand->left) size = operand->left;
  memcpy(bytes, operand->text, size);
  operand->text += size;
  operand->left -= size;
  return count(operand, bytes, size);
}

static ptrdiff_t fail(ebm_operand *operand, int fault) {
  operand->fault = errno = fault;
  return -1;
}

/* A signal that arrives just before read would leave us waiting for input that may never come; so what is waited for
 * is the input or the descriptor that the signal's handler writes to. */
static ptrdiff_t read_file(void *context, char *bytes, size_t size) {
  ebm_operand *operand = context;
  for (;;) {
    if (operand->waits) {
      struct pollfd wait[] = {{.fd = operand->file, .events = POLLIN}, {.fd = operand->wake, .events = POLLIN}};
      if (poll(wait, 2, -1) < 0) {
        if (errno == EINTR) continue;
        return fail(operand, errno);
      }
      if (wait[1].revents != 0) return fail(operand, EINTR);
    }
    ssize_t stored = read(operand->file, bytes, size);
    if (stored >= 0) return count(operand, bytes, (size_t)stored);
    if (errno != EINTR && errno != EAGAIN) return fail(operand, errno);
  }
}

static bool is_ready(void *context) {
  ebm_operand *operand = context;
  struct pollfd poll_now = {.fd = operand->file, .events = POLLIN};
  return poll(&poll_now, 1, 0) != 0; /* a fault is ready too: read tells it */
}

bool ebm_operand_open(ebm_operand *operand, const char *string, int number) {
  *operand = (ebm_operand){.file = -1, .wake = operand->wake, .counts = operand->counts};
  operand->source.context = operand;
  if (ebm_operand_is_puzzle(string)) {
    snprintf(operand->name, sizeof operand->name, "argument %d", number);
    operand->source.name = operand->name;
    operand->source.read = read_text;
    operand->text = string;
    operand->left = strlen(string);
    return true;
  }
  operand->path = operand->source.name = string;
  operand->source.read = read_file;
  operand->file = is_input(string) ? STDIN_FILENO : open(string, O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (operand->file < 0 || fstat(operand->file, &status) != 0) {
    operand->fault = errno;
    return false;
  }
  operand->waits = !S_ISREG(status.st_mode);
  if (operand->waits) operand->source.ready = is_ready;
  return true;
}

void ebm_operand_close(ebm_operand *operand) {
  if (operand->file > STDERR_FILENO) close(operand->file);
  operand->file = -1;
}

uint64_t ebm_operand_size(const char *string) {
  struct stat status;
  if (ebm_operand_is_puzzle(string)) return strlen(string);
  int failed = is_input(string) ? fstat(STDIN_FILENO, &status) : stat(string, &status);
  return failed != 0 || !S_ISREG(status.st_mode) ? 0 : (uint64_t)status.st_size;
}
