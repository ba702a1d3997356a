/* variants.c - random variants, answered by ebm-solve and by the oracle, which must agree.
 *
 *     variants [--plant KIND] [--limit L] [--batch B] N SEED
 *
 * N puzzles in batches of B; solutions are compared up to L of them (100), in every tenth batch up to 10 L. KIND
 * is a disagreement that is made on purpose, and that must then be reported: unsolvable, unique, count, missing, wrong
 * (ebm-solve's answer is altered on its way) or definition (the oracle's own is altered).
 *
 * Exit: 0 no disagreement; 1 some; 2 usage; 3 out of memory, or the oracle contradicts itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "answers.h"

enum { BATCH = 1000, SHRUNK = 20 };

typedef struct tally {
  long occurred[RULE_COUNT], solvable[RULE_COUNT], none[RULE_COUNT], one[RULE_COUNT], more[RULE_COUNT];
  long puzzles, refused, unknown, given_up, disagreements, boards_raw, boards_zero, boards_oblong, boards_extra;
  long verdict[3];
} tally;

static const char *planted;
static bool planted_done;
static parts what;

/* ---- altering answers on purpose ---- */

static bool plants(const char *kind, bool can) {
  bool now = planted != NULL && !planted_done && strcmp(planted, kind) == 0 && can;
  planted_done |= now;
  return now;
}

static void plant(const board *b, answer *a) {
  if (plants("unsolvable", strcmp(a->status, "solved") == 0)) {
    strcpy(a->status, "unsolvable");
    a->solutions = a->n_all = 0;
    a->exhausted = true;
  }
  if (plants("unique", a->unique == 0)) a->unique = 1;
  if (plants("count", a->count == 1)) a->count = 2;
  if (plants("missing", a->exhausted && a->n_all > 1)) strcpy(a->all[a->n_all - 1], a->all[0]);
  if (plants("wrong", strcmp(a->status, "solved") == 0 && b->values > 1)) {
    char *c = &a->plain[0];
    *c = board_symbol(b, *c == board_symbol(b, b->first) ? b->first + 1 : b->first);
  }
}

/* ---- comparison ---- */

/* Givens that contradict each other by themselves are refused as such: what is refused so must have no solution. */
static bool refused_givens(const answer *a) {
  size_t length = strlen(a->error); /* "row 3 has two 5s" */
  return strstr(a->error, " has ") != NULL && length > 2 && a->error[length - 1] == 's' &&
         strchr("0123456789ABCDEFGHIJKL", a->error[length - 2]) != NULL;
}

static int compare_grids(const void *a, const void *b) {
  return memcmp(a, b, CELLS);
}

