/* ebm.h - the public interface of ebm-solve: puzzles in, certified answers out.
 *
 * A session reads records (puzzles) from a source of bytes, descends the energy of each one, certifies what it
 * found and hands every record, in order, to a sink:
 *
 *     ebm_options options;
 *     ebm_options_init(&options);
 *     ebm_session *session;
 *     if (ebm_session_create(&options, &session, &error) == EBM_OK)
 *       status = ebm_session_run(session, &source, &sink, &error);
 *     ebm_session_destroy(session);
 *
 * The library never prints, never exits and keeps no global state that a caller could see. Functions that can fail
 * return an ebm_status and fill the caller's ebm_error; what a descent found is an ebm_outcome. The two never mix. */
#ifndef EBM_H
#define EBM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- faults ------------------------------------------------------------------------------------------------- */

typedef enum ebm_status {
  EBM_OK = 0,
  EBM_ERROR_USAGE = -1,       /* an option or an argument that makes no sense */
  EBM_ERROR_READ = -2,        /* the source failed */
  EBM_ERROR_WRITE = -3,       /* the sink failed */
  EBM_ERROR_SYNTAX = -4,      /* bytes that are not a puzzle */
  EBM_ERROR_UNSUPPORTED = -5, /* a rule, format or method that is known by name but not by us */
  EBM_ERROR_MEMORY = -6,      /* an allocation failed */
  EBM_ERROR_INTERNAL = -7,    /* a promise of the library was broken: always a bug */
  EBM_ERROR_STOPPED = -8      /* ebm_session_stop was called */
} ebm_status;

/* Where and why. line and column count from 1; 0 means that there is none. The caller owns the memory. */
typedef struct ebm_error {
  ebm_status status;
  uint64_t line;
  uint64_t column;
  char text[240];
} ebm_error;

/* ---- what was found ----------------------------------------------------------------------------------------- */

typedef enum ebm_outcome {
  EBM_SOLVED,     /* a certified solution is there, and where more were asked for, the question is answered */
  EBM_UNSOLVABLE, /* proved: no solution exists */
  EBM_UNKNOWN,    /* a limit ended the descent first */
  EBM_INVALID     /* the record is not a puzzle; see ebm_answer.error */
} ebm_outcome;

const char *ebm_outcome_name(ebm_outcome outcome); /* "solved", "unsolvable", "unknown", "invalid" */

/* How the variables of a puzzle lie on paper. Cells are numbered row by row from 0. */
typedef struct ebm_layout {
  unsigned rows, columns;         /* 0 x 0: the puzzle is not a grid */
  unsigned values;                /* values a cell can take, 1..values */
  unsigned box_rows, box_columns; /* 0: no boxes */
  const uint16_t *region;         /* [rows * columns] region of each cell, or NULL: boxes, if any */
} ebm_layout;

typedef struct ebm_puzzle ebm_puzzle;

/* All of these are constant time; what they return lives as long as the puzzle. */
const ebm_layout *ebm_puzzle_layout(const ebm_puzzle *puzzle);
size_t ebm_puzzle_variables(const ebm_puzzle *puzzle);
/* [variables] 0 where the puzzle leaves the variable open, else value + 1 */
const uint8_t *ebm_puzzle_given(const ebm_puzzle *puzzle);
/* The puzzle's own symbols: [0] prints an open variable, [a + 1] prints value a. Never empty. Where there are fewer
 * than values, these are numbers: from 0 when [1] is '0', else from 1. */
const char *ebm_puzzle_alphabet(const ebm_puzzle *puzzle);

/* One rule of a puzzle beyond rows, columns and boxes, as it was written: a cage, a thermometer, regions. */
typedef struct ebm_puzzle_rule {
  const char *type;      /* as constraint strings spell it: "Cage", "Thermo", "AntiKnight", "Jigsaw", "NoBoxes" ... */
  const int32_t *number; /* [n_numbers] its arguments: the sum of a cage, the least difference on a whisper */
  uint32_t n_numbers;
  const uint32_t *cell; /* [n_cells] in the order in which they were given; none: it is about the whole grid */
  uint32_t n_cells;
  const uint32_t *segment; /* [n_segments] where each part of the cells ends; NULL: they are one part */
  uint32_t n_segments;
  const uint8_t *pairs; /* [values][values] of 0 and 1, the pairs of values it allows; NULL: it is no such table */
  bool loop;            /* its line is closed */
} ebm_puzzle_rule;

