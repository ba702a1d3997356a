/* Energy files: what is written is read back, and whatever else is read is refused, not believed. */
#include "support.h"

#include "base/random.h"
#include "format/energy_file.h"

static ebm_text written_file(void) {
  static const uint32_t row[] = {0, 3, 6}, pair[] = {2, 0};
  static const uint8_t less[9] = {0, 1, 1, 0, 0, 1, 0, 0, 0};
  ebm_energy_term term[] = {
      {.spec = {.kind = "exactly_one", .scope = row, .n_scope = 3, .weight = 1, .label = {"row", 1, 2}}},
      {.spec = {.kind = "relation",
                .scope = pair,
                .n_scope = 2,
                .table = less,
                .table_size = 9,
                .weight = 2.5F,
                .soft = true,
                .label = {"pair", 300, 0}},
       .element = 1},
      {.spec = {.kind = "relation", .scope = pair, .n_scope = 2, .table = less, .table_size = 9, .weight = 1},
       .element = 1},
  };
  ebm_energy_file file = {.rows = 1, .columns = 3, .values = 3, .alphabet = "abc", .term = term, .n_terms = 3};
  ebm_text text = {0};
  ebm_error error;
  assert_int_equal(ebm_energy_file_write(&file, &text, &error), EBM_OK);
  return text;
}

static void round_trip(void **state) {
  (void)state;
  ebm_text text = written_file(), again = {0};
  ebm_energy_file file;
  ebm_error error;
  assert_int_equal(ebm_energy_file_read(text.bytes, text.length, &file, &error), EBM_OK);
  assert_int_equal(file.rows, 1);
  assert_int_equal(file.columns, 3);
  assert_string_equal(file.alphabet, "abc");
  assert_int_equal(file.n_terms, 3);
  const ebm_factor_spec *spec = &file.term[1].spec;
  assert_string_equal(spec->kind, "relation");
  assert_true(spec->soft);
  assert_near(spec->weight, 2.5, 0);
  assert_int_equal(spec->scope[0], 2);
  assert_int_equal(spec->scope[1], 0);
  assert_int_equal(spec->label.index, 300);
  assert_string_equal(spec->label.group, "pair");
  assert_ptr_equal(spec->table, file.term[2].spec.table); /* shared tables are kept once */
  assert_int_equal(ebm_energy_file_write(&file, &again, &error), EBM_OK);
  assert_int_equal(again.length, text.length);
  assert_memory_equal(again.bytes, text.bytes, text.length);
  ebm_energy_file_clear(&file);
  ebm_text_clear(&text);
  ebm_text_clear(&again);
}

/* The bytes on disk are these on every machine. */
static void bytes_are_fixed(void **state) {
  (void)state;
  ebm_text text = written_file();
  static const unsigned char front[] = {0x89, 'E', 'B', 'M', '\r', '\n', 0x1A, '\n', 1, 0, 0, 0};
  assert_memory_equal(text.bytes, front, sizeof front);
  assert_int_equal((unsigned char)text.bytes[12], text.length - 20);
  static const unsigned char body[] = {1, 3, 3, 3, 'a', 'b', 'c', 2, 11, 'e'};
  assert_memory_equal(text.bytes + 20, body, sizeof body);
  ebm_text_clear(&text);
}

static void expect_refusal(const char *bytes, size_t size, ebm_status status, const char *word) {
  ebm_energy_file file;
  ebm_error error = {0};
  assert_int_equal(ebm_energy_file_read(bytes, size, &file, &error), status);
  if (strstr(error.text, word) == NULL) fail_msg("'%s' does not say '%s'", error.text, word);
}

static void damage_is_named(void **state) {
  (void)state;
  ebm_text text = written_file();
  char *copy = malloc(text.length + 1);
  memcpy(copy, text.bytes, text.length);
  expect_refusal("", 0, EBM_ERROR_SYNTAX, "not an energy file");
  expect_refusal("53..7....", 9, EBM_ERROR_SYNTAX, "not an energy file");
  expect_refusal(copy, 15, EBM_ERROR_SYNTAX, "cut off");
  expect_refusal(copy, text.length - 1, EBM_ERROR_SYNTAX, "bytes behind its header");
  expect_refusal(copy, text.length + 1, EBM_ERROR_SYNTAX, "bytes behind its header");
  copy[4] = '\n';
  expect_refusal(copy, text.length, EBM_ERROR_SYNTAX, "transfer as text");
  copy[4] = '\r';
  copy[8] = 9;
  expect_refusal(copy, text.length, EBM_ERROR_UNSUPPORTED, "version 9");
  copy[8] = 1;
  for (size_t i = 20; i < text.length; i++) {
    copy[i] ^= 0x20;
    expect_refusal(copy, text.length, EBM_ERROR_SYNTAX, "checksum");
    copy[i] ^= 0x20;
  }
  free(copy);
  ebm_text_clear(&text);
}

/* The polynomial division written out once more, so that hostile bodies get past the checksum. */
static void sign(char *bytes, size_t size) {
  uint32_t crc = ~0u;
  for (size_t i = 20; i < size; i++) {
    crc ^= (unsigned char)bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
  }
  crc = ~crc;
  uint32_t length = (uint32_t)size - 20;
  for (int i = 0; i < 4; i++) {
    bytes[12 + i] = (char)(length >> 8 * i);
    bytes[16 + i] = (char)(crc >> 8 * i);
  }
}

/* A body that is accepted makes a model or is refused by the kinds; nothing else happens. The sanitizers watch. */
static void hostile_bodies_do_no_harm(void **state) {
  (void)state;
  ebm_text text = written_file();
  ebm_random random = {1};
  size_t accepted = 0;
  char *copy = malloc(text.length + 8);
  for (int round = 0; round < 60000; round++) {
    memcpy(copy, text.bytes, text.length);
    size_t size = text.length;
    if (round % 3 == 0) size = 20 + ebm_random_below(&random, (uint32_t)text.length - 20);
    for (uint32_t edits = 1 + ebm_random_below(&random, 3); edits > 0 && size > 20; edits--)
      copy[20 + ebm_random_below(&random, (uint32_t)size - 20)] =
          (char)(ebm_random_below(&random, 3)   ? ebm_random_below(&random, 256)
                 : ebm_random_below(&random, 4) ? 0xFF
                                                : 0x80);
    sign(copy, size);
    ebm_energy_file file;
    ebm_error error;
    if (ebm_energy_file_read(copy, size, &file, &error) != EBM_OK) continue;
    if (file.rows * file.columns < 1000) {
      ebm_builder *builder = support_builder();
      ebm_model *model = NULL;
      if (ebm_energy_file_cells(file.rows, file.columns, file.values, builder, &error) == EBM_OK &&
          ebm_energy_file_add(&file, builder, &error) == EBM_OK)
        accepted += ebm_builder_seal(builder, &model, &error) == EBM_OK;
      ebm_model_destroy(model);
      ebm_builder_destroy(builder);
    }
    ebm_energy_file_clear(&file);
  }
  assert_true(accepted > 0);
  free(copy);
  ebm_text_clear(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(round_trip),
      cmocka_unit_test(bytes_are_fixed),
      cmocka_unit_test(damage_is_named),
      cmocka_unit_test(hostile_bodies_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
