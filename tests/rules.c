/* Every rule, held against two grids written by hand from its definition: one that keeps it, and one that breaks it and
 * nothing else. Boards without rows and columns ("Raw") show a rule by itself. */
#include "format_support.h"

#include "certify/certify.h"
#include "given_whole.h"
#include "rule/rule.h"

typedef struct rule_case {
  const char *name, *board, *rule, *keeps, *breaks; /* breaks NULL: the case has one grid only */
} rule_case;

static const rule_case cases[] = {
    /* whole grid */
    {"rows", ".Shape~2x2~4~Sudoku.NoBoxes", "", "1221", NULL},
    {"Jigsaw", ".Shape~4x4.NoBoxes", ".Jigsaw~1122112233443344", "1234341221434321", "1234234134124123"},
    {"RegionSize", ".Shape~4x4~8", ".RegionSize~8", "1234567821436587", "1234341221434321"},
    {"Diagonal falling", ".Shape~3x3~3~Raw", ".Diagonal~-1", "111121113", "111111113"},
    {"Diagonal rising", ".Shape~3x3~3~Raw", ".Diagonal~1", "111121311", "111111311"},
    {"Windoku", ".Shape~4x4~4~Raw", ".Windoku", "1111112113411111", "1111112113311111"},
    {"DisjointSets", ".Shape~4x4~4~Raw", ".DisjointSets", "1122112233443344", "1122112233443314"},
    {"AntiKnight", ".Shape~3x3~9~Raw", ".AntiKnight", "123456789", "123451789"},
    {"AntiKing", ".Shape~2x3~9~Raw", ".AntiKing", "121343", "124513"},
    {"AntiKing along a row", ".Shape~1x3~9~Raw", ".AntiKing", "121", "112"},
    {"AntiKing along a column", ".Shape~3x1~3~Raw", ".AntiKing", "121", "122"},
    {"AntiConsecutive", ".Shape~2x2~9~Raw", ".AntiConsecutive", "1331", "1321"},
    {"GlobalEntropy", ".Shape~2x2~9~Raw", ".GlobalEntropy", "1479", "1456"},
    {"GlobalMod", ".Shape~2x2~9~Raw", ".GlobalMod", "1231", "1245"},
    {"StrictKropki", ".Shape~1x3~9~Raw", ".WhiteDot~R1C1~R1C2.StrictKropki", "347", "345"},
    {"StrictKropki twice", ".Shape~1x3~9~Raw", ".WhiteDot~R1C1~R1C2.StrictKropki", "349", "348"},
    {"StrictXV", ".Shape~1x3~9~Raw", ".X~R1C1~R1C2.StrictXV", "372", "373"},
    {"StrictXV five", ".Shape~1x3~9~Raw", ".V~R1C1~R1C2.StrictXV", "147", "141"},
    /* lines */
    {"Thermo", ".Shape~1x4~9~Raw", ".Thermo~R1C1~R1C2~R1C3~R1C4", "1257", "1255"},
    {"Whisper", ".Shape~1x3~9~Raw", ".Whisper~R1C1~R1C2~R1C3", "161", "162"},
    {"Whisper 3", ".Shape~1x3~9~Raw", ".Whisper~3~R1C1~R1C2~R1C3", "147", "146"},
    {"Renban", ".Shape~1x4~9~Raw", ".Renban~R1C1~R1C2~R1C3~R1C4", "5364", "5374"},
    {"Renban repeats", ".Shape~1x4~9~Raw", ".Renban~R1C1~R1C2~R1C3~R1C4", "4321", "4322"},
    {"Palindrome", ".Shape~1x5~9~Raw", ".Palindrome~R1C1~R1C2~R1C3~R1C4~R1C5", "12821", "12831"},
    {"Between", ".Shape~1x4~9~Raw", ".Between~R1C1~R1C2~R1C3~R1C4", "7562", "7522"},
    {"Lockout", ".Shape~1x4~9~Raw", ".Lockout~4~R1C1~R1C2~R1C3~R1C4", "3827", "3857"},
    {"Lockout ends", ".Shape~1x3~9~Raw", ".Lockout~4~R1C1~R1C2~R1C3", "195", "194"},
    {"Zipper odd", ".Shape~1x5~9~Raw", ".Zipper~R1C1~R1C2~R1C3~R1C4~R1C5", "15726", "15736"},
    {"Zipper even", ".Shape~1x4~9~Raw", ".Zipper~R1C1~R1C2~R1C3~R1C4", "1324", "1334"},
    {"Modular", ".Shape~1x4~9~Raw", ".Modular~3~R1C1~R1C2~R1C3~R1C4", "1234", "1235"},
    {"Entropic", ".Shape~1x4~9~Raw", ".Entropic~R1C1~R1C2~R1C3~R1C4", "1472", "1474"},
    {"RegionSumLine", ".Shape~4x4", ".RegionSumLine~R1C2~R1C3~R2C3", "3412123421434321", "1234341221434321"},
    {"SumLine", ".Shape~1x5~9~Raw", ".SumLine~10~R1C1~R1C2~R1C3~R1C4~R1C5", "46127", "46126"},
    {"SumLine parts", ".Shape~1x4~9~Raw", ".SumLine~10~R1C1~R1C2~R1C3~R1C4", "4673", "7643"},
    {"SumLine loop", ".Shape~1x4~9~Raw", ".SumLine~10~R1C1~R1C2~R1C3~R1C4~LOOP", "6734", "6833"},
    {"Arrow", ".Shape~1x4~9~Raw", ".Arrow~R1C1~R1C2~R1C3~R1C4", "7124", "7123"},
    {"DoubleArrow", ".Shape~1x4~9~Raw", ".DoubleArrow~R1C1~R1C2~R1C3~R1C4", "5465", "5445"},
    {"PillArrow", ".Shape~1x5~9~Raw", ".PillArrow~2~R1C1~R1C2~R1C3~R1C4~R1C5", "12345", "21345"},
    {"PillArrow read leftmost first", ".Shape~1x5~9~Raw", ".PillArrow~2~R1C2~R1C1~R1C3~R1C4~R1C5", "12345", "21345"},
    /* neighbours */
    {"WhiteDot", ".Shape~1x2~9~Raw", ".WhiteDot~R1C1~R1C2", "54", "53"},
    {"BlackDot", ".Shape~1x2~9~Raw", ".BlackDot~R1C1~R1C2", "48", "47"},
    {"X", ".Shape~1x2~9~Raw", ".X~R1C1~R1C2", "46", "45"},
    {"V", ".Shape~1x2~9~Raw", ".V~R1C1~R1C2", "41", "42"},
    {"GreaterThan", ".Shape~1x2~9~Raw", ".GreaterThan~R1C2~R1C1", "15", "51"},
    {"dots of several cells", ".Shape~1x4~9~Raw", ".WhiteDot~R1C1~R1C2~R1C4", "1298", "1398"},
    /* sets */
    {"Cage", ".Shape~1x3~9~Raw", ".Cage~12~R1C1~R1C2~R1C3", "345", "346"},
    {"Cage repeats", ".Shape~1x3~9~Raw", ".Cage~12~R1C1~R1C2~R1C3", "129", "444"},
    {"Cage that names a cell twice", ".Shape~1x2~9~Raw", ".Cage~10~R1C1~R1C1~R1C2", "26", "25"},
    {"Cage any sum", ".Shape~1x3~9~Raw", ".Cage~0~R1C1~R1C2~R1C3", "129", "121"},
    {"Sum", ".Shape~1x3~9~Raw", ".Sum~12~R1C1~R1C2~R1C3", "444", "445"},
    {"Sum along rows", ".Shape~4x4", ".Sum~15~R1C1~R1C2~R1C3~R2C4~R3C3~R3C4", "1234341221434321", "1243341221344321"},
    {"Sum with coefficients", ".Shape~1x3~9~Raw", ".Sum~0_=_1_2_-1~R1C1~R1C2~R1C3", "137", "138"},
    {"AllDifferent that names a cell twice", ".Shape~1x2~9~Raw", ".AllDifferent~R1C1~R1C2~R1C1", "12", "11"},
    {"AllDifferent", ".Shape~1x3~9~Raw", ".AllDifferent~R1C1~R1C2~R1C3", "193", "191"},
    {"Quad", ".Shape~2x2~9~Raw", ".Quad~R1C1~4~4~7", "4274", "4271"},
    {"EqualSum", ".Shape~1x5~9~Raw", ".EqualSum~R1C1~R1C2~-~R1C3~R1C4~-~R1C5", "36459", "36458"},
    {"EqualSum shared", ".Shape~1x3~9~Raw", ".EqualSum~R1C1~R1C2~-~R1C2~R1C3", "474", "473"},
    {"SameValues", ".Shape~1x6~9~Raw", ".SameValues~2~R1C1~R1C2~R1C3~R1C4~R1C5~R1C6", "122212", "122211"},
    {"SameValues cell by cell", ".Shape~1x2~9~Raw", ".SameValues~2~R1C1~R1C2", "55", "56"},
    {"ContainExact", ".Shape~1x3~9~Raw", ".ContainExact~2_2~R1C1~R1C2~R1C3", "252", "222"},
    {"ContainAtLeast", ".Shape~1x3~9~Raw", ".ContainAtLeast~2_2~R1C1~R1C2~R1C3", "252", "255"},
    {"CountingCircles", ".Shape~1x3~9~Raw", ".CountingCircles~R1C1~R1C2~R1C3", "212", "211"},
    {"Pair", ".Shape~1x2~2~Raw", ".Pair~K~_~R1C1~R1C2", "12", "21"},
    {"PairX", ".Shape~1x3~2~Raw", ".PairX~J~_~R1C1~R1C2~R1C3", "222", "221"},
    {"Binary", ".Shape~1x2~2~Raw", ".Binary~K~R1C1~R1C2", "22", "21"},
    {"BinaryX", ".Shape~1x3~2~Raw", ".BinaryX~J~R1C1~R1C2~R1C3", "111", "112"},
    /* around the grid */
    {"LittleKiller", ".Shape~3x3~9~Raw", ".LittleKiller~6~R1C1", "111121113", "111131113"},
    {"LittleKiller upwards", ".Shape~3x3~9~Raw", ".LittleKiller~5~R3C2", "111113121", "111112121"},
    {"Sandwich", ".Shape~1x4~4~Raw", ".Sandwich~2~R1", "3421", "3241"},
    {"Sandwich with one end twice", ".Shape~1x4~4~Raw", ".Sandwich~2~R1", "4213", "1213"},
    {"XSum", ".Shape~1x4~9~Raw", ".XSum~R1~10~", "3524", "3514"},
    {"XSum from behind", ".Shape~1x4~9~Raw", ".XSum~R1~~9", "9972", "9982"},
    {"Skyscraper", ".Shape~1x4~4~Raw", ".Skyscraper~R1~2~", "3142", "1342"},
    {"Skyscraper from behind", ".Shape~1x4~4~Raw", ".Skyscraper~R1~~3", "1432", "1423"},
    {"HiddenSkyscraper", ".Shape~1x4~4~Raw", ".HiddenSkyscraper~R1~1~", "2413", "2431"},
    {"NumberedRoom", ".Shape~1x4~9~Raw", ".NumberedRoom~R1~7~", "3579", "2579"},
    {"NumberedRoom of a column", ".Shape~4x1~9~Raw", ".NumberedRoom~C1~~7", "9372", "9732"},
    /* cells that are named again */
    {"Between that crosses itself", ".Shape~1x3~9~Raw", ".Between~R1C1~R1C2~R1C2~R1C3", "123", "143"},
    {"Lockout that crosses itself", ".Shape~1x3~9~Raw", ".Lockout~4~R1C1~R1C2~R1C2~R1C3", "297", "257"},
    {"Zipper that crosses itself", ".Shape~1x3~9~Raw", ".Zipper~R1C1~R1C2~R1C2~R1C3", "456", "457"},
    {"Renban of a closed line", ".Shape~1x3~9~Raw", ".Renban~R1C1~R1C2~R1C3~R1C1", "354", "356"},
    {"SumLine that crosses itself", ".Shape~1x3~9~Raw", ".SumLine~5~R1C1~R1C2~R1C3~R1C2", "232", "231"},
    {"ContainExact that names a cell twice", ".Shape~1x2~9~Raw", ".ContainExact~4~R1C1~R1C1~R1C2", "45", "44"},
    {"CountingCircles that names a cell twice", ".Shape~1x2~9~Raw", ".CountingCircles~R1C1~R1C2~R1C1", "22", "21"},
    /* values from 0 */
    {"Sum from 0", ".Shape~1x2~0-8~Raw", ".Sum~3~R1C1~R1C2", "03", "02"},
    {"SumLine that ends with 0", ".Shape~1x4~0-8~Raw", ".SumLine~2~R1C1~R1C2~R1C3~R1C4", "2020", "2010"},
    {"SumLine of nothing", ".Shape~1x3~0-8~Raw", ".SumLine~2~R1C1~R1C2~R1C3", "020", "000"},
    {"SumLine of nothing, closed", ".Shape~1x3~0-8~Raw", ".SumLine~2~R1C1~R1C2~R1C3~LOOP", "101", "000"},
    {"SumLine of one part", ".Shape~1x3~0-8~Raw", ".SumLine~23~R1C1~R1C2~R1C3~LOOP", "887", "888"},
    {"SumLine of 0", ".Shape~1x2~0-8~Raw", ".SumLine~0~R1C1~R1C2", "00", "01"},
    {"SumLine with 0 in rows", ".Shape~3x3~0-2.NoBoxes", ".SumLine~2~R1C3~R2C3~R2C2", "012120201", "021102210"},
    {"XSum of no cells", ".Shape~1x3~0-8~Raw", ".XSum~R1~0~", "053", "105"},
    {"Skyscraper of height 0", ".Shape~1x3~0-8~Raw", ".Skyscraper~R1~2~", "023", "123"},
};

