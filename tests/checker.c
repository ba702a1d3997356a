/* checker.c - judges what ebm-solve printed. Links nothing of ours and includes none of our headers.
 *
 *     checker PUZZLES OUTPUTS [--solutions]
 *
 * PUZZLES has one n x n puzzle a line (n * n symbols, '.' or '0' open, then possibly a comment), or
 * `puzzle:count:solution`, or `puzzle,solution` under a header that names these columns; `#` starts a comment line.
 * OUTPUTS has one line for each puzzle. Every line must be a grid in which each row, column and box holds each of the n
 * symbols once, that keeps the givens, and that equals the solution where PUZZLES states one; --solutions demands that
 * it states one everywhere. Boxes are as square as n allows, wider than high: 3 x 3 for 9, 2 x 3 for 6.
 *
 * Exit: 0 all lines right and as many as puzzles; 1 not so; 2 usage, or a file that cannot be read as described. */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT = 36, CELLS = LIMIT * LIMIT, SHOWN = 10 };

static const char symbols[] = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"; /* and '0' as the 36th */

typedef struct file {
  const char *name;
  FILE *stream;
  char *line;
  size_t size, number;
} file;

static void fail(const file *f, const char *why) {
  fprintf(stderr, "checker: %s:%zu: %s\n", f->name, f->number, why);
  exit(2);
}

static file open_file(const char *name) {
  file f = {.name = name, .stream = fopen(name, "rb")};
  if (f.stream != NULL) return f;
  perror(name);
  exit(2);
}

/* The next line without its end, as a string; false at the end of the file. */
static bool next_line(file *f) {
  size_t length = 0;
  int c = getc(f->stream);
  if (c == EOF && ferror(f->stream)) fail(f, "cannot be read");
  if (c == EOF) return false;
  f->number++;
  for (; c != EOF && c != '\n'; c = getc(f->stream)) {
    if (length + 2 > f->size) {
      f->size = f->size * 2 + 256;
      f->line = realloc(f->line, f->size);
      if (f->line == NULL) fail(f, "out of memory");
    }
    if (c == '\0') c = '\1'; /* a NUL must not hide what follows it */
    f->line[length++] = (char)c;
  }
  if (f->line == NULL) f->line = calloc(f->size = 256, 1);
  if (f->line == NULL) fail(f, "out of memory");
  if (length > 0 && f->line[length - 1] == '\r') length--;
  f->line[length] = '\0';
  return true;
}

/* ---- symbols ---- */

static bool is_open(char c, int n) {
  return c == '.' || c == '_' || c == '*' || (c == '0' && n < LIMIT);
}

/* 1..n, or 0 when c is not one of the n symbols. */
static int value_of(char c, int n) {
  if (c == '0') return n == LIMIT ? LIMIT : 0;
  const char *at = c == '\0' ? NULL : strchr(symbols, toupper((unsigned char)c));
  return at != NULL && at - symbols < n ? (int)(at - symbols) + 1 : 0;
}

/* The n of the longest prefix of text with n * n symbols or open cells, n = 4 and up; 0 when there is none. */
static int grid_size(const char *text) {
  size_t length = strcspn(text, ",: \t");
  for (int n = LIMIT; n >= 4; n--) {
    bool fits = length == (size_t)n * n;
    for (int i = 0; fits && i < n * n; i++) fits = is_open(text[i], n) || value_of(text[i], n) > 0;
    if (fits) return n;
  }
  return 0;
}

static void box_shape(int n, int *rows, int *columns) {
  for (*rows = 1, *columns = n; *rows * *rows <= n; ++*rows)
    if (n % *rows == 0) *columns = n / *rows;
  *rows = n / *columns;
}

/* ---- puzzles ---- */

typedef struct puzzle {
  const char *givens, *solution; /* into the line; solution may be NULL */
  int n;
} puzzle;

/* Where the columns are: 0 before the first, -1 when there is none. */
typedef struct header {
  bool present;
  int puzzle, solution;
} header;

static const char *column(const char *line, int index) {
  if (index < 0) return NULL;
  for (; index > 0 && line != NULL; index--) {
    line = strchr(line, ',');
    if (line != NULL) line++;
  }
  return line;
}

static int find_column(const char *line, const char *const names[]) {
  for (int index = 0;; index++) {
    const char *at = column(line, index);
    if (at == NULL) return -1;
    size_t length = strcspn(at, ",");
    for (int i = 0; names[i] != NULL; i++)
      if (strlen(names[i]) == length && strncmp(at, names[i], length) == 0) return index;
  }
}

