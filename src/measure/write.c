#include "measure/write.h"

#include <string.h>

#if defined(__clang__)
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif
#ifdef __OPTIMIZE__
#define OPTIMIZED ""
#else
#define OPTIMIZED ", not optimized"
#endif
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED ", sanitized"
#else
#define SANITIZED ""
#endif
static const char compiler[] = COMPILER OPTIMIZED SANITIZED;
static const char covered[] =
    "lines in memory to values in memory: parsing, descent, certifying; no files, no text written";

static const char *question(const ebm_bench_result *result) {
  return result->unique ? "prove unique" : "find one";
}

/* ---- table: tdoku's headings, in 80 columns ------------------------------------------------------------------------
 */

static void begin_table(ebm_buffer *buffer, const ebm_bench_plan *plan) {
  ebm_buffer_format(buffer, "ebm-solve %s, %s, %u thread%s, seed %llu%s, %u runs\ncompiler: %.68s\n", ebm_version(),
                    ebm_cpu_level(), plan->options.jobs, plan->options.jobs == 1 ? "" : "s",
                    (unsigned long long)plan->options.seed, plan->options.seed == 0 ? " (not permuted)" : "",
                    plan->runs, compiler);
  ebm_buffer_string(buffer, "timed: lines in memory to values in memory (parsing, descent, certifying)\n");
}

static void result_table(ebm_buffer *buffer, const ebm_bench_plan *plan, const ebm_bench_result *r, size_t index) {
  static const char none[] = "";
  (void)plan;
  (void)index;
  if (!r->unique || plan->options.limit == 2) {
    const char *slash = strrchr(r->name, '/'), *name = slash != NULL ? slash + 1 : r->name;
    ebm_buffer_format(buffer, "\n%.40s: %zu puzzles, %zu a run\n", name, r->puzzles, r->sample);
    ebm_buffer_format(buffer, "%12s%12s%12s%8s%9s%9s%10s%8s\n", none, "puzzles/sec", "usec/puzzle", "(min)", "%no_kick",
                      "kicks", "corrected", "sweeps");
  }
  ebm_buffer_format(buffer, "%-12s%12.1f%12.3f%8.3f%8.1f%%%9.2f%10.2f%8.1f\n", question(r), 1 / r->median,
                    r->median * 1e6, r->least * 1e6, r->no_kick * 100, r->kicks, r->corrections, r->sweeps);
  ebm_buffer_format(buffer, "  one alone (%zu): usec min %.1f, median %.1f, p99 %.1f, max %.1f\n", r->alone,
                    r->alone_least * 1e6, r->alone_median * 1e6, r->alone_p99 * 1e6, r->alone_most * 1e6);
  if (r->solved < 1) ebm_buffer_format(buffer, "  only %.3f %% have an answer within the limits\n", r->solved * 100);
}

static void end_table(ebm_buffer *buffer, const ebm_bench_plan *plan) {
  (void)plan;
  ebm_buffer_string(buffer, "\nmedians of the runs; counts a puzzle; a sweep evaluates each factor once\n");
}

/* ---- JSON
 * ------------------------------------------------------------------------------------------------------------ */

/* Names of files: anything that would end the string early or is no text becomes '?'. */
static void write_name(ebm_buffer *buffer, const char *name) {
  for (; *name != '\0'; name++) {
    unsigned char byte = (unsigned char)*name;
    ebm_buffer_byte(buffer, byte < 0x20 || byte >= 0x7f || byte == '"' || byte == '\\' ? '?' : (char)byte);
  }
}

static void begin_json(ebm_buffer *buffer, const ebm_bench_plan *plan) {
  ebm_buffer_format(buffer,
                    "{\"program\":\"ebm-solve %s\",\"cpu\":\"%s\",\"threads\":%u,\"seed\":%llu,\"runs\":%u,"
                    "\"compiler\":\"%s\",\"timed\":\"%s\",\n\"results\":[",
                    ebm_version(), ebm_cpu_level(), plan->options.jobs, (unsigned long long)plan->options.seed,
                    plan->runs, compiler, covered);
}

