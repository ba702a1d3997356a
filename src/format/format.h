/* format.h - a format turns bytes into records and records into bytes.
 *
 * A new format is one file beside this one and one line in registry.c. Formats work on bytes, not on FILE *, so that
 * a fuzzer needs no wrapper. */
#ifndef EBM_FORMAT_FORMAT_H
#define EBM_FORMAT_FORMAT_H

#include "base/text.h"
#include "model/block.h"

typedef struct ebm_reader ebm_reader; /* reader.h */

typedef enum ebm_sniff {
  EBM_SNIFF_NO,
  EBM_SNIFF_MORE, /* cannot tell from so few bytes; never answered when `end` */
  EBM_SNIFF_YES
} ebm_sniff;

typedef struct ebm_format {
  const char *name;       /* keyword of --format */
  const char *extensions; /* ".sdk .txt": usual file names, for people; recognition looks at the bytes */
  const char *source;     /* who defined it */

  /* Whether the bytes at the front of a source are this format. end: there are no more bytes than these. */
  ebm_sniff (*sniff)(const char *bytes, size_t length, bool end);

  /* Reads what stands at the front: one record, or something to pass over (a comment, a header, an empty line).
   * Returns the bytes consumed, at least 1; or 0 when the record may go on behind these bytes (never when end).
   * Records, good and invalid, go to the reader's block. length >= 1. */
  size_t (*read)(ebm_reader *reader, const char *bytes, size_t length, bool end);

  /* Appends the record in this format: its givens, or with value [n_variables] (may be NULL) its solution.
   * UNSUPPORTED when the format has no words for this puzzle. NULL: the format is only read. */
  ebm_status (*write)(const ebm_record *record, const uint8_t *value, ebm_text *text);

  /* What the notation says for itself, so that an option which says it otherwise is refused. */
  bool own_values; /* numbers or digits that count, whatever the alphabet */
  bool own_boxes;  /* where boxes or regions are */
} ebm_format;

/* In order of registration; NULL at the end. */
const ebm_format *const *ebm_formats(void);
const ebm_format *ebm_format_find(const char *name); /* NULL: there is none */

#endif