/* The record of a constraint string, or NULL and what was wrong with it. */
static ebm_record *read_one(ebm_reader *reader, ebm_block *block, const char *board, const char *rule) {
  char text[400];
  size_t consumed;
  ebm_error error = {0};
  snprintf(text, sizeof text, "%s%s.\n", board, rule);
  ebm_block_reset(block);
  assert_int_equal(ebm_reader_read(reader, text, strlen(text), true, 4, block, &consumed, &error), EBM_OK);
  assert_int_equal(block->n, 1);
  return &block->record[0];
}

static ebm_reader *reader_with(const ebm_factor_ops *const *kinds, const char *rules) {
  ebm_reader_options options = {.kinds = kinds, .format = "constraints", .rules = rules};
  ebm_reader *reader;
  ebm_error error;
  assert_int_equal(ebm_reader_create(&options, &reader, &error), EBM_OK);
  return reader;
}

static ebm_reader *reader_for(const char *rules) {
  return reader_with(ebm_factor_kinds(), rules);
}

static void every_rule_keeps_to_its_definition(void **state) {
  (void)state;
  ebm_reader *reader = reader_for(NULL);
  ebm_block block = {0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const rule_case *c = &cases[i];
    uint8_t value[81];
    ebm_record *record = read_one(reader, &block, c->board, c->rule);
    if (record->error != NULL) fail_msg("%s: %s", c->name, record->error->text);
    record_values(record, c->keeps, value);
    if (!ebm_certify(record, value)) fail_msg("%s: %s is refused", c->name, c->keeps);
    if (given_whole(record, value) != EBM_SOLVED) fail_msg("%s: the lattice refutes %s", c->name, c->keeps);
    if (c->breaks == NULL) continue;
    record_values(record, c->breaks, value);
    if (ebm_certify(record, value)) fail_msg("%s: %s is accepted", c->name, c->breaks);
    if (given_whole(record, value) != EBM_UNSOLVABLE) fail_msg("%s: the lattice allows %s", c->name, c->breaks);
    record = read_one(reader, &block, c->board, "");
    if (!ebm_certify(record, value)) fail_msg("%s: %s breaks more than the rule", c->name, c->breaks);
  }
  ebm_block_clear(&block);
  ebm_reader_destroy(reader);
}

