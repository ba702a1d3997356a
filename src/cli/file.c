#include "cli/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool ebm_file_read(const char *path, size_t limit, void **out, size_t *size) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  char *bytes = NULL;
  size_t capacity = 0, length = 0;
  int fault = file < 0 ? errno : 0;
  while (fault == 0) {
    if (length == capacity) {
      capacity = capacity == 0 ? 1 << 16 : 2 * capacity;
      char *grown = realloc(bytes, capacity);
      if (grown == NULL) fault = ENOMEM;
      if (grown == NULL) break;
      bytes = grown;
    }
    ssize_t stored = read(file, bytes + length, capacity - length);
    if (stored < 0 && errno == EINTR) continue;
    if (stored < 0) fault = errno;
    if (stored <= 0) break;
    length += (size_t)stored;
    if (length > limit) fault = EFBIG;
  }
  if (file >= 0) close(file);
  if (fault != 0) {
    free(bytes);
    errno = fault;
    return false;
  }
  *out = bytes;
  *size = length;
  return true;
}

bool ebm_file_write(const char *path, const void *bytes, size_t size) {
  bool standard = strcmp(path, "-") == 0;
  int file = standard ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return false;
  struct stat status;
  bool removable = !standard && fstat(file, &status) == 0 && S_ISREG(status.st_mode); /* /dev/full is not */
  const char *front = bytes;
  int fault = 0;
  while (size > 0 && fault == 0) {
    ssize_t written = write(file, front, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fault = errno;
    if (written < 0) break;
    front += written;
    size -= (size_t)written;
  }
  if (!standard && close(file) != 0 && fault == 0) fault = errno;
  if (removable && fault != 0) unlink(path); /* half an energy is of no use to anybody */
  errno = fault;
  return fault == 0;
}
