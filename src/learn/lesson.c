/* lesson.c - from evidence to patterns, by the length of their description.
 *
 * A pattern is learned when the examples would be so unlikely without it that saying it is cheaper than calling
 * them chance: evidence in bits must exceed the bits that name the pattern among all that could be named, and
 * MARGIN more. (Rissanen 1978, minimum description length; for single pairs this is Bonferroni's rule.) One set of
 * nine variables is named with 37 bits and explains 36 pairs, which takes far fewer examples than 36 single pairs. */
#include "learn/lesson.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "learn/sets.h"

static const double MARGIN = EBM_LESSON_MARGIN;
enum { FAMILY_LEAST = 6 /* pairs that make a family worth a name */, SILENT = 3 /* one in so many may earn nothing */ };

static double log2_choose(double n, double k) {
  return (lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)) / log(2.0);
}

static float evidence_bits(const ebm_evidence *e, uint32_t i, uint32_t j, uint32_t word) {
  return e->bits[ebm_pair(i, j) * e->words + word];
}

/* What the pattern adds: the evidence of pairs not explained yet, or explained by a weaker word. */
static double gain(const ebm_lesson *l, const ebm_evidence *e, const uint32_t *member, uint32_t n, bool set,
                   uint32_t word) {
  double bits = 0.0;
  uint32_t step = set ? 1 : 2;
  for (uint32_t s = 0; s + 1 < n; s += step)
    for (uint32_t t = s + 1; t < (set ? n : s + 2); t++) {
      float mine = evidence_bits(e, member[s], member[t], word);
      uint32_t old = l->word[ebm_pair(member[s], member[t])];
      float theirs = old ? evidence_bits(e, member[s], member[t], old - 1) : 0.0F;
      if (mine > theirs) bits += mine - theirs;
    }
  return bits;
}

ebm_status ebm_lesson_add(ebm_lesson *l, const ebm_evidence *e, const ebm_pattern *draft, ebm_error *error) {
  void *array = l->pattern;
  if (!ebm_reserve(&array, &l->capacity, l->n + 1, sizeof *l->pattern)) return ebm_fail_memory(error);
  l->pattern = array;
  ebm_pattern *p = &l->pattern[l->n];
  *p = *draft;
  p->member = ebm_allocate(draft->n_members, sizeof *p->member);
  if (p->member == NULL) return ebm_fail_memory(error);
  memcpy(p->member, draft->member, draft->n_members * sizeof *p->member);
  l->n++;
  if (p->kind == EBM_PATTERN_VALUE) {
    l->forbidden[p->member[0]] |= 1ULL << p->member[1];
    return EBM_OK;
  }
  bool set = p->kind == EBM_PATTERN_SET;
  double weight = ebm_evidence_weight(e, &l->vocabulary->word[p->word]);
  p->shown = 0;
  p->expected = 0.0;
  for (uint32_t s = 0; s + 1 < p->n_members; s += set ? 1 : 2)
    for (uint32_t t = s + 1; t < (set ? p->n_members : s + 2); t++) {
      size_t pair = ebm_pair(p->member[s], p->member[t]);
      float mine = evidence_bits(e, p->member[s], p->member[t], p->word);
      uint32_t old = l->word[pair];
      if (!old || mine > e->bits[pair * e->words + old - 1]) l->word[pair] = p->word + 1;
      p->shown += e->shown[pair];
      if (e->shown[pair]) p->expected += e->shown[pair] * (1.0 - exp2(-(double)mine / (e->shown[pair] * weight)));
    }
  return EBM_OK;
}

/* ---- sets ---- */

/* The least evidence between two parts of a set: what speaks against there being two sets.
 * Source: Stoer, Wagner 1997, A simple min-cut algorithm. */
static double weakest_cut(const ebm_evidence *e, const uint32_t *member, uint32_t n) {
  enum { LIMIT = EBM_EXAMPLES_DOMAIN_LIMIT };
  float bits[LIMIT][LIMIT];
  uint8_t node[LIMIT];
  double least = INFINITY;
  if (n > LIMIT) return least;
  for (uint8_t s = 0; s < n; s++) {
    node[s] = s;
    for (uint32_t t = 0; t < n; t++) bits[s][t] = s != t ? evidence_bits(e, member[s], member[t], 0) : 0.0F;
  }
  for (; n > 1; n--) {
    float reach[LIMIT] = {0};
    bool taken[LIMIT] = {false};
    uint32_t last = 0, before = 0;
    for (uint32_t k = 0; k < n; k++) {
      uint32_t next = n;
      for (uint32_t t = 0; t < n; t++)
        if (!taken[t] && (next == n || reach[t] > reach[next])) next = t;
      taken[next] = true;
      before = last;
      last = next;
      for (uint32_t t = 0; t < n; t++) reach[t] += taken[t] ? 0.0F : bits[node[next]][node[t]];
    }
    least = fmin(least, (double)reach[last]);
    for (uint32_t t = 0; t < n; t++) {
      bits[node[before]][node[t]] += bits[node[last]][node[t]];
      bits[node[t]][node[before]] = bits[node[before]][node[t]];
    }
    node[last] = node[n - 1];
  }
  return least;
}

