/* explanation.c - the way to an answer in words. What is shown unless details are asked for: every value that was
 * placed and why, every removal that is more than a group's own value at work, and of the kicks those that stand at the
 * end, beside the refuted ones they come after, with all that happened below those told in a line. So an easy puzzle is
 * told in full, and a hard one in not many more lines. */
#include <string.h>

#include "report/report.h"

enum { WIDTH = 80, DEEPEST = 8 };

typedef struct telling {
  ebm_buffer *out;
  ebm_buffer line; /* scratch: one line before it is folded */
  const ebm_puzzle *puzzle;
  const ebm_explanation *explanation;
  bool details;
} telling;

/* ---- lines ---- */

static unsigned indent_of(const ebm_step *step, bool inside) {
  uint32_t depth = step->depth < DEEPEST ? step->depth : DEEPEST;
  return 2 * (depth + inside);
}

static void write_spaces(ebm_buffer *buffer, unsigned n) {
  for (unsigned i = 0; i < n; i++) ebm_buffer_byte(buffer, ' ');
}

/* The line, folded between words so that it fits; the rest of a folded line stands a little further in. */
static void end_line(telling *t, unsigned indent) {
  const char *bytes = t->line.bytes;
  size_t length = t->line.length, at = 0;
  if (t->line.failed) t->out->failed = true;
  if (t->out->failed) return;
  for (unsigned from = indent; at < length; from = indent + 4) {
    size_t room = WIDTH - from, n = length - at;
    if (n > room) {
      for (n = room; n > 0 && bytes[at + n] != ' ';) n--;
      if (n == 0) n = room;
    }
    write_spaces(t->out, from);
    size_t shown = n;
    while (shown > 0 && bytes[at + shown - 1] == ' ') shown--;
    ebm_buffer_append(t->out, bytes + at, shown);
    ebm_buffer_byte(t->out, '\n');
    for (at += n; at < length && bytes[at] == ' ';) at++;
  }
  t->line.length = 0;
}

/* ---- steps ---- */

static void write_variable(telling *t, uint32_t variable) {
  char name[32];
  ebm_puzzle_variable_name(t->puzzle, variable, name, sizeof name);
  ebm_buffer_string(&t->line, name);
}

static void write_placed(telling *t, const ebm_step *step) {
  for (uint32_t i = 0; i < step->n_placed; i++) {
    if (i > 0) ebm_buffer_string(&t->line, ", ");
    write_variable(t, step->placed[i].variable);
    ebm_buffer_string(&t->line, " = ");
    ebm_report_value(&t->line, t->puzzle, step->placed[i].value);
  }
}

/* "R1C1 R1C2 not 7", or "R1C1 not 1 2, R1C2 not 7 8". */
static void write_removed(telling *t, const ebm_step *step) {
  bool one_value = true;
  for (uint32_t i = 1; i < step->n_removed; i++) one_value &= step->removed[i].value == step->removed[0].value;
  for (uint32_t i = 0; i < step->n_removed; i++) {
    bool fresh = i == 0 || step->removed[i].variable != step->removed[i - 1].variable;
    if (fresh && i > 0) ebm_buffer_string(&t->line, one_value ? " " : ", ");
    if (fresh) write_variable(t, step->removed[i].variable);
    if (one_value) continue;
    ebm_buffer_string(&t->line, fresh ? " not " : " ");
    ebm_report_value(&t->line, t->puzzle, step->removed[i].value);
  }
  if (!one_value) return;
  ebm_buffer_string(&t->line, " not ");
  ebm_report_value(&t->line, t->puzzle, step->removed[0].value);
}

/* A group that has its value takes it from the others: what every puzzle does all the time. */
static bool is_ordinary(const ebm_step *step) {
  return step->n_placed == 0 && (strcmp(step->factor, "exactly_one") == 0 || strcmp(step->factor, "at_most_one") == 0);
}

static void tell_quench(telling *t, const ebm_step *step) {
  if (!t->details && is_ordinary(step)) return;
  if (step->n_placed > 0)
    write_placed(t, step);
  else
    write_removed(t, step);
  ebm_buffer_string(&t->line, "   ");
  ebm_buffer_string(&t->line, step->words);
  end_line(t, indent_of(step, true));
}

static void tell_words(telling *t, const char *before, const ebm_step *step, unsigned indent) {
  ebm_buffer_string(&t->line, before);
  ebm_buffer_string(&t->line, step->words);
  end_line(t, indent);
}

/* "sweep 3: energy 240 to 96, 35 literals ruled out", where something of it is told. */
static void tell_sweep(telling *t, size_t i) {
  const ebm_step *step = t->explanation->step;
  double after = step[i].energy_before;
  uint64_t removed = 0;
  bool told = t->details;
  for (size_t k = i; k < t->explanation->steps && step[k].sweep == step[i].sweep && step[k].kind == EBM_STEP_QUENCH;
       k++) {
    after = step[k].energy_after;
    removed += step[k].n_removed;
    told |= !is_ordinary(&step[k]);
  }
  if (!told) return;
  ebm_buffer_string(&t->line, "sweep ");
  ebm_buffer_count(&t->line, step[i].sweep);
  ebm_buffer_string(&t->line, ": energy ");
  ebm_buffer_real(&t->line, step[i].energy_before);
  ebm_buffer_string(&t->line, " to ");
  ebm_buffer_real(&t->line, after);
  ebm_buffer_string(&t->line, ", ");
  ebm_buffer_count(&t->line, removed);
  ebm_buffer_string(&t->line, removed == 1 ? " literal ruled out" : " literals ruled out");
  end_line(t, indent_of(&step[i], false));
}

