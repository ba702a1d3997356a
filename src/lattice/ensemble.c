/* levelled - the quench lattice for any model: the open ends of the search stand side by side in the lanes.
 *
 * A node is a state of one task: the literals that are still possible. A generation is up to GENERATION of a task's
 * open nodes, the ones opened last. All of them are quenched to their fixed points; then each that is stuck is replaced
 * by one kicked child for every literal of one group (the values of a cell, or the places of a value), and each that
 * met a barrier is dropped: its kick is refuted there.
 *
 * First every literal of the root is kicked alone. Those that meet a barrier are ruled out for good, the others tell
 * how much of the state their kick leaves; the search goes on learning that, from all replicas at once, and takes the
 * group whose literals together promise to leave least (Refalo 2004, "Impact-based search strategies for constraint
 * programming"; there the variables only, here the groups too). Now and then it begins anew with what it has learned.
 * Tried before: the fewest values for the weight of failures (dom/wdeg), which was 2 to 1,000 times slower on the hard
 * half of a set of variants, and faster on none but one.
 *
 * A fixed point does not depend on the lanes beside it, and a generation's size does not depend on their number: which
 * solution is found first, and after how many kicks, depends on the record and the seed only. */
#include "lattice/lattice.h"

#include <math.h>
#include <string.h>

#include "base/deadline.h"
#include "base/memory.h"
#include "base/meter.h"
#include "base/random.h"
#include "base/status.h"
#include "lattice/descend.h"
#include "lattice/nodes.h"

enum {
  GENERATION = 512,
  PROBE_ROUNDS = 4,      /* of testing every literal of the root, as long as literals fall */
  PROBE_BYTES = 1 << 30, /* of the states for it: with more the root is searched as it is */
  TASKS_AT_ONCE = 512,
  MANY = 100000, /* solutions for whose exclusion one replica may keep memory: some 0.1 GB */
  KICKS = 2048,  /* beside those of the probes: then one replica takes over that learns from its barriers (descend.h) */
  PROBED = 8192, /* literals open at the root: with more it takes over at once. An empty 25x25 grid has 15,625. */
  MOST_CHILDREN = 256 /* literals of the group that is branched on: a domain has no more */
};

static const double SHORTEST_LOOK = 0.002; /* seconds between two settlements of what the tasks are charged */

/* One task under way. */
typedef struct search {
  ebm_task *task;
  uint64_t *open; /* [n_open][words] a stack */
  size_t n_open, capacity;
  uint64_t *root; /* [words] */
  float *promise; /* [n_literals] what kicks of the literal left, on average; below 0: none was tried */
  float *power;   /* [n_literals] the same as the choice of groups takes it */
  uint32_t generation, restart_at;
  uint32_t probing;       /* rounds of testing the root that are left, 0: searching */
  bool probed;            /* the root has been tested once */
  uint64_t probes;        /* kicks that it took */
  uint64_t kicks_at_last; /* beside those of the probes, when the last solution was found */
  uint64_t known;         /* solutions that one replica found before the search came back from it; 0: it has not */
  double spent;           /* seconds of work for it */
  double before;          /* of them, those before the states were quenched that are in the lanes */
  ebm_node *node;         /* [n_nodes] the generation, in the list of all */
  size_t n_nodes;
  bool running, late;
  bool told; /* of every solution */
} search;

struct ebm_lattice {
  const ebm_model *model;
  ebm_lattice_options options;
  ebm_nodes nodes;
  uint32_t words;    /* of a state on the stack: the literals, then the kick that led to it and its parent's size */
  uint32_t *rank;    /* [n_literals] of a group's possible literals, the lowest rank is tried first */
  uint32_t n_groups; /* the model's exactly_one factors: values of a cell, places of a value */
  uint32_t *group;   /* [n_groups] factor */
  uint32_t *member_first; /* [n_literals + 1] */
  uint32_t *member;       /* the groups of a literal */
  float *hope;            /* [n_groups] scratch */
  uint32_t *left;         /* [n_groups] scratch */
  ebm_node *list;         /* the generations of all running tasks, one behind the other */
  uint64_t *bits;         /* their states */
  size_t list_capacity, bits_capacity;
  uint8_t *value;  /* [n_variables] scratch */
  search *running; /* [TASKS_AT_ONCE] */
  bool hands_over; /* the model fits one replica that learns */
  /* The work is charged to the one task at hand, or, while states are quenched, to all that have states in the lanes.
   */
  ebm_meter meter;
  search *at_hand;  /* NULL: states are quenched */
  double quenching; /* seconds of it in this round */
  double total;     /* seconds of this run */
  double look_at;   /* on ebm_clock_seconds: no task can be late before */
};

