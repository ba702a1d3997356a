#include "solve/job.h"

#include <string.h>

#include "base/budget.h"
#include "base/memory.h"
#include "base/meter.h"
#include "base/status.h"
#include "certify/certify.h"
#include "solve/choose.h"
#include "solve/key.h"
#include "solve/lowest.h"

/* A minimizer ready for one model. */
typedef struct prepared {
  const ebm_model *model;
  ebm_choice choice;
  ebm_energy energy;
  ebm_work *work;
} prepared;

enum { KEPT = 4 }; /* models of plain grids: a stream rarely mixes more sizes than this */

struct ebm_worker {
  ebm_worker_options options;
  prepared kept[KEPT]; /* for models that live as long as the session */
  size_t n_kept, next_out;
  ebm_descent_log log; /* writes to `current`, when findings are wished for */
  ebm_findings *current;
  ebm_observer observer; /* records into `way`, when a trace is wished for */
  ebm_recorder *way;
};

static void clear_findings(ebm_job *job) {
  for (size_t i = 0; i < job->n_findings; i++) ebm_findings_clear(&job->findings[i]);
  ebm_free(job->findings);
  job->findings = NULL;
  job->n_findings = 0;
}

static bool wishes(const ebm_worker_options *options) {
  return ebm_findings_wished(&options->wish);
}

void ebm_job_reset(ebm_job *job) {
  clear_findings(job);
  ebm_block_reset(&job->block);
  ebm_arena_reset(&job->arena);
  for (unsigned i = 0; i < job->n_parts; i++) ebm_arena_reset(&job->part[i].arena);
  job->n_parts = 0;
  job->taken = 0;
  job->streamed = false;
  job->status = EBM_OK;
}

void ebm_job_clear(ebm_job *job) {
  clear_findings(job);
  ebm_block_clear(&job->block);
  ebm_arena_clear(&job->arena);
  for (unsigned i = 0; i < EBM_PARTS; i++) ebm_arena_clear(&job->part[i].arena);
  ebm_free(job->task);
  ebm_free(job->method);
  *job = (ebm_job){0};
}

static void descent_clear(prepared *descent) {
  if (descent->choice.minimizer != NULL) descent->choice.minimizer->destroy(descent->work);
  ebm_energy_clear(&descent->energy);
  memset(descent, 0, sizeof *descent);
}

static ebm_status descent_init(const ebm_worker *worker, const ebm_model *model, prepared *descent, ebm_error *error) {
  memset(descent, 0, sizeof *descent);
  descent->model = model;
  descent->choice = (ebm_choice){worker->options.minimizer, NULL};
  if (descent->choice.minimizer == NULL)
    descent->choice = ebm_choose_minimizer(model, worker->options.minimize.given_weight > 0);
  ebm_status status = EBM_OK;
  if (worker->options.wish.explain && (descent->choice.minimizer->capabilities & EBM_CAN_PROVE) == 0)
    status = ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "method '%s' does not explain what it does",
                      descent->choice.minimizer->name);
  if (status == EBM_OK) status = ebm_energy_init(&descent->energy, model, error);
  if (status == EBM_OK)
    status = descent->choice.minimizer->create(&descent->energy, &worker->options.minimize, &descent->work, error);
  if (status != EBM_OK) {
    descent->choice.minimizer = NULL;
    descent_clear(descent);
  }
  return status;
}

ebm_status ebm_worker_create(const ebm_worker_options *options, ebm_worker **out, ebm_error *error) {
  ebm_worker *worker = *out = ebm_allocate(1, sizeof *worker);
  if (worker == NULL) return ebm_fail_memory(error);
  worker->options = *options;
  worker->log = ebm_findings_log(&worker->current, options->wish);
  if (options->wish.prove || options->wish.all || options->wish.explain) worker->options.minimize.log = &worker->log;
  worker->observer = ebm_recorder_observer(&worker->way);
  if (options->wish.trace > 0) worker->options.minimize.observer = &worker->observer;
  return EBM_OK;
}

void ebm_worker_destroy(ebm_worker *worker) {
  if (worker == NULL) return;
  for (size_t i = 0; i < worker->n_kept; i++) descent_clear(&worker->kept[i]);
  ebm_free(worker);
}

/* The descent of a shared model, made at its first use. */
static ebm_status kept_descent(ebm_worker *worker, const ebm_model *model, prepared **out, ebm_error *error) {
  for (size_t i = 0; i < worker->n_kept; i++)
    if (worker->kept[i].model == model) {
      *out = &worker->kept[i];
      return EBM_OK;
    }
  size_t place = worker->n_kept;
  if (place == KEPT) {
    place = worker->next_out;
    worker->next_out = (place + 1) % KEPT;
    descent_clear(&worker->kept[place]);
    worker->kept[place].model = NULL;
  }
  *out = &worker->kept[place];
  ebm_status status = descent_init(worker, model, *out, error);
  if (status == EBM_OK && place == worker->n_kept) worker->n_kept++;
  return status;
}

