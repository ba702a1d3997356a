#include "cli/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool live;
static const char *program = "ebm-solve";

void ebm_message_program(const char *name) {
  program = name;
}

/* One write, so that lines of programs that share the terminal do not mix. Nobody is left to be told of a failure. */
static void write_all(const char *bytes, size_t size) {
  while (size > 0) {
    ssize_t written = write(STDERR_FILENO, bytes, size);
    if (written <= 0) return;
    bytes += written;
    size -= (size_t)written;
  }
}

void ebm_message_write(const char *format, ...) {
  char line[6000]; /* a path is at most 4096 */
  size_t length = (size_t)snprintf(line, sizeof line, "%s: ", program);
  va_list arguments;
  va_start(arguments, format);
  int more = vsnprintf(line + length, sizeof line - length - 1, format, arguments);
  va_end(arguments);
  if (more < 0) return;
  size_t room = sizeof line - length - 2;
  length += (size_t)more < room ? (size_t)more : room;
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f) line[i] = '?';
  line[length++] = '\n';
  ebm_message_live(NULL);
  write_all(line, length);
}

void ebm_message_live(const char *text) {
  if (text == NULL) {
    if (live) write_all("\r\033[K", 4);
    live = false;
    return;
  }
  char line[256];
  int length = snprintf(line, sizeof line, "\r%s\033[K", text);
  if (length > 0) write_all(line, (size_t)length < sizeof line ? (size_t)length : sizeof line - 1);
  live = true;
}

bool ebm_message_terminal(void) {
  return isatty(STDERR_FILENO) != 0;
}