/* Whether the items of the case use the rule, and it has a grid that breaks it. */
static bool tries(const rule_case *c, const char *name) {
  size_t length = strlen(name);
  for (const char *at = c->rule; c->breaks != NULL && (at = strchr(at, '.')) != NULL; at++)
    if (strncmp(at + 1, name, length) == 0 && strchr("~.", at[1 + length]) != NULL) return true; /* the NUL too */
  return false;
}

static void no_rule_is_without_its_two_grids(void **state) {
  (void)state;
  size_t n = 0;
  for (const ebm_rule *rule; (rule = ebm_rule_at(n)) != NULL; n++) {
    bool tried = false;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) tried |= tries(&cases[i], rule->name);
    if (!tried) fail_msg("no case for the rule %s", rule->name);
  }
  assert_true(n > 0);
}

/* ---- the certifier uses no energy ---- */

static double no_energy(const ebm_factor *factor, size_t n, const float *weight, const ebm_state *at, float *grad) {
  (void)n, (void)weight, (void)at, (void)grad;
  fail_msg("the energy of '%s' was asked for", factor->ops->name);
  return 0;
}

static double no_delta(const ebm_factor *factor, const uint8_t *value, uint32_t variable, uint32_t to) {
  (void)value, (void)variable, (void)to;
  fail_msg("the energy of '%s' was asked for", factor->ops->name);
  return 0;
}