/* Why nothing solves the record, when it is plain: givens that break a rule of the grid are no puzzle at all; what else
 * the givens say without a search is told with the answer. False: memory is out. */
static bool explain_unsolvable(ebm_job *job, size_t i, ebm_arena *arena) {
  ebm_record *record = &job->block.record[i];
  char text[sizeof(ebm_error){0}.text];
  bool invalid = ebm_certify_clash(record, text, sizeof text);
  if (!invalid) {
    uint8_t *possible = ebm_arena_take(arena, record->model->n_literals, 1);
    if (possible == NULL) return false;
    if (!ebm_certify_dead_end(record, possible, text, sizeof text)) return true;
  }
  ebm_error *error = ebm_arena_take(arena, sizeof *error, _Alignof(ebm_error));
  if (error == NULL) return false;
  *error = (ebm_error){0};
  ebm_fail(error, invalid ? EBM_ERROR_SYNTAX : EBM_OK, record->line, 0, invalid ? "%s" : "no solution: %s", text);
  record->error = error;
  if (invalid) job->task[i].outcome = EBM_INVALID;
  return true;
}

/* Runs the tasks one by one, each with its findings. */
static ebm_status run_with_findings(ebm_worker *worker, const prepared *descent, ebm_job *job, size_t begin, size_t end,
                                    ebm_error *error) {
  ebm_status status = EBM_OK;
  ebm_meter meter = ebm_meter_start(true);
  for (size_t i = begin; status == EBM_OK && i < end; i++) {
    worker->current = &job->findings[i];
    ebm_findings_begin(worker->current, &job->task[i], worker->options.minimize.given_weight > 0);
    worker->way = &worker->current->way;
    worker->way->most = worker->options.wish.trace;
    descent->choice.minimizer->run(descent->work, &job->task[i], 1);
    status = ebm_findings_finish(worker->current, &job->task[i], worker->options.wish, error);
    job->task[i].seconds = ebm_meter_lap(&meter);
  }
  return status;
}

/* Runs the tasks: side by side where the minimizer can, else one by one, each with its time. */
static void run_unwatched(const prepared *descent, ebm_task *task, size_t n) {
  const ebm_minimizer *minimizer = descent->choice.minimizer;
  if ((minimizer->capabilities & EBM_CAN_BATCH) != 0) {
    minimizer->run(descent->work, task, n);
    return;
  }
  ebm_meter meter = ebm_meter_start(true);
  for (size_t i = 0; i < n; i++) {
    minimizer->run(descent->work, &task[i], 1);
    task[i].seconds = ebm_meter_lap(&meter);
  }
}

/* The solution, and where all were asked for, every one. */
static bool certified(const ebm_worker *worker, const ebm_job *job, size_t i) {
  const ebm_task *task = &job->task[i];
  if (task->solutions == 0) return true;
  if (!ebm_certify_softly(task->record, task->value, worker->options.minimize.given_weight > 0)) return false;
  return job->findings == NULL || !job->findings[i].refused;
}

/* Leaves a record open whose search needs more than it may have. False: memory is out, too. */
static bool leave_open(ebm_job *job, size_t i, const ebm_budget *budget, ebm_arena *arena) {
  ebm_error *error = ebm_arena_take(arena, sizeof *error, _Alignof(ebm_error));
  char most[EBM_BYTES_NAME], used[EBM_BYTES_NAME], asked[EBM_BYTES_NAME];
  if (error == NULL) return false;
  *error = (ebm_error){0};
  if (budget->end == EBM_BUDGET_BYTES)
    ebm_fail(error, EBM_OK, job->block.record[i].line, 0,
             "unknown: its search takes more than the %s of --memory: %s taken, %s more wanted",
             ebm_bytes_name(budget->most, most), ebm_bytes_name(budget->had, used),
             ebm_bytes_name(budget->asked, asked));
  else
    ebm_fail(error, EBM_OK, job->block.record[i].line, 0, "unknown: the time was up before its search began");
  job->block.record[i].error = error;
  job->task[i].outcome = EBM_UNKNOWN;
  job->task[i].solutions = 0;
  job->task[i].starved = false;
  if (job->states != NULL) job->states[i] = (ebm_states){.n = 0};
  return true;
}

static ebm_status draw_states(const ebm_worker_options *options, ebm_job *job, size_t i, ebm_arena *arena,
                              ebm_error *error) {
  ebm_energy energy;
  ebm_status status = ebm_energy_init(&energy, job->task[i].record->model, error);
  if (status != EBM_OK) return status;
  status = ebm_states_draw(&energy, &options->minimize, options->sample, &job->task[i], arena, &job->states[i], error);
  ebm_energy_clear(&energy);
  return status == EBM_OK && job->task[i].starved ? ebm_fail_memory(error) : status;
}

