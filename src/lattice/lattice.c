/* levelled - the lattice of any model: sweeps over all factors, kicks, corrections.
 *
 * A lane is a root state and a stack of moves below it; going back is replaying the moves on the root. A lane that has
 * nothing to do takes over the shallowest alternative that another lane has not tried yet (search.h keeps the order).
 */
#include "lattice/lattice.h"

#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/status.h"
#include "lattice/search.h"
#include "lattice/sweep.h"

/* A move is a literal with a mark in the two top bits. */
enum { KICK = 0, REFUTED = 1, GIVEN_AWAY = 2 };
#define MOVE(literal, mark) ((literal) | (uint32_t)(mark) << 30)
#define LITERAL(move) ((move)&0x3FFFFFFFu)
#define MARK(move) ((move) >> 30)

/* The moves of a lane, from its root down. */
typedef struct move_stack {
  uint32_t *move;
  uint32_t depth;
  size_t capacity;
} move_stack;

struct ebm_lattice {
  const ebm_model *model;
  ebm_lattice_options options;
  ebm_lanes lanes;
  ebm_word *root;
  ebm_overlap *overlap;
  size_t n_overlaps;
  uint32_t *order;   /* [n_variables] in which variables are looked at for a kick */
  uint32_t *rank;    /* [n_literals] of a variable's possible literals, the lowest rank is tried first */
  int64_t *kicked;   /* [n_variables] scratch: what is told to the log */
  uint8_t *value;    /* [n_variables] likewise */
  uint8_t *possible; /* [n_literals] likewise */
  ebm_arena arena;
  move_stack stack[EBM_LANES];
  ebm_search search;
};

/* ---- creation ---- */

static void destroy(ebm_lattice *lattice) {
  if (lattice == NULL) return;
  for (unsigned l = 0; l < EBM_LANES; l++) ebm_free(lattice->stack[l].move);
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
  lattice->possible = ebm_arena_take(arena, model->n_literals, 64);
  if (lattice->lanes.x == NULL || lattice->kicked == NULL || lattice->value == NULL || lattice->possible == NULL ||
      lattice->root == NULL || lattice->lanes.decided == NULL || lattice->order == NULL || lattice->rank == NULL ||
      (!keeps_to_clauses(options) && !ebm_overlap_find(model, arena, &lattice->overlap, &lattice->n_overlaps))) {
    destroy(lattice);
    return ebm_fail_memory(error);
  }
  memset(lattice->lanes.x, 0, model->n_literals * sizeof(ebm_word));
  memset(lattice->root, 0, model->n_literals * sizeof(ebm_word));
  draw_order(lattice);
  ebm_search_init(&lattice->search, EBM_LANES, options->timeout, options->together, options->stop);
  *out = lattice;
  return EBM_OK;
}

/* ---- loading ---- */

static bool logs_states(const ebm_lattice *lattice) {
  return lattice->options.log != NULL && lattice->options.log->state != NULL;
}

static void log_state(const ebm_lattice *lattice, unsigned l, ebm_event event) {
  if (!logs_states(lattice)) return;
  const ebm_descent_log *log = lattice->options.log;
  for (uint32_t i = 0; i < lattice->model->n_literals; i++)
    lattice->possible[i] = ebm_word_get(&lattice->lanes.x[i], l);
  log->state(log->state_context, event, lattice->search.sweeps - lattice->search.lane[l].since, lattice->possible);
}

static void load(ebm_lattice *lattice, unsigned l) {
  const ebm_model *model = lattice->model;
  const ebm_task *task = &lattice->search.task[lattice->search.lane[l].task];
  for (uint32_t i = 0; i < model->n_literals; i++) {
    bool possible = ebm_record_allows(task->record, i);
    ebm_word_set(&lattice->lanes.x[i], l, possible);
    ebm_word_set(&lattice->root[i], l, possible);
  }
  lattice->stack[l].depth = 0;
  log_state(lattice, l, EBM_EVENT_START);
}

/* ---- moves ---- */

static bool push(ebm_lattice *lattice, unsigned l, uint32_t move) {
  move_stack *stack = &lattice->stack[l];
  if (!ebm_reserve((void **)&stack->move, &stack->capacity, stack->depth + 1, sizeof *stack->move)) return false;
  stack->move[stack->depth++] = move;
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
  const move_stack *stack = &lattice->stack[l];
  for (uint32_t i = 0; i < stack->depth; i++) {
    uint32_t literal = LITERAL(stack->move[i]);
    if (MARK(stack->move[i]) == REFUTED)
      ebm_word_set(&lattice->lanes.x[literal], l, false);
    else
      clamp(lattice, l, literal);
  }
}

