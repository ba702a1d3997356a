/* encode.c - from parts to clauses, and what cadical says of them.
 *
 * Variable cells' x[cell][value] come first. A part of one or two different cells becomes the list of its forbidden
 * tuples. One of more cells becomes a decision diagram: all its tuples are tried, cell after cell, with part_holds() as
 * the judge, and prefixes after which the same may follow share a node; a variable for each node says that it is
 * passed. */
#include <ccadical.h>
#include <stdlib.h>
#include <string.h>

#include "variant.h"

enum { CONFLICTS = 20000, DRAWN_CONFLICTS = 300 }; /* before a question is given up, and the drawing of a solution */

typedef struct encoder {
  CCaDiCaL *sat;
  const puzzle *puzzle;
  int variables;
  bool apart[CELLS][CELLS]; /* some set keeps the two different, whatever else holds */
} encoder;

static int literal(const encoder *e, int cell, int a) {
  return cell * e->puzzle->board.values + a + 1;
}

static void clause(encoder *e, const int *literals, int n) {
  for (int i = 0; i < n; i++) ccadical_add(e->sat, literals[i]);
  ccadical_add(e->sat, 0);
}

/* ---- a part ---- */

typedef struct node {
  int child[VALUES], layer, next; /* child: a node, or one of the two below */
} node;
enum { NEVER = 0, ALWAYS = 1, NODES = 2, SLOTS = 1 << 14 };

typedef struct diagram {
  const encoder *e;
  const part *part;
  int cell[SCOPE], n; /* the different cells */
  int place[SCOPE];   /* of the part's k-th cell among them */
  int value[SCOPE];   /* number of each, as far as they are chosen */
  node *node;
  size_t n_nodes, room;
  int slot[SLOTS];
} diagram;

static int node_of(diagram *d, const int *child, int layer) {
  uint32_t hash = 2166136261u;
  int values = d->e->puzzle->board.values;
  bool never = true;
  for (int a = 0; a < values; a++) hash = (hash ^ (uint32_t)child[a]) * 16777619u, never &= child[a] == NEVER;
  if (never) return NEVER;
  int *slot = &d->slot[(hash ^ hash >> 15 ^ (uint32_t)layer * 7919u) % SLOTS];
  for (int i = *slot; i != 0; i = d->node[i].next)
    if (d->node[i].layer == layer && memcmp(d->node[i].child, child, (size_t)values * sizeof *child) == 0) return i;
  d->node = grown(d->node, &d->room, d->n_nodes + 1, sizeof *d->node);
  node *new = &d->node[d->n_nodes];
  memcpy(new->child, child, (size_t)values * sizeof *child);
  new->layer = layer;
  new->next = *slot;
  return *slot = (int)d->n_nodes++;
}

/* What may follow when the first `layer` cells are chosen. */
static int follow(diagram *d, int layer) {
  const board *b = &d->e->puzzle->board;
  if (layer == d->n) {
    int number[SCOPE];
    for (int k = 0; k < d->part->n; k++) number[k] = d->value[d->place[k]];
    return part_holds(d->part, b, number) ? ALWAYS : NEVER;
  }
  int child[VALUES];
  for (int a = 0; a < b->values; a++) {
    bool open = d->e->puzzle->allowed[d->cell[layer]] >> a & 1;
    for (int k = 0; open && k < layer; k++)
      open = d->value[k] != b->first + a || !d->e->apart[d->cell[k]][d->cell[layer]];
    d->value[layer] = b->first + a;
    child[a] = open ? follow(d, layer + 1) : NEVER;
  }
  return node_of(d, child, layer);
}

static void encode_part(encoder *e, const part *p) {
  static diagram d; /* its memory is used again */
  d.e = e, d.part = p, d.n = 0, d.n_nodes = NODES;
  memset(d.slot, 0, sizeof d.slot);
  for (int k = 0; k < p->n; k++) {
    int at = 0;
    while (at < d.n && d.cell[at] != p->cell[k]) at++;
    if (at == d.n) d.cell[d.n++] = p->cell[k];
    d.place[k] = at;
  }
  d.node = grown(d.node, &d.room, NODES, sizeof *d.node);
  int root = follow(&d, 0), values = e->puzzle->board.values;
  if (root == NEVER) clause(e, NULL, 0);
  if (root == NEVER) return;
  int base = e->variables - NODES + 1;
  e->variables += (int)d.n_nodes - NODES;
  clause(e, (int[]){base + root}, 1);
  for (int i = NODES; i < (int)d.n_nodes; i++)
    for (int a = 0; a < values; a++) {
      int child = d.node[i].child[a], x = literal(e, d.cell[d.node[i].layer], a);
      if (child == NEVER) clause(e, (int[]){-(base + i), -x}, 2);
      if (child >= NODES) clause(e, (int[]){-(base + i), -x, base + child}, 3);
    }
}

