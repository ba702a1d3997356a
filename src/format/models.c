#include "format/models.h"

#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "rule/rule.h"

struct ebm_kept_grid {
  unsigned size, box_rows, box_columns;
  ebm_model *model;
};

void ebm_models_clear(ebm_models *models) {
  for (size_t i = 0; i < models->n_grids; i++) ebm_model_destroy(models->grid[i].model);
  ebm_model_destroy(models->table);
  ebm_free(models->grid);
}

/* Seals the model of the builder's cells and rules, with the energy's terms. A fault that is not about memory is kept
 * for the caller of the format. */
static ebm_model *finish_model(ebm_models *models, ebm_builder *builder, ebm_status status) {
  ebm_model *model = NULL;
  if (status == EBM_OK && models->energy != NULL)
    status = ebm_energy_file_add(models->energy, builder, &models->misfit_error);
  if (status == EBM_OK) status = ebm_builder_seal(builder, &model, &models->misfit_error);
  ebm_builder_destroy(builder);
  if (status != EBM_OK && status != EBM_ERROR_MEMORY) models->misfit = status;
  return status == EBM_OK ? model : NULL;
}

/* The grid with the rules of --rules added, and the energy's terms. */
static ebm_model *build_ruled(ebm_models *models, const ebm_grid *grid) {
  const char *list = models->rules;
  ebm_error *error = &models->misfit_error;
  ebm_board board = {.rows = grid->size,
                     .columns = grid->size,
                     .values = grid->size,
                     .first = 1,
                     .box_rows = grid->box_rows,
                     .box_columns = grid->box_columns};
  ebm_rules *rules = NULL;
  ebm_model *model = NULL;
  ebm_status status = ebm_rule_list_check(list, &board.plain, error);
  if (board.plain) board.box_rows = board.box_columns = 0;
  if (status == EBM_OK) status = ebm_rules_create(models->kinds, &board, &rules, error);
  if (status == EBM_OK) status = ebm_rules_add_list(rules, list, error);
  if (status == EBM_OK && models->energy != NULL)
    status = ebm_energy_file_add(models->energy, ebm_rules_builder(rules), error);
  if (status == EBM_OK) status = ebm_rules_seal(rules, &model, error);
  ebm_rules_destroy(rules);
  if (status != EBM_OK && status != EBM_ERROR_MEMORY) models->misfit = status;
  return status == EBM_OK ? model : NULL;
}

static bool leaves_out_rules(const ebm_models *models) {
  return models->rules != NULL && strcmp(models->rules, "none") == 0;
}

static ebm_model *build_grid(ebm_models *models, const ebm_grid *grid) {
  const ebm_energy_file *energy = models->energy;
  ebm_builder *builder;
  ebm_error *error = &models->misfit_error;
  if (energy != NULL && (energy->rows != grid->size || energy->columns != grid->size || energy->values != grid->size)) {
    models->misfit = ebm_fail(error, EBM_ERROR_SYNTAX, 0, 0,
                              "the energy is one of %u x %u cells with %u values, the puzzle has %u x %u with %u",
                              energy->rows, energy->columns, energy->values, grid->size, grid->size, grid->size);
    return NULL;
  }
  if (models->rules != NULL && models->rules[0] != '\0' && !leaves_out_rules(models)) return build_ruled(models, grid);
  if (ebm_builder_create(models->kinds, &builder, error) != EBM_OK) return NULL;
  ebm_status status = leaves_out_rules(models)
                          ? ebm_energy_file_cells(grid->size, grid->size, grid->size, builder, error)
                          : ebm_grid_build(builder, grid, error);
  ebm_model *model = finish_model(models, builder, status);
  if (model != NULL && model->classic9) { /* rules that were learned may be the classic ones */
    model->layout.box_rows = 3;
    model->layout.box_columns = 3;
  }
  return model;
}

const ebm_model *ebm_models_table(ebm_models *models) {
  const ebm_energy_file *energy = models->energy;
  ebm_builder *builder;
  if (models->table == NULL && ebm_builder_create(models->kinds, &builder, &models->misfit_error) == EBM_OK) {
    ebm_status status =
        ebm_energy_file_cells(energy->rows, energy->columns, energy->values, builder, &models->misfit_error);
    models->table = finish_model(models, builder, status);
  }
  return models->table;
}

const ebm_model *ebm_models_kept(const ebm_models *models, const ebm_grid *grid) {
  for (size_t i = 0; i < models->n_grids; i++) {
    const ebm_kept_grid *kept = &models->grid[i];
    if (kept->size == grid->size && kept->box_rows == grid->box_rows && kept->box_columns == grid->box_columns)
      return kept->model;
  }
  return NULL;
}

const ebm_model *ebm_models_grid(ebm_models *models, const ebm_grid *grid) {
  const ebm_model *kept = ebm_models_kept(models, grid);
  if (kept != NULL) return kept;
  ebm_model *model = NULL;
  if (ebm_reserve((void **)&models->grid, &models->capacity, models->n_grids + 1, sizeof *models->grid))
    model = build_grid(models, grid);
  if (model != NULL)
    models->grid[models->n_grids++] = (ebm_kept_grid){grid->size, grid->box_rows, grid->box_columns, model};
  return model;
}
