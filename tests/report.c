/* What people and programs get to read: every report on answers made by hand. */
#include "support.h"

#include "report/report.h"
#include "report/trace.h"

/* An answer that can be bent to any case. A model of nothing but a layout is all that a report looks at. */
typedef struct fixture {
  ebm_model model;
  ebm_record record;
  ebm_answer answer;
  ebm_report_style style;
  uint8_t given[256], value[256];
} fixture;

/* A solved 4x4 with 2x2 boxes; "1" stands in the first cell. */
static void set_up(fixture *f) {
  static const uint8_t solution[16] = {0, 1, 2, 3, 2, 3, 0, 1, 1, 0, 3, 2, 3, 2, 1, 0};
  *f = (fixture){.style = {.limit = 1}};
  f->model.n_variables = 16;
  f->model.layout = (ebm_layout){4, 4, 4, 2, 2, NULL};
  f->given[0] = 1;
  memcpy(f->value, solution, sizeof solution);
  f->record = (ebm_record){.model = &f->model, .given = f->given, .alphabet = ".1234", .line = 7};
  f->answer = (ebm_answer){.outcome = EBM_SOLVED,
                           .source = "x.txt",
                           .line = 7,
                           .puzzle = &f->record,
                           .value = f->value,
                           .method = "quench",
                           .reason = "hard",
                           .solutions = 1,
                           .unique = -1,
                           .sweeps = 12,
                           .kicks = 3,
                           .corrections = 1,
                           .seconds = 0.00125};
}

static void fail_answer(fixture *f, ebm_outcome outcome, const char *text) {
  f->answer.outcome = outcome;
  f->answer.value = NULL;
  f->answer.solutions = 0;
  snprintf(f->answer.error.text, sizeof f->answer.error.text, "%s", text);
}

/* What the report prints; released by the caller. */
static char *print(const fixture *f, const char *name) {
  const ebm_report *report = ebm_report_find(name);
  assert_non_null(report);
  ebm_buffer buffer = {0};
  report->answer(&buffer, &f->style, &f->answer, 0);
  ebm_buffer_byte(&buffer, '\0');
  assert_false(buffer.failed);
  return buffer.bytes;
}

static void assert_prints(const fixture *f, const char *name, const char *expected) {
  char *text = print(f, name);
  assert_string_equal(text, expected);
  free(text);
}

/* ---- line --------------------------------------------------------------------------------------------------- */

static void lines_show_what_was_found(void **state) {
  (void)state;
  fixture f;
  set_up(&f);
  assert_prints(&f, "line", "1234341221434321\n");
  f.record.alphabet = "-abcd";
  assert_prints(&f, "line", "abcdcdabbadcdcba\n");
  fail_answer(&f, EBM_UNKNOWN, "late");
  assert_prints(&f, "line", "a---------------\n");
  fail_answer(&f, EBM_INVALID, "wrong");
  assert_prints(&f, "line", "\n");
  f.answer.puzzle = NULL;
  assert_prints(&f, "line", "\n");
}

static void only_a_unique_solution_is_shown_when_asked(void **state) {
  (void)state;
  fixture f;
  set_up(&f);
  f.style = (ebm_report_style){.question = EBM_QUESTION_UNIQUE, .limit = 2};
  for (f.answer.unique = -1; f.answer.unique <= 1; f.answer.unique++) {
    assert_prints(&f, "line", f.answer.unique == 1 ? "1234341221434321\n" : "1...............\n");
    assert_int_equal(ebm_report_satisfied(&f.style, &f.answer), f.answer.unique == 1);
  }
}