ebm_status ebm_job_draw(const ebm_worker_options *options, ebm_job *job, size_t i, ebm_arena *arena, ebm_error *error) {
  ebm_task *task = &job->task[i];
  ebm_budget budget = {.most = options->memory};
  ebm_meter meter = ebm_meter_start(true);
  job->method[i] = (ebm_method){"sample", NULL};
  ebm_budget_enter(&budget);
  ebm_status status = draw_states(options, job, i, arena, error);
  ebm_budget_enter(NULL);
  task->seconds = ebm_meter_lap(&meter);
  if (status == EBM_ERROR_MEMORY && budget.end == EBM_BUDGET_BYTES)
    return leave_open(job, i, &budget, arena) ? EBM_OK : status;
  if (status == EBM_OK && task->outcome == EBM_UNSOLVABLE && options->minimize.given_weight == 0 &&
      !explain_unsolvable(job, i, arena))
    status = ebm_fail_memory(error);
  bool certified =
      !job->states[i].refused &&
      (task->solutions == 0 || ebm_certify_softly(task->record, task->value, options->minimize.given_weight > 0));
  if (status == EBM_OK && !certified)
    status = ebm_fail(error, EBM_ERROR_INTERNAL, task->record->line, 0,
                      "a state was not certified as a solution; nothing more is printed");
  return status;
}

static ebm_status draw_range(const ebm_worker *worker, ebm_job *job, size_t begin, size_t end, ebm_part *part) {
  ebm_status status = EBM_OK;
  for (size_t i = begin; status == EBM_OK && !job->streamed && i < end; i++)
    status = ebm_job_draw(&worker->options, job, i, &part->arena, &part->error);
  return status;
}

static ebm_status run_tasks(ebm_worker *worker, const prepared *descent, ebm_job *job, size_t begin, size_t end,
                            ebm_part *part) {
  if (wishes(&worker->options)) return run_with_findings(worker, descent, job, begin, end, &part->error);
  run_unwatched(descent, &job->task[begin], end - begin);
  return EBM_OK;
}

/* The tasks within the bound of memory. Those that it ended among others are run once more alone, so that the answer
 * does not depend on who else was there. */
static ebm_status run_bounded(ebm_worker *worker, const prepared *descent, ebm_job *job, size_t begin, size_t end,
                              ebm_part *part) {
  ebm_budget budget = {.most = worker->options.memory};
  ebm_budget_enter(&budget);
  ebm_status status = run_tasks(worker, descent, job, begin, end, part);
  ebm_budget_enter(NULL);
  if (budget.end != EBM_BUDGET_BYTES) return status;
  if (end - begin == 1) {
    if (status == EBM_OK && !job->task[begin].starved) return EBM_OK; /* it went another way */
    return leave_open(job, begin, &budget, &part->arena) ? EBM_OK : EBM_ERROR_MEMORY;
  }
  if (status == EBM_ERROR_MEMORY) { /* one by one, the one that it was is found */
    status = EBM_OK;
    for (size_t i = begin; i < end; i++) job->task[i].starved = true;
  }
  for (size_t i = begin; status == EBM_OK && i < end; i++) {
    if (!job->task[i].starved) continue;
    ebm_task *task = &job->task[i];
    *task = (ebm_task){.record = task->record, .limit = task->limit, .value = task->value, .outcome = EBM_INVALID};
    status = run_bounded(worker, descent, job, i, i + 1, part);
  }
  return status;
}

/* A search that begins looks at the clock by itself; what it begins with may take this longer than its time. */
static const double BEGIN_SECONDS = 0.02;

/* The descent of the model, made within the bound of memory; one that is made for this record alone, within its time.
 */
static ebm_status prepare_descent(ebm_worker *worker, const ebm_record *record, prepared *own, prepared **descent,
                                  ebm_budget *budget, ebm_error *error) {
  double timeout = worker->options.minimize.timeout;
  if (record->own == NULL) timeout = 0;
  *budget = (ebm_budget){.most = worker->options.memory,
                         .deadline =
                             ebm_deadline_in(timeout > 0 ? timeout + BEGIN_SECONDS : 0, worker->options.minimize.stop)};
  ebm_budget_enter(budget);
  ebm_status status = record->own != NULL ? descent_init(worker, record->model, own, error)
                                          : kept_descent(worker, record->model, descent, error);
  ebm_budget_enter(NULL);
  return status;
}

