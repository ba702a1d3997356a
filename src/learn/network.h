/* network.h - a rule over all cells of a table that no relation of two cells can say, as a small perceptron. */
#ifndef EBM_LEARN_NETWORK_H
#define EBM_LEARN_NETWORK_H

#include "base/stop.h"
#include "base/text.h"
#include "format/energy_file.h"
#include "learn/examples.h"

typedef struct ebm_network {
  uint32_t variables, domain, hidden;
  float *parameter; /* [hidden * literals + hidden + hidden + 1] W, b, v, c as in factor/network.c */
  bool tied;        /* all cells weigh the same: the rule is about the values, wherever they stand */
  size_t held;      /* examples held out */
  double held_kept; /* share of the held-out examples that it accepts */
  double accepted;  /* share of all states that it accepts: counted, or of those drawn uniformly */
  double low, high; /* 95 % interval of it; equal where it was counted */
  bool counted;     /* every state was looked at */
  double states;    /* all of them, domain^variables */
  size_t different; /* different examples */
} ebm_network;

/* Trained to tell the examples from states drawn uniformly (noise contrastive), with the cells' weights tied and free;
 * the held-out examples choose. Then the threshold is moved so that
 * every example it was trained on is accepted. Hidden cells are not possible here. Faults: USAGE, MEMORY, STOPPED.
 * Source: Gutmann, Hyvarinen 2010 (noise-contrastive estimation); Kingma, Ba 2015 (the step). */
ebm_status ebm_network_learn(const ebm_examples *examples, uint64_t seed, const ebm_stop *stop, ebm_network *network,
                             ebm_error *error);
void ebm_network_clear(ebm_network *network);

/* Counts the states that it accepts, each of them where there are few enough, else some drawn uniformly.
 * Faults: MEMORY, STOPPED. Source of the interval: Clopper, Pearson 1934, by bisection. */
ebm_status ebm_network_count(ebm_network *network, uint64_t seed, const ebm_stop *stop, ebm_error *error);

/* Whether it surely accepts so many more states than there were different examples that it has hardly learned what they
 * have in common, or they are a small part of what has it. */
bool ebm_network_loose(const ebm_network *network);

/* Appends one sentence: how many states it accepts, and how many examples there were. */
void ebm_network_describe(const ebm_network *network, ebm_text *text);

/* Fills in file (all zero before) with the one factor. Faults: MEMORY. */
ebm_status ebm_network_store(const ebm_network *network, const ebm_examples *examples, const char *alphabet,
                             ebm_energy_file *file, ebm_error *error);

#endif
