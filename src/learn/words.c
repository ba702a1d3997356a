#include "learn/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn/name.h"

/* How many things of a kind are told one by one; of more mistakes than these only so many are. */
enum { LISTED = 12, MISTAKES = 100 };
static const double ALIKE = 0.8; /* share of the examples below which it is told that they count less */

static const char *plural(size_t n) {
  return n == 1 ? "" : "s";
}

static void cells(const ebm_lesson *l, const uint32_t *member, uint32_t n, ebm_text *text) {
  char name[EBM_CELL_NAME];
  for (uint32_t k = 0; k < n; k++) ebm_text_printf(text, "%s%s", k > 0 ? " " : "", ebm_name_cell(l, member[k], name));
}

/* "27 sets of 9 cells, all different, each value once: 9 rows, 9 columns, 9 boxes of 3 x 3" and the others one by one.
 */
static void write_sets(const ebm_lesson *l, uint32_t size, ebm_text *text) {
  static const char *const group[] = {"row", "column", "box", "window", "diagonal"};
  size_t count[5] = {0}, n = 0, others = 0;
  uint32_t height = 0, width = 0;
  uint64_t shown = 0;
  double expected = 0;
  for (size_t k = 0; k < l->n; k++) {
    const ebm_pattern *p = &l->pattern[k];
    if (p->kind != EBM_PATTERN_SET || p->n_members != size) continue;
    ebm_name name = ebm_name_set(l, p->member, size);
    bool known = false;
    for (size_t g = 0; g < 5; g++)
      if (strcmp(group[g], name.group) == 0) count[g]++, known = true;
    if (strcmp(name.group, "box") == 0) height = name.rows, width = name.columns;
    others += !known;
    n++;
    shown += p->shown;
    expected += p->expected;
  }
  if (n == 0) return;
  ebm_text_printf(text, "%zu set%s of %u cells, all different%s: ", n, plural(n), size,
                  size == l->domain ? ", each value once" : "");
  const char *comma = "";
  for (size_t g = 0; g < 5; g++) {
    if (count[g] == 0) continue;
    ebm_text_printf(text, "%s%zu %s%s", comma, count[g], group[g], count[g] == 1 ? "" : g == 2 ? "es" : "s");
    if (g == 2) ebm_text_printf(text, " of %u x %u", height, width);
    comma = ", ";
  }
  if (others > 0) ebm_text_printf(text, "%s%zu other%s", comma, others, plural(others));
  ebm_text_printf(text, "\n  evidence: %llu comparisons, %.0f equal by chance, none found\n", (unsigned long long)shown,
                  expected);
  size_t told = 0;
  for (size_t k = 0; k < l->n && told < LISTED; k++) {
    const ebm_pattern *p = &l->pattern[k];
    if (p->kind != EBM_PATTERN_SET || p->n_members != size) continue;
    if (strcmp(ebm_name_set(l, p->member, size).group, "set") != 0) continue;
    ebm_text_printf(text, "  ");
    cells(l, p->member, size, text);
    ebm_text_printf(text, "\n");
    told++;
  }
  if (others > told) ebm_text_printf(text, "  and %zu more\n", others - told);
}

static void write_family(const ebm_lesson *l, const ebm_pattern *p, ebm_text *text) {
  char words[64];
  ebm_word_text(&l->vocabulary->word[p->word], words, sizeof words);
  int down = abs(p->down), across = abs(p->across);
  bool knight = p->turned && down + across == 3 && down * across == 2;
  ebm_text_printf(text, "all %u pairs of cells ", p->n_members / 2);
  if (knight)
    ebm_text_printf(text, "a knight's move apart");
  else if (p->turned && (down == 0 || across == 0))
    ebm_text_printf(text, "%d apart in a row or column", down + across);
  else if (p->turned && down == across)
    ebm_text_printf(text, "%d apart on a diagonal", down);
  else if (p->turned)
    ebm_text_printf(text, "%d and %d apart", down, across);
  else
    ebm_text_printf(text, "%d down and %d %s apart", down, across, p->across < 0 ? "to the left" : "to the right");
  ebm_text_printf(text, " %s\n  evidence: %llu comparisons, %.0f against it by chance, none found\n", words,
                  (unsigned long long)p->shown, p->expected);
}

