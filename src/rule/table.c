/* table.c - the one list of rules: add a line here, and the function it names in the file that fits it. */
#include <string.h>

#include "base/budget.h"
#include "base/status.h"
#include "rule/compile.h"

#define NONE EBM_RULE_NO_NUMBER

static const ebm_rule table[] = {
    /* whole grid */
    {"Windoku", EBM_RULE_ALONE, NONE, 0, ebm_rule_windoku},
    {"DisjointSets", EBM_RULE_ALONE, NONE, 0, ebm_rule_disjoint_sets},
    {"Diagonal", EBM_RULE_NUMBER, NONE, 0, ebm_rule_diagonal},
    {"AntiKnight", EBM_RULE_ALONE, NONE, 0, ebm_rule_anti_knight},
    {"AntiKing", EBM_RULE_ALONE, NONE, 0, ebm_rule_anti_king},
    {"AntiConsecutive", EBM_RULE_ALONE, NONE, 0, ebm_rule_anti_consecutive},
    {"GlobalEntropy", EBM_RULE_ALONE, NONE, 0, ebm_rule_global_entropy},
    {"GlobalMod", EBM_RULE_ALONE, NONE, 0, ebm_rule_global_mod},
    {"StrictKropki", EBM_RULE_ALONE, NONE, 0, ebm_rule_strict_kropki},
    {"StrictXV", EBM_RULE_ALONE, NONE, 0, ebm_rule_strict_xv},
    /* lines and sets */
    {"Thermo", EBM_RULE_CELLS, NONE, 1, ebm_rule_thermo},
    {"Whisper", EBM_RULE_NUMBER_CELLS, 5, 1, ebm_rule_whisper},
    {"Renban", EBM_RULE_CELLS, NONE, 1, ebm_rule_renban},
    {"Palindrome", EBM_RULE_CELLS, NONE, 1, ebm_rule_palindrome},
    {"Between", EBM_RULE_CELLS, NONE, 2, ebm_rule_between},
    {"Lockout", EBM_RULE_NUMBER_CELLS, 4, 2, ebm_rule_lockout},
    {"Zipper", EBM_RULE_CELLS, NONE, 1, ebm_rule_zipper},
    {"Modular", EBM_RULE_NUMBER_CELLS, NONE, 1, ebm_rule_modular},
    {"Entropic", EBM_RULE_CELLS, NONE, 1, ebm_rule_entropic},
    {"RegionSumLine", EBM_RULE_CELLS, NONE, 1, ebm_rule_region_sum_line},
    {"SumLine", EBM_RULE_NUMBER_CELLS, 10, 1, ebm_rule_sum_line},
    {"Arrow", EBM_RULE_CELLS, NONE, 2, ebm_rule_arrow},
    {"DoubleArrow", EBM_RULE_CELLS, NONE, 3, ebm_rule_double_arrow},
    {"PillArrow", EBM_RULE_NUMBER_CELLS, NONE, 3, ebm_rule_pill_arrow},
    {"WhiteDot", EBM_RULE_CELLS, NONE, 2, ebm_rule_white_dot},
    {"BlackDot", EBM_RULE_CELLS, NONE, 2, ebm_rule_black_dot},
    {"X", EBM_RULE_CELLS, NONE, 2, ebm_rule_letter_x},
    {"V", EBM_RULE_CELLS, NONE, 2, ebm_rule_letter_v},
    {"GreaterThan", EBM_RULE_CELLS, NONE, 2, ebm_rule_greater_than},
    {"Cage", EBM_RULE_NUMBER_CELLS, NONE, 1, ebm_rule_cage},
    {"Sum", EBM_RULE_SUM, NONE, 1, ebm_rule_sum},
    {"AllDifferent", EBM_RULE_CELLS, NONE, 1, ebm_rule_all_different},
    {"Quad", EBM_RULE_SQUARE, NONE, 4, ebm_rule_quad},
    {"EqualSum", EBM_RULE_SEGMENTS, NONE, 1, ebm_rule_equal_sum},
    {"SameValues", EBM_RULE_NUMBER_CELLS, NONE, 1, ebm_rule_same_values},
    {"ContainExact", EBM_RULE_LIST_CELLS, NONE, 1, ebm_rule_contain_exact},
    {"ContainAtLeast", EBM_RULE_LIST_CELLS, NONE, 1, ebm_rule_contain_at_least},
    {"CountingCircles", EBM_RULE_CELLS, NONE, 1, ebm_rule_counting_circles},
    {"Pair", EBM_RULE_PAIRS, NONE, 1, ebm_rule_pair},
    {"PairX", EBM_RULE_PAIRS, NONE, 1, ebm_rule_pair_all},
    {"Binary", EBM_RULE_PAIRS, NONE, 1, ebm_rule_pair},
    {"BinaryX", EBM_RULE_PAIRS, NONE, 1, ebm_rule_pair_all},
    /* around the grid */
    {"LittleKiller", EBM_RULE_DIAGONAL, NONE, 1, ebm_rule_little_killer},
    {"Sandwich", EBM_RULE_LINE_SUM, NONE, 1, ebm_rule_sandwich},
    {"XSum", EBM_RULE_LINE, NONE, 1, ebm_rule_x_sum},
    {"Skyscraper", EBM_RULE_LINE, NONE, 1, ebm_rule_skyscraper},
    {"HiddenSkyscraper", EBM_RULE_LINE, NONE, 1, ebm_rule_hidden_skyscraper},
    {"NumberedRoom", EBM_RULE_LINE, NONE, 1, ebm_rule_numbered_room},
};

