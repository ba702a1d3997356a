/* Every registered format that writes: what it wrote, it reads back as the same record; and it says no to what it has
 * no words for. */
#include "../format_support.h"

enum { RECORDS = 5, ROUNDS = 20 };

static const char sixteen[] = "123456789ABCDEFG";

/* Records of random givens, with the given share of cells; masks: random candidates as well. */
static void fill_block(ebm_block *block, const ebm_model *model, bool masks, ebm_random *random) {
  for (unsigned i = 0; i < RECORDS; i++) {
    ebm_record *record = ebm_block_add(block, model, i + 1);
    assert_non_null(record);
    record->alphabet = model->n_variables == 256 ? ".123456789ABCDEFG" : ".123456789";
    uint32_t share = ebm_random_below(random, 4);
    for (uint32_t v = 0; v < model->n_variables; v++)
      if (ebm_random_below(random, 4) < share)
        record->given[v] = (uint8_t)(1 + ebm_random_below(random, ebm_model_domain(model, v)));
    if (!masks) continue;
    record->allowed = ebm_block_allowed(block, model);
    assert_non_null(record->allowed);
    for (uint32_t l = 0; l < model->n_literals; l++) {
      uint32_t v = model->variable[l];
      bool first = l == model->first[v], given = record->given[v] == l - model->first[v] + 1;
      if (first || given || ebm_random_below(random, 3) > 0) record->allowed[l / 64] |= (uint64_t)1 << (l % 64);
    }
  }
}

/* Reads a text as the format, or as whatever it is taken for, and holds it against the block it was written from. */
static void check_text(const ebm_text *text, const ebm_format *format, bool named, const ebm_block *written) {
  bool large = written->record[0].model->n_variables == 256;
  ebm_reader_options options = {.kinds = ebm_factor_kinds(),
                                .format = named ? format->name : NULL,
                                .alphabet = large && !format->own_values ? sixteen : NULL};
  ebm_reader *reader;
  ebm_error error = {0};
  ebm_block block = {0};
  size_t consumed;
  assert_int_equal(ebm_reader_create(&options, &reader, &error), EBM_OK);
  ebm_status status = ebm_reader_read(reader, text->bytes, text->length, true, SIZE_MAX, &block, &consumed, &error);
  if (status != EBM_OK || block.n != written->n)
    fail_msg("format '%s': %zu of %zu records, %s\n%.*s", format->name, block.n, written->n, error.text,
             (int)text->length, text->bytes);
  for (size_t i = 0; i < block.n; i++) {
    const ebm_record *a = &written->record[i], *b = &block.record[i];
    if (b->error != NULL)
      fail_msg("format '%s': %s\n%.*s", format->name, b->error->text, (int)text->length, text->bytes);
    assert_int_equal(a->model->n_literals, b->model->n_literals);
    for (uint32_t l = 0; l < a->model->n_literals; l++)
      if (ebm_record_allows(a, l) != ebm_record_allows(b, l))
        fail_msg("format '%s', record %zu, literal %u:\n%.*s", format->name, i, l, (int)text->length, text->bytes);
  }
  ebm_block_clear(&block);
  ebm_reader_destroy(reader);
}

/* True: the format had words for all of the block. */
static bool check_block(const ebm_format *format, const ebm_block *block) {
  ebm_text text = {0};
  ebm_status status = EBM_OK;
  for (size_t i = 0; i < block->n && status == EBM_OK; i++) {
    size_t length = text.length;
    status = format->write(&block->record[i], NULL, &text);
    if (status != EBM_OK) {
      assert_int_equal(status, EBM_ERROR_UNSUPPORTED);
      assert_int_equal(text.length, length);
    }
  }
  assert_false(text.failed);
  if (status == EBM_OK) {
    check_text(&text, format, true, block);
    check_text(&text, format, false, block);
  }
  ebm_text_clear(&text);
  return status == EBM_OK;
}

