/* table.c - one example a line, in the symbols of an energy: what ebm-train learns from when it is no puzzle. */
#include "format/cells.h"

static bool separates(char c) {
  return c == ' ' || c == ',' || c == ';' || c == '\t';
}

static void read_line(ebm_reader *reader, const ebm_line *line) {
  const ebm_spelling *spelling = ebm_reader_table_spelling(reader);
  if (spelling == NULL) {
    ebm_reader_refuse(reader, 0, 0, 0, "a table means nothing without an energy (--energy)");
    return;
  }
  const ebm_model *model = ebm_reader_table(reader);
  if (model == NULL) return;
  size_t cells = 0, wrong = 0;
  for (size_t i = 0; i < line->length; i++) {
    if (separates(line->bytes[i])) continue;
    if (spelling->code[(unsigned char)line->bytes[i]] == EBM_NOT_A_CELL) {
      char name[EBM_BYTE_NAME];
      ebm_reader_refuse(reader, 0, 0, i + 1, "%s is not a symbol (%s) or a blank", ebm_byte_name(line->bytes[i], name),
                        spelling->name);
      return;
    }
    if (++cells == (size_t)model->n_variables + 1) wrong = i + 1;
  }
  if (cells != model->n_variables) {
    ebm_reader_refuse(reader, 0, 0, wrong != 0 ? wrong : line->length + 1, "%zu cells, %u expected", cells,
                      model->n_variables);
    return;
  }
  ebm_record *record = ebm_reader_record(reader, model, 0);
  if (record == NULL) return;
  record->alphabet = spelling->alphabet;
  cells = 0;
  for (size_t i = 0; i < line->length; i++)
    if (!separates(line->bytes[i])) record->given[cells++] = spelling->code[(unsigned char)line->bytes[i]];
}

static size_t read(ebm_reader *reader, const char *bytes, size_t length, bool end) {
  ebm_line line;
  if (!ebm_line_take(bytes, length, end, &line)) return 0;
  if (!ebm_line_blank(&line) && !ebm_line_comment(&line)) read_line(reader, &line);
  return line.size;
}

/* Its symbols are the energy's, so that the bytes alone say nothing: chosen with the energy, or by name. */
static ebm_sniff sniff(const char *bytes, size_t length, bool end) {
  (void)bytes, (void)length, (void)end;
  return EBM_SNIFF_NO;
}

const ebm_format ebm_format_table = {
    .name = "table",
    .extensions = ".txt",
    .source = "custom: one symbol a cell, row by row",
    .sniff = sniff,
    .read = read,
    .own_values = true,
    .own_boxes = true,
};
