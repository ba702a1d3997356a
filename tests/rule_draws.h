/* rule_draws.h - uses of rules drawn at random, with extremes among their arguments, and the models they make. */
#ifndef EBM_TESTS_RULE_DRAWS_H
#define EBM_TESTS_RULE_DRAWS_H

#include "rule_definitions.h"

#include "base/random.h"

enum { DRAWN_TRIES = 40 };

static inline uint32_t below(ebm_random *random, uint32_t n) {
  return ebm_random_below(random, n);
}

static inline bool chance(ebm_random *random, uint32_t one_in) {
  return below(random, one_in) == 0;
}

/* ---- arguments ---- */

/* Up to n different cells: neighbours one after the other as far as that goes, or anywhere; now and then one is named
 * again. */
static inline void draw_cells(ebm_random *random, const drawn_puzzle *p, uint32_t n, bool again, drawn_use *u) {
  uint32_t cells = p->board.rows * p->board.columns, columns = p->board.columns;
  bool walk = !chance(random, 3), used[DRAWN_CELLS] = {false};
  u->n_cells = 0;
  while (u->n_cells < n && u->n_cells < cells) {
    uint32_t next = below(random, cells), seen = 0;
    for (uint32_t c = 0; walk && u->n_cells > 0 && c < cells; c++) {
      uint32_t last = u->cell[u->n_cells - 1];
      int rows = abs((int)(c / columns) - (int)(last / columns)),
          across = abs((int)(c % columns) - (int)(last % columns));
      if (!used[c] && rows <= 1 && across <= 1 && rows + across > 0 && below(random, ++seen) == 0) next = c;
    }
    while (used[next]) next = (next + 1) % cells;
    used[next] = true;
    u->cell[u->n_cells++] = next;
  }
  if (again && chance(random, 6) && u->n_cells > 1)
    u->cell[below(random, u->n_cells)] = u->cell[below(random, u->n_cells)];
}

static inline void draw_line(ebm_random *random, const drawn_puzzle *p, bool both_ways, drawn_use *u) {
  uint32_t rows = p->board.rows, columns = p->board.columns;
  bool row = chance(random, 2), back = both_ways && chance(random, 2);
  uint32_t line = below(random, row ? rows : columns), n = row ? columns : rows;
  u->n_cells = n;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t k = back ? n - 1 - i : i;
    u->cell[i] = row ? line * columns + k : k * columns + line;
  }
}

static inline void draw_diagonal(ebm_random *random, const drawn_puzzle *p, drawn_use *u) {
  int rows = (int)p->board.rows, columns = (int)p->board.columns;
  int r = (int)below(random, p->board.rows), c = 0, down = chance(random, 2) ? 1 : -1, right = 1;
  if (chance(random, 2)) {
    c = columns - 1;
    right = -1;
  }
  for (u->n_cells = 0; r >= 0 && r < rows && c >= 0 && c < columns; r += down, c += right)
    u->cell[u->n_cells++] = (uint32_t)(r * columns + c);
}

/* A number of the board, or one next to it. */
static inline int32_t near_board(ebm_random *random, const drawn_puzzle *p) {
  if (chance(random, 8)) return p->board.first - 1 + (int32_t)below(random, 2) * ((int32_t)p->board.values + 1);
  return p->board.first + (int32_t)below(random, p->board.values);
}

/* What a sum of the cells can be, or a little less or more. */
static inline int32_t near_sum(ebm_random *random, const drawn_puzzle *p, uint32_t n) {
  int high = highest_of(p) * (int)n;
  return chance(random, 10) ? -1 + (int32_t)below(random, 2) * (high + 2) : (int32_t)below(random, (uint32_t)high + 1);
}

static inline void draw_numbers(ebm_random *random, const drawn_puzzle *p, drawn_use *u) {
  u->n_numbers = 1 + below(random, 4);
  for (uint32_t i = 0; i < u->n_numbers; i++)
    u->number[i] = i > 0 && chance(random, 3) ? u->number[i - 1] : near_board(random, p);
}

