/* levelled - the lattice of any model: which lane works on what, kicks, corrections, and lanes that help out.
 *
 * Every lane holds a part of one task's search tree: a root state and a stack of moves below it. A lane that has
 * nothing to do takes over the shallowest alternative that another lane has not tried yet. The lanes of one task form
 * a list in the order of the depth-first search, so that the answer is the one a single lane would give: a lane that
 * finds a solution ends the lanes behind it, but waits for those before it. */
#include "lattice/lattice.h"

#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/status.h"
#include "lattice/sweep.h"

/* A move is a literal with a mark in the two top bits. */
enum { KICK = 0, REFUTED = 1, GIVEN_AWAY = 2 };
#define MOVE(literal, mark) ((literal) | (uint32_t)(mark) << 30)
#define LITERAL(move) ((move)&0x3FFFFFFFu)
#define MARK(move) ((move) >> 30)

enum { NONE = -1 };

typedef struct counts {
  uint64_t sweeps, kicks, corrections;
} counts;

typedef struct lane_state {
  int32_t task; /* NONE: idle */
  int32_t before, behind; /* the lanes of the same task, in the order of the search */
  uint32_t depth; /* moves */
  uint32_t *move;
  size_t capacity;
  counts counts, settled; /* its own; those of lanes that ended just before it in the list */
  bool holds;  /* a solution was found in it, or in a lane that ended just before it in the list */
  bool parked; /* has the first solution so far; waits for the lanes before it */
  double start;
} lane_state;

/* What is known about a running task, beside ebm_task. */
typedef struct task_state {
  int32_t head; /* first lane of its list */
  counts tail;  /* of lanes that ended at the end of the list without a solution */
  bool cut;     /* a part of the tree was left out: not exhausted */
} task_state;

struct ebm_lattice {
  const ebm_model *model;
  ebm_lattice_options options;
  ebm_lanes lanes;
  ebm_word *root;
  ebm_overlap *overlap;
  size_t n_overlaps;
  uint32_t *order;    /* [n_variables] in which variables are looked at for a kick */
  uint32_t *rank;     /* [n_literals] of a variable's possible literals, the lowest rank is tried first */
  uint32_t *kicked;   /* [n_variables] scratch: what is told to the log */
  uint8_t *value;     /* [n_variables] likewise */
  ebm_arena arena;
  lane_state lane[EBM_LANES];
  task_state progress[EBM_LANES]; /* of the task that the lane of that number was loaded with */
  int32_t slot[EBM_LANES];      /* lane -> index into progress */
  ebm_word active;
  /* the run */
  ebm_task *task;
  size_t n_tasks, next;
  double now;
};

/* ---- creation ---- */

static void destroy(ebm_lattice *lattice) {
  if (lattice == NULL) return;
  for (unsigned l = 0; l < EBM_LANES; l++) ebm_free(lattice->lane[l].move);
  ebm_arena_clear(&lattice->arena);
  ebm_free(lattice);
}

static void draw_order(ebm_lattice *lattice) {
  const ebm_model *model = lattice->model;
  ebm_random random = {ebm_hash(lattice->options.seed)};
  for (uint32_t v = 0; v < model->n_variables; v++) {
    uint32_t other = ebm_random_below(&random, v + 1);
    lattice->order[v] = lattice->order[other];
    lattice->order[other] = v;
  }
  for (uint32_t l = 0; l < model->n_literals; l++) lattice->rank[l] = (uint32_t)(ebm_random_next(&random) >> 32);
}

/* Locked candidates are the one rule of the sweep that unit propagation does not find by itself. */
static bool keeps_to_clauses(const ebm_lattice_options *options) {
  return options->log != NULL && options->log->correction != NULL;
}

