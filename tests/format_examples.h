/* format_examples.h - the ways to write a puzzle that are in use, and what each must read as. */
#ifndef EBM_TESTS_FORMAT_EXAMPLES_H
#define EBM_TESTS_FORMAT_EXAMPLES_H

#include <stddef.h>

#define P "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"
#define P0 "530070000600195000098000060800060003400803001700020006060000280000419005000080079"
#define S "534678912672195348198342567859761423426853791713924856961537284287419635345286179"
#define Q "..............3.85..1.2.......5.7.....4...1...9.......5......73..2.1........4...9"
#define EMPTY "................................................................................."
#define SMALL "1..2..3..4..2..1"
#define SIX "1.2.3..4.5.6.1.2.3.4.5.6.1.2.3.4.5.6"

typedef struct example {
  const char *name;
  const char *format; /* that recognizes it */
  const char *text;
  const char *reading; /* as show_block shows it */
} example;

#define ROWS9 "53..7....\n6..195...\n.98....6.\n8...6...3\n4..8.3..1\n7...2...6\n.6....28.\n...419..5\n....8..79\n"
#define ROWS9Q ".........\n.....3.85\n..1.2....\n...5.7...\n..4...1..\n.9.......\n5......73\n..2.1....\n....4...9\n"

#define PENCIL_OPEN9 "123456789123456789123456789123456789123456789123456789123456789123456789123456789"
#define PENCIL_OPEN81                                                                                                  \
  PENCIL_OPEN9 PENCIL_OPEN9 PENCIL_OPEN9 PENCIL_OPEN9 PENCIL_OPEN9 PENCIL_OPEN9 PENCIL_OPEN9 PENCIL_OPEN9