static void write_pairs(const ebm_lesson *l, ebm_text *text) {
  size_t n = 0, told = 0;
  for (size_t k = 0; k < l->n; k++) n += l->pattern[k].kind == EBM_PATTERN_PAIR;
  if (n == 0) return;
  ebm_text_printf(text, "%zu single pair%s:\n", n, plural(n));
  for (size_t k = 0; k < l->n && told < 10 * LISTED; k++) {
    const ebm_pattern *p = &l->pattern[k];
    if (p->kind != EBM_PATTERN_PAIR) continue;
    char one[EBM_CELL_NAME], other[EBM_CELL_NAME], words[64];
    const ebm_relation_word *word = &l->vocabulary->word[p->word];
    ebm_name_cell(l, p->member[0], one);
    ebm_name_cell(l, p->member[1], other);
    const char *sign = ebm_word_sign(word);
    if (sign != NULL)
      ebm_text_printf(text, "  %s %s %s", one, sign, other);
    else
      ebm_text_printf(text, "  %s and %s %s", one, other, ebm_word_text(word, words, sizeof words));
    ebm_text_printf(text, "  (%llu shown, %.1f against it by chance, none found)\n", (unsigned long long)p->shown,
                    p->expected);
    told++;
  }
  if (n > told) ebm_text_printf(text, "  and %zu more\n", n - told);
}

static void write_values(const ebm_lesson *l, const char *alphabet, ebm_text *text) {
  size_t n = 0, told = 0;
  for (uint32_t v = 0; v < l->variables; v++) n += l->forbidden[v] != 0;
  for (uint32_t v = 0; v < l->variables && told < LISTED; v++) {
    char name[EBM_CELL_NAME];
    if (l->forbidden[v] == 0) continue;
    ebm_text_printf(text, "%s is never ", ebm_name_cell(l, v, name));
    for (uint32_t a = 0; a < l->domain; a++)
      if (l->forbidden[v] >> a & 1) ebm_text_printf(text, "%c", alphabet[a]);
    ebm_text_printf(text, "\n");
    told++;
  }
  if (n > told) ebm_text_printf(text, "and %zu more cells that never have some value\n", n - told);
}

static size_t unequal_pairs(const ebm_lesson *l) {
  size_t n = 0, pairs = (size_t)l->variables * (l->variables - 1) / 2;
  for (size_t p = 0; p < pairs; p++) {
    if (l->word[p] == 0) continue;
    bool equal = false;
    for (int a = 0; a < (int)l->domain; a++) equal |= ebm_word_allows(&l->vocabulary->word[l->word[p] - 1], a, a);
    n += !equal;
  }
  return n;
}

void ebm_words_write(const ebm_learned *learned, size_t n, const uint64_t *line, const char *alphabet, ebm_text *text) {
  const ebm_lesson *l = &learned->lesson;
  ebm_text_printf(text, "%zu examples of %u cells, %u values (%s)\n", n, l->variables, l->domain, alphabet);
  for (uint32_t size = l->variables; size > 1; size--) write_sets(l, size, text);
  for (size_t k = 0; k < l->n; k++)
    if (l->pattern[k].kind == EBM_PATTERN_FAMILY) write_family(l, &l->pattern[k], text);
  write_pairs(l, text);
  write_values(l, alphabet, text);
  if (l->n == 0) ebm_text_printf(text, "no rule: no relation of two cells stands out from chance\n");
  ebm_text_printf(text, "in all: %zu pairs of cells that are never equal\n", unequal_pairs(l));
  if (learned->worth < ALIKE * (double)n)
    ebm_text_printf(text, "alike: these %zu examples tell what about %.0f drawn independently would\n", n,
                    learned->worth);
  if (l->absent > 0)
    ebm_text_printf(text,
                    "not decided: %zu values that some cell never has; the rules do not explain how often the others "
                    "occur, so that this may be the way in which the examples were drawn\n",
                    l->absent);
  if (l->undecided > 0)
    ebm_text_printf(
        text,
        "not decided: %zu other pairs of cells were never equal in these examples; by chance alone about %.0f "
        "would be. More examples will tell.\n",
        l->undecided, l->undecided_by_chance);
  if (learned->noise > 0.0)
    ebm_text_printf(text,
                    "noise: some cells are altered in examples all over; by how often sets of cells were broken, about "
                    "%.1f %% of all cells are\n",
                    100.0 * learned->noise);
  if (learned->n_doubts > MISTAKES)
    ebm_text_printf(text, "%zu of %zu cells are against the rules and not used; the first of them:\n",
                    learned->n_doubts, n * l->variables);
  for (size_t k = 0; k < learned->n_doubts && (k < LISTED || learned->n_doubts <= MISTAKES); k++) {
    char name[EBM_CELL_NAME];
    const ebm_doubt *d = &learned->doubt[k];
    ebm_text_printf(text, "line %llu: %s is %c against the rules; everything else there says %c; not used\n",
                    (unsigned long long)line[d->example], ebm_name_cell(l, d->variable, name), alphabet[d->read],
                    alphabet[d->believed]);
  }
  ebm_text_printf(text, "held out: %zu examples; of %zu rules learned without them they contradict %zu\n",
                  learned->held, learned->proposed, learned->contradicted);
  ebm_text_printf(
      text, "fit: %.3f nats a held-out cell half of whose neighbours are seen, %.3f without couplings; %u steps\n",
      learned->fit.held_out, learned->fit.independent, learned->fit.steps);
  if (learned->sampled > 0)
    ebm_text_printf(text,
                    "self-test: %zu states drawn from the rules; what they do by themselves is no rule of its own\n",
                    learned->sampled);
}

