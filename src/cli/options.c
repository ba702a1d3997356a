#include "cli/options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/message.h"
#include "report/trace.h"

typedef struct option_row {
  char letter;
  const char *name, *argument, *initial, *help;
} option_row;

#define ROW(id, letter, name, argument, initial, help) {letter, name, argument, initial, help},
static const option_row rows[] = {EBM_OPTION_TABLE(ROW)};
#define ID(id, letter, name, argument, initial, help) OPTION_##id,
typedef enum option_id { EBM_OPTION_TABLE(ID) N_OPTIONS } option_id;

enum { ALL_LIMIT = 1000000 }; /* of --all: solutions are kept until their puzzle is done, 81 bytes each on 9 x 9 */

enum { TRACE_POINTS = 1 << 16 }; /* kept of each descent: 4 MB, and 4,096 steps of sixteen replicas */

/* Of --marginals alone: errors of probabilities near 1/2 come out below 0.02, and a plain 9 x 9 takes a second or two.
 */
enum { MARGINALS_STATES = 1000, MARGINALS_LEAST = 16 };

enum { FIRST_VALUE = 256 }; /* getopt's value of row i is FIRST_VALUE + i: no letter is that large */

/* ---- arguments of options ----------------------------------------------------------------------------------- */

static bool parse_count(const char *text, uint64_t low, uint64_t high, uint64_t *count) {
  if (*text == '\0' || strspn(text, "0123456789") != strlen(text)) return false;
  errno = 0;
  unsigned long long number = strtoull(text, NULL, 10);
  if (errno != 0 || number < low || number > high) return false;
  *count = number;
  return true;
}

/* "512M", "4G", "1.5G", bytes without a unit; 0: no bound. Less than a megabyte is no room for any puzzle. */
static bool parse_size(const char *text, size_t *size) {
  static const char units[] = "KMGT";
  size_t digits = strspn(text, "0123456789.");
  char *end;
  if (digits == 0) return false;
  double bytes = strtod(text, &end);
  if (end != text + digits) return false;
  const char *unit = *end != '\0' ? strchr(units, *end >= 'a' && *end <= 'z' ? *end - 'a' + 'A' : *end) : NULL;
  if (*end != '\0' &&
      (unit == NULL || (end[1] != '\0' && strcasecmp(end + 1, "iB") != 0 && strcasecmp(end + 1, "B") != 0)))
    return false;
  if (unit != NULL) bytes = ldexp(bytes, 10 * (int)(unit - units + 1));
  if (!(bytes == 0 || bytes >= 1 << 20) || bytes > (double)(SIZE_MAX / 2)) return false;
  *size = (size_t)bytes;
  return true;
}

static bool parse_seconds(const char *text, double *seconds) {
  if (*text == '\0' || strspn(text, "0123456789.eE+-") != strlen(text)) return false;
  char *end;
  double number = strtod(text, &end);
  if (*end != '\0' || !isfinite(number) || number < 0) return false;
  *seconds = number;
  return true;
}

/* "T" or "START:END". */
static bool parse_temperature(const char *text, double *start, double *end) {
  const char *colon = strchr(text, ':');
  char first[32];
  size_t length = colon == NULL ? strlen(text) : (size_t)(colon - text);
  if (length >= sizeof first) return false;
  memcpy(first, text, length);
  first[length] = '\0';
  if (!parse_seconds(first, start) || !parse_seconds(colon == NULL ? first : colon + 1, end)) return false;
  bool zero = *start == 0 && *end == 0; /* the limit, which has meaning for states only */
  return zero || (*start >= 1e-6 && *end >= 1e-6 && *start <= 1e6 && *end <= 1e6);
}

/* "3x2": rows and columns. */
static bool parse_boxes(const char *text, ebm_options *options) {
  int end = 0;
  return text[0] >= '1' && text[0] <= '9' &&
         sscanf(text, "%3u%*1[xX]%n%3u%n", &options->box_rows, &end, &options->box_columns, &end) == 2 &&
         text[end] == '\0' && strspn(text, "0123456789xX") == strlen(text) && options->box_rows > 1 &&
         options->box_columns > 1 && options->box_rows * options->box_columns <= 100;
}

/* Finds the name in a list of the library's; when it is not there, says what is. Allocates nothing, so that being out
 * of memory is never mistaken for a wrong name. */