static ebm_status create(const ebm_model *model, const ebm_lattice_options *options, ebm_lattice **out,
                         ebm_error *error) {
  *out = NULL;
  if (model->n_literals > LITERAL(~0u))
    return ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "more than %u literals", LITERAL(~0u));
  ebm_lattice *lattice = ebm_allocate(1, sizeof *lattice);
  if (lattice == NULL) return ebm_fail_memory(error);
  lattice->model = model;
  lattice->options = *options;
  lattice->lanes.model = model;
  ebm_arena *arena = &lattice->arena;
  lattice->lanes.x = ebm_arena_take(arena, model->n_literals * sizeof(ebm_word), 64);
  lattice->root = ebm_arena_take(arena, model->n_literals * sizeof(ebm_word), 64);
  lattice->lanes.decided = ebm_arena_take(arena, model->n_variables * sizeof(ebm_word), 64);
  lattice->order = ebm_arena_take(arena, model->n_variables * sizeof *lattice->order, 64);
  lattice->rank = ebm_arena_take(arena, model->n_literals * sizeof *lattice->rank, 64);
  lattice->kicked = ebm_arena_take(arena, model->n_variables * sizeof *lattice->kicked, 64);
  lattice->value = ebm_arena_take(arena, model->n_variables, 64);
  if (lattice->lanes.x == NULL || lattice->kicked == NULL || lattice->value == NULL || lattice->root == NULL || lattice->lanes.decided == NULL || lattice->order == NULL ||
      lattice->rank == NULL ||
      (!keeps_to_clauses(options) && !ebm_overlap_find(model, arena, &lattice->overlap, &lattice->n_overlaps))) {
    destroy(lattice);
    return ebm_fail_memory(error);
  }
  memset(lattice->lanes.x, 0, model->n_literals * sizeof(ebm_word));
  memset(lattice->root, 0, model->n_literals * sizeof(ebm_word));
  draw_order(lattice);
  for (unsigned l = 0; l < EBM_LANES; l++) lattice->lane[l].task = NONE;
  *out = lattice;
  return EBM_OK;
}

/* ---- the lanes of a task ---- */

static void add_counts(counts *to, const counts *from) {
  to->sweeps += from->sweeps;
  to->kicks += from->kicks;
  to->corrections += from->corrections;
}

static task_state *progress_of(ebm_lattice *lattice, unsigned l) {
  return &lattice->progress[lattice->slot[l]];
}

static void finish_task(ebm_lattice *lattice, unsigned l) {
  lane_state *lane = &lattice->lane[l];
  task_state *progress = progress_of(lattice, l);
  ebm_task *task = &lattice->task[lane->task];
  add_counts(&progress->tail, &lane->settled);
  add_counts(&progress->tail, &lane->counts);
  task->sweeps = progress->tail.sweeps;
  task->kicks = progress->tail.kicks;
  task->corrections = progress->tail.corrections;
  task->exhausted = !progress->cut;
  task->energy = 0;
  task->outcome = task->solutions > 0 ? EBM_SOLVED : progress->cut ? EBM_UNKNOWN : EBM_UNSOLVABLE;
}

/* Takes the lane out of its task. keep: its counts belong to the canonical search. */
static void leave(ebm_lattice *lattice, unsigned l, bool keep) {
  lane_state *lane = &lattice->lane[l];
  task_state *progress = progress_of(lattice, l);
  if (lane->before == NONE && lane->behind == NONE) {
    finish_task(lattice, l);
  } else if (keep) {
    counts *heir = lane->behind != NONE ? &lattice->lane[lane->behind].settled : &progress->tail;
    add_counts(heir, &lane->settled);
    add_counts(heir, &lane->counts);
    if (lane->behind != NONE) lattice->lane[lane->behind].holds |= lane->holds;
  }
  if (lane->before != NONE) lattice->lane[lane->before].behind = lane->behind;
  if (lane->behind != NONE) lattice->lane[lane->behind].before = lane->before;
  if (progress->head == (int32_t)l) progress->head = lane->behind;
  lane->task = NONE;
  lane->parked = false;
  ebm_word_set(&lattice->active, l, false);
}

/* What comes behind the lane in the order of the search does not matter any more. */
static void cut_behind(ebm_lattice *lattice, unsigned l) {
  task_state *progress = progress_of(lattice, l);
  while (lattice->lane[l].behind != NONE) leave(lattice, (unsigned)lattice->lane[l].behind, false);
  progress->tail = (counts){0};
  progress->cut = true;
}

/* A parked lane at the head of its list has nothing to wait for. */
static void settle_head(ebm_lattice *lattice, int32_t slot) {
  int32_t head = lattice->progress[slot].head;
  if (head != NONE && lattice->lane[head].parked) leave(lattice, (unsigned)head, true);
}

/* The lane's part of the tree is done: nothing more in it. */
static void exhaust(ebm_lattice *lattice, unsigned l) {
  int32_t slot = lattice->slot[l];
  leave(lattice, l, true);
  settle_head(lattice, slot);
}

static void give_up(ebm_lattice *lattice, unsigned l) {
  task_state *progress = progress_of(lattice, l);
  progress->cut = true;
  while (progress->head != NONE) leave(lattice, (unsigned)progress->head, true);
}

/* ---- loading ---- */