/* The kicks that still stand on the stack cannot all be right. */
static void log_correction(const ebm_lattice *lattice, const move_stack *stack) {
  const ebm_descent_log *log = lattice->options.log;
  if (log == NULL || log->correction == NULL) return;
  size_t n = 0;
  for (uint32_t i = 0; i < stack->depth; i++)
    if (MARK(stack->move[i]) == KICK) lattice->kicked[n++] = -(int64_t)LITERAL(stack->move[i]) - 1;
  log->correction(log->context, lattice->kicked, n);
}

/* After a barrier: the last literal that was tried is ruled out where it was tried. False: nothing is left to try. */
static bool correct(ebm_lattice *lattice, unsigned l) {
  move_stack *stack = &lattice->stack[l];
  while (stack->depth > 0 && MARK(stack->move[stack->depth - 1]) != KICK) stack->depth--;
  log_correction(lattice, stack);
  if (stack->depth == 0) return false;
  uint32_t literal = LITERAL(stack->move[stack->depth - 1]);
  lattice->search.lane[l].own.corrections++;
  stack->move[stack->depth - 1] = MOVE(literal, REFUTED);
  if (stack->depth == 1) { /* a correction of the root landscape, for good */
    ebm_word_set(&lattice->root[literal], l, false);
    stack->depth = 0;
  }
  return true;
}

/* Clamps the first of the variable's possible literals, by rank. False: memory is out. */
static bool kick(ebm_lattice *lattice, unsigned l, uint32_t variable) {
  const ebm_model *model = lattice->model;
  uint32_t best = UINT32_MAX;
  for (uint32_t i = model->first[variable]; i < model->first[variable + 1]; i++)
    if (ebm_word_get(&lattice->lanes.x[i], l) && (best == UINT32_MAX || lattice->rank[i] < lattice->rank[best]))
      best = i;
  if (!push(lattice, l, MOVE(best, KICK))) return false;
  clamp(lattice, l, best);
  lattice->search.lane[l].own.kicks++;
  log_state(lattice, l, EBM_EVENT_KICK);
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

#define FOR_LANES(l, word)                                                                                             \
  for (unsigned part_ = 0; part_ < EBM_WORD_PARTS; part_++)                                                            \
    for (uint64_t bits_ = (word)[part_]; bits_ != 0 && ((l) = part_ * 64 + (unsigned)__builtin_ctzll(bits_), 1);       \
         bits_ &= bits_ - 1)

static void starve(ebm_lattice *lattice, unsigned l) {
  lattice->search.task[lattice->search.lane[l].task].starved = true;
  ebm_search_give_up(&lattice->search, l);
}

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
    FOR_LANES(l, two) if (!kick(lattice, l, v)) starve(lattice, l);
  }
  FOR_LANES(l, stuck) if (!kick(lattice, l, smallest_domain(lattice, l))) starve(lattice, l);
}

/* ---- events ---- */

static void store_solution(const ebm_lattice *lattice, unsigned l, uint8_t *value) {
  const ebm_model *model = lattice->model;
  for (uint32_t i = 0; i < model->n_literals; i++)
    if (ebm_word_get(&lattice->lanes.x[i], l))
      value[model->variable[i]] = (uint8_t)(i - model->first[model->variable[i]]);
}

/* True: the lane goes on from its last kick. */
static bool found(ebm_lattice *lattice, unsigned l) {
  const ebm_descent_log *log = lattice->options.log;
  if (ebm_search_is_first(&lattice->search, l))
    store_solution(lattice, l, lattice->search.task[lattice->search.lane[l].task].value);
  if (log != NULL && log->solution != NULL) {
    store_solution(lattice, l, lattice->value);
    log->solution(log->context, lattice->value);
  }
  return ebm_search_found(&lattice->search, l);
}

/* Gives lane `to` the shallowest alternative of lane `from` that nobody has tried. */
static bool share(ebm_lattice *lattice, unsigned from, unsigned to) {
  move_stack *giver = &lattice->stack[from], *taker = &lattice->stack[to];
  uint32_t at = 0;
  while (at < giver->depth && MARK(giver->move[at]) != KICK) at++;
  if (at == giver->depth) return false;
  if (!ebm_reserve((void **)&taker->move, &taker->capacity, at + 1, sizeof *taker->move)) return false;
  memcpy(taker->move, giver->move, at * sizeof *taker->move);
  taker->move[at] = MOVE(LITERAL(giver->move[at]), REFUTED);
  taker->depth = at + 1;
  giver->move[at] = MOVE(LITERAL(giver->move[at]), GIVEN_AWAY);
  ebm_search_join(&lattice->search, from, to);
  for (uint32_t i = 0; i < lattice->model->n_literals; i++) {
    bool possible = ebm_word_get(&lattice->root[i], from);
    ebm_word_set(&lattice->root[i], to, possible);
    ebm_word_set(&lattice->lanes.x[i], to, possible);
  }
  replay(lattice, to);
  return true;
}

