/* fpuzzles.c - f-puzzles documents: JSON, and the links that carry it packed. */
#include <ctype.h>
#include <pthread.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "format/cells.h"
#include "format/fpuzzles.h"
#include "format/lz_string.h"

enum {
  DOCUMENT_LIMIT = 1 << 20, /* bytes of JSON: a hundred times what puzzles need, and its tree stays below 100 MB */
  SIZE_LIMIT = 35           /* values that have a symbol */
};

/* ---- the JSON library on our memory ---- */

/* The library passes over an allocation that fails inside a string, so that is remembered here. */
static _Thread_local bool memory_out;

static void *library_allocate(size_t size) {
  void *memory = ebm_allocate_untouched(1, size);
  memory_out |= memory == NULL;
  return memory;
}

static void set_up_library(void) {
  json_set_alloc_funcs(library_allocate, ebm_free);
  json_object_seed(0); /* so that threads do not race to do it */
}

static json_t *parse(const char *bytes, size_t length, json_error_t *error) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, set_up_library);
  memory_out = false;
  json_t *document = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, error);
  if (!memory_out) return document;
  json_decref(document);
  return NULL;
}

/* ---- the grid ---- */

static json_t *cell_at(json_t *document, uint32_t row, uint32_t column) {
  return json_array_get(json_array_get(json_object_get(document, "grid"), row), column);
}

/* size, and a grid of so many rows of so many objects. */
static void read_shape(ebm_fpuzzle *puzzle, json_t *document) {
  ebm_board *board = &puzzle->draft.board;
  json_t *grid = json_object_get(document, "grid");
  int32_t size = 0;
  if (!ebm_fpuzzle_number(json_object_get(document, "size"), &size) || size < 1 || size > SIZE_LIMIT)
    ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "size: not a size from 1 to %d", SIZE_LIMIT);
  if (!puzzle->failed && json_array_size(grid) != (size_t)size)
    ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "grid: %zu rows, %d expected", json_array_size(grid), (int)size);
  for (int32_t r = 0; !puzzle->failed && r < size; r++) {
    json_t *row = json_array_get(grid, (size_t)r);
    if (json_array_size(row) != (size_t)size)
      ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "grid[%d]: %zu cells, %d expected", (int)r, json_array_size(row),
                       (int)size);
    for (int32_t c = 0; !puzzle->failed && c < size; c++)
      if (!json_is_object(json_array_get(row, (size_t)c)))
        ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "grid[%d][%d]: not an object", (int)r, (int)c);
  }
  unsigned n = (unsigned)size;
  board->rows = board->columns = board->values = n;
  board->first = 1;
  if (!puzzle->failed) ebm_board_boxes(n, n, n, &board->box_rows, &board->box_columns);
}

/* The region that a cell is in when it names none: its box, or its row where the size has no boxes. */
static int32_t usual_region(const ebm_board *board, uint32_t cell) {
  uint32_t row = cell / board->columns, column = cell % board->columns;
  if (board->box_rows == 0) return (int32_t)row;
  return (int32_t)(row / board->box_rows * (board->columns / board->box_columns) + column / board->box_columns);
}

/* A region of fewer cells would let a cell escape a rule that the author drew, and one of more has no solution; a
 * number that no cell has is no region. */
static void check_regions(ebm_fpuzzle *puzzle, const uint16_t *region) {
  const ebm_board *board = &puzzle->draft.board;
  for (uint32_t n = 0; !puzzle->failed && n < board->n_regions; n++) {
    uint32_t count = 0;
    for (uint32_t c = 0; c < board->rows * board->columns; c++) count += region[c] == n;
    if (count != board->values && count != 0)
      ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "region %u has %u cell%s, %u expected", n, count,
                       count == 1 ? "" : "s", board->values);
  }
}

/* Regions that cells name take the place of the boxes; a cell that names none is where it always is, one that says null
 * in none. Where there are no boxes the regions are the rows, also when no cell names any. */