const ebm_rule *ebm_rule_find(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (strlen(table[i].name) == length && memcmp(table[i].name, name, length) == 0) return &table[i];
  return NULL;
}

const ebm_rule *ebm_rule_at(size_t index) {
  return index < sizeof table / sizeof *table ? &table[index] : NULL;
}

ebm_status ebm_rules_add(ebm_rules *rules, const ebm_rule_use *use, ebm_error *error) {
  uint32_t cells = ebm_board_cells(&rules->board);
  for (uint32_t i = 0; i < use->n_cells; i++)
    if (use->cell[i] >= cells)
      return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "%s: a cell off the grid", use->rule->name);
  if (use->n_cells < use->rule->least)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "%s: %u cells, at least %u expected", use->rule->name, use->n_cells,
                    use->rule->least);
  ebm_puzzle_rule note = {.type = use->rule->name,
                          .number = use->number,
                          .n_numbers = use->n_numbers,
                          .cell = use->cell,
                          .n_cells = use->n_cells,
                          .segment = use->segment,
                          .n_segments = use->n_segments,
                          .pairs = use->pairs,
                          .loop = use->loop};
  if (ebm_builder_has_rule(rules->builder, &note)) return EBM_OK; /* written twice, it says no more than once */
  ebm_budget_work(use->rule->name);
  ebm_status status = ebm_builder_rule(rules->builder, &note, error);
  if (status == EBM_OK) status = use->rule->compile(rules, use, error);
  ebm_builder_rule(rules->builder, NULL, error);
  return status;
}

/* ---- --rules ---- */

static const struct short_name {
  const char *name, *rule;
  int32_t number[2];
  uint32_t uses; /* one for each of the numbers, or one without */
} short_names[] = {
    {"diagonal", "Diagonal", {1, -1}, 2},          {"windoku", "Windoku", {0}, 0},
    {"antiknight", "AntiKnight", {0}, 0},          {"antiking", "AntiKing", {0}, 0},
    {"nonconsecutive", "AntiConsecutive", {0}, 0}, {"disjoint", "DisjointSets", {0}, 0},
};

/* The entry named at the front of the list; NULL: none, or "none". */
static const struct short_name *short_name_at(const char *list, size_t length) {
  for (size_t i = 0; i < sizeof short_names / sizeof *short_names; i++)
    if (strlen(short_names[i].name) == length && memcmp(short_names[i].name, list, length) == 0) return &short_names[i];
  return NULL;
}

ebm_status ebm_rule_list_check(const char *list, bool *plain, ebm_error *error) {
  *plain = false;
  for (const char *at = list; *at != '\0';) {
    size_t length = strcspn(at, ",");
    bool none = length == 4 && memcmp(at, "none", 4) == 0;
    *plain |= none;
    if (!none && short_name_at(at, length) == NULL)
      return ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "no rule '%.*s'", (int)length, at);
    at += length + (at[length] == ',');
  }
  return EBM_OK;
}

ebm_status ebm_rules_add_list(ebm_rules *rules, const char *list, ebm_error *error) {
  ebm_status status = EBM_OK;
  for (const char *at = list; status == EBM_OK && *at != '\0';) {
    size_t length = strcspn(at, ",");
    const struct short_name *entry = short_name_at(at, length);
    at += length + (at[length] == ',');
    if (entry == NULL) continue;
    ebm_rule_use use = {.rule = ebm_rule_find(entry->rule, strlen(entry->rule))};
    if (entry->uses == 0) status = ebm_rules_add(rules, &use, error);
    for (uint32_t i = 0; status == EBM_OK && i < entry->uses; i++) {
      use.number = &entry->number[i];
      use.n_numbers = 1;
      status = ebm_rules_add(rules, &use, error);
    }
  }
  return status;
}
