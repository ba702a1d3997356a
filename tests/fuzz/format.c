/* Bytes as one format, or as what they are recognized as: every reader survives them, and says the same however they arrive.
 * FUZZ_FORMAT is the format's name, or "reader" for recognition. The first two bytes choose the pieces. */
#include "format_support.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2) return 0;
  const char *bytes = (const char *)data + 2, *format = strcmp(FUZZ_FORMAT, "reader") == 0 ? NULL : FUZZ_FORMAT;
  feeding pieces = {.format = format, .chunk = 1 + (data[0] & 63), .most = data[0] >> 6, .seed = data[1]};
  ebm_text whole = read_source(bytes, size - 2, &(feeding){.format = format});
  ebm_text parts = read_source(bytes, size - 2, &pieces);
  if (strcmp(whole.bytes, parts.bytes) != 0) fuzz_fail("at once:\n%sin pieces:\n%s", whole.bytes, parts.bytes);
  ebm_text_clear(&whole);
  ebm_text_clear(&parts);
  return 0;
}
