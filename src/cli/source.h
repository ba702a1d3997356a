/* source.h - operands of the command line as sources of bytes: files, standard input, puzzles. */
#ifndef EBM_CLI_SOURCE_H
#define EBM_CLI_SOURCE_H

#include "ebm.h"

typedef struct ebm_operand {
  ebm_source source; /* context is the operand itself: do not copy it */
  const char *path;  /* "-" for standard input; NULL: the operand is a puzzle */
  const char *text;  /* [left] bytes of a puzzle not read yet */
  size_t left;
  int file;       /* descriptor, -1 when there is none */
  bool waits;     /* reading may take for ever: a pipe, a terminal */
  int wake;       /* descriptor that becomes readable when waiting must end; -1: there is none */
  int fault;      /* errno of what failed first; 0: nothing */
  bool counts;    /* whether lines are counted */
  uint64_t bytes; /* read so far */
  uint64_t lines; /* ends of lines among them */
  char name[32];
} ebm_operand;

/* Whether a string is meant as a puzzle: it names no file, has no '/', and is either too long for a file's name, or
 * has the length of a puzzle (16, 25, 36, 49, or 64 and more) and is three quarters digits and blanks. What only
 * looks like a puzzle, say of 80 cells, is one here: whoever typed it is told what is wrong with it. */
bool ebm_operand_is_puzzle(const char *string);

/* number: position among the operands, from 1. The caller may set wake and counts before. False: fault says why. */
bool ebm_operand_open(ebm_operand *operand, const char *string, int number);
void ebm_operand_close(ebm_operand *operand);

/* Size in bytes, 0 when it is not known before the end. */
uint64_t ebm_operand_size(const char *string);

#endif