/* ---- creation ---- */

static void destroy(ebm_lattice *ensemble) {
  if (ensemble == NULL) return;
  ebm_nodes_clear(&ensemble->nodes);
  ebm_free(ensemble->group);
  ebm_free(ensemble->member_first);
  ebm_free(ensemble->member);
  ebm_free(ensemble->hope);
  ebm_free(ensemble->left);
  ebm_free(ensemble->rank);
  ebm_free(ensemble->list);
  ebm_free(ensemble->bits);
  ebm_free(ensemble->value);
  ebm_free(ensemble->running);
  ebm_free(ensemble);
}

/* Which groups each literal is in. False: memory is out. */
static bool find_groups(ebm_lattice *ensemble) {
  const ebm_model *model = ensemble->model;
  size_t n_members = 0;
  ensemble->group = ebm_allocate(model->n_factors, sizeof *ensemble->group);
  ensemble->member_first = ebm_allocate((size_t)model->n_literals + 2, sizeof *ensemble->member_first);
  if (ensemble->group == NULL || ensemble->member_first == NULL) return false;
  uint32_t *first = ensemble->member_first + 1; /* shifted while counting, so that filling leaves it right */
  for (size_t f = 0; f < model->n_factors; f++) {
    const ebm_factor *factor = &model->factor[f];
    if (!factor->hard || strcmp(factor->ops->name, "exactly_one") != 0) continue;
    ensemble->group[ensemble->n_groups++] = (uint32_t)f;
    n_members += factor->n_scope;
    for (uint32_t i = 0; i < factor->n_scope; i++) first[factor->scope[i] + (factor->scope[i] < model->n_literals)]++;
  }
  ensemble->member = ebm_allocate(n_members, sizeof *ensemble->member);
  ensemble->hope = ebm_allocate(ensemble->n_groups, sizeof *ensemble->hope);
  ensemble->left = ebm_allocate(ensemble->n_groups, sizeof *ensemble->left);
  if (ensemble->member == NULL || ensemble->hope == NULL || ensemble->left == NULL) return false;
  for (uint32_t l = 1; l <= model->n_literals; l++) first[l] += first[l - 1];
  /* now first[l] is where literal l begins */
  for (uint32_t g = 0; g < ensemble->n_groups; g++) {
    const ebm_factor *factor = &model->factor[ensemble->group[g]];
    for (uint32_t i = 0; i < factor->n_scope; i++) ensemble->member[first[factor->scope[i]]++] = g;
  }
  /* and now where literal l + 1 begins, one place further on */
  return true;
}

/* Generations before the first restart: enough to reach the bottom of a large grid. The number grows by a quarter each
 * time. With 24 for all, one of five hard 25x25 grids fell in 12 s; with 200, two. */
static uint32_t first_restart(const ebm_model *model) {
  return 24 + model->n_variables / 4;
}

static ebm_status create(const ebm_model *model, const ebm_lattice_options *options, ebm_lattice **out,
                         ebm_error *error) {
  ebm_lattice *ensemble = *out = ebm_allocate(1, sizeof *ensemble);
  if (ensemble == NULL) return ebm_fail_memory(error);
  ensemble->model = model;
  ensemble->options = *options;
  ensemble->hands_over = ebm_descend_fits(model);
  ensemble->rank = ebm_allocate(model->n_literals, sizeof *ensemble->rank);
  ensemble->running = ebm_allocate(TASKS_AT_ONCE, sizeof *ensemble->running);
  ensemble->value = ebm_allocate(model->n_variables, 1);
  if (ensemble->rank == NULL || ensemble->running == NULL || ensemble->value == NULL || !find_groups(ensemble) ||
      !ebm_nodes_init(&ensemble->nodes, model)) {
    destroy(ensemble);
    *out = NULL;
    return ebm_fail_memory(error);
  }
  ensemble->words = ensemble->nodes.words + 2;
  ebm_random random = {ebm_hash(options->seed)};
  for (uint32_t l = 0; l < model->n_literals; l++) ensemble->rank[l] = (uint32_t)(ebm_random_next(&random) >> 32);
  return EBM_OK;
}

/* ---- states ---- */

