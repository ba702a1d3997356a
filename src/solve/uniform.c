#include "solve/uniform.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/status.h"

enum {
  BATCH = 512, /* parts of the record that are counted side by side; no domain is larger */
  /* Kicks and corrections that counting may take: so many, and for each solution; an empty 6x6 takes four for each. */
  FIRST_STEPS = 50000,
  STEPS_EACH = 10
};

struct ebm_uniform {
  const ebm_energy *energy;
  ebm_minimizer_options options; /* timeout: what is left of it when `work` was made */
  double ends;                   /* on ebm_clock_worked; 0: never */
  ebm_random random;             /* of the draws */
  const ebm_minimizer *minimizer;
  ebm_work *work;
  ebm_record record[BATCH];
  ebm_task part[BATCH];
  uint8_t *given; /* [BATCH][n_variables] */
  uint8_t *value; /* [BATCH][n_variables] */
};

void ebm_uniform_destroy(ebm_uniform *uniform) {
  if (uniform == NULL) return;
  uniform->minimizer->destroy(uniform->work);
  ebm_free(uniform->given);
  ebm_free(uniform->value);
  ebm_free(uniform);
}

ebm_status ebm_uniform_create(const ebm_energy *energy, const ebm_minimizer_options *options, ebm_uniform **out,
                              ebm_error *error) {
  size_t n = energy->model->n_variables;
  ebm_uniform *uniform = *out = ebm_allocate(1, sizeof *uniform);
  if (uniform == NULL) return ebm_fail_memory(error);
  uniform->energy = energy;
  uniform->options = *options;
  uniform->options.together = true;
  uniform->random = (ebm_random){ebm_hash(options->seed)};
  if (options->timeout > 0) uniform->ends = ebm_clock_worked() + options->timeout;
  uniform->minimizer = ebm_minimizer_find("quench");
  uniform->given = ebm_allocate(n, BATCH);
  uniform->value = ebm_allocate(n, BATCH);
  bool fits = uniform->given != NULL && uniform->value != NULL;
  ebm_status status =
      fits ? uniform->minimizer->create(energy, &uniform->options, &uniform->work, error) : ebm_fail_memory(error);
  if (status == EBM_OK) return EBM_OK;
  ebm_uniform_destroy(uniform);
  *out = NULL;
  return status;
}

/* A minimizer times each run by itself, from the options it was made with: the time left is for a new one. effort: see
 * ebm_minimizer_options. */
static bool renew(ebm_uniform *uniform, uint64_t effort) {
  if (uniform->ends <= 0 && uniform->options.effort == effort) return true;
  if (uniform->ends > 0) uniform->options.timeout = uniform->ends - ebm_clock_worked();
  if (uniform->ends > 0 && uniform->options.timeout <= 0) return false;
  uniform->options.effort = effort;
  uniform->minimizer->destroy(uniform->work);
  ebm_error error;
  return uniform->minimizer->create(uniform->energy, &uniform->options, &uniform->work, &error) == EBM_OK;
}

/* Counts the solutions of the first n parts, whose records and limits are set. False: not all of them to the end. */
static bool count_parts(ebm_uniform *uniform, ebm_task *task, size_t n) {
  if (!renew(uniform, 0)) {
    task->starved |= uniform->work == NULL;
    return false;
  }
  uniform->minimizer->run(uniform->work, uniform->part, n);
  bool complete = true;
  for (size_t i = 0; i < n; i++) {
    const ebm_task *part = &uniform->part[i];
    complete &= part->exhausted;
    task->starved |= part->starved;
    task->sweeps += part->sweeps;
    task->kicks += part->kicks;
    task->corrections += part->corrections;
  }
  return complete;
}

/* Counts a few, then more, and so on, each time with steps for that many: where the next solutions are hard to find, a
 * hundred thousand would take hours. So it is with empty grids of rules that leave next to nothing, as of values that
 * are not consecutive. */