/* The puzzle's rules in the order in which they were added, those of ebm_options.rules included; NULL past the end. */
const ebm_puzzle_rule *ebm_puzzle_rule_at(const ebm_puzzle *puzzle, size_t index);

/* What shows an independent checker that the puzzle has no solution, or no other than the one given: a formula in
 * DIMACS CNF, and a DRAT proof that nothing satisfies it. Literal "variable v is value a" (from 0) is the DIMACS
 * variable v * values + a + 1 on a grid. For uniqueness the formula ends with a clause that excludes the solution. */
typedef struct ebm_certificate {
  const char *formula;
  size_t formula_length;
  const char *proof;
  size_t proof_length;
} ebm_certificate;

/* What happened to a replica at a step of its descent. */
typedef enum ebm_event {
  EBM_EVENT_START,      /* it begins, or begins anew */
  EBM_EVENT_SWEEP,      /* every variable or factor was looked at once */
  EBM_EVENT_KICK,       /* quench: a literal was clamped */
  EBM_EVENT_CORRECTION, /* quench: back before a kick, whose literal is ruled out; anneal, recall: weights grew */
  EBM_EVENT_ANSWER      /* the assignment that is reported; the last of a trace */
} ebm_event;

const char *ebm_event_name(ebm_event event); /* "start", "sweep", "kick", "correction", "answer" */

/* One replica at one step, seen from outside. The tensor x has a 1 for each literal that is still possible (quench) or
 * that is the replica's value (the other methods; gradient: after rounding). */
typedef struct ebm_trace_point {
  uint64_t step;       /* sweeps of this descent so far */
  uint32_t replica;    /* from 0 */
  ebm_event event;     /* that led here */
  double energy;       /* E(x) >= 0 with the factors' own weights, overruled givens included */
  double temperature;  /* 0: downhill only; NaN: the method has none */
  double weight_norm;  /* Euclidean norm of the weights (quench, anneal, recall) or multipliers (gradient) */
  uint64_t violations; /* hard factors that x does not satisfy: exactly_one with no or several ones, ... */
  uint64_t literals;   /* ones of x; gradient: literals whose average is above one half. At a vertex: the variables */
} ebm_trace_point;

/* A descent from its start to its answer. */
typedef struct ebm_trace {
  const ebm_trace_point *point; /* [points] by step; by replica within a step */
  size_t points;
  uint64_t steps;  /* the last one */
  uint64_t stride; /* only steps divisible by it were kept, beside the answer; 1: all */
  uint32_t replicas;
  int32_t chosen; /* the replica whose assignment is reported; -1: none */
} ebm_trace;

/* ---- why: a descent told step by step ---- */

typedef enum ebm_step_kind {
  EBM_STEP_QUENCH,  /* a factor shows literals to be impossible */
  EBM_STEP_KICK,    /* the quench is stuck: a variable is supposed to have one of its values */
  EBM_STEP_BARRIER, /* nothing that is left satisfies some factor */
  EBM_STEP_CORRECT, /* back to the state before the last kick that stands, whose literal is ruled out there */
  EBM_STEP_SOLUTION /* every variable has one value left, and every factor is satisfied: energy 0 */
} ebm_step_kind;

const char *ebm_step_name(ebm_step_kind kind); /* "quench", "kick", "barrier", "correct", "solution" */

/* "variable has value", values from 0. */
typedef struct ebm_literal {
  uint32_t variable, value;
} ebm_literal;

/* One step. The state before the first one is what the puzzle gives; it follows from the steps alone: `removed` are the
 * literals that leave it, after a correction those that leave the state before the kick. */
typedef struct ebm_step {
  ebm_step_kind kind;
  uint64_t sweep;           /* the pass over the factors that it belongs to, from 1 */
  uint32_t depth;           /* kicks that stand after it */
  const char *factor;       /* kind of the factor that shows it, ebm_factor_name; "overlap": two groups that share
                             * literals; "domain": a variable without a value. NULL: of quench and barrier alone */
  const char *name;         /* the factor for people: "row 4, value 7", "cage 9 of R1C1 R1C2"; NULL as above */
  const uint32_t *variable; /* [n_variables] that the factor is about; of the other kinds the variable kicked */
  uint32_t n_variables;
  const ebm_literal *removed; /* [n_removed] */
  uint32_t n_removed;
  const ebm_literal *placed; /* [n_placed] of variables that it leaves no other value */
  uint32_t n_placed;
  double energy_before, energy_after; /* E(x) of the hard factors, where x is 1 for what is still possible */
  const char *words;                  /* the reason in words: "row 4 needs a 7: only R4C6 is left" */
} ebm_step;

