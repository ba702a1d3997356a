/* levelled - the rounds of the fused 9x9 lattice: sweeps, then what happened to whom. */
#include "lattice/grid9.h"

#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/status.h"
#include "lattice/lattice.h"

/* Sweeps in a round: events are looked at no more often. Three sweeps cost 8 % more in events than they save, five 7 %
 * more in sweeps (measured: bench/README.md). */
enum { SWEEPS = 4 };

/* The branches a lane has not tried: stack[begin .. end) of its column, the shallowest first. */
typedef struct branches {
  uint8_t begin, end;
} branches;

struct ebm_lattice {
  grid9_state state;
  ebm_search search;
  branches branches[GRID9_LANES];
  grid9_record (*stack)[GRID9_LANES]; /* [GRID9_DEPTH][lane]: by depth, as lanes side by side have much the same */
};

/* ---- creation ---- */

static void destroy(ebm_lattice *lattice) {
  if (lattice == NULL) return;
  ebm_free(lattice->stack);
  ebm_free(lattice);
}

static ebm_status create(const ebm_model *model, const ebm_lattice_options *options, ebm_lattice **out,
                         ebm_error *error) {
  (void)model;
  ebm_lattice *lattice = *out = ebm_allocate(1, sizeof *lattice);
  if (lattice == NULL) return ebm_fail_memory(error);
  lattice->stack = ebm_allocate_untouched(GRID9_DEPTH, sizeof *lattice->stack);
  if (lattice->stack == NULL) {
    destroy(lattice);
    *out = NULL;
    return ebm_fail_memory(error);
  }
  grid9_positions(&lattice->state);
  for (unsigned c = 0; c < GRID9_CELLS; c++)
    lattice->state.upwards[c] = (ebm_hash(ebm_hash(options->seed) + c) & 1) != 0;
  ebm_search_init(&lattice->search, GRID9_LANES, options->timeout, options->stop);
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
  static const uint16_t digits[10] = {511, 1, 2, 4, 8, 16, 32, 64, 128, 256};
  grid9_record start;
  for (unsigned t = 0; t < GRID9_RECORD; t++) {
    uint64_t word = 0;
    unsigned cells = t < GRID9_RECORD - 1 ? 7 : 4;
    for (unsigned k = 0; k < cells; k++) word |= (uint64_t)digits[record->given[t * 7 + k]] << (9 * k);
    start.word[t] = word;
  }
  for (unsigned i = 0; record->allowed != NULL && i < GRID9_LITERALS; i++)
    if ((record->allowed[i / 64] >> (i % 64) & 1) == 0) start.word[i / 63] &= ~((uint64_t)1 << (i % 63));
  put(state, l, &start);
}

static void take_values(const grid9_state *state, unsigned l, uint8_t *value) {
  unsigned position = state->out_position[l];
  for (unsigned t = 0; t < GRID9_RECORD; t++) {
    uint64_t word = state->out.word[t][position];
    unsigned cells = t < GRID9_RECORD - 1 ? 7 : 4;
    for (unsigned k = 0; k < cells; k++) value[t * 7 + k] = (uint8_t)__builtin_ctzll(word >> (9 * k));
  }
}

/* ---- events ---- */

static void add_lane(grid9_word *word, unsigned l) {
  ((uint64_t *)word)[l / 64] |= (uint64_t)1 << (l % 64);
}

static grid9_word active_lanes(const ebm_search *search) {
  grid9_word active;
  memcpy(&active, search->active, sizeof active);
  return active;
}

#define FOR_LANES(l, word)                                                                                       \
  for (unsigned part_ = 0; part_ < GRID9_PARTS; part_++)                                                         \
    for (uint64_t bits_ = (word)[part_]; bits_ != 0 && ((l) = part_ * 64 + (unsigned)__builtin_ctzll(bits_), 1); \
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
    if (!ebm_search_is_active(&lattice->search, *giver) || open->begin == open->end) continue;
    put(&lattice->state, l, &lattice->stack[open->begin++][*giver]);
    lattice->branches[l] = (branches){0, 0};
    ebm_search_join(&lattice->search, (*giver)++, l);
    return true;
  }
  return false;
}

/* Gives idle lanes work: tasks while there are any, then parts of other lanes'. Returns the lanes it filled. */
static grid9_word fill(ebm_lattice *lattice) {
  ebm_search *search = &lattice->search;
  grid9_word filled = {0}, idle = ~active_lanes(search);
  unsigned l, giver = 0;
  FOR_LANES(l, idle) {
    if (search->lane[l].task != EBM_NO_TASK) continue; /* parked */
    if (ebm_search_load(search, l)) {
      put_task(&lattice->state, l, search->task[search->lane[l].task].record);
      lattice->branches[l] = (branches){0, 0};
    } else if (search->next < search->n_tasks) {
      continue;
    } else if (!share(lattice, l, &giver)) {
      break;
    }
    add_lane(&filled, l);
  }
  return filled;
}

/* What the last sweep found. Returns the lanes whose new state is in state.in. */
static grid9_word handle_events(ebm_lattice *lattice) {
  grid9_state *state = &lattice->state;
  ebm_search *search = &lattice->search;
  grid9_word active = active_lanes(search), barrier = state->barrier & active;
  grid9_word still = active & ~barrier & ~state->changed, solved = still, refilled = {0};
  for (int c = 0; c < GRID9_CELLS; c += 3)
    solved &= and3(state->single[c], state->single[c + 1], state->single[c + 2]);
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
    search->lane[l].own.kicks++;
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

static void run(ebm_lattice *lattice, ebm_task *task, size_t n) {
  ebm_search *search = &lattice->search;
  ebm_search_start(search, task, n);
  grid9_word refilled = {0};
  for (;;) {
    ebm_search_expire(search);
    refilled |= fill(lattice);
    if (!ebm_search_any_active(search)) return;
    if (any_lane(refilled)) grid9_load(&lattice->state, refilled);
    grid9_sweep_round(&lattice->state, SWEEPS);
    search->sweeps += SWEEPS;
    refilled = handle_events(lattice);
  }
}

const ebm_lattice_ops EBM_LEVELLED(ebm_grid9_ops) = {GRID9_LANES, create, destroy, run};