/* Fills idle lanes: with tasks while there are any, then with parts of the others' trees, one from each. */
static void fill(ebm_lattice *lattice) {
  ebm_search *search = &lattice->search;
  unsigned giver = 0;
  for (unsigned l = 0; l < EBM_LANES; l++) {
    if (search->lane[l].task != EBM_NO_TASK) continue;
    if (search->next < search->n_tasks) {
      if (!ebm_search_is_free(search, l)) continue;
      ebm_search_load(search, l, search->next++, 0);
      load(lattice, l);
      continue;
    }
    if (lattice->options.log != NULL) return;
    while (giver < EBM_LANES && (!ebm_search_is_active(search, giver) || !share(lattice, giver, l))) giver++;
    if (giver++ >= EBM_LANES) return;
  }
}

static ebm_word all_decided(const ebm_lattice *lattice) {
  ebm_word all = ~(ebm_word){0};
  for (uint32_t v = 0; v < lattice->model->n_variables; v++) all &= lattice->lanes.decided[v];
  return all;
}

static ebm_word active_lanes(const ebm_lattice *lattice) {
  ebm_word active;
  memcpy(&active, lattice->search.active, sizeof active);
  return active;
}

static void step(ebm_lattice *lattice) {
  ebm_lanes *lanes = &lattice->lanes;
  unsigned l;
  ebm_sweep_generic(lanes, lattice->overlap, lattice->n_overlaps);
  lattice->search.sweeps++;
  ebm_word active = active_lanes(lattice);
  if (logs_states(lattice)) FOR_LANES(l, active) log_state(lattice, l, EBM_EVENT_SWEEP);
  ebm_word barrier = lanes->barrier & active;
  ebm_word still = ~lanes->changed & active & ~barrier;
  ebm_word solved = still & all_decided(lattice);
  ebm_word stuck = still & ~solved;
  FOR_LANES(l, solved) {
    if (ebm_search_is_active(&lattice->search, l) && found(lattice, l)) ebm_word_set(&barrier, l, true);
  }
  ebm_word back = {0};
  FOR_LANES(l, barrier) {
    if (!ebm_search_is_active(&lattice->search, l)) continue; /* cut by a solution */
    if (correct(lattice, l))
      ebm_word_set(&back, l, true);
    else
      ebm_search_exhaust(&lattice->search, l);
  }
  active = active_lanes(lattice);
  back &= active;
  stuck &= active;
  /* What a lane with no moves has quenched is its root: kept, so that going back starts lower. */
  ebm_word rooted = {0};
  FOR_LANES(l, stuck) if (lattice->stack[l].depth == 0) ebm_word_set(&rooted, l, true);
  if (ebm_word_any(back | rooted))
    for (uint32_t i = 0; i < lattice->model->n_literals; i++) {
      lattice->root[i] = (lattice->root[i] & ~rooted) | (lanes->x[i] & rooted);
      lanes->x[i] = (lanes->x[i] & ~back) | (lattice->root[i] & back);
    }
  FOR_LANES(l, back) {
    replay(lattice, l);
    log_state(lattice, l, EBM_EVENT_CORRECTION);
  }
  if (ebm_word_any(stuck)) kick_all(lattice, stuck);
}

/* The clock is looked at between the sweeps only, so that a descent within its time does not depend on it. */
static bool is_stopped(void *context) {
  return ebm_stop_raised(((ebm_lattice *)context)->options.stop);
}

static void run(ebm_lattice *lattice, ebm_task *task, size_t n) {
  ebm_search_start(&lattice->search, task, n);
  lattice->lanes.over = is_stopped;
  lattice->lanes.context = lattice;
  for (;;) {
    ebm_search_expire(&lattice->search);
    if (!lattice->search.stopped) fill(lattice);
    if (!ebm_search_any_active(&lattice->search)) return;
    step(lattice);
  }
}

const ebm_lattice_ops EBM_LEVELLED(ebm_lattice_ops) = {EBM_LANES, create, destroy, run};
