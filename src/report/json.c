#include <math.h>
#include <string.h>

#include "report/json.h"
#include "report/utf8.h"

/* JSON Lines: one object per record. Whatever bytes a name consists of, the output is valid UTF-8 (RFC 8259): a byte
 * that is none becomes U+FFFD. */

/* ASCII that stands for itself. */
static bool is_plain(unsigned char byte) {
  return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

static void write_characters(ebm_buffer *buffer, const char *bytes, size_t size) {
  for (size_t i = 0; i < size;) {
    unsigned char byte = (unsigned char)bytes[i];
    size_t length = 0;
    while (i + length < size && is_plain((unsigned char)bytes[i + length])) length++;
    if (length == 0 && byte >= 0x80) length = ebm_utf8_length((const unsigned char *)bytes + i, size - i);
    if (length > 0)
      ebm_buffer_append(buffer, bytes + i, length);
    else if (byte == '"' || byte == '\\')
      ebm_buffer_append(buffer, (const char[]){'\\', (char)byte}, 2);
    else
      ebm_buffer_format(buffer, "\\u%04x", byte >= 0x80 ? 0xfffd : byte);
    i += length == 0 ? 1 : length;
  }
}

void ebm_json_string(ebm_buffer *buffer, const char *string) {
  ebm_buffer_byte(buffer, '"');
  write_characters(buffer, string, strlen(string));
  ebm_buffer_byte(buffer, '"');
}

static void write_cells(ebm_buffer *buffer, const ebm_puzzle *puzzle, const uint8_t *value) {
  ebm_buffer cells = {0};
  ebm_buffer_byte(buffer, '"');
  ebm_report_cells(&cells, puzzle, value);
  if (cells.failed)
    buffer->failed = true;
  else
    write_characters(buffer, cells.bytes, cells.length);
  ebm_buffer_clear(&cells);
  ebm_buffer_byte(buffer, '"');
}

static void write_count(ebm_buffer *buffer, const char *key, uint64_t count) {
  ebm_buffer_string(buffer, ",\"");
  ebm_buffer_string(buffer, key);
  ebm_buffer_string(buffer, "\":");
  ebm_buffer_count(buffer, count);
}

static void write_word(ebm_buffer *buffer, const char *key, const char *word) {
  ebm_buffer_format(buffer, ",\"%s\":", key);
  if (word != NULL)
    ebm_json_string(buffer, word);
  else
    ebm_buffer_string(buffer, "null");
}

static void write_all(ebm_buffer *buffer, const ebm_answer *answer) {
  ebm_buffer_string(buffer, ",\"all\":");
  ebm_buffer_byte(buffer, '[');
  for (uint64_t i = 0; answer->all != NULL && i < answer->solutions; i++) {
    if (i > 0) ebm_buffer_byte(buffer, ',');
    write_cells(buffer, answer->puzzle, answer->all + i * ebm_puzzle_variables(answer->puzzle));
  }
  ebm_buffer_byte(buffer, ']');
}

/* What an object begins with; the rest follows when it is known. */
static void write_head(ebm_buffer *buffer, const char *source, uint64_t line, const ebm_puzzle *puzzle) {
  ebm_buffer_string(buffer, "{\"source\":");
  ebm_json_string(buffer, source);
  write_count(buffer, "line", line);
  ebm_buffer_string(buffer, ",\"puzzle\":");
  if (puzzle != NULL)
    write_cells(buffer, puzzle, NULL);
  else
    ebm_buffer_string(buffer, "null");
}

/* A list that the answer closes. */
static void draws_json(ebm_buffer *buffer, const ebm_draws *draws) {
  if (draws->first == 0) {
    write_head(buffer, draws->source, draws->line, draws->puzzle);
    ebm_buffer_string(buffer, ",\"states\":[");
  }
  for (size_t i = 0; i < draws->states; i++) {
    ebm_buffer_string(buffer, draws->first + i == 0 ? "{\"state\":" : ",{\"state\":");
    write_cells(buffer, draws->puzzle, draws->value + i * ebm_puzzle_variables(draws->puzzle));
    ebm_buffer_string(buffer, ",\"energy\":");
    ebm_buffer_real(buffer, draws->energy[i]);
    ebm_buffer_byte(buffer, '}');
  }
}

static void write_real(ebm_buffer *buffer, const char *key, double value) {
  ebm_buffer_format(buffer, ",\"%s\":", key);
  if (isfinite(value))
    ebm_buffer_real(buffer, value);
  else
    ebm_buffer_string(buffer, "null");
}

/* A row of numbers, one for each value, for every variable. */
static void write_table(ebm_buffer *buffer, const ebm_puzzle *puzzle, const char *key, const double *table) {
  size_t n = ebm_puzzle_variables(puzzle), values = ebm_puzzle_layout(puzzle)->values;
  ebm_buffer_format(buffer, ",\"%s\":[", key);
  for (size_t l = 0; l < n * values; l++) {
    ebm_buffer_string(buffer, l % values != 0 ? "," : l == 0 ? "[" : "],[");
    if (isfinite(table[l]))
      ebm_buffer_real(buffer, table[l]);
    else
      ebm_buffer_string(buffer, "null");
  }
  ebm_buffer_string(buffer, "]]");
}

/* What states were drawn, or counted, and how far their mean energy can be trusted. */
static void write_sample(ebm_buffer *buffer, const ebm_report_style *style, const ebm_answer *answer) {
  if (answer->states == 0 && answer->marginal == NULL) return;
  if (answer->marginal != NULL) {
    write_table(buffer, answer->puzzle, "marginals", answer->marginal);
    write_table(buffer, answer->puzzle, "marginal_errors", answer->marginal_error);
  }
  write_real(buffer, "temperature", style->temperature);
  ebm_buffer_string(buffer, answer->exact ? ",\"exact\":true" : ",\"exact\":false");
  ebm_buffer_string(buffer, answer->mixed ? ",\"mixed\":true" : ",\"mixed\":false");
  if (!answer->exact) {
    write_count(buffer, "round_trips", answer->round_trips);
    write_real(buffer, "acceptance", answer->acceptance);
  }
  write_count(buffer, "draws", answer->states);
  write_real(buffer, "effective_draws", answer->effective);
  write_real(buffer, "mean_energy", answer->mean_energy);
  write_real(buffer, "mean_energy_error", answer->mean_error);
}

static void answer_json(ebm_buffer *buffer, const ebm_report_style *style, const ebm_answer *answer, uint64_t index) {
  (void)index;
  if (answer->states > 0 && !style->marginals)
    ebm_buffer_byte(buffer, ']');
  else
    write_head(buffer, answer->source, answer->line, answer->puzzle);
  ebm_buffer_string(buffer, ",\"status\":");
  ebm_json_string(buffer, ebm_outcome_name(answer->outcome));
  ebm_buffer_string(buffer, ",\"solution\":");
  if (answer->value != NULL)
    write_cells(buffer, answer->puzzle, answer->value);
  else
    ebm_buffer_string(buffer, "null");
  if (style->question == EBM_QUESTION_ALL && answer->outcome != EBM_INVALID) write_all(buffer, answer);
  write_sample(buffer, style, answer);
  write_count(buffer, "solutions", answer->solutions);
  ebm_buffer_string(buffer, answer->exhausted ? ",\"exhausted\":true" : ",\"exhausted\":false");
  ebm_buffer_string(buffer, ",\"unique\":");
  ebm_buffer_string(buffer, answer->unique < 0 ? "null" : answer->unique ? "true" : "false");
  ebm_buffer_string(buffer, ",\"energy\":");
  if (answer->value != NULL && isfinite(answer->energy))
    ebm_buffer_real(buffer, answer->energy);
  else
    ebm_buffer_string(buffer, "null");
  if (answer->soft && answer->value != NULL)
    ebm_buffer_string(buffer, answer->optimal ? ",\"optimal\":true" : ",\"optimal\":false");
  ebm_json_overruled(buffer, answer);
  if (ebm_key_name(answer->key) != NULL) write_word(buffer, "own_solution", ebm_key_name(answer->key));
  if (answer->note != NULL) write_word(buffer, "note", answer->note);
  write_word(buffer, "method", answer->method);
  write_word(buffer, "reason", answer->reason);
  write_count(buffer, "sweeps", answer->sweeps);
  write_count(buffer, "kicks", answer->kicks);
  write_count(buffer, "corrections", answer->corrections);
  ebm_buffer_string(buffer, ",\"seconds\":");
  ebm_buffer_seconds(buffer, answer->seconds);
  if (answer->puzzle != NULL) ebm_json_rules(buffer, answer->puzzle);
  ebm_json_steps(buffer, answer);
  if (answer->error.text[0] != '\0') {
    ebm_buffer_string(buffer, ",\"error\":");
    ebm_json_string(buffer, answer->error.text);
    if (answer->error.line != 0) write_count(buffer, "error_line", answer->error.line);
    if (answer->error.column != 0) write_count(buffer, "error_column", answer->error.column);
  }
  ebm_buffer_string(buffer, "}\n");
}

const ebm_report ebm_report_json = {.name = "json", .answer = answer_json, .draws = draws_json};