static void no_quench(const ebm_factor *factor, ebm_lanes *lanes) {
  (void)lanes;
  fail_msg("'%s' was quenched", factor->ops->name);
}

/* The same rules made of kinds that can be checked and nothing else. */
static void the_certifier_asks_for_no_energy(void **state) {
  (void)state;
  enum { KINDS = 16 };
  ebm_factor_ops blind[KINDS];
  const ebm_factor_ops *kinds[KINDS + 1] = {NULL};
  for (size_t i = 0; ebm_factor_kinds()[i] != NULL; i++) {
    assert_true(i < KINDS);
    blind[i] = *ebm_factor_kinds()[i];
    blind[i].energy = no_energy;
    blind[i].delta = no_delta;
    blind[i].quench = no_quench;
    blind[i].project = NULL;
    kinds[i] = &blind[i];
  }
  ebm_reader *reader = reader_with(kinds, NULL);
  ebm_block block = {0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint8_t value[81];
    ebm_record *record = read_one(reader, &block, cases[i].board, cases[i].rule);
    assert_null(record->error);
    record_values(record, cases[i].keeps, value);
    assert_true(ebm_certify(record, value));
    if (cases[i].breaks == NULL) continue;
    record_values(record, cases[i].breaks, value);
    assert_false(ebm_certify(record, value));
  }
  ebm_block_clear(&block);
  ebm_reader_destroy(reader);
}

