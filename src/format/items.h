/* items.h - the items of a constraint string, turned into a record with a model of its own. */
#ifndef EBM_FORMAT_ITEMS_H
#define EBM_FORMAT_ITEMS_H

#include "format/cells.h"
#include "format/draft.h"

/* A record in the making. All zero but for the draft's reader is an empty one. */
typedef struct ebm_items {
  ebm_draft draft;
  char *text; /* [length] without white space and comments, NUL behind */
  size_t length;
  struct {
    uint32_t line, column;
  } * place;    /* [length + 1] of each byte: lines below the record's first, column from 1 */
  bool refused; /* the record is invalid, and that has been told */
} ebm_items;

/* Reads all of the text and adds the record to the reader's block, or an invalid one that names the item to blame.
 * known: whether a name that is no rule of ours is one of the notation. */
void ebm_items_read(ebm_items *items, bool (*known)(const char *name, size_t length));

/* The record is invalid because of the byte at `at`. */
void ebm_items_refuse(ebm_items *items, size_t at, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The record is given up: the reader knows that memory is out. */
void ebm_items_out_of_memory(ebm_items *items);

/* Whether the line starts with an item: a dot and a ~ behind it or behind a name, or a rule that stands alone. No grid
 * of cells reads like this. */
bool ebm_items_front(const ebm_line *line);

void ebm_items_clear(ebm_items *items);

/* ---- one item: its name and its arguments, as stretches of the text ---- */

enum { EBM_ITEM_ARGUMENTS = 4096 };

typedef struct ebm_stretch {
  size_t begin, length;
} ebm_stretch;

typedef struct ebm_item {
  ebm_stretch name;
  size_t n;
  ebm_stretch argument[EBM_ITEM_ARGUMENTS];
} ebm_item;

/* What the arguments say. */
typedef struct ebm_item_room {
  int32_t number[EBM_ITEM_ARGUMENTS + 1];
  uint32_t cell[EBM_ITEM_ARGUMENTS];
  uint32_t segment[EBM_ITEM_ARGUMENTS];
  uint8_t pairs[EBM_DOMAIN_LIMIT * EBM_DOMAIN_LIMIT];
} ebm_item_room;

/* Adds the item's use of the rule, or its uses. */
void ebm_item_use(ebm_items *items, const ebm_item *it, const ebm_rule *rule, ebm_item_room *room);

bool ebm_stretch_is(const ebm_items *items, ebm_stretch s, const char *word);
/* A whole number, all of the stretch. */
bool ebm_stretch_number(const ebm_items *items, ebm_stretch s, int32_t *out);
/* The same, a cell of the board; refused when it is none, and 0. */
int32_t ebm_stretch_want_number(ebm_items *items, ebm_stretch s);
uint32_t ebm_stretch_want_cell(ebm_items *items, ebm_stretch s);

#endif