static void result_json(ebm_buffer *buffer, const ebm_bench_plan *plan, const ebm_bench_result *r, size_t index) {
  (void)plan;
  ebm_buffer_string(buffer, index > 0 ? ",\n{\"set\":\"" : "\n{\"set\":\"");
  write_name(buffer, r->name);
  ebm_buffer_format(buffer,
                    "\",\"question\":\"%s\",\"size\":%u,\"puzzles\":%zu,\"puzzles_per_run\":%zu,\"solved\":%.9g,"
                    "\"puzzles_per_second\":%.1f,\"microseconds\":{\"min\":%.4f,\"median\":%.4f,\"max\":%.4f},"
                    "\"alone_microseconds\":{\"n\":%zu,\"min\":%.2f,\"median\":%.2f,\"p99\":%.2f,\"max\":%.2f},",
                    question(r), r->size, r->puzzles, r->sample, r->solved, 1 / r->median, r->least * 1e6,
                    r->median * 1e6, r->most * 1e6, r->alone, r->alone_least * 1e6, r->alone_median * 1e6,
                    r->alone_p99 * 1e6, r->alone_most * 1e6);
  ebm_buffer_format(buffer,
                    "\"no_kick\":%.6f,\"kicks\":%.4f,\"corrections\":%.4f,\"sweeps\":%.4f,"
                    "\"energy_evaluations\":%.4f,\"factor_evaluations\":%.1f}",
                    r->no_kick, r->kicks, r->corrections, r->sweeps, r->sweeps, r->sweeps * r->factors);
}

static void end_json(ebm_buffer *buffer, const ebm_bench_plan *plan) {
  (void)plan;
  ebm_buffer_string(buffer, "\n]}\n");
}

/* ---- what CI tools ingest: an array of values of which smaller is better
 * ------------------------------------------------ */

static void begin_ci(ebm_buffer *buffer, const ebm_bench_plan *plan) {
  (void)plan;
  ebm_buffer_byte(buffer, '[');
}

static void item_begin(ebm_buffer *buffer, const ebm_bench_result *r, const char *what, bool first) {
  ebm_buffer_string(buffer, first ? "\n{\"name\":\"" : ",\n{\"name\":\"");
  write_name(buffer, r->name);
  ebm_buffer_format(buffer, ": %s, %s\"", question(r), what);
}

static void item_end(ebm_buffer *buffer, const ebm_bench_plan *plan, size_t n, const char *of) {
  ebm_buffer_format(buffer, ",\"extra\":\"%zu puzzles %s; %s; threads %u; seed %llu; %s\"}", n, of, ebm_cpu_level(),
                    plan->options.jobs, (unsigned long long)plan->options.seed, compiler);
}

static void result_ci(ebm_buffer *buffer, const ebm_bench_plan *plan, const ebm_bench_result *r, size_t index) {
  item_begin(buffer, r, "time", index == 0);
  ebm_buffer_format(buffer, ",\"unit\":\"us/puzzle\",\"value\":%.4f,\"range\":\"%.4f..%.4f\"", r->median * 1e6,
                    r->least * 1e6, r->most * 1e6);
  item_end(buffer, plan, r->sample, "a run, median of runs");
  item_begin(buffer, r, "one alone", false);
  ebm_buffer_format(buffer, ",\"unit\":\"us\",\"value\":%.2f,\"range\":\"%.2f..%.2f\"", r->alone_median * 1e6,
                    r->alone_least * 1e6, r->alone_p99 * 1e6);
  item_end(buffer, plan, r->alone, "one by one, median, range from min to p99");
  const struct {
    const char *name;
    double value;
  } count[] = {{"kicks", r->kicks}, {"corrections", r->corrections}, {"sweeps", r->sweeps}};
  for (size_t i = 0; i < sizeof count / sizeof *count; i++) {
    item_begin(buffer, r, count[i].name, false);
    ebm_buffer_format(buffer, ",\"unit\":\"%s/puzzle\",\"value\":%.4f,\"range\":\"0\"", count[i].name, count[i].value);
    item_end(buffer, plan, r->sample, "a run");
  }
}

static void end_ci(ebm_buffer *buffer, const ebm_bench_plan *plan) {
  (void)plan;
  ebm_buffer_string(buffer, "\n]\n");
}

static const ebm_bench_writer writers[] = {
    {"table", begin_table, result_table, end_table},
    {"json", begin_json, result_json, end_json},
    {"ci", begin_ci, result_ci, end_ci},
};

const char *ebm_bench_writer_name(size_t index) {
  return index < sizeof writers / sizeof *writers ? writers[index].name : NULL;
}

const ebm_bench_writer *ebm_bench_writer_find(const char *name) {
  for (size_t i = 0; ebm_bench_writer_name(i) != NULL; i++)
    if (strcmp(writers[i].name, name) == 0) return &writers[i];
  return NULL;
}