static bool has(const uint64_t *bits, uint32_t literal) {
  return (bits[literal / 64] >> literal % 64 & 1) != 0;
}

static void drop(uint64_t *bits, uint32_t literal) {
  bits[literal / 64] &= ~((uint64_t)1 << literal % 64);
}

static uint32_t domain_left(const ebm_model *model, const uint64_t *bits, uint32_t v) {
  uint32_t n = 0;
  for (uint32_t l = model->first[v]; l < model->first[v + 1];) {
    uint32_t in_word = 64 - l % 64, left = model->first[v + 1] - l, take = left < in_word ? left : in_word;
    uint64_t mask = take == 64 ? ~(uint64_t)0 : ((uint64_t)1 << take) - 1;
    n += (uint32_t)__builtin_popcountll(bits[l / 64] >> l % 64 & mask);
    l += take;
  }
  return n;
}

/* A new state on top of the stack; NULL: memory is out. */
static uint64_t *open_node(ebm_lattice *ensemble, search *s) {
  size_t words = ensemble->words;
  if (!ebm_reserve((void **)&s->open, &s->capacity, (s->n_open + 1) * words, sizeof *s->open)) return NULL;
  return &s->open[s->n_open++ * words];
}

static bool open_copy(ebm_lattice *ensemble, search *s, const uint64_t *bits) {
  uint64_t *to = open_node(ensemble, s);
  if (to != NULL) memcpy(to, bits, ensemble->words * sizeof *to);
  return to != NULL;
}

/* ---- the beginning and the end of a task ---- */

static void release(search *s) {
  ebm_free(s->open);
  ebm_free(s->root);
  ebm_free(s->promise);
  ebm_free(s->power);
  *s = (search){0};
}

static void finish(search *s, bool exhausted) {
  ebm_task *task = s->task;
  task->exhausted = exhausted;
  task->energy = 0;
  task->seconds = s->spent;
  bool complete = exhausted || task->solutions == task->limit;
  if (!complete && task->solutions < s->known && !s->told) task->solutions = s->known;
  task->outcome = !complete ? EBM_UNKNOWN : task->solutions > 0 ? EBM_SOLVED : EBM_UNSOLVABLE;
  release(s);
}

/* Memory is out. */
static void starve(search *s) {
  s->task->starved = true;
  finish(s, false);
}

static void cut(search *s) {
  for (size_t k = 0; s->node != NULL && k < s->n_nodes; k++) s->node[k].end = EBM_NODE_CUT;
}

/* Charges the work since the last call. */
static void charge(ebm_lattice *ensemble) {
  double lap = ebm_meter_lap(&ensemble->meter);
  ensemble->total += lap;
  if (ensemble->at_hand != NULL)
    ensemble->at_hand->spent += lap;
  else
    ensemble->quenching += lap;
}

/* The work from now on is for that task; NULL: for all that have states in the lanes. */
static void take_up(ebm_lattice *ensemble, search *s) {
  charge(ensemble);
  ensemble->at_hand = s;
}

/* Charges the quench up to now to the tasks, by what their states had of its sweeps. A task that is alone is charged
 * all of it, and none is charged for a sweep in which it has no state. */
static void share_out(ebm_lattice *ensemble) {
  ebm_nodes *nodes = &ensemble->nodes;
  if (nodes->sweeps == 0) return;
  ebm_nodes_share(nodes);
  double sweep = ensemble->quenching / (double)nodes->sweeps;
  for (size_t i = 0; i < TASKS_AT_ONCE; i++) {
    search *s = &ensemble->running[i];
    double share = 0;
    if (!s->running || s->node == NULL) continue;
    for (size_t k = 0; k < s->n_nodes; k++) share += s->node[k].share;
    s->spent = s->before + sweep * share;
  }
}

static double time_left(const ebm_lattice *ensemble, const search *s) {
  const ebm_lattice_options *options = &ensemble->options;
  if (options->timeout <= 0) return INFINITY;
  return options->timeout - (options->together ? ensemble->total : s->spent);
}

/* Marks the tasks whose time is up, and takes their nodes out of the lanes. Asked after every sweep and between the
 * nodes of a generation: the generations of large grids take a quarter of a second. */
