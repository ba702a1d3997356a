/* Explanations, at every level: each step told is replayed. What a step removes follows from the factor it names and
 * from what was left before it, by brute force over that factor alone; the end is the certified solution. Steps that
 * are altered are found. */
#include "support.h"

#include "base/memory.h"
#include "certify/certify.h"
#include "explain/story.h"
#include "format/reader.h"
#include "lattice/lattice.h"
#include "model/state.h"

/* ---- a descent and the steps it told ---- */

typedef struct told_step {
  ebm_descent_step step;
  uint32_t *removed, *placed;
} told_step;

typedef struct descent {
  ebm_reader *reader;
  ebm_block block;
  const ebm_record *record;
  const ebm_model *model;
  told_step *told;
  size_t n, capacity;
  ebm_task task;
  uint8_t value[1024];
} descent;

static uint32_t *copy_of(const uint32_t *list, uint32_t n) {
  uint32_t *copy = malloc((n + 1) * sizeof *copy);
  assert_non_null(copy);
  if (n > 0) memcpy(copy, list, n * sizeof *copy);
  return copy;
}

static void keep_step(void *context, const ebm_descent_step *step) {
  descent *d = context;
  assert_true(ebm_reserve((void **)&d->told, &d->capacity, d->n + 1, sizeof *d->told));
  d->told[d->n++] = (told_step){*step, copy_of(step->removed, step->n_removed), copy_of(step->placed, step->n_placed)};
}

static void descend(descent *d, const char *puzzle, const char *rules, uint64_t limit, uint64_t seed) {
  ebm_error error;
  size_t consumed;
  memset(d, 0, sizeof *d);
  ebm_reader_options options = {.kinds = ebm_factor_kinds(), .rules = rules};
  assert_int_equal(ebm_reader_create(&options, &d->reader, &error), EBM_OK);
  ebm_reader_start(d->reader);
  assert_int_equal(ebm_reader_read(d->reader, puzzle, strlen(puzzle), true, 1, &d->block, &consumed, &error), EBM_OK);
  assert_int_equal(d->block.n, 1);
  d->record = &d->block.record[0];
  if (d->record->error != NULL) fail_msg("%s: %s", puzzle, d->record->error->text);
  d->model = d->record->model;
  assert_true(d->model->n_variables <= sizeof d->value);
  ebm_descent_log log = {.step = keep_step, .context = d};
  ebm_lattice_options lattice_options = {.seed = seed, .log = &log};
  const ebm_lattice_ops *ops = ebm_lattice_choose(d->model, &lattice_options);
  ebm_lattice *lattice;
  assert_int_equal(ops->create(d->model, &lattice_options, &lattice, &error), EBM_OK);
  d->task = (ebm_task){.record = d->record, .limit = limit, .value = d->value};
  ops->run(lattice, &d->task, 1);
  ops->destroy(lattice);
}

static void clear(descent *d) {
  for (size_t i = 0; i < d->n; i++) {
    free(d->told[i].removed);
    free(d->told[i].placed);
  }
  ebm_free(d->told);
  ebm_block_clear(&d->block);
  ebm_reader_destroy(d->reader);
}

/* ---- brute force over a factor, or two ---- */

enum { SCOPE = 64, TRIES = 1 << 20 };

typedef struct force {
  const ebm_model *model;
  const ebm_factor *factor[2];
  uint32_t variable[SCOPE], n;
  uint32_t choice[SCOPE][EBM_DOMAIN_LIMIT], n_choices[SCOPE]; /* values */
  uint8_t value[1024];
  uint64_t tries;
} force;

static bool in_scopes(const force *f, uint32_t literal) {
  for (int k = 0; k < 2; k++)
    for (uint32_t i = 0; f->factor[k] != NULL && i < f->factor[k]->n_scope; i++)
      if (f->factor[k]->ops->scope == EBM_SCOPE_VARIABLES || f->factor[k]->scope[i] == literal) return true;
  return false;
}

static void add_variables(force *f, const ebm_factor *factor) {
  for (uint32_t i = 0; factor != NULL && i < factor->n_scope; i++) {
    uint32_t v = factor->ops->scope == EBM_SCOPE_LITERALS ? f->model->variable[factor->scope[i]] : factor->scope[i];
    uint32_t at = 0;
    while (at < f->n && f->variable[at] != v) at++;
    if (at < f->n) continue;
    assert_true(f->n < SCOPE);
    f->variable[f->n++] = v;
  }
}

/* What each variable may be; of the values that no factor mentions one stands for all. forced: literal, or UINT32_MAX.
 */