/* NULL: they agree; else what is wrong with ebm-solve's answer, if the oracle is right. */
static const char *disagreement(const puzzle *p, const answer *a, const oracle *truth, int limit) {
  static char why[400];
  const board *b = &p->board;
  int grid[CELLS], n = truth->n < limit ? truth->n : limit, cells = board_cells(b);
  bool timed = strcmp(a->status, "unknown") == 0 || strcmp(a->unique_status, "unknown") == 0;
  const char *broken;
#define WRONG(...) return snprintf(why, sizeof why, __VA_ARGS__), why
  if (strcmp(a->status, "invalid") == 0) {
    if (refused_givens(a) && truth->n > 0) WRONG("%s, but there is a solution", a->error);
    return NULL;
  }
  /* one solution */
  bool solved = board_grid(b, a->plain, grid), whole = true;
  for (int c = 0; c < cells; c++) whole &= (p->allowed[c] & (p->allowed[c] - 1)) == 0;
  if (whole && truth->n == 0) solved = false; /* the puzzle as it was given looks like a solution */
  if (solved && (broken = puzzle_judge(p, &what, grid)) != NULL) WRONG("the solution %s breaks %s", a->plain, broken);
  if (!solved && truth->n > 0 && !timed) WRONG("no solution is found, there is one");
  /* -u */
  if (strcmp(a->unique_status, "unsolvable") == 0 && truth->n > 0) WRONG("-u: unsolvable, there is a solution");
  if (strcmp(a->unique_status, "solved") == 0 && truth->n == 0) WRONG("-u: solved, there is no solution");
  if (a->unique >= 0 && a->unique != (truth->n == 1)) WRONG("-u: unique is %d, there are %d solutions", a->unique, n);
  if (a->unique < 0 && truth->n > 0 && !timed) WRONG("-u: unique is not known");
  if (timed) return NULL;
  /* -c */
  if (a->count != n) WRONG("-c: %d solutions, there are %d", a->count, n);
  if (a->more ? truth->n < limit : truth->n > limit) WRONG("-c: 'at least' is %d, there are %d", a->more, truth->n);
  /* --all */
  if ((strcmp(a->status, "solved") == 0) != (truth->n > 0)) WRONG("--all: %s, there are %d solutions", a->status, n);
  if (a->solutions != n || a->n_all != n)
    WRONG("--all: %d solutions, %d shown, there are %d", a->solutions, a->n_all, n);
  if (a->exhausted ? truth->n > limit : truth->n < limit)
    WRONG("--all: exhausted is %d, there are %d", a->exhausted, n);
  int8_t(*ours)[CELLS] = calloc((size_t)n + 1, sizeof *ours);
  if (ours == NULL) exit(3);
  why[0] = '\0';
  for (int i = 0; i < n && why[0] == '\0'; i++) {
    broken = board_grid(b, a->all[i], grid) ? puzzle_judge(p, &what, grid) : "its length";
    if (broken != NULL) snprintf(why, sizeof why, "--all: the solution %s breaks %s", a->all[i], broken);
    for (int c = 0; broken == NULL && c < cells; c++) ours[i][c] = (int8_t)grid[c];
  }
  if (why[0] == '\0') qsort(ours, (size_t)n, sizeof *ours, compare_grids);
  for (int i = 1; i < n && why[0] == '\0'; i++)
    if (compare_grids(ours[i - 1], ours[i]) == 0) snprintf(why, sizeof why, "--all: a solution is shown twice");
  if (why[0] == '\0' && truth->n <= limit && n > 0) {
    for (int i = 0; i < n; i++) memset(truth->grid[i] + cells, 0, (size_t)(CELLS - cells));
    qsort(truth->grid, (size_t)n, sizeof *truth->grid, compare_grids);
    if (memcmp(ours, truth->grid, (size_t)n * sizeof *ours) != 0) snprintf(why, sizeof why, "--all: other solutions");
  }
  free(ours);
  return why[0] != '\0' ? why : NULL;
#undef WRONG
}

/* ---- making a puzzle smaller while it is still disagreed about ---- */

/* Asks both about p; true: they disagree, or ebm-solve does not answer. */
static bool disagreed(const puzzle *p, answer *a, oracle *truth, int limit, const char **why) {
  if (!answers_ask(p, 1, limit, a, why)) return true;
  puzzle_parts(p, &what);
  oracle_ask(p, &what, limit, truth);
  plant(&p->board, a);
  return truth->n >= 0 && (*why = disagreement(p, a, truth, limit)) != NULL;
}

