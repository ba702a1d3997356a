/* The certifier: its short way for 9x9 says what the factors one by one say, and no planted error passes. */
#include "support.h"

#include "base/random.h"
#include "certify/certify.h"

static const char solved[] = "468931527751624839392578461134756298289413675675289314846192753513867942927345186";
static const char given[] = "4...3.......6..8..........1....5..9..8....6...7.2........1.27..5.3....4.9........";

static void every_single_error_is_found(void **state) {
  (void)state;
  ebm_model *model = support_grid(9, 3, 3);
  assert_true(model->classic9);
  ebm_block block = {0};
  ebm_record *record = support_record(&block, model, given);
  uint8_t value[81];
  for (unsigned i = 0; i < 81; i++) value[i] = (uint8_t)(solved[i] - '1');
  assert_true(ebm_certify(record, value));
  for (unsigned i = 0; i < 81; i++) {
    uint8_t right = value[i];
    for (unsigned a = 0; a < 256; a++) {
      value[i] = (uint8_t)a;
      assert_int_equal(ebm_certify(record, value), a == right);
    }
    value[i] = right;
  }
  /* A solution of the rules that is none of the givens, in one cell alone or everywhere. */
  for (unsigned i = 0; i < 81; i++) {
    if (record->given[i] != 0) continue;
    record->given[i] = (uint8_t)((value[i] + 1) % 9 + 1);
    assert_false(ebm_certify(record, value));
    record->given[i] = 0;
  }
  for (unsigned i = 0; i < 81; i++) value[i] = (uint8_t)((value[i] + 1) % 9);
  assert_false(ebm_certify(record, value));
  ebm_block_clear(&block);
  ebm_model_destroy(model);
}

/* Grids that are nearly right: cells, rows and columns exchanged. */
static void the_short_way_agrees_with_the_factors(void **state) {
  (void)state;
  ebm_model *model = support_grid(9, 3, 3);
  ebm_model slow = *model;
  slow.classic9 = false;
  ebm_block block = {0};
  ebm_record record = *support_record(
                 &block, model, "................................................................................."),
             other = record;
  other.model = &slow;
  ebm_random random = {7};
  size_t good = 0;
  for (unsigned round = 0; round < 20000; round++) {
    uint8_t value[81], line[9];
    for (unsigned i = 0; i < 81; i++) value[i] = (uint8_t)(solved[i] - '1');
    unsigned a = ebm_random_below(&random, 9), b = ebm_random_below(&random, 9), what = ebm_random_below(&random, 3);
    if (what == 0) {
      memcpy(line, value + 9 * a, 9);
      memcpy(value + 9 * a, value + 9 * b, 9);
      memcpy(value + 9 * b, line, 9);
    }
    for (unsigned r = 0; what == 1 && r < 9; r++) {
      uint8_t kept = value[9 * r + a];
      value[9 * r + a] = value[9 * r + b];
      value[9 * r + b] = kept;
    }
    if (what == 2) {
      uint8_t *p = &value[ebm_random_below(&random, 81)], *q = &value[ebm_random_below(&random, 81)], kept = *p;
      *p = *q;
      *q = kept;
    }
    bool accepted = ebm_certify(&record, value);
    assert_int_equal(accepted, ebm_certify(&other, value));
    good += accepted;
  }
  assert_true(good > 2000 && good < 18000);
  ebm_block_clear(&block);
  ebm_model_destroy(model);
}

/* A row with two of every value, on grids that have more values than the alphabet has symbols, and fewer: a value is
 * told by its symbol or by its number, and no byte behind the alphabet is looked at. */
static void clashes_name_every_value(void **state) {
  (void)state;
  static const char symbols[] = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0";
  for (unsigned size = 2; size <= 66; size += 16) {
    ebm_model *model = support_grid(size, 0, 0);
    for (size_t length = 0; length < sizeof symbols; length += 16) {
      char *alphabet = malloc(length + 2), text[160], name[16], wanted[160];
      assert_non_null(alphabet);
      alphabet[0] = '.';
      memcpy(alphabet + 1, symbols, length);
      alphabet[length + 1] = '\0';
      for (unsigned a = size - 1; a < size; a -= 1 + size / 4) { /* down to 0, and round */
        ebm_block block = {0};
        ebm_record *record = ebm_block_add(&block, model, 1);
        assert_non_null(record);
        record->alphabet = alphabet;
        record->given[size] = record->given[2 * size - 1] = (uint8_t)(a + 1);
        snprintf(name, sizeof name, length >= size ? "%c" : "%u", length >= size ? (unsigned)symbols[a] : a + 1);
        snprintf(wanted, sizeof wanted, "row 2 has two %ss", name);
        assert_true(ebm_certify_clash(record, text, sizeof text));
        assert_string_equal(text, wanted);
        /* Where it is ruled out in all of its row, it has no place. */
        record->given[size] = record->given[2 * size - 1] = 0;
        uint64_t *allowed = ebm_block_allowed(&block, model);
        uint8_t *possible = malloc(model->n_literals);
        assert_true(allowed != NULL && possible != NULL);
        for (uint32_t l = 0; l < model->n_literals; l++)
          if (l / size / size != 1 || l % size != a) allowed[l / 64] |= (uint64_t)1 << l % 64;
        record->allowed = allowed;
        snprintf(wanted, sizeof wanted, "row 2 has no place left for %s", name);
        assert_true(ebm_certify_dead_end(record, possible, text, sizeof text));
        assert_string_equal(text, wanted);
        free(possible);
        ebm_block_clear(&block);
      }
      free(alphabet);
    }
    ebm_model_destroy(model);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_single_error_is_found),
      cmocka_unit_test(the_short_way_agrees_with_the_factors),
      cmocka_unit_test(clashes_name_every_value),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
