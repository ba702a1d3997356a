#include "format/reader.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/budget.h"
#include "base/memory.h"
#include "base/status.h"
#include "format/cells.h"
#include "format/models.h"
#include "rule/rule.h"

enum {
  STRANGERS = 3 /* fronts that no format claims before the source is given up */
};

struct ebm_reader {
  ebm_reader_options options;
  const ebm_format *forced;
  ebm_models models;
  ebm_alphabet alphabet; /* of the options */
  ebm_spellings spellings;
  ebm_spelling table_spelling; /* of the energy's own table */

  /* The source. */
  const ebm_format *format; /* NULL: not recognized yet */
  uint64_t line;            /* of the front of the bytes, from 1 */
  bool begun;               /* a byte order mark can no longer come */
  bool skipping;            /* inside a line that is too long to keep */
  size_t offered;           /* bytes at the front that the sniffers have been asked about */
  unsigned strangers;       /* fronts that no format claimed */
  bool content;             /* there is more than comments in them */
  uint64_t notes[EBM_READER_NOTES];

  ebm_budget budget; /* of the model that is made, or was made last */
  bool budgeted;     /* it is entered */

  /* The call in progress. */
  ebm_block *block;
  size_t most;
  bool memory_out;
};

/* ---- options ---- */

/* An option that would mean nothing to the format is refused, never passed over. */
static ebm_status check_fit(const ebm_reader *reader, const ebm_format *format, ebm_status status, ebm_error *error) {
  if (format->own_values && reader->alphabet.n > 0)
    return ebm_fail(error, status, 0, 0, "--alphabet does not go with the format '%s': it has values of its own",
                    format->name);
  if (format->own_boxes && reader->options.box_rows != 0)
    return ebm_fail(error, status, 0, 0, "--boxes does not go with the format '%s': the puzzle says what its boxes are",
                    format->name);
  return EBM_OK;
}

/* Whether the energy is about grids as puzzles have them: as many values as rows and columns. */
static bool is_square(const ebm_energy_file *energy) {
  return energy->rows == energy->columns && energy->rows == energy->values;
}

static void fill_table_spelling(ebm_reader *reader) {
  static const char usual[] = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0";
  const ebm_energy_file *energy = reader->options.energy;
  const char *symbols = energy->alphabet[0] != '\0' ? energy->alphabet : usual;
  uint32_t n = energy->values < EBM_SPELLING_LIMIT ? energy->values : EBM_SPELLING_LIMIT;
  char name[72];
  snprintf(name, sizeof name, "%.*s", (int)n, symbols);
  ebm_spelling_init(&reader->table_spelling, name, symbols, n);
}

static ebm_status check_options(ebm_reader *reader, ebm_error *error) {
  const ebm_reader_options *options = &reader->options;
  if (options->format != NULL && (reader->forced = ebm_format_find(options->format)) == NULL)
    return ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "no format '%s'", options->format);
  bool plain;
  ebm_status status = options->rules != NULL ? ebm_rule_list_check(options->rules, &plain, error) : EBM_OK;
  if (status != EBM_OK) return status;
  if (options->energy != NULL && reader->forced == NULL && !is_square(options->energy))
    reader->forced = ebm_format_find("table");
  if (options->energy != NULL) fill_table_spelling(reader);
  if (options->alphabet != NULL) status = ebm_alphabet_read(options->alphabet, &reader->alphabet, error);
  if (status == EBM_OK && options->box_rows * options->box_columns > EBM_LARGE_SIZE)
    status = ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "boxes of more than %d cells", (int)EBM_LARGE_SIZE);
  return status == EBM_OK && reader->forced != NULL ? check_fit(reader, reader->forced, EBM_ERROR_USAGE, error)
                                                    : status;
}

ebm_status ebm_reader_create(const ebm_reader_options *options, ebm_reader **out, ebm_error *error) {
  ebm_reader *reader = *out = ebm_allocate(1, sizeof *reader);
  if (reader == NULL) return ebm_fail_memory(error);
  reader->options = *options;
  reader->models = (ebm_models){.kinds = options->kinds, .rules = options->rules, .energy = options->energy};
  ebm_status status = check_options(reader, error);
  if (status != EBM_OK) {
    ebm_reader_destroy(reader);
    *out = NULL;
    return status;
  }
  ebm_reader_start(reader);
  return EBM_OK;
}

void ebm_reader_destroy(ebm_reader *reader) {
  if (reader == NULL) return;
  ebm_models_clear(&reader->models);
  ebm_spellings_clear(&reader->spellings);
  ebm_free(reader);
}