static void report(const puzzle *first, answer *a, oracle *truth, int limit, long number) {
  static char text[TEXT];
  const char *why = NULL;
  puzzle p = *first;
  bool smaller = true;
  while (smaller) {
    smaller = false;
    for (int i = 0; i < p.n_rules + board_cells(&p.board); i++) {
      puzzle less = p;
      int c = i - p.n_rules;
      if (c < 0) {
        memmove(&less.rule[i], &less.rule[i + 1], (size_t)(p.n_rules - i - 1) * sizeof *less.rule);
        less.n_rules--;
      } else {
        less.allowed[c] = (uint16_t)((1u << p.board.values) - 1);
        if (less.allowed[c] == p.allowed[c]) continue;
      }
      planted_done = false;
      if (!disagreed(&less, a, truth, limit, &why)) continue;
      p = less;
      smaller = true;
      i--;
    }
  }
  planted_done = false;
  truth->n = 0;
  disagreed(&p, a, truth, limit, &why);
  puzzle_spell(&p, text);
  printf("differential: variants: puzzle %ld: %s\n  %s\n", number, why != NULL ? why : "gone when asked again", text);
  printf("  ebm-solve: %s, %d solutions%s, -u %s, unique %d, -c %d%s, line %s\n", a->status, a->solutions,
         a->exhausted ? "" : "+", a->unique_status, a->unique, a->count, a->more ? "+" : "", a->plain);
  for (int i = 0; i < a->n_all && i < 3; i++) printf("    %s\n", a->all[i]);
  printf("  oracle: %d solutions%s\n", truth->n < limit ? truth->n : limit, truth->n > limit ? "+" : "");
  for (int i = 0; i < truth->n && i < 3; i++) {
    printf("    ");
    for (int c = 0; c < board_cells(&p.board); c++) putchar(board_symbol(&p.board, truth->grid[i][c]));
    putchar('\n');
  }
  printf("  again: echo '%s' | ebm-solve --all=%d -o json\n", text, limit);
  fflush(stdout);
}

/* ---- counting ---- */

static void count(tally *t, const puzzle *p, const oracle *truth) {
  int kind = truth->n == 0 ? 0 : truth->n == 1 ? 1 : 2, longer = p->board.rows;
  bool met[RULE_COUNT] = {false};
  if (p->board.columns > longer) longer = p->board.columns;
  t->verdict[kind]++;
  t->boards_raw += p->board.raw;
  t->boards_zero += p->board.first == 0;
  t->boards_oblong += p->board.rows != p->board.columns;
  t->boards_extra += p->board.values != longer;
  for (int i = 0; i < p->n_rules; i++) {
    rule_type type = p->rule[i].type;
    if (met[type]) continue;
    met[type] = true;
    t->occurred[type]++;
    t->solvable[type] += kind > 0;
    t->none[type] += kind == 0;
    t->one[type] += kind == 1;
    t->more[type] += kind == 2;
  }
}

static bool show(const tally *t) {
  bool every = true;
  printf("%-17s %8s %9s %11s %8s %8s\n", "rule", "puzzles", "solvable", "unsolvable", "unique", "several");
  for (int i = 0; i < RULE_COUNT; i++) {
    printf("%-17s %8ld %9ld %11ld %8ld %8ld\n", rule_names[i], t->occurred[i], t->solvable[i], t->none[i], t->one[i],
           t->more[i]);
    every &= t->occurred[i] > 0;
  }
  return every;
}

/* What was refused, and how often, by the text in front of the first digit. */
static void note_refusal(const char *error, const puzzle *p) {
  static char met[64][120];
  static int n;
  static char text[TEXT];
  char key[120];
  snprintf(key, sizeof key, "%.*s", (int)strcspn(error, "0123456789"), error);
  for (int i = 0; i < n; i++)
    if (strcmp(met[i], key) == 0) return;
  if (n == 64) return;
  strcpy(met[n++], key);
  puzzle_spell(p, text);
  printf("refused: %s\n  %s\n", error, text);
}

/* ---- the run ---- */