static void load(ebm_lattice *lattice, unsigned l) {
  const ebm_model *model = lattice->model;
  ebm_task *task = &lattice->task[lattice->next];
  for (uint32_t i = 0; i < model->n_literals; i++) {
    bool possible = ebm_record_allows(task->record, i);
    ebm_word_set(&lattice->lanes.x[i], l, possible);
    ebm_word_set(&lattice->root[i], l, possible);
  }
  lane_state *lane = &lattice->lane[l];
  lane->task = (int32_t)lattice->next++;
  lane->before = lane->behind = NONE;
  lane->depth = 0;
  lane->counts = lane->settled = (counts){0};
  lane->holds = lane->parked = false;
  lane->start = lattice->now;
  lattice->slot[l] = (int32_t)l;
  lattice->progress[l] = (task_state){.head = (int32_t)l};
  task->solutions = 0;
  ebm_word_set(&lattice->active, l, true);
}

static bool slot_in_use(const ebm_lattice *lattice, unsigned slot) {
  return lattice->progress[slot].head != NONE;
}

/* ---- moves ---- */

static bool push(ebm_lattice *lattice, unsigned l, uint32_t move) {
  lane_state *lane = &lattice->lane[l];
  if (!ebm_reserve((void **)&lane->move, &lane->capacity, lane->depth + 1, sizeof *lane->move)) return false;
  lane->move[lane->depth++] = move;
  return true;
}

static void clamp(ebm_lattice *lattice, unsigned l, uint32_t literal) {
  const ebm_model *model = lattice->model;
  uint32_t v = model->variable[literal];
  for (uint32_t i = model->first[v]; i < model->first[v + 1]; i++)
    if (i != literal) ebm_word_set(&lattice->lanes.x[i], l, false);
}

/* Puts the moves of the lane on its root state, which is in x already. */
static void replay(ebm_lattice *lattice, unsigned l) {
  const lane_state *lane = &lattice->lane[l];
  for (uint32_t i = 0; i < lane->depth; i++) {
    uint32_t literal = LITERAL(lane->move[i]);
    if (MARK(lane->move[i]) == REFUTED)
      ebm_word_set(&lattice->lanes.x[literal], l, false);
    else
      clamp(lattice, l, literal);
  }
}

/* The kicks that still stand on the stack cannot all be right. */
static void log_correction(const ebm_lattice *lattice, const lane_state *lane) {
  const ebm_descent_log *log = lattice->options.log;
  if (log == NULL || log->correction == NULL) return;
  size_t n = 0;
  for (uint32_t i = 0; i < lane->depth; i++)
    if (MARK(lane->move[i]) == KICK) lattice->kicked[n++] = LITERAL(lane->move[i]);
  log->correction(log->context, lattice->kicked, n);
}

/* After a barrier: the last literal that was tried is ruled out where it was tried. False: nothing is left to try. */
static bool correct(ebm_lattice *lattice, unsigned l) {
  lane_state *lane = &lattice->lane[l];
  while (lane->depth > 0 && MARK(lane->move[lane->depth - 1]) != KICK) lane->depth--;
  log_correction(lattice, lane);
  if (lane->depth == 0) return false;
  uint32_t literal = LITERAL(lane->move[lane->depth - 1]);
  lane->counts.corrections++;
  lane->move[lane->depth - 1] = MOVE(literal, REFUTED);
  if (lane->depth == 1) { /* a correction of the root landscape, for good */
    ebm_word_set(&lattice->root[literal], l, false);
    lane->depth = 0;
  }
  return true;
}

/* Clamps the first of the variable's possible literals, by rank. False: memory is out. */
static bool kick(ebm_lattice *lattice, unsigned l, uint32_t variable) {
  const ebm_model *model = lattice->model;
  uint32_t best = UINT32_MAX;
  for (uint32_t i = model->first[variable]; i < model->first[variable + 1]; i++)
    if (ebm_word_get(&lattice->lanes.x[i], l) && (best == UINT32_MAX || lattice->rank[i] < lattice->rank[best])) best = i;
  if (!push(lattice, l, MOVE(best, KICK))) return false;
  clamp(lattice, l, best);
  lattice->lane[l].counts.kicks++;
  return true;
}

static uint32_t smallest_domain(const ebm_lattice *lattice, unsigned l) {
  const ebm_model *model = lattice->model;
  uint32_t best = 0, best_size = UINT32_MAX;
  for (uint32_t i = 0; i < model->n_variables && best_size > 2; i++) {
    uint32_t v = lattice->order[i], size = 0;
    for (uint32_t k = model->first[v]; k < model->first[v + 1]; k++) size += ebm_word_get(&lattice->lanes.x[k], l);
    if (size >= 2 && size < best_size) {
      best = v;
      best_size = size;
    }
  }
  return best;
}