static void counts_say_when_they_are_not_complete(void **state) {
  (void)state;
  fixture f;
  set_up(&f);
  f.style = (ebm_report_style){.question = EBM_QUESTION_COUNT, .limit = 100};
  f.answer.solutions = 57;
  assert_prints(&f, "line", "1...............:57+:1234341221434321\n");
  assert_false(ebm_report_satisfied(&f.style, &f.answer));
  f.answer.exhausted = true;
  assert_prints(&f, "line", "1...............:57:1234341221434321\n");
  assert_true(ebm_report_satisfied(&f.style, &f.answer));
  f.answer.exhausted = false;
  f.answer.solutions = 100;
  assert_prints(&f, "line", "1...............:100+:1234341221434321\n");
  assert_true(ebm_report_satisfied(&f.style, &f.answer));
  fail_answer(&f, EBM_UNSOLVABLE, "");
  f.answer.exhausted = true;
  assert_prints(&f, "line", "1...............:0:\n");
}

static void cells_of_any_number_are_written(void **state) {
  (void)state;
  fixture f;
  set_up(&f);
  f.model.layout = (ebm_layout){0, 0, 9, 0, 0, NULL};
  f.record.alphabet = ".123456789";
  char expected[256 + 2];
  for (unsigned n = 1; n <= 256; n++) {
    f.model.n_variables = n;
    for (unsigned v = 0; v < n; v++) {
      f.value[v] = (uint8_t)((v * 7 + n) % 9);
      expected[v] = (char)('1' + f.value[v]);
    }
    memcpy(expected + n, "\n", 2);
    assert_prints(&f, "line", expected);
  }
}

static void values_without_symbols_are_numbers(void **state) {
  (void)state;
  fixture f;
  set_up(&f);
  f.model.n_variables = 3;
  f.model.layout = (ebm_layout){1, 3, 100, 0, 0, NULL};
  f.record.alphabet = ".";
  f.given[0] = 100;
  f.value[0] = 99;
  assert_prints(&f, "line", "100 2 3\n");
  assert_prints(&f, "grid", "+-------------+\n| 100   2   3 |\n+-------------+\n");
  fail_answer(&f, EBM_UNSOLVABLE, "");
  assert_prints(&f, "line", "100 . .\n");
  assert_prints(&f, "grid", "+-------------+\n| 100   .   . |\n+-------------+\n");
}

/* ---- grid --------------------------------------------------------------------------------------------------- */

static void boxes_are_drawn(void **state) {
  (void)state;
  fixture f;
  set_up(&f);
  assert_prints(
      &f, "grid",
      "+-----+-----+\n| 1 2 | 3 4 |\n| 3 4 | 1 2 |\n+-----+-----+\n| 2 1 | 4 3 |\n| 4 3 | 2 1 |\n+-----+-----+\n");
  f.style.unicode = f.style.bold = true;
  assert_prints(&f, "grid",
                "┌─────┬─────┐\n│ \033[1m1\033[0m 2 │ 3 4 │\n│ 3 4 │ 1 2 │\n├─────┼─────┤\n│ 2 1 │ 4 3 │\n"
                "│ 4 3 │ 2 1 │\n└─────┴─────┘\n");
  f.style.bold = false;
  f.model.layout.box_rows = f.model.layout.box_columns = 0;
  assert_prints(&f, "grid", "┌─────────┐\n│ 1 2 3 4 │\n│ 3 4 1 2 │\n│ 2 1 4 3 │\n│ 4 3 2 1 │\n└─────────┘\n");
}

static void borders_follow_irregular_regions(void **state) {
  (void)state;
  static const uint16_t region[16] = {0, 0, 0, 1, 0, 2, 1, 1, 2, 2, 2, 1, 3, 3, 3, 3};
  fixture f;
  set_up(&f);
  f.style.unicode = true;
  f.model.layout = (ebm_layout){4, 4, 4, 0, 0, region};
  assert_prints(&f, "grid",
                "┌───────────┬───┐\n"
                "│ 1   2   3 │ 4 │\n"
                "│   ┌───┬───┘   │\n"
                "│ 3 │ 4 │ 1   2 │\n"
                "├───┘   └───┐   │\n"
                "│ 2   1   4 │ 3 │\n"
                "├───────────┴───┤\n"
                "│ 4   3   2   1 │\n"
                "└───────────────┘\n");
}

