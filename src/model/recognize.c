#include "model/recognize.h"

#include <string.h>

#include "base/memory.h"

enum { CELLS = 81, DIGITS = 9, LITERALS = CELLS * DIGITS, HOUSES = 4 * CELLS, ALL_DIGITS = (1 << DIGITS) - 1 };

/* What is put in short is looked at pair by pair later on. Puzzles have a few dozen of each; of more than these the
 * rest is left among the other factors. */
enum { MOST_HOUSES = 256, MOST_TABLES = 256 };

static bool is_kind(const ebm_factor *factor, const char *kind) {
  return factor->hard && strcmp(factor->ops->name, kind) == 0;
}

/* Which of the 324 groups a set of nine different literals is: 0..80 cells, 81.. row-digit, 162.. column-digit,
 * 243.. box-digit; -1 for none. Nine different literals of the 81 cells that agree in such a coordinate are the whole
 * group; a literal of any other variable has no coordinates, though a calculation would give it some. */
static int group_of(const ebm_factor *factor) {
  if (factor->n_scope != DIGITS || !is_kind(factor, "exactly_one")) return -1;
  int key[4] = {0, 0, 0, 0};
  bool same[4] = {true, true, true, true};
  for (uint32_t i = 0; i < DIGITS; i++) {
    if (factor->scope[i] >= LITERALS) return -1;
    uint32_t cell = factor->scope[i] / DIGITS, digit = factor->scope[i] % DIGITS;
    uint32_t row = cell / 9, column = cell % 9, box = row / 3 * 3 + column / 3;
    int now[4] = {(int)cell, (int)(CELLS + row * 9 + digit), (int)(2 * CELLS + column * 9 + digit),
                  (int)(3 * CELLS + box * 9 + digit)};
    for (int k = 0; k < 4; k++) {
      if (i > 0 && now[k] != key[k]) same[k] = false;
      key[k] = now[k];
    }
  }
  for (int k = 0; k < 4; k++)
    if (same[k]) return key[k];
  return -1;
}

/* ---- beyond the 324 ---- */

/* What is known digit by digit until all factors have been looked at. */
typedef struct sayings {
  uint16_t differ[CELLS][CELLS]; /* u < v: the digits that are not in both */
  uint16_t
      house_digits[MOST_HOUSES + 1]; /* [n_houses + 1] of ebm_model: the digits that stand in it once; 0: the last */
  const void *table[MOST_TABLES];    /* [n_tables] of the relations that are put in short */
  size_t n_tables;
} sayings;

/* The digit that all literals of the scope speak of, and their cells in ascending order; -1: there is none such. */
static int common_digit(const ebm_factor *factor, uint8_t *cell) {
  if (factor->n_scope > DIGITS) return -1;
  int digit = (int)(factor->scope[0] % DIGITS);
  for (uint32_t i = 0; i < factor->n_scope; i++) {
    if (factor->scope[i] >= LITERALS || (int)(factor->scope[i] % DIGITS) != digit) return -1;
    uint8_t now = (uint8_t)(factor->scope[i] / DIGITS);
    uint32_t at = i;
    for (; at > 0 && cell[at - 1] > now; at--) cell[at] = cell[at - 1];
    cell[at] = now;
  }
  return digit;
}

static bool relates_cells(const ebm_factor *factor) {
  return is_kind(factor, "relation") && factor->scope[0] < CELLS && factor->scope[1] < CELLS;
}

/* A relation that allows all pairs but the equal ones. */
static bool is_unequal(const ebm_factor *factor) {
  if (!relates_cells(factor)) return false;
  const uint8_t *allowed = factor->table;
  for (int i = 0; i < DIGITS * DIGITS; i++)
    if (allowed[i] != (i / DIGITS != i % DIGITS)) return false;
  return true;
}

/* The house of these cells; n_houses where it is not yet known. */
static size_t find_house(const ebm_model *model, const uint8_t *cell) {
  size_t h = 0;
  while (h < model->n_houses && memcmp(model->house[h], cell, DIGITS) != 0) h++;
  return h;
}

static void note(ebm_model *model, const ebm_factor *factor, sayings *said) {
  uint8_t cell[DIGITS];
  if (is_unequal(factor)) {
    uint32_t u = factor->scope[0], v = factor->scope[1];
    said->differ[u < v ? u : v][u < v ? v : u] = ALL_DIGITS;
  } else if (is_kind(factor, "at_most_one")) {
    int digit = common_digit(factor, cell);
    for (uint32_t i = 0; digit >= 0 && i < factor->n_scope; i++)
      for (uint32_t k = 0; k < i; k++) said->differ[cell[k]][cell[i]] |= (uint16_t)(1 << digit);
  } else if (is_kind(factor, "exactly_one") && factor->n_scope == DIGITS) {
    int digit = common_digit(factor, cell);
    if (digit < 0) return;
    size_t h = find_house(model, cell);
    if (h == MOST_HOUSES) return;
    if (h == model->n_houses) memcpy(model->house[model->n_houses++], cell, DIGITS);
    said->house_digits[h] |= (uint16_t)(1 << digit);
  }
}

