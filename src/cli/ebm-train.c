/* ebm-train.c - the program: solved examples in, an energy file out, and in words what was learned. */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/file.h"
#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/source.h"
#include "cli/tally.h"

typedef struct arguments {
  ebm_trainer_options options;
  const char *energy, *plot, *json; /* files to write; NULL: not wanted */
  bool quiet, help, version;
} arguments;

static const char help[] = "Usage: ebm-train [OPTION]... [SOLVED]...\n"
                           "Learns an energy whose minima are like the solved examples: grids in any format\n"
                           "of ebm-solve, or tables, one example a line, a symbol a cell, '.' where hidden.\n"
                           "- or no operand reads standard input.\n\n"
                           "  -e, --energy FILE      energy file to write, for ebm-solve --energy\n"
                           "  -f, --format NAME      of the input, 'table' or one of ebm-solve's; recognized\n"
                           "      --alphabet SYMBOLS symbols of the values in order; discovered\n"
                           "      --shape RxC        how a table lies on paper; a square if it can\n"
                           "  -m, --memories         store the examples themselves, to be recalled\n"
                           "  -n, --network          one rule over all cells, as a perceptron\n"
                           "  -p, --plot FILE.svg    draw the couplings and the learned sets\n"
                           "      --json FILE        the report as JSON, every pair spelled out\n"
                           "  -s, --seed N           seed of everything drawn at random [1]\n"
                           "  -j, --jobs N           threads; 0: one per core [1]\n"
                           "      --max-seconds S    the fit ends soon after; 0: no limit [0]\n"
                           "  -q, --quiet            no report, no progress\n"
                           "  -h, --help             this text\n"
                           "  -V, --version          version\n\n"
                           "Examples:\n"
                           "  ebm-train -e sudoku.ebm solved.txt      learn the rules of solved grids\n"
                           "  ebm-solve -r none -e sudoku.ebm p.txt   solve with what was learned alone\n";

enum { ALPHABET = 256, SHAPE, JSON, MAX_SECONDS };

static const struct option longs[] = {{"energy", required_argument, NULL, 'e'},
                                      {"format", required_argument, NULL, 'f'},
                                      {"alphabet", required_argument, NULL, ALPHABET},
                                      {"shape", required_argument, NULL, SHAPE},
                                      {"memories", no_argument, NULL, 'm'},
                                      {"network", no_argument, NULL, 'n'},
                                      {"plot", required_argument, NULL, 'p'},
                                      {"json", required_argument, NULL, JSON},
                                      {"seed", required_argument, NULL, 's'},
                                      {"jobs", required_argument, NULL, 'j'},
                                      {"max-seconds", required_argument, NULL, MAX_SECONDS},
                                      {"quiet", no_argument, NULL, 'q'},
                                      {"help", no_argument, NULL, 'h'},
                                      {"version", no_argument, NULL, 'V'},
                                      {NULL, 0, NULL, 0}};

static bool whole_number(const char *text, uint64_t most, uint64_t *number) {
  if (*text == '\0' || strspn(text, "0123456789") != strlen(text)) return false;
  errno = 0;
  *number = strtoull(text, NULL, 10);
  return errno == 0 && *number <= most;
}

static bool refuse(const char *option, const char *argument, const char *expected) {
  ebm_message_write("--%s: '%s' is not %s", option, argument, expected);
  return false;
}

static bool parse_shape(const char *text, ebm_trainer_options *options) {
  int end = 0;
  if (sscanf(text, "%5u%*1[x]%5u%n", &options->rows, &options->columns, &end) == 2 && text[end] == '\0' &&
      options->rows > 0 && options->columns > 0)
    return true;
  return refuse("shape", text, "a shape like 12x12");
}

static bool apply(arguments *a, int option) {
  uint64_t number;
  char *end;
  switch (option) {
    case 'e': a->energy = optarg; return true;
    case 'f': a->options.format = optarg; return true;
    case 'p': a->plot = optarg; return true;
    case 'm': a->options.what = EBM_LEARN_MEMORIES; return true;
    case 'n': a->options.what = EBM_LEARN_NETWORK; return true;
    case 'q': a->quiet = true; return true;
    case 'h': a->help = true; return true;
    case 'V': a->version = true; return true;
    case ALPHABET: a->options.alphabet = optarg; return true;
    case JSON: a->json = optarg; return true;
    case SHAPE: return parse_shape(optarg, &a->options);
    case 's': return whole_number(optarg, UINT64_MAX, &a->options.seed) || refuse("seed", optarg, "a whole number");
    case 'j':
      if (!whole_number(optarg, 256, &number)) return refuse("jobs", optarg, "a number of threads, 0 to 256");
      a->options.jobs = (unsigned)number;
      return true;
    case MAX_SECONDS:
      a->options.seconds = strtod(optarg, &end);
      return (end != optarg && *end == '\0' && isfinite(a->options.seconds) && a->options.seconds >= 0) ||
             refuse("max-seconds", optarg, "a number of seconds, 0 or more");
    default: return false; /* getopt has told */
  }
}

static void show_progress(void *context, unsigned step, double loss) {
  char line[96];
  (void)context;
  snprintf(line, sizeof line, "fitting: %u steps, %.4f nats a held-out cell", step, loss);
  ebm_message_live(line);
}

