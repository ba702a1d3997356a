#include "model/block.h"

#include <string.h>

#include "base/memory.h"

static ebm_record *add(ebm_block *block, uint64_t line) {
  if (!ebm_reserve((void **)&block->record, &block->capacity, block->n + 1, sizeof *block->record)) return NULL;
  ebm_record *record = &block->record[block->n];
  *record = (ebm_record){.line = line};
  return record;
}

ebm_record *ebm_block_add(ebm_block *block, const ebm_model *model, uint64_t line) {
  ebm_record *record = add(block, line);
  if (record == NULL) return NULL;
  record->given = ebm_arena_take(&block->arena, model->n_variables, 1);
  if (record->given == NULL) return NULL;
  memset(record->given, 0, model->n_variables);
  record->model = model;
  block->n++;
  return record;
}

void ebm_block_own(ebm_block *block, ebm_record *record, ebm_model *model) {
  record->own = model;
  block->own_bytes += ebm_arena_bytes(&model->arena);
}

ebm_record *ebm_block_add_invalid(ebm_block *block, uint64_t line) {
  ebm_record *record = add(block, line);
  if (record == NULL) return NULL;
  record->error = ebm_arena_take(&block->arena, sizeof *record->error, _Alignof(ebm_error));
  if (record->error == NULL) return NULL;
  *record->error = (ebm_error){0};
  block->n++;
  return record;
}

uint64_t *ebm_block_allowed(ebm_block *block, const ebm_model *model) {
  size_t bytes = ((size_t)model->n_literals + 63) / 64 * sizeof(uint64_t);
  uint64_t *allowed = ebm_arena_take(&block->arena, bytes, sizeof *allowed);
  if (allowed != NULL) memset(allowed, 0, bytes);
  return allowed;
}

ebm_key *ebm_block_key(ebm_block *block, uint32_t cells) {
  ebm_key *key = ebm_arena_take(&block->arena, sizeof *key, _Alignof(ebm_key));
  uint8_t *value = key != NULL ? ebm_arena_take(&block->arena, cells, 1) : NULL;
  if (value == NULL) return NULL;
  memset(value, 0, cells);
  *key = (ebm_key){.value = value, .same = -1};
  return key;
}

void ebm_block_reset(ebm_block *block) {
  for (size_t i = 0; i < block->n; i++) ebm_model_destroy(block->record[i].own);
  block->n = 0;
  block->own_bytes = 0;
  ebm_arena_reset(&block->arena);
}

void ebm_block_clear(ebm_block *block) {
  ebm_block_reset(block);
  ebm_arena_clear(&block->arena);
  ebm_free(block->record);
  *block = (ebm_block){0};
}