/* ---- CSV and JSON ------------------------------------------------------------------------------------------- */

static void tables_quote_what_they_must(void **state) {
  (void)state;
  fixture f;
  set_up(&f);
  assert_prints(&f, "csv", "x.txt,7,1...............,solved,1234341221434321,1,false,,0,quench,12,3,1,0.001250000,\n");
  f.answer.source = "a \"b\",c\n";
  f.record.alphabet = ",\"234";
  f.answer.unique = 0;
  f.answer.energy = 0.1;
  assert_prints(
      &f, "csv",
      "\"a \"\"b\"\",c\n\",7,\"\"\",,,,,,,,,,,,,,,\",solved,\"\"\"23434\"\"22\"\"43432\"\"\",1,false,false,0.1,"
      "quench,12,3,1,0.001250000,\n");
  f.answer.puzzle = NULL;
  f.answer.source = "x";
  f.answer.method = f.answer.reason = NULL;
  fail_answer(&f, EBM_INVALID, "80 cells, 81 expected");
  assert_prints(&f, "csv", "x,7,,invalid,,0,false,false,,,12,3,1,0.001250000,\"80 cells, 81 expected\"\n");
}

static void objects_have_every_field(void **state) {
  (void)state;
  fixture f;
  set_up(&f);
  f.answer.unique = 1;
  f.answer.exhausted = true;
  assert_prints(&f, "json",
                "{\"source\":\"x.txt\",\"line\":7,\"puzzle\":\"1...............\",\"status\":\"solved\","
                "\"solution\":\"1234341221434321\",\"solutions\":1,\"exhausted\":true,\"unique\":true,\"energy\":0,"
                "\"method\":\"quench\",\"reason\":\"hard\",\"sweeps\":12,\"kicks\":3,\"corrections\":1,\"seconds\":0."
                "001250000}\n");
  fail_answer(&f, EBM_INVALID, "a \"quoted\" word");
  f.answer.puzzle = NULL;
  f.answer.method = f.answer.reason = NULL;
  f.answer.unique = -1;
  f.answer.exhausted = false;
  f.answer.error.line = 9;
  f.answer.error.column = 3;
  assert_prints(&f, "json",
                "{\"source\":\"x.txt\",\"line\":7,\"puzzle\":null,\"status\":\"invalid\",\"solution\":null,"
                "\"solutions\":0,\"exhausted\":false,\"unique\":null,\"energy\":null,\"method\":null,\"reason\":null,"
                "\"sweeps\":12,"
                "\"kicks\":3,\"corrections\":1,\"seconds\":0.001250000,\"error\":\"a \\\"quoted\\\" word\","
                "\"error_line\":9,\"error_column\":3}\n");
}

/* Sources by name, as JSON writes them. */
static void assert_source_prints(const char *source, const char *expected) {
  fixture f;
  set_up(&f);
  f.answer.source = source;
  char *text = print(&f, "json");
  char *end = strstr(text, ",\"line\"");
  assert_non_null(end);
  *end = '\0';
  assert_string_equal(text + strlen("{\"source\":"), expected);
  free(text);
}

static void strings_are_utf8_whatever_the_name(void **state) {
  (void)state;
  assert_source_prints("a\tb\n\"\\\x7f", "\"a\\u0009b\\u000a\\\"\\\\\\u007f\"");
  assert_source_prints("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80",
                       "\"gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80\"");
  assert_source_prints("\xff", "\"\\ufffd\"");
  assert_source_prints("\xc3", "\"\\ufffd\"");            /* cut off */
  assert_source_prints("\xc0\xaf", "\"\\ufffd\\ufffd\""); /* longer than it must be */
  assert_source_prints("\xe0\x80\xaf", "\"\\ufffd\\ufffd\\ufffd\"");
  assert_source_prints("\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\"");            /* a surrogate */
  assert_source_prints("\xf4\x90\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\""); /* above U+10FFFF */
}