static bool look(void *context) {
  ebm_lattice *ensemble = context;
  bool stopped = ebm_stop_raised(ensemble->options.stop), any = false;
  if (!stopped && ensemble->options.timeout <= 0) return false;
  double now = ebm_clock_seconds(), least = INFINITY;
  if (!stopped && now < ensemble->look_at) return false;
  charge(ensemble);
  if (ensemble->at_hand == NULL) share_out(ensemble);
  for (size_t i = 0; i < TASKS_AT_ONCE; i++) {
    search *s = &ensemble->running[i];
    if (!s->running || s->late) continue;
    double left = time_left(ensemble, s);
    s->late = stopped || left <= 0;
    if (s->late) cut(s);
    if (!s->late) least = fmin(least, left);
    any |= s->late;
  }
  ensemble->look_at = now + fmax(least, fmin(SHORTEST_LOOK, ensemble->options.timeout / 64));
  return any;
}

static void begin(ebm_lattice *ensemble, search *s, ebm_task *task) {
  const ebm_model *model = ensemble->model;
  *s = (search){.task = task,
                .restart_at = first_restart(ensemble->model),
                .running = true,
                .told = ensemble->options.log != NULL};
  s->spent = task->seconds;
  take_up(ensemble, s);
  ensemble->look_at = fmin(ensemble->look_at, ebm_clock_seconds() + time_left(ensemble, s));
  task->solutions = task->sweeps = task->kicks = task->corrections = 0;
  s->root = ebm_allocate(ensemble->words, sizeof *s->root);
  s->promise = ebm_allocate(model->n_literals, sizeof *s->promise);
  s->power = ebm_allocate(model->n_literals, sizeof *s->power);
  if (s->root == NULL || s->promise == NULL || s->power == NULL) {
    starve(s);
    return;
  }
  for (uint32_t l = 0; l < model->n_literals; l++) s->promise[l] = -1;
  for (uint32_t l = 0; l < model->n_literals; l++)
    if (ebm_record_allows(task->record, l)) s->root[l / 64] |= (uint64_t)1 << l % 64;
  if (!open_copy(ensemble, s, s->root)) starve(s);
}

/* Whether the task has had all the steps that it may have. */
static bool has_tried_enough(const ebm_lattice *ensemble, const search *s) {
  uint64_t effort = ensemble->options.effort;
  return effort > 0 && s->task->kicks + s->task->corrections >= effort;
}

/* ---- a generation ---- */

/* The states that the task wants quenched next, at the end of the list; none when its time is up meanwhile. False:
 * memory is out. */
static bool add_generation(ebm_lattice *ensemble, search *s, size_t *n) {
  const ebm_model *model = ensemble->model;
  size_t words = ensemble->words, wanted = s->n_open < GENERATION ? s->n_open : GENERATION;
  if (s->probing > 0) {
    wanted = 0;
    for (uint32_t l = 0; l < model->n_literals; l++)
      wanted += has(s->root, l) && domain_left(model, s->root, model->variable[l]) > 1;
  }
  if (!ebm_reserve((void **)&ensemble->list, &ensemble->list_capacity, *n + wanted, sizeof *ensemble->list) ||
      !ebm_reserve((void **)&ensemble->bits, &ensemble->bits_capacity, (*n + wanted) * words, sizeof *ensemble->bits))
    return false;
  uint64_t *bits = &ensemble->bits[*n * words];
  if (s->probing == 0) {
    s->n_open -= wanted;
    memcpy(bits, &s->open[s->n_open * words], wanted * words * sizeof *bits);
  } else {
    for (uint32_t l = 0; l < model->n_literals; l++) {
      uint32_t v = model->variable[l];
      if (!has(s->root, l) || domain_left(model, s->root, v) == 1) continue;
      if (l % 64 == 0 && look(ensemble) && s->late) return true;
      memcpy(bits, s->root, words * sizeof *bits);
      for (uint32_t other = model->first[v]; other < model->first[v + 1]; other++)
        if (other != l) drop(bits, other);
      bits += words;
    }
  }
  s->n_nodes = wanted;
  *n += wanted;
  return true;
}

/* Literals that are open beyond one for each variable. */
static uint32_t spare(const ebm_lattice *ensemble, const uint64_t *bits) {
  uint32_t n = 0;
  for (uint32_t w = 0; w < ensemble->nodes.words; w++) n += (uint32_t)__builtin_popcountll(bits[w]);
  return n - ensemble->model->n_variables;
}

/* Every open literal is a probe, and every probe a state: those of an empty 100x100 grid would take 125 GB. */
static bool can_probe(const ebm_lattice *ensemble, const search *s) {
  return (double)spare(ensemble, s->root) * (double)ensemble->words * sizeof(uint64_t) <= (double)PROBE_BYTES;
}

