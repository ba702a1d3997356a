/* holds.c - what each kind of part means: the definitions, as a function of the numbers in its cells. */
#include <stdlib.h>
#include <string.h>

#include "variant.h"

bool planted_definition = false;

static bool all_different(const int *v, int n) {
  for (int i = 0; i < n; i++)
    for (int k = 0; k < i; k++)
      if (v[i] == v[k]) return false;
  return true;
}

static int count(const int *v, int n, int number) {
  int found = 0;
  for (int i = 0; i < n; i++) found += v[i] == number;
  return found;
}

static bool is_consecutive(int a, int b) {
  return abs(a - b) == 1;
}

static bool is_twice(int a, int b) {
  return a == 2 * b || b == 2 * a;
}

static int third(int number) {
  return number <= 3 ? 0 : number <= 6 ? 1 : 2;
}

/* The numbers from i on, n of them around, cut into runs that sum to `sum` each. */
static bool cut(const int *v, int n, int from, int sum) {
  bool reached[SCOPE + 1] = {true};
  for (int begin = 0; begin < n; begin++) {
    if (!reached[begin]) continue;
    int total = 0;
    for (int end = begin; end < n; end++) {
      total += v[(from + end) % n];
      if (total == sum) reached[end + 1] = true;
    }
  }
  return reached[n];
}

static bool segments_equal(const part *p, const int *v) {
  int first = 0;
  for (int s = 0, i = 0; s < p->n_numbers; s++) {
    int sum = 0;
    for (; i < p->number[s]; i++) sum += v[i];
    if (s == 0) first = sum;
    if (sum != first) return false;
  }
  return true;
}

/* Cells equally far from both ends have one sum, which is what stands in the middle where there is a middle. */
static bool zips(const int *v, int n) {
  int sum = n % 2 == 1 ? v[n / 2] : v[0] + v[n - 1];
  for (int i = 0; i < n / 2; i++)
    if (v[i] + v[n - 1 - i] != sum) return false;
  return true;
}

/* The numbers between the lowest and the highest of the board. */
static bool sandwich(const board *b, const int *v, int n, int sum) {
  int low = -1, high = -1, total = 0;
  for (int i = 0; i < n; i++) {
    if (v[i] == b->first) low = i;
    if (v[i] == b->first + b->values - 1) high = i;
  }
  if (low < 0 || high < 0) return false;
  for (int i = low < high ? low : high; ++i < (low < high ? high : low);) total += v[i];
  return total == sum;
}

static bool x_sum(const int *v, int n, int sum) {
  int total = 0;
  if (v[0] > n) return false;
  for (int i = 0; i < v[0]; i++) total += v[i];
  return total == sum;
}

/* A building is seen when all in front of it are lower; a height of 0 is no building. */
static bool skyline(const int *v, int n, int seen) {
  int highest = 0;
  for (int i = 0; i < n; i++)
    if (v[i] > highest) highest = v[i], seen--;
  return seen == 0;
}

/* The first building that a higher one hides. */
static bool first_hidden(const int *v, int n, int number) {
  int highest = v[0];
  for (int i = 1; i < n; i++) {
    if (v[i] < highest) return v[i] == number;
    highest = v[i];
  }
  return false;
}

static bool same_sets(const int *v, int n) {
  for (int i = 0; i < n; i++)
    if (count(v, n / 2, v[i]) != count(v + n / 2, n / 2, v[i])) return false;
  return true;
}

static bool contains(const part *p, const int *v, bool exactly) {
  for (int i = 0; i < p->n_numbers; i++) {
    int wanted = count(p->number, p->n_numbers, p->number[i]), found = count(v, p->n, p->number[i]);
    if (exactly ? found != wanted : found < wanted) return false;
  }
  return true;
}

static bool string(const int *v, int n) {
  int low = v[0], high = v[0];
  for (int i = 1; i < n; i++) {
    if (v[i] < low) low = v[i];
    if (v[i] > high) high = v[i];
  }
  return all_different(v, n) && high - low == n - 1;
}

static bool classes(const int *v, int n, bool thirds) {
  int met = 0;
  for (int i = 0; i < n; i++) met |= 1 << (thirds ? third(v[i]) : v[i] % 3);
  return met == 7;
}

bool part_holds(const part *p, const board *b, const int *v) {
  int n = p->n, number = p->number[0];
  switch (p->kind) {
    case DIFFERENT: return all_different(v, n);
    case RISES: return planted_definition ? v[0] <= v[1] : v[0] < v[1];
    case FAR: return abs(v[0] - v[1]) >= number;
    case SAME: return v[0] == v[1];
    case INSIDE: return (v[0] < v[2] && v[2] < v[1]) || (v[1] < v[2] && v[2] < v[0]);
    case OUTSIDE: return (v[2] < v[0] && v[2] < v[1]) || (v[2] > v[0] && v[2] > v[1]);
    case RESIDUES:
      for (int i = 0; i < n; i++)
        for (int k = 0; k < i; k++)
          if (v[i] % number == v[k] % number) return false;
      return true;
    case THIRDS: return third(v[0]) != third(v[1]);
    case ALL_THIRDS: return classes(v, n, true);
    case ALL_RESIDUES: return classes(v, n, false);
    case CONSECUTIVE: return is_consecutive(v[0], v[1]);
    case NOT_CONSECUTIVE: return !is_consecutive(v[0], v[1]);
    case TWICE: return is_twice(v[0], v[1]);
    case NO_DOT: return !is_consecutive(v[0], v[1]) && !is_twice(v[0], v[1]);
    case NO_LETTER: return v[0] + v[1] != 5 && v[0] + v[1] != 10;
    case STRING: return string(v, n);
    case ZIPPER: return zips(v, n);
    case SEGMENTS: return segments_equal(p, v);
    case SUM_LINE:
      for (int from = 0; from < (p->of->loop ? n : 1); from++)
        if (cut(v, n, from, number)) return true;
      return false;
    case LINEAR: {
      int sum = 0;
      for (int i = 0; i < n; i++) sum += p->number[1 + i] * v[i];
      return sum == number;
    }
    case SAME_SETS: return same_sets(v, n);
    case EXACT: return contains(p, v, true);
    case AT_LEAST: return contains(p, v, false);
    case CIRCLES:
      for (int i = 0; i < n; i++)
        if (count(v, n, v[i]) != v[i]) return false;
      return true;
    case TABLE: return p->of->pairs[v[0] - b->first][v[1] - b->first];
    case SANDWICH: return sandwich(b, v, n, number);
    case X_SUM: return x_sum(v, n, number);
    case SKYLINE: return skyline(v, n, number);
    case HIDDEN: return first_hidden(v, n, number);
    case ROOM: return v[0] >= 1 && v[0] <= n && v[v[0] - 1] == number;
  }
  abort();
}

const char *puzzle_judge(const puzzle *p, const parts *what, const int *grid) {
  for (int c = 0; c < board_cells(&p->board); c++) {
    int a = grid[c] - p->board.first;
    if (a < 0 || a >= p->board.values) return "a cell without a value";
    if ((p->allowed[c] >> a & 1) == 0) return "the givens";
  }
  for (size_t i = 0; i < what->n; i++) {
    const part *q = &what->part[i];
    int v[SCOPE];
    for (int k = 0; k < q->n; k++) v[k] = grid[q->cell[k]];
    if (!part_holds(q, &p->board, v)) return q->of != NULL ? rule_names[q->of->type] : "the board";
  }
  return NULL;
}