#define FOR_LANES(l, word)                                                                             \
  for (unsigned part_ = 0; part_ < EBM_WORD_PARTS; part_++)                                            \
    for (uint64_t bits_ = (word)[part_]; bits_ != 0 && ((l) = part_ * 64 + (unsigned)__builtin_ctzll(bits_), 1); \
         bits_ &= bits_ - 1)

/* Kicks every lane of `stuck`: all lanes with a variable of two literals at once, the others one by one. */
static void kick_all(ebm_lattice *lattice, ebm_word stuck) {
  const ebm_model *model = lattice->model;
  unsigned l;
  for (uint32_t i = 0; i < model->n_variables && ebm_word_any(stuck); i++) {
    uint32_t v = lattice->order[i];
    ebm_word once = {0}, twice = {0}, thrice = {0};
    for (uint32_t k = model->first[v]; k < model->first[v + 1]; k++) {
      ebm_word x = lattice->lanes.x[k];
      thrice |= twice & x;
      twice |= once & x;
      once |= x;
    }
    ebm_word two = twice & ~thrice & stuck;
    if (!ebm_word_any(two)) continue;
    stuck &= ~two;
    FOR_LANES(l, two) if (!kick(lattice, l, v)) give_up(lattice, l);
  }
  FOR_LANES(l, stuck) if (!kick(lattice, l, smallest_domain(lattice, l))) give_up(lattice, l);
}

/* ---- events ---- */

static void store_solution(const ebm_lattice *lattice, unsigned l, uint8_t *value) {
  const ebm_model *model = lattice->model;
  for (uint32_t i = 0; i < model->n_literals; i++)
    if (ebm_word_get(&lattice->lanes.x[i], l)) value[model->variable[i]] = (uint8_t)(i - model->first[model->variable[i]]);
}

/* Whether no solution is known that stands before lane l in the order of the search. */
static bool first_in_order(const ebm_lattice *lattice, unsigned l) {
  for (int32_t k = (int32_t)l; k != NONE; k = lattice->lane[k].before)
    if (lattice->lane[k].holds) return false;
  return true;
}

/* Enough solutions are known. The one to report is the first in the order of the search: what stands behind the first
 * lane that holds one is cut, and that lane waits for those before it. */
static void end_at_first(ebm_lattice *lattice, int32_t slot) {
  int32_t l = lattice->progress[slot].head;
  while (!lattice->lane[l].holds) l = lattice->lane[l].behind;
  cut_behind(lattice, (unsigned)l);
  lattice->lane[l].parked = true;
  ebm_word_set(&lattice->active, (unsigned)l, false);
  settle_head(lattice, slot);
}

/* True: the lane goes on from its last kick. */
static bool found(ebm_lattice *lattice, unsigned l) {
  ebm_task *task = &lattice->task[lattice->lane[l].task];
  const ebm_descent_log *log = lattice->options.log;
  if (first_in_order(lattice, l)) store_solution(lattice, l, task->value);
  if (log != NULL && log->solution != NULL) {
    store_solution(lattice, l, lattice->value);
    log->solution(log->context, lattice->value);
  }
  lattice->lane[l].holds = true;
  task->solutions += task->solutions < task->limit;
  if (task->solutions < task->limit) return true;
  end_at_first(lattice, lattice->slot[l]);
  return false;
}

/* Gives lane `to` the shallowest alternative of lane `from` that nobody has tried. */
static bool share(ebm_lattice *lattice, unsigned from, unsigned to) {
  lane_state *giver = &lattice->lane[from], *taker = &lattice->lane[to];
  uint32_t at = 0;
  while (at < giver->depth && MARK(giver->move[at]) != KICK) at++;
  if (at == giver->depth) return false;
  if (!ebm_reserve((void **)&taker->move, &taker->capacity, at + 1, sizeof *taker->move)) return false;
  memcpy(taker->move, giver->move, at * sizeof *taker->move);
  taker->move[at] = MOVE(LITERAL(giver->move[at]), REFUTED);
  taker->depth = at + 1;
  taker->task = giver->task;
  taker->counts = (counts){.corrections = 1};
  taker->settled = (counts){0};
  taker->holds = taker->parked = false;
  taker->start = giver->start;
  giver->move[at] = MOVE(LITERAL(giver->move[at]), GIVEN_AWAY);
  lattice->slot[to] = lattice->slot[from];
  taker->before = (int32_t)from;
  taker->behind = giver->behind;
  if (giver->behind != NONE) lattice->lane[giver->behind].before = (int32_t)to;
  giver->behind = (int32_t)to;
  for (uint32_t i = 0; i < lattice->model->n_literals; i++) {
    bool possible = ebm_word_get(&lattice->root[i], from);
    ebm_word_set(&lattice->root[i], to, possible);
    ebm_word_set(&lattice->lanes.x[i], to, possible);
  }
  replay(lattice, to);
  ebm_word_set(&lattice->active, to, true);
  return true;
}