/* What kicking the literal has left of what was open: a running mean. */
static void learn(const ebm_lattice *ensemble, search *s, uint32_t literal, uint32_t before, const ebm_node *node) {
  float left = 0;
  if (node->end == EBM_NODE_STUCK && before > 0) left = (float)spare(ensemble, node->bits) / (float)before;
  if (s->promise[literal] < 0)
    s->promise[literal] = left;
  else
    s->promise[literal] += (left - s->promise[literal]) / 8;
}

/* The group that promises to leave least behind when all of its literals have been tried; UINT32_MAX: none is left with
 * two literals to try, or all have too many. */
static uint32_t choose(const ebm_lattice *ensemble, const search *s, const uint64_t *bits) {
  memset(ensemble->hope, 0, ensemble->n_groups * sizeof *ensemble->hope);
  memset(ensemble->left, 0, ensemble->n_groups * sizeof *ensemble->left);
  for (uint32_t w = 0; w < ensemble->nodes.words; w++)
    for (uint64_t left = bits[w]; left != 0; left &= left - 1) {
      uint32_t l = w * 64 + (uint32_t)__builtin_ctzll(left);
      float p = s->power[l];
      for (uint32_t k = ensemble->member_first[l]; k < ensemble->member_first[l + 1]; k++) {
        ensemble->hope[ensemble->member[k]] += p;
        ensemble->left[ensemble->member[k]]++;
      }
    }
  uint32_t best = UINT32_MAX;
  for (uint32_t g = 0; g < ensemble->n_groups; g++)
    if (ensemble->left[g] >= 2 && ensemble->left[g] <= MOST_CHILDREN &&
        (best == UINT32_MAX || ensemble->hope[g] < ensemble->hope[best]))
      best = g;
  return best;
}

/* The variable with fewest values left, two at least: what is tried where a model has no group that fits, as a variable
 * need not be one. */
static uint32_t open_variable(const ebm_model *model, const uint64_t *bits) {
  uint32_t best = 0, fewest = UINT32_MAX;
  for (uint32_t v = 0; v < model->n_variables && fewest > 2; v++) {
    uint32_t n = domain_left(model, bits, v);
    if (n >= 2 && n < fewest) best = v, fewest = n;
  }
  return best;
}

/* One child for each literal of the chosen group, the first to be tried on top. False: memory is out. */
static bool branch(ebm_lattice *ensemble, search *s, const uint64_t *bits) {
  const ebm_model *model = ensemble->model;
  uint32_t literal[MOST_CHILDREN], n = 0, size = spare(ensemble, bits), g = choose(ensemble, s, bits);
  uint32_t open = g == UINT32_MAX ? open_variable(model, bits) : 0;
  const uint32_t *scope = g == UINT32_MAX ? NULL : model->factor[ensemble->group[g]].scope;
  uint32_t n_scope = g == UINT32_MAX ? ebm_model_domain(model, open) : model->factor[ensemble->group[g]].n_scope;
  for (uint32_t i = 0; i < n_scope; i++) {
    uint32_t l = scope != NULL ? scope[i] : model->first[open] + i;
    if (!has(bits, l)) continue;
    uint32_t at = n++;
    for (; at > 0 && ensemble->rank[literal[at - 1]] < ensemble->rank[l]; at--) literal[at] = literal[at - 1];
    literal[at] = l;
  }
  for (uint32_t i = 0; i < n; i++) {
    if (!open_copy(ensemble, s, bits)) return false;
    uint64_t *child = &s->open[(s->n_open - 1) * ensemble->words];
    uint32_t v = model->variable[literal[i]];
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++)
      if (l != literal[i]) drop(child, l);
    child[ensemble->nodes.words] = literal[i];
    child[ensemble->nodes.words + 1] = size;
  }
  s->task->kicks += n;
  return true;
}

static void take_values(const ebm_model *model, const uint64_t *bits, uint8_t *value) {
  for (uint32_t l = 0; l < model->n_literals; l++)
    if (has(bits, l)) value[model->variable[l]] = (uint8_t)(l - model->first[model->variable[l]]);
}