static void add_choices(force *f, const uint8_t *possible, uint32_t forced) {
  for (uint32_t i = 0; i < f->n; i++) {
    uint32_t v = f->variable[i];
    bool other = false;
    f->n_choices[i] = 0;
    for (uint32_t l = f->model->first[v]; l < f->model->first[v + 1]; l++) {
      bool mentioned = in_scopes(f, l);
      bool is_forced = forced != UINT32_MAX && f->model->variable[forced] == v;
      if (!possible[l] || (is_forced && l != forced) || (!mentioned && other)) continue;
      other |= !mentioned;
      f->choice[i][f->n_choices[i]++] = l - f->model->first[v];
    }
  }
}

static bool any_from(force *f, uint32_t i) {
  if (f->tries > TRIES) return true; /* not refuted: the caller sees the count */
  if (i == f->n) {
    f->tries++;
    for (int k = 0; k < 2; k++)
      if (f->factor[k] != NULL && !f->factor[k]->ops->check(f->factor[k], f->value)) return false;
    return true;
  }
  for (uint32_t k = 0; k < f->n_choices[i]; k++) {
    f->value[f->variable[i]] = (uint8_t)f->choice[i][k];
    if (any_from(f, i + 1)) return true;
  }
  return false;
}

/* Whether something that is possible satisfies the factors with the literal 1. *too_large: that was not found out. */
static bool satisfiable(const ebm_model *model, const ebm_factor *one, const ebm_factor *other, const uint8_t *possible,
                        uint32_t forced, bool *too_large) {
  static force f;
  memset(&f, 0, sizeof f);
  f.model = model;
  f.factor[0] = one;
  f.factor[1] = other;
  add_variables(&f, one);
  add_variables(&f, other);
  add_choices(&f, possible, forced);
  bool any = any_from(&f, 0);
  *too_large = f.tries > TRIES;
  return any;
}

/* ---- the replay ---- */

typedef struct replay {
  uint8_t possible[8192], saved[64][8192];
  uint32_t kicked[64], depth;
  uint64_t solutions, kicks, corrections, forced, too_large;
} replay;

static uint32_t left_of(const replay *r, const ebm_model *model, uint32_t v) {
  uint32_t left = 0;
  for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) left += r->possible[l];
  return left;
}

/* The sum over the hard factors, from their definition as energies; computed afresh. */
static double energy_of(const replay *r, const ebm_model *model) {
  static float x[8192];
  double energy = 0;
  for (uint32_t l = 0; l < model->n_literals; l++) x[l] = r->possible[l];
  ebm_state state = {model, x};
  for (size_t f = 0; f < model->n_factors; f++)
    if (model->factor[f].hard)
      energy += model->factor[f].ops->energy(&model->factor[f], 1, &model->factor[f].weight, &state, NULL);
  return energy;
}

static bool is_group(const ebm_factor *factor) {
  return strcmp(factor->ops->name, "exactly_one") == 0;
}

/* Whether some exactly_one factor could still remove a literal by itself: then no other factor should be credited. */
static bool group_has_work(const replay *r, const ebm_model *model) {
  for (size_t f = 0; f < model->n_factors; f++) {
    const ebm_factor *factor = &model->factor[f];
    if (!is_group(factor)) continue;
    uint32_t left = 0, placed = 0;
    for (uint32_t i = 0; i < factor->n_scope; i++)
      if (r->possible[factor->scope[i]]) {
        left++;
        placed += left_of(r, model, model->variable[factor->scope[i]]) == 1;
      }
    if (left == 0 || (left == 1 && placed == 0) || (placed > 0 && left > 1)) return true;
  }
  return false;
}

/* How simple a step is: groups, relations, overlaps, the rest. */
static int tier_of(const ebm_descent_step *step) {
  if (step->other != NULL) return 2;
  if (step->factor->ops->scope == EBM_SCOPE_LITERALS) return 0;
  return step->factor->n_scope == 2 ? 1 : 3;
}

static bool has_literal(const ebm_factor *factor, uint32_t literal) {
  bool has = false;
  for (uint32_t i = 0; i < factor->n_scope; i++) has |= factor->scope[i] == literal;
  return has;
}

static const char *replay_quench(replay *r, const ebm_model *model, const ebm_descent_step *step) {
  bool too_large;
  if (step->n_removed == 0) return "nothing is removed";
  for (uint32_t i = 0; i < step->n_removed; i++) {
    if (!r->possible[step->removed[i]]) return "what is gone is removed again";
    if (step->other != NULL &&
        (has_literal(step->factor, step->removed[i]) || !has_literal(step->other, step->removed[i])))
      return "an overlap takes from the wrong group";
    if (satisfiable(model, step->factor, step->other, r->possible, step->removed[i], &too_large)) {
      if (!too_large) return "a removal does not follow from its factor";
      r->too_large++;
    }
    r->forced++;
  }
  for (uint32_t i = 0; i < step->n_removed; i++) r->possible[step->removed[i]] = 0;
  return NULL;
}

