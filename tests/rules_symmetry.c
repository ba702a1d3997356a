/* What does not matter to a rule must not matter to the answer: the grid turned and mirrored, a line read from its
 * other end, the cells of a set in another order, numbers relabelled, counted from another first one, boxes written as
 * regions. Each puzzle drawn must have as many solutions as its likenesses, the filling it was drawn from among them,
 * and all of them keep the definitions: on grids too large for all fillings to be tried, up to 16x16. */
#include "rule_draws.h"

#include "certify/certify.h"
#include "lattice/lattice.h"

enum {
  DRAWS = SANITIZED ? 6 : 24, /* puzzles for each rule */
  MOST = 400,                 /* solutions that are counted */
  OPEN_CELLS = 16,
  LONGEST = 9
};

typedef struct given_puzzle {
  drawn_puzzle p;
  int target[DRAWN_CELLS]; /* numbers */
  bool open[DRAWN_CELLS];
  bool kept; /* the target keeps all rules */
} given_puzzle;

/* ---- puzzles ---- */

static void shuffle(ebm_random *random, uint32_t *what, uint32_t n) {
  for (uint32_t i = n; i > 1; i--) {
    uint32_t k = below(random, i), kept = what[k];
    what[k] = what[i - 1];
    what[i - 1] = kept;
  }
}

/* 0 .. n - 1 in an order that keeps blocks of `block` together. */
static void shuffle_blocks(ebm_random *random, uint32_t n, uint32_t block, uint32_t *out) {
  uint32_t blocks[DRAWN_CELLS], inner[DRAWN_CELLS];
  for (uint32_t b = 0; b < n / block; b++) blocks[b] = b;
  shuffle(random, blocks, n / block);
  for (uint32_t b = 0; b < n / block; b++) {
    for (uint32_t i = 0; i < block; i++) inner[i] = i;
    shuffle(random, inner, block);
    for (uint32_t i = 0; i < block; i++) out[b * block + i] = blocks[b] * block + inner[i];
  }
}

/* A board of size n and a filling of it. */
static void draw_filled(ebm_random *random, bool nine, given_puzzle *g) {
  static const unsigned sizes[][3] = {{4, 2, 2}, {4, 2, 2}, {5, 1, 5}, {6, 2, 3}, {6, 3, 2}, {9, 3, 3}, {16, 4, 4}};
  const unsigned *size = sizes[nine ? 5 : below(random, 7)];
  uint32_t n = size[0], h = size[1], w = size[2], row[DRAWN_CELLS], column[DRAWN_CELLS], digit[DRAWN_VALUES];
  drawn_puzzle *p = &g->p;
  memset(g, 0, sizeof *g);
  p->board = (ebm_board){.rows = n, .columns = n, .values = n, .first = nine ? 1 : (int)below(random, 2)};
  if (!nine && chance(random, 4)) p->board.values += 1 + below(random, 3);
  p->board.plain = chance(random, 5);
  if (!p->board.plain && h > 1 && !chance(random, 6)) p->board.box_rows = h, p->board.box_columns = w;
  p->has_region = n == 5 && chance(random, 2);
  p->board.n_regions = p->has_region ? 5 : 0;
  shuffle_blocks(random, n, h, row);
  shuffle_blocks(random, n, w, column);
  for (uint32_t a = 0; a < p->board.values; a++) digit[a] = a;
  shuffle(random, digit, p->board.values);
  for (uint32_t c = 0; c < n * n; c++) {
    uint32_t r = row[c / n], k = column[c % n];
    uint32_t a = p->board.plain ? below(random, p->board.values) : digit[(r % h * w + r / h + k) % n];
    p->region[c] = (uint16_t)((r + 2 * k) % n); /* orthogonal to the filling of a grid of five */
    g->target[c] = p->board.first + (int)a;
  }
  if (p->board.plain && p->has_region) p->has_region = false, p->board.n_regions = 0;
}

/* Opens the cells of the rules, and others. */
static void open_cells(ebm_random *random, given_puzzle *g) {
  uint32_t cells = (uint32_t)cells_of(&g->p), n = 0, order[DRAWN_CELLS], most = OPEN_CELLS;
  for (uint32_t i = 0; i < g->p.n_uses; i++)
    for (uint32_t k = 0; k < g->p.use[i].n_cells; k++) {
      uint32_t c = g->p.use[i].cell[k];
      if (g->open[c] || n + 4 > most || chance(random, 8)) continue;
      g->open[c] = true;
      n++;
    }
  for (uint32_t c = 0; c < cells; c++) order[c] = c;
  shuffle(random, order, cells);
  for (uint32_t c = 0; c < cells && n < most; c++) {
    n += !g->open[order[c]];
    g->open[order[c]] = true;
  }
}