/* Whether the houses and unequal pairs, where they speak of all digits, say what the factor does. */
static bool is_said(const ebm_model *model, const ebm_factor *factor, const sayings *said) {
  uint8_t cell[DIGITS];
  if (is_unequal(factor)) return true;
  if (is_kind(factor, "at_most_one")) {
    bool all = common_digit(factor, cell) >= 0;
    for (uint32_t i = 0; all && i < factor->n_scope; i++)
      for (uint32_t k = 0; k < i; k++) all &= said->differ[cell[k]][cell[i]] == ALL_DIGITS;
    return all;
  }
  return is_kind(factor, "exactly_one") && factor->n_scope == DIGITS && common_digit(factor, cell) >= 0 &&
         said->house_digits[find_house(model, cell)] == ALL_DIGITS;
}

/* Whether the table is among those known, or room is left for it: equal tables are one (builder.c). */
static bool knows_table(sayings *said, const void *table) {
  for (size_t i = 0; i < said->n_tables; i++)
    if (said->table[i] == table) return true;
  if (said->n_tables == MOST_TABLES) return false;
  said->table[said->n_tables++] = table;
  return true;
}

static bool are_peers(uint32_t u, uint32_t v) {
  return u / 9 == v / 9 || u % 9 == v % 9 || (u / 27 == v / 27 && u % 9 / 3 == v % 9 / 3);
}

/* Leaves the complete houses, the pairs that no house has, and the factors that neither says: relations, others. */
static bool put_in_short(ebm_model *model, sayings *said) {
  size_t n_factors = model->n_extra, n_houses = 0;
  model->n_extra = 0;
  for (size_t i = 0; i < n_factors; i++) {
    uint32_t f = model->extra[i];
    if (is_said(model, &model->factor[f], said)) continue;
    if (relates_cells(&model->factor[f]) && knows_table(said, model->factor[f].table))
      model->related[model->n_related++] = f;
    else
      model->extra[model->n_extra++] = f;
  }
  for (size_t h = 0; h < model->n_houses; h++) {
    if (said->house_digits[h] != ALL_DIGITS) continue;
    memmove(model->house[n_houses++], model->house[h], DIGITS);
    for (int i = 0; i < DIGITS; i++)
      for (int k = 0; k < i; k++) said->differ[model->house[h][k]][model->house[h][i]] = 0;
  }
  model->n_houses = n_houses;
  size_t n = 0;
  for (uint32_t u = 0; u < CELLS; u++)
    for (uint32_t v = u + 1; v < CELLS; v++) {
      if (are_peers(u, v)) said->differ[u][v] = 0;
      n += said->differ[u][v] == ALL_DIGITS;
    }
  model->unequal = ebm_arena_take(&model->arena, (n + 1) * sizeof *model->unequal, 64);
  if (model->unequal == NULL) return false;
  for (uint8_t u = 0; u < CELLS; u++)
    for (uint8_t v = 0; v < CELLS; v++)
      if (said->differ[u][v] == ALL_DIGITS) {
        model->unequal[model->n_unequal][0] = u;
        model->unequal[model->n_unequal++][1] = v;
      }
  return true;
}

static bool recognize_extra(ebm_model *model) {
  size_t most = model->n_extra < MOST_HOUSES ? model->n_extra : MOST_HOUSES;
  model->house = ebm_arena_take(&model->arena, most * sizeof *model->house, 64);
  model->related = ebm_arena_take(&model->arena, model->n_extra * sizeof *model->related, 64);
  sayings *said = ebm_allocate(1, sizeof *said);
  bool fits = model->house != NULL && model->related != NULL && said != NULL;
  for (size_t i = 0; fits && i < model->n_extra; i++) note(model, &model->factor[model->extra[i]], said);
  if (fits) fits = put_in_short(model, said);
  ebm_free(said);
  return fits;
}

bool ebm_recognize_classic9(ebm_model *model) {
  model->classic9 = false;
  model->n_extra = model->n_houses = model->n_unequal = model->n_related = 0;
  if (model->n_variables < CELLS || model->n_factors < HOUSES) return true;
  for (uint32_t v = 0; v <= CELLS; v++)
    if (model->first[v] != v * DIGITS) return true;
  bool seen[HOUSES] = {false};
  size_t found = 0, beyond = 0;
  for (size_t f = 0; f < model->n_factors; f++) {
    int group = group_of(&model->factor[f]);
    if (group < 0) beyond++;
    if (group < 0 || seen[group]) continue;
    seen[group] = true;
    found++;
  }
  model->classic9 = found == HOUSES;
  if (!model->classic9 || beyond == 0) return true;
  model->extra = ebm_arena_take(&model->arena, beyond * sizeof *model->extra, 64);
  if (model->extra == NULL) return false;
  for (size_t f = 0; f < model->n_factors; f++)
    if (group_of(&model->factor[f]) < 0) model->extra[model->n_extra++] = (uint32_t)f;
  return recognize_extra(model);
}
