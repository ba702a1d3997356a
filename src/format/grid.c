/* grid.c - a puzzle on many lines, as people draw it. Also SimpleSudoku's and SudoCue's files, which are drawn so. */
#include "format/rows.h"

static ebm_sniff sniff_rows(const char *bytes, size_t length, bool end, bool header) {
  ebm_rows_front front;
  ebm_sniff rows = ebm_rows_sniff(bytes, length, end, &front);
  return rows == EBM_SNIFF_YES && (front.candidates || front.header != header) ? EBM_SNIFF_NO : rows;
}

static ebm_sniff sniff(const char *bytes, size_t length, bool end) {
  return sniff_rows(bytes, length, end, false);
}

static ebm_sniff sniff_sdk(const char *bytes, size_t length, bool end) {
  return sniff_rows(bytes, length, end, true);
}

static ebm_sniff sniff_never(const char *bytes, size_t length, bool end) {
  (void)bytes, (void)length, (void)end;
  return EBM_SNIFF_NO;
}

/* ---- writing ---- */

/* How a grid is drawn. */
typedef struct drawing {
  const char *between_cells, *between_boxes; /* in a row */
  bool rules;                                /* between bands of boxes */
  char dash, cross;
} drawing;

static void draw_rule(const ebm_layout *layout, const drawing *how, ebm_text *text) {
  unsigned gap = how->between_cells[0] != '\0' ? 1 : 0, bar = how->between_boxes[1] != '\0' ? 1 : 0;
  for (unsigned c = 0; c < layout->columns; c++) {
    if (c > 0 && c % layout->box_columns == 0) {
      for (unsigned i = 0; i < bar; i++) ebm_text_append(text, &how->dash, 1);
      ebm_text_append(text, &how->cross, 1);
      for (unsigned i = 0; i < bar; i++) ebm_text_append(text, &how->dash, 1);
    } else if (c > 0 && gap > 0) {
      ebm_text_append(text, &how->dash, 1);
    }
    ebm_text_append(text, &how->dash, 1);
  }
  ebm_text_append(text, "\n", 1);
}

static ebm_status draw(const ebm_record *record, const uint8_t *value, const drawing *how, ebm_text *text) {
  const ebm_layout *layout = &record->model->layout;
  if (layout->rows == 0 || !ebm_record_has_symbols(record) ||
      (value == NULL && (ebm_cells_plain(record->model) == 0 || record->allowed != NULL)))
    return EBM_ERROR_UNSUPPORTED;
  bool boxes = layout->box_rows != 0;
  for (unsigned r = 0; r < layout->rows; r++) {
    if (how->rules && boxes && r > 0 && r % layout->box_rows == 0) draw_rule(layout, how, text);
    for (unsigned c = 0; c < layout->columns; c++) {
      char symbol = ebm_cells_symbol(record, value, r * layout->columns + c);
      if (c > 0)
        ebm_text_printf(text, "%s", boxes && c % layout->box_columns == 0 ? how->between_boxes : how->between_cells);
      ebm_text_append(text, &symbol, 1);
    }
    ebm_text_append(text, "\n", 1);
  }
  ebm_text_append(text, "\n", 1); /* a puzzle ends at a blank line */
  return EBM_OK;
}

static ebm_status write(const ebm_record *record, const uint8_t *value, ebm_text *text) {
  static const drawing how = {" ", " | ", true, '-', '+'};
  return draw(record, value, &how, text);
}

static ebm_status write_sdk(const ebm_record *record, const uint8_t *value, ebm_text *text) {
  static const drawing how = {"", "", false, '-', '-'};
  size_t length = text->length;
  ebm_text_append(text, "[Puzzle]\n", 9);
  ebm_status status = draw(record, value, &how, text);
  if (status != EBM_OK) text->length = length;
  return status;
}

static ebm_status write_ss(const ebm_record *record, const uint8_t *value, ebm_text *text) {
  static const drawing how = {"", "|", true, '-', '-'};
  return record->model->layout.rows == 9 ? draw(record, value, &how, text) : EBM_ERROR_UNSUPPORTED;
}

const ebm_format ebm_format_grid = {
    .name = "grid",
    .extensions = ".txt",
    .source = "custom: rows of cells, with or without rules between the boxes",
    .sniff = sniff,
    .read = ebm_rows_read,
    .write = write,
};

const ebm_format ebm_format_sdk = {
    .name = "sdk",
    .extensions = ".sdk",
    .source = "SudoCue, file formats",
    .sniff = sniff_sdk,
    .read = ebm_rows_read,
    .write = write_sdk,
};

/* Rows with | between the boxes and rules of dashes: read, and recognized, as `grid`. */
const ebm_format ebm_format_ss = {
    .name = "ss",
    .extensions = ".ss",
    .source = "SimpleSudoku, file format",
    .sniff = sniff_never,
    .read = ebm_rows_read,
    .write = write_ss,
};
