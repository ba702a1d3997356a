/* models.h - the models of the puzzles that are read: made at the first call, and kept as long as the reader. */
#ifndef EBM_FORMAT_MODELS_H
#define EBM_FORMAT_MODELS_H

#include "format/energy_file.h"
#include "model/grid.h"

typedef struct ebm_kept_grid ebm_kept_grid;

/* What they are made of is borrowed. */
typedef struct ebm_models {
  const ebm_factor_ops *const *kinds;
  const char *rules;             /* added to grids; NULL: none; "none": the grids' own are left out */
  const ebm_energy_file *energy; /* terms added to every model; NULL: none */
  ebm_kept_grid *grid;
  size_t n_grids, capacity;
  ebm_model *table;  /* of the energy's own cells, or NULL */
  ebm_status misfit; /* why a model could not be made, when memory was not the reason; the caller sets it back */
  ebm_error misfit_error;
} ebm_models;

void ebm_models_clear(ebm_models *models);

/* The model of a plain grid where it has been made; else NULL. */
const ebm_model *ebm_models_kept(const ebm_models *models, const ebm_grid *grid);
/* The model of a plain grid; one without regions. NULL: memory is out, or misfit says why. */
const ebm_model *ebm_models_grid(ebm_models *models, const ebm_grid *grid);
/* The model of the energy's own cells, for puzzles that are no square grids. NULL: likewise. */
const ebm_model *ebm_models_table(ebm_models *models);

#endif