static bool check_name(const char *option, const char *name, const char *extra, const char *(*at)(size_t)) {
  char list[512] = "";
  bool found = extra != NULL && strcmp(name, extra) == 0;
  size_t length = extra != NULL ? (size_t)snprintf(list, sizeof list, " %s", extra) : 0;
  for (size_t i = 0; !found && at(i) != NULL; i++) {
    found = strcmp(name, at(i)) == 0;
    if (length < sizeof list)
      length += (size_t)snprintf(list + length, sizeof list - length, "%s %s", length > 0 ? "," : "", at(i));
  }
  if (!found) ebm_message_write("--%s: there is no %s '%s', only%s", option, option, name, list);
  return found;
}

static const char *report_name(size_t index) {
  return ebm_report_at(index) != NULL ? ebm_report_at(index)->name : NULL;
}

static bool refuse(option_id id, const char *argument, const char *expected) {
  ebm_message_write("--%s: '%s' is not %s", rows[id].name, argument, expected);
  return false;
}

/* Rows and pictures would mix with the answers. */
static bool is_file_name(option_id id, const char *argument) {
  if (strcmp(argument, "-") != 0) return true;
  ebm_message_write("--%s: '-' is standard output, which is for the answers; name a file", rows[id].name);
  return false;
}

static bool apply(ebm_arguments *arguments, option_id id, const char *argument) {
  ebm_options *options = &arguments->options;
  uint64_t count;
  switch (id) {
    case OPTION_METHOD: options->method = argument; return check_name("method", argument, "auto", ebm_method_name);
    case OPTION_TIMEOUT:
      return parse_seconds(argument, &options->timeout) || refuse(id, argument, "a number of seconds, 0 or more");
    case OPTION_MEMORY:
      return parse_size(argument, &options->memory) ||
             refuse(id, argument, "a size, such as 512M or 4G, of 1M at least, or 0");
    case OPTION_JOBS:
      if (!parse_count(argument, 0, 4096, &count)) return refuse(id, argument, "a number of threads, 0 to 4096");
      options->jobs = (unsigned)count;
      return true;
    case OPTION_SEED:
      return parse_count(argument, 0, UINT64_MAX, &options->seed) ||
             refuse(id, argument, "a number from 0 to 18446744073709551615");
    case OPTION_TEMPERATURE:
      return parse_temperature(argument, &options->temperature_start, &options->temperature_end) ||
             refuse(id, argument, "a temperature, or two above 0 as START:END");
    case OPTION_SAMPLE:
      if (!parse_count(argument, 1, 100000000, &count))
        return refuse(id, argument, "a number of states, 1 to 100000000");
      options->sample = (size_t)count;
      return true;
    case OPTION_MARGINALS: options->marginals = true; return true;
    case OPTION_SOFT_GIVENS:
      return (parse_seconds(argument, &options->given_weight) && options->given_weight > 0 &&
              options->given_weight <= 1e6) ||
             refuse(id, argument, "an energy above 0, at most 1e6");
    case OPTION_EXPLAIN: options->explain = true; return true;
    case OPTION_NO_QUENCH: options->no_quench = true; return true;
    case OPTION_UNIQUE:
      arguments->question = EBM_QUESTION_UNIQUE;
      options->limit = 2;
      return true;
    case OPTION_COUNT:
      arguments->question = EBM_QUESTION_COUNT;
      options->limit = UINT64_MAX;
      return argument == NULL || parse_count(argument, 1, UINT64_MAX, &options->limit) ||
             refuse(id, argument, "a number of solutions, 1 or more");
    case OPTION_ALL:
      arguments->question = EBM_QUESTION_ALL;
      options->all = true;
      options->limit = ALL_LIMIT;
      return argument == NULL || parse_count(argument, 1, UINT64_MAX, &options->limit) ||
             refuse(id, argument, "a number of solutions, 1 or more");
    case OPTION_PROOF:
      arguments->proof = argument;
      options->prove = true;
      return argument[0] != '\0' || refuse(id, argument, "a name");
    case OPTION_TRACE:
      arguments->trace = argument;
      options->trace = TRACE_POINTS;
      return is_file_name(id, argument) &&
             (ebm_trace_writer_find(argument) != NULL || refuse(id, argument, "a name that ends in .csv or .jsonl"));
    case OPTION_PLOT:
      arguments->plot = argument;
      options->trace = TRACE_POINTS;
      return is_file_name(id, argument) &&
             (ebm_trace_plot_fits(argument) || refuse(id, argument, "a name that ends in .svg"));
    case OPTION_OUTPUT:
      arguments->output = argument; /* what there is depends on the command */
      return true;
    case OPTION_BENCH:
      if (!parse_count(argument == NULL ? "5" : argument, 1, 1000, &count))
        return refuse(id, argument, "a number of runs, 1 to 1000");
      arguments->runs = (unsigned)count;
      return true;
    case OPTION_FORMAT: options->format = argument; return check_name("format", argument, NULL, ebm_format_name);
    case OPTION_RULES: options->rules = argument; return true;
    case OPTION_ENERGY: arguments->energy = argument; return true;
    case OPTION_ALPHABET: options->alphabet = argument; return true;
    case OPTION_BOXES:
      return parse_boxes(argument, options) ||
             refuse(id, argument, "rows and columns of a box of at most 100 cells, like 3x2");
    case OPTION_PROGRESS: arguments->progress = true; return true;
    case OPTION_QUIET: arguments->quiet = true; return true;
    case OPTION_VERBOSE: arguments->verbose = true; return true;
    case OPTION_HELP: arguments->command = EBM_COMMAND_HELP; return true;
    case OPTION_VERSION: arguments->command = EBM_COMMAND_VERSION; return true;
    case N_OPTIONS: break;
  }
  return false;
}

