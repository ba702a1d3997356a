/* Every rule of the table against its definition, by exhaustion: all fillings of small boards, with numbers from 0 and
 * from 1, with more values than a line has cells and with fewer, with and without rows, columns, boxes and regions,
 * with arguments drawn at random and extreme ones among them. The certifier accepts what the definition accepts, and
 * the descent finds those fillings and no others: so what it rules out on the way is right as well. */
#include "rule_draws.h"

#include "certify/certify.h"
#include "lattice/lattice.h"

enum {
  FILLINGS = SANITIZED ? 1500 : 8000, /* of a board, at most */
  DRAWS = SANITIZED ? 32 : 128,       /* puzzles for each rule */
  SMALL_CELLS = 16,
  LONGEST = 8
};

/* ---- boards and their fillings ---- */

typedef struct fillings {
  uint8_t (*value)[SMALL_CELLS]; /* [n] in lexicographic order, from 0 */
  bool *keeps;                   /* [n] the definition accepts it */
  uint8_t *found;                /* [n] how often the descent came upon it */
  uint32_t n, cells, broken;
} fillings;

static bool fits(const drawn_puzzle *p, const uint8_t *value, uint32_t cell) {
  for (uint32_t c = 0; c < cell; c++)
    if (value[c] == value[cell] && kept_apart(p, c, cell)) return false;
  return true;
}

/* All that the rows, columns, boxes and regions allow. False: more than FILLINGS. */
static bool fill(const drawn_puzzle *p, fillings *f) {
  uint8_t value[SMALL_CELLS] = {0};
  uint32_t cell = 0;
  f->n = 0;
  f->cells = (uint32_t)cells_of(p);
  for (bool back = false;; back = true) {
    /* Down to the last cell, then on to the next value of the deepest cell that has one. */
    if (back) {
      while (cell > 0 && value[cell - 1] + 1u >= p->board.values) cell--;
      if (cell == 0) return true;
      value[--cell]++;
    }
    for (;; cell++) {
      while (cell < f->cells && value[cell] < p->board.values && !fits(p, value, cell)) value[cell]++;
      if (cell == f->cells || value[cell] >= p->board.values) break;
      if (cell + 1 < f->cells) value[cell + 1] = 0;
    }
    if (cell < f->cells) continue;
    if (f->n == FILLINGS) return false;
    memcpy(f->value[f->n], value, sizeof value);
    f->n++;
  }
}

/* whole_grid: the rule wants squares and neighbours; nine: it wants numbers 1 to 9. */
static void draw_board(ebm_random *random, drawn_puzzle *p, bool whole_grid, bool nine) {
  static const unsigned shapes[][2] = {{1, 1}, {1, 2}, {1, 3}, {1, 4}, {1, 5}, {1, 6}, {2, 2}, {2, 3}, {3, 2},
                                       {3, 3}, {2, 4}, {5, 1}, {4, 1}, {3, 1}, {1, 7}, {4, 4}, {3, 4}, {4, 3}};
  static const unsigned squares[][2] = {{4, 4}, {4, 4}, {4, 4}, {3, 3}, {2, 2}, {3, 2}};
  const unsigned *shape = whole_grid && !nine && !chance(random, 3)
                              ? squares[below(random, sizeof squares / sizeof *squares)]
                              : shapes[below(random, sizeof shapes / sizeof *shapes)];
  unsigned longer = shape[0] > shape[1] ? shape[0] : shape[1];
  ebm_board *b = &p->board;
  memset(p, 0, sizeof *p);
  b->rows = shape[0];
  b->columns = shape[1];
  b->first = (int)below(random, 2);
  b->plain = !chance(random, 3);
  b->values = b->plain ? 1 + below(random, chance(random, 4) ? DRAWN_VALUES : 10) : longer + below(random, 3);
  if (whole_grid && b->rows * b->columns > 6) b->plain = chance(random, 4), b->values = longer;
  if (chance(random, nine ? 1 : 6)) b->values = 9, b->first = 1;
  if (!b->plain && b->values < longer) b->plain = true;
  if (b->plain || chance(random, 4)) return;
  if (chance(random, 3)) { /* two rows of a square, cells in no region beside them */
    p->has_region = true;
    b->n_regions = 2;
    for (uint32_t c = 0; c < b->rows * b->columns; c++) {
      uint32_t half = c / b->columns / 2 + c % b->columns / 2;
      p->region[c] = half < 2 ? (uint16_t)half : EBM_NO_REGION;
    }
    uint32_t count[2] = {0};
    for (uint32_t c = 0; c < b->rows * b->columns; c++)
      if (p->region[c] < 2) count[p->region[c]]++;
    if (count[0] > b->values || count[1] > b->values || count[1] == 0) {
      p->has_region = false;
      b->n_regions = 0;
    }
    return;
  }
  if (b->rows % 2 == 0 && b->columns % 2 == 0 && b->values >= 4) b->box_rows = b->box_columns = 2;
}

