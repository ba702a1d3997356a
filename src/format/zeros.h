/* zeros.h - whether a 0 in a grid is a value or a blank, told by everything else that stands there. */
#ifndef EBM_FORMAT_ZEROS_H
#define EBM_FORMAT_ZEROS_H

#include <stdbool.h>
#include <stdint.h>

enum { EBM_BLANK = -1 };

/* What stands in the cells of a grid with the values 1 .. size or 0 .. size - 1. */
typedef struct ebm_zeros {
  unsigned zeros;    /* cells with a 0 */
  unsigned highest;  /* number */
  unsigned distinct; /* numbers above 0 */
  unsigned twice;    /* zeros beyond the first in each row and in each column, added up */
  bool blanks;       /* there are cells with another blank */
} ebm_zeros;

/* number [size * size]: 0 .. size, or EBM_BLANK. */
ebm_zeros ebm_zeros_count(unsigned size, const int16_t *number);

typedef enum ebm_zero {
  EBM_ZERO_BLANK,
  EBM_ZERO_VALUE,
  EBM_ZERO_EITHER /* both readings make sense */
} ebm_zero;

/* usual: values from 0 are as usual as values from 1 in grids like this. follows: 0 was a value in what stood before,
 * so that it is one here if it can be. */
ebm_zero ebm_zeros_judge(unsigned size, const ebm_zeros *zeros, bool usual, bool follows);

/* More of them than slips of the pen: they cannot be values. */
bool ebm_zeros_clash(const ebm_zeros *zeros);

#endif