void ebm_reader_start(ebm_reader *reader) {
  reader->format = reader->forced;
  reader->line = 1;
  reader->begun = reader->skipping = reader->content = false;
  reader->offered = 0;
  reader->strangers = 0;
  memset(reader->notes, 0, sizeof reader->notes);
}

/* ---- recognizing the format ---- */

/* Nothing can be told from blank and comment lines alone, so that the sniffers are not asked about them again and
 * again. */
static bool is_content(const char *line, size_t length) {
  size_t i = 0;
  while (i < length && isspace((unsigned char)line[i])) i++;
  return i < length && line[i] != '#';
}

/* No format claims the front: it is passed over as an invalid record, so that one bad line does not hide the puzzles
 * behind it; but a source that goes on like this is no puzzle at all. */
static ebm_status refuse_stranger(ebm_reader *reader, const char *bytes, size_t length, ebm_error *error) {
  uint64_t line = 0;
  const char *end = bytes + length;
  for (const char *next; bytes < end; bytes = next, line++) {
    const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
    next = newline != NULL ? newline + 1 : end;
    if (is_content(bytes, (size_t)(next - bytes))) break;
  }
  char shown[33];
  size_t n = 0;
  while (n < sizeof shown - 1 && bytes + n < end && bytes[n] != '\n' && bytes[n] != '\r') {
    shown[n] = isprint((unsigned char)bytes[n]) ? bytes[n] : '?';
    n++;
  }
  shown[n] = '\0';
  static const char format[] = "no known puzzle format starts with \"%s\"";
  if (reader->strangers++ == STRANGERS) return ebm_fail(error, EBM_ERROR_SYNTAX, reader->line + line, 1, format, shown);
  ebm_reader_refuse(reader, line, line, 1, format, shown);
  return EBM_OK;
}

/* Asks every format about the front. Sets reader->format when exactly one claims it; *passed, when none does. */
static ebm_status ask(ebm_reader *reader, const char *bytes, size_t length, bool end, size_t *passed,
                      ebm_error *error) {
  const ebm_format *const *formats = ebm_formats();
  const ebm_format *claim = NULL, *rival = NULL;
  bool more = false;
  for (size_t i = 0; formats[i] != NULL; i++) {
    ebm_sniff sniff = formats[i]->sniff(bytes, length, end);
    more |= sniff == EBM_SNIFF_MORE;
    if (sniff != EBM_SNIFF_YES) continue;
    if (claim == NULL)
      claim = formats[i];
    else
      rival = formats[i];
  }
  if (more && !end) return EBM_OK;
  if (claim == NULL) {
    *passed = length;
    return refuse_stranger(reader, bytes, length, error);
  }
  if (rival != NULL)
    return ebm_fail(error, EBM_ERROR_SYNTAX, reader->line, 0, "could be '%s' or '%s': name the format", claim->name,
                    rival->name);
  ebm_status status = check_fit(reader, claim, EBM_ERROR_SYNTAX, error);
  if (status == EBM_OK)
    reader->format = claim;
  else
    error->line = reader->line;
  return status;
}

/* Offers the front to the sniffers line by line, so that the answer does not depend on how the bytes arrive.
 * *passed: bytes that hold nothing and are done with. */
static ebm_status recognize(ebm_reader *reader, const char *bytes, size_t length, bool end, size_t *passed,
                            ebm_error *error) {
  *passed = 0;
  while (reader->format == NULL) {
    const char *front = bytes + reader->offered;
    size_t left = length - reader->offered;
    const char *newline = memchr(front, '\n', left < EBM_RECORD_LIMIT ? left : EBM_RECORD_LIMIT);
    if (newline == NULL && left > EBM_RECORD_LIMIT) {
      if (reader->content) return ask(reader, bytes, reader->offered, true, passed, error);
      *passed = reader->offered; /* the long line comes to the front, to be refused there */
      return EBM_OK;
    }
    if (newline == NULL && !end) return EBM_OK;
    size_t line_length = newline != NULL ? (size_t)(newline - front) + 1 : left;
    reader->offered += line_length;
    bool last = end && reader->offered == length, content = is_content(front, line_length);
    reader->content |= content;
    if (!reader->content && last) *passed = length;
    if (!reader->content && last) return EBM_OK;
    if (!content && !last) continue;
    ebm_status status = ask(reader, bytes, reader->offered, last, passed, error);
    if (status != EBM_OK || *passed > 0 || last) return status;
  }
  return EBM_OK;
}

/* ---- reading ---- */