static void encode_different(encoder *e, const part *p) {
  if (p->n > e->puzzle->board.values) clause(e, NULL, 0); /* more pigeons than holes, which takes a SAT solver long */
  for (int i = 0; i < p->n; i++)
    for (int k = 0; k < i; k++)
      for (int a = 0; a < e->puzzle->board.values; a++)
        clause(e, (int[]){-literal(e, p->cell[i], a), -literal(e, p->cell[k], a)}, 2);
}

static void encode(encoder *e, const puzzle *p, const parts *what) {
  int values = p->board.values, cells = board_cells(&p->board), some[VALUES];
  *e = (encoder){.sat = ccadical_init(), .puzzle = p, .variables = cells * values};
  ccadical_set_option(e->sat, "quiet", 1);
  for (int c = 0; c < cells; c++) {
    for (int a = 0; a < values; a++) {
      some[a] = literal(e, c, a);
      if ((p->allowed[c] >> a & 1) == 0) clause(e, (int[]){-some[a]}, 1);
      for (int k = 0; k < a; k++) clause(e, (int[]){-some[a], -some[k]}, 2);
    }
    clause(e, some, values);
  }
  for (size_t i = 0; i < what->n; i++) {
    const part *q = &what->part[i];
    for (int j = 0; q->kind == DIFFERENT && j < q->n; j++)
      for (int k = 0; k < q->n; k++) e->apart[q->cell[j]][q->cell[k]] |= j != k;
    if (q->kind == DIFFERENT) encode_different(e, q);
  }
  for (size_t i = 0; i < what->n; i++)
    if (what->part[i].kind != DIFFERENT) encode_part(e, &what->part[i]);
}

/* ---- questions ---- */

static int solve(encoder *e, int conflicts) {
  ccadical_limit(e->sat, "conflicts", conflicts);
  return ccadical_solve(e->sat);
}

static void take(const encoder *e, int8_t *grid) {
  const board *b = &e->puzzle->board;
  for (int c = 0; c < board_cells(b); c++)
    for (int a = 0; a < b->values; a++)
      if (ccadical_val(e->sat, literal(e, c, a)) > 0) grid[c] = (int8_t)(b->first + a);
}

void oracle_ask(const puzzle *p, const parts *what, int limit, oracle *out) {
  encoder e;
  encode(&e, p, what);
  for (out->n = 0; out->n <= limit; out->n++) {
    int answer = solve(&e, CONFLICTS);
    if (answer == 20) break;
    if (answer != 10) {
      out->n = -1;
      break;
    }
    int not_this[CELLS], cells = board_cells(&p->board), grid[CELLS];
    take(&e, out->grid[out->n]);
    for (int c = 0; c < cells; c++) {
      grid[c] = out->grid[out->n][c];
      not_this[c] = -literal(&e, c, grid[c] - p->board.first);
    }
    if (puzzle_judge(p, what, grid) != NULL) abort(); /* the encoding is wrong */
    clause(&e, not_this, cells);
  }
  ccadical_release(e.sat);
}

bool oracle_any(const puzzle *p, const parts *what, dice *d, int *grid) {
  encoder e;
  int wish[CELLS], cells = board_cells(&p->board), n = 0;
  int8_t found[CELLS];
  encode(&e, p, what);
  bool solved = solve(&e, DRAWN_CONFLICTS) == 10;
  /* Wishes for some cells make the solution one that a solver alone would not go to first. */
  for (int i = 0; solved && i < 3 + cells / 8; i++) {
    wish[n++] = literal(&e, below(d, cells), below(d, p->board.values));
    for (int k = 0; k < n; k++) ccadical_assume(e.sat, wish[k]);
    int answer = solve(&e, DRAWN_CONFLICTS);
    if (answer != 10) n--;
    if (answer == 10) take(&e, found);
  }
  if (solved && n == 0) solved = solve(&e, DRAWN_CONFLICTS) == 10, solved ? take(&e, found) : (void)0;
  for (int c = 0; solved && c < cells; c++) grid[c] = found[c];
  ccadical_release(e.sat);
  return solved;
}