/* The descent from what the puzzle gives to its answer. */
typedef struct ebm_explanation {
  const ebm_step *step; /* [steps] in the order in which they were taken */
  size_t steps;
  bool complete; /* false: there were more steps, and they are not kept */
} ebm_explanation;

enum { EBM_EXPLANATION_STEPS = 1000000 }; /* that are kept of one puzzle */

/* What a variable is called: "R4C6" on a grid, else "v17", both from 1. text is filled up to size and terminated. */
void ebm_puzzle_variable_name(const ebm_puzzle *puzzle, uint32_t variable, char *text, size_t size);

/* How the solution that a puzzle carries (f-puzzles: `solution`) compares with the one that was found. */
typedef enum ebm_key_verdict {
  EBM_KEY_NONE,      /* the puzzle carries none */
  EBM_KEY_SAME,      /* they agree wherever the puzzle's own says something */
  EBM_KEY_DIFFERENT, /* they differ; or none was found, and that was proved */
  EBM_KEY_MALFORMED, /* the puzzle's own makes no sense */
  EBM_KEY_UNTOLD     /* nothing to compare: it says nothing, or the limits ended the descent */
} ebm_key_verdict;

const char *ebm_key_name(ebm_key_verdict key); /* "same", "different", "malformed"; NULL: nothing to say */

/* Some of the states drawn of a record, in the order drawn: not solutions, except at T = 0, where they are certified.
 * Valid inside the sink's callback only. */
typedef struct ebm_draws {
  const char *source; /* name of the source the record came from */
  uint64_t line;      /* it started on, from 1 */
  const ebm_puzzle *puzzle;
  uint64_t first;       /* states of the record that were given before these */
  size_t states;        /* >= 1 */
  const uint8_t *value; /* [states][variables] from 0 */
  const double *energy; /* [states] */
} ebm_draws;

/* One answered record. Valid inside the sink's callback only. */
typedef struct ebm_answer {
  ebm_outcome outcome;
  const char *source;       /* name of the source it came from */
  uint64_t line;            /* line the record started on, from 1 */
  const ebm_puzzle *puzzle; /* NULL when outcome is EBM_INVALID and nothing could be read, or EBM_UNKNOWN and its model
                             * could not be made within the limits */
  const uint8_t *value;     /* [variables] certified values from 0, or NULL without a solution */
  const char *method;       /* the minimizer that answered, or NULL */
  const char *reason;       /* why "auto" took it, in a few words; NULL: it was asked for by name */
  uint64_t solutions;       /* solutions found, up to the limit asked for */
  const uint8_t *all;       /* [solutions][variables] with ebm_options.all, in the order found; else NULL */
  size_t states; /* drawn, with ebm_options.sample, and given to the sink before; 0 where marginals are counted */
  bool exact;    /* T = 0 and all solutions are counted: states are independent draws from them */
  bool mixed;    /* what began hot and what began in solutions agree: the states are a sample, and errors can be told */
  double mean_energy, mean_error; /* over the states, and its standard error, autocorrelation counted in; INFINITY:
                                   * unknown */
  double effective;       /* independent states that would tell the mean energy as well; NAN: it does not vary, or that
                           * is not known */
  uint64_t round_trips;   /* of the exchange of states between temperatures, hot to cold to hot; 0 where exact */
  double acceptance;      /* the least probability with which two neighbouring temperatures exchanged; NAN: none did */
  const double *marginal; /* [variables][values] with ebm_options.marginals: probability of every value; else NULL */
  const double *marginal_error; /* [variables][values] standard errors; 0: exact; INFINITY: unknown */
  bool exhausted;               /* nothing is left to look at: `solutions` is all there are */
  int unique;                   /* 1 exactly one solution (proved), 0 more than one, -1 not asked or not known */
  double energy;                /* E of the assignment printed: 0 for a solution of hard rules */
  bool soft;    /* energies above 0 satisfy the rules: there are soft terms, or givens could be overruled. Then value is
                 * the best that was found, and the outcome EBM_SOLVED only where it is optimal */
  bool optimal; /* value is there, and its energy is proved to be the lowest */
  bool soft_givens;      /* givens could be overruled: value may differ from what the puzzle gives */
  uint64_t minima;       /* solutions of that energy known, where it is proved to be the lowest; else 0 */
  uint64_t restorations; /* of them, those that are alone at that energy once the overruled givens are put right;
                          * the one printed is the first of these, if there are any */
  const ebm_certificate *certificate; /* with ebm_options.prove, of what was proved; else NULL */
  const ebm_trace *trace; /* with ebm_options.trace, of a descent that began; else NULL; never EBM_INVALID's */
  const ebm_explanation *explanation; /* with ebm_options.explain; NULL: the method that answered does not explain */
  ebm_key_verdict key;
  const char *note; /* worth telling though the answer stands: a solution that differs from the puzzle's own; or NULL */
  uint64_t sweeps, kicks, corrections;
  double
      seconds; /* of work on this record alone where it can be told, else its share of what the batch had in common */
  ebm_error error; /* why, when outcome is not EBM_SOLVED; text may be empty */
} ebm_answer;

