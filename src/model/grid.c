#include "model/grid.h"

#include "base/memory.h"
#include "base/status.h"

void ebm_grid_default_boxes(unsigned size, unsigned *box_rows, unsigned *box_columns) {
  *box_rows = *box_columns = 0;
  for (unsigned r = 2; r * r <= size; r++)
    if (size % r == 0) {
      *box_rows = r;
      *box_columns = size / r;
    }
}

static unsigned region_of(const ebm_grid *grid, unsigned row, unsigned column) {
  if (grid->region != NULL) return grid->region[row * grid->size + column];
  return row / grid->box_rows * (grid->size / grid->box_columns) + column / grid->box_columns;
}

/* One exactly_one factor per value over the given cells. */
static ebm_status add_house(ebm_builder *builder, const uint32_t *cell, unsigned size, const char *group,
                            unsigned index, uint32_t *scope, ebm_error *error) {
  for (unsigned value = 0; value < size; value++) {
    for (unsigned i = 0; i < size; i++) scope[i] = ebm_builder_literal(builder, cell[i], value);
    ebm_factor_spec spec = {
        .kind = "exactly_one", .scope = scope, .n_scope = size, .label = {group, index + 1, value + 1}};
    ebm_status status = ebm_builder_factor(builder, &spec, error);
    if (status != EBM_OK) return status;
  }
  return EBM_OK;
}

static ebm_status add_cell(ebm_builder *builder, uint32_t cell, unsigned size, uint32_t *scope, ebm_error *error) {
  for (unsigned value = 0; value < size; value++) scope[value] = ebm_builder_literal(builder, cell, value);
  ebm_factor_spec spec = {.kind = "exactly_one", .scope = scope, .n_scope = size, .label = {"cell", cell + 1, 0}};
  return ebm_builder_factor(builder, &spec, error);
}

static ebm_status add_regions(ebm_builder *builder, const ebm_grid *grid, uint32_t *cell, uint32_t *scope,
                              ebm_error *error) {
  unsigned size = grid->size;
  const char *group = grid->region != NULL ? "region" : "box";
  for (unsigned region = 0; region < size; region++) {
    unsigned found = 0;
    for (unsigned c = 0; c < size * size; c++)
      if (region_of(grid, c / size, c % size) == region && found++ < size) cell[found - 1] = c;
    if (found != size)
      return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "%s %u has %u cells, %u expected", group, region + 1, found, size);
    ebm_status status = add_house(builder, cell, size, group, region, scope, error);
    if (status != EBM_OK) return status;
  }
  return EBM_OK;
}

static ebm_status add_all(ebm_builder *builder, const ebm_grid *grid, uint32_t *cell, uint32_t *scope,
                          ebm_error *error) {
  unsigned size = grid->size;
  ebm_status status = ebm_builder_variables(builder, size * size, size, NULL, error);
  for (unsigned c = 0; status == EBM_OK && c < size * size; c++) status = add_cell(builder, c, size, scope, error);
  for (unsigned row = 0; status == EBM_OK && row < size; row++) {
    for (unsigned i = 0; i < size; i++) cell[i] = row * size + i;
    status = add_house(builder, cell, size, "row", row, scope, error);
  }
  for (unsigned column = 0; status == EBM_OK && column < size; column++) {
    for (unsigned i = 0; i < size; i++) cell[i] = i * size + column;
    status = add_house(builder, cell, size, "column", column, scope, error);
  }
  if (status == EBM_OK && (grid->region != NULL || grid->box_rows != 0))
    status = add_regions(builder, grid, cell, scope, error);
  return status;
}

ebm_status ebm_grid_build(ebm_builder *builder, const ebm_grid *grid, ebm_error *error) {
  unsigned size = grid->size;
  if (size < 1 || size > EBM_DOMAIN_LIMIT)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "a grid of size %u, 1 to %d can be", size, EBM_DOMAIN_LIMIT);
  if (grid->region == NULL && grid->box_rows * grid->box_columns != size && grid->box_rows != 0)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "boxes of %ux%u do not fill a grid of size %u", grid->box_rows,
                    grid->box_columns, size);
  uint32_t *cell = ebm_allocate(size, sizeof *cell), *scope = ebm_allocate(size, sizeof *scope);
  ebm_status status = cell == NULL || scope == NULL ? ebm_fail_memory(error) : EBM_OK;
  if (status == EBM_OK && grid->region == NULL && grid->box_rows == 0)
    status = ebm_builder_rule(builder, &(ebm_puzzle_rule){.type = "NoBoxes"}, error);
  if (status == EBM_OK) status = ebm_builder_rule(builder, NULL, error);
  if (status == EBM_OK) status = add_all(builder, grid, cell, scope, error);
  ebm_free(cell);
  ebm_free(scope);
  if (status != EBM_OK) return status;
  ebm_layout layout = {.rows = size,
                       .columns = size,
                       .values = size,
                       .box_rows = grid->box_rows,
                       .box_columns = grid->box_columns,
                       .region = grid->region};
  ebm_builder_layout(builder, &layout);
  return EBM_OK;
}
