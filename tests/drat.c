/* drat FORMULA PROOF: whether the proof's lines follow one by one from the formula in DIMACS CNF by unit propagation
 * (RUP, the part of DRAT that needs no new variables) and end with the empty clause. Links nothing of ours. Exit 0:
 * verified. 1: not a proof. 2: unreadable. Deletions (lines with d) are passed over: more clauses do no harm. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int n_variables;
static signed char *value; /* [variable] 1 true, -1 false, 0 open */
static int *trail, n_trail;

typedef struct clause {
  int n;
  int *literal; /* the first two are watched */
} clause;

static clause *clauses;
static int n_clauses, clause_capacity;

typedef struct watch_list {
  int *clause;
  int n, capacity;
} watch_list;

static watch_list *watches; /* [2 * variable + (negative)] */

static _Noreturn void die(const char *what) {
  fprintf(stderr, "drat: %s\n", what);
  exit(2);
}

static void *grow(void *array, int *capacity, int needed, size_t size) {
  if (needed <= *capacity) return array;
  *capacity = needed * 2 + 16;
  array = realloc(array, (size_t)*capacity * size);
  if (array == NULL) die("out of memory");
  return array;
}

static int side(int literal) {
  return literal > 0 ? 2 * literal : -2 * literal + 1;
}

static int truth(int literal) {
  return literal > 0 ? value[literal] : -value[-literal];
}

static void assign(int literal) {
  value[abs(literal)] = literal > 0 ? 1 : -1;
  trail[n_trail++] = literal;
}

static void watch(int literal, int c) {
  watch_list *list = &watches[side(literal)];
  list->clause = grow(list->clause, &list->capacity, list->n + 1, sizeof *list->clause);
  list->clause[list->n++] = c;
}

/* True: a clause has become empty. Propagates the trail from `from` on. */
static bool propagate(int from) {
  for (int t = from; t < n_trail; t++) {
    int gone = -trail[t];
    watch_list *list = &watches[side(gone)];
    int kept = 0;
    for (int i = 0; i < list->n; i++) {
      int c = list->clause[i], *l = clauses[c].literal;
      if (l[0] == gone) l[0] = l[1], l[1] = gone;
      if (truth(l[0]) > 0) {
        list->clause[kept++] = c;
        continue;
      }
      int k = 2;
      while (k < clauses[c].n && truth(l[k]) < 0) k++;
      if (k < clauses[c].n) {
        l[1] = l[k], l[k] = gone;
        watch(l[1], c);
        continue;
      }
      list->clause[kept++] = c;
      if (truth(l[0]) < 0) {
        while (++i < list->n) list->clause[kept++] = list->clause[i];
        list->n = kept;
        return true;
      }
      assign(l[0]);
    }
    list->n = kept;
  }
  return false;
}

/* Adds a clause under the present assignment, which is permanent. True: contradiction. */
static bool add(const int *literal, int n) {
  clauses = grow(clauses, &clause_capacity, n_clauses + 1, sizeof *clauses);
  int *copy = malloc((size_t)(n + 1) * sizeof *copy), front = 0;
  if (copy == NULL) die("out of memory");
  memcpy(copy, literal, (size_t)n * sizeof *copy);
  for (int i = 0; i < n && front < 2; i++) /* literals that are not false to the front */
    if (truth(copy[i]) >= 0) {
      int swap = copy[front];
      copy[front++] = copy[i], copy[i] = swap;
    }
  clauses[n_clauses] = (clause){n, copy};
  if (n >= 2) {
    watch(copy[0], n_clauses);
    watch(copy[1], n_clauses);
  }
  n_clauses++;
  if (front == 0) return true;
  if (front == 1 && truth(copy[0]) == 0) {
    int from = n_trail;
    assign(copy[0]);
    return propagate(from);
  }
  return false;
}

static void undo(int to) {
  while (n_trail > to) value[abs(trail[--n_trail])] = 0;
}

/* Whether assuming all literals false leads to a contradiction. */
static bool follows(const int *literal, int n) {
  int from = n_trail;
  bool contradiction = false;
  for (int i = 0; i < n && !contradiction; i++) {
    contradiction = truth(literal[i]) > 0;
    if (truth(literal[i]) == 0) assign(-literal[i]);
  }
  contradiction = contradiction || propagate(from);
  undo(from);
  return contradiction;
}

/* Reads numbers up to 0 into *literal; -1 at the end of the file. */
static int read_clause(FILE *file, int **literal, int *capacity) {
  int n = 0, number;
  while (fscanf(file, "%d", &number) == 1) {
    if (number == 0) return n;
    if (abs(number) > n_variables) die("a variable that the formula does not have");
    *literal = grow(*literal, capacity, n + 1, sizeof **literal);
    (*literal)[n++] = number;
  }
  if (n > 0) die("a clause without end");
  return -1;
}

int main(int argc, char **argv) {
  if (argc != 3) die("usage: drat FORMULA PROOF");
  FILE *formula = fopen(argv[1], "r"), *proof = fopen(argv[2], "r");
  if (formula == NULL || proof == NULL) die("cannot open the files");
  int stated, byte = 0, *literal = NULL, capacity = 0, n, read = 0, line = 0;
  while ((byte = fgetc(formula)) == 'c')
    while (byte != '\n' && byte != EOF) byte = fgetc(formula);
  ungetc(byte, formula);
  if (fscanf(formula, "p cnf %d %d", &n_variables, &stated) != 2 || n_variables < 0) die("no header");
  value = calloc((size_t)n_variables + 1, sizeof *value);
  trail = calloc((size_t)n_variables + 1, sizeof *trail);
  watches = calloc(2 * (size_t)n_variables + 2, sizeof *watches);
  if (value == NULL || trail == NULL || watches == NULL) die("out of memory");
  bool contradiction = false;
  for (; (n = read_clause(formula, &literal, &capacity)) >= 0; read++) contradiction = add(literal, n) || contradiction;
  if (read != stated) die("not the stated number of clauses");
  while (fscanf(proof, " %c", (char *)&byte) == 1) {
    bool deletion = (char)byte == 'd';
    if (!deletion) ungetc((char)byte, proof);
    if ((n = read_clause(proof, &literal, &capacity)) < 0) break;
    line++;
    if (deletion) continue;
    if (!contradiction && !follows(literal, n)) {
      printf("not verified: line %d does not follow\n", line);
      return 1;
    }
    if (n == 0) {
      printf("verified: %d clauses, %d lines\n", stated, line);
      return 0;
    }
    contradiction = add(literal, n) || contradiction;
  }
  printf("not verified: no empty clause\n");
  return 1;
}