/* ---- solving ---- */

typedef struct solved {
  ebm_outcome outcome;
  uint64_t solutions;
  uint32_t broken; /* of them, by the definitions */
  const drawn_puzzle *p;
} solved;

static void judge(void *context, const uint8_t *value) {
  solved *s = context;
  int v[DRAWN_CELLS];
  for (int c = 0; c < cells_of(s->p); c++) v[c] = s->p->board.first + value[c];
  s->broken += !puzzle_holds(s->p, v);
}

/* False: the rules are too large for this board, and that is said with a rule's name. */
static bool solve(const given_puzzle *g, bool told, solved *s) {
  char words[1200];
  ebm_model *model;
  ebm_error error = {0};
  uint32_t blamed;
  ebm_status status = drawn_model(&g->p, &model, &blamed, &error);
  *s = (solved){.p = &g->p};
  if (status != EBM_OK) {
    const char *name = g->p.use[blamed].rule->name;
    if (status != EBM_ERROR_UNSUPPORTED || strncmp(error.text, name, strlen(name)) != 0)
      fail_msg("%s\n  refused: %s", puzzle_words(&g->p, words, sizeof words), error.text);
    return false;
  }
  ebm_block block = {0};
  ebm_record *record = ebm_block_add(&block, model, 1);
  assert_non_null(record);
  record->alphabet = ".";
  uint8_t whole[DRAWN_CELLS], out[DRAWN_CELLS];
  for (int c = 0; c < cells_of(&g->p); c++) {
    whole[c] = (uint8_t)(g->target[c] - g->p.board.first);
    record->given[c] = g->open[c] ? 0 : (uint8_t)(whole[c] + 1);
  }
  if (ebm_certify(record, whole) != g->kept)
    fail_msg("%s\n  the certifier %s the filling it was drawn from", puzzle_words(&g->p, words, sizeof words),
             g->kept ? "refuses" : "accepts");
  ebm_descent_log log = {.solution = judge, .context = s};
  ebm_lattice_options options = {.seed = 1, .log = told ? &log : NULL};
  const ebm_lattice_ops *ops = ebm_lattice_choose(model, &options);
  ebm_task task = {.record = record, .limit = MOST, .value = out};
  ebm_lattice *lattice;
  if (ops->create(model, &options, &lattice, &error) != EBM_OK) fail_msg("%s", error.text);
  ops->run(lattice, &task, 1);
  ops->destroy(lattice);
  s->outcome = task.outcome;
  s->solutions = task.solutions;
  ebm_block_clear(&block);
  ebm_model_destroy(model);
  return true;
}

/* ---- likenesses ---- */

/* The grid transposed (1), upside down (2), mirrored (4). */
static void turn(given_puzzle *to, const given_puzzle *from, unsigned how) {
  uint32_t rows = from->p.board.rows, columns = from->p.board.columns, image[DRAWN_CELLS];
  *to = *from;
  if ((how & 1) != 0) {
    to->p.board.rows = columns;
    to->p.board.columns = rows;
    to->p.board.box_rows = from->p.board.box_columns;
    to->p.board.box_columns = from->p.board.box_rows;
  }
  for (uint32_t c = 0; c < rows * columns; c++) {
    uint32_t r = c / columns, k = c % columns;
    if ((how & 2) != 0) r = rows - 1 - r;
    if ((how & 4) != 0) k = columns - 1 - k;
    image[c] = (how & 1) != 0 ? k * rows + r : r * columns + k;
    to->target[image[c]] = from->target[c];
    to->open[image[c]] = from->open[c];
    to->p.region[image[c]] = from->p.region[c];
  }
  for (uint32_t i = 0; i < to->p.n_uses; i++) {
    drawn_use *u = &to->p.use[i];
    for (uint32_t k = 0; k < u->n_cells; k++) u->cell[k] = image[u->cell[k]];
    if (strcmp(u->rule->name, "Diagonal") == 0 && image[0] / to->p.board.columns != image[0] % to->p.board.columns)
      u->number[0] = -u->number[0];
  }
}

static void reverse(drawn_use *u) {
  drawn_use was = *u;
  for (uint32_t k = 0; k < u->n_cells; k++) u->cell[k] = was.cell[u->n_cells - 1 - k];
  for (uint32_t k = 1; u->rule->form == EBM_RULE_SUM && k < u->n_numbers; k++)
    u->number[k] = was.number[u->n_numbers - k];
  for (uint32_t s = 0; s + 1 < u->n_segments; s++) u->segment[s] = u->n_cells - was.segment[u->n_segments - 2 - s];
}

