/* levelled - the rounds of the fused 9x9 lattice: sweeps, then what happened to whom. */
#include "lattice/grid9.h"

#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/status.h"
#include "lattice/lattice.h"

extern const ebm_lattice_ops EBM_LEVELLED(ebm_ensemble_ops);

/* Sweeps in a round: events are looked at no more often. Three sweeps cost 8 % more in events than they save, five 7 %
 * more in sweeps (measured: bench/README.md). */
enum { SWEEPS = 4 };

/* Kicks that a task with rules or candidates of its own has in the one lane that it keeps to; then the ensemble takes
 * it over, from its beginning, and later one replica that learns (ensemble.c): two cells of one row that must be equal
 * are refuted at once by looking ahead of every kick, and never by kicks alone. A task that shared its lanes would have
 * had more or fewer kicks by then, depending on its company. Of 200 records of such pairs the median took 9 ms of work
 * with 48 and 96 kicks, 20 with 256, 69 with 1,000; of 300 with dots and 3 givens 7, 7, 17 and 23. Plain grids need
 * none of this. Of 10,000 of the hardest the median has 74 kicks until it is known to be unique, the most 384; one that
 * is known for having no solution takes 27,409 in all lanes together, 34 ms. */
enum { KICKS = 64 };

/* The branches a lane has not tried: stack[begin .. end) of its column, the shallowest first. */
typedef struct branches {
  uint8_t begin, end;
} branches;

/* Records wait here, quenched in step, for lanes that kick. */
typedef struct waiting_records {
  grid9_record record[GRID9_LANES];
  size_t task[GRID9_LANES];
  unsigned sweeps[GRID9_LANES]; /* made so far, but for the round that will find the record stuck again */
  unsigned n, next;
} waiting_records;

struct ebm_lattice {
  const ebm_model *model;
  ebm_lattice_options options;
  grid9_state state; /* the lanes of the search */
  grid9_state block; /* the lanes of quench_block */
  waiting_records waiting;
  grid9_rules rules;
  ebm_arena arena; /* of the rules */
  ebm_search search;
  branches branches[GRID9_LANES];
  bool keeps[GRID9_LANES]; /* the lane shares its task with no other, and hands it over when it has had KICKS */
  size_t *stuck;           /* [n_stuck] the tasks that were handed over */
  size_t n_stuck, stuck_capacity;
  ebm_lattice *ensemble;              /* NULL: not needed so far */
  grid9_record (*stack)[GRID9_LANES]; /* [GRID9_DEPTH][lane]: by depth, as lanes side by side have much the same */
};

/* ---- creation ---- */

static void destroy(ebm_lattice *lattice) {
  if (lattice == NULL) return;
  ebm_arena_clear(&lattice->arena);
  ebm_free(lattice->stack);
  ebm_free(lattice->stuck);
  EBM_LEVELLED(ebm_ensemble_ops).destroy(lattice->ensemble);
  ebm_free(lattice);
}

static ebm_status create(const ebm_model *model, const ebm_lattice_options *options, ebm_lattice **out,
                         ebm_error *error) {
  ebm_lattice *lattice = *out = ebm_allocate(1, sizeof *lattice);
  if (lattice == NULL) return ebm_fail_memory(error);
  lattice->model = model;
  lattice->options = *options;
  lattice->stack = ebm_allocate_untouched(GRID9_DEPTH, sizeof *lattice->stack);
  if (lattice->stack == NULL || !grid9_rules_init(&lattice->rules, model, &lattice->arena)) {
    destroy(lattice);
    *out = NULL;
    return ebm_fail_memory(error);
  }
  grid9_positions(&lattice->state);
  grid9_positions(&lattice->block);
  if (model->n_houses + model->n_unequal + model->n_related > 0)
    lattice->state.rules = lattice->block.rules = &lattice->rules;
  for (unsigned c = 0; c < GRID9_CELLS; c++)
    lattice->state.upwards[c] = (ebm_hash(ebm_hash(options->seed) + c) & 1) != 0;
  ebm_search_init(&lattice->search, GRID9_LANES, options->timeout, options->together, options->stop);
  return EBM_OK;
}