static void what_is_written_reads_back(void **state) {
  (void)state;
  static const struct {
    unsigned size, box_rows, box_columns;
    bool masks, required;
  } cases[] = {{9, 3, 3, false, true},
               {9, 3, 3, true, false},
               {4, 2, 2, false, false},
               {6, 2, 3, false, false},
               {16, 4, 4, false, false}};
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    ebm_model *model = support_grid(cases[c].size, cases[c].box_rows, cases[c].box_columns);
    unsigned wrote = 0;
    for (const ebm_format *const *f = ebm_formats(); *f != NULL; f++) {
      if ((*f)->write == NULL) continue;
      ebm_random random = {ebm_hash(c)};
      for (unsigned round = 0; round < ROUNDS; round++) {
        ebm_block block = {0};
        fill_block(&block, model, cases[c].masks, &random);
        bool words = check_block(*f, &block);
        if (cases[c].required && !words) fail_msg("format '%s' cannot write a 9x9 puzzle", (*f)->name);
        wrote += words;
        ebm_block_clear(&block);
      }
    }
    assert_true(wrote > 0);
    ebm_model_destroy(model);
  }
}

/* With values, the solution is written: read back, every cell is given. CSV writes it beside the puzzle, which is what
 * its readers look at. */
static void a_solution_reads_back(void **state) {
  (void)state;
  ebm_model *model = support_grid(9, 3, 3);
  for (const ebm_format *const *f = ebm_formats(); *f != NULL; f++) {
    if ((*f)->write == NULL) continue;
    ebm_random random = {7};
    ebm_block puzzle = {0}, solution = {0};
    fill_block(&puzzle, model, false, &random);
    uint8_t value[81];
    ebm_text text = {0};
    for (unsigned i = 0; i < RECORDS; i++) {
      ebm_record *record = ebm_block_add(&solution, model, i + 1);
      for (unsigned v = 0; v < 81; v++) {
        uint8_t given = puzzle.record[i].given[v];
        value[v] = given != 0 ? (uint8_t)(given - 1) : (uint8_t)ebm_random_below(&random, 9);
        record->given[v] = strcmp((*f)->name, "csv") == 0 ? given : (uint8_t)(value[v] + 1);
      }
      assert_int_equal((*f)->write(&puzzle.record[i], value, &text), EBM_OK);
    }
    check_text(&text, *f, true, &solution);
    ebm_text_clear(&text);
    ebm_block_clear(&puzzle);
    ebm_block_clear(&solution);
  }
  ebm_model_destroy(model);
}

/* A rule that a format cannot say must not be lost in silence. */
static void other_rules_are_refused(void **state) {
  (void)state;
  ebm_builder *builder = support_builder();
  ebm_grid grid = {9, 3, 3, NULL};
  ebm_error error;
  assert_int_equal(ebm_grid_build(builder, &grid, &error), EBM_OK);
  uint32_t scope[9];
  for (uint32_t i = 0; i < 9; i++) scope[i] = ebm_builder_literal(builder, i * 10, 0);
  ebm_factor_spec spec = {.kind = "exactly_one", .scope = scope, .n_scope = 9};
  assert_int_equal(ebm_builder_factor(builder, &spec, &error), EBM_OK);
  ebm_model *model = support_seal(builder);
  ebm_block block = {0};
  ebm_random random = {1};
  fill_block(&block, model, false, &random);
  for (const ebm_format *const *f = ebm_formats(); *f != NULL; f++) {
    ebm_text text = {0};
    if ((*f)->write != NULL) assert_int_equal((*f)->write(&block.record[0], NULL, &text), EBM_ERROR_UNSUPPORTED);
    assert_int_equal(text.length, 0);
    ebm_text_clear(&text);
  }
  ebm_block_clear(&block);
  ebm_model_destroy(model);
}

static void each_is_named_once(void **state) {
  (void)state;
  size_t n = 0;
  for (const ebm_format *const *f = ebm_formats(); *f != NULL; f++, n++) {
    assert_ptr_equal(ebm_format_find((*f)->name), *f);
    assert_string_equal(ebm_format_name(n), (*f)->name);
    assert_non_null((*f)->extensions);
    assert_non_null((*f)->source);
  }
  assert_null(ebm_format_name(n));
  assert_null(ebm_format_find("no such format"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_written_reads_back),
      cmocka_unit_test(a_solution_reads_back),
      cmocka_unit_test(other_rules_are_refused),
      cmocka_unit_test(each_is_named_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
