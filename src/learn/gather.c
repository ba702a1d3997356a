#include "learn/gather.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "factor/registry.h"
#include "format/cells.h"

enum { CHUNK = 1024 };

static bool hides(char c) {
  return c == '.' || c == '?' || c == '_' || c == '*' || c == '-';
}

static bool separates(char c) {
  return c == ' ' || c == ',' || c == ';' || c == '\t';
}

static ebm_status add(ebm_gather *g, const char *symbols, uint32_t rows, uint32_t columns, uint64_t line,
                      ebm_error *error) {
  if (g->rows == 0) {
    g->rows = rows;
    g->columns = columns;
  }
  if (rows != g->rows || columns != g->columns)
    return ebm_fail(error, EBM_ERROR_SYNTAX, line, 0, "an example of %u x %u cells, %u x %u before", rows, columns,
                    g->rows, g->columns);
  void *array = g->line;
  if (!ebm_reserve(&array, &g->line_capacity, g->n + 1, sizeof *g->line)) return ebm_fail_memory(error);
  g->line = array;
  ebm_text_append(&g->symbols, symbols, (size_t)rows * columns);
  if (g->symbols.failed) return ebm_fail_memory(error);
  g->line[g->n++] = line;
  return EBM_OK;
}

/* ---- tables ---- */

/* The symbols of a line without separators, hidden ones as NUL; their number, or 0 with *wrong at a byte that is none.
 */
static size_t symbols_of(const ebm_line *line, const char *alphabet, char *symbols, size_t limit, size_t *wrong) {
  size_t n = 0;
  *wrong = line->length;
  for (size_t i = 0; i < line->length; i++) {
    char c = line->bytes[i];
    bool known = alphabet != NULL && c != '\0' && strchr(alphabet, c) != NULL;
    if (!known && separates(c)) continue;
    if (!known && !hides(c) && (alphabet != NULL || !isalnum((unsigned char)c))) {
      *wrong = i;
      return 0;
    }
    if (n < limit) symbols[n] = !known && hides(c) ? '\0' : c;
    n++;
  }
  return n;
}

/* Tokens between separators: how many, and whether some are words, not groups of symbols. Groups have the same length
 * and blanks between them ("123 456 789"). *word: where the first token begins that differs from the one before. */
typedef struct tokens {
  size_t n, longest, word;
  bool words;
} tokens;

static tokens tokens_of(const ebm_line *line) {
  tokens t = {0};
  size_t length = 0;
  bool blanks = true;
  for (size_t i = 0; i <= line->length; i++) {
    bool ends = i == line->length || separates(line->bytes[i]);
    if (i < line->length && ends && line->bytes[i] != ' ') blanks = false;
    if (!ends) {
      length++;
      continue;
    }
    if (length > 0) {
      if (t.n > 0 && length != t.longest && !t.words) t.words = true, t.word = i - length;
      t.longest = length > t.longest ? length : t.longest;
      t.n++;
    }
    length = 0;
  }
  if (t.n > 1 && t.longest > 1 && !blanks) t.words = true;
  return t;
}

/* Whether the line, the first of the bytes with content, names the columns: words, over as many single symbols. */
static bool names_columns(const ebm_line *line, const char *bytes, size_t length) {
  tokens names = tokens_of(line), symbols;
  ebm_line next;
  if (names.n < 2 || names.longest < 2) return false;
  bytes += line->size, length -= line->size;
  if (!ebm_line_first(bytes, length, true, &next)) return false;
  symbols = tokens_of(&next);
  return symbols.n == names.n && symbols.longest == 1;
}

static void shape(const ebm_gather_options *options, uint32_t n, uint32_t *rows, uint32_t *columns) {
  *rows = options->rows;
  *columns = options->columns;
  if (*rows != 0) return;
  uint32_t side = 1;
  while (side * side < n) side++;
  *rows = side * side == n && side >= 3 ? side : 1;
  *columns = n / *rows;
}