static uint64_t count_lines(const char *bytes, size_t length) {
  uint64_t lines = 0;
  const char *end = bytes + length;
  while ((bytes = memchr(bytes, '\n', (size_t)(end - bytes))) != NULL) {
    lines++;
    bytes++;
  }
  return lines;
}

/* Bytes up to and with the next newline; all of them, and more to come, when there is none. */
static size_t skip_line(ebm_reader *reader, const char *bytes, size_t length) {
  const char *newline = memchr(bytes, '\n', length);
  reader->skipping = newline == NULL;
  return newline != NULL ? (size_t)(newline - bytes) + 1 : length;
}

static size_t skip_mark(ebm_reader *reader, const char *bytes, size_t length, bool end) {
  static const char mark[3] = "\xEF\xBB\xBF";
  size_t n = length < sizeof mark ? length : sizeof mark;
  if (n < sizeof mark && !end && memcmp(bytes, mark, n) == 0) return 0;
  reader->begun = true;
  return n == sizeof mark && memcmp(bytes, mark, n) == 0 ? n : 0;
}

/* One step at the front; 0 bytes: it needs more of them. */
static ebm_status step(ebm_reader *reader, const char *bytes, size_t length, bool end, size_t *done, ebm_error *error) {
  *done = 0;
  if (reader->skipping) {
    *done = skip_line(reader, bytes, length);
    return EBM_OK;
  }
  if (!reader->begun) {
    *done = skip_mark(reader, bytes, length, end);
    if (*done > 0 || !reader->begun) return EBM_OK;
  }
  if (reader->format == NULL) {
    ebm_status status = recognize(reader, bytes, length, end, done, error);
    if (status != EBM_OK || *done > 0) {
      reader->offered = 0;
      reader->content = false;
      return status;
    }
  }
  /* What a format sees never depends on how much has been read ahead beyond the limit. */
  size_t window = length < EBM_RECORD_LIMIT ? length : EBM_RECORD_LIMIT;
  if (reader->format != NULL) {
    *done = reader->format->read(reader, bytes, window, end && window == length);
    if (*done > 0) return EBM_OK;
    if (end && window == length)
      return ebm_fail(error, EBM_ERROR_INTERNAL, reader->line, 0, "the format '%s' left bytes unread",
                      reader->format->name);
  }
  if (length <= EBM_RECORD_LIMIT) return EBM_OK;
  ebm_reader_refuse(reader, 0, 0, 0, "a line longer than %d bytes", (int)EBM_RECORD_LIMIT);
  reader->offered = 0;
  *done = skip_line(reader, bytes, length);
  return EBM_OK;
}

/* The model of the record at the front could not be made within the limits: there is no answer, but the records behind
 * it have theirs. */
static void refuse_model(ebm_reader *reader) {
  const ebm_budget *budget = &reader->budget;
  char most[EBM_BYTES_NAME], asked[EBM_BYTES_NAME], used[EBM_BYTES_NAME];
  ebm_record *record = ebm_block_add_invalid(reader->block, reader->line);
  reader->memory_out = record == NULL;
  if (record == NULL) return;
  if (budget->end == EBM_BUDGET_BYTES)
    ebm_fail(record->error, EBM_ERROR_MEMORY, reader->line, 0,
             "unknown: its model takes more than the %s of --memory: %s taken, %s more wanted for %s",
             ebm_bytes_name(budget->most, most), ebm_bytes_name(budget->had, used),
             ebm_bytes_name(budget->asked, asked), budget->work != NULL ? budget->work : "its cells");
  else if (budget->end == EBM_BUDGET_STOPPED)
    ebm_fail(record->error, EBM_ERROR_STOPPED, reader->line, 0, "unknown: stopped while its rules were built");
  else
    ebm_fail(record->error, EBM_ERROR_STOPPED, reader->line, 0,
             "unknown: the time was up while its rules were built (%s)",
             budget->work != NULL ? budget->work : "the grid's own");
  reader->budget.end = EBM_BUDGET_OPEN;
}

