/* session.c - bytes in, answers out, in order: read, hand to the pool, take back, answer. */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/status.h"
#include "factor/registry.h"
#include "format/reader.h"
#include "solve/lowest.h"
#include "solve/pool.h"

enum {
  READ_BYTES = 1 << 18,
  JOB_RECORDS = 1 << 13, /* enough that the last stragglers of a job do not count; 2 MB of records */
  LEAST_TRACE = 1 << 10, /* points: a step of every replica must fit */
  KEPT_STATES = 1 << 22  /* bytes of the states of a record that wait for their turn; more are drawn when it comes */
};

struct ebm_session {
  ebm_options options;
  ebm_stop stop;
  ebm_energy_file energy; /* what labels of models point to */
  ebm_reader *reader;
  ebm_pool *pool;
  ebm_job *filling;   /* being read into, or NULL */
  size_t job_records; /* JOB_RECORDS, or 1 when records are traced or explained: that is megabytes each; or sampled */
  ebm_worker_options worker;
  unsigned threads;
  size_t out; /* jobs that are handed in and not taken back */
  char *buffer;
  size_t length, capacity; /* of buffer; [0, length) is not consumed yet */
  bool broken;             /* a record of this run has no answer: none behind it may be answered */
};

void ebm_options_init(ebm_options *options) {
  *options = (ebm_options){.method = "auto", .limit = 1, .seed = 1, .memory = EBM_MEMORY_USUAL};
}

static ebm_status find_method(const char *name, const ebm_minimizer **minimizer, ebm_error *error) {
  *minimizer = NULL;
  if (name == NULL || strcmp(name, "auto") == 0) return EBM_OK;
  *minimizer = ebm_minimizer_find(name);
  return *minimizer != NULL ? EBM_OK : ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "no method '%s'", name);
}

static unsigned thread_count(unsigned wanted) {
  if (wanted != 0) return wanted;
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  return cores < 1 ? 1 : cores > 256 ? 256 : (unsigned)cores;
}

static ebm_status fill_session(ebm_session *session, ebm_error *error) {
  const ebm_options *options = &session->options;
  const ebm_minimizer *minimizer;
  ebm_status status = find_method(options->method, &minimizer, error);
  if (status != EBM_OK) return status;
  if ((options->prove || options->all) && minimizer != NULL && (minimizer->capabilities & EBM_CAN_PROVE) == 0)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "method '%s' does not look for all solutions", minimizer->name);
  if (options->explain && minimizer != NULL && (minimizer->capabilities & EBM_CAN_PROVE) == 0)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "method '%s' does not explain what it does", minimizer->name);
  if (options->explain && (options->prove || options->all || options->sample > 0 || options->given_weight > 0))
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0,
                    "an explanation does not go with a proof, all solutions, samples or soft givens");
  if (options->given_weight > 0 && minimizer != NULL && (minimizer->capabilities & EBM_CAN_SOFT) == 0)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "method '%s' does not overrule givens", minimizer->name);
  if (options->trace > 0 && options->trace < LEAST_TRACE)
    return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "a trace of %zu points", options->trace);
  session->job_records = options->trace > 0 || options->explain || options->sample > 0 ? 1 : JOB_RECORDS;
  if (options->limit == 0) return ebm_fail(error, EBM_ERROR_USAGE, 0, 0, "a limit of 0 solutions");
  if (options->energy != NULL) {
    status = ebm_energy_file_read(options->energy, options->energy_size, &session->energy, error);
    if (status != EBM_OK) return status;
  }
  ebm_reader_options reader = {.kinds = ebm_factor_kinds(),
                               .format = options->format,
                               .alphabet = options->alphabet,
                               .rules = options->rules,
                               .energy = options->energy != NULL ? &session->energy : NULL,
                               .box_rows = options->box_rows,
                               .box_columns = options->box_columns,
                               .timeout = options->timeout,
                               .stop = &session->stop,
                               .memory = options->memory};
  status = ebm_reader_create(&reader, &session->reader, error);
  if (status != EBM_OK) return status;
  ebm_worker_options worker = {
      .minimizer = minimizer,
      .minimize = {.seed = options->seed,
                   .timeout = options->timeout,
                   .stop = &session->stop,
                   .no_quench = options->no_quench,
                   .given_weight = options->given_weight,
                   .temperature_start = (float)options->temperature_start,
                   .temperature_end = (float)options->temperature_end},
      .limit = options->limit,
      .memory = options->memory,
      .sample = {.n = options->sample, .marginals = options->marginals},
      .wish = {.prove = options->prove, .all = options->all, .explain = options->explain, .trace = options->trace}};
  session->worker = worker;
  session->threads = thread_count(options->jobs);
  return ebm_pool_create(session->threads, &worker, &session->pool, error);
}

