/* nodes.h - many states of one model through the lanes to their fixed points. Levelled. */
#ifndef EBM_LATTICE_NODES_H
#define EBM_LATTICE_NODES_H

#include "base/level.h"
#include "lattice/field.h"
#include "lattice/overlap.h"
#include "model/lanes.h"

#define ebm_nodes_init EBM_LEVELLED(ebm_nodes_init)
#define ebm_nodes_clear EBM_LEVELLED(ebm_nodes_clear)
#define ebm_nodes_share EBM_LEVELLED(ebm_nodes_share)
#define ebm_nodes_quench EBM_LEVELLED(ebm_nodes_quench)

typedef enum {
  EBM_NODE_STUCK,
  EBM_NODE_BARRIER,
  EBM_NODE_SOLVED,
  EBM_NODE_CUT /* not wanted any more */
} ebm_node_end;

/* One state on its way: bit l of `bits` is literal l. */
typedef struct ebm_node {
  uint64_t *bits;  /* [words] in: the state; out: its fixed point (where it met a barrier: anything) */
  uint32_t end;    /* ebm_node_end; in: EBM_NODE_CUT, or anything */
  uint32_t sweeps; /* that the state took */
  double share;    /* out: of the sweeps of this call, each shared by the states that it was made for */
} ebm_node;

typedef struct ebm_nodes {
  ebm_lanes lanes;
  uint32_t words; /* of a state */
  ebm_overlap *overlap;
  size_t n_overlaps;
  const ebm_field *field; /* NULL, or costs of literals that limit the states */
  ebm_arena arena;
  ebm_node *in[EBM_LANES]; /* NULL: the lane is idle */
  double since[EBM_LANES]; /* turn up to which the lane is charged */
  ebm_word busy;           /* lanes whose state is swept */
  double turn;             /* sweeps that a state in the lanes all the time has had, as ebm_node.share counts them */
  uint64_t sweeps;         /* of this call */
  bool cut;                /* some of the states have been cut */
  /* NULL, or asked after every sweep: true when it has set the end of nodes to EBM_NODE_CUT, which takes them out of
   * the lanes. */
  bool (*look)(void *context);
  void *context;
} ebm_nodes;

bool ebm_nodes_init(ebm_nodes *nodes, const ebm_model *model); /* false: memory is out */
void ebm_nodes_clear(ebm_nodes *nodes);

/* Brings the shares of the states that are being swept up to now; to be asked by `look`. */
void ebm_nodes_share(ebm_nodes *nodes);

/* Quenches n states, each to its end. */
void ebm_nodes_quench(ebm_nodes *nodes, ebm_node *node, size_t n);

#endif
