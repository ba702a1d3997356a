#include "solve/findings.h"

#include "base/status.h"
#include "certify/certify.h"
#include "proof/proof.h"

static void add_correction(void *context, const int64_t *claim, size_t n) {
  ebm_proof_correction(&(*(ebm_findings **)context)->corrections, claim, n);
}

/* Certified as they come, within the time of the descent: that of thousands takes longer than the limit may be missed
 * by. */
static void add_solution(void *context, const uint8_t *value) {
  ebm_findings *findings = *(ebm_findings **)context;
  if (!findings->refused) findings->refused = !ebm_certify_softly(findings->story.record, value, findings->soft_givens);
  ebm_text_append(&findings->all, (const char *)value, findings->n_variables);
}

static void begin_again(void *context) {
  ebm_findings *findings = *(ebm_findings **)context;
  findings->all.length = 0;
}

static void add_step(void *context, const ebm_descent_step *step) {
  ebm_story_step(&(*(ebm_findings **)context)->story, step);
}

ebm_descent_log ebm_findings_log(ebm_findings **findings, ebm_findings_wish wish) {
  return (ebm_descent_log){.correction = wish.prove ? add_correction : NULL,
                           .solution = wish.all ? add_solution : NULL,
                           .again = wish.all ? begin_again : NULL,
                           .step = wish.explain ? add_step : NULL,
                           .context = findings};
}

void ebm_findings_begin(ebm_findings *findings, const ebm_task *task, bool soft_givens) {
  findings->n_variables = task->record->model->n_variables;
  findings->story.record = task->record;
  findings->soft_givens = soft_givens;
}

ebm_status ebm_findings_finish(ebm_findings *findings, const ebm_task *task, ebm_findings_wish wish, ebm_error *error) {
  bool proved = wish.prove && task->exhausted && task->solutions <= 1;
  ebm_status status = EBM_OK;
  if (proved)
    status = ebm_proof_formula(task->record, task->solutions == 1 ? task->value : NULL, &findings->formula, error);
  else
    ebm_text_clear(&findings->corrections);
  if (status == EBM_OK &&
      (findings->all.failed || findings->corrections.failed || findings->way.failed || findings->story.failed))
    status = ebm_fail_memory(error);
  return status;
}

void ebm_findings_clear(ebm_findings *findings) {
  ebm_text_clear(&findings->all);
  ebm_text_clear(&findings->formula);
  ebm_text_clear(&findings->corrections);
  ebm_recorder_clear(&findings->way);
  ebm_story_clear(&findings->story);
}