ebm_status ebm_session_create(const ebm_options *options, ebm_session **out, ebm_error *error) {
  ebm_session *session = ebm_allocate(1, sizeof *session);
  *out = NULL;
  if (session == NULL) return ebm_fail_memory(error);
  session->options = *options;
  ebm_status status = fill_session(session, error);
  if (status == EBM_OK)
    *out = session;
  else
    ebm_session_destroy(session);
  return status;
}

void ebm_session_destroy(ebm_session *session) {
  if (session == NULL) return;
  ebm_pool_destroy(session->pool);
  ebm_reader_destroy(session->reader);
  ebm_energy_file_clear(&session->energy);
  ebm_free(session->buffer);
  ebm_free(session);
}

void ebm_session_stop(ebm_session *session) {
  session->stop.raised = 1;
}

/* ---- answers ---- */

static void give_states(ebm_answer *answer, const ebm_states *states) {
  const ebm_verdict *verdict = &states->verdict;
  answer->states = states->n;
  answer->exact = states->exact;
  answer->mixed = verdict->mixed;
  answer->mean_energy = verdict->mean.mean;
  answer->mean_error = verdict->mean.error;
  answer->effective = verdict->mean.effective;
  answer->round_trips = verdict->trips;
  answer->acceptance = verdict->acceptance;
  answer->marginal = states->marginal;
  answer->marginal_error = states->marginal_error;
}

static void give_key(ebm_answer *answer, const ebm_key *key) {
  answer->note = key->note;
  answer->key = key->malformed[0] != '\0' ? EBM_KEY_MALFORMED
                : key->same < 0           ? EBM_KEY_UNTOLD
                : key->same               ? EBM_KEY_SAME
                                          : EBM_KEY_DIFFERENT;
}

/* Why states are not what was asked for. */
static void explain_states(const ebm_states *states, size_t wanted, bool stopped, ebm_error *error, uint64_t line) {
  const ebm_verdict *verdict = &states->verdict;
  if (states->n < wanted)
    ebm_fail(error, EBM_OK, line, 0, "unknown: only %zu states were drawn %s", states->n,
             stopped ? "before the stop" : "within the limits");
  else if (isnan(verdict->hot))
    ebm_fail(error, EBM_OK, line, 0, "not mixed: there was no time to see where hot and cold starts lead");
  else
    ebm_fail(error, EBM_OK, line, 0,
             "not mixed: a hot start has mean energy %.4g +- %.2g, a cold one %.4g +- %.2g, %llu round trips: no error "
             "is known",
             verdict->hot, verdict->hot_error, verdict->cold, verdict->cold_error, (unsigned long long)verdict->trips);
}

/* States of a record on their way to the sink. */
typedef struct passage {
  const ebm_source *source;
  const ebm_sink *sink;
  const ebm_record *record;
  uint64_t given;
  ebm_status status; /* of the sink */
} passage;

static bool pass_states(void *context, size_t n, const uint8_t *state, const double *energy) {
  passage *p = context;
  ebm_draws draws = {.source = p->source->name,
                     .line = p->record->line,
                     .puzzle = p->record,
                     .first = p->given,
                     .states = n,
                     .value = state,
                     .energy = energy};
  if (p->sink->draws != NULL) p->status = p->sink->draws(p->sink->context, &draws);
  p->given += n;
  return p->status == EBM_OK;
}

/* The states of a record, drawn before or now. */
static ebm_status answer_states(ebm_session *session, ebm_job *job, ebm_part *part, size_t i, const ebm_source *source,
                                const ebm_sink *sink) {
  passage p = {.source = source, .sink = sink, .record = job->task[i].record};
  const ebm_states_sink states_sink = {pass_states, &p};
  const ebm_states *states = &job->states[i];
  if (!job->streamed) {
    if (states->n > 0 && states->state != NULL) pass_states(&p, states->n, states->state, states->energy);
    return p.status;
  }
  ebm_worker_options options = session->worker;
  options.sample.sink = &states_sink;
  part->status = ebm_job_draw(&options, job, i, &part->arena, &part->error);
  return p.status;
}

