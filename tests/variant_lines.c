/* Variants in one line or two: irregular regions, killer cages. What they bring is seen by which grids the certifier
 * takes. */
#include "format_support.h"

#include "certify/certify.h"

/* A 4x4 with regions, on one line; the same cells with a solution behind them are no regions. */
static void regions_on_a_line(void **state) {
  (void)state;
  static const char puzzle[] = "1... .... .... ...3 AAAB ABBB CDDD CCCD\n",
                    wrong[] = "1... .... .... ...3 1234 3412 2143 4321\n";
  ebm_reader_options options = {.kinds = ebm_factor_kinds(), .format = "jigsaw"};
  ebm_reader *reader;
  ebm_block block = {0};
  ebm_error error;
  size_t consumed;
  assert_int_equal(ebm_reader_create(&options, &reader, &error), EBM_OK);
  assert_int_equal(ebm_reader_read(reader, puzzle, strlen(puzzle), true, 4, &block, &consumed, &error), EBM_OK);
  assert_int_equal(block.n, 1);
  assert_null(block.record[0].error);
  uint8_t value[16];
  record_values(&block.record[0], "1234431234212143", value);
  assert_true(ebm_certify(&block.record[0], value));
  record_values(&block.record[0], "1234341221434323", value); /* two 3s in the first region */
  assert_false(ebm_certify(&block.record[0], value));
  ebm_block_reset(&block);
  assert_int_equal(ebm_reader_read(reader, wrong, strlen(wrong), true, 4, &block, &consumed, &error), EBM_OK);
  assert_non_null(block.record[0].error);
  ebm_block_clear(&block);
  ebm_reader_destroy(reader);
}

/* The same on two lines, and in two blocks with rules and comments between: read when the format is named. */
static void regions_on_lines_of_their_own(void **state) {
  (void)state;
  static const struct {
    const char *text, *said;
  } sources[] = {
      {"1.............2.\n0111012200323332\n", NULL},
      {"# one\n1 . | . .\n. . | . .\n----+----\n. . | . .\n. . | 2 .\n\n0111\n0122\n0032\n3332\n", NULL},
      {"1.............2.\n\n0111012200323331\n", "not givens and as many regions' characters, each region whole"},
      {"1...\n....\n....\n..2.\n0111\n0122\n0032\n", "not givens and as many regions' characters, each region whole"},
      {"1...\n....\n...\n..2.\n0111\n0122\n0032\n3332\n",
       "not givens and as many regions' characters, each region whole"},
  };
  for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
    ebm_reader_options options = {.kinds = ebm_factor_kinds(), .format = "jigsaw"};
    ebm_reader *reader;
    ebm_block block = {0};
    ebm_error error;
    size_t consumed;
    uint8_t value[16];
    assert_int_equal(ebm_reader_create(&options, &reader, &error), EBM_OK);
    assert_int_equal(
        ebm_reader_read(reader, sources[i].text, strlen(sources[i].text), true, 4, &block, &consumed, &error), EBM_OK);
    assert_true(block.n >= 1);
    const ebm_record *record = &block.record[0];
    if (sources[i].said != NULL) {
      assert_non_null(record->error);
      assert_string_equal(record->error->text, sources[i].said);
    } else {
      assert_int_equal(block.n, 1);
      if (record->error != NULL) fail_msg("%s", record->error->text);
      assert_int_equal(record->given[0], 1);
      assert_int_equal(record->given[14], 2);
      record_values(record, "1234214334124321", value);
      assert_true(ebm_certify(record, value));
      record_values(record, "1234341221434321", value);
      assert_false(ebm_certify(record, value));
    }
    ebm_block_clear(&block);
    ebm_reader_destroy(reader);
  }
}

/* ---- killer puzzles on a line ---- */

#define GRID "534678912672195348198342567859761423426853791713924856961537284287419635345286179"

/* Fields or entries for all 81 cells: those of `first`, then as many of `rest` as are missing. */
static void killer_line(char *text, const char *front, const char *first, unsigned cells, const char *rest) {
  size_t n = (size_t)sprintf(text, "%s%s", front, first);
  for (unsigned c = cells; c < 81; c++) n += (size_t)sprintf(text + n, "%s", rest);
  strcpy(text + n, "\n");
}