static void numbers_read_back(void **state) {
  (void)state;
  static const double numbers[] = {0, 1, -2.5, 0.1, 1.0 / 3, 1e300, 5e-324, 123456789.123456789};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    ebm_buffer buffer = {0};
    ebm_buffer_real(&buffer, numbers[i]);
    ebm_buffer_byte(&buffer, '\0');
    assert_true(strtod(buffer.bytes, NULL) == numbers[i]);
    ebm_buffer_clear(&buffer);
  }
}

static void buffers_grow(void **state) {
  (void)state;
  ebm_buffer buffer = {0};
  for (uint64_t i = 0; i < 100000; i++) ebm_buffer_count(&buffer, i);
  assert_int_equal(buffer.length, 10 + 90 * 2 + 900 * 3 + 9000 * 4 + 90000 * 5);
  assert_memory_equal(buffer.bytes, "01234567891011", 14);
  assert_memory_equal(buffer.bytes + buffer.length - 10, "9999899999", 10);
  ebm_buffer_clear(&buffer);
  ebm_buffer_count(&buffer, UINT64_MAX);
  assert_memory_equal(buffer.bytes, "18446744073709551615", 20);
  assert_null(ebm_buffer_reserve(&buffer, SIZE_MAX));
  assert_true(buffer.failed);
  ebm_buffer_clear(&buffer);
}

/* ---- traces ------------------------------------------------------------------------------------------------- */

static const ebm_trace_point way[] = {
    {.step = 0, .energy = 200, .temperature = NAN, .violations = 40, .literals = 50},
    {.step = 0, .replica = 1, .energy = 150, .temperature = NAN},
    {.step = 1, .event = EBM_EVENT_SWEEP, .energy = 8.5, .temperature = NAN},
    {.step = 1, .replica = 1, .event = EBM_EVENT_SWEEP, .energy = 3, .temperature = NAN},
    {.step = 1, .replica = 1, .event = EBM_EVENT_ANSWER, .temperature = 0.5}};

static void traces_are_rows(void **state) {
  (void)state;
  const ebm_trace trace = {.point = way, .points = 2, .replicas = 1, .stride = 1, .chosen = -1};
  ebm_buffer csv = {0}, json = {0};
  ebm_trace_writer_find("x.csv")->rows(&csv, 3, &trace);
  ebm_trace_writer_find("a.b.jsonl")->rows(&json, 3, &trace);
  ebm_buffer_byte(&csv, '\0');
  ebm_buffer_byte(&json, '\0');
  assert_string_equal(csv.bytes, "3,0,0,start,200,,40,0,50\n3,1,0,start,150,,0,0,0\n");
  assert_string_equal(json.bytes, "{\"record\":3,\"replica\":0,\"step\":0,\"event\":\"start\",\"energy\":200,"
                                  "\"temperature\":null,\"violations\":40,\"weight_norm\":0,\"literals\":50}\n"
                                  "{\"record\":3,\"replica\":1,\"step\":0,\"event\":\"start\",\"energy\":150,"
                                  "\"temperature\":null,\"violations\":0,\"weight_norm\":0,\"literals\":0}\n");
  ebm_buffer_clear(&csv);
  ebm_buffer_clear(&json);
  assert_null(ebm_trace_writer_find(".csv"));
  assert_null(ebm_trace_writer_find("csv"));
  assert_null(ebm_trace_writer_find("x.json"));
}

/* Every element is closed in its order, and what is between them is escaped. */
static void assert_well_formed(const char *xml) {
  const char *open[64];
  size_t depth = 0;
  for (const char *at = xml; *at != '\0';) {
    if (*at == '&')
      assert_true(strncmp(at, "&amp;", 5) == 0 || strncmp(at, "&lt;", 4) == 0 || strncmp(at, "&gt;", 4) == 0);
    if (*at != '<') {
      assert_true((unsigned char)*at >= 0x20 || *at == '\n');
      at++;
      continue;
    }
    const char *end = strchr(at, '>');
    assert_non_null(end);
    size_t name = strcspn(at + 1 + (at[1] == '/'), " >/");
    if (at[1] == '/') {
      assert_true(depth > 0 && strncmp(open[--depth], at + 2, name) == 0);
    } else if (end[-1] != '/') {
      assert_true(depth < 64);
      open[depth++] = at + 1;
    }
    at = end + 1;
  }
  assert_int_equal(depth, 0);
}

