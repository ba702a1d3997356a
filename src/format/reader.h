/* reader.h - from the bytes of one source to blocks of records: recognizes the format, counts lines, shares models. */
#ifndef EBM_FORMAT_READER_H
#define EBM_FORMAT_READER_H

#include "base/stop.h"
#include "format/energy_file.h"
#include "format/format.h"

/* What a reader is told; strings are borrowed. */
typedef struct ebm_reader_options {
  const ebm_factor_ops *const *kinds;
  const char *format;             /* NULL: recognized */
  const char *alphabet;           /* NULL: recognized */
  const char *rules;              /* NULL: none added; "none": the puzzles' own are left out */
  const ebm_energy_file *energy;  /* terms added to every puzzle; NULL: none; must outlive the models */
  unsigned box_rows, box_columns; /* of grids whose boxes are not drawn; 0 x 0: the usual ones */
  /* What the model of one record may take while it is made; a record whose model takes more is refused. */
  double timeout;       /* seconds; 0: no limit */
  const ebm_stop *stop; /* NULL: nobody stops it */
  size_t memory;        /* bytes; 0: no bound */
} ebm_reader_options;

/* Faults: USAGE or UNSUPPORTED for options that make no sense, MEMORY. */
ebm_status ebm_reader_create(const ebm_reader_options *options, ebm_reader **reader, ebm_error *error);
void ebm_reader_destroy(ebm_reader *reader); /* NULL is fine; only when no record refers to its models any more */

/* A new source begins: line 1, format open again. */
void ebm_reader_start(ebm_reader *reader);

/* Reads complete records from the front of bytes into the block until it holds `most` records, is full, or no complete
 * record is left. *consumed is the number of bytes that are done with; the caller shows the others again, with more
 * behind them. end: the source has no more bytes. A record longer than EBM_RECORD_LIMIT is one invalid record, and
 * passed over without being kept. Faults: SYNTAX (the format cannot be told; the text says why), MEMORY. */
ebm_status ebm_reader_read(ebm_reader *reader, const char *bytes, size_t length, bool end, size_t most,
                           ebm_block *block, size_t *consumed, ebm_error *error);

enum { EBM_RECORD_LIMIT = 1 << 24 }; /* bytes */

/* ---- for formats ------------------------------------------------------------------------------------------- */

/* The model of a plain grid, made at the first call and kept; NULL when memory is out (the reader remembers that).
 * Rules of the options are in it. */
const ebm_model *ebm_reader_grid(ebm_reader *reader, unsigned size, unsigned box_rows, unsigned box_columns);

/* How the symbols of the energy's own table are spelled; NULL: there is no energy. And if there is one, the model of
 * that table, made at the first call and kept; NULL: memory is out or the energy makes no sense (the reader remembers
 * that). */
const ebm_model *ebm_reader_table(ebm_reader *reader);
const ebm_spelling *ebm_reader_table_spelling(ebm_reader *reader);

/* Gives a record that was just added with it a model of its own, which ends with the record. */
void ebm_reader_own(ebm_reader *reader, ebm_record *record, ebm_model *model);

/* Adds a record that starts `line` lines below the front of the bytes being read (0: the first). NULL: memory is out
 * (the reader remembers that; the format just returns). */
ebm_record *ebm_reader_record(ebm_reader *reader, const ebm_model *model, uint64_t line);

/* Around what a model is made with: in between, allocations fail when the limits of the options are over, and the
 * record whose model cannot be made is refused for that. End without begin is fine. */
void ebm_reader_begin_model(ebm_reader *reader);
void ebm_reader_end_model(ebm_reader *reader);

/* Adds an invalid record. line as above, for record and fault; column from 1, or 0. */
void ebm_reader_refuse(ebm_reader *reader, uint64_t record_line, uint64_t line, uint64_t column, const char *format,
                       ...) __attribute__((format(printf, 5, 6)));

/* Records that the block still has room for. One call of read may add up to that many. */
size_t ebm_reader_room(const ebm_reader *reader);

/* What a format needs for records with rules of their own: the kinds, and the rules of the options (NULL: none). */
const ebm_reader_options *ebm_reader_told(const ebm_reader *reader);

/* A mask of literals for a record just added, all ruled out, to be opened one by one; NULL: memory is out (the reader
 * remembers that). */
uint64_t *ebm_reader_allowed(ebm_reader *reader, ebm_record *record);

/* The same for the solution that came with it. */
ebm_key *ebm_reader_key(ebm_reader *reader, ebm_record *record);

/* The values that the options name; none when they do not. */
const ebm_alphabet *ebm_reader_alphabet(const ebm_reader *reader);

/* How the cells of a size x size grid can be spelled, the likeliest first (NULL at the end); lives as long as the
 * reader. NULL: memory is out (the reader remembers that). */
const ebm_spelling *const *ebm_reader_spellings(ebm_reader *reader, unsigned size);

/* What a format remembers from record to record of one source (a header's columns): all zero at its start. */
enum { EBM_READER_NOTES = 8 };
uint64_t *ebm_reader_notes(ebm_reader *reader);

#endif