/* ---- the command line --------------------------------------------------------------------------------------- */

static option_id id_of(int value) {
  if (value >= FIRST_VALUE) return (option_id)(value - FIRST_VALUE);
  for (size_t i = 0; i < N_OPTIONS; i++)
    if (rows[i].letter != 0 && rows[i].letter == value) return (option_id)i;
  return N_OPTIONS;
}

/* What getopt found wrong: value is ':' or '?', and optopt the option, or 0 when a long one is not known. */
static void explain(int value, const char *word) {
  static const char help[] = " (see --help)", puzzle[] = "; a puzzle that starts with - goes behind --";
  if (value == ':') {
    const option_row *row = &rows[id_of(optopt)];
    ebm_message_write("--%s needs an argument, %s", row->name, row->argument);
  } else if (optopt >= FIRST_VALUE) {
    ebm_message_write("--%s takes no argument", rows[id_of(optopt)].name);
  } else if (optopt != 0) {
    ebm_message_write("there is no option -%c%s", optopt, strchr("0123456789.", optopt) != NULL ? puzzle : help);
  } else {
    size_t length = strcspn(word, "="), candidates = 0;
    for (size_t i = 0; i < N_OPTIONS; i++) candidates += strncmp(rows[i].name, word + 2, length - 2) == 0;
    if (candidates > 1)
      ebm_message_write("option %.*s could be several%s", (int)length, word, help);
    else
      ebm_message_write("there is no option %.*s%s", (int)length, word,
                        strchr("-0123456789.", word[2]) != NULL ? puzzle : help);
  }
}

static bool find_output(ebm_arguments *arguments) {
  const char *name = arguments->output;
  if (arguments->runs > 0) {
    arguments->writer = ebm_bench_writer_find(name == NULL ? ebm_bench_writer_name(0) : name);
    return arguments->writer != NULL || check_name("output", name, NULL, ebm_bench_writer_name);
  }
  if (name == NULL) return true;
  arguments->report = ebm_report_find(name);
  return check_name("output", name, NULL, report_name);
}

/* What is drawn from exp(-E/T)/Z, and the temperatures that this has. */
static bool check_states(const bool *given, const ebm_options *options) {
  bool drawn = given[OPTION_SAMPLE] || given[OPTION_MARGINALS];
  const option_id other = given[OPTION_UNIQUE]    ? OPTION_UNIQUE
                          : given[OPTION_COUNT]   ? OPTION_COUNT
                          : given[OPTION_ALL]     ? OPTION_ALL
                          : given[OPTION_BENCH]   ? OPTION_BENCH
                          : given[OPTION_TRACE]   ? OPTION_TRACE
                          : given[OPTION_PLOT]    ? OPTION_PLOT
                          : given[OPTION_EXPLAIN] ? OPTION_EXPLAIN
                                                  : N_OPTIONS;
  if (drawn && other != N_OPTIONS)
    ebm_message_write("--%s and --%s exclude each other",
                      rows[given[OPTION_SAMPLE] ? OPTION_SAMPLE : OPTION_MARGINALS].name, rows[other].name);
  else if (given[OPTION_TEMPERATURE] && !drawn && options->temperature_start == 0)
    ebm_message_write("--temperature: 0 goes with --sample or --marginals, solutions are found from above it");
  else if (drawn && given[OPTION_METHOD] && strcmp(options->method, "auto") != 0)
    ebm_message_write("--%s and --method exclude each other: states are drawn by a heat bath of their own",
                      rows[given[OPTION_SAMPLE] ? OPTION_SAMPLE : OPTION_MARGINALS].name);
  else if (given[OPTION_TEMPERATURE] && !drawn && strcmp(options->method, "anneal") != 0)
    ebm_message_write("--temperature goes with --method anneal, --sample or --marginals; nothing else has one");
  else if (drawn && options->temperature_start != options->temperature_end)
    ebm_message_write("--temperature: states are drawn at one temperature, not from one to another");
  else if (given[OPTION_SAMPLE] && given[OPTION_MARGINALS] && options->sample < MARGINALS_LEAST)
    ebm_message_write("--marginals: fewer than %d states tell no standard error", MARGINALS_LEAST);
  else
    return true;
  return false;
}

