/* fuzz.h - what the fuzz targets share. A target is judged by libFuzzer, or, over files alone, by replay.c. */
#ifndef EBM_TESTS_FUZZ_FUZZ_H
#define EBM_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define fuzz_fail(...) (fprintf(stderr, __VA_ARGS__), abort())

#endif