static void read_regions(ebm_fpuzzle *puzzle, json_t *document) {
  ebm_board *board = &puzzle->draft.board;
  uint32_t size = board->rows;
  bool named = board->box_rows == 0;
  for (uint32_t i = 0; i < size * size; i++)
    named |= json_object_get(cell_at(document, i / size, i % size), "region") != NULL;
  if (!named) return;
  uint16_t *region = ebm_draft_regions(&puzzle->draft);
  if (region == NULL) {
    ebm_fpuzzle_fail(puzzle, EBM_ERROR_MEMORY, "out of memory");
    return;
  }
  for (uint32_t i = 0; !puzzle->failed && i < size * size; i++) {
    const json_t *value = json_object_get(cell_at(document, i / size, i % size), "region");
    int32_t n = value == NULL ? usual_region(board, i) : -1;
    if (value != NULL && !json_is_null(value) && (!ebm_fpuzzle_number(value, &n) || n < -1 || n >= (int32_t)size))
      ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "grid[%u][%u].region: not a region from 0 to %u", i / size, i % size,
                       size - 1);
    region[i] = n < 0 ? EBM_NO_REGION : (uint16_t)n;
  }
  board->n_regions = size;
  if (!puzzle->failed) check_regions(puzzle, region);
  board->box_rows = board->box_columns = 0;
}

static void read_marks(ebm_fpuzzle *puzzle, uint32_t cell, json_t *marks) {
  const ebm_board *board = &puzzle->draft.board;
  bool wanted[EBM_DOMAIN_LIMIT] = {false};
  if (!json_is_array(marks)) ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "not a list");
  for (size_t i = 0; !puzzle->failed && i < json_array_size(marks); i++) {
    int32_t n;
    if (ebm_fpuzzle_number(json_array_get(marks, i), &n) && n >= 1 && n <= (int32_t)board->values)
      wanted[n - 1] = true;
    else
      ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "not values from 1 to %u", board->values);
  }
  if (!puzzle->failed) ebm_draft_allow(&puzzle->draft, cell, wanted);
}

/* Whether the programs that read these documents take the value for true. */
static bool is_true(const json_t *value) {
  return json_is_true(value) || (json_is_number(value) && json_number_value(value) != 0) ||
         (json_is_string(value) && json_string_length(value) > 0);
}

/* What a player has entered says nothing: only what is given does. */
static void read_cell(ebm_fpuzzle *puzzle, uint32_t cell, json_t *object) {
  static const char *const drawn[] = {
      "value", "given", "region", "c", "cArray", "highlight", "centerPencilMarks", "cornerPencilMarks"};
  const ebm_board *board = &puzzle->draft.board;
  const char *name;
  json_t *part;
  json_object_foreach(object, name, part) {
    bool known = false;
    for (size_t i = 0; i < sizeof drawn / sizeof *drawn; i++) known |= strcmp(name, drawn[i]) == 0;
    if (known || ebm_fpuzzle_empty(part)) continue;
    size_t up = ebm_fpuzzle_enter(puzzle, name);
    if (strcmp(name, "givenPencilMarks") == 0)
      read_marks(puzzle, cell, part);
    else
      ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "a key that is not supported");
    ebm_fpuzzle_leave(puzzle, up);
  }
  const json_t *value = json_object_get(object, "value");
  int32_t n;
  if (!is_true(json_object_get(object, "given")) || ebm_fpuzzle_empty(value)) return;
  size_t up = ebm_fpuzzle_enter(puzzle, "value");
  if (!ebm_fpuzzle_number(value, &n) || n < 1 || n > (int32_t)board->values)
    ebm_fpuzzle_fail(puzzle, EBM_ERROR_SYNTAX, "not a value from 1 to %u", board->values);
  else
    ebm_draft_give(&puzzle->draft, cell, (uint32_t)n - 1);
  ebm_fpuzzle_leave(puzzle, up);
}

static void read_cells(ebm_fpuzzle *puzzle, json_t *document) {
  uint32_t size = puzzle->draft.board.rows;
  size_t up = ebm_fpuzzle_enter(puzzle, "grid");
  for (uint32_t i = 0; !puzzle->failed && i < size * size; i++) {
    size_t row = ebm_fpuzzle_enter_at(puzzle, i / size);
    ebm_fpuzzle_enter_at(puzzle, i % size);
    read_cell(puzzle, i, cell_at(document, i / size, i % size));
    ebm_fpuzzle_leave(puzzle, row);
  }
  ebm_fpuzzle_leave(puzzle, up);
}

static void read_solution(ebm_fpuzzle *puzzle, json_t *document) {
  const json_t *solution = json_object_get(document, "solution");
  if (ebm_fpuzzle_empty(solution)) return;
  ebm_key *key = ebm_reader_key(puzzle->draft.reader, puzzle->draft.record);
  if (key != NULL) ebm_fpuzzle_solution(solution, puzzle->draft.board.rows, key);
}

