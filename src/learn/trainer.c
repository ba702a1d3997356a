/* trainer.c - what ebm.h says about learning: bytes in, an energy file and a report out. */
#include <cblas.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "format/spelling.h"
#include "learn/gather.h"
#include "learn/learn.h"
#include "learn/memory.h"
#include "learn/network.h"
#include "learn/plot.h"
#include "learn/soft.h"
#include "learn/store.h"
#include "learn/words.h"

enum { READ_BYTES = 1 << 18, OUTPUTS = EBM_TRAINER_WARNING + 1 };
static const size_t SOURCE_LIMIT = (size_t)1 << 32;

struct ebm_trainer {
  ebm_trainer_options options;
  ebm_gather_options gather_options;
  ebm_alphabet chosen; /* what the options' short form stands for: "0-9A-F" */
  ebm_stop stop;
  ebm_gather gather;
  ebm_examples examples;
  char alphabet[66];
  size_t merged; /* EBM_LEARN_RULES: examples that were there before */
  ebm_learned learned;
  ebm_memory memory;   /* EBM_LEARN_MEMORIES */
  ebm_network network; /* EBM_LEARN_NETWORK */
  ebm_text output[OUTPUTS];
};

void ebm_trainer_options_init(ebm_trainer_options *options) {
  *options = (ebm_trainer_options){.seed = 1};
}

ebm_status ebm_trainer_create(const ebm_trainer_options *options, ebm_trainer **out, ebm_error *error) {
  *out = NULL;
  if ((options->rows == 0) != (options->columns == 0) || (uint64_t)options->rows * options->columns > 1u << 16)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "a table of %u x %u cells", options->rows, options->columns);
  ebm_trainer *trainer = *out = ebm_allocate(1, sizeof *trainer);
  if (trainer == NULL) return ebm_fail_memory(error);
  trainer->options = *options;
  const char *alphabet = options->alphabet;
  /* In a table a dash can be a symbol like any other. */
  if (alphabet != NULL && strchr(alphabet, '-') != NULL &&
      ebm_alphabet_read(alphabet, &trainer->chosen, NULL) == EBM_OK)
    alphabet = trainer->chosen.symbols;
  trainer->gather_options = (ebm_gather_options){options->format, alphabet, options->rows, options->columns};
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  openblas_set_num_threads(options->jobs != 0 ? (int)options->jobs : cores < 1 ? 1 : (int)cores);
  return EBM_OK;
}

void ebm_trainer_destroy(ebm_trainer *trainer) {
  if (trainer == NULL) return;
  ebm_gather_clear(&trainer->gather);
  ebm_examples_clear(&trainer->examples);
  ebm_learned_clear(&trainer->learned);
  ebm_memory_clear(&trainer->memory);
  ebm_network_clear(&trainer->network);
  for (int k = 0; k < OUTPUTS; k++) ebm_text_clear(&trainer->output[k]);
  ebm_free(trainer);
}

void ebm_trainer_stop(ebm_trainer *trainer) {
  trainer->stop.raised = 1;
}

ebm_status ebm_trainer_read(ebm_trainer *trainer, const ebm_source *source, ebm_error *error) {
  ebm_text bytes = {0};
  size_t examples = trainer->gather.n;
  char *chunk = ebm_allocate(READ_BYTES, 1);
  ebm_status status = chunk != NULL ? EBM_OK : ebm_fail_memory(error);
  while (status == EBM_OK) {
    ptrdiff_t stored = source->read(source->context, chunk, READ_BYTES);
    if (stored == 0) break;
    if (stored < 0) {
      status = ebm_fail(error, EBM_ERROR_READ, 0, 0, "%s", strerror(errno));
      break;
    }
    ebm_text_append(&bytes, chunk, (size_t)stored);
    if (bytes.failed) status = ebm_fail_memory(error);
    if (bytes.length > SOURCE_LIMIT) status = ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "more than 4 GiB of examples");
    if (ebm_stop_raised(&trainer->stop)) status = ebm_fail(error, EBM_ERROR_STOPPED, 0, 0, "stopped");
  }
  if (status == EBM_OK)
    status = ebm_gather_read(&trainer->gather, &trainer->gather_options, bytes.bytes, bytes.length, error);
  /* An empty source among others is a mistake that nobody would notice. */
  if (status == EBM_OK && trainer->gather.n == examples)
    status = ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "no examples in it");
  ebm_text_clear(&bytes);
  ebm_free(chunk);
  return status;
}

ebm_status ebm_trainer_learn(ebm_trainer *trainer, ebm_error *error) {
  ebm_status status =
      ebm_gather_finish(&trainer->gather, &trainer->gather_options, &trainer->examples, trainer->alphabet, error);
  if (status != EBM_OK) return status;
  if (trainer->options.what == EBM_LEARN_NETWORK)
    return ebm_network_learn(&trainer->examples, trainer->options.seed, &trainer->stop, &trainer->network, error);
  if (trainer->options.what == EBM_LEARN_MEMORIES)
    return ebm_memory_learn(&trainer->examples, trainer->options.seed, &trainer->stop, &trainer->memory, error);
  status = ebm_examples_merge(&trainer->examples, trainer->gather.line, &trainer->merged, error);
  if (status != EBM_OK) return status;
  if (trainer->examples.n == 1 && trainer->merged > 0)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "all %zu examples are the same; nothing can be learned from one",
                    trainer->merged + 1);
  ebm_fit_options options = {.seed = trainer->options.seed,
                             .seconds = trainer->options.seconds,
                             .stop = &trainer->stop,
                             .progress = trainer->options.progress,
                             .context = trainer->options.context};
  return ebm_learn_run(&trainer->examples, &options, &trainer->learned, error);
}