static void reorder(ebm_random *random, drawn_use *u, uint32_t from) {
  for (uint32_t k = u->n_cells; k > from + 1; k--) {
    uint32_t at = from + below(random, k - from), cell = u->cell[at];
    u->cell[at] = u->cell[k - 1];
    u->cell[k - 1] = cell;
    if (u->rule->form != EBM_RULE_SUM || u->n_numbers == 1) continue;
    int32_t number = u->number[1 + at];
    u->number[1 + at] = u->number[k];
    u->number[k] = number;
  }
}

/* The cells in orders that say the same. */
static void rewrite(ebm_random *random, given_puzzle *g) {
  for (uint32_t i = 0; i < g->p.n_uses; i++) {
    drawn_use *u = &g->p.use[i];
    unsigned freedom = definition_of(u->rule)->freedom;
    if ((freedom & (REVERSED | SHUFFLED)) != 0) reverse(u);
    if ((freedom & SHUFFLED) != 0) reorder(random, u, 0);
    if ((freedom & TAIL_SHUFFLED) != 0) reorder(random, u, 1);
  }
}

static bool all_are(const drawn_puzzle *p, unsigned freedoms) {
  for (uint32_t i = 0; i < p->n_uses; i++)
    if ((definition_of(p->use[i].rule)->freedom & freedoms) == 0) return false;
  return true;
}

static void relabel(given_puzzle *g, const uint32_t *image) {
  for (int c = 0; c < cells_of(&g->p); c++)
    g->target[c] = g->p.board.first + (int)image[g->target[c] - g->p.board.first];
}

static void complement(given_puzzle *g) {
  for (int c = 0; c < cells_of(&g->p); c++) g->target[c] = g->p.board.first + highest_of(&g->p) - g->target[c];
  for (uint32_t i = 0; i < g->p.n_uses; i++)
    if ((definition_of(g->p.use[i].rule)->freedom & REVERSED_COMPLEMENTED) != 0) reverse(&g->p.use[i]);
}

/* All numbers one higher, from 0 to 1 as the first. False: a sum comes to be 0, which for a cage is none. */
static bool shift(given_puzzle *g) {
  g->p.board.first++;
  for (int c = 0; c < cells_of(&g->p); c++) g->target[c]++;
  for (uint32_t i = 0; i < g->p.n_uses; i++) {
    drawn_use *u = &g->p.use[i];
    unsigned freedom = definition_of(u->rule)->freedom;
    if ((freedom & SHIFTED_NUMBERS) != 0)
      for (uint32_t k = 0; k < u->n_numbers; k++) u->number[k]++;
    if ((freedom & SHIFTED_SUM) == 0) continue;
    bool cage = strcmp(u->rule->name, "Cage") == 0, none = cage && u->number[0] == 0;
    for (uint32_t k = 0; !none && k < u->n_cells; k++) u->number[0] += u->n_numbers > 1 ? u->number[1 + k] : 1;
    if (cage && !none && u->number[0] == 0) return false;
  }
  return true;
}

static void boxes_as_regions(given_puzzle *g) {
  ebm_board *b = &g->p.board;
  for (uint32_t c = 0; c < b->rows * b->columns; c++)
    g->p.region[c] =
        (uint16_t)(c / b->columns / b->box_rows * (b->columns / b->box_columns) + c % b->columns / b->box_columns);
  b->n_regions = b->rows / b->box_rows * (b->columns / b->box_columns);
  g->p.has_region = true;
  b->box_rows = b->box_columns = 0;
}

/* Whether a rule is about boxes that the board does not have, but would have. */
static bool thinks_of_boxes(const drawn_puzzle *p) {
  for (uint32_t i = 0; i < p->n_uses; i++)
    if (strcmp(p->use[i].rule->name, "Windoku") == 0 || strcmp(p->use[i].rule->name, "DisjointSets") == 0) return true;
  return false;
}

/* Whether it matters how the grid is turned. Windows begin one cell in from the upper left, and may end elsewhere. */
static bool is_oriented(const drawn_puzzle *p) {
  int h, w;
  bool oriented =
      thinks_of_boxes(p) && (!box_shape(p, &h, &w) || p->board.box_rows == 0 ||
                             ((int)p->board.rows - 1) % (h + 1) != 0 || ((int)p->board.columns - 1) % (w + 1) != 0);
  for (uint32_t i = 0; i < p->n_uses; i++) oriented |= (definition_of(p->use[i].rule)->freedom & ORIENTED) != 0;
  return oriented;
}

