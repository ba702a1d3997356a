/* items.h - the items of a constraint string, turned into a record with a model of its own. */
#ifndef EBM_FORMAT_ITEMS_H
#define EBM_FORMAT_ITEMS_H

#include "format/cells.h"
#include "rule/rule.h"

/* A record in the making. All zero but for the reader is an empty one. */
typedef struct ebm_items {
  ebm_reader *reader;
  char *text; /* [length] without white space and comments, NUL behind */
  size_t length;
  struct { uint32_t line, column; } *place; /* [length + 1] of each byte: lines below the record's first, column from 1 */
  /* what has been read */
  ebm_board board;
  uint16_t *region;   /* [cells], or NULL */
  uint8_t *candidate; /* [cells][values] 1: not ruled out by a given; NULL: nothing is */
  ebm_rules *rules;
  bool refused; /* the record is invalid, and that has been told */
} ebm_items;

/* Reads all of the text and adds the record to the reader's block, or an invalid one that names the item to blame.
 * known: whether a name that is no rule of ours is one of the notation. */
void ebm_items_read(ebm_items *items, bool (*known)(const char *name, size_t length));

/* The record is invalid because of the byte at `at`. */
void ebm_items_refuse(ebm_items *items, size_t at, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Whether the line starts with an item: a dot and a ~ behind it or behind a name, or a rule that stands alone. No grid of
 * cells reads like this. */
bool ebm_items_front(const ebm_line *line);

void ebm_items_clear(ebm_items *items);

#endif