/* ---- kicks ---- */

/* The correction that takes back the kick at i; 0: it stands, or a solution lies below it. */
static size_t refuted_at(const ebm_explanation *e, size_t i) {
  for (size_t k = i + 1; k < e->steps && e->step[k].kind != EBM_STEP_SOLUTION; k++)
    if (e->step[k].kind == EBM_STEP_CORRECT && e->step[k].depth + 1 == e->step[i].depth) return k;
  return 0;
}

/* What came of a kick that was refuted, between i and its correction. */
static void tell_refuted(telling *t, size_t i, size_t correction) {
  const ebm_step *step = t->explanation->step;
  uint64_t kicks = 0, removed = 0;
  size_t barrier = i;
  for (size_t k = i + 1; k < correction; k++) {
    kicks += step[k].kind == EBM_STEP_KICK;
    if (step[k].kind == EBM_STEP_QUENCH) removed += step[k].n_removed;
    if (step[k].kind == EBM_STEP_BARRIER) barrier = k;
  }
  ebm_buffer_string(&t->line, kicks > 0 ? "barriers, " : "barrier, ");
  ebm_buffer_count(&t->line, kicks > 0 ? kicks : removed);
  if (kicks > 0)
    ebm_buffer_string(&t->line, kicks == 1 ? " more kick on, the last one: " : " more kicks on, the last one: ");
  else
    ebm_buffer_string(&t->line, removed == 1 ? " literal on: " : " literals on: ");
  ebm_buffer_string(&t->line, step[barrier].words);
  ebm_buffer_string(&t->line, "; correct: ");
  ebm_buffer_string(&t->line, step[correction].words);
  end_line(t, indent_of(&step[i], false));
}

/* Gives the next step to look at. */
static size_t tell_kick(telling *t, size_t i) {
  const ebm_step *step = &t->explanation->step[i];
  size_t correction = t->details ? 0 : refuted_at(t->explanation, i);
  tell_words(t, "kick: ", step, indent_of(step, false) - 2);
  if (correction == 0) return i + 1;
  tell_refuted(t, i, correction);
  return correction + 1;
}

/* ---- the whole ---- */

static void tell_start(telling *t, const ebm_answer *answer) {
  const uint8_t *given = ebm_puzzle_given(t->puzzle);
  uint64_t n = 0;
  for (size_t v = 0; v < ebm_puzzle_variables(t->puzzle); v++) n += given[v] != 0;
  ebm_buffer_string(&t->line, answer->source);
  ebm_buffer_byte(&t->line, ':');
  ebm_buffer_count(&t->line, answer->line);
  ebm_buffer_string(&t->line, ": ");
  ebm_buffer_count(&t->line, n);
  ebm_buffer_string(&t->line, n == 1 ? " value given, energy " : " values given, energy ");
  ebm_buffer_real(&t->line, t->explanation->step[0].energy_before);
  end_line(t, 0);
}

static void write_counted(telling *t, const char *before, uint64_t n, const char *what) {
  ebm_buffer_string(&t->line, before);
  ebm_buffer_count(&t->line, n);
  ebm_buffer_string(&t->line, what);
  if (n != 1) ebm_buffer_byte(&t->line, 's');
}

static void tell_end(telling *t, const ebm_answer *answer) {
  const ebm_step *last = &t->explanation->step[t->explanation->steps - 1];
  if (!t->explanation->complete) {
    ebm_buffer_string(&t->line, "the steps behind these are not kept");
    end_line(t, 0);
  }
  ebm_buffer_string(&t->line, ebm_outcome_name(answer->outcome));
  ebm_buffer_string(&t->line, ": energy ");
  ebm_buffer_real(&t->line, answer->solutions > 0 ? answer->energy : last->energy_after);
  write_counted(t, " after ", answer->sweeps, " sweep");
  write_counted(t, ", ", answer->kicks, " kick");
  write_counted(t, ", ", answer->corrections, " correction");
  end_line(t, 0);
  if (answer->unique != 1) return;
  ebm_buffer_string(&t->line, "no other solution is left");
  end_line(t, 0);
}

void ebm_report_explanation(ebm_buffer *buffer, const ebm_report_style *style, const ebm_answer *answer) {
  const ebm_explanation *explanation = answer->explanation;
  if (explanation == NULL || explanation->steps == 0 || answer->puzzle == NULL) return;
  telling t = {.out = buffer, .puzzle = answer->puzzle, .explanation = explanation, .details = style->details};
  uint64_t sweep = 0;
  tell_start(&t, answer);
  for (size_t i = 0; i < explanation->steps;) {
    const ebm_step *step = &explanation->step[i];
    if (step->kind == EBM_STEP_QUENCH && step->sweep != sweep) tell_sweep(&t, i);
    sweep = step->sweep;
    switch (step->kind) {
      case EBM_STEP_QUENCH: tell_quench(&t, step); break;
      case EBM_STEP_KICK: i = tell_kick(&t, i); continue;
      case EBM_STEP_BARRIER: tell_words(&t, "barrier: ", step, indent_of(step, false)); break;
      case EBM_STEP_CORRECT: tell_words(&t, "correct: ", step, indent_of(step, false)); break;
      case EBM_STEP_SOLUTION: tell_words(&t, "solution: ", step, indent_of(step, false)); break;
    }
    i++;
  }
  tell_end(&t, answer);
  ebm_buffer_clear(&t.line);
}
