#include "model/recognize.h"

#include <string.h>

enum { CELLS = 81, DIGITS = 9, HOUSES = 4 * CELLS };

/* Which of the 324 groups a set of nine different literals is: 0..80 cells, 81.. row-digit, 162.. column-digit,
 * 243.. box-digit; -1 for none. Nine different literals that agree in such a coordinate are the whole group. */
static int group_of(const ebm_factor *factor) {
  if (factor->n_scope != DIGITS || !factor->hard || strcmp(factor->ops->name, "exactly_one") != 0) return -1;
  int key[4] = {0, 0, 0, 0};
  bool same[4] = {true, true, true, true};
  for (uint32_t i = 0; i < DIGITS; i++) {
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

bool ebm_recognize_classic9(ebm_model *model) {
  model->classic9 = false;
  model->n_extra = 0;
  if (model->n_variables < CELLS || model->n_factors < HOUSES) return true;
  for (uint32_t v = 0; v <= CELLS; v++)
    if (model->first[v] != v * DIGITS) return true;
  bool seen[HOUSES] = {false};
  size_t found = 0;
  model->extra = ebm_arena_take(&model->arena, model->n_factors * sizeof *model->extra, 64);
  if (model->extra == NULL) return false;
  for (size_t f = 0; f < model->n_factors; f++) {
    int group = group_of(&model->factor[f]);
    if (group >= 0 && !seen[group]) {
      seen[group] = true;
      found++;
    } else if (group < 0) {
      model->extra[model->n_extra++] = (uint32_t)f;
    }
  }
  model->classic9 = found == HOUSES;
  return true;
}