static ebm_status answer_record(const ebm_session *session, const ebm_job *job, size_t i, double seconds,
                                const ebm_source *source, const ebm_sink *sink) {
  const ebm_record *record = &job->block.record[i];
  const ebm_task *task = &job->task[i];
  ebm_answer answer = {.outcome = task->outcome, .source = source->name, .line = record->line, .unique = -1};
  answer.puzzle = record->model != NULL ? record : NULL;
  ebm_certificate certificate;
  ebm_trace trace = {.points = 0};
  ebm_explanation explanation;
  if (job->findings != NULL) {
    const ebm_findings *findings = &job->findings[i];
    certificate = (ebm_certificate){findings->formula.bytes, findings->formula.length, findings->corrections.bytes,
                                    findings->corrections.length};
    if (findings->formula.length > 0) answer.certificate = &certificate;
    explanation = ebm_story_explanation(&findings->story);
    if (findings->story.record != NULL && explanation.steps > 0) answer.explanation = &explanation;
    if (findings->all.length > 0) answer.all = (const uint8_t *)findings->all.bytes;
    trace = ebm_recorder_trace(&findings->way);
  }
  answer.seconds = seconds;
  if (record->key != NULL) give_key(&answer, record->key);
  if (task->outcome == EBM_INVALID || record->model == NULL) {
    answer.error = *record->error;
  } else {
    if (job->states != NULL) give_states(&answer, &job->states[i]);
    answer.value = task->solutions > 0 ? task->value : NULL;
    if (trace.points > 0) answer.trace = &trace;
    answer.method = job->method[i].name;
    answer.reason = job->method[i].reason;
    answer.solutions = task->solutions;
    answer.exhausted = task->exhausted;
    answer.unique = task->solutions > 1 || task->minima > 1 ? 0 : task->solutions == 1 && task->exhausted ? 1 : -1;
    answer.energy = task->energy;
    answer.soft_givens = session->options.given_weight > 0;
    answer.soft = ebm_lowest_asked(record->model, answer.soft_givens);
    answer.optimal = ebm_lowest_proved(task);
    answer.minima = task->minima;
    answer.restorations = task->restorations;
    answer.sweeps = task->sweeps;
    answer.kicks = task->kicks;
    answer.corrections = task->corrections;
    if (task->outcome != EBM_SOLVED && record->error != NULL)
      answer.error = *record->error;
    else if (task->outcome == EBM_UNSOLVABLE)
      ebm_fail(&answer.error, EBM_OK, record->line, 0,
               "no solution: the descent is exhausted (%llu kicks, %llu corrections)", (unsigned long long)task->kicks,
               (unsigned long long)task->corrections);
    else if (task->outcome == EBM_UNKNOWN && job->states != NULL)
      explain_states(&job->states[i], session->options.sample, session->stop.raised, &answer.error, record->line);
    else if (task->outcome == EBM_UNKNOWN && task->solutions > 0 && task->energy > 0)
      ebm_fail(&answer.error, EBM_OK, record->line, 0, "unknown: energies below the %.6g found are not excluded",
               task->energy);
    else if (task->outcome == EBM_UNKNOWN && task->solutions > 0)
      ebm_fail(&answer.error, EBM_OK, record->line, 0, "unknown: more solutions than the %llu found are not excluded",
               (unsigned long long)task->solutions);
    else if (task->outcome == EBM_UNKNOWN)
      ebm_fail(&answer.error, EBM_OK, record->line, 0, "unknown: no solution found within the limits, none excluded");
  }
  return sink->answer(sink->context, &answer);
}

/* A record that the stop cut short has no answer, unless some of its states were given; and the ones behind it must not
 * come before it. */
static bool is_cut_short(const ebm_session *session, const ebm_job *job, size_t i) {
  return session->stop.raised && job->task[i].outcome == EBM_UNKNOWN;
}

static ebm_status answer_part(ebm_session *session, ebm_job *job, ebm_part *part, const ebm_source *source,
                              const ebm_sink *sink, ebm_error *error) {
  double shared = part->shared > 0 ? part->shared / (double)(part->end - part->begin) : 0;
  for (size_t i = part->begin; i < part->end; i++) {
    ebm_status status = EBM_OK;
    bool sampled = job->states != NULL && job->task[i].value != NULL; /* it could be read */
    if (is_cut_short(session, job, i) && !(sampled && job->streamed)) return EBM_ERROR_STOPPED;
    if (sampled) status = answer_states(session, job, part, i, source, sink);
    if (part->status != EBM_OK) {
      *error = part->error;
      return part->status;
    }
    bool cut_short = is_cut_short(session, job, i);
    if (cut_short && job->states[i].n == 0) return EBM_ERROR_STOPPED;
    if (status == EBM_OK) status = answer_record(session, job, i, job->task[i].seconds + shared, source, sink);
    if (status != EBM_OK) return ebm_fail(error, status, 0, 0, "the answers could not be written");
    if (cut_short) return EBM_ERROR_STOPPED;
  }
  return EBM_OK;
}

static ebm_status answer_job(ebm_session *session, ebm_job *job, const ebm_source *source, const ebm_sink *sink,
                             ebm_error *error) {
  ebm_status status = job->status;
  if (status != EBM_OK) *error = job->error;
  for (unsigned i = 0; status == EBM_OK && i < job->n_parts; i++)
    status = answer_part(session, job, &job->part[i], source, sink, error);
  session->broken |= status != EBM_OK;
  return status;
}

