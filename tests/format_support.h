/* format_support.h - feeding bytes to a reader as a session does, and showing what came of them. */
#ifndef EBM_TESTS_FORMAT_SUPPORT_H
#define EBM_TESTS_FORMAT_SUPPORT_H

#include "support.h"

#include "base/memory.h"
#include "base/random.h"
#include "base/text.h"
#include "format/reader.h"

/* One line a record, "LINE cells" or "LINE LINE:COLUMN text", with the candidates of cells that have some but not all
 * behind it; at the end the fault, if any. */
static inline void show_block(const ebm_block *block, ebm_text *text) {
  for (size_t i = 0; i < block->n; i++) {
    const ebm_record *record = &block->record[i];
    ebm_text_printf(text, "%llu ", (unsigned long long)record->line);
    if (record->error != NULL) {
      assert_int_equal(record->error->status, EBM_ERROR_SYNTAX);
      ebm_text_printf(text, "%llu:%llu %s", (unsigned long long)record->error->line,
                      (unsigned long long)record->error->column, record->error->text);
    } else {
      for (uint32_t v = 0; v < record->model->n_variables; v++) {
        assert_true(record->given[v] <= ebm_model_domain(record->model, v));
        char name[EBM_VALUE_NAME];
        if (record->given[v] != 0)
          ebm_text_printf(text, "%s", ebm_record_value_name(record, record->given[v] - 1u, name));
        else
          ebm_text_append(text, record->alphabet, 1);
      }
      for (uint32_t l = 0; record->allowed != NULL && l < record->model->n_literals; l++)
        if (record->given[record->model->variable[l]] == 0 && !ebm_record_allows(record, l))
          ebm_text_printf(text, " -%u", l);
    }
    ebm_text_append(text, "\n", 1);
  }
}

/* How a source is fed: chunk 0: all at once; else 1 .. chunk bytes at a time, blocks of `most` records. */
typedef struct feeding {
  const char *format, *alphabet;
  const ebm_energy_file *energy;
  unsigned box_rows, box_columns;
  size_t chunk, most;
  uint64_t seed;
} feeding;

/* What a source reads as, terminated; the caller frees it with ebm_text_clear. */
static inline ebm_text read_source(const char *bytes, size_t length, const feeding *how) {
  ebm_reader_options options = {.kinds = ebm_factor_kinds(),
                                .format = how->format,
                                .alphabet = how->alphabet,
                                .energy = how->energy,
                                .box_rows = how->box_rows,
                                .box_columns = how->box_columns};
  ebm_reader *reader;
  ebm_block block = {0};
  ebm_text text = {0};
  ebm_error error = {0};
  ebm_random random = {how->seed};
  assert_int_equal(ebm_reader_create(&options, &reader, &error), EBM_OK);
  size_t front = 0, seen = 0, most = how->most != 0 ? how->most : SIZE_MAX;
  ebm_status status = EBM_OK;
  for (bool end = false; status == EBM_OK && !end;) {
    size_t left = length - seen, step = how->chunk == 0 ? left : 1 + ebm_random_below(&random, (uint32_t)how->chunk);
    end = left == 0 || how->chunk == 0;
    seen += step < left ? step : left;
    /* A copy of its own size, so that a sanitizer sees every byte read behind the end. */
    size_t consumed, done = 0;
    char *shown = malloc(seen - front + 1);
    memcpy(shown, bytes + front, seen - front);
    shown = realloc(shown, seen - front > 0 ? seen - front : 1);
    do {
      status = ebm_reader_read(reader, shown + done, seen - front - done, end, most, &block, &consumed, &error);
      done += consumed;
      if (block.n < most && !ebm_block_full(&block) && status == EBM_OK && consumed > 0) continue;
      assert_true(block.n <= most);
      show_block(&block, &text);
      ebm_block_reset(&block);
    } while (status == EBM_OK && consumed > 0);
    free(shown);
    front += done;
  }
  if (status != EBM_OK)
    ebm_text_printf(&text, "fault %llu:%llu %s\n", (unsigned long long)error.line, (unsigned long long)error.column,
                    error.text);
  else
    assert_int_equal(front, length);
  ebm_text_append(&text, "", 1);
  ebm_block_clear(&block);
  ebm_reader_destroy(reader);
  return text;
}

/* The values of a grid that is spelled in the record's alphabet. */
static inline void record_values(const ebm_record *record, const char *grid, uint8_t *value) {
  for (uint32_t v = 0; v < record->model->n_variables; v++)
    value[v] = (uint8_t)(strchr(record->alphabet + 1, grid[v]) - record->alphabet - 1);
}

#endif
