/* levelled - bounds of all lanes side by side, as sums in planes of bits. */
#include "lattice/field.h"

#include <string.h>

bool ebm_field_init(ebm_field *field, const ebm_model *model, ebm_arena *arena) {
  *field = (ebm_field){0};
  field->begin = ebm_arena_take(arena, ((size_t)model->n_variables + 1) * sizeof *field->begin, 64);
  field->literal = ebm_arena_take(arena, model->n_literals * sizeof *field->literal, 64);
  field->units = ebm_arena_take(arena, model->n_literals * sizeof *field->units, 64);
  return field->begin != NULL && field->literal != NULL && field->units != NULL;
}

void ebm_field_open(ebm_field *field, const ebm_costs *costs) {
  const ebm_model *model = costs->model;
  uint32_t end = 0;
  field->n = 0;
  field->begin[0] = 0;
  for (uint32_t v = 0; v < model->n_variables; v++) {
    uint32_t begin = field->begin[field->n], most = 0;
    end = begin;
    for (uint32_t l = model->first[v]; l < model->first[v + 1]; l++) {
      if (!costs->open[l]) continue;
      uint32_t at = end++, units = costs->units[l];
      for (; at > begin && field->units[at - 1] > units; at--) {
        field->literal[at] = field->literal[at - 1];
        field->units[at] = field->units[at - 1];
      }
      field->literal[at] = l;
      field->units[at] = units;
      if (units > most) most = units;
    }
    if (most > 0) field->begin[++field->n] = end;
  }
  /* The room of a lane and what one variable pays of its bound are never more than twice the total. */
  field->planes = 1;
  while ((uint64_t)2 * costs->total >> field->planes != 0) field->planes++;
}

/* sum += amount where on. */
static void add(ebm_word *sum, unsigned planes, uint32_t amount, ebm_word on) {
  ebm_word carry = {0};
  for (unsigned k = 0; k < planes; k++) {
    ebm_word bit = (amount >> k & 1) != 0 ? on : (ebm_word){0}, s = sum[k];
    sum[k] = s ^ bit ^ carry;
    carry = (s & bit) | (carry & (s | bit));
  }
}

/* Lanes where sum < amount. */
static ebm_word below(const ebm_word *sum, unsigned planes, uint32_t amount) {
  ebm_word less = {0};
  for (unsigned k = 0; k < planes; k++) less = (amount >> k & 1) != 0 ? ~sum[k] | less : ~sum[k] & less;
  return less;
}

/* What a variable pays: the units of the cheapest literal left, added where no cheaper one is. */
static void pay(const ebm_field *field, const ebm_word *x, uint32_t i, ebm_word *sum) {
  ebm_word gone = ~(ebm_word){0};
  uint32_t paid = 0;
  for (uint32_t k = field->begin[i]; k < field->begin[i + 1]; k++) {
    if (field->units[k] > paid) {
      if (!ebm_word_any(gone)) return;
      add(sum, field->planes, field->units[k] - paid, gone);
      paid = field->units[k];
    }
    gone &= ~x[field->literal[k]];
  }
}

/* Removes the literals of a variable that cost more than the room, given what it pays of the bound already. */
static void afford(const ebm_field *field, ebm_lanes *lanes, uint32_t i, const ebm_word *room) {
  ebm_word left[EBM_FIELD_PLANES], cannot = {0};
  uint32_t compared = 0;
  memcpy(left, room, field->planes * sizeof *left);
  pay(field, lanes->x, i, left);
  for (uint32_t k = field->begin[i]; k < field->begin[i + 1]; k++) {
    if (field->units[k] > compared) {
      compared = field->units[k];
      cannot = below(left, field->planes, compared);
    }
    if (compared > 0) ebm_lanes_keep(lanes, field->literal[k], ~cannot);
  }
}

void ebm_field_quench(const ebm_field *field, ebm_lanes *lanes) {
  ebm_word bound[EBM_FIELD_PLANES] = {{0}};
  for (uint32_t i = 0; i < field->n; i++) pay(field, lanes->x, i, bound);
  ebm_word fits = below(bound, field->planes, field->limit + 1);
  lanes->barrier |= ~fits;
  /* limit - bound = limit + ~bound + 1 in two's complement; what lies above the limit is done with. */
  for (unsigned k = 0; k < field->planes; k++) bound[k] = ~bound[k];
  add(bound, field->planes, field->limit + 1, ~(ebm_word){0});
  for (uint32_t i = 0; i < field->n; i++) afford(field, lanes, i, bound);
}
