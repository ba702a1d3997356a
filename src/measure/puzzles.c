#include "measure/puzzles.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct collector {
  ebm_bench_puzzles *puzzles;
  ebm_status status;
  ebm_error *error;
} collector;

__attribute__((format(printf, 3, 4))) static ebm_status refuse(collector *c, uint64_t line, const char *format, ...) {
  ebm_error *error = c->error;
  *error = (ebm_error){.status = EBM_ERROR_SYNTAX, .line = line};
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->text, sizeof error->text, format, arguments);
  va_end(arguments);
  return c->status = EBM_ERROR_SYNTAX;
}

static ebm_status check_shape(collector *c, const ebm_answer *answer) {
  ebm_bench_puzzles *puzzles = c->puzzles;
  const ebm_layout *layout = ebm_puzzle_layout(answer->puzzle);
  const char *alphabet = ebm_puzzle_alphabet(answer->puzzle);
  unsigned size = layout->rows;
  ebm_bench_shape shape = {size, layout->box_rows != 0 ? layout->box_rows : 1,
                           layout->box_columns != 0 ? layout->box_columns : 1};
  if (size == 0 || size > EBM_BENCH_SIZE || layout->columns != size || layout->values != size ||
      layout->region != NULL || strlen(alphabet) != size + 1)
    return refuse(c, answer->line, "only square grids with a symbol for each value can be permuted");
  if (puzzles->n == 0) {
    puzzles->shape = shape;
    memcpy(puzzles->symbols, alphabet, size + 2);
  }
  if (memcmp(&shape, &puzzles->shape, sizeof shape) != 0)
    return refuse(c, answer->line, "a file of puzzles of one size is wanted");
  return EBM_OK;
}

static bool grow(ebm_bench_puzzles *puzzles) {
  if (puzzles->n < puzzles->capacity) return true;
  size_t capacity = puzzles->capacity == 0 ? 1024 : 2 * puzzles->capacity, cells = ebm_bench_cells(puzzles);
  uint8_t *given = realloc(puzzles->given, capacity * cells);
  if (given != NULL) puzzles->given = given;
  uint8_t *solution = realloc(puzzles->solution, capacity * cells);
  if (solution != NULL) puzzles->solution = solution;
  uint8_t *outcome = realloc(puzzles->outcome, capacity);
  if (outcome != NULL) puzzles->outcome = outcome;
  if (given == NULL || solution == NULL || outcome == NULL) return false;
  puzzles->capacity = capacity;
  return true;
}

static ebm_status collect(void *context, const ebm_answer *answer) {
  collector *c = context;
  ebm_bench_puzzles *puzzles = c->puzzles;
  if (answer->outcome == EBM_INVALID || answer->puzzle == NULL)
    return refuse(c, answer->error.line != 0 ? answer->error.line : answer->line, "%s", answer->error.text);
  ebm_status status = check_shape(c, answer);
  if (status != EBM_OK) return status;
  if (!grow(puzzles)) return c->status = EBM_ERROR_MEMORY;
  size_t cells = ebm_bench_cells(puzzles);
  memcpy(puzzles->given + puzzles->n * cells, ebm_puzzle_given(answer->puzzle), cells);
  uint8_t *solution = puzzles->solution + puzzles->n * cells;
  for (size_t i = 0; i < cells; i++) solution[i] = answer->unique == 1 ? (uint8_t)(answer->value[i] + 1) : 0;
  puzzles->outcome[puzzles->n++] = (uint8_t)answer->outcome;
  return EBM_OK;
}

ebm_status ebm_bench_puzzles_read(ebm_bench_puzzles *puzzles, const ebm_options *options, const ebm_source *source,
                                  ebm_error *error) {
  ebm_options reading = *options;
  reading.limit = 2;
  ebm_session *session;
  ebm_status status = ebm_session_create(&reading, &session, error);
  if (status != EBM_OK) return status;
  ebm_error told = {0};
  collector c = {puzzles, EBM_OK, &told};
  const ebm_sink sink = {.answer = collect, .context = &c};
  status = ebm_session_run(session, source, &sink, error);
  ebm_session_destroy(session);
  if (c.status != EBM_OK) {
    *error = told;
    error->status = c.status;
    return c.status;
  }
  if (status == EBM_OK && puzzles->n == 0) {
    c.error = error;
    return refuse(&c, 0, "no puzzles in it");
  }
  return status;
}

void ebm_bench_puzzles_clear(ebm_bench_puzzles *puzzles) {
  free(puzzles->given);
  free(puzzles->solution);
  free(puzzles->outcome);
  *puzzles = (ebm_bench_puzzles){0};
}

void ebm_bench_puzzles_permute(const ebm_bench_puzzles *puzzles, uint64_t seed, size_t i,
                               ebm_permutation *permutation) {
  uint64_t key = seed == 0 ? 0 : (seed * 0xD1342543DE82EF95u + i) | UINT64_C(1) << 63;
  ebm_permutation_draw(permutation, &puzzles->shape, key);
}

bool ebm_bench_valid(const ebm_bench_shape *shape, const uint8_t *given, const uint8_t *value) {
  unsigned size = shape->size, across = size / shape->box_columns;
  uint64_t row[EBM_BENCH_SIZE] = {0}, column[EBM_BENCH_SIZE] = {0}, box[EBM_BENCH_SIZE] = {0};
  bool boxes = shape->box_rows * shape->box_columns == size, kept = true;
  for (unsigned r = 0; r < size; r++)
    for (unsigned c = 0; c < size; c++) {
      unsigned cell = r * size + c;
      if (value[cell] >= size) return false;
      uint64_t bit = UINT64_C(1) << value[cell];
      row[r] |= bit;
      column[c] |= bit;
      if (boxes) box[r / shape->box_rows * across + c / shape->box_columns] |= bit;
      kept &= given[cell] == 0 || given[cell] == value[cell] + 1;
    }
  uint64_t full = (UINT64_C(1) << size) - 1;
  for (unsigned i = 0; i < size; i++) kept &= row[i] == full && column[i] == full && (!boxes || box[i] == full);
  return kept;
}