static void found(const ebm_lattice *ensemble, search *s, const uint64_t *bits) {
  const ebm_descent_log *log = ensemble->options.log;
  s->kicks_at_last = s->task->kicks - s->probes;
  if (s->task->solutions++ == 0) take_values(ensemble->model, bits, s->task->value);
  if (log == NULL || log->solution == NULL) return;
  take_values(ensemble->model, bits, ensemble->value);
  log->solution(log->context, ensemble->value);
}

/* Before a generation branches: promises as powers, so that a literal that removes much counts for more. */
static void refresh(const ebm_lattice *ensemble, search *s) {
  const ebm_model *model = ensemble->model;
  for (uint32_t l = 0; l < model->n_literals; l++) {
    float p = s->promise[l] < 0 ? 1 : s->promise[l];
    s->power[l] = p * p;
  }
}

/* Literals that no solution has, told by the probes. */
static void end_probes(ebm_lattice *ensemble, search *s) {
  const ebm_model *model = ensemble->model;
  const ebm_node *probe = s->node;
  bool removed = false;
  /* The probes stand in the order of the literals of the open variables. */
  size_t k = 0;
  uint32_t size = spare(ensemble, s->root);
  for (uint32_t v = 0; v < model->n_variables; v++) {
    if (domain_left(model, s->root, v) < 2) continue;
    uint32_t first = model->first[v], end = model->first[v + 1];
    for (uint32_t l = first; l < end; l++) {
      if (!has(s->root, l)) continue;
      s->promise[l] = -1;
      learn(ensemble, s, l, size, &probe[k]);
      if (probe[k].end == EBM_NODE_BARRIER) {
        drop(s->root, l);
        s->task->corrections++;
        removed = true;
      }
      s->task->sweeps += probe[k].sweeps;
      k++;
    }
  }
  s->task->kicks += k;
  s->probes += k;
  s->probing = removed ? s->probing - 1 : 0;
  if (s->probing == 0) refresh(ensemble, s);
}

/* Begins again at the root. Its probes are made anew too: their promises are those of the root, not of the depths. */
static bool restart(ebm_lattice *ensemble, search *s) {
  s->n_open = 0;
  s->generation = 0;
  s->restart_at += s->restart_at / 4;
  s->probing = 1;
  return open_copy(ensemble, s, s->root);
}

/* ---- one replica takes over ---- */

static bool is_spent(const ebm_lattice *ensemble, const search *s) {
  const ebm_task *task = s->task;
  if (!ensemble->hands_over || s->known > 0 || !s->probed || s->probing > 0) return false;
  uint64_t kicks = task->kicks - s->probes;
  return task->solutions <= 1 ? kicks >= KICKS : kicks >= s->kicks_at_last + KICKS * task->solutions;
}

/* The states have not come to an end in the kicks they have: one replica that learns from its barriers goes on, from
 * what is known of the root. Where it finds many solutions the states
 * count on, from the beginning: they need no memory for those they have found. */
static void hand_over(ebm_lattice *ensemble, search *s) {
  const ebm_lattice_options *options = &ensemble->options;
  take_up(ensemble, s);
  double left = time_left(ensemble, s);
  if (left <= 0) {
    finish(s, false);
    return;
  }
  if (options->log != NULL && options->log->again != NULL && s->task->solutions > 0)
    options->log->again(options->log->context);
  ebm_descend_options descend = {options->seed, ebm_deadline_in(left == INFINITY ? 0 : left, options->stop),
                                 options->log, MANY, options->effort};
  bool ended = ebm_descend(ensemble->model, s->root, &descend, s->task);
  charge(ensemble);
  if (ended) {
    s->task->seconds = s->spent;
    release(s);
    return;
  }
  s->known = s->task->solutions;
  s->task->solutions = 0;
  s->n_open = 0;
  if (options->log != NULL && options->log->again != NULL) options->log->again(options->log->context);
  if (!open_copy(ensemble, s, s->root)) starve(s);
}

/* ---- the end of a generation ---- */