void ebm_words_json(const ebm_learned *learned, size_t n, const uint64_t *line, const char *alphabet, ebm_text *text) {
  const ebm_lesson *l = &learned->lesson;
  static const char *const kind[] = {"set", "family", "pair", "value"};
  ebm_text_printf(text, "{\"examples\":%zu,\"rows\":%u,\"columns\":%u,\"alphabet\":\"%s\",\"patterns\":[", n, l->rows,
                  l->columns, alphabet);
  for (size_t k = 0; k < l->n; k++) {
    const ebm_pattern *p = &l->pattern[k];
    char words[64];
    ebm_text_printf(
        text,
        "%s\n "
        "{\"kind\":\"%s\",\"relation\":\"%s\",\"bits\":%.1f,\"cost\":%.1f,\"shown\":%llu,\"expected\":%.1f,\"%s\":[",
        k > 0 ? "," : "", kind[p->kind],
        p->kind == EBM_PATTERN_VALUE ? "never" : ebm_word_text(&l->vocabulary->word[p->word], words, sizeof words),
        p->bits, p->cost, (unsigned long long)p->shown, p->expected,
        p->kind == EBM_PATTERN_SET     ? "cells"
        : p->kind == EBM_PATTERN_VALUE ? "cell_value"
                                       : "cells");
    for (uint32_t i = 0; i < p->n_members; i++) ebm_text_printf(text, "%s%u", i > 0 ? "," : "", p->member[i]);
    ebm_text_printf(text, "]}");
  }
  ebm_text_printf(text, "],\n \"pairs\":[");
  const char *comma = "";
  for (uint32_t j = 1; j < l->variables; j++)
    for (uint32_t i = 0; i < j; i++) {
      uint32_t word = l->word[ebm_pair(i, j)];
      char words[64];
      if (word == 0) continue;
      ebm_text_printf(text, "%s[%u,%u,\"%s\"]", comma, i, j,
                      ebm_word_text(&l->vocabulary->word[word - 1], words, sizeof words));
      comma = ",";
    }
  ebm_text_printf(text, "],\n \"undecided\":%zu,\"undecided_by_chance\":%.1f,\"doubts\":[", l->undecided,
                  l->undecided_by_chance);
  for (size_t k = 0; k < learned->n_doubts; k++) {
    const ebm_doubt *d = &learned->doubt[k];
    ebm_text_printf(text, "%s{\"line\":%llu,\"cell\":%u,\"read\":\"%c\",\"believed\":\"%c\"}", k > 0 ? "," : "",
                    (unsigned long long)line[d->example], d->variable, alphabet[d->read], alphabet[d->believed]);
  }
  ebm_text_printf(text,
                  "],\n "
                  "\"held_out\":%zu,\"proposed\":%zu,\"contradicted\":%zu,\"loss\":%.6f,\"loss_independent\":%.6f,"
                  "\"steps\":%u,\"sampled\":%zu,\"worth\":%.1f,\"absent\":%zu,\"noise\":%.6f}\n",
                  learned->held, learned->proposed, learned->contradicted, learned->fit.held_out,
                  learned->fit.independent, learned->fit.steps, learned->sampled, learned->worth, l->absent,
                  learned->noise);
}