static ebm_status read_table(ebm_gather *g, const ebm_gather_options *options, const char *bytes, size_t length,
                             ebm_error *error) {
  uint64_t number = 0;
  bool begun = false;
  ebm_line line;
  for (; ebm_line_take(bytes, length, true, &line); bytes += line.size, length -= line.size) {
    number++;
    if (ebm_line_blank(&line) || ebm_line_comment(&line)) continue;
    if (!begun && names_columns(&line, bytes, length)) {
      begun = true;
      continue;
    }
    begun = true;
    tokens parts = tokens_of(&line);
    if (parts.words)
      return ebm_fail(error, EBM_ERROR_SYNTAX, number, parts.word + 1,
                      "words of different length; a table has one symbol for a cell");
    char *symbols = ebm_allocate(line.length, 1);
    if (symbols == NULL) return ebm_fail_memory(error);
    size_t wrong, n = symbols_of(&line, options->alphabet, symbols, line.length, &wrong);
    uint32_t rows, columns;
    ebm_status status = EBM_OK;
    char name[EBM_BYTE_NAME];
    shape(options, (uint32_t)n, &rows, &columns);
    if (n == 0 && wrong < line.length)
      status = ebm_fail(error, EBM_ERROR_SYNTAX, number, wrong + 1, "%s is no symbol",
                        ebm_byte_name(line.bytes[wrong], name));
    else if (options->rows != 0 && (size_t)rows * columns != n)
      status = ebm_fail(error, EBM_ERROR_SYNTAX, number, 0, "%zu symbols, %u x %u expected", n, rows, columns);
    else if (g->rows != 0 && n != (size_t)g->rows * g->columns)
      status = ebm_fail(error, EBM_ERROR_SYNTAX, number, 0, "%zu symbols, %u before", n, g->rows * g->columns);
    else
      status = add(g, symbols, rows, columns, number, error);
    ebm_free(symbols);
    if (status != EBM_OK) return status;
  }
  return EBM_OK;
}

/* Whether all lines with content have the same number of symbols, and nothing else, but for names of the columns. */
static bool looks_like_table(const char *bytes, size_t length, const char *alphabet) {
  size_t first = 0;
  bool begun = false;
  ebm_line line;
  for (; ebm_line_take(bytes, length, true, &line); bytes += line.size, length -= line.size) {
    size_t wrong;
    if (ebm_line_blank(&line) || ebm_line_comment(&line)) continue;
    bool names = !begun && names_columns(&line, bytes, length);
    begun = true;
    if (names) continue;
    size_t n = symbols_of(&line, alphabet, NULL, 0, &wrong);
    if (n < 2 || (first != 0 && n != first)) return false;
    first = n;
  }
  return first != 0;
}

/* Whether the lines of a table of n symbols each are rather the rows of grids, n lines each: then the same symbol
 * stands twice in a row or a column far more seldom than by chance, which is one in n of the pairs; seldom, and not
 * never, for some cells may be wrong. */
static bool looks_like_grids(const char *bytes, size_t length, const char *alphabet) {
  char above[EBM_EXAMPLES_DOMAIN_LIMIT * EBM_EXAMPLES_DOMAIN_LIMIT];
  size_t row = 0, n = 0, wrong, in_rows = 0, in_columns = 0, row_pairs = 0, column_pairs = 0;
  ebm_line line;
  for (; ebm_line_take(bytes, length, true, &line); bytes += line.size, length -= line.size) {
    if (ebm_line_blank(&line) || ebm_line_comment(&line)) continue;
    char symbols[EBM_EXAMPLES_DOMAIN_LIMIT];
    n = symbols_of(&line, alphabet, symbols, sizeof symbols, &wrong);
    if (n < 2 || n > sizeof symbols) return false;
    if (row == n) row = 0;
    for (size_t c = 0; c < n; c++) {
      if (symbols[c] == '\0') continue;
      for (size_t o = 0; o < c; o++) row_pairs += symbols[o] != '\0', in_rows += symbols[o] == symbols[c];
      for (size_t r = 0; r < row; r++) {
        column_pairs += above[r * n + c] != '\0';
        in_columns += above[r * n + c] == symbols[c];
      }
    }
    memcpy(above + row++ * n, symbols, n);
  }
  return row == n && 2 * n * in_rows <= row_pairs && 2 * n * in_columns <= column_pairs;
}

/* ---- CSV with a column of solutions ---- */

static const char *const solution_names[] = {"solution", "solutions", "answer", "solved"};

