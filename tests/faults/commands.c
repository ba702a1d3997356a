/* FAULTS_TRAIN: the command lines are ebm-train's, else ebm-solve's. */
#include "commands.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/energy_file.h"

const char *const command_lines[] = {
#ifdef FAULTS_TRAIN
    "-e @.out @.solved",
    "-q -j2 --json @.json --plot @.svg @.solved",
    "-f table --shape 2x2 @.table",
    "-f table @.noisy",
    "-m -e @.out -f table @.table",
    "-n -e @.out -f table @.table",
    "-e @.out tests/bad/80-cells.txt",
    "-q puzzles/demo.txt",
    "--help",
    "--version",
    "--shape 3",
#else
    "-o line puzzles/demo.txt",
    "-o grid puzzles/demo.txt",
    "-o csv puzzles/demo.txt",
    "-o json -v puzzles/demo.txt",
    "-u puzzles/demo.txt",
    "-c10 -o json puzzles/demo.txt",
    "--explain 1.34.4..4...2.43",
    "--explain -o json .Shape~4x4.Cage~3~R1C1~R1C2.Diagonal~1.~R4C4_4",
    "-o grid .Shape~4x4.Cage~3~R1C1~R1C2.Diagonal~1.WhiteDot~R3C3~R3C4.~R4C4_4",
    "--all=20 1..2..3..4..2..1",
    "-o json --all=3 -v puzzles/demo.txt",
    "--all=3 .................................................................................",
    "-u --proof @ 98.7..6..5...8..7...7..6...4...3......86...5......83...2..1...4..59...8......2..1",
    "-u --proof @ .Shape~12x12.~R1C1_1_2_3~R1C4_1_2_3~R1C7_1_2_3~R1Ca_1_2_3", /* learns from its barriers */
    "-u --proof @ @.jigsaw",
    "-j2 puzzles/demo.txt",
    "-j2 -c2 - puzzles/demo.txt",
    "-",
    "--rules diagonal 1..2..3..4..2..1",
    "-f fpuzzles -o line puzzles/rising.txt",
    "-f killer -u puzzles/killer.txt",
    "-m gradient puzzles/demo.txt",
    "-m gradient --no-quench 12.4.4.22.43.32.",
    "-m anneal 1..2..3..4..2..1",
    "-m anneal --no-quench --timeout 1 12.4.4.22.43.32.",
    "-m recall 1..2..3..4..2..1",
    "--trace @.csv --plot @.svg 12........3....4",
    "-m gradient --trace @.jsonl -j2 @.grid",
    "-m quench -e @.ebm @.table",
    "-m gradient -e @.ebm @.table",
    "-m anneal -j2 -e @.ebm @.table",
    "-e @.ebm -r none -o json @.table",
    "-e tests/bad/80-cells.txt @.table",
    "--sample 3 --temperature 0.5 1..2..3..4..2..1",
    "--sample 2 --temperature 0 -o json 1..2..3..4..2..1",
    "--sample 2 --temperature 1 -e @.ebm @.table",
    "--marginals 1..2..3..4..2..1",
    "--marginals --temperature 0.5 -o json 1..2..3..4..2..1",
    "--soft-givens 2 1..2..3..4..2.11",
    "--soft-givens 2 -m gradient -o json 1..2..3..4..2.11",
    "--bench=1 @.grid",
    "--bench=1 -o json @.grid",
    "--bench=1 -o ci -m anneal @.grid",
    ".Shape~4x4.AntiKnight.Cage~5~R1C1~R1C2.Thermo~R3C1~R4C1.Sum~0_=_1_-1~R1C3~R3C1",
    "-m anneal .Shape~4x4.Arrow~R1C1~R1C2~R2C2.Sandwich~2~R1",
    "-m gradient .Shape~4x4.WhiteDot~R1C1~R1C2.Sum~12~R1C1~R2C2~R3C3~R4C4",
    "12345678.........9...............................................................",
    "-f line -o line tests/bad/80-cells.txt puzzles/demo.txt tests/bad/82-cells.txt",
    "tests/bad/letter-in-row-5.sdk tests/bad/letter-between-bars.ss tests/bad/80-cells.csv",
    "--help",
    "--version",
    "-m nothing",
#endif
    NULL,
};

/* ---- what they read ---- */

static void write_file(const char *folder, const char *extension, const char *bytes, size_t size) {
  char path[4096];
  snprintf(path, sizeof path, "%s/file%s", folder, extension);
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) exit(99);
}

static void write_string(const char *folder, const char *extension, const char *string) {
  write_file(folder, extension, string, strlen(string));
}

/* An energy of 2 x 2 cells with two values, hard and soft: neighbours in a row differ, the first column would rather.
 */
static void write_energy(const char *folder) {
  static const uint32_t pair[3][2] = {{0, 1}, {2, 3}, {0, 2}};
  static const uint8_t unequal[4] = {0, 1, 1, 0};
  static const float cost[4] = {1, 0, 0, 1};
  ebm_energy_term term[3];
  for (int i = 0; i < 3; i++)
    term[i] = (ebm_energy_term){{.kind = i < 2 ? "relation" : "potential",
                                 .scope = pair[i],
                                 .n_scope = 2,
                                 .table = i < 2 ? (const void *)unequal : cost,
                                 .table_size = i < 2 ? sizeof unequal : sizeof cost,
                                 .soft = i == 2,
                                 .weight = 1},
                                .element = i < 2 ? 1 : 4};
  ebm_energy_file file = {.rows = 2, .columns = 2, .values = 2, .alphabet = "ab", .term = term, .n_terms = 3};
  ebm_text text = {0};
  ebm_error error;
  if (ebm_energy_file_write(&file, &text, &error) != EBM_OK) exit(99);
  write_file(folder, ".ebm", text.bytes, text.length);
  ebm_text_clear(&text);
}

/* The k-th order of four digits, k below 24. */
static void order(int k, char digit[4]) {
  char left[] = "1234";
  for (int i = 0; i < 4; i++) {
    int at = k % (4 - i);
    k /= 4 - i;
    digit[i] = left[at];
    memmove(left + at, left + at + 1, (size_t)(4 - at));
  }
}

/* One solved 4x4 grid under every permutation of the digits. */
static void write_solved(const char *folder) {
  static const char canonical[] = "1234341221434321";
  char solved[24 * 17 + 1];
  size_t length = 0;
  for (int k = 0; k < 24; k++) {
    char digit[4];
    order(k, digit);
    for (int c = 0; c < 16; c++) solved[length++] = digit[canonical[c] - '1'];
    solved[length++] = '\n';
  }
  write_file(folder, ".solved", solved, length);
}

/* Four cells that are all different but in every eleventh line, and one that is free: noise in cells. */
static void write_noisy(const char *folder) {
  char noisy[72 * 6 + 1];
  for (int k = 0; k < 72; k++) {
    char *line = noisy + (size_t)k * 6;
    order(k % 24, line);
    if (k % 11 == 0) line[k % 4] = line[(k + 1) % 4];
    line[4] = (char)('1' + k / 24);
    line[5] = '\n';
  }
  write_file(folder, ".noisy", noisy, sizeof noisy - 1);
}

void commands_prepare(const char *folder) {
  write_energy(folder);
  write_solved(folder);
  write_noisy(folder);
  write_string(folder, ".table", "ab.a\nb...\n....\n");
  write_string(folder, ".grid", "1..2..3..4..2..1\n");
  write_string(folder, ".jigsaw", "1...........4..3AAABABBBCDDDCCCD\n");
}
