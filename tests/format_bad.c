/* The files of tests/bad, named after their faults: the line, the column and the words for each, and the records around
 * it. Also what would be too large for a file. */
#include "format_examples.h"
#include "format_support.h"

typedef struct bad {
  const char *file, *reading; /* as show_block shows it */
} bad;

static const bad files[] = {
    {"10-cells-in-row-9.txt", "1 9:10 row 9 has 10 cells, 9 expected\n"
                              "10 " Q "\n"},
    {"728-places.txt", "1 1:729 728 places, 729 expected\n"
                       "2 " P "\n"},
    {"8-cells-in-row-3.txt", "1 3:0 row 3 has 8 cells, 9 expected\n"
                             "11 " Q "\n"},
    {"8-groups-in-row-7.txt", "2 10:0 row 7 has 8 cells, 9 expected\n"
                              "16 " P "\n"},
    {"8-rows.txt", "1 8:0 8 rows, 9 expected\n"
                   "10 " P "\n"},
    {"80-cells-first.txt", "1 1:81 80 cells, 81 expected\n"
                           "2 " Q "\n"},
    {"80-cells.csv", "2 " P "\n"
                     "3 3:81 80 cells, 81 expected\n"
                     "4 " Q "\n"},
    {"80-cells.txt", "1 " P "\n"
                     "2 2:81 80 cells, 81 expected\n"
                     "3 " Q "\n"},
    {"82-cells.txt", "1 " P "\n"
                     "2 2:82 82 cells, 81 expected\n"
                     "3 " Q "\n"},
    {"carriage-return-in-a-line.txt", "1 " P "\n"
                                      "2 2:31 a carriage return is not a digit or a blank\n"
                                      "3 " Q "\n"},
    {"cell-missing-between-commas.txt", "1 5:0 row 5 has 8 cells, 9 expected\n"},
    {"cell-without-candidates.txt", "1 " P "\n"
                                    "2 2:145 cell 17 has no candidates\n"
                                    "3 " P "\n"},
    {"column-empty.csv", "2 2:3 no puzzle in its column\n"
                         "3 " Q "\n"},
    {"column-missing.csv", "2 " P "\n"
                           "3 3:0 1 field, the puzzle is in field 2\n"
                           "4 " Q "\n"},
    {"digit-out-of-place.txt", "1 1:19 '2' in cell 3 where 1 can stand\n"
                               "2 " P "\n"},
    {"digit-twice-in-a-cell.txt", "2 6:6 '1' twice in a cell\n"
                                  "16 " P "\n"},
    {"either-alphabet-16x16.txt", "1 1:1 the values could be 1-9A-G or 0-9A-F: name the alphabet (--alphabet)\n"},
    {"end-in-row-4.txt", "1 4:0 row 4 has 4 cells, 9 expected\n"},
    {"half-a-line.txt", "1 " P "\n"
                        "2 2:41 40 cells, 81 expected\n"
                        "3 " Q "\n"},
    {"high-byte-in-a-line.txt", "1 " P "\n"
                                "2 2:8 byte 0xFF is not a digit or a blank\n"
                                "3 " Q "\n"},
    {"hodoku-80-cells.txt", "1 " P "\n"
                            "2 2:9 80 cells, 81 expected\n"},
    {"hodoku-deleted-0.txt", "1 1:91 a deleted candidate is three digits: digit, row, column\n"
                             "2 " Q "\n"},
    {"hodoku-no-cells.txt", "1 " P "\n"
                            "2 2:1 no cells behind a third ':'\n"
                            "3 " Q "\n"},
    {"hodoku-plus-without-digit.txt", "1 1:11 '+' is not a digit or a blank\n"
                                      "2 " Q "\n"},
    {"letter-between-bars.ss", "1 10:6 'l' is not a digit or a blank\n"},
    {"letter-in-a-column.csv", "2 2:12 'b' is not a digit or a blank\n"
                               "3 " Q "\n"},
    {"letter-in-a-line.txt", "2 " P "\n"
                             "3 3:41 'q' is not a digit or a blank\n"
                             "4 " Q "\n"},
    {"letter-in-row-5.sdk", "3 7:4 'k' is not a digit or a blank\n"
                            "14 " P "\n"},
    {"no-puzzle-column.csv", "1 1:1 no known puzzle format starts with \"id,text\"\n"
                             "2 " P "\n"},
    {"nothing-but-words.txt", "1 1:1 no known puzzle format starts with \"It was a bright cold day in Apri\"\n"
                              "2 2:1 no known puzzle format starts with \"and the clocks\"\n"
                              "3 3:1 no known puzzle format starts with \"were striking\"\n"
                              "fault 4:1 no known puzzle format starts with \"thirteen.\"\n"},
    {"nul-in-a-line.txt", "1 " P "\n"
                          "2 2:21 a NUL byte\n"
                          "3 " Q "\n"},
    {"question-mark-for-blank.txt", "1 1:3 '?' is not a digit or a blank\n"
                                    "2 " Q "\n"},
    {"quote-never-closed.csv", "2 2:1 a quote that is never closed\n"
                               "3 " Q "\n"},
    {"solution-without-puzzle.txt", "1 " P "\n"
                                    "2 2:82 80 cells, 81 expected\n"
                                    "3 " Q "\n"},
    {"words.txt", "1 1:1 no known puzzle format starts with \"This is no puzzle.\"\n"
                  "2 " P "\n"},
};