static const char *replay_kick(replay *r, const ebm_model *model, const ebm_descent_step *step) {
  if (step->n_placed != 1 || r->depth == 64) return "a kick places one literal";
  if (left_of(r, model, step->variable) != step->n_removed + 1 || !r->possible[step->placed[0]])
    return "a kick leaves one of what is left";
  memcpy(r->saved[r->depth], r->possible, sizeof r->possible);
  r->kicked[r->depth++] = step->placed[0];
  for (uint32_t i = 0; i < step->n_removed; i++) r->possible[step->removed[i]] = 0;
  r->kicks++;
  return left_of(r, model, step->variable) == 1 ? NULL : "a kick leaves one value";
}

static const char *replay_barrier(replay *r, const ebm_model *model, const ebm_descent_step *step) {
  bool too_large;
  if (step->factor == NULL) return left_of(r, model, step->variable) == 0 ? NULL : "the variable has values left";
  if (!satisfiable(model, step->factor, NULL, r->possible, UINT32_MAX, &too_large)) return NULL;
  r->too_large += too_large;
  return too_large ? NULL : "the barrier's factor can be satisfied";
}

static const char *replay_correct(replay *r, const ebm_descent_step *step, ebm_step_kind before) {
  if (before != EBM_STEP_BARRIER && before != EBM_STEP_SOLUTION) return "a correction without a barrier";
  if (r->depth == 0 || step->n_removed != 1 || step->removed[0] != r->kicked[r->depth - 1])
    return "a correction of another literal than the kicked one";
  memcpy(r->possible, r->saved[--r->depth], sizeof r->possible);
  r->possible[step->removed[0]] = 0;
  r->corrections++;
  return NULL;
}

static const char *replay_solution(replay *r, const descent *d) {
  uint8_t value[1024];
  for (uint32_t v = 0; v < d->model->n_variables; v++) {
    if (left_of(r, d->model, v) != 1) return "a solution with open variables";
    for (uint32_t l = d->model->first[v]; l < d->model->first[v + 1]; l++)
      if (r->possible[l]) value[v] = (uint8_t)(l - d->model->first[v]);
  }
  if (!ebm_certify(d->record, value)) return "a solution that is not certified";
  if (r->solutions++ == 0 && memcmp(value, d->value, d->model->n_variables) != 0)
    return "another solution than the answer";
  return NULL;
}

/* NULL: every step follows. Else what is wrong. */
static const char *replayed(const descent *d, replay *r) {
  const ebm_model *model = d->model;
  const char *wrong = NULL;
  memset(r, 0, sizeof *r);
  assert_true(model->n_literals <= sizeof r->possible);
  for (uint32_t l = 0; l < model->n_literals; l++) r->possible[l] = ebm_record_allows(d->record, l);
  for (size_t i = 0; i < d->n && wrong == NULL; i++) {
    ebm_descent_step step = d->told[i].step;
    step.removed = d->told[i].removed;
    step.placed = d->told[i].placed;
    const ebm_descent_step *before = i > 0 ? &d->told[i - 1].step : NULL;
    if (step.kind == EBM_STEP_QUENCH) {
      bool first = before == NULL || before->sweep != step.sweep || before->kind != EBM_STEP_QUENCH;
      if (first ? tier_of(&step) > 0 && group_has_work(r, model) : tier_of(&step) != tier_of(before))
        return "a removal is not credited to the simplest factor";
    }
    if (energy_of(r, model) != step.energy_before) return "the energy before is wrong";
    switch (step.kind) {
      case EBM_STEP_QUENCH: wrong = replay_quench(r, model, &step); break;
      case EBM_STEP_KICK: wrong = replay_kick(r, model, &step); break;
      case EBM_STEP_BARRIER: wrong = replay_barrier(r, model, &step); break;
      case EBM_STEP_CORRECT: wrong = replay_correct(r, &step, d->told[i - 1].step.kind); break;
      case EBM_STEP_SOLUTION: wrong = replay_solution(r, d); break;
    }
    if (wrong == NULL && energy_of(r, model) != step.energy_after) wrong = "the energy after is wrong";
    if (wrong == NULL && r->depth != step.depth) wrong = "the depth is wrong";
    for (uint32_t k = 0; wrong == NULL && k < step.n_placed; k++)
      if (!r->possible[step.placed[k]] || left_of(r, model, model->variable[step.placed[k]]) != 1)
        wrong = "what is placed is not";
  }
  if (wrong != NULL) return wrong;
  if (r->solutions != d->task.solutions || r->kicks != d->task.kicks || r->corrections != d->task.corrections)
    return "the counts are wrong";
  bool ends = d->n > 0 && d->told[d->n - 1].step.kind == (d->task.solutions > 0 ? EBM_STEP_SOLUTION : EBM_STEP_BARRIER);
  return ends || d->task.limit > 1 ? NULL : "it does not end where the answer is";
}

