/* recognize.h - which models have a fused sweep of their own. */
#ifndef EBM_MODEL_RECOGNIZE_H
#define EBM_MODEL_RECOGNIZE_H

#include "model/model.h"

/* Sets model->classic9 and what goes with it from the factors, however they were made. False: memory is out. */
bool ebm_recognize_classic9(ebm_model *model);

#endif
