#include "solve/key.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "certify/certify.h"

enum { NOTE_BYTES = 240 };

__attribute__((format(printf, 3, 4))) static bool note(ebm_key *key, ebm_arena *arena, const char *format, ...) {
  char *text = ebm_arena_take(arena, NOTE_BYTES, 1);
  if (text == NULL) return false;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, NOTE_BYTES, format, arguments);
  va_end(arguments);
  key->note = text;
  return true;
}

/* Whether the key is a solution of the puzzle as it was read: 1, 0, or -1 when that cannot be told, because it leaves
 * cells open or the rules have variables beside the cells. scratch [cells]. */
static int solves(const ebm_record *record, uint8_t *scratch) {
  const ebm_layout *layout = &record->model->layout;
  uint32_t cells = layout->rows * layout->columns;
  if (record->key->known < cells || record->model->n_variables != cells) return -1;
  for (uint32_t c = 0; c < cells; c++) scratch[c] = (uint8_t)(record->key->value[c] - 1);
  return ebm_certify(record, scratch) ? 1 : 0;
}

bool ebm_key_judge(const ebm_task *task, ebm_arena *arena) {
  const ebm_record *record = task->record;
  ebm_key *key = record->key;
  if (key == NULL) return true;
  if (key->malformed[0] != '\0')
    return note(key, arena, "the puzzle's own solution cannot be read: %s", key->malformed);
  bool found = task->solutions > 0, none = task->outcome == EBM_UNSOLVABLE;
  if (key->known == 0 || !(found || none)) return true;
  const ebm_layout *layout = &record->model->layout;
  uint32_t cells = layout->rows * layout->columns, c = 0;
  while (found && c < cells && (key->value[c] == 0 || key->value[c] == task->value[c] + 1)) c++;
  key->same = found && c == cells;
  if (key->same == 1) return true;
  uint8_t *scratch = ebm_arena_take(arena, cells, 1);
  if (scratch == NULL) return false;
  int solution = solves(record, scratch);
  if (solution == 1 && task->limit > 2) { /* they are to be counted or listed: it is one of them */
    key->same = 1;
    return true;
  }
  const char *more = solution == 0   ? ", which breaks the rules as they were read"
                     : solution == 1 ? ", which is a solution too"
                                     : "";
  if (none) return note(key, arena, "no solution was found, and the puzzle has one of its own%s", more);
  return note(key, arena, "the solution differs from the puzzle's own%s: R%uC%u is %u here and %u there", more,
              c / layout->columns + 1, c % layout->columns + 1, task->value[c] + 1u, key->value[c]);
}