/* What became of the task's generation. */
static void end_generation(ebm_lattice *ensemble, search *s) {
  ebm_task *task = s->task;
  if (s->probing > 0) {
    end_probes(ensemble, s);
    if (s->probing == 0) {
      s->n_open = 0;
      if (!open_copy(ensemble, s, s->root)) starve(s);
    }
    return;
  }
  bool root = s->generation == 0, fits = true;
  for (size_t i = 0; i < s->n_nodes; i++) {
    const ebm_node *node = &s->node[i];
    task->sweeps += node->sweeps;
    const uint64_t *kick = &node->bits[ensemble->nodes.words];
    if (!root) learn(ensemble, s, (uint32_t)kick[0], (uint32_t)kick[1], node);
    task->corrections += node->end == EBM_NODE_BARRIER && !root;
    if (node->end == EBM_NODE_SOLVED && task->solutions < task->limit) found(ensemble, s, node->bits);
  }
  if (root && !s->probed && s->node[0].end == EBM_NODE_STUCK) {
    memcpy(s->root, s->node[0].bits, ensemble->words * sizeof *s->root);
    s->probed = true;
    if (ensemble->hands_over && spare(ensemble, s->root) > PROBED) {
      hand_over(ensemble, s);
      return;
    }
    if (can_probe(ensemble, s)) {
      s->probing = PROBE_ROUNDS;
      return;
    }
  }
  refresh(ensemble, s);
  /* Backwards, so that what the first node opens is on top. */
  for (size_t i = s->n_nodes; fits && !s->late && i-- > 0;) {
    look(ensemble);
    if (s->node[i].end != EBM_NODE_STUCK) continue;
    if (root) memcpy(s->root, s->node[i].bits, ensemble->words * sizeof *s->root);
    fits = branch(ensemble, s, s->node[i].bits);
  }
  if (!fits) {
    starve(s);
  } else if (s->late || task->solutions >= task->limit || has_tried_enough(ensemble, s)) {
    finish(s, false);
  } else if (s->n_open == 0) {
    finish(s, true);
  } else if (++s->generation >= s->restart_at && task->solutions == 0) {
    if (!restart(ensemble, s)) starve(s);
  }
}

/* ---- the run ---- */

/* Takes up new tasks while the running ones do not fill the lanes. Returns how many run. */
static size_t admit(ebm_lattice *ensemble, ebm_task *task, size_t n, size_t *next) {
  size_t wanted = 0, n_running = 0;
  for (size_t i = 0; i < TASKS_AT_ONCE; i++) {
    search *s = &ensemble->running[i];
    if (!s->running && *next < n && wanted < GENERATION) begin(ensemble, s, &task[(*next)++]);
    if (!s->running) continue;
    n_running++;
    wanted += s->n_open < GENERATION ? s->n_open : GENERATION;
  }
  return n_running;
}

/* Lists the states of all tasks, and quenches them. */
static void quench(ebm_lattice *ensemble) {
  size_t n_list = 0, at = 0;
  for (size_t i = 0; i < TASKS_AT_ONCE; i++) {
    search *s = &ensemble->running[i];
    if (!s->running) continue;
    take_up(ensemble, s);
    if (!add_generation(ensemble, s, &n_list)) starve(s);
  }
  take_up(ensemble, NULL);
  for (size_t k = 0; k < n_list; k++) ensemble->list[k] = (ebm_node){.bits = &ensemble->bits[k * ensemble->words]};
  for (size_t i = 0; i < TASKS_AT_ONCE; at += ensemble->running[i++].n_nodes) {
    search *s = &ensemble->running[i];
    s->before = s->spent;
    if (at < n_list) s->node = &ensemble->list[at];
    if (s->late) cut(s); /* its time was up while the others' nodes were listed */
  }
  ensemble->quenching = 0;
  ebm_nodes_quench(&ensemble->nodes, ensemble->list, n_list);
  charge(ensemble);
  share_out(ensemble);
}

static void run(ebm_lattice *ensemble, ebm_task *task, size_t n) {
  size_t next = 0;
  ensemble->meter = ebm_meter_start(ensemble->options.timeout > 0);
  ensemble->total = ensemble->quenching = 0;
  ensemble->at_hand = NULL;
  ensemble->look_at = INFINITY;
  ensemble->nodes.look = look;
  ensemble->nodes.context = ensemble;
  while (admit(ensemble, task, n, &next) > 0 || next < n) {
    quench(ensemble);
    look(ensemble);
    for (size_t i = 0; i < TASKS_AT_ONCE; i++) {
      search *s = &ensemble->running[i];
      if (!s->running) continue;
      take_up(ensemble, s);
      if (s->late)
        finish(s, false);
      else
        end_generation(ensemble, s);
      if (s->running && is_spent(ensemble, s)) hand_over(ensemble, s);
      s->node = NULL; /* the list moves when it grows */
      s->n_nodes = 0;
    }
  }
}

const ebm_lattice_ops EBM_LEVELLED(ebm_ensemble_ops) = {EBM_LANES, create, destroy, run};