/* Where others wait for the states of a job, threads draw them meanwhile, if they are few. */
static void hand_in(ebm_session *session) {
  ebm_job *job = session->filling;
  const ebm_model *model = job->block.n > 0 ? job->block.record[0].model : NULL;
  size_t each = model != NULL ? model->n_variables + sizeof(double) : 0;
  job->streamed = session->options.sample > 0 &&
                  (session->threads == 1 || session->out == 0 || session->options.sample > KEPT_STATES / (each + 1));
  ebm_pool_hand_in(session->pool);
  session->out++;
  session->filling = NULL;
}

/* The oldest job that is out; NULL: there is none. */
static ebm_job *take_back(ebm_session *session) {
  ebm_job *job = ebm_pool_take_back(session->pool);
  session->out -= job != NULL;
  return job;
}

/* Answers every job that is out, and tells the sink that nothing more is coming for now. */
static ebm_status drain(ebm_session *session, const ebm_source *source, const ebm_sink *sink, ebm_error *error) {
  if (session->filling != NULL && session->filling->block.n > 0) hand_in(session);
  for (ebm_job *job; (job = take_back(session)) != NULL;) {
    ebm_status status = answer_job(session, job, source, sink, error);
    if (status != EBM_OK) return status;
  }
  session->filling = NULL;
  return sink->pause != NULL ? sink->pause(sink->context) : EBM_OK;
}

/* ---- reading ---- */

static ebm_status fill_buffer(ebm_session *session, const ebm_source *source, bool *end, ebm_error *error) {
  if (!ebm_reserve((void **)&session->buffer, &session->capacity, session->length + READ_BYTES, 1))
    return ebm_fail_memory(error);
  ptrdiff_t n = source->read(source->context, session->buffer + session->length, READ_BYTES);
  if (n < 0)
    return session->stop.raised ? EBM_ERROR_STOPPED : ebm_fail(error, EBM_ERROR_READ, 0, 0, "%s", strerror(errno));
  session->length += (size_t)n;
  *end = n == 0;
  return EBM_OK;
}

/* Turns the buffer's complete records into jobs. */
static ebm_status parse_buffer(ebm_session *session, const ebm_source *source, const ebm_sink *sink, bool end,
                               ebm_error *error) {
  size_t done = 0, consumed;
  ebm_status status = EBM_OK;
  do {
    if (session->filling == NULL) session->filling = ebm_pool_empty(session->pool);
    if (session->filling == NULL) { /* all jobs are out: answer the oldest */
      status = answer_job(session, take_back(session), source, sink, error);
      if (status != EBM_OK) break;
      session->filling = ebm_pool_empty(session->pool);
    }
    status = ebm_reader_read(session->reader, session->buffer + done, session->length - done, end, session->job_records,
                             &session->filling->block, &consumed, error);
    if (status != EBM_OK) break;
    done += consumed;
    if (session->filling->block.n >= session->job_records || ebm_block_full(&session->filling->block)) hand_in(session);
  } while (consumed > 0 && done < session->length);
  memmove(session->buffer, session->buffer + done, session->length - done);
  session->length -= done;
  return status;
}

static ebm_status read_source(ebm_session *session, const ebm_source *source, const ebm_sink *sink, ebm_error *error) {
  for (bool end = false; !end;) {
    bool pauses = source->ready != NULL && !source->ready(source->context);
    ebm_status status = pauses ? drain(session, source, sink, error) : EBM_OK;
    if (status == EBM_OK && session->stop.raised) status = EBM_ERROR_STOPPED;
    if (status == EBM_OK) status = fill_buffer(session, source, &end, error);
    if (status == EBM_OK) status = parse_buffer(session, source, sink, end, error);
    if (status != EBM_OK) return status;
  }
  return drain(session, source, sink, error);
}

ebm_status ebm_session_run(ebm_session *session, const ebm_source *source, const ebm_sink *sink, ebm_error *error) {
  ebm_error_clear(error);
  session->length = 0;
  session->broken = false;
  ebm_reader_start(session->reader);
  ebm_status status = read_source(session, source, sink, error);
  if (status == EBM_OK || status == EBM_ERROR_WRITE) goto out;
  /* The records before a fault in the source are answered all the same; those behind one that has no answer are not. */
  ebm_error ignored;
  if (!session->broken) drain(session, source, sink, &ignored);
out:
  /* Nothing of this source may be left in the pool for the next one. */
  if (session->filling != NULL) ebm_job_reset(session->filling);
  session->filling = NULL;
  while (take_back(session) != NULL) continue;
  error->status = status;
  return status;
}