/* Every member must earn its own name by its evidence against the others: a cell that never varies is different from
 * whatever is never equal to it, and that is no sign of a rule. So must every part of the set. Leaves out those that do
 * not, the weakest first; returns how many are left in kept [n], or 0 when fewer than `least` are. */
static uint32_t earn(const ebm_lesson *l, const ebm_evidence *e, const uint32_t *member, uint32_t n, uint32_t least,
                     uint32_t *kept) {
  double name = log2(l->variables) + MARGIN;
  memcpy(kept, member, n * sizeof *kept);
  while (n >= least) {
    uint32_t weakest = 0;
    double lowest = INFINITY;
    for (uint32_t s = 0; s < n; s++) {
      double bits = 0.0;
      for (uint32_t t = 0; t < n; t++)
        if (t != s) bits += (double)evidence_bits(e, kept[s], kept[t], 0);
      if (bits < lowest) lowest = bits, weakest = s;
    }
    if (lowest > name) return weakest_cut(e, kept, n) > name ? n : 0;
    memmove(kept + weakest, kept + weakest + 1, (--n - weakest) * sizeof *kept);
  }
  return 0;
}

/* Whether another set of the same size as the s-th holds all of core [n]. Both ascending. */
static bool ambiguous(const ebm_sets *sets, size_t s, const uint32_t *core, uint32_t n) {
  for (size_t o = 0; o < sets->n; o++) {
    const uint32_t *member = sets->member + sets->first[o], *end = sets->member + sets->first[o + 1];
    uint32_t found = 0;
    for (; o != s && found < n && member < end; member++) found += *member == core[found];
    if (found == n) return true;
  }
  return false;
}

/* The members of the s-th set that are to be learned, in kept; returns how many, or 0. A cell that cannot earn its
 * name, as one that has the same value in all examples, still belongs to a set in which each value occurs once, if
 * nothing else can complete the set. */
static uint32_t members(const ebm_lesson *l, const ebm_evidence *e, const ebm_sets *sets, size_t s, uint32_t least,
                        uint32_t *kept) {
  const uint32_t *member = sets->member + sets->first[s];
  uint32_t n = (uint32_t)(sets->first[s + 1] - sets->first[s]);
  if (n != l->domain || least != l->domain) return earn(l, e, member, n, least, kept);
  uint32_t core = earn(l, e, member, n, n - n / SILENT, kept);
  if (core == n || (core > 0 && !ambiguous(sets, s, kept, core))) {
    memcpy(kept, member, n * sizeof *kept);
    return n;
  }
  return 0;
}

static double set_cost(const ebm_lesson *l, uint32_t n) {
  return log2_choose(l->variables, n) + log2(l->variables) + (double)l->vocabulary->word[0].bits + MARGIN;
}

