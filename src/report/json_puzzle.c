/* json_puzzle.c - what JSON says of a puzzle and of the way to its answer: its rules, its givens that a solution
 * overrules, and the steps. Cells are strings like "R4C6", values strings in the puzzle's own symbols, as in the
 * solution. */
#include "report/json.h"

static void write_variable(ebm_buffer *buffer, const ebm_puzzle *puzzle, uint32_t variable) {
  char name[32];
  ebm_puzzle_variable_name(puzzle, variable, name, sizeof name);
  ebm_json_string(buffer, name);
}

static void write_variables(ebm_buffer *buffer, const ebm_puzzle *puzzle, const uint32_t *variable, uint32_t n) {
  ebm_buffer_byte(buffer, '[');
  for (uint32_t i = 0; i < n; i++) {
    if (i > 0) ebm_buffer_byte(buffer, ',');
    write_variable(buffer, puzzle, variable[i]);
  }
  ebm_buffer_byte(buffer, ']');
}

static void write_value(ebm_buffer *buffer, const ebm_puzzle *puzzle, unsigned value) {
  if (ebm_report_symbols(puzzle)) {
    ebm_json_string(buffer, (const char[]){ebm_puzzle_alphabet(puzzle)[value + 1], '\0'});
  } else {
    ebm_buffer_byte(buffer, '"');
    ebm_report_value(buffer, puzzle, value);
    ebm_buffer_byte(buffer, '"');
  }
}

/* ---- rules ---- */

static void write_cells(ebm_buffer *buffer, const ebm_puzzle *puzzle, const ebm_puzzle_rule *rule) {
  if (rule->n_cells == 0) return;
  ebm_buffer_string(buffer, ",\"cells\":");
  if (rule->segment == NULL) {
    write_variables(buffer, puzzle, rule->cell, rule->n_cells);
    return;
  }
  for (uint32_t s = 0, from = 0; s < rule->n_segments; from = rule->segment[s++]) {
    ebm_buffer_byte(buffer, s == 0 ? '[' : ',');
    write_variables(buffer, puzzle, rule->cell + from, rule->segment[s] - from);
  }
  ebm_buffer_byte(buffer, ']');
}

/* One number as a number, several as an array. */
static void write_argument(ebm_buffer *buffer, const ebm_puzzle_rule *rule) {
  if (rule->n_numbers == 0) return;
  ebm_buffer_string(buffer, rule->n_numbers > 1 ? ",\"argument\":[" : ",\"argument\":");
  for (uint32_t i = 0; i < rule->n_numbers; i++) ebm_buffer_format(buffer, i == 0 ? "%d" : ",%d", rule->number[i]);
  if (rule->n_numbers > 1) ebm_buffer_byte(buffer, ']');
}

/* A row of 0 and 1 for each value of the first cell. */
static void write_pairs(ebm_buffer *buffer, const ebm_puzzle *puzzle, const ebm_puzzle_rule *rule) {
  unsigned values = ebm_puzzle_layout(puzzle)->values;
  if (rule->pairs == NULL) return;
  ebm_buffer_string(buffer, ",\"pairs\":[");
  for (unsigned a = 0; a < values; a++) {
    ebm_buffer_string(buffer, a == 0 ? "\"" : ",\"");
    for (unsigned b = 0; b < values; b++) ebm_buffer_byte(buffer, rule->pairs[a * values + b] != 0 ? '1' : '0');
    ebm_buffer_byte(buffer, '"');
  }
  ebm_buffer_byte(buffer, ']');
}

void ebm_json_rules(ebm_buffer *buffer, const ebm_puzzle *puzzle) {
  const ebm_puzzle_rule *rule;
  for (size_t i = 0; (rule = ebm_puzzle_rule_at(puzzle, i)) != NULL; i++) {
    ebm_buffer_string(buffer, i == 0 ? ",\"rules\":[{\"type\":" : ",{\"type\":");
    ebm_json_string(buffer, rule->type);
    write_argument(buffer, rule);
    write_cells(buffer, puzzle, rule);
    write_pairs(buffer, puzzle, rule);
    if (rule->loop) ebm_buffer_string(buffer, ",\"loop\":true");
    ebm_buffer_byte(buffer, '}');
  }
  if (ebm_puzzle_rule_at(puzzle, 0) != NULL) ebm_buffer_byte(buffer, ']');
}