/* ---- options ------------------------------------------------------------------------------------------------ */

#define EBM_MEMORY_USUAL ((size_t)1 << 31) /* the default of ebm_options.memory: 2 GiB */

typedef struct ebm_options {
  const char *method;   /* "auto" or a minimizer's name */
  const char *format;   /* NULL: recognized */
  const char *alphabet; /* NULL: recognized; else the symbols of the values in order, "123456789ABCDEFG" or "1-9A-G", or
                         * the first and last of them as numbers, "0-15" */
  unsigned box_rows, box_columns; /* of the boxes of grids in which they are not drawn; 0 x 0: the squarest */
  const char *rules;  /* NULL: the puzzle's own; else a comma-separated list added to them; "none" leaves them out */
  const void *energy; /* [energy_size] bytes of an energy file, terms added to every puzzle; NULL: none; borrowed
                       * until the session is created */
  size_t energy_size;
  double timeout; /* seconds of work on each puzzle, and as many while its model is made; 0: none */
  size_t memory;  /* bytes that the model of a record may take, and its search besides; 0: no bound */
  uint64_t limit; /* solutions to look for: 1 find one, 2 prove unique, UINT64_MAX count them all */
  unsigned jobs;  /* threads; 0: one per core */
  uint64_t seed;
  bool prove;          /* certificates for unsolvable and unique; slower, one lane */
  bool no_quench;      /* gradient, anneal: start from the givens, not from what the quench leaves */
  size_t sample;       /* states to draw from exp(-E/T)/Z instead of solving, T = temperature_start; 0: none */
  bool marginals;      /* of the states that `sample` asks for; at T = 0 counted where that can be done */
  double given_weight; /* 0: givens hold; else the energy of overruling one, so that a wrong one is outvoted */
  double temperature_start, temperature_end; /* anneal: from the first to the second in a run; 0, 0: its own */
  size_t trace; /* points to keep of each descent at most, >= 1,024: more are thinned out evenly; 0: no trace.
                 * A traced quench keeps to one lane */
  bool explain; /* the descent step by step, kept in memory (some hundred bytes a step); one lane */
  bool all;     /* every solution up to the limit, kept in memory (variables bytes each), in the order of the search */
} ebm_options;

void ebm_options_init(ebm_options *options); /* the defaults */

/* ---- sessions ----------------------------------------------------------------------------------------------- */

/* Where bytes come from. read returns the bytes stored (0 at the end, negative: failed, errno says why), as soon as
 * there are any. ready says whether read would return at once; NULL means always. */
typedef struct ebm_source {
  const char *name;
  ptrdiff_t (*read)(void *context, char *bytes, size_t size);
  bool (*ready)(void *context);
  void *context;
} ebm_source;

/* Where answers go, in the order of the records. All return EBM_OK, or a fault that ends the run.
 * pause is called when the input pauses: everything answered so far should reach its reader. May be NULL.
 * draws, with ebm_options.sample and without marginals, is given the states of a record as they are drawn, before its
 * answer: memory does not grow with their number. A record whose states a stop cut short has an answer all the same,
 * EBM_UNKNOWN, when some were given. May be NULL. */
typedef struct ebm_sink {
  ebm_status (*answer)(void *context, const ebm_answer *answer);
  ebm_status (*pause)(void *context);
  ebm_status (*draws)(void *context, const ebm_draws *draws);
  void *context;
} ebm_sink;

