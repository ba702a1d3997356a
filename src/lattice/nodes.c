/* levelled - states in and out of the lanes by blocks of 64 x 64 bits, and sweeps until they stand still. */
#include "lattice/nodes.h"

#include <string.h>

#include "lattice/sweep.h"

bool ebm_nodes_init(ebm_nodes *nodes, const ebm_model *model) {
  *nodes = (ebm_nodes){.words = (model->n_literals + 63) / 64};
  nodes->lanes.model = model;
  size_t literals = (size_t)nodes->words * 64;
  nodes->lanes.x = ebm_arena_take(&nodes->arena, literals * sizeof(ebm_word), 64);
  nodes->lanes.decided = ebm_arena_take(&nodes->arena, model->n_variables * sizeof(ebm_word), 64);
  if (nodes->lanes.x == NULL || nodes->lanes.decided == NULL ||
      !ebm_overlap_find(model, &nodes->arena, &nodes->overlap, &nodes->n_overlaps)) {
    ebm_nodes_clear(nodes);
    return false;
  }
  memset(nodes->lanes.x, 0, literals * sizeof(ebm_word));
  return true;
}

void ebm_nodes_clear(ebm_nodes *nodes) {
  ebm_arena_clear(&nodes->arena);
}

/* ---- in and out ---- */

/* Bit k of row i changes place with bit i of row k. Warren, "Hacker's Delight", 7-3. */
static void transpose(uint64_t row[64]) {
  uint64_t mask = 0x00000000FFFFFFFFu;
  for (unsigned j = 32; j != 0; j >>= 1, mask ^= mask << j)
    for (unsigned k = 0; k < 64; k = (k + j + 1) & ~j) {
      uint64_t swap = (row[k] >> j ^ row[k + j]) & mask;
      row[k] ^= swap << j;
      row[k + j] ^= swap;
    }
}

/* Writes the states of the lanes in `out` back to their nodes. */
static void store(ebm_nodes *nodes, const ebm_word *out) {
  for (unsigned part = 0; part < EBM_WORD_PARTS; part++) {
    uint64_t wanted = (*out)[part];
    if (wanted == 0) continue;
    for (uint32_t w = 0; w < nodes->words; w++) {
      uint64_t row[64];
      for (unsigned i = 0; i < 64; i++) row[i] = ((const uint64_t *)&nodes->lanes.x[w * 64 + i])[part];
      transpose(row);
      for (uint64_t left = wanted; left != 0; left &= left - 1) {
        unsigned i = (unsigned)__builtin_ctzll(left);
        nodes->in[part * 64 + i]->bits[w] = row[i];
      }
    }
  }
}

/* The next node that is wanted, NULL: there is none. */
static ebm_node *next_wanted(ebm_node *node, size_t n, size_t *next) {
  while (*next < n && node[*next].end == EBM_NODE_CUT) ++*next;
  return *next < n ? &node[(*next)++] : NULL;
}

/* Puts the states of the lanes in `fresh` in their lanes; idle lanes among them become empty. */
static void load(ebm_nodes *nodes, const ebm_word *fresh) {
  for (unsigned part = 0; part < EBM_WORD_PARTS; part++) {
    uint64_t wanted = (*fresh)[part];
    if (wanted == 0) continue;
    for (uint32_t w = 0; w < nodes->words; w++) {
      uint64_t row[64];
      for (unsigned i = 0; i < 64; i++) {
        const ebm_node *node = nodes->in[part * 64 + i];
        row[i] = (wanted >> i & 1) != 0 && node != NULL ? node->bits[w] : 0;
      }
      transpose(row);
      for (unsigned i = 0; i < 64; i++) {
        uint64_t *x = (uint64_t *)&nodes->lanes.x[w * 64 + i] + part;
        *x = (*x & ~wanted) | row[i];
      }
    }
  }
}

/* ---- sweeping ---- */

#define FOR_LANES(l, word)                                                                                             \
  for (unsigned part_ = 0; part_ < EBM_WORD_PARTS; part_++)                                                            \
    for (uint64_t bits_ = (word)[part_]; bits_ != 0 && ((l) = part_ * 64 + (unsigned)__builtin_ctzll(bits_), 1);       \
         bits_ &= bits_ - 1)