/* Pairs of options of which one would say what the other leaves no room for, or do nothing. */
static const option_id exclusive[][2] = {
    {OPTION_UNIQUE, OPTION_COUNT},        {OPTION_UNIQUE, OPTION_ALL},     {OPTION_COUNT, OPTION_ALL},
    {OPTION_EXPLAIN, OPTION_COUNT},       {OPTION_EXPLAIN, OPTION_ALL},    {OPTION_EXPLAIN, OPTION_PROOF},
    {OPTION_EXPLAIN, OPTION_SOFT_GIVENS}, {OPTION_EXPLAIN, OPTION_BENCH},  {OPTION_BENCH, OPTION_COUNT},
    {OPTION_BENCH, OPTION_ALL},           {OPTION_BENCH, OPTION_PROOF},    {OPTION_BENCH, OPTION_RULES},
    {OPTION_BENCH, OPTION_TRACE},         {OPTION_BENCH, OPTION_PLOT},     {OPTION_COUNT, OPTION_TRACE},
    {OPTION_COUNT, OPTION_PLOT},          {OPTION_ALL, OPTION_TRACE},      {OPTION_ALL, OPTION_PLOT},
    {OPTION_QUIET, OPTION_VERBOSE},       {OPTION_QUIET, OPTION_PROGRESS}, {OPTION_BENCH, OPTION_ENERGY},
    {OPTION_BENCH, OPTION_PROGRESS},      {OPTION_BENCH, OPTION_VERBOSE},  {OPTION_BENCH, OPTION_QUIET},
};

static bool check_conflicts(const bool *given, const ebm_arguments *arguments) {
  const ebm_report *report = arguments->report;
  if (arguments->proof != NULL && !given[OPTION_UNIQUE]) {
    ebm_message_write("--proof goes with --unique: what is proved is that there is no (other) solution");
    return false;
  }
  if (given[OPTION_ALL] && report != NULL && report != ebm_report_find("line") && report != ebm_report_find("json")) {
    ebm_message_write("--all: the output %s has no place for more than one solution, line and json have", report->name);
    return false;
  }
  if (given[OPTION_SAMPLE] && !given[OPTION_MARGINALS] && report != NULL && report != ebm_report_find("line") &&
      report != ebm_report_find("json")) {
    ebm_message_write("--sample: the output %s has no place for states, line and json have", report->name);
    return false;
  }
  if (given[OPTION_EXPLAIN] && report == ebm_report_find("csv")) {
    ebm_message_write("--explain: the output csv has no place for steps; line, grid and json have");
    return false;
  }
  if (!check_states(given, &arguments->options)) return false;
  const char *method = arguments->options.method;
  if (given[OPTION_NO_QUENCH] && strcmp(method, "gradient") != 0 && strcmp(method, "anneal") != 0) {
    ebm_message_write("--no-quench goes with --method gradient or anneal");
    return false;
  }
  for (size_t i = 0; i < sizeof exclusive / sizeof *exclusive; i++) {
    if (!given[exclusive[i][0]] || !given[exclusive[i][1]]) continue;
    ebm_message_write("--%s and --%s exclude each other", rows[exclusive[i][0]].name, rows[exclusive[i][1]].name);
    return false;
  }
  return true;
}