static void read_document(ebm_fpuzzle *puzzle, json_t *document) {
  ebm_error error = {0};
  read_shape(puzzle, document);
  if (!puzzle->failed) read_regions(puzzle, document);
  ebm_status status = puzzle->failed ? EBM_OK : ebm_draft_open(&puzzle->draft, &error);
  if (status != EBM_OK) ebm_fpuzzle_fail(puzzle, status, "%s", error.text);
  if (!puzzle->failed) read_cells(puzzle, document);
  if (!puzzle->failed) ebm_fpuzzle_constraints(puzzle, document);
  status = puzzle->failed ? EBM_OK : ebm_draft_close(&puzzle->draft, 0, &error);
  if (status != EBM_OK) ebm_fpuzzle_fail(puzzle, status, "%s", error.text);
  if (!puzzle->failed) read_solution(puzzle, document);
}

/* Adds the record of a document, or an invalid one. placed: the bytes are those of the source, so that lines and
 * columns say something. */
static void read_json(ebm_reader *reader, const char *bytes, size_t length, bool placed) {
  ebm_fpuzzle puzzle = {.draft = {.reader = reader}};
  json_error_t fault = {.line = 1};
  json_t *document = parse(bytes, length, &fault);
  if (memory_out) {
    ebm_draft_out_of_memory(&puzzle.draft);
  } else if (document == NULL) {
    ebm_reader_refuse(reader, 0, placed && fault.line > 0 ? (uint64_t)fault.line - 1 : 0,
                      placed && fault.column > 0 ? (uint64_t)fault.column : 0, "no JSON: %.120s", fault.text);
  } else {
    read_document(&puzzle, document);
    if (puzzle.failed && puzzle.error.status == EBM_ERROR_MEMORY)
      ebm_draft_out_of_memory(&puzzle.draft);
    else if (puzzle.failed)
      ebm_reader_refuse(reader, 0, 0, 0, "%s", puzzle.error.text);
  }
  json_decref(document);
  ebm_draft_clear(&puzzle.draft);
  ebm_free(puzzle.cell);
  ebm_free(puzzle.pairs);
  ebm_free(puzzle.marked);
}

/* ---- links ---- */

/* Where the packed document begins in a line; the line's length when it is no link and starts with none. */
static size_t packed_at(const ebm_line *line) {
  static const char *const fronts[] = {"?load=", "/fpuz"};
  size_t begin = 0, n;
  while (begin < line->length && isspace((unsigned char)line->bytes[begin])) begin++;
  if (line->length - begin < 8 || memcmp(line->bytes + begin, "http", 4) != 0) return begin;
  for (size_t i = begin; i < line->length && !isspace((unsigned char)line->bytes[i]); i++)
    for (size_t f = 0; f < 2; f++)
      if (line->length - i > (n = strlen(fronts[f])) && memcmp(line->bytes + i, fronts[f], n) == 0) return i + n;
  return line->length;
}

static bool is_link(const ebm_line *line) {
  size_t begin = 0;
  while (begin < line->length && isspace((unsigned char)line->bytes[begin])) begin++;
  return packed_at(line) != begin;
}

/* Whether what the digits stand for begins as JSON of an object does. */
static bool unpacks(const char *digits, size_t length) {
  char front[2];
  return ebm_lz_string_front(digits, length, front) && front[0] == '{' &&
         (front[1] == '"' || isspace((unsigned char)front[1]));
}

static void read_packed(ebm_reader *reader, const ebm_line *line) {
  size_t at = packed_at(line);
  ebm_text text = {0};
  if (at == line->length) {
    ebm_reader_refuse(reader, 0, 0, 1, "a link that carries no puzzle (?load= is what does)");
    return;
  }
  switch (ebm_lz_string_unpack(line->bytes + at, line->length - at, DOCUMENT_LIMIT, &text)) {
    case EBM_UNPACKED: read_json(reader, text.bytes, text.length, false); break;
    case EBM_UNPACK_CUT:
      ebm_reader_refuse(reader, 0, 0, at + 1,
                        text.length >= DOCUMENT_LIMIT ? "a packed document of more than %d bytes"
                                                      : "the packed document is cut off",
                        DOCUMENT_LIMIT);
      break;
    case EBM_UNPACK_DAMAGED: ebm_reader_refuse(reader, 0, 0, at + 1, "the packed document is damaged"); break;
    case EBM_UNPACK_MEMORY: ebm_reader_record(reader, NULL, 0); break;
  }
  ebm_text_clear(&text);
}