/* ---- records ---- */

static void put(grid9_state *state, unsigned l, const grid9_record *record) {
  unsigned position = state->in_position[l];
  for (int t = 0; t < GRID9_RECORD; t++) state->in.word[t][position] = record->word[t];
}

static void take(const grid9_state *state, unsigned l, grid9_record *record) {
  unsigned position = state->out_position[l];
  for (int t = 0; t < GRID9_RECORD; t++) record->word[t] = state->out.word[t][position];
}

static void put_task(grid9_state *state, unsigned l, const ebm_record *record) {
  grid9_record start;
  grid9_open(record->given, &start);
  for (unsigned i = 0; record->allowed != NULL && i < GRID9_LITERALS; i++)
    if ((record->allowed[i / 64] >> (i % 64) & 1) == 0) start.word[i / 63] &= ~((uint64_t)1 << (i % 63));
  put(state, l, &start);
}

static void take_values(const grid9_state *state, unsigned l, uint8_t *value) {
  grid9_record record;
  take(state, l, &record);
  grid9_values(&record, value);
}

/* ---- events ---- */

static void add_lane(grid9_word *word, unsigned l) {
  ((uint64_t *)word)[l / 64] |= (uint64_t)1 << (l % 64);
}

static bool has_lane(grid9_word word, unsigned l) {
  return (word[l / 64] >> (l % 64) & 1) != 0;
}

static grid9_word active_lanes(const ebm_search *search) {
  grid9_word active;
  memcpy(&active, search->active, sizeof active);
  return active;
}

#define FOR_LANES(l, word)                                                                                             \
  for (unsigned part_ = 0; part_ < GRID9_PARTS; part_++)                                                               \
    for (uint64_t bits_ = (word)[part_]; bits_ != 0 && ((l) = part_ * 64 + (unsigned)__builtin_ctzll(bits_), 1);       \
         bits_ &= bits_ - 1)

/* True: the lane goes on behind its solution. */
static bool found(ebm_lattice *lattice, unsigned l) {
  ebm_search *search = &lattice->search;
  if (ebm_search_is_first(search, l)) take_values(&lattice->state, l, search->task[search->lane[l].task].value);
  return ebm_search_found(search, l);
}

/* Fills an idle lane with the shallowest branch that lane *giver or one after it has not tried; one from each. */
static bool share(ebm_lattice *lattice, unsigned l, unsigned *giver) {
  for (; *giver < GRID9_LANES; (*giver)++) {
    branches *open = &lattice->branches[*giver];
    if (!ebm_search_is_active(&lattice->search, *giver) || lattice->keeps[*giver] || open->begin == open->end) continue;
    put(&lattice->state, l, &lattice->stack[open->begin++][*giver]);
    lattice->branches[l] = (branches){0, 0};
    ebm_search_join(&lattice->search, (*giver)++, l);
    return true;
  }
  return false;
}

/* ---- easy records ---- */

enum {
  BLOCK_LEAST = 64, /* tasks that are worth a block */
  BLOCK_ROUNDS = 4  /* most easy records are solved after three */
};

static void end_in_block(ebm_task *task, bool solved, unsigned sweeps) {
  task->outcome = solved ? EBM_SOLVED : EBM_UNSOLVABLE;
  task->solutions = solved;
  task->exhausted = true;
  task->sweeps = sweeps;
  task->energy = 0;
}

/* Quenches the next tasks in step, without the bookkeeping of a search: what is solved or refuted without a kick ends
 * here, the rest waits for the lanes of the search. A record's sweeps are those of its own rounds: it does not matter
 * to the answer whether it came this way. */
