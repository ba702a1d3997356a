/* plain.h - the fast path for lines that begin with 81 cells of . 0 1-9: what nearly all large sources are made of. */
#ifndef EBM_FORMAT_PLAIN_H
#define EBM_FORMAT_PLAIN_H

#include "format/reader.h"

/* Reads as many such lines from the front as there are and the block has room for; returns the bytes consumed, 0 when
 * the first line needs a closer look. Behind the cells a line ends, or goes on with the delimiter ('\0': with any of
 * " ,:;" or a tab) and has no quotes. */
size_t ebm_plain_read(ebm_reader *reader, const char *bytes, size_t length, char delimiter);

#endif
