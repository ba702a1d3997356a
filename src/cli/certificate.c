#include "cli/certificate.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/message.h"

static bool write_file(const char *name, const char *extension, const char *bytes, size_t length) {
  char path[4096];
  int size = snprintf(path, sizeof path, "%s%s", name, extension);
  if (size < 0 || (size_t)size >= sizeof path) {
    ebm_message_write("--proof: the name is too long");
    return false;
  }
  FILE *file = fopen(path, "wb");
  bool written = file != NULL && fwrite(bytes, 1, length, file) == length;
  int fault = errno;
  if (file != NULL && fclose(file) != 0) {
    if (written) fault = errno;
    written = false;
  }
  if (!written) ebm_message_write("%s: %s", path, strerror(fault));
  return written;
}

bool ebm_certificate_write(const char *name, const ebm_answer *answer, uint64_t records) {
  if (records > 1) {
    if (records == 2) ebm_message_write("--proof is for one puzzle: only the first one's is written");
    return false;
  }
  const ebm_certificate *certificate = answer->certificate;
  if (certificate == NULL) {
    ebm_message_write("--proof: nothing was proved, nothing is written");
    return answer->outcome != EBM_INVALID; /* the answer itself has said what is wrong */
  }
  return write_file(name, ".cnf", certificate->formula, certificate->formula_length) &&
         write_file(name, ".drat", certificate->proof, certificate->proof_length);
}