/* ---- the descent ---- */

static const fillings *sought;

static int by_cells(const void *a, const void *b) {
  return memcmp(a, b, sought->cells);
}

static void take_solution(void *context, const uint8_t *value) {
  fillings *f = context;
  uint8_t(*at)[SMALL_CELLS] = bsearch(value, f->value, f->n, sizeof *f->value, by_cells);
  if (at == NULL)
    f->broken++;
  else
    f->found[at - f->value]++;
}

/* All solutions, with what it finds told or with many lanes side by side. */
static void descend(const ebm_model *model, const ebm_record *record, const ebm_descent_log *log, ebm_task *task) {
  ebm_lattice_options options = {.seed = 1, .log = log};
  const ebm_lattice_ops *ops = ebm_lattice_choose(model, &options);
  uint8_t out[SMALL_CELLS];
  ebm_lattice *lattice;
  ebm_error error;
  *task = (ebm_task){.record = record, .limit = FILLINGS + 1, .value = out};
  if (ops->create(model, &options, &lattice, &error) != EBM_OK) fail_msg("%s", error.text);
  ops->run(lattice, task, 1);
  ops->destroy(lattice);
  task->value = NULL;
}

/* ---- one puzzle ---- */

static void numbers_of(const drawn_puzzle *p, const uint8_t *value, int *v) {
  for (int c = 0; c < cells_of(p); c++) v[c] = p->board.first + value[c];
}

static const char *filling_words(const drawn_puzzle *p, const uint8_t *value, char *text) {
  int n = 0;
  for (int c = 0; c < cells_of(p); c++) n += sprintf(text + n, " %d", p->board.first + value[c]);
  return text;
}

