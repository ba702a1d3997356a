#include "certify/certify.h"

#include <stdio.h>
#include <string.h>

enum { CLASSIC_CELLS = 81 };

/* Three cells side by side as three masks of nine bits: cell k holds value v when bit 9 k + v is set. What is no value
 * of the grid sets no bit. */
static inline uint32_t mask_of_three(const uint8_t *cell) {
  static const uint32_t digit[256] = {1, 2, 4, 8, 16, 32, 64, 128, 256};
  return digit[cell[0]] | digit[cell[1]] << 9 | digit[cell[2]] << 18;
}

static inline uint32_t joined(uint32_t three) {
  return three | three >> 9 | three >> 18;
}

/* The rules of 9x9 with boxes, from their definition: each house holds each of nine digits, that is, its mask of digits
 * is full. Three cells share a word, so that all masks stay in registers: 27 masks in memory, written cell by cell,
 * took three times as long, and asking 324 factors a hundred times. */
static bool classic9_holds(const uint8_t *value) {
  uint32_t column[3] = {0}, houses = ~0u;
  for (unsigned band = 0; band < 3; band++) {
    uint32_t box[3] = {0};
    for (unsigned r = 0; r < 3; r++, value += 9) {
      uint32_t left = mask_of_three(value), middle = mask_of_three(value + 3), right = mask_of_three(value + 6);
      column[0] |= left, column[1] |= middle, column[2] |= right;
      box[0] |= left, box[1] |= middle, box[2] |= right;
      houses &= joined(left | middle | right);
    }
    houses &= joined(box[0]) & joined(box[1]) & joined(box[2]);
  }
  enum { ONE = (1 << 9) - 1, THREE = (1 << 27) - 1 };
  return (houses & ONE) == ONE && (column[0] & column[1] & column[2]) == THREE;
}

/* The houses, unequal pairs and relations beyond rows, columns and boxes; asking the 2,016 factors of knight's moves
 * takes ten times what their puzzles' descent does. */
static bool added_rules_hold(const ebm_model *model, const uint8_t *value) {
  bool broken = false;
  for (size_t h = 0; h < model->n_houses; h++) {
    unsigned digits = 0;
    for (int i = 0; i < 9; i++) digits |= 1u << value[model->house[h][i]];
    broken |= digits != 0x1FF;
  }
  for (size_t i = 0; i < model->n_unequal; i++) broken |= value[model->unequal[i][0]] == value[model->unequal[i][1]];
  for (size_t i = 0; i < model->n_related; i++) {
    const ebm_factor *factor = &model->factor[model->related[i]];
    const uint8_t *allowed = factor->table;
    broken |= !allowed[value[factor->scope[0]] * 9 + value[factor->scope[1]]];
  }
  return !broken;
}

static bool extends_givens(const ebm_record *record, const uint8_t *value) {
  const ebm_model *model = record->model;
  const uint8_t *given = record->given;
  uint8_t wrong = 0; /* bytes throughout, so that a vector holds sixteen cells */
  for (uint32_t v = 0; v < model->n_variables; v++) {
    uint8_t asked = given[v] != 0 ? 255 : 0;
    wrong |= (uint8_t)(given[v] ^ (uint8_t)(value[v] + 1)) & asked;
  }
  if (wrong) return false;
  if (record->allowed == NULL) return true;
  for (uint32_t v = 0; v < model->n_variables; v++)
    if (!ebm_record_allows(record, model->first[v] + value[v])) return false;
  return true;
}

bool ebm_certify(const ebm_record *record, const uint8_t *value) {
  const ebm_model *model = record->model;
  /* The grid's own cells are looked at in classic9_holds. */
  for (uint32_t v = model->classic9 ? CLASSIC_CELLS : 0; v < model->n_variables; v++)
    if (value[v] >= ebm_model_domain(model, v)) return false;
  if (!extends_givens(record, value)) return false;
  if (model->classic9) {
    if (!classic9_holds(value) || !added_rules_hold(model, value)) return false;
    for (size_t i = 0; i < model->n_extra; i++) {
      const ebm_factor *factor = &model->factor[model->extra[i]];
      if (factor->hard && !factor->ops->check(factor, value)) return false;
    }
    return true;
  }
  for (size_t f = 0; f < model->n_factors; f++)
    if (model->factor[f].hard && !model->factor[f].ops->check(&model->factor[f], value)) return false;
  return true;
}