static ebm_status learn_sets(ebm_lesson *l, const ebm_evidence *e, uint32_t least, ebm_error *error) {
  uint32_t variables = l->variables, words = (variables + 63) / 64;
  uint64_t *adjacent = ebm_allocate((size_t)variables * words, sizeof *adjacent);
  if (adjacent == NULL) return ebm_fail_memory(error);
  for (uint32_t j = 1; j < variables; j++)
    for (uint32_t i = 0; i < j; i++)
      if (evidence_bits(e, i, j, 0) > 0.0F) {
        adjacent[(size_t)i * words + j / 64] |= 1ULL << j % 64;
        adjacent[(size_t)j * words + i / 64] |= 1ULL << i % 64;
      }
  ebm_sets sets;
  ebm_status status = ebm_sets_find(&sets, variables, adjacent, least, error);
  ebm_free(adjacent);
  double *value = status == EBM_OK ? ebm_allocate(sets.n, sizeof *value) : NULL;
  uint32_t *kept = status == EBM_OK ? ebm_allocate(2 * (size_t)variables, sizeof *kept) : NULL;
  uint32_t *best_kept = kept != NULL ? kept + variables : NULL, best_n = 0;
  if (status == EBM_OK && (value == NULL || kept == NULL)) status = ebm_fail_memory(error);
  for (size_t s = 0; status == EBM_OK && s < sets.n; s++) value[s] = INFINITY;
  while (status == EBM_OK && sets.n > 0) {
    /* gains only shrink as patterns are accepted, so an old gain is a bound: look again only at those above the best */
    size_t best = sets.n;
    double best_value = 0.0, best_cost = 0.0;
    for (size_t s = 0; s < sets.n; s++) {
      if (value[s] <= best_value) continue;
      uint32_t n = (uint32_t)(sets.first[s + 1] - sets.first[s]);
      value[s] =
          gain(l, e, sets.member + sets.first[s], n, true, 0) - set_cost(l, least); /* no part of it is worth more */
      if (value[s] <= best_value) continue;
      n = members(l, e, &sets, s, least, kept);
      double cost = set_cost(l, n);
      value[s] = n > 0 ? gain(l, e, kept, n, true, 0) - cost : -1.0;
      if (value[s] <= best_value) continue;
      best = s, best_value = value[s], best_cost = cost, best_n = n;
      memcpy(best_kept, kept, n * sizeof *kept);
    }
    if (best == sets.n) break;
    ebm_pattern draft = {.kind = EBM_PATTERN_SET,
                         .member = best_kept,
                         .n_members = best_n,
                         .bits = best_value + best_cost,
                         .cost = best_cost};
    status = ebm_lesson_add(l, e, &draft, error);
    value[best] = -1.0;
  }
  ebm_free(value), ebm_free(kept);
  ebm_sets_clear(&sets);
  return status;
}

/* ---- families ---- */

/* The pairs that lie (down, across) apart; turned: and all turns and mirror images. Returns how many. */
static uint32_t family_pairs(const ebm_lesson *l, int down, int across, bool turned, uint32_t *member) {
  int rows = (int)l->rows, columns = (int)l->columns;
  uint32_t n = 0;
  for (int way = 0; way < (turned ? 4 : 1); way++) {
    int d = way & 1 ? abs(across) : down, a = way & 1 ? down : across;
    if (way & 2) a = -a;
    if (turned && ((way & 1 && abs(down) == abs(across)) || (way & 2 && (a == 0 || d == 0))))
      continue; /* seen already */
    for (int r = 0; r + d < rows; r++)
      for (int c = a < 0 ? -a : 0; c < columns && c + a < columns; c++) {
        member[n++] = (uint32_t)(r * columns + c);
        member[n++] = (uint32_t)((r + d) * columns + c + a);
      }
  }
  return n;
}

static ebm_status learn_families(ebm_lesson *l, const ebm_evidence *e, ebm_error *error) {
  if (l->rows < 3 || l->columns < 3) return EBM_OK;
  uint32_t *member = ebm_allocate(8 * (size_t)l->variables, sizeof *member);
  uint32_t *best_member = ebm_allocate(8 * (size_t)l->variables, sizeof *member);
  ebm_status status = member && best_member ? EBM_OK : ebm_fail_memory(error);
  int rows = (int)l->rows, columns = (int)l->columns;
  double names = 1.0 + log2((double)rows * (2.0 * columns - 1.0));
  while (status == EBM_OK) {
    ebm_pattern best = {.bits = 0.0};
    double best_value = 0.0;
    for (int turned = 1; turned >= 0; turned--)
      for (int down = 0; down < rows; down++)
        for (int across = down == 0 ? 1 : turned ? down : 1 - columns; across < columns; across++) {
          uint32_t n = family_pairs(l, down, across, turned != 0, member);
          if (n / 2 < FAMILY_LEAST) continue;
          for (uint32_t w = 0; w < e->words; w++) {
            if (turned && !ebm_word_symmetric(&l->vocabulary->word[w])) continue;
            bool whole = true;
            for (uint32_t k = 0; whole && k < n; k += 2) whole = evidence_bits(e, member[k], member[k + 1], w) > 0.0F;
            if (!whole) continue;
            double bits = gain(l, e, member, n, false, w), cost = names + (double)l->vocabulary->word[w].bits + MARGIN;
            if (bits - cost <= best_value) continue;
            best_value = bits - cost;
            best = (ebm_pattern){.kind = EBM_PATTERN_FAMILY,
                                 .word = w,
                                 .n_members = n,
                                 .down = down,
                                 .across = across,
                                 .turned = turned != 0,
                                 .bits = bits,
                                 .cost = cost};
            memcpy(best_member, member, n * sizeof *member);
          }
        }
    if (best.n_members == 0) break;
    best.member = best_member;
    status = ebm_lesson_add(l, e, &best, error);
  }
  ebm_free(member);
  ebm_free(best_member);
  return status;
}