ebm_status ebm_reader_read(ebm_reader *reader, const char *bytes, size_t length, bool end, size_t most,
                           ebm_block *block, size_t *consumed, ebm_error *error) {
  reader->block = block;
  reader->most = most;
  reader->memory_out = false;
  reader->budget.end = EBM_BUDGET_OPEN;
  reader->models.misfit = EBM_OK;
  ebm_status status = EBM_OK;
  size_t front = 0, done;
  while (front < length && block->n < most && !ebm_block_full(block)) {
    status = step(reader, bytes + front, length - front, end, &done, error);
    ebm_reader_end_model(reader);
    if (reader->memory_out && reader->budget.end != EBM_BUDGET_OPEN && done > 0) refuse_model(reader);
    reader->line += count_lines(bytes + front, done);
    front += done;
    if (reader->models.misfit != EBM_OK) {
      status = reader->models.misfit;
      *error = reader->models.misfit_error;
      error->line = reader->line;
    } else if (reader->memory_out) {
      status = ebm_fail_memory(error);
    }
    if (status != EBM_OK || done == 0) break;
  }
  *consumed = front;
  reader->block = NULL;
  return status;
}

/* ---- for formats ---- */

void ebm_reader_begin_model(ebm_reader *reader) {
  const ebm_reader_options *options = &reader->options;
  if (reader->budgeted) return;
  reader->budget = (ebm_budget){.deadline = ebm_deadline_in(options->timeout, options->stop), .most = options->memory};
  reader->budgeted = true;
  ebm_budget_enter(&reader->budget);
}

void ebm_reader_end_model(ebm_reader *reader) {
  if (reader->budgeted) ebm_budget_enter(NULL);
  reader->budgeted = false;
}

size_t ebm_reader_room(const ebm_reader *reader) {
  return reader->most - reader->block->n;
}

const ebm_reader_options *ebm_reader_told(const ebm_reader *reader) {
  return &reader->options;
}

uint64_t *ebm_reader_notes(ebm_reader *reader) {
  return reader->notes;
}

const ebm_model *ebm_reader_table(ebm_reader *reader) {
  ebm_reader_begin_model(reader);
  const ebm_model *model = ebm_models_table(&reader->models);
  ebm_reader_end_model(reader);
  reader->memory_out |= model == NULL;
  return model;
}

const ebm_spelling *ebm_reader_table_spelling(ebm_reader *reader) {
  return reader->options.energy != NULL ? &reader->table_spelling : NULL;
}

const ebm_model *ebm_reader_grid(ebm_reader *reader, unsigned size, unsigned box_rows, unsigned box_columns) {
  const ebm_grid grid = {size, box_rows, box_columns, NULL};
  const ebm_model *model = ebm_models_kept(&reader->models, &grid);
  if (model == NULL) {
    ebm_reader_begin_model(reader);
    /* A plain grid is made once for all its records, in less than a second where it is the largest that is read: its
     * givens are worth more to a person than the time. */
    if (reader->options.rules == NULL && reader->options.energy == NULL) reader->budget.deadline.worked = 0;
    model = ebm_models_grid(&reader->models, &grid);
    ebm_reader_end_model(reader);
  }
  reader->memory_out |= model == NULL;
  return model;
}

const ebm_alphabet *ebm_reader_alphabet(const ebm_reader *reader) {
  return &reader->alphabet;
}

const ebm_spelling *const *ebm_reader_spellings(ebm_reader *reader, unsigned size) {
  const ebm_spelling *const *list = ebm_spellings_of(&reader->spellings, &reader->alphabet, size);
  reader->memory_out |= list == NULL;
  return list;
}

ebm_record *ebm_reader_record(ebm_reader *reader, const ebm_model *model, uint64_t line) {
  ebm_record *record = model != NULL ? ebm_block_add(reader->block, model, reader->line + line) : NULL;
  reader->memory_out |= record == NULL;
  return record;
}

void ebm_reader_own(ebm_reader *reader, ebm_record *record, ebm_model *model) {
  ebm_block_own(reader->block, record, model);
}

uint64_t *ebm_reader_allowed(ebm_reader *reader, ebm_record *record) {
  record->allowed = ebm_block_allowed(reader->block, record->model);
  reader->memory_out |= record->allowed == NULL;
  return record->allowed;
}

ebm_key *ebm_reader_key(ebm_reader *reader, ebm_record *record) {
  const ebm_layout *layout = &record->model->layout;
  record->key = ebm_block_key(reader->block, layout->rows * layout->columns);
  reader->memory_out |= record->key == NULL;
  return record->key;
}

void ebm_reader_refuse(ebm_reader *reader, uint64_t record_line, uint64_t line, uint64_t column, const char *format,
                       ...) {
  ebm_record *record = ebm_block_add_invalid(reader->block, reader->line + record_line);
  reader->memory_out |= record == NULL;
  if (record == NULL) return;
  record->error->status = EBM_ERROR_SYNTAX;
  record->error->line = reader->line + line;
  record->error->column = column;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(record->error->text, sizeof record->error->text, format, arguments);
  va_end(arguments);
}