static void run_batch(tally *t, dice *d, int n, int limit, oracle *truth) {
  static puzzle puzzles[BATCH];
  static answer answers[BATCH + 1];
  const char *why;
  for (int i = 0; i < n; i++) puzzle_draw(&puzzles[i], d);
  bool answered = answers_ask(puzzles, n, limit, answers, &why);
  for (int i = 0; i < n; i++) {
    const puzzle *p = &puzzles[i];
    t->puzzles++;
    /* A batch without an answer for each puzzle is gone through one by one. */
    if (!answered && !answers_ask(p, 1, limit, &answers[i], &why)) {
      t->disagreements++;
      if (t->disagreements <= SHRUNK) report(p, &answers[BATCH], truth, limit, t->puzzles);
      continue;
    }
    puzzle_parts(p, &what);
    oracle_ask(p, &what, limit, truth);
    if (truth->n < 0) {
      t->given_up++;
      continue;
    }
    count(t, p, truth);
    if (strcmp(answers[i].status, "unknown") == 0 && t->unknown++ < SHRUNK) {
      static char text[TEXT];
      puzzle_spell(p, text);
      printf("unknown after 3 s, the oracle has %d solutions\n  %s\n", truth->n, text);
      fflush(stdout);
    }
    if (strcmp(answers[i].status, "invalid") == 0 && !refused_givens(&answers[i])) {
      t->refused++;
      note_refusal(answers[i].error, p);
    }
    plant(&p->board, &answers[i]);
    if (disagreement(p, &answers[i], truth, limit) == NULL) continue;
    t->disagreements++;
    if (t->disagreements <= SHRUNK) report(p, &answers[BATCH], truth, limit, t->puzzles);
  }
}

int main(int argc, char **argv) {
  int limit = 100, batch = 250, at = 1;
  for (; at + 1 < argc && strncmp(argv[at], "--", 2) == 0; at += 2) {
    if (strcmp(argv[at], "--plant") == 0) planted = argv[at + 1];
    if (strcmp(argv[at], "--limit") == 0) limit = atoi(argv[at + 1]);
    if (strcmp(argv[at], "--batch") == 0) batch = atoi(argv[at + 1]);
  }
  if (argc - at != 2 || limit < 2 || batch < 1 || batch > BATCH) {
    fputs("usage: variants [--plant KIND] [--limit L] [--batch B] N SEED\n", stderr);
    return 2;
  }
  if (system("command -v ebm-solve >/dev/null") != 0) {
    fputs("variants: ebm-solve is not on the path\n", stderr);
    return 2;
  }
  static tally t;
  long n = atol(argv[at]);
  planted_definition = planted != NULL && strcmp(planted, "definition") == 0;
  oracle truth = {.grid = calloc((size_t)limit * 10 + 1, sizeof *truth.grid)};
  if (truth.grid == NULL) return 3;
  for (long done = 0, k = 0; done < n; k++) {
    /* Each batch has a seed of its own, so that it can be drawn without those before it. */
    dice d = {.state = (uint64_t)atol(argv[at + 1]) * 1000003u + (uint64_t)k};
    int some = n - done < batch ? (int)(n - done) : batch;
    run_batch(&t, &d, some, k % 10 == 9 ? 10 * limit : limit, &truth);
    done += some;
    if (isatty(2)) fprintf(stderr, "variants: %ld of %ld\r", done, n);
    if (planted != NULL && t.disagreements > 0) break;
  }
  bool every = planted != NULL || show(&t);
  printf("variants: %ld puzzles: %ld without a solution, %ld with one, %ld with more; %ld without rows and columns, "
         "%ld from 0, %ld oblong, %ld with other values than cells in a line; %ld refused by ebm-solve, %ld unknown to "
         "it, "
         "%ld given up by the oracle; %.0f s of the oracle\n",
         t.puzzles, t.verdict[0], t.verdict[1], t.verdict[2], t.boards_raw, t.boards_zero, t.boards_oblong,
         t.boards_extra, t.refused, t.unknown, t.given_up, (double)clock() / CLOCKS_PER_SEC);
  if (!every && n >= 1000) printf("differential: variants: not every rule occurred\n");
  printf("variants: %ld disagreements\n", t.disagreements);
  free(truth.grid);
  return t.disagreements > 0 || (!every && n >= 1000);
}