/* Fills idle lanes: with tasks while there are any, then with parts of the others' trees. */
static void fill(ebm_lattice *lattice) {
  ebm_word idle = ~lattice->active;
  unsigned l, giver = 0;
  FOR_LANES(l, idle) {
    if (lattice->lane[l].task != NONE) continue; /* parked */
    if (lattice->next < lattice->n_tasks) {
      if (!slot_in_use(lattice, l)) load(lattice, l);
      continue;
    }
    if (lattice->options.log != NULL) return;
    while (giver < EBM_LANES &&
           (giver == l || !ebm_word_get(&lattice->active, giver) || !share(lattice, giver, l)))
      giver++;
    if (giver++ >= EBM_LANES) return;
  }
}

static void expire(ebm_lattice *lattice) {
  bool stopped = ebm_stop_raised(lattice->options.stop);
  if (!stopped && lattice->options.timeout <= 0) return;
  for (unsigned l = 0; l < EBM_LANES; l++)
    if (lattice->lane[l].task != NONE && (stopped || lattice->now - lattice->lane[l].start > lattice->options.timeout))
      give_up(lattice, l);
  if (!stopped) return;
  while (lattice->next < lattice->n_tasks) {
    ebm_task *task = &lattice->task[lattice->next++];
    task->outcome = EBM_UNKNOWN;
    task->exhausted = false;
    task->solutions = task->sweeps = task->kicks = task->corrections = 0;
  }
}

static ebm_word all_decided(const ebm_lattice *lattice) {
  ebm_word all = ~(ebm_word){0};
  for (uint32_t v = 0; v < lattice->model->n_variables; v++) all &= lattice->lanes.decided[v];
  return all;
}

static void step(ebm_lattice *lattice) {
  ebm_lanes *lanes = &lattice->lanes;
  unsigned l;
  ebm_sweep_generic(lanes, lattice->overlap, lattice->n_overlaps);
  FOR_LANES(l, lattice->active) lattice->lane[l].counts.sweeps++;
  ebm_word barrier = lanes->barrier & lattice->active;
  ebm_word still = ~lanes->changed & lattice->active & ~barrier;
  ebm_word solved = still & all_decided(lattice);
  ebm_word stuck = still & ~solved;
  FOR_LANES(l, solved) {
    if (ebm_word_get(&lattice->active, l) && found(lattice, l)) ebm_word_set(&barrier, l, true);
  }
  ebm_word back = {0};
  FOR_LANES(l, barrier) {
    if (!ebm_word_get(&lattice->active, l)) continue; /* cut by a solution */
    if (correct(lattice, l))
      ebm_word_set(&back, l, true);
    else
      exhaust(lattice, l);
  }
  back &= lattice->active;
  /* What a lane with no moves has quenched is its root: kept, so that going back starts lower. */
  stuck &= lattice->active;
  ebm_word rooted = {0};
  FOR_LANES(l, stuck) if (lattice->lane[l].depth == 0) ebm_word_set(&rooted, l, true);
  bool any_back = ebm_word_any(back), any_rooted = ebm_word_any(rooted);
  if (any_back || any_rooted)
    for (uint32_t i = 0; i < lattice->model->n_literals; i++) {
      lattice->root[i] = (lattice->root[i] & ~rooted) | (lanes->x[i] & rooted);
      lanes->x[i] = (lanes->x[i] & ~back) | (lattice->root[i] & back);
    }
  FOR_LANES(l, back) replay(lattice, l);
  if (ebm_word_any(stuck)) kick_all(lattice, stuck);
}

static void run(ebm_lattice *lattice, ebm_task *task, size_t n) {
  lattice->task = task;
  lattice->n_tasks = n;
  lattice->next = 0;
  lattice->active = (ebm_word){0};
  for (unsigned l = 0; l < EBM_LANES; l++) {
    lattice->lane[l].task = NONE;
    lattice->progress[l].head = NONE;
  }
  for (;;) {
    lattice->now = ebm_clock_seconds();
    expire(lattice);
    fill(lattice);
    if (!ebm_word_any(lattice->active)) return;
    step(lattice);
  }
}

const ebm_lattice_ops EBM_LEVELLED(ebm_lattice_ops) = {EBM_LANES, create, destroy, run};