static inline void draw_pairs(ebm_random *random, const drawn_puzzle *p, drawn_use *u) {
  uint32_t n = p->board.values, density = below(random, 5);
  bool symmetric = chance(random, 2);
  for (uint32_t a = 0; a < n; a++)
    for (uint32_t b = 0; b < n; b++)
      u->pairs[a * n + b] = symmetric && b < a ? u->pairs[b * n + a] : (uint8_t)(below(random, 4) < density);
}

/* One use, whatever it says. longest: cells, at most. */
static inline void draw_any(ebm_random *random, const drawn_puzzle *p, const ebm_rule *rule, uint32_t longest,
                            drawn_use *u) {
  uint32_t n = rule->least + below(random, longest - rule->least + 1);
  memset(u, 0, sizeof *u);
  u->rule = rule;
  switch (rule->form) {
    case EBM_RULE_ALONE: break;
    case EBM_RULE_NUMBER:
      u->number[u->n_numbers++] = chance(random, 12) ? (int32_t)below(random, 4) : chance(random, 2) ? 1 : -1;
      break;
    case EBM_RULE_CELLS: draw_cells(random, p, n, true, u); break;
    case EBM_RULE_NUMBER_CELLS:
      draw_cells(random, p, n, true, u);
      u->number[u->n_numbers++] =
          chance(random, 2) ? (int32_t)below(random, 5) : near_sum(random, p, u->n_cells > 0 ? u->n_cells : 1);
      if (strcmp(rule->name, "PillArrow") == 0 && !chance(random, 6)) u->number[0] = 2 + (int32_t)below(random, 2);
      u->loop = strcmp(rule->name, "SumLine") == 0 && chance(random, 3);
      break;
    case EBM_RULE_LIST_CELLS:
      draw_cells(random, p, n, true, u);
      draw_numbers(random, p, u);
      break;
    case EBM_RULE_SUM:
      draw_cells(random, p, n, true, u);
      u->number[u->n_numbers++] = near_sum(random, p, u->n_cells);
      if (chance(random, 2)) break;
      u->number[0] = (int32_t)below(random, 21) - 10;
      for (uint32_t i = 0; i < u->n_cells; i++) u->number[u->n_numbers++] = (int32_t)below(random, 7) - 3;
      break;
    case EBM_RULE_SEGMENTS:
      draw_cells(random, p, n, true, u);
      for (uint32_t i = 1; i <= u->n_cells; i++)
        if (i == u->n_cells || chance(random, 2)) u->segment[u->n_segments++] = i;
      break;
    case EBM_RULE_PAIRS:
      draw_cells(random, p, n, true, u);
      draw_pairs(random, p, u);
      break;
    case EBM_RULE_SQUARE: {
      uint32_t columns = p->board.columns;
      if (p->board.rows < 2 || columns < 2) break;
      uint32_t c = below(random, p->board.rows - 1) * columns + below(random, columns - 1);
      const uint32_t square[] = {c, c + 1, c + columns, c + columns + 1};
      memcpy(u->cell, square, sizeof square);
      u->n_cells = 4;
      draw_numbers(random, p, u);
      break;
    }
    case EBM_RULE_LINE:
      draw_line(random, p, true, u);
      u->number[u->n_numbers++] = chance(random, 2) ? near_board(random, p) : near_sum(random, p, u->n_cells);
      break;
    case EBM_RULE_LINE_SUM:
      draw_line(random, p, false, u);
      u->number[u->n_numbers++] = near_sum(random, p, u->n_cells);
      break;
    case EBM_RULE_DIAGONAL:
      draw_diagonal(random, p, u);
      u->number[u->n_numbers++] = near_sum(random, p, u->n_cells);
      break;
  }
}

/* Whether the board has room for the rule at all. */
static inline bool has_room(const drawn_puzzle *p, const ebm_rule *rule) {
  uint32_t cells = p->board.rows * p->board.columns;
  return rule->form == EBM_RULE_SQUARE ? p->board.rows > 1 && p->board.columns > 1 : cells >= rule->least;
}