bool ebm_uniform_count(ebm_uniform *uniform, ebm_task *task) {
  static const uint64_t stage[] = {2, 100, 3000, EBM_UNIFORM_SOLUTIONS + 1};
  uint64_t limit = task->limit;
  bool more = true;
  for (size_t i = 0; more && i < sizeof stage / sizeof *stage; i++) {
    task->limit = stage[i];
    more = renew(uniform, FIRST_STEPS + STEPS_EACH * stage[i]);
    if (more) uniform->minimizer->run(uniform->work, task, 1);
    more &= task->solutions == stage[i] && !task->starved;
  }
  task->limit = limit;
  task->starved |= uniform->work == NULL;
  return task->exhausted && !task->starved && task->solutions <= EBM_UNIFORM_SOLUTIONS;
}

/* The i-th part: the record with what `given` [n_variables] gives, and one literal more. */
static void set_part(ebm_uniform *uniform, const ebm_task *task, size_t i, const uint8_t *given, uint32_t literal) {
  const ebm_model *model = uniform->energy->model;
  size_t n = model->n_variables;
  uniform->record[i] = *task->record;
  uniform->record[i].given = memcpy(&uniform->given[i * n], given, n);
  uniform->record[i].given[model->variable[literal]] = (uint8_t)(literal - model->first[model->variable[literal]] + 1);
  uniform->part[i] =
      (ebm_task){.record = &uniform->record[i], .limit = EBM_UNIFORM_SOLUTIONS + 1, .value = &uniform->value[i * n]};
}

/* ---- marginals ---- */

static uint32_t count_open(const ebm_record *record) {
  uint32_t open = 0;
  for (uint32_t v = 0; v < record->model->n_variables; v++) open += record->given[v] == 0;
  return open;
}

bool ebm_uniform_counts_marginals(const ebm_task *task) {
  return task->solutions * count_open(task->record) <= EBM_UNIFORM_MARKS;
}

bool ebm_uniform_marginals(ebm_uniform *uniform, ebm_task *task, double *probability) {
  const ebm_model *model = uniform->energy->model;
  uint32_t literal[BATCH];
  size_t n = 0;
  for (uint32_t l = 0; l < model->n_literals; l++) {
    bool given = task->record->given[model->variable[l]] != 0, allowed = ebm_record_allows(task->record, l);
    probability[l] = given && allowed ? 1 : 0;
    if (!given && allowed) {
      set_part(uniform, task, n, task->record->given, l);
      literal[n++] = l;
    }
    if (n < BATCH && (l + 1 < model->n_literals || n == 0)) continue;
    if (!count_parts(uniform, task, n)) return false;
    for (size_t i = 0; i < n; i++)
      probability[literal[i]] = (double)uniform->part[i].solutions / (double)task->solutions;
    n = 0;
  }
  return true;
}

/* ---- draws ---- */

/* One draw: its place among the solutions of its branch, in the order of the values, and where its state goes. */
typedef struct draw {
  uint64_t rank;
  size_t slot;
} draw;

/* Draws begin .. end - 1 have the values of the variables so far in common. They are in the state of the first. */
typedef struct branch {
  size_t begin, end;
  uint64_t solutions;
} branch;

typedef struct tree {
  draw *draw; /* [n] ascending by rank in each branch */
  branch *branch, *next;
  size_t n_branches, n_next;
  uint8_t *state; /* [n][n_variables] */
  size_t n_variables;
} tree;

static int compare_draws(const void *a, const void *b) {
  const draw *x = a, *y = b;
  if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
  return x->slot < y->slot ? -1 : 1;
}

static uint8_t *state_of(const tree *t, size_t at) {
  return &t->state[t->draw[at].slot * t->n_variables];
}

static void settle(const tree *t, size_t begin, size_t end, const uint8_t *value) {
  for (size_t i = begin; i < end; i++) memcpy(state_of(t, i), value, t->n_variables);
}

/* Shares the branch's draws out to the values of the variable, whose solutions are counted in parts first .. first + n
 * - 1. False: the counts contradict each other. */
