#include <string.h>

#include "format/format.h"

/* The one list of formats: add a line here for a file added beside this one. */
#define FORMATS(X)                                                                                                     \
  X(line)                                                                                                              \
  X(sdm)                                                                                                               \
  X(grid)                                                                                                              \
  X(sdk)                                                                                                               \
  X(ss)                                                                                                                \
  X(pencilmarks)                                                                                                       \
  X(candidates)                                                                                                        \
  X(csv)                                                                                                               \
  X(hodoku)                                                                                                            \
  X(table)                                                                                                             \
  X(constraints)                                                                                                       \
  X(jigsaw)                                                                                                            \
  X(killer)                                                                                                            \
  X(sumocue)                                                                                                           \
  X(fpuzzles)

#define DECLARE(name) extern const ebm_format ebm_format_##name;
FORMATS(DECLARE)

#define ADDRESS(name) &ebm_format_##name,
static const ebm_format *const formats[] = {FORMATS(ADDRESS) NULL};

const ebm_format *const *ebm_formats(void) {
  return formats;
}

const ebm_format *ebm_format_find(const char *name) {
  for (size_t i = 0; formats[i] != NULL; i++)
    if (strcmp(formats[i]->name, name) == 0) return formats[i];
  return NULL;
}

const char *ebm_format_name(size_t index) {
  return index < sizeof formats / sizeof *formats - 1 ? formats[index]->name : NULL;
}
