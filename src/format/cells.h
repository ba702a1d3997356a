/* cells.h - what the formats share: lines, fields, and cells turned into the givens of a record. */
#ifndef EBM_FORMAT_CELLS_H
#define EBM_FORMAT_CELLS_H

#include "format/reader.h"

/* A line without its end (\n, behind any number of \r); size is the number of bytes with it. */
typedef struct ebm_line {
  const char *bytes;
  size_t length, size;
} ebm_line;

/* The line at the front. False: it is not complete. */
bool ebm_line_take(const char *bytes, size_t length, bool end, ebm_line *line);
bool ebm_line_blank(const ebm_line *line);
bool ebm_line_comment(const ebm_line *line); /* '#' is its first mark */
/* Drawn, not written: no letter, no digit, and a run of three - or = at least; of two, between boxes two cells wide. */
bool ebm_line_rule(const ebm_line *line);

/* The first line that is neither blank nor a comment. False: there is none that is complete. */
bool ebm_line_first(const char *bytes, size_t length, bool end, ebm_line *line);

/* Whether the line starts with an object of JSON, a link, or what links carry: fpuzzles.c reads them. */
bool ebm_line_document(const ebm_line *line);

/* A stretch of a line between separators (white space and most punctuation, not the marks that stand for cells). */
typedef struct ebm_field {
  size_t begin, length;
} ebm_field;

/* The next field at or behind from; length 0: there is none. */
ebm_field ebm_field_next(const ebm_line *line, size_t from);

/* Whether the line is as long as a grid has cells and holds digits and spaces, nothing else: the spaces are blanks. */
bool ebm_line_spaced(const ebm_line *line);

/* Whether the line is a whole 4x4 or 6x6 puzzle and nothing else: then it may also be a row of a 16x16 or 36x36.
 * Returns its number of cells, else 0. */
size_t ebm_line_small(const ebm_line *line);

/* The small puzzle or row at the front of a source, told by the line below it: EBM_SNIFF_YES for puzzles, one a line.
 */
ebm_sniff ebm_line_small_sniff(const ebm_line *line, const char *bytes, size_t length, bool end);

/* Square grids up to the first size are spelled by symbols or numbers, up to the second by numbers only. */
enum { EBM_SYMBOLS_SIZE = 36, EBM_LARGE_SIZE = 100 };

/* The size of the square grid of n cells, among those that are in use (4 .. 36, not prime; 729 cells are pencilmarks);
 * else 0. */
unsigned ebm_cells_size(size_t n);
/* The same for 37 .. 100. */
unsigned ebm_cells_large_size(size_t n);

/* A number written in digits, as one symbol: 0-9, A-Z for 10-35, a for 36; '\0' when it is none of these. */
char ebm_number_symbol(const char *digits, size_t n);
/* What such a symbol stands for in a grid of that size: a number, EBM_BLANK, or EBM_NO_NUMBER. */
enum { EBM_NO_NUMBER = -2 };
int16_t ebm_symbol_number(char symbol, unsigned size);
/* The same for a field of a line, of any length: "17". */
int16_t ebm_field_number(const char *bytes, size_t n, unsigned size);

/* Where the bytes of a record are: lines below the front, column of the first one (from 1). */
typedef struct ebm_place {
  uint64_t record_line, line, column;
} ebm_place;

/* Adds the record of size * size cells, spelled by one byte each; what cannot be read, or be read in more than one
 * way, becomes an invalid record. False: it did, or memory is out. */
bool ebm_cells_read(ebm_reader *reader, unsigned size, const char *cells, const ebm_place *place);

/* The one way in which cells [size * size] can be spelled. NULL: there is none, or more than one, and text says why,
 * with *wrong the offset of the byte to blame (size * size: none); or memory is out, and text is empty. */
const ebm_spelling *ebm_cells_spelling(ebm_reader *reader, unsigned size, const char *cells, size_t *wrong, char *text,
                                       size_t text_size);

/* Whether 0 has been a value in grids of that size before, so that it is one in the next if it can be. */
bool ebm_cells_from_zero(ebm_reader *reader, unsigned size);

/* The same as ebm_cells_spelling for cells that are numbers, number [size * size]: fills in given [size * size] and
 * returns the alphabet of the record. NULL: as above. */
const char *ebm_cells_numbers(ebm_reader *reader, unsigned size, const int16_t *number, uint8_t *given, size_t *wrong,
                              char *text, size_t text_size);

/* Boxes as they were drawn; 0 x 0: they were not. */
typedef struct ebm_boxes {
  unsigned rows, columns;
} ebm_boxes;

/* Adds the record whose givens are known: given [size * size]. Its boxes are those drawn, else those of the options,
 * else the usual ones; when the first two differ, or do not fit, it is an invalid record. False: it is that, or memory
 * is out.
 */
bool ebm_cells_add(ebm_reader *reader, unsigned size, ebm_boxes drawn, const uint8_t *given, const char *alphabet,
                   uint64_t record_line);

/* Adds a 9x9 record from what each cell can be: candidates [81], bit a for value a, none of them 0. */
bool ebm_cells_add_candidates(ebm_reader *reader, const uint16_t *candidates, uint64_t record_line);

/* What a cell of a 9x9 record can be, as above. */
unsigned ebm_cells_candidates(const ebm_record *record, uint32_t cell);

enum { EBM_ALL_CANDIDATES = (1 << 9) - 1 };

/* Whether the rules are those of a plain grid: rows, columns, the usual boxes; then its size, else 0. */
unsigned ebm_cells_plain(const ebm_model *model);

/* The symbol that a cell of a record is printed with: its value's, its given's, or the blank. */
char ebm_cells_symbol(const ebm_record *record, const uint8_t *value, uint32_t cell);

#endif