/* ---- the run ---- */

static int fault_code(ebm_status status) {
  return status == EBM_ERROR_MEMORY || status == EBM_ERROR_INTERNAL ? EBM_EXIT_INTERNAL : EBM_EXIT_FAULT;
}

static int read_operand(ebm_trainer *trainer, const char *string, int number) {
  ebm_operand operand = {.wake = -1};
  ebm_error error = {0};
  if (!ebm_operand_open(&operand, string, number)) {
    ebm_message_write("%s: %s", string, strerror(operand.fault));
    return EBM_EXIT_FAULT;
  }
  ebm_status status = ebm_trainer_read(trainer, &operand.source, &error);
  const char *name = operand.source.name;
  if (status != EBM_OK && error.line != 0 && error.column != 0)
    ebm_message_write("%s:%llu:%llu: %s", name, (unsigned long long)error.line, (unsigned long long)error.column,
                      error.text);
  else if (status != EBM_OK && error.line != 0)
    ebm_message_write("%s:%llu: %s", name, (unsigned long long)error.line, error.text);
  else if (status != EBM_OK)
    ebm_message_write("%s: %s", name, error.text);
  ebm_operand_close(&operand);
  return status == EBM_OK ? 0 : fault_code(status);
}

static int write_output(ebm_trainer *trainer, ebm_trainer_output output, const char *path) {
  const char *bytes;
  size_t size;
  ebm_error error = {0};
  ebm_status status = ebm_trainer_give(trainer, output, &bytes, &size, &error);
  if (status != EBM_OK) {
    ebm_message_write("%s", error.text);
    return fault_code(status);
  }
  if (ebm_file_write(path, bytes, size)) return 0;
  ebm_message_write("%s: %s", strcmp(path, "-") == 0 ? "standard output" : path, strerror(errno));
  return EBM_EXIT_FAULT;
}

static int warn(ebm_trainer *trainer) {
  const char *bytes;
  size_t size;
  ebm_error error = {0};
  ebm_status status = ebm_trainer_give(trainer, EBM_TRAINER_WARNING, &bytes, &size, &error);
  if (status != EBM_OK) ebm_message_write("%s", error.text);
  if (status == EBM_OK && size > 0) ebm_message_write("%.*s", (int)size, bytes);
  return status == EBM_OK ? 0 : fault_code(status);
}

static int learn(ebm_trainer *trainer, const arguments *a, char **operand, int n_operands) {
  static char *standard_input[] = {"-"};
  if (n_operands == 0) operand = standard_input, n_operands = 1;
  ebm_interrupt_farewell(a->options.progress != NULL ? "\nebm-train: stopped while learning; nothing is written\n"
                                                     : "ebm-train: stopped while learning; nothing is written\n");
  for (int i = 0; i < n_operands; i++) {
    int code = read_operand(trainer, operand[i], i + 1);
    if (code != 0) return code;
  }
  ebm_error error = {0};
  ebm_status status = ebm_trainer_learn(trainer, &error);
  ebm_message_live(NULL);
  if (status != EBM_OK) {
    ebm_message_write("%s", error.text);
    return fault_code(status);
  }
  ebm_interrupt_farewell("ebm-train: stopped while writing\n");
  int code = warn(trainer);
  if (code == 0 && a->energy != NULL) code = write_output(trainer, EBM_TRAINER_ENERGY, a->energy);
  if (code == 0 && a->plot != NULL) code = write_output(trainer, EBM_TRAINER_PLOT, a->plot);
  if (code == 0 && a->json != NULL) code = write_output(trainer, EBM_TRAINER_JSON, a->json);
  bool taken = (a->energy != NULL && strcmp(a->energy, "-") == 0) || (a->json != NULL && strcmp(a->json, "-") == 0);
  if (code == 0 && !a->quiet && !taken) code = write_output(trainer, EBM_TRAINER_WORDS, "-");
  return code != 0 ? code : ebm_trainer_rules(trainer) == 0 ? EBM_EXIT_UNSOLVED : 0;
}

int main(int argc, char **argv) {
  arguments a = {0};
  ebm_message_program("ebm-train");
  ebm_trainer_options_init(&a.options);
  a.options.jobs = 1;
  for (int option; (option = getopt_long(argc, argv, "e:f:mnp:s:j:qhV", longs, NULL)) != -1;)
    if (!apply(&a, option)) return EBM_EXIT_FAULT;
  if (a.help) return ebm_file_write("-", help, sizeof help - 1) ? 0 : EBM_EXIT_FAULT;
  if (a.version) return printf("ebm-train %s\n", ebm_version()) > 0 && fflush(stdout) == 0 ? 0 : EBM_EXIT_FAULT;
  if (optind == argc && isatty(STDIN_FILENO)) {
    fputs(help, stderr);
    return EBM_EXIT_FAULT;
  }
  if (!a.quiet && ebm_message_terminal()) a.options.progress = show_progress;
  ebm_trainer *trainer;
  ebm_error error = {0};
  ebm_status status = ebm_trainer_create(&a.options, &trainer, &error);
  if (status != EBM_OK) {
    ebm_message_write("%s", error.text);
    return fault_code(status);
  }
  int code = learn(trainer, &a, argv + optind, argc - optind);
  ebm_trainer_destroy(trainer);
  return code;
}