static size_t count_of(const char *text, const char *what) {
  size_t n = 0;
  for (const char *at = text; (at = strstr(at, what)) != NULL; at++) n++;
  return n;
}

static void plots_show_every_replica(void **state) {
  (void)state;
  fixture f;
  set_up(&f);
  ebm_trace trace = {.point = way, .points = 5, .replicas = 2, .steps = 1, .stride = 1, .chosen = 1};
  f.answer.trace = &trace;
  f.answer.source = "<a&b>\x01\xff\xc3\xbc.txt";
  f.answer.method = "gradient";
  ebm_buffer svg = {0};
  ebm_trace_plot(&svg, &f.answer);
  ebm_buffer_byte(&svg, '\0');
  assert_false(svg.failed);
  assert_well_formed(svg.bytes);
  assert_non_null(strstr(svg.bytes, "<title>4 \xc3\x97 4 grid, 1 given, by gradient: solved</title>"));
  assert_non_null(strstr(svg.bytes, ">&lt;a&amp;b&gt;\xef\xbf\xbd\xef\xbf\xbd\xc3\xbc.txt:7 "));
  assert_non_null(strstr(svg.bytes, "@media(prefers-color-scheme:dark)"));
  assert_non_null(strstr(svg.bytes, ">replica 1, the answer<"));
  assert_non_null(strstr(svg.bytes, ">E = 0<"));
  assert_non_null(strstr(svg.bytes, "log scale of 1 + E")); /* from 200 to 0 */
  assert_int_equal(count_of(svg.bytes, "<path class=\"o\" fill=\"none\""), 1);
  assert_int_equal(count_of(svg.bytes, "<path class=\"c\" fill=\"none\""), 1);
  ebm_buffer_clear(&svg);

  /* Without an answer the replica that came lowest is in front; one point is a picture too. */
  trace = (ebm_trace){.point = &way[2], .points = 2, .replicas = 2, .steps = 1, .stride = 1, .chosen = -1};
  fail_answer(&f, EBM_UNKNOWN, "late");
  ebm_trace_plot(&svg, &f.answer);
  trace.points = trace.replicas = 1;
  ebm_trace_plot(&svg, &f.answer);
  ebm_buffer_byte(&svg, '\0');
  assert_well_formed(svg.bytes);
  assert_non_null(strstr(svg.bytes, ">replica 1, the lowest<"));
  assert_non_null(strstr(svg.bytes, ">E = 8.5<"));
  assert_null(strstr(svg.bytes, "nan"));
  ebm_buffer_clear(&svg);
}

/* ---- rules ---- */

/* Cages, a mark between neighbours, both diagonals; a thermometer has to be told. */
static void give_rules(fixture *f) {
  static const int32_t three[] = {3}, ten[] = {10}, rising[] = {1}, falling[] = {-1};
  static const uint32_t row[] = {0, 1}, corner[] = {10, 11, 14, 15}, dotted[] = {5, 6}, above[] = {12, 8},
                        line[] = {4, 8};
  static ebm_puzzle_rule rule[] = {{.type = "Cage", .number = three, .n_numbers = 1, .cell = row, .n_cells = 2},
                                   {.type = "Cage", .number = ten, .n_numbers = 1, .cell = corner, .n_cells = 4},
                                   {.type = "WhiteDot", .cell = dotted, .n_cells = 2},
                                   {.type = "GreaterThan", .cell = above, .n_cells = 2},
                                   {.type = "Diagonal", .number = rising, .n_numbers = 1},
                                   {.type = "Diagonal", .number = falling, .n_numbers = 1},
                                   {.type = "Thermo", .cell = line, .n_cells = 2},
                                   {.type = "Thermo", .cell = line, .n_cells = 2}};
  f->model.rule = rule;
  f->model.n_rules = sizeof rule / sizeof *rule;
}