/* ---- puzzles ---- */

static const char easy[] = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79";
static const char hard[] = "8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4..";
static const char barrier[] = ".1234567.........8........9.................................................1....";
static const char no_solution[] = "..9.287..8.6..4..5..3.....46.........2.71345.........23.....5..9..4..8.7..125.3..";
static const char variant[] =
    ".Cage~10~R1C1~R1C2~R2C1.Cage~17~R1C8~R1C9.Thermo~R3C1~R4C1~R5C1~R6C1.Thermo~R7C9~R6C9~R5C9"
    ".Arrow~R5C5~R4C5~R3C5.WhiteDot~R2C4~R2C5.Quad~R6C6~1~2.AntiKnight.~R1C4_1_2_3.~R9C5_5";
static const char jigsaw[] =
    ".Shape~6x6.NoBoxes.Jigsaw~111122113222333324534444555546566666.Sandwich~4~R1.LittleKiller~11~R1C3";

static const struct explained_case {
  const char *puzzle, *rules;
  uint64_t limit;
} cases[] = {
    {easy, NULL, 1},
    {hard, NULL, 1},
    {hard, NULL, 2},
    {barrier, NULL, 1},
    {no_solution, NULL, 1},
    {variant, NULL, 1},
    {jigsaw, NULL, 1},
    {jigsaw, NULL, 3},
    {easy, "none", 1},
    {"........1........................................................................", "diagonal,antiking", 1},
    {"1...............", NULL, 5},
};

static void every_step_follows_from_its_factor(void **state) {
  (void)state;
  static descent d;
  static replay r;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    descend(&d, cases[i].puzzle, cases[i].rules, cases[i].limit, 1);
    const char *wrong = replayed(&d, &r);
    if (wrong != NULL) fail_msg("case %zu: %s", i, wrong);
    print_message("case %zu: %zu steps, %llu removals, %llu of them too large for brute force; %llu solutions\n", i,
                  d.n, (unsigned long long)r.forced, (unsigned long long)r.too_large, (unsigned long long)r.solutions);
    assert_true(r.too_large * 20 <= r.forced);
    clear(&d);
  }
}

/* ---- planted faults ---- */

static size_t find_step(const descent *d, ebm_step_kind kind, bool of_group) {
  for (size_t i = 0; i < d->n; i++) {
    const ebm_descent_step *step = &d->told[i].step;
    if (step->kind == kind && (kind != EBM_STEP_QUENCH || (is_group(step->factor) && step->other == NULL) == of_group))
      return i;
  }
  fail_msg("no such step");
  return 0;
}

/* Replays with one step replaced; the fault must be found, and not by accident at another place. */
static void assert_found(descent *d, size_t at, ebm_descent_step step, uint32_t *removed, const char *expected) {
  static replay r;
  told_step kept = d->told[at];
  d->told[at].step = step;
  d->told[at].removed = removed;
  const char *wrong = replayed(d, &r);
  d->told[at] = kept;
  if (wrong == NULL || strcmp(wrong, expected) != 0)
    fail_msg("expected '%s', found '%s'", expected, wrong == NULL ? "nothing" : wrong);
}