static void quench_block(ebm_lattice *lattice) {
  grid9_state *block = &lattice->block;
  ebm_search *search = &lattice->search;
  waiting_records *waiting = &lattice->waiting;
  size_t first = search->next, left = search->n_tasks - first;
  unsigned n = left < GRID9_LANES ? (unsigned)left : GRID9_LANES, l, rounds[GRID9_LANES];
  for (l = 0; l < n; l++) put_task(block, l, search->task[first + l].record);
  search->next += n;
  grid9_load(block, ~(grid9_word){0});
  grid9_word open = {0}, solved = {0}, refuted = {0};
  for (l = 0; l < n; l++) {
    add_lane(&open, l);
    rounds[l] = BLOCK_ROUNDS;
  }
  grid9_word moving = open;
  for (unsigned round = 1; round <= BLOCK_ROUNDS && any_lane(moving); round++) {
    grid9_sweep_round(block, SWEEPS, round == 1 ? ~(grid9_word){0} : (grid9_word){0});
    grid9_word settled = moving & (block->barrier | ~block->changed);
    refuted |= settled & block->barrier;
    grid9_word all = settled & ~block->barrier;
    for (int c = 0; c < GRID9_CELLS; c += 3) all &= and3(block->single[c], block->single[c + 1], block->single[c + 2]);
    solved |= all;
    moving &= ~settled;
    FOR_LANES(l, settled) rounds[l] = round;
  }
  grid9_store(block);
  waiting->n = waiting->next = 0;
  FOR_LANES(l, open & ~solved & ~refuted) {
    take(block, l, &waiting->record[waiting->n]);
    waiting->task[waiting->n] = first + l;
    waiting->sweeps[waiting->n++] = (has_lane(moving, l) ? rounds[l] : rounds[l] - 1) * SWEEPS;
  }
  FOR_LANES(l, solved | refuted) {
    ebm_task *task = &search->task[first + l];
    bool is_solved = has_lane(solved, l);
    if (is_solved) take_values(block, l, task->value);
    end_in_block(task, is_solved, rounds[l] * SWEEPS);
  }
  ebm_search_set_aside(search);
}

/* Plain grids end soon, whatever they give: their tasks are shared by all lanes. */
static bool keeps_lane(const ebm_lattice *lattice, const ebm_task *task) {
  return lattice->state.rules != NULL || task->record->allowed != NULL;
}

/* The next record to search; false: none is left. */
static bool load_next(ebm_lattice *lattice, unsigned l) {
  ebm_search *search = &lattice->search;
  waiting_records *waiting = &lattice->waiting;
  while (waiting->next == waiting->n && search->n_tasks - search->next >= BLOCK_LEAST) quench_block(lattice);
  if (waiting->next < waiting->n) {
    unsigned i = waiting->next++;
    put(&lattice->state, l, &waiting->record[i]);
    ebm_search_load(search, l, waiting->task[i], waiting->sweeps[i]);
  } else if (search->next < search->n_tasks) {
    put_task(&lattice->state, l, search->task[search->next].record);
    ebm_search_load(search, l, search->next++, 0);
  } else {
    return false;
  }
  lattice->branches[l] = (branches){0, 0};
  lattice->keeps[l] = keeps_lane(lattice, &search->task[search->lane[l].task]);
  return true;
}

/* Gives idle lanes work: tasks while there are any, then parts of other lanes'. Returns the lanes it filled. */
static grid9_word fill(ebm_lattice *lattice) {
  ebm_search *search = &lattice->search;
  grid9_word filled = {0}, idle = ~active_lanes(search);
  unsigned l, giver = 0;
  bool more = true;
  FOR_LANES(l, idle) {
    if (search->lane[l].task != EBM_NO_TASK) continue; /* parked */
    bool begun = more && ebm_search_is_free(search, l) && load_next(lattice, l);
    if (!begun && more && ebm_search_is_free(search, l)) more = false;
    if (!begun && (more || !share(lattice, l, &giver))) continue;
    add_lane(&filled, l);
  }
  return filled;
}

/* The lane's task waits for the ensemble. */
static void set_stuck(ebm_lattice *lattice, unsigned l) {
  ebm_search *search = &lattice->search;
  size_t task = (size_t)search->lane[l].task;
  if (ebm_reserve((void **)&lattice->stuck, &lattice->stuck_capacity, lattice->n_stuck + 1, sizeof *lattice->stuck))
    lattice->stuck[lattice->n_stuck++] = task;
  else
    search->task[task].starved = true;
  ebm_search_give_up(search, l);
}