static unsigned count(ebm_word word) {
  unsigned n = 0;
  for (unsigned part = 0; part < EBM_WORD_PARTS; part++) n += (unsigned)__builtin_popcountll(word[part]);
  return n;
}

/* The states in those lanes are charged for the sweeps since they were put in, or since the last charge. */
static void charge(ebm_nodes *nodes, ebm_word lanes) {
  unsigned l;
  FOR_LANES(l, lanes) {
    nodes->in[l]->share += nodes->turn - nodes->since[l];
    nodes->since[l] = nodes->turn;
  }
}

void ebm_nodes_share(ebm_nodes *nodes) {
  charge(nodes, nodes->busy);
}

/* Asks whether states have been cut; those in the lanes are taken out behind the sweep. True: all of them are cut. */
static bool look(void *context) {
  ebm_nodes *nodes = context;
  unsigned l;
  if (nodes->look == NULL || !nodes->look(nodes->context)) return false;
  nodes->cut = true;
  bool all = true;
  FOR_LANES(l, nodes->busy) all &= nodes->in[l]->end == EBM_NODE_CUT;
  return all;
}

static void take_out_cut(ebm_nodes *nodes, ebm_word *done) {
  ebm_word cut = {0};
  unsigned l;
  FOR_LANES(l, nodes->busy) if (nodes->in[l]->end == EBM_NODE_CUT) ebm_word_set(&cut, l, true);
  charge(nodes, cut);
  nodes->busy &= ~cut;
  *done |= cut;
  nodes->cut = false;
}

void ebm_nodes_quench(ebm_nodes *nodes, ebm_node *node, size_t n) {
  ebm_word done = ~(ebm_word){0}; /* lanes to be filled */
  size_t next = 0;
  unsigned l;
  for (size_t i = 0; i < n; i++) {
    node[i].share = 0;
    if (node[i].end != EBM_NODE_CUT) node[i].end = EBM_NODE_STUCK;
  }
  memset(nodes->in, 0, sizeof nodes->in);
  nodes->busy = (ebm_word){0};
  nodes->turn = 0;
  nodes->sweeps = 0;
  nodes->cut = false;
  nodes->lanes.over = look;
  nodes->lanes.context = nodes;
  for (;;) {
    /* Lanes are filled anew by the quarter: each turn costs as much as two or three sweeps. */
    if (!ebm_word_any(nodes->busy) || (next < n && count(done) >= EBM_LANES / 4)) {
      ebm_word out = {0};
      FOR_LANES(l, done) if (nodes->in[l] != NULL) ebm_word_set(&out, l, true);
      store(nodes, &out);
      FOR_LANES(l, done) {
        nodes->in[l] = next_wanted(node, n, &next);
        if (nodes->in[l] == NULL) continue;
        nodes->in[l]->sweeps = 0;
        nodes->since[l] = nodes->turn;
        ebm_word_set(&nodes->busy, l, true);
      }
      if (!ebm_word_any(nodes->busy)) return;
      load(nodes, &done);
      done = ~nodes->busy;
    }
    ebm_sweep_generic(&nodes->lanes, nodes->overlap, nodes->n_overlaps);
    if (nodes->field != NULL) ebm_field_quench(nodes->field, &nodes->lanes);
    nodes->sweeps++;
    nodes->turn += 1.0 / count(nodes->busy);
    ebm_word barrier = nodes->lanes.barrier & nodes->busy, still = ~nodes->lanes.changed & nodes->busy & ~barrier;
    ebm_word all = still;
    FOR_LANES(l, nodes->busy) nodes->in[l]->sweeps++;
    for (uint32_t v = 0; ebm_word_any(all) && v < nodes->lanes.model->n_variables; v++) all &= nodes->lanes.decided[v];
    FOR_LANES(l, barrier) nodes->in[l]->end = EBM_NODE_BARRIER;
    FOR_LANES(l, still) nodes->in[l]->end = ebm_word_get(&all, l) ? EBM_NODE_SOLVED : EBM_NODE_STUCK;
    charge(nodes, barrier | still);
    nodes->busy &= ~(barrier | still);
    done |= barrier | still;
    look(nodes);
    if (nodes->cut) take_out_cut(nodes, &done);
  }
}