/* Returns how many of the fillings keep the rules; UINT32_MAX: it was refused, as it should. */
static uint32_t hold(const drawn_puzzle *p, fillings *f) {
  char words[1200], numbers[100];
  ebm_model *model;
  ebm_error error = {0};
  uint32_t blamed, kept = 0;
  int refused = -1;
  for (int i = (int)p->n_uses - 1; i >= 0; i--) {
    const rule_definition *definition = definition_of(p->use[i].rule);
    if (definition->refused != NULL && definition->refused(p, &p->use[i])) refused = i;
  }
  ebm_status status = drawn_model(p, &model, &blamed, &error);
  puzzle_words(p, words, sizeof words);
  if (status != EBM_OK) {
    const char *name = p->use[blamed].rule->name;
    if (refused != (int)blamed) fail_msg("%s\n  refused: %s", words, error.text);
    if (strncmp(error.text, name, strlen(name)) != 0 || strlen(error.text) <= strlen(name) + 2)
      fail_msg("%s\n  refused without its name and a reason: '%s'", words, error.text);
    return UINT32_MAX;
  }
  if (refused >= 0) fail_msg("%s\n  %s is not refused", words, p->use[refused].rule->name);
  ebm_block block = {0};
  ebm_record *record = ebm_block_add(&block, model, 1);
  assert_non_null(record);
  record->alphabet = ".";
  for (uint32_t i = 0; i < f->n; i++) {
    int v[SMALL_CELLS];
    numbers_of(p, f->value[i], v);
    f->keeps[i] = puzzle_holds(p, v);
    f->found[i] = 0;
    kept += f->keeps[i];
    if (ebm_certify_rules(record, f->value[i]) != f->keeps[i])
      fail_msg("%s\n %s: the certifier %s it", words, filling_words(p, f->value[i], numbers),
               f->keeps[i] ? "refuses" : "accepts");
  }
  ebm_descent_log log = {.solution = take_solution, .context = f};
  ebm_task task;
  f->broken = 0;
  sought = f;
  descend(model, record, &log, &task);
  if (f->broken > 0) fail_msg("%s\n  %u answers that are no filling of the board", words, f->broken);
  for (uint32_t i = 0; i < f->n; i++)
    if (f->found[i] != f->keeps[i])
      fail_msg("%s\n %s: found %u times, %s", words, filling_words(p, f->value[i], numbers), f->found[i],
               f->keeps[i] ? "and keeps the rules" : "but breaks them");
  descend(model, record, NULL, &task);
  if (task.solutions != kept || !task.exhausted || task.outcome != (kept > 0 ? EBM_SOLVED : EBM_UNSOLVABLE))
    fail_msg("%s\n  %u of %u fillings keep the rules, the lanes count %u: %s", words, kept, f->n,
             (unsigned)task.solutions, ebm_outcome_name(task.outcome));
  ebm_block_clear(&block);
  ebm_model_destroy(model);
  return kept;
}

/* Room for the fillings of one board at a time. */
static fillings room;

static void a_rule_is_its_definition(void **state) {
  const ebm_rule *rule = *state;
  ebm_random random = {ebm_hash((uint64_t)rule->name[0] + (uint64_t)strlen(rule->name))};
  bool only_1_to_9 = definition_of(rule)->refused == not_1_to_9;
  uint32_t some = 0, from_0 = 0;
  for (int draw = 0; draw < DRAWS; draw++) {
    drawn_puzzle p;
    int target[SMALL_CELLS];
    do draw_board(&random, &p, rule->form == EBM_RULE_ALONE || rule->form == EBM_RULE_NUMBER, only_1_to_9);
    while (!has_room(&p, rule) || !fill(&p, &room));
    if (room.n > 0) numbers_of(&p, room.value[below(&random, room.n)], target);
    bool aim = room.n > 0 && !chance(&random, 4);
    draw_use(&random, &p, rule, LONGEST, aim ? target : NULL);
    /* Rules beside it: sums tell each other what is left over, dots and letters what is unmarked. */
    for (int more = 0; more < 2 && chance(&random, 4); more++)
      draw_use(&random, &p, draw_rule(&random), LONGEST, aim ? target : NULL);
    uint32_t kept = hold(&p, &room);
    if (kept == UINT32_MAX || kept == 0 || kept == room.n) continue;
    some++;
    from_0 += p.board.first == 0;
  }
  /* The sanitizers leave too few to count. */
  if (!SANITIZED && (some < DRAWS / 16 || (from_0 == 0 && !only_1_to_9)))
    fail_msg("%s: %u puzzles tell keeping from breaking, %u of them with numbers from 0", rule->name, some, from_0);
}

/* One test for each rule of the table. */
int main(void) {
  static struct CMUnitTest tests[MOST_RULES];
  size_t n = tests_of_rules(tests, a_rule_is_its_definition);
  room =
      (fillings){.value = malloc(FILLINGS * sizeof *room.value), .keeps = malloc(FILLINGS), .found = malloc(FILLINGS)};
  if (n == 0 || n == MOST_RULES || room.value == NULL || room.keeps == NULL || room.found == NULL) return 1;
  int failed = _cmocka_run_group_tests("rules_definition", tests, n, NULL, NULL);
  free(room.value);
  free(room.keeps);
  free(room.found);
  return failed;
}