static void altered_steps_are_found(void **state) {
  (void)state;
  static descent d;
  static replay r;
  descend(&d, hard, NULL, 1, 1);
  assert_null(replayed(&d, &r));
  size_t quench = find_step(&d, EBM_STEP_QUENCH, true), overlap = find_step(&d, EBM_STEP_QUENCH, false);
  size_t kick = find_step(&d, EBM_STEP_KICK, false), correct = find_step(&d, EBM_STEP_CORRECT, false);
  size_t met = find_step(&d, EBM_STEP_BARRIER, false);
  const ebm_descent_step *step = &d.told[quench].step;

  uint32_t *more = malloc((step->n_removed + 1) * sizeof *more);
  assert_non_null(more);
  memcpy(more, d.told[quench].removed, step->n_removed * sizeof *more);
  more[step->n_removed] = d.model->first[80] + d.value[80]; /* of the solution */
  ebm_descent_step altered = *step;
  altered.n_removed++;
  assert_found(&d, quench, altered, more, "a removal does not follow from its factor");
  free(more);

  altered = *step;
  altered.factor = step->factor > d.model->factor ? step->factor - 1 : step->factor + 1;
  assert_found(&d, quench, altered, d.told[quench].removed, "a removal does not follow from its factor");
  altered = *step;
  altered.energy_after++;
  assert_found(&d, quench, altered, d.told[quench].removed, "the energy after is wrong");

  altered = d.told[overlap].step;
  assert_non_null(altered.other);
  altered.other = NULL;
  assert_found(&d, overlap, altered, d.told[overlap].removed, "a removal does not follow from its factor");

  altered = d.told[overlap].step;
  altered.factor = d.told[overlap].step.other;
  altered.other = d.told[overlap].step.factor;
  assert_found(&d, overlap, altered, d.told[overlap].removed, "an overlap takes from the wrong group");

  altered = d.told[kick].step;
  altered.n_removed--;
  assert_found(&d, kick, altered, d.told[kick].removed, "a kick leaves one of what is left");

  altered = d.told[correct].step;
  uint32_t other = d.told[kick].removed[0];
  assert_found(&d, correct, altered, &other, "a correction of another literal than the kicked one");

  altered = d.told[met].step;
  altered.factor = &d.model->factor[0];
  assert_found(&d, met, altered, d.told[met].removed, "the barrier's factor can be satisfied");
  clear(&d);
}

/* ---- what callers see ---- */

typedef struct seen {
  uint64_t answers, steps;
  char words[32][120];
} seen;

static ebm_status see_answer(void *context, const ebm_answer *answer) {
  seen *s = context;
  static uint8_t possible[81][9];
  s->answers++;
  assert_non_null(answer->explanation);
  const ebm_explanation *e = answer->explanation;
  assert_true(e->complete);
  memset(possible, 1, sizeof possible);
  for (int c = 0; c < 81; c++)
    for (int a = 0; a < 9 && ebm_puzzle_given(answer->puzzle)[c] != 0; a++)
      possible[c][a] = a + 1 == ebm_puzzle_given(answer->puzzle)[c];
  for (size_t i = 0; i < e->steps; i++) {
    const ebm_step *step = &e->step[i];
    assert_true(step->words != NULL && step->words[0] != '\0');
    assert_true(i == 0 || step->energy_before == e->step[i - 1].energy_after);
    assert_true((step->factor != NULL) == (step->kind == EBM_STEP_QUENCH || step->kind == EBM_STEP_BARRIER));
    if (s->steps < 32) snprintf(s->words[s->steps], sizeof s->words[0], "%s", step->words);
    s->steps++;
    for (uint32_t k = 0; k < step->n_removed; k++) possible[step->removed[k].variable][step->removed[k].value] = 0;
  }
  assert_int_equal(e->step[e->steps - 1].kind, EBM_STEP_SOLUTION);
  assert_near(e->step[e->steps - 1].energy_after, 0, 0);
  for (int c = 0; c < 81; c++)
    for (int a = 0; a < 9; a++) assert_int_equal(possible[c][a], answer->value[c] == a);
  return EBM_OK;
}

typedef struct bytes {
  const char *at;
} bytes;

static ptrdiff_t give(void *context, char *to, size_t size) {
  bytes *from = context;
  size_t n = strlen(from->at);
  if (n > size) n = size;
  memcpy(to, from->at, n);
  from->at += n;
  return (ptrdiff_t)n;
}

static void callers_see_steps_that_lead_to_the_answer(void **state) {
  (void)state;
  ebm_options options;
  ebm_session *session;
  ebm_error error;
  ebm_options_init(&options);
  options.explain = true;
  assert_int_equal(ebm_session_create(&options, &session, &error), EBM_OK);
  seen s = {0};
  bytes from = {easy};
  ebm_source source = {.name = "test", .read = give, .context = &from};
  ebm_sink sink = {.answer = see_answer, .context = &s};
  assert_int_equal(ebm_session_run(session, &source, &sink, &error), EBM_OK);
  assert_int_equal(s.answers, 1);
  assert_true(s.steps > 100);
  ebm_session_destroy(session);
  const char *method[] = {"gradient", "anneal", "recall"};
  for (int i = 0; i < 3; i++) {
    options.method = method[i];
    assert_int_equal(ebm_session_create(&options, &session, &error), EBM_ERROR_USAGE);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_step_follows_from_its_factor),
      cmocka_unit_test(altered_steps_are_found),
      cmocka_unit_test(callers_see_steps_that_lead_to_the_answer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