static bool read_header(const char *line, header *h) {
  static const char *const puzzles[] = {"puzzle", "quizzes", "question", NULL};
  static const char *const solutions[] = {"solution", "solutions", "answer", NULL};
  if (strchr(line, ',') == NULL && strcmp(line, "puzzle") != 0) return false;
  int at = find_column(line, puzzles);
  if (at < 0) return false;
  *h = (header){true, at, find_column(line, solutions)};
  return true;
}

/* The next puzzle; false at the end of the file. */
static bool next_puzzle(file *f, header *h, puzzle *p) {
  while (next_line(f)) {
    char *line = f->line;
    if (strncmp(line, "\xEF\xBB\xBF", 3) == 0 && f->number == 1) line += 3;
    if (*line == '#' || *line == '\0') continue;
    if (!h->present && read_header(line, h)) continue;
    p->givens = h->present ? column(line, h->puzzle) : line;
    p->solution = h->present ? column(line, h->solution) : NULL;
    if (p->givens == NULL) fail(f, "no column with a puzzle");
    p->n = grid_size(p->givens);
    if (p->n == 0) fail(f, "not a puzzle");
    if (!h->present && p->givens[p->n * p->n] == ':') {
      const char *colon = strchr(p->givens + p->n * p->n + 1, ':');
      if (colon != NULL) p->solution = colon + 1;
    }
    if (p->solution != NULL && grid_size(p->solution) == 0) p->solution = NULL;
    if (p->solution != NULL && grid_size(p->solution) != p->n) fail(f, "puzzle and solution differ in size");
    return true;
  }
  return false;
}

/* ---- the judgement ---- */

/* NULL when the text solves the puzzle; else the reason, valid until the next call. */
static const char *judge(const puzzle *p, const char *text) {
  static char why[160];
  int n = p->n, box_rows, box_columns;
  bool seen[3][LIMIT][LIMIT + 1] = {{{false}}}; /* row, column, box: holds the value */
  static const char *const units[] = {"row", "column", "box"};
  box_shape(n, &box_rows, &box_columns);
  if (strlen(text) != (size_t)n * n) {
    snprintf(why, sizeof why, "%zu characters, %d expected", strlen(text), n * n);
    return why;
  }
  for (int i = 0; i < n * n; i++) {
    int row = i / n, col = i % n, value = value_of(text[i], n);
    if (value == 0) {
      snprintf(why, sizeof why, "row %d column %d is not one of the %d symbols", row + 1, col + 1, n);
      return why;
    }
    if (!is_open(p->givens[i], n) && value_of(p->givens[i], n) != value) {
      snprintf(why, sizeof why, "row %d column %d is %c, given %c", row + 1, col + 1, text[i], p->givens[i]);
      return why;
    }
    int place[] = {row, col, row / box_rows * box_rows + col / box_columns};
    for (int u = 0; u < 3; u++) {
      if (seen[u][place[u]][value]) {
        snprintf(why, sizeof why, "%s %d has two %c", units[u], place[u] + 1, text[i]);
        return why;
      }
      seen[u][place[u]][value] = true;
    }
  }
  for (int i = 0; p->solution != NULL && i < n * n; i++)
    if (value_of(p->solution[i], n) != value_of(text[i], n)) {
      snprintf(why, sizeof why, "row %d column %d is %c, but %c in the solution", i / n + 1, i % n + 1, text[i],
               p->solution[i]);
      return why;
    }
  return NULL;
}

int main(int argc, char **argv) {
  bool demand = argc == 4 && strcmp(argv[3], "--solutions") == 0;
  if (argc != 3 && !demand) {
    fprintf(stderr, "usage: checker PUZZLES OUTPUTS [--solutions]\n");
    return 2;
  }
  file puzzles = open_file(argv[1]), outputs = open_file(argv[2]);
  header h = {0};
  puzzle p;
  size_t good = 0, bad = 0, missing = 0, extra = 0, compared = 0;
  while (next_puzzle(&puzzles, &h, &p)) {
    if (!next_line(&outputs)) {
      missing++;
      continue;
    }
    const char *why = judge(&p, outputs.line);
    if (why == NULL && demand && p.solution == NULL) why = "no solution to compare with";
    compared += p.solution != NULL;
    if (why == NULL)
      good++;
    else if (bad++ < SHOWN)
      printf("%s:%zu (puzzle of line %zu): %s\n", outputs.name, outputs.number, puzzles.number, why);
  }
  while (next_line(&outputs)) extra++;
  printf("%zu good, %zu bad, %zu missing, %zu extra; %zu compared with a solution\n", good, bad, missing, extra,
         compared);
  free(puzzles.line);
  free(outputs.line);
  fclose(puzzles.stream);
  fclose(outputs.stream);
  return bad + missing + extra > 0 || good == 0;
}