/* ---- single pairs ---- */

static double pair_cost(const ebm_lesson *l, uint32_t word) {
  return log2((double)l->variables * (l->variables - 1) / 2.0) + (double)l->vocabulary->word[word].bits + MARGIN;
}

static ebm_status learn_pairs(ebm_lesson *l, const ebm_evidence *e, ebm_error *error) {
  ebm_status status = EBM_OK;
  for (uint32_t j = 1; j < l->variables && status == EBM_OK; j++)
    for (uint32_t i = 0; i < j && status == EBM_OK; i++) {
      uint32_t member[2] = {i, j};
      ebm_pattern best = {.kind = EBM_PATTERN_PAIR, .member = member, .n_members = 2};
      double best_value = 0.0;
      for (uint32_t w = 0; w < e->words; w++) {
        double bits = gain(l, e, member, 2, false, w), cost = pair_cost(l, w);
        if (bits - cost > best_value) best_value = bits - cost, best.word = w, best.bits = bits, best.cost = cost;
      }
      if (best_value > 0.0) status = ebm_lesson_add(l, e, &best, error);
    }
  return status;
}

static void count_undecided(ebm_lesson *l, const ebm_evidence *e) {
  l->undecided = 0;
  l->undecided_by_chance = 0.0;
  for (uint32_t j = 1; j < l->variables; j++)
    for (uint32_t i = 0; i < j; i++) {
      size_t pair = ebm_pair(i, j);
      if (l->word[pair] != 0 || e->shown[pair] == 0) continue;
      float bits = e->bits[pair * e->words];
      l->undecided += bits > 0.0F;
      l->undecided_by_chance += pow(1.0 - (double)e->expected[pair] / e->shown[pair], e->shown[pair]);
    }
}

ebm_status ebm_lesson_begin(ebm_lesson *l, const ebm_evidence *e, const ebm_vocabulary *vocabulary, uint32_t rows,
                            uint32_t columns, ebm_error *error) {
  memset(l, 0, sizeof *l);
  l->variables = e->variables;
  l->domain = e->domain;
  l->rows = rows;
  l->columns = columns;
  l->vocabulary = vocabulary;
  l->word = ebm_allocate(e->pairs, sizeof *l->word);
  l->forbidden = ebm_allocate(e->variables, sizeof *l->forbidden);
  ebm_status status = l->word && l->forbidden ? EBM_OK : ebm_fail_memory(error);
  /* sets in which each value occurs once come first: the strongest there is to say */
  if (status == EBM_OK && l->domain > 2) status = learn_sets(l, e, l->domain, error);
  if (status == EBM_OK) status = learn_families(l, e, error);
  if (status != EBM_OK) ebm_lesson_clear(l);
  return status;
}

ebm_status ebm_lesson_whole(ebm_lesson *l, ebm_evidence *e, const ebm_vocabulary *vocabulary, uint32_t rows,
                            uint32_t columns, ebm_error *error) {
  ebm_status status = ebm_lesson_begin(l, e, vocabulary, rows, columns, error);
  if (status != EBM_OK || !ebm_evidence_weigh(e, vocabulary, l->word)) return status;
  ebm_lesson_clear(l);
  return ebm_lesson_begin(l, e, vocabulary, rows, columns, error);
}

ebm_status ebm_lesson_finish(ebm_lesson *l, const ebm_evidence *e, ebm_error *error) {
  ebm_status status = EBM_OK;
  if (l->domain > 3) status = learn_sets(l, e, 3, error);
  if (status == EBM_OK) status = learn_pairs(l, e, error);
  if (status == EBM_OK) count_undecided(l, e);
  if (status != EBM_OK) ebm_lesson_clear(l);
  return status;
}

void ebm_lesson_clear(ebm_lesson *l) {
  for (size_t k = 0; k < l->n; k++) ebm_free(l->pattern[k].member);
  ebm_free(l->pattern), ebm_free(l->word), ebm_free(l->forbidden);
  memset(l, 0, sizeof *l);
}
