#include "cli/tally.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

double ebm_tally_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void ebm_tally_fault(ebm_tally *tally, ebm_exit fault) {
  if (fault > tally->worst) tally->worst = fault;
}

void ebm_tally_add(ebm_tally *tally, const ebm_report_style *style, const ebm_answer *answer) {
  tally->records++;
  tally->outcome[answer->outcome]++;
  if (answer->reason != tally->reason && answer->method != NULL) /* several, or none at times, are none */
    tally->reason = tally->method == NULL ? answer->reason : NULL;
  if (answer->method != tally->method && answer->method != NULL) {
    if (tally->method != NULL && strcmp(tally->method, answer->method) != 0) tally->methods = true;
    tally->method = answer->method;
  }
  if (answer->states > 0 && isfinite(answer->mean_error)) {
    tally->draws += answer->states;
    tally->sampled++;
    tally->energy += answer->mean_energy;
    tally->variance += answer->mean_error * answer->mean_error;
    tally->effective += answer->effective;
  }
  if (ebm_report_satisfied(style, answer)) return;
  tally->partly += answer->outcome == EBM_SOLVED;
  ebm_tally_fault(tally, answer->outcome == EBM_INVALID ? EBM_EXIT_FAULT : EBM_EXIT_UNSOLVED);
}

void ebm_tally_number(ebm_buffer *buffer, uint64_t count) {
  char digits[21];
  int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)count);
  for (int i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0) ebm_buffer_byte(buffer, ',');
    ebm_buffer_byte(buffer, digits[i]);
  }
}

void ebm_tally_summary(const ebm_tally *tally, ebm_buffer *buffer) {
  ebm_tally_number(buffer, tally->records);
  ebm_buffer_string(buffer, tally->records == 1 ? " record: " : " records: ");
  for (int outcome = EBM_SOLVED; outcome <= EBM_INVALID; outcome++) {
    uint64_t count = tally->outcome[outcome];
    if (outcome != EBM_SOLVED && count == 0) continue;
    if (outcome != EBM_SOLVED) ebm_buffer_string(buffer, ", ");
    ebm_tally_number(buffer, count);
    ebm_buffer_format(buffer, " %s", ebm_outcome_name((ebm_outcome)outcome));
    if (outcome == EBM_SOLVED && tally->partly > 0) {
      ebm_buffer_string(buffer, " (");
      ebm_tally_number(buffer, tally->partly);
      ebm_buffer_string(buffer, " in part)");
    }
  }
  double seconds = ebm_tally_clock() - tally->start;
  ebm_buffer_format(buffer, "; %.3f s, ", seconds);
  ebm_tally_number(buffer, seconds > 0 ? (uint64_t)((double)tally->records / seconds + 0.5) : 0);
  ebm_buffer_string(buffer, "/s");
}

void ebm_tally_states(const ebm_tally *tally, ebm_buffer *buffer) {
  if (tally->sampled == 0) return;
  double n = (double)tally->sampled;
  ebm_buffer_format(buffer, "; mean energy %.6g +- %.2g, ", tally->energy / n, sqrt(tally->variance) / n);
  ebm_tally_number(buffer, tally->draws);
  ebm_buffer_string(buffer, " states");
  if (!isfinite(tally->effective)) return;
  ebm_buffer_string(buffer, " worth ");
  ebm_tally_number(buffer, (uint64_t)(tally->effective + 0.5));
}