static ebm_status run_range(ebm_worker *worker, ebm_job *job, size_t begin, size_t end, ebm_part *part) {
  const ebm_record *record = &job->block.record[begin];
  if (worker->options.sample.n > 0) return draw_range(worker, job, begin, end, part);
  prepared own = {0}, *descent = &own;
  ebm_budget budget;
  ebm_status status = prepare_descent(worker, record, &own, &descent, &budget, &part->error);
  if (status == EBM_ERROR_MEMORY && budget.end != EBM_BUDGET_OPEN) {
    for (size_t i = begin; i < end; i++)
      if (!leave_open(job, i, &budget, &part->arena)) return status;
    return EBM_OK;
  }
  if (status != EBM_OK) return status;
  status = run_bounded(worker, descent, job, begin, end, part);
  for (size_t i = begin; i < end; i++) {
    ebm_task *task = &job->task[i];
    job->method[i] = (ebm_method){descent->choice.minimizer->name, descent->choice.reason};
    if (task->starved) status = ebm_fail_memory(&part->error);
    ebm_lowest_conclude(task, worker->options.minimize.given_weight > 0);
    if (task->outcome == EBM_UNSOLVABLE && worker->options.minimize.given_weight == 0 &&
        !explain_unsolvable(job, i, &part->arena))
      status = ebm_fail_memory(&part->error);
    if (!certified(worker, job, i))
      status = ebm_fail(&part->error, EBM_ERROR_INTERNAL, task->record->line, 0,
                        "a solution was not certified; nothing is printed");
    if (record->own != NULL && !ebm_key_judge(task, &part->arena)) status = ebm_fail_memory(&part->error);
  }
  if (record->own != NULL) descent_clear(&own);
  return status;
}

static ebm_status prepare(ebm_job *job, const ebm_worker_options *options) {
  size_t n = job->block.n;
  if (!ebm_reserve((void **)&job->task, &job->task_capacity, n, sizeof *job->task) ||
      !ebm_reserve((void **)&job->method, &job->method_capacity, n, sizeof *job->method))
    return ebm_fail_memory(&job->error);
  if (wishes(options)) {
    job->findings = ebm_allocate(n, sizeof *job->findings);
    if (job->findings == NULL) return ebm_fail_memory(&job->error);
    job->n_findings = n;
  }
  job->states = NULL;
  if (options->sample.n > 0) {
    job->states = ebm_arena_take(&job->arena, n * sizeof *job->states, _Alignof(ebm_states));
    if (job->states == NULL) return ebm_fail_memory(&job->error);
    memset(job->states, 0, n * sizeof *job->states);
  }
  return EBM_OK;
}

void ebm_job_prepare(ebm_job *job, const ebm_worker_options *options) {
  job->status = prepare(job, options);
}

ebm_part *ebm_job_take_part(ebm_job *job, size_t most) {
  ebm_part *part = &job->part[job->n_parts++];
  size_t left = job->block.n - job->taken;
  part->begin = job->taken;
  part->end = job->taken += job->n_parts == EBM_PARTS || left < most ? left : most;
  return part;
}

/* Tasks are written by the thread that runs them, since what one core has written costs another a look at every line.
 */
static ebm_status prepare_tasks(ebm_job *job, const ebm_worker_options *options, ebm_part *part) {
  for (size_t i = part->begin; i < part->end; i++) {
    const ebm_record *record = &job->block.record[i];
    job->method[i] = (ebm_method){NULL, NULL};
    job->task[i] = (ebm_task){.record = record, .limit = options->limit, .outcome = EBM_INVALID};
    /* Limits that were over before it had a model leave it open; what is wrong with another is told. */
    if (record->error != NULL && record->error->status != EBM_ERROR_SYNTAX) job->task[i].outcome = EBM_UNKNOWN;
    if (record->error != NULL) continue;
    job->task[i].value = ebm_arena_take(&part->arena, record->model->n_variables, 1);
    if (job->task[i].value == NULL) return ebm_fail_memory(&part->error);
  }
  return EBM_OK;
}

void ebm_worker_run(ebm_worker *worker, ebm_job *job, ebm_part *part) {
  ebm_meter meter = ebm_meter_start(true);
  part->status = job->status;
  part->error = job->error;
  if (part->status == EBM_OK) part->status = prepare_tasks(job, &worker->options, part);
  for (size_t begin = part->begin, end; part->status == EBM_OK && begin < part->end; begin = end) {
    const ebm_record *record = job->block.record;
    end = begin + 1;
    if (record[begin].error != NULL) continue;
    while (end < part->end && record[end].error == NULL && record[end].model == record[begin].model) end++;
    part->status = run_range(worker, job, begin, end, part);
  }
  part->shared = ebm_meter_lap(&meter);
  for (size_t i = part->begin; part->status == EBM_OK && i < part->end; i++) part->shared -= job->task[i].seconds;
}

void ebm_job_conclude(ebm_job *job) {
  for (unsigned i = 0; i < job->n_parts; i++) {
    if (job->part[i].status == EBM_OK) continue;
    job->status = job->part[i].status;
    job->error = job->part[i].error;
    return;
  }
}