typedef struct ebm_session ebm_session;

/* On EBM_OK *session is the caller's, to be destroyed. Faults: USAGE, UNSUPPORTED, MEMORY. */
ebm_status ebm_session_create(const ebm_options *options, ebm_session **session, ebm_error *error);
void ebm_session_destroy(ebm_session *session); /* NULL is fine */

/* Reads the source to its end. Invalid records are answers, not faults; a source whose format cannot be told is a
 * fault (SYNTAX). Memory does not grow with the number of records. May be called again with another source. */
ebm_status ebm_session_run(ebm_session *session, const ebm_source *source, const ebm_sink *sink, ebm_error *error);

/* Ends a run in progress soon, from a signal handler or another thread. */
void ebm_session_stop(ebm_session *session);

/* ---- learning (in the library `learn`, which needs OpenBLAS) --------------------------------------------------
 *
 * A trainer reads solved examples, learns an energy from them and gives it as the bytes of an energy file, with a
 * report of what it says:
 *
 *     ebm_trainer_create, ebm_trainer_read for every source, ebm_trainer_learn, ebm_trainer_output... , destroy */

typedef struct ebm_trainer ebm_trainer;

typedef enum ebm_learn {
  EBM_LEARN_RULES,    /* relations that all examples satisfy */
  EBM_LEARN_MEMORIES, /* the examples themselves, as minima to fall back into */
  EBM_LEARN_NETWORK   /* one rule over all cells, as a perceptron: for what no relation of two cells can say */
} ebm_learn;

typedef struct ebm_trainer_options {
  const char *format;     /* NULL: recognized; "table": one example a line */
  const char *alphabet;   /* NULL: discovered */
  unsigned rows, columns; /* how a table lies on paper; 0: a square when it can be, else one row */
  ebm_learn what;
  uint64_t seed;
  unsigned jobs;  /* threads of the matrix products; 0: one per core */
  double seconds; /* the fit ends soon after; 0: when the held-out examples say so */
  /* Told about the fit now and then: steps done, mean -log p of a held-out cell (nats). May be NULL. */
  void (*progress)(void *context, unsigned step, double loss);
  void *context;
} ebm_trainer_options;

void ebm_trainer_options_init(ebm_trainer_options *options); /* the defaults */

/* Strings in the options are borrowed for the trainer's life. Faults: USAGE, UNSUPPORTED, MEMORY. */
ebm_status ebm_trainer_create(const ebm_trainer_options *options, ebm_trainer **trainer, ebm_error *error);
void ebm_trainer_destroy(ebm_trainer *trainer); /* NULL is fine */

/* Adds the examples of a source, read to its end. Faults: READ, SYNTAX (at error->line), USAGE, MEMORY. */
ebm_status ebm_trainer_read(ebm_trainer *trainer, const ebm_source *source, ebm_error *error);
/* Once, when all is read. Faults: USAGE (too few examples), MEMORY, STOPPED. */
ebm_status ebm_trainer_learn(ebm_trainer *trainer, ebm_error *error);
void ebm_trainer_stop(ebm_trainer *trainer); /* from a signal handler or another thread */

typedef enum ebm_trainer_output {
  EBM_TRAINER_ENERGY, /* an energy file */
  EBM_TRAINER_WORDS,  /* text */
  EBM_TRAINER_JSON,
  EBM_TRAINER_PLOT,   /* SVG: couplings, and the sets on the grid */
  EBM_TRAINER_WARNING /* why what was learned should not be relied on, one line without its end; empty: nothing */
} ebm_trainer_output;

/* After learning. *bytes [*size] are the trainer's, valid until it is destroyed. Faults: MEMORY. */
ebm_status ebm_trainer_give(ebm_trainer *trainer, ebm_trainer_output output, const char **bytes, size_t *size,
                            ebm_error *error);
size_t ebm_trainer_rules(const ebm_trainer *trainer); /* patterns or memories; 0: the examples say nothing */

/* ---- the house ---------------------------------------------------------------------------------------------- */

const char *ebm_version(void);   /* "X.Y.Z" */
const char *ebm_cpu_level(void); /* "avx512", "avx2" or "baseline": the vector code in use */
/* Names of what is built in, in order of registration; NULL past the end. */
const char *ebm_format_name(size_t index);
const char *ebm_method_name(size_t index);
const char *ebm_factor_name(size_t index);

#endif