bool ebm_certify_rules(const ebm_record *record, const uint8_t *value) {
  const ebm_model *model = record->model;
  for (uint32_t v = 0; v < model->n_variables; v++) {
    if (value[v] >= ebm_model_domain(model, v)) return false;
    uint32_t literal = model->first[v] + value[v];
    if (record->allowed != NULL && (record->allowed[literal / 64] >> (literal % 64) & 1) == 0) return false;
  }
  for (size_t f = 0; f < model->n_factors; f++)
    if (model->factor[f].hard && !model->factor[f].ops->check(&model->factor[f], value)) return false;
  return true;
}

size_t ebm_certify_violations(const ebm_model *model, const uint8_t *value) {
  size_t violations = 0;
  for (size_t f = 0; f < model->n_factors; f++) violations += !model->factor[f].ops->check(&model->factor[f], value);
  return violations;
}

/* Whether no value is given twice in any of the boxes of that shape. */
static bool boxes_hold(const ebm_record *record, unsigned box_rows, unsigned box_columns) {
  unsigned size = record->model->layout.rows, across = size / box_columns;
  for (unsigned box = 0; box < size; box++) {
    bool seen[256] = {false}; /* by what is given */
    for (unsigned i = 0; i < size; i++) {
      unsigned row = box / across * box_rows + i / box_columns, column = box % across * box_columns + i % box_columns;
      unsigned given = record->given[row * size + column];
      if (given != 0 && seen[given]) return false;
      seen[given] = true;
    }
  }
  return true;
}

/* Adds to the text what other boxes of the same size would say of the givens, if that is that nothing is wrong. */
static void add_other_boxes(const ebm_record *record, char *text, size_t size) {
  const ebm_layout *layout = &record->model->layout;
  size_t n = strlen(text);
  if (record->own != NULL || layout->box_rows == 0 || layout->rows != layout->values) return;
  for (unsigned rows = 2; rows < layout->rows; rows++) {
    unsigned columns = layout->rows / rows;
    if (layout->rows % rows != 0 || rows == layout->box_rows || !boxes_hold(record, rows, columns)) continue;
    snprintf(text + n, size - n, "; with boxes of %u rows and %u columns (--boxes %ux%u) no value is there twice", rows,
             columns, rows, columns);
    return;
  }
}

bool ebm_certify_clash(const ebm_record *record, char *text, size_t size) {
  const ebm_model *model = record->model;
  for (size_t f = 0; f < model->n_factors; f++) {
    const ebm_factor *factor = &model->factor[f];
    if (!factor->hard || strcmp(factor->ops->name, "exactly_one") != 0 || factor->label.value == 0) continue;
    if (factor->label.index == 0) continue; /* a set of a rule that has as many cells as there are values: no house */
    unsigned given = 0;
    for (uint32_t i = 0; i < factor->n_scope; i++) {
      uint32_t v = model->variable[factor->scope[i]];
      given += record->given[v] == factor->scope[i] - model->first[v] + 1;
    }
    if (given < 2) continue;
    static const char *const words[] = {"two", "three", "four", "five", "six", "seven", "eight", "nine"};
    char value[EBM_VALUE_NAME], count[12];
    ebm_record_value_name(record, factor->label.value - 1, value);
    snprintf(count, sizeof count, "%u", given);
    snprintf(text, size, "%s %u has %s %ss", factor->label.group, factor->label.index,
             given <= 9 ? words[given - 2] : count, value);
    if (strcmp(factor->label.group, "box") == 0) add_other_boxes(record, text, size);
    return true;
  }
  return false;
}