/* What the last sweep found. Returns the lanes whose new state is in state.in. */
static grid9_word handle_events(ebm_lattice *lattice) {
  grid9_state *state = &lattice->state;
  ebm_search *search = &lattice->search;
  grid9_word active = active_lanes(search), barrier = state->barrier & active;
  grid9_word still = active & ~barrier & ~state->changed, solved = still, refilled = {0};
  for (int c = 0; c < GRID9_CELLS; c += 3) solved &= and3(state->single[c], state->single[c + 1], state->single[c + 2]);
  grid9_word stuck = still & ~solved;
  bool any_stuck = any_lane(stuck);
  if (any_stuck) {
    grid9_choose(state, stuck);
    grid9_kick_and_store(state);
  } else if (any_lane(solved)) {
    grid9_store(state);
  }
  unsigned l;
  FOR_LANES(l, stuck) {
    take(state, l, &lattice->stack[lattice->branches[l].end++][l]);
    if (++search->lane[l].own.kicks == KICKS && lattice->keeps[l]) set_stuck(lattice, l);
  }
  FOR_LANES(l, solved)
  if (ebm_search_is_active(search, l) && found(lattice, l)) add_lane(&barrier, l);
  FOR_LANES(l, barrier) {
    branches *open = &lattice->branches[l];
    if (!ebm_search_is_active(search, l)) continue; /* cut by a solution before it */
    if (open->begin == open->end) {
      ebm_search_exhaust(search, l);
      continue;
    }
    search->lane[l].own.corrections++;
    put(state, l, &lattice->stack[--open->end][l]);
    add_lane(&refilled, l);
  }
  return refilled;
}

static void descend(ebm_lattice *lattice, ebm_task *task, size_t n) {
  ebm_search *search = &lattice->search;
  ebm_search_start(search, task, n);
  lattice->waiting.n = lattice->waiting.next = 0;
  grid9_word refilled = {0};
  for (;;) {
    ebm_search_expire(search);
    if (!search->stopped) refilled |= fill(lattice);
    if (!ebm_search_any_active(search)) return;
    if (any_lane(refilled)) grid9_load(&lattice->state, refilled);
    grid9_sweep_round(&lattice->state, SWEEPS, refilled);
    search->sweeps += SWEEPS;
    refilled = handle_events(lattice);
  }
}

static ebm_status make_ensemble(ebm_lattice *lattice) {
  const ebm_lattice_ops *ops = &EBM_LEVELLED(ebm_ensemble_ops);
  ebm_error error;
  return lattice->ensemble != NULL ? EBM_OK
                                   : ops->create(lattice->model, &lattice->options, &lattice->ensemble, &error);
}

/* The ensemble takes the tasks that are stuck, from their beginnings. */
static void hand_over(ebm_lattice *lattice, ebm_task *task) {
  size_t n = lattice->n_stuck;
  ebm_task *stuck = ebm_allocate(n, sizeof *stuck);
  bool fits = stuck != NULL && make_ensemble(lattice) == EBM_OK;
  for (size_t i = 0; fits && i < n; i++) stuck[i] = task[lattice->stuck[i]];
  if (fits) EBM_LEVELLED(ebm_ensemble_ops).run(lattice->ensemble, stuck, n);
  for (size_t i = 0; i < n; i++) {
    if (fits)
      task[lattice->stuck[i]] = stuck[i];
    else
      task[lattice->stuck[i]].starved = true;
  }
  ebm_free(stuck);
}

static void run(ebm_lattice *lattice, ebm_task *task, size_t n) {
  lattice->n_stuck = 0;
  descend(lattice, task, n);
  if (lattice->n_stuck > 0 && !lattice->search.stopped) hand_over(lattice, task);
}

const ebm_lattice_ops EBM_LEVELLED(ebm_grid9_ops) = {GRID9_LANES, create, destroy, run};