static ebm_field csv_field(const ebm_line *line, uint32_t column) {
  size_t begin = 0;
  for (;; column--) {
    const char *comma = memchr(line->bytes + begin, ',', line->length - begin);
    size_t end = comma != NULL ? (size_t)(comma - line->bytes) : line->length;
    if (column == 0) return (ebm_field){begin, end - begin};
    if (comma == NULL) return (ebm_field){line->length, 0};
    begin = end + 1;
  }
}

/* The column named so in the first line; UINT32_MAX: there is none. */
static uint32_t solution_column(const ebm_line *line) {
  for (uint32_t column = 0; column < 16; column++) {
    ebm_field field = csv_field(line, column);
    for (size_t i = 0; i < sizeof solution_names / sizeof *solution_names; i++)
      if (field.length == strlen(solution_names[i]) &&
          strncasecmp(line->bytes + field.begin, solution_names[i], field.length) == 0)
        return column;
  }
  return UINT32_MAX;
}

static ebm_status read_solutions(ebm_gather *g, const ebm_gather_options *options, const char *bytes, size_t length,
                                 uint32_t column, ebm_error *error) {
  uint64_t number = 0;
  ebm_line line;
  ebm_status status = EBM_OK;
  for (; status == EBM_OK && ebm_line_take(bytes, length, true, &line); bytes += line.size, length -= line.size) {
    if (number++ == 0 || ebm_line_blank(&line)) continue;
    ebm_field field = csv_field(&line, column);
    status = read_table(g, options, line.bytes + field.begin, field.length, error);
    if (status == EBM_OK && g->n > 0) g->line[g->n - 1] = number;
    if (status != EBM_OK && error != NULL) error->line = number;
  }
  return status;
}

/* ---- puzzles ---- */

static ebm_status add_record(ebm_gather *g, const ebm_record *record, ebm_error *error) {
  if (record->error != NULL) {
    if (error != NULL) *error = *record->error;
    return EBM_ERROR_SYNTAX;
  }
  const ebm_model *model = record->model;
  if (strlen(record->alphabet) <= model->layout.values)
    return ebm_fail(error, EBM_ERROR_SYNTAX, record->line, 0, "%u values, more than there are symbols",
                    model->layout.values);
  if (g->values != 0 && strncmp(g->alphabet, record->alphabet + 1, strlen(g->alphabet)) != 0)
    return ebm_fail(error, EBM_ERROR_SYNTAX, record->line, 0, "values %s, %s before: name the alphabet (--alphabet)",
                    record->alphabet + 1, g->alphabet);
  char *symbols = ebm_allocate(model->n_variables, 1);
  if (symbols == NULL) return ebm_fail_memory(error);
  for (uint32_t v = 0; v < model->n_variables; v++)
    symbols[v] = record->given[v] != 0 ? record->alphabet[record->given[v]] : '\0';
  if (g->values == 0) {
    g->values = model->layout.values;
    for (uint32_t a = 0; a < g->values && a < sizeof g->alphabet - 1; a++) g->alphabet[a] = record->alphabet[a + 1];
  }
  ebm_status status = add(g, symbols, model->layout.rows, model->layout.columns, record->line, error);
  ebm_free(symbols);
  return status;
}

static ebm_status read_puzzles(ebm_gather *g, const ebm_gather_options *options, const char *bytes, size_t length,
                               ebm_error *error) {
  ebm_reader_options reader_options = {
      .kinds = ebm_factor_kinds(), .format = options->format, .alphabet = options->alphabet};
  ebm_reader *reader;
  ebm_block block = {0};
  ebm_status status = ebm_reader_create(&reader_options, &reader, error);
  if (status != EBM_OK) return status;
  for (size_t done = 0, consumed = 1; status == EBM_OK && done < length && consumed > 0; done += consumed) {
    status = ebm_reader_read(reader, bytes + done, length - done, true, CHUNK, &block, &consumed, error);
    for (size_t i = 0; i < block.n && status == EBM_OK; i++) status = add_record(g, &block.record[i], error);
    ebm_block_reset(&block);
  }
  ebm_block_clear(&block);
  ebm_reader_destroy(reader);
  return status;
}

/* ---- which of the three ---- */

static const char *claimed_by(const char *bytes, size_t length) {
  const ebm_format *const *formats = ebm_formats();
  for (size_t i = 0; formats[i] != NULL; i++)
    if (formats[i]->sniff(bytes, length, true) == EBM_SNIFF_YES) return formats[i]->name;
  return NULL;
}

