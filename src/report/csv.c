#include <string.h>

#include "report/marginals.h"

/* RFC 4180, with a line feed alone at the end of a row: what the tools around a pipe expect. */

static void begin_csv(ebm_buffer *buffer, const ebm_report_style *style) {
  if (style->marginals)
    ebm_buffer_string(buffer, "source,line,row,column,value,probability,error\n");
  else
    ebm_buffer_string(buffer, "source,line,puzzle,status,solution,solutions,exhausted,unique,energy,method,"
                              "sweeps,kicks,corrections,seconds,error\n");
}

static void write_field(ebm_buffer *buffer, const char *bytes, size_t size) {
  bool plain = true;
  for (size_t i = 0; i < size && plain; i++) plain = memchr(",\"\r\n", bytes[i], 4) == NULL;
  if (plain) {
    ebm_buffer_append(buffer, bytes, size);
    return;
  }
  ebm_buffer_byte(buffer, '"');
  for (size_t i = 0; i < size; i++) {
    if (bytes[i] == '"') ebm_buffer_byte(buffer, '"');
    ebm_buffer_byte(buffer, bytes[i]);
  }
  ebm_buffer_byte(buffer, '"');
}

/* An alphabet may be anything, a comma too. */
static void write_cells(ebm_buffer *buffer, const ebm_puzzle *puzzle, const uint8_t *value) {
  if (strpbrk(ebm_puzzle_alphabet(puzzle), ",\"\r\n") == NULL) {
    ebm_report_cells(buffer, puzzle, value);
    return;
  }
  ebm_buffer cells = {0};
  ebm_report_cells(&cells, puzzle, value);
  if (cells.failed)
    buffer->failed = true;
  else
    write_field(buffer, cells.bytes, cells.length);
  ebm_buffer_clear(&cells);
}

/* A row for every value of every cell; nothing where there is nothing to tell. */
static void write_marginals(ebm_buffer *buffer, const ebm_answer *answer) {
  size_t n = ebm_puzzle_variables(answer->puzzle), values = ebm_puzzle_layout(answer->puzzle)->values, row, column;
  for (size_t l = 0; l < n * values; l++) {
    ebm_report_cell(answer->puzzle, l / values, &row, &column);
    write_field(buffer, answer->source, strlen(answer->source));
    ebm_buffer_format(buffer, ",%llu,%zu,%zu,", (unsigned long long)answer->line, row, column);
    ebm_buffer symbol = {0};
    ebm_report_value(&symbol, answer->puzzle, (unsigned)(l % values));
    buffer->failed |= symbol.failed;
    if (!symbol.failed) write_field(buffer, symbol.bytes, symbol.length);
    ebm_buffer_clear(&symbol);
    ebm_buffer_byte(buffer, ',');
    ebm_buffer_real(buffer, answer->marginal[l]);
    ebm_buffer_byte(buffer, ',');
    ebm_buffer_real(buffer, answer->marginal_error[l]);
    ebm_buffer_byte(buffer, '\n');
  }
}

static void answer_csv(ebm_buffer *buffer, const ebm_report_style *style, const ebm_answer *answer, uint64_t index) {
  (void)index;
  if (style->marginals) {
    if (answer->marginal != NULL) write_marginals(buffer, answer);
    return;
  }
  write_field(buffer, answer->source, strlen(answer->source));
  ebm_buffer_byte(buffer, ',');
  ebm_buffer_count(buffer, answer->line);
  ebm_buffer_byte(buffer, ',');
  if (answer->puzzle != NULL) write_cells(buffer, answer->puzzle, NULL);
  ebm_buffer_byte(buffer, ',');
  ebm_buffer_string(buffer, ebm_outcome_name(answer->outcome));
  ebm_buffer_byte(buffer, ',');
  if (answer->value != NULL) write_cells(buffer, answer->puzzle, answer->value);
  ebm_buffer_byte(buffer, ',');
  ebm_buffer_count(buffer, answer->solutions);
  ebm_buffer_string(buffer, answer->exhausted ? ",true" : ",false");
  ebm_buffer_string(buffer, answer->unique < 0 ? ",," : answer->unique ? ",true," : ",false,");
  if (answer->value != NULL) ebm_buffer_real(buffer, answer->energy);
  ebm_buffer_byte(buffer, ',');
  if (answer->method != NULL) ebm_buffer_string(buffer, answer->method);
  const uint64_t effort[] = {answer->sweeps, answer->kicks, answer->corrections};
  for (size_t i = 0; i < sizeof effort / sizeof *effort; i++) {
    ebm_buffer_byte(buffer, ',');
    ebm_buffer_count(buffer, effort[i]);
  }
  ebm_buffer_byte(buffer, ',');
  ebm_buffer_seconds(buffer, answer->seconds);
  ebm_buffer_byte(buffer, ',');
  write_field(buffer, answer->error.text, strlen(answer->error.text));
  ebm_buffer_byte(buffer, '\n');
}

const ebm_report ebm_report_csv = {.name = "csv", .begin = begin_csv, .answer = answer_csv};