/* ---- givens ---- */

void ebm_json_overruled(ebm_buffer *buffer, const ebm_answer *answer) {
  if (!answer->soft_givens || answer->value == NULL) return;
  const uint8_t *given = ebm_puzzle_given(answer->puzzle);
  const char *before = "";
  ebm_buffer_string(buffer, ",\"overruled\":[");
  for (size_t v = 0; v < ebm_puzzle_variables(answer->puzzle); v++) {
    if (!ebm_report_overrules(answer, v)) continue;
    ebm_buffer_format(buffer, "%s{\"cell\":", before);
    before = ",";
    write_variable(buffer, answer->puzzle, (uint32_t)v);
    ebm_buffer_string(buffer, ",\"given\":");
    write_value(buffer, answer->puzzle, given[v] - 1u);
    ebm_buffer_string(buffer, ",\"value\":");
    write_value(buffer, answer->puzzle, answer->value[v]);
    ebm_buffer_byte(buffer, '}');
  }
  ebm_buffer_byte(buffer, ']');
  if (answer->minima == 0) return; /* not known to be the lowest */
  ebm_buffer_string(buffer, ",\"minima\":");
  ebm_buffer_count(buffer, answer->minima);
  ebm_buffer_string(buffer, ",\"restorations\":");
  ebm_buffer_count(buffer, answer->restorations);
}

/* ---- steps ---- */

static void write_literals(ebm_buffer *buffer, const ebm_puzzle *puzzle, const char *key, const ebm_literal *literal,
                           uint32_t n) {
  ebm_buffer_format(buffer, ",\"%s\":[", key);
  for (uint32_t i = 0; i < n; i++) {
    ebm_buffer_string(buffer, i == 0 ? "{\"cell\":" : ",{\"cell\":");
    write_variable(buffer, puzzle, literal[i].variable);
    ebm_buffer_string(buffer, ",\"value\":");
    write_value(buffer, puzzle, literal[i].value);
    ebm_buffer_byte(buffer, '}');
  }
  ebm_buffer_byte(buffer, ']');
}

static void write_step(ebm_buffer *buffer, const ebm_puzzle *puzzle, const ebm_step *step) {
  ebm_buffer_string(buffer, "{\"sweep\":");
  ebm_buffer_count(buffer, step->sweep);
  ebm_buffer_string(buffer, ",\"kind\":");
  ebm_json_string(buffer, ebm_step_name(step->kind));
  ebm_buffer_string(buffer, ",\"depth\":");
  ebm_buffer_count(buffer, step->depth);
  ebm_buffer_string(buffer, ",\"factor\":");
  if (step->factor != NULL) {
    ebm_buffer_string(buffer, "{\"kind\":");
    ebm_json_string(buffer, step->factor);
    ebm_buffer_string(buffer, ",\"name\":");
    ebm_json_string(buffer, step->name);
    ebm_buffer_string(buffer, ",\"cells\":");
    write_variables(buffer, puzzle, step->variable, step->n_variables);
    ebm_buffer_byte(buffer, '}');
  } else {
    ebm_buffer_string(buffer, "null");
  }
  write_literals(buffer, puzzle, "removed", step->removed, step->n_removed);
  write_literals(buffer, puzzle, "placed", step->placed, step->n_placed);
  ebm_buffer_string(buffer, ",\"energy_before\":");
  ebm_buffer_real(buffer, step->energy_before);
  ebm_buffer_string(buffer, ",\"energy_after\":");
  ebm_buffer_real(buffer, step->energy_after);
  ebm_buffer_string(buffer, ",\"words\":");
  ebm_json_string(buffer, step->words);
  ebm_buffer_byte(buffer, '}');
}

void ebm_json_steps(ebm_buffer *buffer, const ebm_answer *answer) {
  const ebm_explanation *explanation = answer->explanation;
  if (explanation == NULL || answer->puzzle == NULL) return;
  ebm_buffer_string(buffer, ",\"steps\":[");
  for (size_t i = 0; i < explanation->steps; i++) {
    if (i > 0) ebm_buffer_byte(buffer, ',');
    write_step(buffer, answer->puzzle, &explanation->step[i]);
  }
  ebm_buffer_string(buffer, explanation->complete ? "],\"steps_complete\":true" : "],\"steps_complete\":false");
}
