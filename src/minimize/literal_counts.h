/* literal_counts.h - how often each literal was 1 in states as they are drawn, in memory that does not grow with them.
 */
#ifndef EBM_MINIMIZE_LITERAL_COUNTS_H
#define EBM_MINIMIZE_LITERAL_COUNTS_H

#include "base/arena.h"
#include "model/model.h"

typedef struct ebm_literal_counts {
  const ebm_model *model;
  size_t most, batches; /* room for so many, even; done */
  uint64_t size, in_batch;
  uint32_t *count; /* [most + 1][n_literals] of each batch; the one under way is the one behind the last */
  uint64_t *group; /* [n_literals] in the draws of the first of two groups */
  uint64_t n, in_group;
} ebm_literal_counts;

/* Memory from the arena. False: it is out. */
bool ebm_literal_counts_init(ebm_literal_counts *counts, const ebm_model *model, ebm_arena *arena);
/* A draw, value [n_variables]. group: 0 or 1, of two series of draws that began apart. */
void ebm_literal_counts_add(ebm_literal_counts *counts, const uint8_t *value, int group);

/* probability, error [n_literals]: how often each literal was 1, and the standard error of that: the largest of
 *   batch means (Flegal, Jones 2010) of about sqrt(n) batches, so that correlation within a batch does not count as
 *     independence,
 *   half the difference of the two groups, and
 *   that of `effective` independent draws with two more of either kind (Agresti, Coull 1998), since batches in which a
 *     literal was never drawn do not differ, and the error is not 0 for that.
 * Infinite for n < 16. Uses up what was counted. */
void ebm_literal_counts_tell(ebm_literal_counts *counts, double effective, double *probability, double *error);

#endif
