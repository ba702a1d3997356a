#include "format/reader.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "model/grid.h"
#include "rule/rule.h"

/* The model of a plain grid and how its cells are spelled. */
typedef struct kept_grid {
  unsigned size, box_rows, box_columns;
  ebm_model *model;
} kept_grid;

enum {
  WAYS = 3,
  STRANGERS = 3 /* fronts that no format claims before the source is given up */
};

typedef struct kept_spellings {
  unsigned size;
  ebm_spelling way[WAYS];
  const ebm_spelling *list[WAYS + 1];
} kept_spellings;

struct ebm_reader {
  ebm_reader_options options;
  const ebm_format *forced;
  kept_grid *grid;
  size_t n_grids, grid_capacity;
  kept_spellings **spellings; /* by address, since records point into them */
  size_t n_spellings, spellings_capacity;
  bool bare;        /* the puzzles' own rules are left out */
  ebm_model *table; /* of the energy's own table, or NULL */
  ebm_spelling table_spelling;

  /* The source. */
  const ebm_format *format; /* NULL: not recognized yet */
  uint64_t line;            /* of the front of the bytes, from 1 */
  bool begun;               /* a byte order mark can no longer come */
  bool skipping;            /* inside a line that is too long to keep */
  size_t offered;           /* bytes at the front that the sniffers have been asked about */
  unsigned strangers;       /* fronts that no format claimed */
  bool content;             /* there is more than comments in them */
  uint64_t notes[EBM_READER_NOTES];

  /* The call in progress. */
  ebm_block *block;
  size_t most;
  bool memory_out;
  ebm_status misfit; /* why a model could not be made, when memory was not the reason */
  ebm_error misfit_error;
};

/* ---- options ---- */

static ebm_status check_alphabet(const char *alphabet, ebm_error *error) {
  size_t n = strlen(alphabet);
  if (n == 0 || n > EBM_SPELLING_LIMIT)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "an alphabet of %zu symbols, 1 to %d can be", n, EBM_SPELLING_LIMIT);
  for (size_t i = 0; i < n; i++) {
    char name[EBM_BYTE_NAME];
    if (!isalnum((unsigned char)alphabet[i]))
      return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "%s in the alphabet is no letter or digit",
                      ebm_byte_name(alphabet[i], name));
    if (memchr(alphabet, alphabet[i], i) != NULL)
      return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "%s is in the alphabet twice", ebm_byte_name(alphabet[i], name));
  }
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
  reader->bare = options->rules != NULL && strcmp(options->rules, "none") == 0;
  bool plain;
  ebm_status status = options->rules != NULL ? ebm_rule_list_check(options->rules, &plain, error) : EBM_OK;
  if (status != EBM_OK) return status;
  if (options->energy != NULL && reader->forced == NULL && !is_square(options->energy))
    reader->forced = ebm_format_find("table");
  if (options->energy != NULL) fill_table_spelling(reader);
  return options->alphabet != NULL ? check_alphabet(options->alphabet, error) : EBM_OK;
}

