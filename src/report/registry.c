#include <string.h>

#include "report/report.h"

extern const ebm_report ebm_report_line, ebm_report_grid, ebm_report_csv, ebm_report_json;

/* The one list of reports. */
static const ebm_report *const reports[] = {&ebm_report_line, &ebm_report_grid, &ebm_report_csv, &ebm_report_json};

const ebm_report *ebm_report_at(size_t index) {
  return index < sizeof reports / sizeof *reports ? reports[index] : NULL;
}

const ebm_report *ebm_report_find(const char *name) {
  for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
    if (strcmp(reports[i]->name, name) == 0) return reports[i];
  return NULL;
}