/* The folder `bad` beside this source. */
static char *read_bad(const char *name, size_t *length) {
  char path[4096];
  const char *slash = strrchr(__FILE__, '/');
  snprintf(path, sizeof path, "%.*s/bad/%s", slash != NULL ? (int)(slash - __FILE__) : 1,
           slash != NULL ? __FILE__ : ".", name);
  FILE *file = fopen(path, "rb");
  if (file == NULL) fail_msg("cannot open %s", path);
  char *bytes = malloc(1 << 16);
  *length = fread(bytes, 1, 1 << 16, file);
  fclose(file);
  return bytes;
}

static void each_fault_is_told_where_it_is(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    size_t length;
    char *bytes = read_bad(files[i].file, &length);
    for (size_t chunk = 0; chunk <= 64; chunk += 8) {
      feeding how = {.chunk = chunk, .most = chunk % 3, .seed = chunk};
      ebm_text text = read_source(bytes, length, &how);
      if (strcmp(text.bytes, files[i].reading) != 0)
        fail_msg("%s, chunk %zu:\n%sexpected:\n%s", files[i].file, chunk, text.bytes, files[i].reading);
      ebm_text_clear(&text);
    }
    free(bytes);
  }
}

/* ---- lines too long to keep ---- */

static void check_long(const char *before, size_t dots, const char *after, size_t chunk, const char *expected) {
  size_t n = strlen(before), length = n + dots + strlen(after);
  char *bytes = malloc(length + 1);
  memcpy(bytes, before, n);
  memset(bytes + n, '.', dots);
  memcpy(bytes + n + dots, after, strlen(after) + 1);
  ebm_text text = read_source(bytes, length, &(feeding){.chunk = chunk});
  assert_string_equal(text.bytes, expected);
  ebm_text_clear(&text);
  free(bytes);
}

static void a_long_line_hides_nothing(void **state) {
  (void)state;
  enum { LONG = EBM_RECORD_LIMIT + (1 << 21), CHUNK = 1 << 20 };
  static const char too_long[] = "a line longer than 16777216 bytes\n";
  char expected[512];
  for (size_t chunk = 0; chunk <= CHUNK; chunk += CHUNK) {
    snprintf(expected, sizeof expected, "1 " P "\n2 2:0 %s3 " Q "\n", too_long);
    check_long(P "\n", LONG, "\n" Q "\n", chunk, expected);
    snprintf(expected, sizeof expected, "1 1:0 %s2 " Q "\n", too_long);
    check_long("", LONG, "\n" Q "\n", chunk, expected);
    snprintf(expected, sizeof expected, "3 3:0 %s4 " Q "\n", too_long);
    check_long("# a comment\n\n", LONG, "\n" Q "\n", chunk, expected);
    snprintf(expected, sizeof expected, "1 " P "\n2 2:0 %s", too_long);
    check_long(P "\n", LONG, "", chunk, expected);
  }
}

/* A line as long as the limit is read, and told for what it is. */
static void a_line_within_the_limit_is_read(void **state) {
  (void)state;
  check_long(P "\n", 1 << 16, "\n" Q "\n", 1 << 12, "1 " P "\n2 2:82 65536 cells, 81 expected\n3 " Q "\n");
}

/* ---- alphabets ---- */

static void alphabets_decide(void **state) {
  (void)state;
  static const struct {
    const char *alphabet, *text, *reading;
  } cases[] = {
      {"ABCDEFGHI", "EC..G....F..AIE....IH....F.H...F...CD..H.C..AG...B...F.F....BH....DAI..E....H..GI\n",
       "1 EC..G....F..AIE....IH....F.H...F...CD..H.C..AG...B...F.F....BH....DAI..E....H..GI\n"},
      {"123456789", P "\n", "1 " P "\n"},
      {"1234", P "\n", "1 1:1 the alphabet has fewer than the 9 values of this grid\n"},
      {"0123", "0..1..2..3..1..0\n", "1 0..1..2..3..1..0\n"},
      {"abcd", "a..b..c..d..A..D\n", "1 a..b..c..d..a..d\n"},
      {"a-d", "a..b..c..d..A..D\n", "1 a..b..c..d..a..d\n"},
      {"0-3", "0..1..2..3..1..0\n", "1 0..1..2..3..1..0\n"},
      {"0-15", "0..1..2..3..1..0\n", "1 0..1..2..3..1..0\n"},
      {"1-4", "0..1..2..3..1..0\n", "1 ...1..2..3..1...\n"},
      {"0-2", "0..1..2..3..1..0\n", "1 1:1 the alphabet has fewer than the 4 values of this grid\n"},
      {"0-3", "0..1..2..4..1..0\n", "1 1:10 '4' is not a value (0123) or a blank\n"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ebm_text text =
        read_source(cases[i].text, strlen(cases[i].text), &(feeding){.format = "line", .alphabet = cases[i].alphabet});
    assert_string_equal(text.bytes, cases[i].reading);
    ebm_text_clear(&text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_fault_is_told_where_it_is),
      cmocka_unit_test(a_long_line_hides_nothing),
      cmocka_unit_test(a_line_within_the_limit_is_read),
      cmocka_unit_test(alphabets_decide),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