ebm_arguments ebm_arguments_parse(int argc, char **argv) {
  ebm_arguments arguments = {.command = EBM_COMMAND_SOLVE, .question = EBM_QUESTION_SOLVE};
  ebm_options_init(&arguments.options);
  char letters[3 * N_OPTIONS + 2] = ":"; /* ':' first: getopt prints nothing and tells a missing argument apart */
  size_t n_letters = 1;
  struct option longs[N_OPTIONS + 1] = {0};
  for (int i = 0; i < N_OPTIONS; i++) {
    const option_row *row = &rows[i];
    int kind = row->argument == NULL ? no_argument : row->argument[0] == '=' ? optional_argument : required_argument;
    longs[i] = (struct option){row->name, kind, NULL, FIRST_VALUE + i};
    if (row->letter != 0) {
      letters[n_letters++] = row->letter;
      for (int colon = 0; colon < (kind == no_argument ? 0 : kind == required_argument ? 1 : 2); colon++)
        letters[n_letters++] = ':';
    }
    if (row->initial != NULL && !apply(&arguments, (option_id)i, row->initial)) arguments.command = EBM_COMMAND_REFUSED;
  }
  bool given[N_OPTIONS + 1] = {false};
  optind = 0; /* not 1: getopt forgets the word it was in the middle of, so that a second call starts afresh */
  while (arguments.command == EBM_COMMAND_SOLVE) {
    int value = getopt_long(argc, argv, letters, longs, NULL);
    if (value == -1) break;
    if (value == ':' || value == '?') {
      explain(value, argv[optind - 1]);
      arguments.command = EBM_COMMAND_REFUSED;
    } else {
      given[id_of(value)] = true;
      if (!apply(&arguments, id_of(value), optarg)) arguments.command = EBM_COMMAND_REFUSED;
    }
  }
  if (arguments.command == EBM_COMMAND_SOLVE && !(find_output(&arguments) && check_conflicts(given, &arguments)))
    arguments.command = EBM_COMMAND_REFUSED;
  if (arguments.command == EBM_COMMAND_SOLVE && arguments.runs > 0) {
    arguments.command = EBM_COMMAND_BENCH;
    if (!given[OPTION_JOBS]) arguments.options.jobs = 1; /* figures are comparable per core */
  }
  if (given[OPTION_MARGINALS] && !given[OPTION_SAMPLE]) arguments.options.sample = MARGINALS_STATES;
  if ((given[OPTION_ALL] || (given[OPTION_SAMPLE] && !given[OPTION_MARGINALS])) && arguments.report == NULL)
    arguments.report = ebm_report_find("line");
  arguments.operand = argv + optind;
  arguments.n_operands = argc - optind;
  return arguments;
}

/* ---- help --------------------------------------------------------------------------------------------------- */

enum { HALF = 40, NAMES = 22 }; /* columns of half a screen, and of its options */

/* "  -t, --timeout SECONDS" */
static void print_names(char text[HALF], const option_row *row) {
  char letter[] = {'-', row->letter, ',', '\0'};
  int length = snprintf(text, HALF, "  %3s --%s", row->letter != 0 ? letter : "", row->name);
  if (row->argument == NULL) return;
  bool optional = row->argument[0] == '=';
  snprintf(text + length, HALF - (size_t)length, optional ? "[%s]" : " %s", row->argument);
}

/* "random seed [1]" */
static void print_help(char text[2 * HALF], const option_row *row) {
  if (row->initial != NULL)
    snprintf(text, 2 * HALF, "%s [%s]", row->help, row->initial);
  else
    snprintf(text, 2 * HALF, "%s", row->help);
}

/* Two short options share a line. */
static bool is_short(const option_row *row) {
  char names[HALF], help[2 * HALF];
  print_names(names, row);
  print_help(help, row);
  return strlen(names) < NAMES && strlen(help) <= HALF - NAMES - 1;
}

void ebm_arguments_help(ebm_buffer *buffer) {
  ebm_buffer_string(buffer, "Usage: ebm-solve [OPTION]... [FILE | PUZZLE]...\n"
                            "Solves Sudoku by energy descent. Operands: files or puzzles; none or -: stdin.\n");
  for (size_t i = 0; i < N_OPTIONS; i++) {
    char names[HALF], help[2 * HALF];
    print_names(names, &rows[i]);
    print_help(help, &rows[i]);
    if (is_short(&rows[i]) && i + 1 < N_OPTIONS && is_short(&rows[i + 1])) {
      size_t from = buffer->length;
      ebm_buffer_format(buffer, "%-*s%s", NAMES, names, help);
      print_names(names, &rows[++i]);
      print_help(help, &rows[i]);
      ebm_buffer_format(buffer, "%*s%-*s%s\n", (int)(HALF + 2 - (buffer->length - from)), "", NAMES, names, help);
      continue;
    }
    ebm_buffer_format(buffer, "%-25s%s\n", names, help);
  }
  ebm_buffer_string(buffer, "Examples:\n"
                            "  ebm-solve puzzles.txt > solutions.txt     solve a file, a puzzle a line\n"
                            "  ebm-solve -u puzzle.sdk && echo unique    ask by exit code\n");
}