static const example examples[] = {
    /* One puzzle a line. */
    {"dots", "line", P "\n", "1 " P "\n"},
    {"zeros", "line", P0 "\n", "1 " P "\n"},
    {"no final newline", "line", P, "1 " P "\n"},
    {"CRLF", "line", P "\r\n" Q "\r\n", "1 " P "\n2 " Q "\n"},
    {"byte order mark", "line", "\xEF\xBB\xBF" P "\n", "1 " P "\n"},
    {"several", "line", P "\n" Q "\n" P0 "\n", "1 " P "\n2 " Q "\n3 " P "\n"},
    {"blank lines and comments", "line", "# one\n\n" P "\n\n  # two\n" Q, "3 " P "\n6 " Q "\n"},
    {"blank _", "line", "53__7____6__195____98____6_8___6___34__8_3__17___2___6_6____28____419__5____8__79\n",
     "1 " P "\n"},
    {"blank *", "line", "53**7****6**195****98****6*8***6***34**8*3**17***2***6*6****28****419**5****8**79\n",
     "1 " P "\n"},
    {"blank -", "line", "53--7----6--195----98----6-8---6---34--8-3--17---2---6-6----28----419--5----8--79\n",
     "1 " P "\n"},
    {"blank x", "line", "53xx7xxxx6xx195xxxx98xxxx6x8xxx6xxx34xx8x3xx17xxx2xxx6x6xxxx28xxxx419xx5xxxx8xx79\n",
     "1 " P "\n"},
    {"blank X", "line", "53XX7XXXX6XX195XXXX98XXXX6X8XXX6XXX34XX8X3XX17XXX2XXX6X6XXXX28XXXX419XX5XXXX8XX79\n",
     "1 " P "\n"},
    {"blank space", "line", "53  7    6  195    98    6 8   6   34  8 3  17   2   6 6    28    419  5    8  79\n",
     "1 " P "\n"},
    {"empty", "line", EMPTY "\n", "1 " EMPTY "\n"},
    {"empty in dashes", "line", "---------------------------------------------------------------------------------\n",
     "1 " EMPTY "\n"},
    {"comment behind", "line", P " # easy\n" Q " a comment\n", "1 " P "\n2 " Q "\n"},
    {"comment close behind", "line", P "# easy\n", "1 " P "\n"},
    {"rating behind", "line", P ";7.2;1\n" P " 7.2\n" P "\t7.2\n", "1 " P "\n2 " P "\n3 " P "\n"},
    {"solution behind", "line", P "," S "\n" P ":" S "\n", "1 " P "\n2 " P "\n"},
    {"count and solution behind", "line", P ":1:" S "\n" Q ":2:" S "\n", "1 " P "\n2 " Q "\n"},
    {"hash before, rating behind", "line", "0000183b305c " P0 "  1.2\n00001ce10a7b " P0 "  1.5\n",
     "1 " P "\n2 " P "\n"},
    {"number before", "line", "17," P "\n18, " Q "\n", "1 " P "\n2 " Q "\n"},
    {"indented", "line", "  " P "\n\t" Q "\n", "1 " P "\n2 " Q "\n"},
    {"cells apart", "line",
     "5 3 . . 7 . . . . 6 . . 1 9 5 . . . . 9 8 . . . . 6 . 8 . . . 6 . . . 3 4 . . 8 . 3 . . 1 7 . . . 2 . . . 6 . 6 "
     ". "
     ". . . 2 8 . . . . 4 1 9 . . 5 . . . . 8 . . 7 9\n",
     "1 " P "\n"},
    {"cells between commas", "line",
     "5,3,0,0,7,0,0,0,0,6,0,0,1,9,5,0,0,0,0,9,8,0,0,0,0,6,0,8,0,0,0,6,0,0,0,3,4,0,0,8,0,3,0,0,1,7,0,0,0,2,0,0,0,6,0,6,"
     "0,"
     "0,0,0,2,8,0,0,0,0,4,1,9,0,0,5,0,0,0,0,8,0,0,7,9\n",
     "1 " P "\n"},
    {"a bad one first", "line", "5" P "\n" P "\n", "1 1:82 82 cells, 81 expected\n2 " P "\n"},
    {"4x4", "line", SMALL "\n" SMALL "\n", "1 " SMALL "\n2 " SMALL "\n"},
    {"4x4 alone", "line", SMALL, "1 " SMALL "\n"},
    {"4x4, solution behind", "line", SMALL ",1342423113242143\n", "1 " SMALL "\n"},
    {"6x6", "line", SIX "\n\n" SIX "\n", "1 " SIX "\n3 " SIX "\n"},

    /* One puzzle on many lines. */
    {"nine rows", "grid", ROWS9, "1 " P "\n"},
    {"nine rows, CRLF", "grid",
     "53..7....\r\n6..195...\r\n.98....6.\r\n8...6...3\r\n4..8.3..1\r\n7...2...6\r\n.6....28.\r\n...419..5\r\n....8.."
     "79",
     "1 " P "\n"},
    {"several, blank lines between", "grid", ROWS9 "\n" ROWS9Q "\n\n" ROWS9, "1 " P "\n11 " Q "\n22 " P "\n"},
    {"several, nothing between", "grid", ROWS9 ROWS9Q, "1 " P "\n10 " Q "\n"},
    {"several, rules between", "grid", ROWS9 "------------\n" ROWS9Q "===\n", "1 " P "\n11 " Q "\n"},
    {"several, comments between", "grid", "# one\n" ROWS9 "# two\n" ROWS9Q, "2 " P "\n12 " Q "\n"},
    {"several, titles between", "grid", "Grid 01\n" ROWS9 "Grid 02\n" ROWS9Q, "2 " P "\n12 " Q "\n"},
    {"nine dashes between", "grid", ROWS9 "---------\n" ROWS9Q, "1 " P "\n11 " Q "\n"},
    {"bars and crosses", "grid",
     "+---+---+---+\n|53.|.7.|...|\n|6..|195|...|\n|.98|...|.6.|\n+---+---+---+\n|8..|.6.|..3|\n|4..|8.3|..1|\n|7..|.2."
     "|."
     ".6|\n+---+---+---+\n|.6.|...|28.|\n|...|419|..5|\n|...|.8.|.79|\n+---+---+---+\n",
     "2 " P "\n"},
    {"bars, crosses and spaces", "grid",
     "+-------+-------+-------+\n| 5 3 . | . 7 . | . . . |\n| 6 . . | 1 9 5 | . . . |\n| . 9 8 | . . . | . 6 . |\n"
     "+-------+-------+-------+\n| 8 . . | . 6 . | . . 3 |\n| 4 . . | 8 . 3 | . . 1 |\n| 7 . . | . 2 . | . . 6 |\n"
     "+-------+-------+-------+\n| . 6 . | . . . | 2 8 . |\n| . . . | 4 1 9 | . . 5 |\n| . . . | . 8 . | . 7 9 |\n"
     "+-------+-------+-------+\n",
     "2 " P "\n"},
    {"qqwing", "grid",
     " 5 3 . | . 7 . | . . . \n 6 . . | 1 9 5 | . . . \n . 9 8 | . . . | . 6 . \n-------|-------|-------\n"
     " 8 . . | . 6 . | . . 3 \n 4 . . | 8 . 3 | . . 1 \n 7 . . | . 2 . | . . 6 \n-------|-------|-------\n"
     " . 6 . | . . . | 2 8 . \n . . . | 4 1 9 | . . 5 \n . . . | . 8 . | . 7 9 \n\n"
     " . . . | . . . | . . . \n . . . | . . 3 | . 8 5 \n . . 1 | . 2 . | . . . \n-------|-------|-------\n"
     " . . . | 5 . 7 | . . . \n . . 4 | . . . | 1 . . \n . 9 . | . . . | . . . \n-------|-------|-------\n"
     " 5 . . | . . . | . 7 3 \n . . 2 | . 1 . | . . . \n . . . | . 4 . | . . 9 \n\n",
     "1 " P "\n13 " Q "\n"},
    {"a frame of stars", "grid",
     "*-----------*\n|53.|.7.|...|\n|6..|195|...|\n|.98|...|.6.|\n|---+---+---|\n|8..|.6.|..3|\n|4..|8.3|..1|\n|7..|.2."
     "|."
     ".6|\n|---+---+---|\n|.6.|...|28.|\n|...|419|..5|\n|...|.8.|.79|\n*-----------*\n",
     "2 " P "\n"},
    {"box drawing", "grid",
     "┌───────┬───────┬───────┐\n│ 5 3 . │ . 7 . │ . . . │\n│ 6 . . │ 1 9 5 │ . . . │\n│ . 9 8 │ . . . │ . 6 . │\n"
     "├───────┼───────┼───────┤\n│ 8 . . │ . 6 . │ . . 3 │\n│ 4 . . │ 8 . 3 │ . . 1 │\n│ 7 . . │ . 2 . │ . . 6 │\n"
     "├───────┼───────┼───────┤\n│ . 6 . │ . . . │ 2 8 . │\n│ . . . │ 4 1 9 │ . . 5 │\n│ . . . │ . 8 . │ . 7 9 │\n"
     "└───────┴───────┴───────┘\n",
     "2 " P "\n"},
    {"SimpleSudoku", "grid",
     "53.|.7.|...\n6..|195|...\n.98|...|.6.\n-----------\n8..|.6.|..3\n4..|8.3|..1\n7..|.2.|..6\n-----------\n"
     ".6.|...|28.\n...|419|..5\n...|.8.|.79\n",
     "1 " P "\n"},
    {"boxes apart", "grid",
     "53. .7. ...\n6.. 195 ...\n.98 ... .6.\n\n8.. .6. ..3\n4.. 8.3 ..1\n7.. .2. ..6\n\n.6. ... 28.\n... 419 ..5\n"
     "... .8. .79\n\n" ROWS9Q,
     "1 " P "\n13 " Q "\n"},
    {"commas", "grid",
     "5,3,0,0,7,0,0,0,0\n6,0,0,1,9,5,0,0,0\n0,9,8,0,0,0,0,6,0\n8,0,0,0,6,0,0,0,3\n4,0,0,8,0,3,0,0,1\n7,0,0,0,2,0,0,0,"
     "6\n"
     "0,6,0,0,0,0,2,8,0\n0,0,0,4,1,9,0,0,5\n0,0,0,0,8,0,0,7,9\n",
     "1 " P "\n"},
    {"commas, nothing where blank", "grid",
     "5,3,,,7,,,,\n6,,,1,9,5,,,\n,9,8,,,,,6,\n8,,,,6,,,,3\n4,,,8,,3,,,1\n7,,,,2,,,,6\n,6,,,,,2,8,\n,,,4,1,9,,,5\n"
     ",,,,8,,,7,9\n",
     "1 " P "\n"},
    {"tabs", "grid",
     "5\t3\t.\t.\t7\t.\t.\t.\t.\n6\t.\t.\t1\t9\t5\t.\t.\t.\n.\t9\t8\t.\t.\t.\t.\t6\t.\n8\t.\t.\t.\t6\t.\t.\t.\t3\n4\t."
     "\t.\t8\t."
     "\t3\t.\t.\t1\n7\t.\t.\t.\t2\t.\t.\t.\t6\n.\t6\t.\t.\t.\t.\t2\t8\t.\n.\t.\t.\t4\t1\t9\t.\t.\t5\n.\t.\t.\t.\t8\t."
     "\t.\t7\t9\n",
     "1 " P "\n"},
    {"spaces where blank", "grid",
     "53  7    \n6  195   \n 98    6 \n8   6   3\n4  8 3  1\n7   2   6\n 6    28 \n   419  5\n    8  79\n",
     "1 " P "\n"},
    {"spaces where blank, drawn", "grid",
     "| 5 3   |   7   |       |\n| 6     | 1 9 5 |       |\n|   9 8 |       |   6   |\n|-------+-------+-------|\n"
     "| 8     |   6   |     3 |\n| 4     | 8   3 |     1 |\n| 7     |   2   |     6 |\n|-------+-------+-------|\n"
     "|   6   |       | 2 8   |\n|       | 4 1 9 |     5 |\n|       |   8   |   7 9 |\n",
     "1 " P "\n"},
    {"dashes where blank, a row of them", "grid",
     "---------\n-----3-85\n--1-2----\n---5-7---\n--4---1--\n-9-------\n5------73\n--2-1----\n----4---9\n",
     "1 " Q "\n"},
    {"dashes where blank, rules too", "grid",
     "---|---|---\n---|--3|-85\n--1|-2-|---\n---+---+---\n---|5-7|---\n--4|---|1--\n-9-|---|---\n---+---+---\n5--|---|-"
     "73\n"
     "--2|-1-|---\n---|-4-|--9\n",
     "1 " Q "\n"},
    {"stars where blank", "grid",
     "*********\n*****3*85\n**1*2****\n***5*7***\n**4***1**\n*9*******\n5******73\n**2*1****\n****4***9\n",
     "1 " Q "\n"},
    {"nothing blank", "grid",
     "5 3 4 6 7 8 9 1 2\n6 7 2 1 9 5 3 4 8\n1 9 8 3 4 2 5 6 7\n8 5 9 7 6 1 4 2 3\n4 2 6 8 5 3 7 9 1\n7 1 3 9 2 4 8 5 "
     "6\n"
     "9 6 1 5 3 7 2 8 4\n2 8 7 4 1 9 6 3 5\n3 4 5 2 8 6 1 7 9\n",
     "1 " S "\n"},
    {"a short row first", "grid",
     "53..7...\n6..195...\n.98....6.\n8...6...3\n4..8.3..1\n7...2...6\n.6....28.\n...419..5\n....8..79\n" ROWS9Q,
     "1 1:0 row 1 has 8 cells, 9 expected\n10 " Q "\n"},
    {"4x4 grid", "grid", "1.|.2\n..|3.\n-----\n.4|..\n2.|.1\n", "1 1..2..3..4..2..1\n"},
    {"sdk", "sdk", "#ARuud\n#DAn example\n#CNo comment\n#B03-12-2006\n" ROWS9, "5 " P "\n"},
    {"sdk section", "sdk", "[Puzzle]\n" ROWS9 "[State]\n" ROWS9Q, "2 " P "\n"},
    {"sdk header and section", "sdk", "#A nobody\n\n[Puzzle]\n" ROWS9, "4 " P "\n"},

    /* Candidates. */
    {"pencilmarks", "pencilmarks",
     ".2......."
     "1........"
     ".23456789"
     "123456789"
     "123456789"
     "123456789"
     "123456789"
     "123456789"
     "123456789" PENCIL_OPEN81 " a comment\n",
     "1 21............................................................................... -18\n"},
    {"candidates", "candidates",
     "*-----------------------*\n"
     "| 2 1 23456789 | 123456789 123456789 123456789 | 123456789 123456789 123456789 |\n"
     "| . . . | . . . | . . . |\n| . . . | . . . | . . . |\n|---+---+---|\n"
     "| . . . | . . . | . . . |\n| . . . | . . . | . . . |\n| . . . | . . . | . . . |\n|---+---+---|\n"
     "| . . . | . . . | . . . |\n| . . . | . . . | . . . |\n| . . . | . . . | . . . |\n*-----------*\n",
     "2 21............................................................................... -18\n"},
    {"candidates, dots in the frame", "candidates",
     ".-------------------.-----------------------.---------------.\n"
     "| 5    3    12      | 26   7    68          | 19  129  248  |\n"
     "| 6    247  247     | 1    9    5           | 37  234  2478 |\n"
     "| 12   9    8       | 23   34   24          | 15  6    247  |\n"
     ":-------------------+-----------------------+---------------:\n"
     "| 8    15   159     | 579  6    147         | 479 2459 3    |\n"
     "| 4    25   2569    | 8    5    3           | 79  259  1    |\n"
     "| 7    15   1359    | 59   2    14          | 489 4589 6    |\n"
     ":-------------------+-----------------------+---------------:\n"
     "| 139  6    134579  | 357  35   7           | 2   8    4    |\n"
     "| 23   278  237     | 4    1    9           | 36  3    5    |\n"
     "| 123  1245 12345   | 2356 8    26          | 136 7    9    |\n"
     "'-------------------'-----------------------'---------------'\n",
     NULL},

    /* CSV. */
    {"quizzes,solutions", "csv", "quizzes,solutions\n" P0 "," S "\n", "2 " P "\n"},
    {"puzzle,solution", "csv", "puzzle,solution\r\n" P "," S "\r\n" Q "," S "\r\n", "2 " P "\n3 " Q "\n"},
    {"id,puzzle,solution,clues,difficulty", "csv", "id,puzzle,solution,clues,difficulty\n1," P "," S ",30,2.2\n",
     "2 " P "\n"},
    {"source,question,answer,rating", "csv", "source,question,answer,rating\nsomebody," P "," S ",3\n", "2 " P "\n"},
    {"any order", "csv", "solution,rating,Puzzle\n" S ",1," P "\n" S ",2," Q, "2 " P "\n3 " Q "\n"},
    {"one column", "csv", "puzzle\n" P "\n", "2 " P "\n"},
    {"quoted", "csv", "\"id\",\"puzzle\"\n\"a \"\"b\"\", c\",\"" P "\"\n2," Q "\n", "2 " P "\n3 " Q "\n"},
    {"quoted, on many lines", "csv", "id,puzzle\n1,\"" ROWS9 "\"\n2," Q "\n", "2 " P "\n12 " Q "\n"},
    {"a note on many lines", "csv", "puzzle,note\n" P ",\"one\ntwo\"\n" Q ",\n", "2 " P "\n4 " Q "\n"},
    {"semicolons", "csv", "id;sudoku\n1;" P "\n", "2 " P "\n"},
    {"tabs between columns", "csv", "id\tpuzzle\n1\t" P "\n", "2 " P "\n"},
    {"spaces where blank in a column", "csv",
     "puzzle,n\n53  7    6  195    98    6 8   6   34  8 3  17   2   6 6    28    419  5    8  79,1\n", "2 " P "\n"},
    {"two tables", "csv", "puzzle,solution\n" P "," S "\npuzzle,solution\n" Q "," S "\n", "2 " P "\n4 " Q "\n"},
    {"qqwing --csv", "csv", "Puzzle,Solution,\n" P "," S ",\n", "2 " P "\n"},

    /* HoDoKu. */
    {"library line", "hodoku",
     ":0000:x:53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79::::\n", "1 " P "\n"},
    {"placed digits and deleted candidates", "hodoku",
     ":0711-4:25:53+4.7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79:614 814 "
     "214:325::\n",
     "1 534.7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79 -28 -32 -34\n"},

    /* Nothing at all. */
    {"no bytes", NULL, "", ""},
    {"blank lines", NULL, "\n\r\n   \n\t\n", ""},
    {"comments", NULL, "# nothing\n# here", ""},
};

enum { EXAMPLES = sizeof examples / sizeof *examples };

#endif