/* Adds a use. target [cells] numbers, or NULL: a use that the target keeps is tried for. False: the board has no room.
 */
static inline bool draw_use(ebm_random *random, drawn_puzzle *p, const ebm_rule *rule, uint32_t longest,
                            const int *target) {
  drawn_use *u = &p->use[p->n_uses];
  const rule_definition *definition = definition_of(rule);
  uint32_t cells = p->board.rows * p->board.columns;
  if (!has_room(p, rule)) return false;
  if (longest > cells) longest = cells;
  if (longest < rule->least) longest = rule->least;
  for (int tries = 0; tries < DRAWN_TRIES; tries++) {
    draw_any(random, p, rule, longest, u);
    if (target == NULL) break;
    if (definition->refused != NULL && definition->refused(p, u)) continue;
    if (definition->holds(p, u, target)) break;
  }
  p->n_uses++;
  return true;
}

/* A rule of the table, other than the strict ones, which would need to know of marks that come later. */
static inline const ebm_rule *draw_rule(ebm_random *random) {
  size_t n = 0;
  while (ebm_rule_at(n) != NULL) n++;
  return ebm_rule_at(below(random, (uint32_t)n));
}

/* ---- models ---- */

/* The puzzle's uses in their order. Faults: what the rules refuse, with *blamed the use. */
static inline ebm_status drawn_model(const drawn_puzzle *p, ebm_model **model, uint32_t *blamed, ebm_error *error) {
  ebm_rules *rules;
  ebm_board board = p->board;
  board.region = p->has_region ? p->region : NULL;
  *model = NULL;
  *blamed = 0;
  ebm_status status = ebm_rules_create(ebm_factor_kinds(), &board, &rules, error);
  if (status != EBM_OK)
    fail_msg("a board of %u x %u, %u values: %s", board.rows, board.columns, board.values, error->text);
  for (uint32_t i = 0; status == EBM_OK && i < p->n_uses; i++) {
    const drawn_use *u = &p->use[i];
    ebm_rule_use use = {.rule = u->rule,
                        .number = u->number,
                        .n_numbers = u->n_numbers,
                        .cell = u->cell,
                        .n_cells = u->n_cells,
                        .segment = u->n_segments > 0 ? u->segment : NULL,
                        .n_segments = u->n_segments,
                        .pairs = u->rule->form == EBM_RULE_PAIRS ? u->pairs : NULL,
                        .loop = u->loop};
    *blamed = i;
    status = ebm_rules_add(rules, &use, error);
  }
  if (status == EBM_OK) status = ebm_rules_seal(rules, model, error);
  ebm_rules_destroy(rules);
  return status;
}

/* The puzzle in words, for who has to mend what fails. text [size]. */
static inline const char *puzzle_words(const drawn_puzzle *p, char *text, size_t size) {
  int n = snprintf(text, size, "%ux%u %d-%d%s boxes %ux%u%s:", p->board.rows, p->board.columns, p->board.first,
                   highest_of(p), p->board.plain ? " Raw" : "", p->board.box_rows, p->board.box_columns,
                   p->has_region ? " regions" : "");
  for (uint32_t i = 0; i < p->n_uses; i++) {
    const drawn_use *u = &p->use[i];
    n += snprintf(text + n, size - (size_t)n, " %s", u->rule->name);
    for (uint32_t k = 0; k < u->n_numbers; k++)
      n += snprintf(text + n, size - (size_t)n, "%c%d", k == 0 ? '~' : '_', u->number[k]);
    for (uint32_t k = 0; k < u->n_cells; k++) {
      bool end = false;
      for (uint32_t s = 0; s < u->n_segments; s++) end |= u->segment[s] == k && k > 0;
      n += snprintf(text + n, size - (size_t)n, "%s~R%uC%u", end ? "~-" : "", u->cell[k] / p->board.columns + 1,
                    u->cell[k] % p->board.columns + 1);
    }
    if (u->loop) n += snprintf(text + n, size - (size_t)n, "~LOOP");
  }
  return text;
}

#endif
