/* Every way to write a puzzle that is in use: recognized by exactly one format, read as it should be,
 * however the bytes arrive. */
#include "format_examples.h"
#include "format_support.h"

static void one_format_claims_each(void **state) {
  (void)state;
  for (size_t i = 0; i < EXAMPLES; i++) {
    const example *e = &examples[i];
    const char *text = strncmp(e->text, "\xEF\xBB\xBF", 3) == 0 ? e->text + 3 : e->text;
    for (const ebm_format *const *f = ebm_formats(); *f != NULL; f++) {
      ebm_sniff expected = e->format != NULL && strcmp((*f)->name, e->format) == 0 ? EBM_SNIFF_YES : EBM_SNIFF_NO;
      ebm_sniff sniff = (*f)->sniff(text, strlen(text), true);
      if (sniff != expected) fail_msg("example '%s', format '%s': %d", e->name, (*f)->name, sniff);
    }
  }
}

static void check_reading(const example *e, const feeding *how, const char *expected) {
  ebm_text text = read_source(e->text, strlen(e->text), how);
  if (strcmp(text.bytes, expected) != 0)
    fail_msg("example '%s', chunk %zu, format %s:\n%sexpected:\n%s", e->name, how->chunk,
             how->format != NULL ? how->format : "open", text.bytes, expected);
  ebm_text_clear(&text);
}

static void each_reads_as_it_should(void **state) {
  (void)state;
  for (size_t i = 0; i < EXAMPLES; i++)
    if (examples[i].reading != NULL) check_reading(&examples[i], &(feeding){.chunk = 0}, examples[i].reading);
}

static void naming_the_format_changes_nothing(void **state) {
  (void)state;
  for (size_t i = 0; i < EXAMPLES; i++)
    if (examples[i].format != NULL && examples[i].reading != NULL)
      check_reading(&examples[i], &(feeding){.format = examples[i].format}, examples[i].reading);
}

static void chunks_do_not_matter(void **state) {
  (void)state;
  for (size_t i = 0; i < EXAMPLES; i++) {
    ebm_text whole = read_source(examples[i].text, strlen(examples[i].text), &(feeding){.chunk = 0});
    for (uint64_t seed = 0; seed < 4; seed++)
      for (size_t chunk = 1; chunk <= 200; chunk = chunk * 3 + 1)
        check_reading(&examples[i], &(feeding){.chunk = chunk, .most = 1 + seed % 2, .seed = seed}, whole.bytes);
    ebm_text_clear(&whole);
  }
}

/* A line written to a pipe is answered without waiting for the next one. */
static void a_line_is_enough(void **state) {
  (void)state;
  static const char *const texts[] = {
      P "\n", P " 1.2\n", "puzzle\n" P "\n", ROWS9, "id,puzzle\n1," P "\n", ":0000:x:" P "::::\n", "5\n" P "\n"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    ebm_reader_options options = {.kinds = ebm_factor_kinds()};
    ebm_reader *reader;
    ebm_error error;
    ebm_block block = {0};
    size_t consumed;
    assert_int_equal(ebm_reader_create(&options, &reader, &error), EBM_OK);
    assert_int_equal(ebm_reader_read(reader, texts[i], strlen(texts[i]), false, 9, &block, &consumed, &error), EBM_OK);
    if (i + 1 < sizeof texts / sizeof *texts) assert_int_equal(consumed, strlen(texts[i]));
    assert_int_equal(block.n, i + 1 < sizeof texts / sizeof *texts ? 1 : 0);
    ebm_block_clear(&block);
    ebm_reader_destroy(reader);
  }
}

static void options_that_make_no_sense(void **state) {
  (void)state;
  static const struct {
    ebm_reader_options options;
    ebm_status status;
    const char *text;
  } cases[] = {
      {{.format = "nonsense"}, EBM_ERROR_UNSUPPORTED, "no format 'nonsense'"},
      {{.alphabet = ""}, EBM_ERROR_USAGE, "an alphabet of 0 symbols, 1 to 62 can be"},
      {{.alphabet = "12341"}, EBM_ERROR_USAGE, "'1' is in the alphabet twice"},
      {{.alphabet = "12.4"}, EBM_ERROR_USAGE, "'.' in the alphabet is no letter or digit"},
      {{.alphabet = "1-9A-"}, EBM_ERROR_USAGE, "'-' in the alphabet is no letter or digit"},
      {{.alphabet = "A-Ca-cB"}, EBM_ERROR_USAGE, "'B' is in the alphabet twice"},
      {{.alphabet = "9-1"}, EBM_ERROR_USAGE, "'-' in the alphabet is no letter or digit"},
      {{.alphabet = "0-100"}, EBM_ERROR_USAGE, "an alphabet of 101 numbers, 2 to 100 can be"},
      {{.alphabet = "2-10"}, EBM_ERROR_USAGE, "'-' in the alphabet is no letter or digit"},
      {{.format = "killer", .alphabet = "1-9"},
       EBM_ERROR_USAGE,
       "--alphabet does not go with the format 'killer': it has values of its own"},
      {{.format = "jigsaw", .box_rows = 3, .box_columns = 3},
       EBM_ERROR_USAGE,
       "--boxes does not go with the format 'jigsaw': the puzzle says what its boxes are"},
      {{.rules = "upsidedown,diagonal"}, EBM_ERROR_UNSUPPORTED, "no rule 'upsidedown'"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ebm_reader_options options = cases[i].options;
    ebm_reader *reader;
    ebm_error error;
    options.kinds = ebm_factor_kinds();
    assert_int_equal(ebm_reader_create(&options, &reader, &error), cases[i].status);
    assert_null(reader);
    assert_string_equal(error.text, cases[i].text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_format_claims_each),
      cmocka_unit_test(each_reads_as_it_should),
      cmocka_unit_test(naming_the_format_changes_nothing),
      cmocka_unit_test(chunks_do_not_matter),
      cmocka_unit_test(a_line_is_enough),
      cmocka_unit_test(options_that_make_no_sense),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