/* What the line is refused for; "": its only record takes the grid above; "no": it does not. */
static const char *judge(const char *format, const char *line, char said[240]) {
  ebm_reader_options options = {.kinds = ebm_factor_kinds(), .format = format};
  ebm_reader *reader;
  ebm_block block = {0};
  ebm_error error;
  size_t consumed;
  assert_int_equal(ebm_reader_create(&options, &reader, &error), EBM_OK);
  assert_int_equal(ebm_reader_read(reader, line, strlen(line), true, 4, &block, &consumed, &error), EBM_OK);
  assert_int_equal(block.n, 1);
  said[0] = '\0';
  if (block.record[0].error != NULL) {
    snprintf(said, 240, "%s", block.record[0].error->text);
  } else {
    uint8_t value[81];
    record_values(&block.record[0], GRID, value);
    if (!ebm_certify(&block.record[0], value)) strcpy(said, "no");
  }
  ebm_block_clear(&block);
  ebm_reader_destroy(reader);
  return said;
}

static void killer_lines(void **state) {
  (void)state;
  static const struct {
    const char *format, *front, *first;
    unsigned cells;
    const char *rest, *said;
  } lines[] = {
      {"killer", "3x3::k:", "2048:2048:2561:2561:", 4, "0:", ""},
      {"killer", "3x3::k:", "2304:2304:2561:2561:", 4, "0:", "no"},
      {"killer", "3x3:k:", "8:8:266:266:", 4, "0:", ""}, /* cage * 256 + sum */
      {"killer", "3x3:k:", "9:9:266:266:", 4, "0:", "no"},
      {"killer", "3x3:d:k:", "2048:2048:", 2, "0:", "no"},
      {"killer", "3x3::k:", "1280:1280:7:", 3, "0:", "no"}, /* sum 5, and cells in no cage */
      {"killer", "3x3::k:", "257:257:", 2,
       "0:", "the numbers are not sums * 256 + cages: a cage has two sums, or one out of reach"},
      {"killer", "3x3::k:", "771:771:", 2, "0:", "the numbers can be read as sum * 256 + cage and as cage * 256 + sum"},
      {"killer", "3x3:z:k:", "0:", 1, "0:", "behind 3x3: only 'd' for diagonals and 'k' for cages are known"},
      {"killer", "3x3::k:", "2048:2048:x:", 3, "0:", "2 cells, 81 expected"},
      {"sumocue", "SumoCueV1", "=8+0=10+2", 4, "=0", ""}, /* cell 2 begins the cage */
      {"sumocue", "SumoCueV1", "=8+0=9+2", 4, "=0", "no"},
      {"sumocue", "SumoCueV1", "=8+0=10+1", 4, "=0", ""}, /* cage 1 */
      {"sumocue", "SumoCueV1", "=8+0=11+1", 4, "=0", "no"},
      {"sumocue", "SumoCueV1D", "=8+0", 2, "=0", "no"},
      {"sumocue", "SumoCueV1", "=5=3=4=6", 4, "=0", ""}, /* givens */
      {"sumocue", "SumoCueV1", "=8+0=9=11=5+2", 6, "=0", "+N could be the cage that begins at cell N or cage number N"},
      {"sumocue", "SumoCueV1", "=5=4", 2, "=0", "no"},
      {"sumocue", "SumoCueV1", "=0+0", 2, "=0", "the cage of cell 0 has no sum: it could be a cage or no cage at all"},
      {"sumocue", "SumoCueV1", "=8+0=10+81", 4, "=0", "a +N that is neither a cage's first cell nor its number"},
      {"sumocue", "SumoCueV1", "=5=7+1", 3, "=0", ""},
      {"sumocue", "SumoCueV1", "=8J0+0J0", 2, "=0J9", "cell 3 of 81: a region from J0 to J8 is expected"},
      {"sumocue", "SumoCueV1", "=8J0+0J0", 2, "=0", "region J0 has 2 cells, 9 expected"},
      {"sumocue", "SumoCueV1", "=8-", 2, "=0", "cell 2 of 81: neither =SUM nor +CELL"},
  };
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    char text[1000], said[240];
    killer_line(text, lines[i].front, lines[i].first, lines[i].cells, lines[i].rest);
    if (strcmp(judge(lines[i].format, text, said), lines[i].said) != 0) fail_msg("%s%s", text, said);
  }
}

/* The regions of a SumoCue line take the place of the boxes: rows, here, so that the boxes may repeat. */
static void regions_of_sumocue(void **state) {
  (void)state;
  char text[1000] = "SumoCueV1", said[240];
  for (unsigned c = 0; c < 81; c++) sprintf(text + strlen(text), "=%cJ%u", GRID[c], c / 9);
  assert_string_equal(judge("sumocue", text, said), "");
  strcpy(text, "SumoCueV1");
  for (unsigned c = 0; c < 81; c++) sprintf(text + strlen(text), "=0J%u", (c + c / 9) % 9);
  assert_string_equal(judge("sumocue", text, said), "no");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(regions_on_a_line),
      cmocka_unit_test(regions_on_lines_of_their_own),
      cmocka_unit_test(killer_lines),
      cmocka_unit_test(regions_of_sumocue),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