static void rules_are_drawn(void **state) {
  (void)state;
  fixture f;
  set_up(&f);
  give_rules(&f);
  assert_prints(&f, "grid",
                "+3-----+------+\n"
                "|\\1  2 | 3 /4 |\n"
                "+......+      |\n"
                "| 3 \\4 o/1  2 |\n"
                "+------+10----+\n"
                "| 2 /1 |\\4  3 |\n"
                "| ^    |      |\n"
                "|/4  3 | 2 \\1 |\n"
                "+------+------+\n"
                "and: 2 Thermo\n");
  f.style.unicode = true;
  assert_prints(&f, "grid",
                "┏3━━━━━┳━━━━━━┓\n"
                "┃╲1  2 ┃ 3 ╱4 ┃\n"
                "┠──────┨      ┃\n"
                "┃ 3 ╲4 ○╱1  2 ┃\n"
                "┣━━━━━━╋10━━━━┫\n"
                "┃ 2 ╱1 ┃╲4  3 ┃\n"
                "┃ ^    ┃      ┃\n"
                "┃╱4  3 ┃ 2 ╲1 ┃\n"
                "┗━━━━━━┻━━━━━━┛\n"
                "and: 2 Thermo\n");
}

static void objects_name_the_rules(void **state) {
  (void)state;
  fixture f;
  set_up(&f);
  char *text = print(&f, "json");
  assert_null(strstr(text, "rules"));
  free(text);
  give_rules(&f);
  static const uint32_t cell[] = {0, 1, 4}, end[] = {2, 3};
  static const int32_t numbers[] = {4, -2};
  static const uint8_t pairs[] = {0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0};
  f.model.rule[0] = (ebm_puzzle_rule){.type = "Jigsaw", .cell = cell, .n_cells = 3, .segment = end, .n_segments = 2};
  f.model.rule[1] = (ebm_puzzle_rule){
      .type = "Pair", .number = numbers, .n_numbers = 2, .cell = cell, .n_cells = 3, .pairs = pairs, .loop = true};
  f.model.n_rules = 3;
  text = print(&f, "json");
  assert_non_null(strstr(text, ",\"rules\":[{\"type\":\"Jigsaw\",\"cells\":[[\"R1C1\",\"R1C2\"],[\"R2C1\"]]},"
                               "{\"type\":\"Pair\",\"argument\":[4,-2],\"cells\":[\"R1C1\",\"R1C2\",\"R2C1\"],"
                               "\"pairs\":[\"0111\",\"0011\",\"0001\",\"0000\"],\"loop\":true},"
                               "{\"type\":\"WhiteDot\",\"cells\":[\"R2C2\",\"R2C3\"]}]}\n"));
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_show_what_was_found),
      cmocka_unit_test(only_a_unique_solution_is_shown_when_asked),
      cmocka_unit_test(counts_say_when_they_are_not_complete),
      cmocka_unit_test(cells_of_any_number_are_written),
      cmocka_unit_test(values_without_symbols_are_numbers),
      cmocka_unit_test(boxes_are_drawn),
      cmocka_unit_test(borders_follow_irregular_regions),
      cmocka_unit_test(rules_are_drawn),
      cmocka_unit_test(objects_name_the_rules),
      cmocka_unit_test(tables_quote_what_they_must),
      cmocka_unit_test(objects_have_every_field),
      cmocka_unit_test(strings_are_utf8_whatever_the_name),
      cmocka_unit_test(numbers_read_back),
      cmocka_unit_test(buffers_grow),
      cmocka_unit_test(traces_are_rows),
      cmocka_unit_test(plots_show_every_replica),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