ebm_status ebm_reader_create(const ebm_reader_options *options, ebm_reader **out, ebm_error *error) {
  ebm_reader *reader = *out = ebm_allocate(1, sizeof *reader);
  if (reader == NULL) return ebm_fail_memory(error);
  reader->options = *options;
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
  for (size_t i = 0; i < reader->n_grids; i++) ebm_model_destroy(reader->grid[i].model);
  for (size_t i = 0; i < reader->n_spellings; i++) ebm_free(reader->spellings[i]);
  ebm_model_destroy(reader->table);
  ebm_free(reader->grid);
  ebm_free(reader->spellings);
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
  reader->format = claim;
  return EBM_OK;
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

ebm_status ebm_reader_read(ebm_reader *reader, const char *bytes, size_t length, bool end, size_t most,
                           ebm_block *block, size_t *consumed, ebm_error *error) {
  reader->block = block;
  reader->most = most;
  reader->memory_out = false;
  reader->misfit = EBM_OK;
  ebm_status status = EBM_OK;
  size_t front = 0, done;
  while (front < length && block->n < most) {
    status = step(reader, bytes + front, length - front, end, &done, error);
    reader->line += count_lines(bytes + front, done);
    front += done;
    if (reader->misfit != EBM_OK) {
      status = reader->misfit;
      *error = reader->misfit_error;
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

size_t ebm_reader_room(const ebm_reader *reader) {
  return reader->most - reader->block->n;
}

const ebm_reader_options *ebm_reader_told(const ebm_reader *reader) {
  return &reader->options;
}

uint64_t *ebm_reader_notes(ebm_reader *reader) {
  return reader->notes;
}

/* Seals the model of the builder's cells and rules, with the energy's terms. A fault that is not about memory is kept
 * for the caller of the format. */
static ebm_model *finish_model(ebm_reader *reader, ebm_builder *builder, ebm_status status) {
  ebm_model *model = NULL;
  if (status == EBM_OK && reader->options.energy != NULL)
    status = ebm_energy_file_add(reader->options.energy, builder, &reader->misfit_error);
  if (status == EBM_OK) status = ebm_builder_seal(builder, &model, &reader->misfit_error);
  ebm_builder_destroy(builder);
  if (status != EBM_OK && status != EBM_ERROR_MEMORY) reader->misfit = status;
  return status == EBM_OK ? model : NULL;
}

/* The grid with the rules of --rules added, and the energy's terms. */
static ebm_model *build_ruled(ebm_reader *reader, const ebm_grid *grid) {
  const char *list = reader->options.rules;
  ebm_error *error = &reader->misfit_error;
  ebm_board board = {.rows = grid->size, .columns = grid->size, .values = grid->size, .first = 1,
                     .box_rows = grid->box_rows, .box_columns = grid->box_columns};
  ebm_rules *rules = NULL;
  ebm_model *model = NULL;
  ebm_status status = ebm_rule_list_check(list, &board.plain, error);
  if (board.plain) board.box_rows = board.box_columns = 0;
  if (status == EBM_OK) status = ebm_rules_create(reader->options.kinds, &board, &rules, error);
  if (status == EBM_OK) status = ebm_rules_add_list(rules, list, error);
  if (status == EBM_OK && reader->options.energy != NULL)
    status = ebm_energy_file_add(reader->options.energy, ebm_rules_builder(rules), error);
  if (status == EBM_OK) status = ebm_rules_seal(rules, &model, error);
  ebm_rules_destroy(rules);
  if (status != EBM_OK && status != EBM_ERROR_MEMORY) reader->misfit = status;
  return status == EBM_OK ? model : NULL;
}

static ebm_model *build_grid(ebm_reader *reader, const ebm_grid *grid) {
  const ebm_energy_file *energy = reader->options.energy;
  ebm_builder *builder;
  ebm_error *error = &reader->misfit_error;
  if (energy != NULL && (energy->rows != grid->size || energy->columns != grid->size || energy->values != grid->size)) {
    reader->misfit = ebm_fail(error, EBM_ERROR_SYNTAX, 0, 0,
                              "the energy is one of %u x %u cells with %u values, the puzzle has %u x %u with %u",
                              energy->rows, energy->columns, energy->values, grid->size, grid->size, grid->size);
    return NULL;
  }
  if (reader->options.rules != NULL && reader->options.rules[0] != '\0' && !reader->bare) return build_ruled(reader, grid);
  if (ebm_builder_create(reader->options.kinds, &builder, error) != EBM_OK) return NULL;
  ebm_status status = reader->bare ? ebm_energy_file_cells(grid->size, grid->size, grid->size, builder, error)
                                   : ebm_grid_build(builder, grid, error);
  ebm_model *model = finish_model(reader, builder, status);
  if (model != NULL && model->classic9) { /* rules that were learned may be the classic ones */
    model->layout.box_rows = 3;
    model->layout.box_columns = 3;
  }
  return model;
}

const ebm_model *ebm_reader_table(ebm_reader *reader) {
  const ebm_energy_file *energy = reader->options.energy;
  ebm_builder *builder;
  if (reader->table == NULL && ebm_builder_create(reader->options.kinds, &builder, &reader->misfit_error) == EBM_OK) {
    ebm_status status =
        ebm_energy_file_cells(energy->rows, energy->columns, energy->values, builder, &reader->misfit_error);
    reader->table = finish_model(reader, builder, status);
  }
  reader->memory_out |= reader->table == NULL;
  return reader->table;
}

const ebm_spelling *ebm_reader_table_spelling(ebm_reader *reader) {
  return reader->options.energy != NULL ? &reader->table_spelling : NULL;
}

const ebm_model *ebm_reader_grid(ebm_reader *reader, unsigned size, unsigned box_rows, unsigned box_columns) {
  for (size_t i = 0; i < reader->n_grids; i++) {
    const kept_grid *kept = &reader->grid[i];
    if (kept->size == size && kept->box_rows == box_rows && kept->box_columns == box_columns) return kept->model;
  }
  ebm_grid grid = {size, box_rows, box_columns, NULL};
  ebm_model *model = NULL;
  if (ebm_reserve((void **)&reader->grid, &reader->grid_capacity, reader->n_grids + 1, sizeof *reader->grid))
    model = build_grid(reader, &grid);
  if (model != NULL)
    reader->grid[reader->n_grids++] = (kept_grid){size, box_rows, box_columns, model};
  else
    reader->memory_out = true;
  return model;
}

/* An alphabet that somebody chose is the only one; else digits up to 9, and the customs that exist above. */
static void fill_spellings(const char *chosen, kept_spellings *kept) {
  static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  unsigned size = kept->size;
  size_t n = 0;
  char name[72];
  if (chosen != NULL) {
    if (strlen(chosen) >= size) ebm_spelling_init(&kept->way[n++], chosen, chosen, size);
  } else if (size <= 9) {
    snprintf(name, sizeof name, "1-%u", size);
    ebm_spelling_init(&kept->way[n++], name, digits + 1, size);
  } else {
    if (size <= 35) {
      snprintf(name, sizeof name, "1-9A-%c", digits[size]);
      ebm_spelling_init(&kept->way[n++], name, digits + 1, size);
    }
    if (size <= 36) {
      snprintf(name, sizeof name, "0-9A-%c", digits[size - 1]);
      ebm_spelling_init(&kept->way[n++], name, digits, size);
    }
    if (size <= 26) {
      snprintf(name, sizeof name, "A-%c", digits[size + 9]);
      ebm_spelling_init(&kept->way[n++], name, digits + 10, size);
    }
  }
  for (size_t i = 0; i < n; i++) kept->list[i] = &kept->way[i];
}

const ebm_spelling *const *ebm_reader_spellings(ebm_reader *reader, unsigned size) {
  for (size_t i = 0; i < reader->n_spellings; i++)
    if (reader->spellings[i]->size == size) return reader->spellings[i]->list;
  kept_spellings *kept = NULL;
  if (ebm_reserve((void **)&reader->spellings, &reader->spellings_capacity, reader->n_spellings + 1,
                  sizeof *reader->spellings))
    kept = ebm_allocate(1, sizeof *kept);
  if (kept == NULL) {
    reader->memory_out = true;
    return NULL;
  }
  kept->size = size;
  fill_spellings(reader->options.alphabet, kept);
  reader->spellings[reader->n_spellings++] = kept;
  return kept->list;
}

ebm_record *ebm_reader_record(ebm_reader *reader, const ebm_model *model, uint64_t line) {
  ebm_record *record = model != NULL ? ebm_block_add(reader->block, model, reader->line + line) : NULL;
  reader->memory_out |= record == NULL;
  return record;
}

uint64_t *ebm_reader_allowed(ebm_reader *reader, ebm_record *record) {
  record->allowed = ebm_block_allowed(reader->block, record->model);
  reader->memory_out |= record->allowed == NULL;
  return record->allowed;
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
