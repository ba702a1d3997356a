/* bench.h - the command --bench: operands to measurements, measurements to standard output. */
#ifndef EBM_CLI_BENCH_H
#define EBM_CLI_BENCH_H

#include "cli/options.h"

int ebm_bench_operands(const ebm_arguments *arguments); /* the exit code */

#endif