static uint32_t compared;

static void compare(const given_puzzle *g, const solved *expected, const given_puzzle *like, const char *how) {
  char words[1200], other[1200];
  solved s;
  if (!solve(like, false, &s)) return;
  compared++;
  if (s.outcome == expected->outcome && s.solutions == expected->solutions) return;
  fail_msg("%s\n  %s %llu, %s: %s\n  %s %llu", puzzle_words(&g->p, words, sizeof words),
           ebm_outcome_name(expected->outcome), (unsigned long long)expected->solutions, how,
           puzzle_words(&like->p, other, sizeof other), ebm_outcome_name(s.outcome), (unsigned long long)s.solutions);
}

static void compare_likenesses(ebm_random *random, const given_puzzle *g, const solved *s) {
  static const char *const turned[] = {"",         "transposed",  "upside down",       "turned",
                                       "mirrored", "turned back", "turned half round", "transposed otherwise"};
  given_puzzle like;
  for (unsigned how = 1; how < 8 && !is_oriented(&g->p); how++) {
    if (!chance(random, 3)) continue;
    turn(&like, g, how);
    compare(g, s, &like, turned[how]);
  }
  like = *g;
  rewrite(random, &like);
  compare(g, s, &like, "its cells in another order");
  if (all_are(&g->p, COMPLEMENTED | REVERSED_COMPLEMENTED | RELABELLED)) {
    like = *g;
    complement(&like);
    compare(g, s, &like, "highest for lowest");
  }
  if (all_are(&g->p, RELABELLED)) {
    uint32_t image[DRAWN_VALUES];
    for (uint32_t a = 0; a < g->p.board.values; a++) image[a] = a;
    shuffle(random, image, g->p.board.values);
    like = *g;
    relabel(&like, image);
    compare(g, s, &like, "relabelled");
  }
  if (g->p.board.first == 0 && all_are(&g->p, SHIFTED | SHIFTED_SUM | SHIFTED_NUMBERS)) {
    like = *g;
    if (shift(&like)) compare(g, s, &like, "from 1");
  }
  if (g->p.board.box_rows != 0 && !thinks_of_boxes(&g->p)) {
    like = *g;
    boxes_as_regions(&like);
    compare(g, s, &like, "boxes as regions");
  }
}

/* ---- for each rule ---- */

static void what_does_not_matter_to_a_rule(void **state) {
  const ebm_rule *rule = *state;
  const rule_definition *definition = definition_of(rule);
  ebm_random random = {ebm_hash((uint64_t)rule->name[0] + 31 * (uint64_t)strlen(rule->name))};
  uint32_t solved_some = 0;
  compared = 0;
  for (int draw = 0; draw < DRAWS; draw++) {
    char words[1200];
    given_puzzle g;
    solved s;
    draw_filled(&random, definition->refused == not_1_to_9, &g);
    draw_use(&random, &g.p, rule, LONGEST, g.target);
    for (int more = 0; more < 2 && chance(&random, 3); more++)
      draw_use(&random, &g.p, draw_rule(&random), LONGEST, g.target);
    bool refused = false;
    for (uint32_t i = 0; i < g.p.n_uses; i++) {
      const rule_definition *d = definition_of(g.p.use[i].rule);
      refused |= d->refused != NULL && d->refused(&g.p, &g.p.use[i]);
    }
    if (refused) continue;
    g.kept = puzzle_holds(&g.p, g.target);
    open_cells(&random, &g);
    if (!solve(&g, true, &s)) continue;
    puzzle_words(&g.p, words, sizeof words);
    if (s.broken > 0) fail_msg("%s\n  %u of %u solutions break it", words, s.broken, (unsigned)s.solutions);
    if (g.kept && s.solutions == 0) fail_msg("%s\n  %s, and has a solution", words, ebm_outcome_name(s.outcome));
    solved_some += s.solutions > 0;
    compare_likenesses(&random, &g, &s);
  }
  bool rare = rule->form == EBM_RULE_ALONE; /* few of the fillings drawn keep a rule about the whole grid */
  if (!SANITIZED && (compared < DRAWS / 4 || (solved_some == 0 && !rare)))
    fail_msg("%s: %u comparisons, %u puzzles with solutions", rule->name, compared, solved_some);
}

/* One test for each rule of the table. */
int main(void) {
  static struct CMUnitTest tests[MOST_RULES];
  size_t n = tests_of_rules(tests, what_does_not_matter_to_a_rule);
  if (n == 0 || n == MOST_RULES) return 1;
  return _cmocka_run_group_tests("rules_symmetry", tests, n, NULL, NULL);
}