static ebm_status give_energy(ebm_trainer *trainer, ebm_text *text, ebm_error *error) {
  const ebm_examples *examples = &trainer->examples;
  const ebm_memory *memory = &trainer->memory;
  ebm_energy_file file;
  ebm_status status = EBM_OK;
  switch (trainer->options.what) {
    case EBM_LEARN_RULES: status = ebm_store_lesson(&trainer->learned.lesson, trainer->alphabet, &file, error); break;
    case EBM_LEARN_MEMORIES:
      status = ebm_soft_store(examples, memory->unary, memory->weight, trainer->alphabet, &file, error);
      break;
    case EBM_LEARN_NETWORK:
      status = ebm_network_store(&trainer->network, examples, trainer->alphabet, &file, error);
      break;
  }
  if (status != EBM_OK) return status;
  status = ebm_energy_file_write(&file, text, error);
  ebm_energy_file_clear(&file);
  return status;
}

static void give_words(ebm_trainer *trainer, ebm_text *text) {
  const ebm_examples *examples = &trainer->examples;
  const ebm_network *network = &trainer->network;
  if (trainer->options.what == EBM_LEARN_RULES) {
    if (trainer->merged > 0)
      ebm_text_printf(text, "%zu examples stand there more than once and count once\n", trainer->merged);
    ebm_words_write(&trainer->learned, examples->n, trainer->gather.line, trainer->alphabet, text);
    return;
  }
  ebm_text_printf(text, "%zu examples of %u cells, %u values (%s)\n", examples->n, examples->variables,
                  examples->domain, trainer->alphabet);
  if (trainer->options.what == EBM_LEARN_MEMORIES)
    ebm_text_printf(text, "memories: each a minimum of the energy but %zu\n", trainer->memory.unstable);
  else {
    ebm_text_printf(text,
                    "network: %u hidden units over all cells%s; accepts every example it learned from, %.1f %% of the "
                    "%zu held out\n",
                    network->hidden, network->tied ? ", which weigh the same" : "", 100 * network->held_kept,
                    network->held);
    ebm_network_describe(network, text);
    ebm_text_printf(text, "\n");
  }
}

static void give_json(ebm_trainer *trainer, ebm_text *text) {
  const ebm_examples *examples = &trainer->examples;
  const ebm_network *network = &trainer->network;
  if (trainer->options.what == EBM_LEARN_RULES) {
    ebm_words_json(&trainer->learned, examples->n, trainer->gather.line, trainer->alphabet, text);
    return;
  }
  ebm_text_printf(text, "{\"examples\":%zu,\"rows\":%u,\"columns\":%u,\"alphabet\":\"%s\"", examples->n, examples->rows,
                  examples->columns, trainer->alphabet);
  if (trainer->options.what == EBM_LEARN_MEMORIES)
    ebm_text_printf(text, ",\"unstable\":%zu}\n", trainer->memory.unstable);
  else
    ebm_text_printf(text,
                    ",\"different\":%zu,\"held_out\":%zu,\"held_out_accepted\":%.6f,\"hidden\":%u,\"tied\":%s,"
                    "\"states\":%.17g,\"accepted\":%.17g,\"accepted_low\":%.17g,\"accepted_high\":%.17g,\"counted\":%s,"
                    "\"loose\":%s}\n",
                    network->different, network->held, network->held_kept, network->hidden,
                    network->tied ? "true" : "false", network->states, network->accepted * network->states,
                    network->low * network->states, network->high * network->states,
                    network->counted ? "true" : "false", ebm_network_loose(network) ? "true" : "false");
}

ebm_status ebm_trainer_give(ebm_trainer *trainer, ebm_trainer_output output, const char **bytes, size_t *size,
                            ebm_error *error) {
  ebm_text *text = &trainer->output[output];
  ebm_status status = EBM_OK;
  if (trainer->options.what != EBM_LEARN_RULES && output == EBM_TRAINER_PLOT)
    return ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "memories and networks have no plot");
  if (text->length == 0) switch (output) {
      case EBM_TRAINER_ENERGY: status = give_energy(trainer, text, error); break;
      case EBM_TRAINER_WORDS: give_words(trainer, text); break;
      case EBM_TRAINER_JSON: give_json(trainer, text); break;
      case EBM_TRAINER_PLOT: ebm_plot_write(&trainer->learned, text); break;
      case EBM_TRAINER_WARNING:
        if (trainer->options.what == EBM_LEARN_NETWORK && ebm_network_loose(&trainer->network)) {
          ebm_network_describe(&trainer->network, text);
          ebm_text_printf(text,
                          ": what they have in common is hardly learned, unless they are a small part of what has it");
        }
        break;
    }
  if (status == EBM_OK && text->failed) status = ebm_fail_memory(error);
  *bytes = text->length > 0 ? text->bytes : "";
  *size = text->length;
  return status;
}

size_t ebm_trainer_rules(const ebm_trainer *trainer) {
  switch (trainer->options.what) {
    case EBM_LEARN_RULES: return trainer->learned.lesson.n;
    case EBM_LEARN_MEMORIES: return trainer->examples.n - trainer->memory.unstable;
    case EBM_LEARN_NETWORK: return 1;
  }
  return 0;
}