static bool split(ebm_uniform *uniform, tree *t, const branch *b, uint32_t variable, size_t first, size_t n) {
  uint64_t passed = 0;
  const uint8_t *prefix = state_of(t, b->begin);
  /* From the last value to the first, so that the prefix is overwritten at the end. */
  size_t end = b->end;
  for (size_t i = 0; i < n; i++) passed += uniform->part[first + i].solutions;
  if (passed != b->solutions) return false;
  for (size_t i = n; i-- > 0;) {
    const ebm_task *part = &uniform->part[first + i];
    passed -= part->solutions;
    size_t begin = end;
    while (begin > b->begin && t->draw[begin - 1].rank >= passed) t->draw[--begin].rank -= passed;
    if (begin == end) continue;
    if (part->solutions == 1) {
      settle(t, begin, end, part->value);
    } else {
      uint8_t *state = state_of(t, begin);
      if (state != prefix) memcpy(state, prefix, variable);
      state[variable] = part->record->given[variable] - 1;
      t->next[t->n_next++] = (branch){begin, end, part->solutions};
    }
    end = begin;
  }
  return true;
}

/* Takes every branch to the values of one open variable. */
static bool grow(ebm_uniform *uniform, ebm_task *task, tree *t, uint32_t variable, uint8_t *given) {
  const ebm_model *model = uniform->energy->model;
  uint32_t begin = model->first[variable], end = model->first[variable + 1];
  t->n_next = 0;
  for (size_t b = 0, done = 0; b < t->n_branches; done = b) {
    size_t n = 0, values = 0;
    for (; b < t->n_branches && n + (end - begin) <= BATCH; b++) {
      memcpy(given, task->record->given, t->n_variables);
      const uint8_t *prefix = state_of(t, t->branch[b].begin);
      for (uint32_t v = 0; v < variable; v++) given[v] = prefix[v] + 1;
      values = n;
      for (uint32_t l = begin; l < end; l++)
        if (ebm_record_allows(task->record, l)) set_part(uniform, task, n++, given, l);
      values = n - values; /* the same for every branch */
    }
    if (!count_parts(uniform, task, n)) return false;
    for (size_t i = done; i < b; i++)
      if (!split(uniform, t, &t->branch[i], variable, (i - done) * values, values)) return false;
  }
  branch *grown = t->next;
  t->next = t->branch;
  t->branch = grown;
  t->n_branches = t->n_next;
  return true;
}

static bool descend(ebm_uniform *uniform, ebm_task *task, tree *t, uint8_t *given) {
  const uint8_t *record = task->record->given;
  for (uint32_t v = 0; v < t->n_variables && t->n_branches > 0; v++) {
    if (record[v] == 0) {
      if (!grow(uniform, task, t, v, given)) return false;
      continue;
    }
    for (size_t b = 0; b < t->n_branches; b++) state_of(t, t->branch[b].begin)[v] = record[v] - 1;
  }
  return t->n_branches == 0;
}

bool ebm_uniform_draw(ebm_uniform *uniform, ebm_task *task, size_t n, uint8_t *state) {
  tree t = {.state = state, .n_variables = uniform->energy->model->n_variables};
  t.draw = ebm_allocate(n, sizeof *t.draw);
  t.branch = ebm_allocate(n, sizeof *t.branch);
  t.next = ebm_allocate(n, sizeof *t.next);
  uint8_t *given = ebm_allocate(t.n_variables, 1);
  bool drawn = t.draw != NULL && t.branch != NULL && t.next != NULL && given != NULL;
  task->starved |= !drawn;
  if (drawn) {
    for (size_t i = 0; i < n; i++) t.draw[i] = (draw){ebm_random_below(&uniform->random, (uint32_t)task->solutions), i};
    qsort(t.draw, n, sizeof *t.draw, compare_draws);
    t.branch[t.n_branches++] = (branch){0, n, task->solutions};
    if (task->solutions == 1) {
      settle(&t, 0, n, task->value);
      t.n_branches = 0;
    }
    drawn = descend(uniform, task, &t, given);
  }
  ebm_free(t.draw);
  ebm_free(t.branch);
  ebm_free(t.next);
  ebm_free(given);
  return drawn;
}
