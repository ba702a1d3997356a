/* energy_file.h - an energy on disk: factors over the cells of a table, as the learner writes them.
 *
 * The file, all numbers little-endian whatever the machine:
 *
 *     bytes 0..7     89 45 42 4D 0D 0A 1A 0A  (".EBM" and the line ends that a transfer as text would damage)
 *     bytes 8..11    version, 1
 *     bytes 12..15   length of the body in bytes
 *     bytes 16..19   CRC-32 of the body (ISO 3309, the one of zip and png)
 *     body           rows, columns        how the cells lie on paper
 *                    values               each cell has as many
 *                    alphabet             string: the symbols of the values in order; empty: digits
 *                    kinds, groups        two lists of strings: count, strings
 *                    tables               count, then: element size (1 or 4), elements, their bytes
 *                    factors              count, then: kind, flags, [weight], group, index, value, table, scope
 *
 * Counts and indices are unsigned LEB128 of at most 32 bits; a string is its length and its bytes. flags: 1 soft,
 * 2 a weight follows as binary32 (else it is 1). group and table count from 1, 0 is none. A scope is its length and the
 * steps from each number to the next, zigzag. Tables of 4-byte elements hold binary32 or uint32. */
#ifndef EBM_FORMAT_ENERGY_FILE_H
#define EBM_FORMAT_ENERGY_FILE_H

#include "base/text.h"
#include "format/spelling.h"
#include "model/builder.h"

enum { EBM_ENERGY_FILE_VERSION = 1, EBM_ENERGY_FILE_CELLS = 1 << 16 };

typedef struct ebm_energy_term {
  ebm_factor_spec spec; /* scope: cells, or literals cell * values + value; label.group may be NULL */
  uint8_t element;      /* bytes per element of spec.table: 1 or 4 */
} ebm_energy_term;

/* All zero is empty. What the terms point to is the arena's when the file was read, the caller's when it is written. */
typedef struct ebm_energy_file {
  uint32_t rows, columns, values;
  char alphabet[EBM_SPELLING_LIMIT + 2]; /* symbols of the values, NUL */
  ebm_energy_term *term;                 /* [n_terms] */
  size_t n_terms;
  ebm_arena arena;
} ebm_energy_file;

/* Reads what write wrote; anything else is a fault that says what is wrong: SYNTAX (damaged, not an energy file),
 * UNSUPPORTED (a later version), MEMORY. Memory grows with size only, whatever the bytes claim. The kinds, scopes and
 * tables are judged when the terms are added to a builder. On EBM_OK the caller clears the file. */
ebm_status ebm_energy_file_read(const void *bytes, size_t size, ebm_energy_file *file, ebm_error *error);
void ebm_energy_file_clear(ebm_energy_file *file); /* of a file that was read */

/* Appends the file to text. Faults: MEMORY. */
ebm_status ebm_energy_file_write(const ebm_energy_file *file, ebm_text *text, ebm_error *error);

/* Adds the terms to a builder whose variables 0 .. rows * columns - 1 are the cells. Faults: those of the builder. */
ebm_status ebm_energy_file_add(const ebm_energy_file *file, ebm_builder *builder, ebm_error *error);

/* A builder's cells: rows * columns variables, one value of `values` each, and a layout without boxes. */
ebm_status ebm_energy_file_cells(uint32_t rows, uint32_t columns, uint32_t values, ebm_builder *builder,
                                 ebm_error *error);

#endif
