#include "explain/words.h"

#include <string.h>

#include "explain/name.h"

static void append(ebm_text *text, const char *string) {
  ebm_text_append(text, string, strlen(string));
}

static bool is_kind(const ebm_factor *factor, const char *kind) {
  return strcmp(factor->ops->name, kind) == 0;
}

static bool in_scope(const ebm_factor *factor, uint32_t literal) {
  for (uint32_t i = 0; i < factor->n_scope; i++)
    if (factor->scope[i] == literal) return true;
  return false;
}

static uint32_t values_left(const ebm_model *model, const uint8_t *possible, uint32_t variable) {
  uint32_t left = 0;
  for (uint32_t l = model->first[variable]; l < model->first[variable + 1]; l++) left += possible[l];
  return left;
}

/* The next literal of the scope, from position *at on, that is the last one of its variable; *at moves behind it.
 * UINT32_MAX: there is none. */
static uint32_t next_placed(const ebm_factor *factor, const uint8_t *possible, uint32_t *at) {
  const ebm_model *model = factor->model;
  while (*at < factor->n_scope) {
    uint32_t l = factor->scope[(*at)++];
    if (possible[l] && values_left(model, possible, model->variable[l]) == 1) return l;
  }
  return UINT32_MAX;
}

static void append_literal_variable(ebm_text *text, const ebm_model *model, uint32_t literal) {
  ebm_name_variable(text, model, model->variable[literal]);
}

static void append_literal_value(ebm_text *text, const ebm_record *record, uint32_t literal) {
  const ebm_model *model = record->model;
  ebm_name_value(text, record, literal - model->first[model->variable[literal]]);
}

/* "a" or "an", as the value is read aloud. */
static void append_article(ebm_text *text, const ebm_record *record, uint32_t literal) {
  size_t from = text->length;
  append_literal_value(text, record, literal);
  size_t length = text->length - from;
  bool vowel = false;
  if (!text->failed && length > 0) {
    const char *name = text->bytes + from;
    bool teen = length == 2 && name[0] == '1' && (name[1] == '1' || name[1] == '8');
    vowel = teen || memchr("8AEFHILMNORSX", name[0], 13) != NULL;
    text->length = from;
  }
  append(text, vowel ? "an " : "a ");
  append_literal_value(text, record, literal);
}

/* "7 in row 4"; of a factor that is not about one value, its name. */
static void append_group(ebm_text *text, const ebm_record *record, const ebm_factor *factor) {
  if (factor->label.value == 0) {
    ebm_name_factor(text, record, factor);
    return;
  }
  ebm_name_value(text, record, factor->label.value - 1);
  append(text, " in ");
  ebm_name_place(text, factor);
}

/* Moves of chess are between cells, they have no place. */
static bool is_move(const ebm_factor *factor) {
  const char *group = factor->label.group;
  size_t length = group != NULL ? strlen(group) : 0;
  return length > 4 && strcmp(group + length - 4, "move") == 0;
}

/* A group loses what its placed literal excludes, or places its last one. */
static void append_group_quench(ebm_text *text, const ebm_record *record, const ebm_descent_step *step) {
  const ebm_factor *factor = step->factor;
  uint32_t at = 0, by = next_placed(factor, step->possible, &at);
  if (by == UINT32_MAX || factor->label.value == 0) {
    ebm_name_factor(text, record, factor);
  } else if (!in_scope(factor, step->removed[0])) {
    ebm_name_place(text, factor);
    append(text, " needs ");
    append_article(text, record, by);
    append(text, ": only ");
    append_literal_variable(text, record->model, by);
    append(text, " is left");
  } else if (is_move(factor)) {
    append(text, factor->label.group);
    append(text, " from ");
    append_literal_variable(text, record->model, by);
    append(text, ", which is ");
    append_literal_value(text, record, by);
  } else {
    ebm_name_place(text, factor);
    append(text, " has its ");
    append_literal_value(text, record, by);
    append(text, " in ");
    append_literal_variable(text, record->model, by);
  }
}

/* Whether a group placed its last literal: what was removed are other values of that one's variable. */
static bool places_last(const ebm_descent_step *step) {
  return step->other == NULL && step->factor->ops->scope == EBM_SCOPE_LITERALS &&
         !in_scope(step->factor, step->removed[0]);
}

static void append_quench(ebm_text *text, const ebm_record *record, const ebm_descent_step *step) {
  if (step->other != NULL) {
    append_group(text, record, step->factor);
    append(text, " lies in ");
    ebm_name_place(text, step->other);
    append(text, " only");
  } else if (is_kind(step->factor, "exactly_one") || is_kind(step->factor, "at_most_one")) {
    append_group_quench(text, record, step);
  } else {
    ebm_name_factor(text, record, step->factor);
  }
  if (step->n_placed > 0 && !places_last(step)) append(text, ": nothing else is left");
}

static void append_barrier(ebm_text *text, const ebm_record *record, const ebm_descent_step *step) {
  const ebm_factor *factor = step->factor;
  bool domain = factor != NULL && ebm_name_is_domain(factor);
  if (factor == NULL || domain) {
    ebm_name_variable(text, record->model, domain ? record->model->variable[factor->scope[0]] : step->variable);
    append(text, " has no value left");
    return;
  }
  bool one = is_kind(factor, "exactly_one"), group = (one || is_kind(factor, "at_most_one")) && factor->label.value > 0;
  uint32_t at = 0, first = group ? next_placed(factor, step->possible, &at) : UINT32_MAX;
  uint32_t second = first != UINT32_MAX ? next_placed(factor, step->possible, &at) : UINT32_MAX;
  ebm_name_place(text, factor);
  if (second != UINT32_MAX) {
    append(text, " has two ");
    append_literal_value(text, record, first);
    append(text, "s: ");
    append_literal_variable(text, record->model, first);
    append(text, " and ");
    append_literal_variable(text, record->model, second);
  } else if (group && one) {
    append(text, " has no place for ");
    ebm_name_value(text, record, factor->label.value - 1);
  } else {
    append(text, " cannot be satisfied");
  }
}

/* "suppose R2C5 = 3 (of 1, 3 or 8)" */
static void append_kick(ebm_text *text, const ebm_record *record, const ebm_descent_step *step) {
  const ebm_model *model = record->model;
  uint32_t v = step->variable, met = 0, all = step->n_removed + 1;
  append(text, "suppose ");
  ebm_name_variable(text, model, v);
  append(text, " = ");
  append_literal_value(text, record, step->placed[0]);
  append(text, " (of ");
  for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) {
    bool was = step->possible[l] != 0;
    for (uint32_t i = 0; !was && i < step->n_removed; i++) was = step->removed[i] == l;
    if (!was) continue;
    if (met > 0) append(text, met + 1 < all ? ", " : " or ");
    append_literal_value(text, record, l);
    met++;
  }
  append(text, ")");
}

void ebm_words_append(ebm_text *text, const ebm_record *record, const ebm_descent_step *step, uint64_t solutions) {
  switch (step->kind) {
    case EBM_STEP_QUENCH: append_quench(text, record, step); break;
    case EBM_STEP_KICK: append_kick(text, record, step); break;
    case EBM_STEP_BARRIER: append_barrier(text, record, step); break;
    case EBM_STEP_CORRECT:
      if (solutions > 0) append(text, "for another solution, ");
      append_literal_variable(text, record->model, step->removed[0]);
      append(text, " is not ");
      append_literal_value(text, record, step->removed[0]);
      break;
    case EBM_STEP_SOLUTION: append(text, "every variable has its value, and every rule holds"); break;
  }
}
