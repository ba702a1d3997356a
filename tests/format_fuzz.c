/* Damaged bytes: every reader survives them, consumes them all, and says the same however they arrive. The examples are
 * cut, repeated, mixed and overwritten at random. EBM_FUZZ_ROUNDS sets how often (default 300 a format). */
#include "format_examples.h"
#include "format_support.h"

static const char spice[] = ".0123456789-|+*:#,;\"\n\n\n\r \t[]xXAGZqz_=\0\xFF\xE2";

static size_t grow(char *bytes, size_t length, size_t most, const char *more, size_t n) {
  if (n > most - length) n = most - length;
  memcpy(bytes + length, more, n);
  return length + n;
}

static size_t damage(char *bytes, size_t most, ebm_random *random) {
  size_t length = 0;
  for (unsigned parts = 1 + ebm_random_below(random, 3); parts > 0; parts--) {
    const char *text = examples[ebm_random_below(random, EXAMPLES)].text;
    size_t n = strlen(text), begin = 0;
    if (n > 0 && ebm_random_below(random, 3) == 0) begin = ebm_random_below(random, (uint32_t)n);
    if (n > begin && ebm_random_below(random, 3) == 0) n = begin + ebm_random_below(random, (uint32_t)(n - begin));
    length = grow(bytes, length, most, text + begin, n - begin);
  }
  for (unsigned hits = ebm_random_below(random, 6); hits > 0 && length > 1; hits--) {
    size_t at = ebm_random_below(random, (uint32_t)length);
    switch (ebm_random_below(random, 3)) {
      case 0: bytes[at] = spice[ebm_random_below(random, sizeof spice - 1)]; break;
      case 1: memmove(bytes + at, bytes + at + 1, --length - at); break;
      default:
        if (length == most) break;
        memmove(bytes + at + 1, bytes + at, length++ - at);
        bytes[at] = spice[ebm_random_below(random, sizeof spice - 1)];
    }
  }
  return length;
}

static void check_damaged(const char *format, uint64_t seed) {
  enum { MOST = 4096 };
  char bytes[MOST];
  ebm_random random = {ebm_hash(seed)};
  size_t length = damage(bytes, MOST, &random);
  ebm_text whole = read_source(bytes, length, &(feeding){.format = format});
  uint32_t chunk = 1 + ebm_random_below(&random, seed % 8 == 0 ? 4 : 400), most = ebm_random_below(&random, 3);
  feeding how = {.format = format, .chunk = chunk, .most = most, .seed = seed};
  ebm_text parts = read_source(bytes, length, &how);
  if (strcmp(whole.bytes, parts.bytes) != 0)
    fail_msg("format %s, seed %llu, chunk %u:\n%.*s\nat once:\n%sin parts:\n%s", format != NULL ? format : "open",
             (unsigned long long)seed, chunk, (int)length, bytes, whole.bytes, parts.bytes);
  ebm_text_clear(&whole);
  ebm_text_clear(&parts);
}

static uint64_t rounds(void) {
  const char *text = getenv("EBM_FUZZ_ROUNDS");
  return text != NULL ? strtoull(text, NULL, 10) : 300;
}

static void damaged_bytes_as_an_open_source(void **state) {
  (void)state;
  for (uint64_t seed = 0; seed < 4 * rounds(); seed++) check_damaged(NULL, seed);
}

static void damaged_bytes_as_each_format(void **state) {
  (void)state;
  for (const ebm_format *const *f = ebm_formats(); *f != NULL; f++)
    for (uint64_t seed = 0; seed < rounds(); seed++) check_damaged((*f)->name, seed);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(damaged_bytes_as_an_open_source),
      cmocka_unit_test(damaged_bytes_as_each_format),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
