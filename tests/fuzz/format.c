/* Bytes as one format, or as what they are recognized as: every reader survives them, and says the same however they
 * arrive. FUZZ_FORMAT is the format's name, or "reader" for recognition. The first two bytes choose the pieces. A table
 * means nothing without an energy: it gets one of 2 x 3 cells with three values. */
#include "format_support.h"
#include "fuzz.h"

static const ebm_energy_file *energy_of(const char *format) {
  static const uint32_t pair[] = {0, 4};
  static const uint8_t less[9] = {0, 1, 1, 0, 0, 1, 0, 0, 0};
  static ebm_energy_term term = {.spec = {.kind = "relation",
                                          .scope = pair,
                                          .n_scope = 2,
                                          .table = less,
                                          .table_size = 9,
                                          .weight = 1,
                                          .label = {"pair", 1, 0}},
                                 .element = 1};
  static const ebm_energy_file file = {
      .rows = 2, .columns = 3, .values = 3, .alphabet = "abc", .term = &term, .n_terms = 1};
  return format != NULL && strcmp(format, "table") == 0 ? &file : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2) return 0;
  const char *bytes = (const char *)data + 2, *format = strcmp(FUZZ_FORMAT, "reader") == 0 ? NULL : FUZZ_FORMAT;
  feeding pieces = {.format = format,
                    .energy = energy_of(format),
                    .chunk = 1 + (data[0] & 63),
                    .most = data[0] >> 6,
                    .seed = data[1]};
  ebm_text whole = read_source(bytes, size - 2, &(feeding){.format = format, .energy = pieces.energy});
  ebm_text parts = read_source(bytes, size - 2, &pieces);
  if (strcmp(whole.bytes, parts.bytes) != 0) fuzz_fail("at once:\n%sin pieces:\n%s", whole.bytes, parts.bytes);
  ebm_text_clear(&whole);
  ebm_text_clear(&parts);
  return 0;
}