static void what_is_not_understood_is_named(void **state) {
  (void)state;
  static const struct {
    const char *text, *said;
    unsigned column;
  } bad[] = {
      {".Thermo~R1C1~R1C2.FullRank~R1~3~", "the rule 'FullRank' is not supported", 19},
      {".Thermos~R1C1~R1C2", "no rule 'Thermos'", 2},
      {".~R1C1_1.Thermo~R1C1~R1Cx", "'R1Cx' is not a cell of this grid", 22},
      {".~R1C1_12", "12 is not one of the values 1 to 9", 8},
      {".Cage~x~R1C1~R1C2", "'x' is not a number", 7},
      {".AntiKnight~3.~R1C1_1", "AntiKnight: 1 argument", 2},
      {".WhiteDot~R1C1~R3C3", "WhiteDot: no two of the cells are neighbours", 2},
      {".Shape~9x.~R1C1_1", "Shape: not a shape", 2},
      {".Jigsaw~123.~R1C1_1", "Jigsaw: 3 cells, 81 expected", 2},
      {".Pair~!~_~R1C1~R1C2", "a table of pairs that is not for 9 values", 7},
      {".Quad~R9C9~1", "no square of four cells begins at 'R9C9'", 7},
      {".LittleKiller~3~R5C5", "no diagonal begins at 'R5C5'", 17},
      {".Shape~4x4~99~Raw.Sum~0_=_999999_999999_999999_999999_999999_999999_999999_999999_999999_999999_999999_999999_"
       "999999_999999_999999_999999"
       "~R1C1~R1C2~R1C3~R1C4~R2C1~R2C2~R2C3~R2C4~R3C1~R3C2~R3C3~R3C4~R4C1~R4C2~R4C3~R4C4",
       "Sum: sums beyond 1073741824", 19},
      {".Shape~4x4~99~Raw.Sum~999999_=_9999_9871_9743_9601_9479_9343_9209_9091_8963_8831_8699_8573_8443_8311_8179_8053"
       "~R1C1~R1C2~R1C3~R1C4~R2C1~R2C2~R2C3~R2C4~R3C1~R3C2~R3C3~R3C4~R4C1~R4C2~R4C3~R4C4",
       "Sum: sums beyond 1048576", 19},
      {".SameValues~2~R1C1~R1C1~R1C2~R1C3", "SameValues: sets of 1 and 2 cells", 2},
      {".SumLine~57~R1C1~R1C2~R1C3~R1C4~R1C5~R1C6~R1C7~R2C1~R2C2~R2C3~R2C4~R2C5~R2C6~R2C7~LOOP",
       "SumLine: a sum of 57 on a closed line, at most 56", 2},
      {".Skyscraper~Q1~3~", "'Q1' is not a row or column of this grid", 13},
  };
  ebm_reader *reader = reader_for(NULL);
  ebm_block block = {0};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    ebm_record *record = read_one(reader, &block, bad[i].text, "");
    assert_non_null(record->error);
    assert_string_equal(record->error->text, bad[i].said);
    if (record->error->column != bad[i].column) fail_msg("%s: column %u", bad[i].text, (unsigned)record->error->column);
  }
  ebm_block_clear(&block);
  ebm_reader_destroy(reader);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_rule_keeps_to_its_definition),
      cmocka_unit_test(no_rule_is_without_its_two_grids),
      cmocka_unit_test(the_certifier_asks_for_no_energy),
      cmocka_unit_test(what_is_not_understood_is_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