ebm_status ebm_gather_read(ebm_gather *g, const ebm_gather_options *options, const char *bytes, size_t length,
                           ebm_error *error) {
  if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) bytes += 3, length -= 3;
  const char *format = options->format;
  ebm_line line;
  if (format == NULL && ebm_line_first(bytes, length, true, &line) && memchr(line.bytes, ',', line.length) != NULL) {
    uint32_t column = solution_column(&line);
    if (column != UINT32_MAX && line.bytes == bytes) return read_solutions(g, options, bytes, length, column, error);
  }
  if (format != NULL && strcmp(format, "table") != 0) return read_puzzles(g, options, bytes, length, error);
  if (format == NULL) {
    const char *claim = claimed_by(bytes, length);
    bool lines = claim == NULL || strcmp(claim, "line") == 0 || strcmp(claim, "grid") == 0;
    bool table = lines && (claim == NULL || looks_like_table(bytes, length, options->alphabet));
    if (table && claim != NULL && strcmp(claim, "grid") == 0)
      table = !looks_like_grids(bytes, length, options->alphabet);
    if (!table) return read_puzzles(g, options, bytes, length, error);
  }
  return read_table(g, options, bytes, length, error);
}

/* ---- the alphabet ---- */

static int by_byte(char a, char b) {
  return (unsigned char)a < (unsigned char)b;
}

/* The different symbols in the order of their codes; more than `most`: false. */
static bool discover(const ebm_gather *g, char *alphabet, size_t most, size_t *n) {
  bool seen[256] = {false};
  *n = 0;
  for (size_t i = 0; i < g->symbols.length; i++) {
    unsigned char c = (unsigned char)g->symbols.bytes[i];
    if (c == '\0' || seen[c]) continue;
    seen[c] = true;
    if (*n == most) return false;
    size_t at = (*n)++;
    for (; at > 0 && by_byte((char)c, alphabet[at - 1]); at--) alphabet[at] = alphabet[at - 1];
    alphabet[at] = (char)c;
  }
  alphabet[*n] = '\0';
  /* In a square table with as many other symbols as a puzzle of that size has, 0 is the blank. */
  if (alphabet[0] == '0' && g->rows == g->columns && g->rows > 3 && *n > g->rows) {
    memmove(alphabet, alphabet + 1, *n);
    --*n;
  }
  return true;
}

ebm_status ebm_gather_finish(ebm_gather *g, const ebm_gather_options *options, ebm_examples *examples, char *alphabet,
                             ebm_error *error) {
  uint32_t variables = g->rows * g->columns;
  size_t n;
  if (g->n == 0) return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "no examples");
  if (options->alphabet != NULL) {
    n = strlen(options->alphabet);
    if (n > EBM_SPELLING_LIMIT)
      return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "an alphabet of %zu symbols, %d can be", n, EBM_SPELLING_LIMIT);
    memcpy(alphabet, options->alphabet, n + 1);
  } else if (g->values != 0) {
    n = strlen(g->alphabet);
    memcpy(alphabet, g->alphabet, n + 1);
  } else if (!discover(g, alphabet, EBM_SPELLING_LIMIT, &n)) {
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "more than %d different symbols", EBM_SPELLING_LIMIT);
  }
  uint8_t code[256] = {0};
  for (size_t a = 0; a < n; a++) code[(unsigned char)alphabet[a]] = (uint8_t)(a + 1);
  ebm_status status = ebm_examples_init(examples, variables, (uint32_t)n, g->rows, g->columns, error);
  if (status != EBM_OK) return status;
  for (size_t i = 0; i < g->symbols.length; i++) g->symbols.bytes[i] = (char)code[(unsigned char)g->symbols.bytes[i]];
  for (size_t i = 0; i < g->n && status == EBM_OK; i++)
    status = ebm_examples_add(examples, (const uint8_t *)g->symbols.bytes + i * variables, error);
  if (status != EBM_OK) ebm_examples_clear(examples);
  return status;
}

void ebm_gather_clear(ebm_gather *g) {
  ebm_text_clear(&g->symbols);
  ebm_free(g->line);
  memset(g, 0, sizeof *g);
}