/* ---- the bytes of a source ---- */

/* The bytes of the object at the front, up to its last brace; 0: it is not complete. Brackets are the parser's to
 * judge. */
static size_t object_size(const char *bytes, size_t length) {
  size_t depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < length; i++) {
    char c = bytes[i];
    if (quoted) {
      if (c == '\\') i++;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{') {
      depth++;
    } else if (c == '}' && --depth == 0) {
      return i + 1;
    }
  }
  return 0;
}

static size_t read(ebm_reader *reader, const char *bytes, size_t length, bool end) {
  ebm_line line;
  size_t begin = 0;
  while (begin < length && isspace((unsigned char)bytes[begin]) && bytes[begin] != '\n') begin++;
  if (begin < length && bytes[begin] == '{') {
    size_t window = length - begin < DOCUMENT_LIMIT ? length - begin : DOCUMENT_LIMIT;
    size_t size = object_size(bytes + begin, window);
    bool whole = size != 0 || end || window == DOCUMENT_LIMIT;
    if (!whole) return 0;
    if (size != 0)
      read_json(reader, bytes, begin + size, true);
    else
      ebm_reader_refuse(reader, 0, 0, begin + 1,
                        window == DOCUMENT_LIMIT ? "an object of more than %d bytes" : "an object without an end",
                        DOCUMENT_LIMIT);
    return begin + (size != 0 ? size : window);
  }
  if (!ebm_line_take(bytes, length, end, &line)) return 0;
  if (ebm_line_blank(&line) || ebm_line_comment(&line)) return line.size;
  size_t at = packed_at(&line);
  if (is_link(&line) || unpacks(line.bytes + at, line.length - at))
    read_packed(reader, &line);
  else
    ebm_reader_refuse(reader, 0, 0, 1, "neither a JSON object nor a link that carries one");
  return line.size;
}

/* ---- writing ---- */

static void write_cell(const ebm_record *record, const uint8_t *value, uint32_t cell, ebm_text *text) {
  const ebm_model *model = record->model;
  unsigned number = value != NULL ? value[cell] + 1u : record->given[cell];
  const char *comma = "";
  if (number != 0) {
    ebm_text_printf(text, "{\"value\":%u,\"given\":true}", number);
    return;
  }
  ebm_text_printf(text, "{");
  for (uint32_t l = model->first[cell]; record->allowed != NULL && l < model->first[cell + 1]; l++) {
    if (!ebm_record_allows(record, l)) continue;
    ebm_text_printf(text, "%s%u", comma[0] != '\0' ? comma : "\"givenPencilMarks\":[", l - model->first[cell] + 1);
    comma = ",";
  }
  ebm_text_printf(text, "%s}", comma[0] != '\0' ? "]" : "");
}

static ebm_status write(const ebm_record *record, const uint8_t *value, ebm_text *text) {
  unsigned size = ebm_cells_plain(record->model);
  if (size == 0) return EBM_ERROR_UNSUPPORTED;
  ebm_text_printf(text, "{\"size\":%u,\"grid\":[", size);
  for (unsigned c = 0; c < size * size; c++) {
    ebm_text_printf(text, "%s", c == 0 ? "[" : c % size == 0 ? "],[" : ",");
    write_cell(record, value, c, text);
  }
  ebm_text_printf(text, "]]}\n");
  return EBM_OK;
}

/* ---- recognizing ---- */

bool ebm_line_document(const ebm_line *line) {
  size_t at = packed_at(line);
  return is_link(line) || (at < line->length && line->bytes[at] == '{') || unpacks(line->bytes + at, line->length - at);
}

static ebm_sniff sniff(const char *bytes, size_t length, bool end) {
  ebm_line line;
  if (!ebm_line_first(bytes, length, end, &line)) return end ? EBM_SNIFF_NO : EBM_SNIFF_MORE;
  return ebm_line_document(&line) ? EBM_SNIFF_YES : EBM_SNIFF_NO;
}

const ebm_format ebm_format_fpuzzles = {
    .name = "fpuzzles",
    .extensions = ".json .txt",
    .source = "f-puzzles.com, exported JSON and links",
    .sniff = sniff,
    .read = read,
    .write = write,
    .own_values = true,
    .own_boxes = true,
};
