/* f-puzzles documents: every key is held against two grids worked out from its definition, one that keeps it and one
 * that breaks it; what is not understood is named with its path; packed documents are those that were packed. */
#include "support.h"

#include "base/text.h"
#include "certify/certify.h"
#include "format/fpuzzles.h"
#include "format/lz_string.h"
#include "format/reader.h"

typedef struct key_case {
  const char *name, *constraints, *keeps, *breaks; /* ' stands for " */
} key_case;

static const key_case cases[] = {
    {"diagonal+", "'diagonal+':true", "3412123421434321", "2314142331424231"},
    {"diagonal-", "'diagonal-':true", "3412123421434321", "2314142331424231"},
    {"antiknight", "'antiknight':true", "3412214312344321", "2314142331424231"},
    {"antiking", "'antiking':true", "876543219543219876219876543765432198432198765198765432654321987321987654987654321",
     "561847923379521684428963175613789542794652318852134796935478261146295837287316459"},
    {"disjointgroups", "'disjointgroups':true", "3412123421434321", "2314143241233241"},
    {"nonconsecutive", "'nonconsecutive':true",
     "963528174528174639174639285639285741285741396741396852396852417852417963417963528",
     "561847923379521684428963175613789542794652318852134796935478261146295837287316459"},
    {"arrow", "'arrow':[{'cells':['R1C1'],'lines':[['R1C1','R1C2','R1C3']]}]", "4132324113242413", "2134431232411423"},
    {"arrow of two", "'arrow':[{'cells':['R1C2','R1C1'],'lines':[['R1C2','R2C2','R3C2','R4C2','R4C3']]}]",
     "1234432124133142", "2314143232414123"},
    {"killercage", "'killercage':[{'cells':['R1C1','R2C2','R3C3'],'value':'8'}]", "4123234132141432",
     "2314142331424231"},
    {"killercage, no sum", "'killercage':[{'cells':['R1C1','R3C3']}]", "3412123421434321", "2314143241233241"},
    {"extraregion", "'extraregion':[{'cells':['R1C2','R2C2','R3C3','R4C4']}]", "3412124321344321", "2314142331424231"},
    {"littlekillersum", "'littlekillersum':[{'cell':'R0C2','direction':'DR','value':'6'}]", "3421213412434312",
     "2314142341323241"},
    {"littlekillersum, upwards",
     "'littlekillersum':[{'cell':'R4C5','direction':'UL','cells':['R3C4','R2C3','R1C2'],'value':5}]",
     "3214412323411432", "2314412332411432"},
    {"odd", "'odd':[{'cell':'R1C1'}]", "3214142323414132", "2413132431424231"},
    {"even", "'even':[{'cell':'R1C1'}]", "4213132424313142", "1423231431424231"},
    {"minimum", "'minimum':[{'cell':'R1C1'},{'cell':'R1C2'}]", "2143341242311324", "2413314212344321"},
    {"maximum", "'maximum':[{'cell':'R2C2'}]", "3124243142131342", "2341413214233214"},
    {"thermometer", "'thermometer':[{'lines':[['R1C1','R1C2','R1C3']]}]", "1342421331242431", "2413314212344321"},
    {"slowthermometer", "'slowthermometer':[{'lines':[['R1C1','R2C2','R3C3']]}]", "2314142331424231",
     "2341143232144123"},
    {"palindrome", "'palindrome':[{'lines':[['R1C1','R1C2','R2C3']]}]", "3412123421434321", "2314143232414123"},
    {"renban", "'renban':[{'lines':[['R1C1','R1C2','R1C3']]}]", "3241142321344312", "2143341212344321"},
    {"whispers", "'whispers':[{'lines':[['R1C1','R1C2']]}]", "4123231414323241", "2314142331424231"},
    {"whispers of 3", "'whispers':[{'lines':[['R1C1','R1C2']],'value':'3'}]", "4123321423411432", "2314413212433421"},
    {"regionsumline", "'regionsumline':[{'lines':[['R1C1','R1C2','R1C3']]}]", "2134431232411423", "2341412332141432"},
    {"betweenline", "'betweenline':[{'lines':[['R1C1','R1C2','R1C3']]}]", "4213134231242431", "2314143232414123"},
    {"entropicline", "'entropicline':[{'lines':[['R1C1','R1C2','R1C3']]}]",
     "147258369258369471369471582471582693582693714693714825714825936825936147936147258",
     "123456789456789123789123456234567891567891234891234567345678912678912345912345678"},
    {"modularline", "'modularline':[{'lines':[['R1C1','R1C2','R1C3']]}]", "3241142321344312", "2143341212344321"},
    {"nabner", "'nabner':[{'lines':[['R1C1','R1C2','R1C3']]}]",
     "279468135465312798318795246821643957954827613637159824143276589586931472792584361",
     "561847923379521684428963175613789542794652318852134796935478261146295837287316459"},
    {"doublearrow", "'doublearrow':[{'lines':[['R1C1','R1C2','R1C3','R1C4']]}]", "3412124321344321",
     "2314143232414123"},
    {"zipperline", "'zipperline':[{'lines':[['R1C1','R1C2','R1C3']]}]", "2314413212433421", "2341412332141432"},
    {"difference", "'difference':[{'cells':['R1C1','R1C2'],'value':''}]", "3412123421434321", "2413132431424231"},
    {"difference of 2", "'difference':[{'cells':['R2C1','R1C1'],'value':'2'}]", "3412124321344321", "2314143232414123"},
    {"ratio", "'ratio':[{'cells':['R1C1','R1C2']}]", "2431134241233214", "2341143241233214"},
    {"ratio of 3", "'ratio':[{'cells':['R1C1','R1C2'],'value':'3'}]", "3124421323411432", "2314413212433421"},
    {"xv", "'xv':[{'cells':['R1C1','R1C2'],'value':'V'}]", "3241143223144123", "2143342112344312"},
    {"xv, ten", "'xv':[{'cells':['R1C1','R1C2'],'value':'X'}]",
     "916432758432758916758916432164327589327589164589164327643275891275891643891643275",
     "971682543536914782482735169658429317197358624324167958765243891843591276219876435"},
    {"clone", "'clone':[{'cells':['R1C1','R1C2'],'cloneCells':['R2C3','R2C4']}]", "3412123421434321",
     "2314143232414123"},
    {"quadruple", "'quadruple':[{'cells':['R2C2','R2C3','R3C2','R3C3'],'values':[1,1]}]", "3241412323141432",
     "2314412314323241"},
    {"sandwichsum", "'sandwichsum':[{'cell':'R0C2','value':'5'}]", "3412124343212134", "2314142341323241"},
    {"xsum", "'xsum':[{'cell':'R2C5','value':'6'}]", "3214412323411432", "2143341242311324"},
    {"skyscraper", "'skyscraper':[{'cell':'R5C3','value':'3'}]", "3412124321344321", "2314142331424231"},
    {"columnindexer", "'columnindexer':[{'cells':['R2C1']}]", "3421213412434312", "2134342112434312"},
    {"rowindexer", "'rowindexer':[{'cells':['R1C3']}]", "3412123443212143", "2134341212434321"},
    {"boxindexer", "'boxindexer':[{'cells':['R1C4']}]", "3421213412434312", "2314142331424231"},
};

static void append(ebm_text *text, const char *words) {
  size_t begin = text->length;
  ebm_text_append(text, words, strlen(words));
  for (size_t i = begin; i < text->length; i++)
    if (text->bytes[i] == '\'') text->bytes[i] = '"';
}

/* A document of an empty grid with the constraints; a cell of `cells` (may be NULL) stands for the first one. */
static ebm_text document(unsigned size, const char *first, const char *constraints) {
  ebm_text text = {0};
  ebm_text_printf(&text, "{\"size\":%u,\"title\":\"no rule\",\"grid\":[", size);
  for (unsigned i = 0; i < size * size; i++) {
    if (i % size == 0) ebm_text_append(&text, i == 0 ? "[" : "],[", i == 0 ? 1 : 3);
    append(&text, i == 0 && first != NULL ? first : "{}");
    if ((i + 1) % size != 0) ebm_text_append(&text, ",", 1);
  }
  ebm_text_append(&text, "]]", 2);
  if (constraints[0] != '\0') ebm_text_append(&text, ",", 1);
  append(&text, constraints);
  ebm_text_append(&text, "}", 1);
  assert_false(text.failed);
  return text;
}

/* Reads the only record of the bytes. */
static void read_record(const ebm_text *text, const char *rules, ebm_reader **reader, ebm_block *block) {
  ebm_reader_options options = {.kinds = ebm_factor_kinds(), .rules = rules};
  ebm_error error = {0};
  size_t consumed;
  *block = (ebm_block){0};
  assert_int_equal(ebm_reader_create(&options, reader, &error), EBM_OK);
  if (ebm_reader_read(*reader, text->bytes, text->length, true, 4, block, &consumed, &error) != EBM_OK)
    fail_msg("%s", error.text);
  assert_int_equal(block->n, 1);
}

static bool accepts(const ebm_record *record, const char *grid) {
  uint8_t value[81];
  for (uint32_t v = 0; v < record->model->n_variables; v++) value[v] = (uint8_t)(grid[v] - '1');
  return ebm_certify(record, value);
}

/* Whether a document takes the grid; a fault is a failure. */
static bool takes(const char *name, unsigned size, const char *constraints, const char *grid) {
  ebm_text text = document(size, NULL, constraints);
  ebm_reader *reader;
  ebm_block block;
  read_record(&text, NULL, &reader, &block);
  if (block.record[0].error != NULL) fail_msg("%s: %s", name, block.record[0].error->text);
  bool accepted = accepts(&block.record[0], grid);
  ebm_block_clear(&block);
  ebm_reader_destroy(reader);
  ebm_text_clear(&text);
  return accepted;
}

static void every_key_keeps_to_its_definition(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const key_case *c = &cases[i];
    unsigned size = strlen(c->keeps) == 81 ? 9 : 4;
    if (!takes(c->name, size, c->constraints, c->keeps)) fail_msg("%s: %s is refused", c->name, c->keeps);
    if (takes(c->name, size, c->constraints, c->breaks)) fail_msg("%s: %s is accepted", c->name, c->breaks);
    if (!takes(c->name, size, "", c->breaks)) fail_msg("%s: %s breaks more than the key", c->name, c->breaks);
  }
}

static void no_key_is_without_its_two_grids(void **state) {
  (void)state;
  size_t n = 0;
  for (const char *key; (key = ebm_fpuzzle_key(n)) != NULL; n++) {
    bool tried = false;
    size_t length = strlen(key);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
      tried |= cases[i].constraints[0] == '\'' && strncmp(cases[i].constraints + 1, key, length) == 0 &&
               cases[i].constraints[1 + length] == '\'';
    if (!tried) fail_msg("no case for the key %s", key);
  }
  assert_true(n > 0);
}

/* ---- what holds where nothing is written ---- */

#define NEGATIVE_GRID "1234341221434321"

/* The marks of all neighbours in the grid above whose numbers pass the test, but for the first `missing` of them. */
static void add_marks(ebm_text *text, const char *key, const char *value, bool (*test)(int, int), unsigned missing) {
  const char *mark = "";
  ebm_text_printf(text, "'%s':[", key);
  for (unsigned c = 0; c < 16; c++)
    for (unsigned step = 1; step <= 4; step += 3) {
      if (step == 1 ? c % 4 == 3 : c >= 12) continue;
      if (!test(NEGATIVE_GRID[c] - '0', NEGATIVE_GRID[c + step] - '0') || (missing > 0 && missing--)) continue;
      ebm_text_printf(text, "%s{'cells':['R%uC%u','R%uC%u'],'value':'%s'}", mark, c / 4 + 1, c % 4 + 1,
                      (c + step) / 4 + 1, (c + step) % 4 + 1, value);
      mark = ",";
    }
  ebm_text_append(text, "]", 1);
}

static bool five(int a, int b) {
  return a + b == 5;
}
static bool double_of(int a, int b) {
  return a == 2 * b || b == 2 * a;
}
static bool next_to(int a, int b) {
  return a - b == 1 || b - a == 1;
}

static void what_is_not_written_does_not_hold(void **state) {
  (void)state;
  static const struct {
    const char *key, *value, *negative;
    bool (*test)(int, int);
  } kinds[] = {{"xv", "V", "'negative':['xv']", five},
               {"ratio", "2", "'negative':['ratio']", double_of},
               {"difference", "1", "'nonconsecutive':true", next_to}};
  for (size_t i = 0; i < 3; i++)
    for (unsigned missing = 0; missing < 2; missing++) {
      ebm_text text = {0};
      ebm_text_printf(&text, "%s,", kinds[i].negative);
      add_marks(&text, kinds[i].key, kinds[i].value, kinds[i].test, missing);
      ebm_text_append(&text, "", 1);
      if (takes(kinds[i].key, 4, text.bytes, NEGATIVE_GRID) != (missing == 0))
        fail_msg("%s, %u missing", kinds[i].key, missing);
      ebm_text_clear(&text);
    }
}

/* ---- cells ---- */

static void cells_of_the_grid(void **state) {
  (void)state;
  static const struct {
    const char *first, *takes, *refuses;
  } firsts[] = {
      {"{'value':1,'given':true}", "1234341221434321", "2134342112434312"},
      {"{'value':2}", "1234341221434321", NULL}, /* a player's entry */
      {"{'givenPencilMarks':[1,3]}", "1234341221434321", "2134342112434312"},
      {"{'centerPencilMarks':[2],'cornerPencilMarks':[3],'c':'#FFFFFF','highlight':true}", "1234341221434321", NULL},
      {"{'region':0}", "1234341221434321", NULL},
  };
  for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++) {
    ebm_text text = document(4, firsts[i].first, "");
    ebm_reader *reader;
    ebm_block block;
    read_record(&text, NULL, &reader, &block);
    assert_null(block.record[0].error);
    assert_true(accepts(&block.record[0], firsts[i].takes));
    if (firsts[i].refuses != NULL) assert_false(accepts(&block.record[0], firsts[i].refuses));
    ebm_block_clear(&block);
    ebm_reader_destroy(reader);
    ebm_text_clear(&text);
  }
}

static void regions_take_the_place_of_boxes(void **state) {
  (void)state;
  static const char layout[] = "0111012200323332";
  ebm_text text = {0};
  ebm_reader *reader;
  ebm_block block;
  append(&text, "{'size':4,'grid':[");
  for (unsigned i = 0; i < 16; i++)
    ebm_text_printf(&text, "%s{\"region\":%c}%s", i % 4 == 0 ? (i == 0 ? "[" : ",[") : ",", layout[i],
                    i % 4 == 3 ? "]" : "");
  append(&text, "]}");
  read_record(&text, NULL, &reader, &block);
  if (block.record[0].error != NULL) fail_msg("%s", block.record[0].error->text);
  assert_true(accepts(&block.record[0], "1234214334124321"));  /* boxes would refuse it */
  assert_false(accepts(&block.record[0], "1234341221434321")); /* and take this one */
  ebm_block_clear(&block);
  ebm_reader_destroy(reader);
  ebm_text_clear(&text);
}

/* The region of a cell that names none. */
static unsigned usual_region(unsigned size, unsigned rows, unsigned row, unsigned column) {
  unsigned columns = size / rows;
  return row / rows * (size / columns) + column / columns;
}

/* A document whose first cells of rows 1 and 2 have changed places: of every size, the regions that are named come out
 * as they would if all cells named theirs. rows: of a box; 1: the rows are the regions. */
static void cells_that_name_no_region_are_where_they_always_are(void **state) {
  (void)state;
  static const struct {
    unsigned size, rows;
  } sizes[] = {{4, 2},  {5, 1},  {6, 2},  {7, 1},  {8, 2},  {9, 3}, {10, 2},
               {11, 1}, {12, 3}, {13, 1}, {14, 2}, {15, 3}, {16, 4}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    unsigned size = sizes[i].size, rows = sizes[i].rows, last = size * size - 1;
    unsigned far = usual_region(size, rows, size - 1, size - 1);
    ebm_text text = {0};
    ebm_reader *reader;
    ebm_block block;
    ebm_text_printf(&text, "{\"size\":%u,\"grid\":[", size);
    for (unsigned c = 0; c <= last; c++) {
      ebm_text_printf(&text, "%s", c % size != 0 ? "," : c == 0 ? "[" : "],[");
      if (c == 0 || c == last)
        ebm_text_printf(&text, "{\"region\":%u}", c == 0 ? far : 0);
      else
        ebm_text_printf(&text, "{}");
    }
    ebm_text_printf(&text, "]]}");
    read_record(&text, NULL, &reader, &block);
    if (block.record[0].error != NULL) fail_msg("%u: %s", size, block.record[0].error->text);
    const ebm_layout *layout = &block.record[0].model->layout;
    assert_non_null(layout->region);
    for (unsigned c = 0; c <= last; c++) {
      unsigned wanted = c == 0 ? far : c == last ? 0 : usual_region(size, rows, c / size, c % size);
      if (layout->region[c] != wanted) fail_msg("%u: cell %u is in region %u", size, c, layout->region[c]);
    }
    ebm_block_clear(&block);
    ebm_reader_destroy(reader);
    ebm_text_clear(&text);
  }
}

/* ---- the document's own solution ---- */

static void the_documents_own_solution_is_read(void **state) {
  (void)state;
  static const struct {
    const char *solution, *malformed, *read; /* read: digits, '.' where it says nothing */
  } solutions[] = {
      {"[1,2,3,4,3,4,1,2,2,1,4,3,4,3,2,1]", "", "1234341221434321"},
      {"['1','2',3,4,3,4,1,2,2,1,4,3,4,3,2,1]", "", "1234341221434321"},
      {"[[1,2,3,4],[3,4,1,2],[2,1,4,3],[4,3,2,1]]", "", "1234341221434321"},
      {"'1234341221434321'", "", "1234341221434321"},
      {"[null,'','.',0,3,4,1,2,2,1,4,3,4,3,2,-1]", "", "....34122143432."},
      {"'?234.4_2214343 0'", "", ".234.4.2214343.."},
      {"[1,2,3]", "3 values, 16 expected", NULL},
      {"'12343412214343211'", "17 values, 16 expected", NULL},
      {"[[1,2,3,4],[3,4,1],[2,1,4,3],[4,3,2,1]]", "row 2 has 3 values, 4 expected", NULL},
      {"[1,2,3,4,3,4,1,2,2,1,4,3,4,3,2,5]", "what stands for R4C4 is not a value from 1 to 4", NULL},
      {"[1,{'a':1},3,4,3,4,1,2,2,1,4,3,4,3,2,1]", "what stands for R1C2 is not a value from 1 to 4", NULL},
      {"[1,2.5,3,4,3,4,1,2,2,1,4,3,4,3,2,1]", "what stands for R1C2 is not a value from 1 to 4", NULL},
      {"'123434122143432z'", "what stands for R4C4 is not a value from 1 to 4", NULL},
      {"7", "neither a list nor a string", NULL},
      {"{'R1C1':1}", "neither a list nor a string", NULL},
  };
  for (size_t i = 0; i < sizeof solutions / sizeof *solutions; i++) {
    char words[200];
    snprintf(words, sizeof words, "'solution':%s", solutions[i].solution);
    ebm_text text = document(4, NULL, words);
    ebm_reader *reader;
    ebm_block block;
    read_record(&text, NULL, &reader, &block);
    assert_null(block.record[0].error);
    const ebm_key *key = block.record[0].key;
    assert_non_null(key);
    assert_string_equal(key->malformed, solutions[i].malformed);
    for (unsigned c = 0; solutions[i].read != NULL && c < 16; c++)
      assert_int_equal(key->value[c], solutions[i].read[c] == '.' ? 0 : solutions[i].read[c] - '0');
    ebm_block_clear(&block);
    ebm_reader_destroy(reader);
    ebm_text_clear(&text);
  }
}

/* --rules none leaves the constraints of the document and nothing else. */
static void without_the_grids_own_rules(void **state) {
  (void)state;
  ebm_text text = document(4, NULL, "'thermometer':[{'lines':[['R1C1','R1C2']]}]");
  ebm_reader *reader;
  ebm_block block;
  read_record(&text, "none", &reader, &block);
  assert_null(block.record[0].error);
  assert_true(accepts(&block.record[0], "1211111111111111"));
  assert_false(accepts(&block.record[0], "1111111111111111"));
  ebm_block_clear(&block);
  ebm_reader_destroy(reader);
  ebm_text_clear(&text);
}

/* ---- faults ---- */

static void faults_are_named_with_their_path(void **state) {
  (void)state;
  static const struct {
    const char *first, *constraints, *said;
  } bad[] = {
      {NULL, "'fogofwar':['R1C1']", "fogofwar: a key that is not supported"},
      {NULL, "'fogofwar':[],'author':'none','line':[{'lines':[['R1C1']]}]", ""},
      {NULL, "'thermometer':[{'lines':[['R1C1','R1C2'],['R1C1','R0C1']]}]",
       "thermometer[0].lines[1][1]: 'R0C1' is not a cell of this grid"},
      {NULL, "'thermometer':[{'lines':3}]", "thermometer[0].lines: no list of lines"},
      {NULL, "'thermometer':{'a':1}", "thermometer: not a list"},
      {NULL, "'killercage':[{'cells':['R1C1'],'value':'a'}]", "killercage[0].value: not a number"},
      {NULL, "'killercage':[{'cells':['R1C1'],'secret':1}]", "killercage[0]: 'secret' is not supported"},
      {NULL, "'killercage':[{'value':'3'}]", "killercage[0].cells: no list of cells"},
      {NULL, "'antiknight':3", "antiknight: neither true nor false"},
      {NULL, "'xv':[{'cells':['R1C1','R1C2'],'value':'Y'}]", "xv[0]: neither X nor V"},
      {NULL, "'difference':[{'cells':['R1C1'],'value':'1'}]", "difference[0]: 1 cells, 2 expected"},
      {NULL, "'negative':['thermometer']", "negative[0]: 'thermometer' is not supported"},
      {NULL, "'sandwichsum':[{'cell':'R0C0','value':'3'}]", "sandwichsum[0]: R0C0 is not beside a row or column"},
      {NULL, "'littlekillersum':[{'cell':'R0C0','direction':'XX','value':'3'}]",
       "littlekillersum[0]: direction 'XX' is none of DL, DR, UL, UR"},
      {NULL, "'arrow':[{'cells':['R1C1'],'lines':[['R2C2','R3C3']]}]",
       "arrow[0].lines[0]: the line does not begin in its circle"},
      {NULL, "'entropicline':[{'lines':[['R1C1','R1C2']]}]",
       "entropicline[0].lines[0]: Entropic: the values are not 1 to 9"},
      {"{'value':5,'given':true}", "", "grid[0][0].value: not a value from 1 to 4"},
      {"{'givenPencilMarks':[5]}", "", "grid[0][0].givenPencilMarks: not values from 1 to 4"},
      {"{'fog':true}", "", "grid[0][0].fog: a key that is not supported"},
      {"{'region':4}", "", "grid[0][0].region: not a region from 0 to 3"},
      {"{'region':1}", "", "region 0 has 3 cells, 4 expected"},
      {"{'region':null}", "", "region 0 has 3 cells, 4 expected"},
      {"{'region':-1}", "", "region 0 has 3 cells, 4 expected"},
      {"{'region':-2}", "", "grid[0][0].region: not a region from 0 to 3"},
      {"{'region':'a'}", "", "grid[0][0].region: not a region from 0 to 3"},
      {"{'region':'3'}", "", "region 0 has 3 cells, 4 expected"},
      {"{'region':true}", "", "grid[0][0].region: not a region from 0 to 3"},
      {"{'region':[0]}", "", "grid[0][0].region: not a region from 0 to 3"},
      {"3", "", "grid[0][0]: not an object"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    ebm_text text = document(4, bad[i].first, bad[i].constraints);
    ebm_reader *reader;
    ebm_block block;
    read_record(&text, NULL, &reader, &block);
    const char *said = block.record[0].error != NULL ? block.record[0].error->text : "";
    if (strcmp(said, bad[i].said) != 0) fail_msg("%s: %s", bad[i].constraints, said);
    ebm_block_clear(&block);
    ebm_reader_destroy(reader);
    ebm_text_clear(&text);
  }
}

/* ---- packing ---- */

/* Packs as LZ-string does, phrase by phrase, with the plainest of dictionaries. */
typedef struct packer {
  char phrase[2000][66];
  bool fresh[2000];
  size_t n, room, width, used;
  unsigned bits;
  ebm_text out;
} packer;

static void put_bits(packer *p, size_t value, size_t n) {
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < n; i++) {
    p->bits = p->bits << 1 | (unsigned)(value >> i & 1);
    if (++p->used < 6) continue;
    ebm_text_append(&p->out, &alphabet[p->bits], 1);
    p->bits = 0;
    p->used = 0;
  }
}

static void grow(packer *p) {
  if (--p->room > 0) return;
  p->room = (size_t)1 << p->width++;
}

static size_t find(const packer *p, const char *phrase) {
  for (size_t i = 3; i < p->n; i++)
    if (strcmp(p->phrase[i], phrase) == 0) return i;
  return 0;
}

static void put_phrase(packer *p, const char *phrase) {
  size_t code = find(p, phrase);
  if (p->fresh[code]) {
    put_bits(p, 0, p->width);
    put_bits(p, (unsigned char)phrase[0], 8);
    p->fresh[code] = false;
    grow(p);
  } else {
    put_bits(p, code, p->width);
  }
  grow(p);
}

static ebm_text pack(const char *text) {
  packer *p = calloc(1, sizeof *p);
  char last[64] = "", longer[66];
  assert_non_null(p);
  p->n = 3;
  p->room = 2;
  p->width = 2;
  for (; *text != '\0'; text++) {
    const char one[] = {*text, '\0'};
    if (find(p, one) == 0) {
      strcpy(p->phrase[p->n], one);
      p->fresh[p->n++] = true;
    }
    snprintf(longer, sizeof longer, "%s%s", last, one);
    if (find(p, longer) != 0 && strlen(longer) < 60) {
      memcpy(last, longer, strlen(longer) + 1);
      continue;
    }
    put_phrase(p, last);
    assert_true(p->n < 2000);
    strcpy(p->phrase[p->n++], longer);
    strcpy(last, one);
  }
  put_phrase(p, last);
  put_bits(p, 2, p->width);
  while (p->used != 0) put_bits(p, 0, 1);
  ebm_text out = p->out;
  free(p);
  return out;
}

static void what_was_packed_is_unpacked(void **state) {
  (void)state;
  ebm_text long_one = document(9, "{'value':7,'given':true}", "'thermometer':[{'lines':[['R1C1','R1C2','R1C3']]}]");
  ebm_text_append(&long_one, "", 1);
  const char *const texts[] = {"a", "aaaaaaaaaaaaaaaa", "{\"size\":9}", "abababababababababab", long_one.bytes};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    ebm_text packed = pack(texts[i]), unpacked = {0};
    assert_int_equal(ebm_lz_string_unpack(packed.bytes, packed.length, 1 << 20, &unpacked), EBM_UNPACKED);
    ebm_text_append(&unpacked, "", 1);
    assert_string_equal(unpacked.bytes, texts[i]);
    ebm_text_clear(&unpacked);
    for (size_t n = 0; n + 2 < packed.length; n++) { /* cut anywhere, it is cut, and what there is is right */
      ebm_text part = {0};
      assert_int_equal(ebm_lz_string_unpack(packed.bytes, n, 1 << 20, &part), EBM_UNPACK_CUT);
      assert_true(part.length <= strlen(texts[i]));
      assert_memory_equal(part.length > 0 ? part.bytes : "", texts[i], part.length);
      ebm_text_clear(&part);
    }
    ebm_text_clear(&packed);
  }
  ebm_text_clear(&long_one);
}

/* A few digits that stand for a great deal end at the limit. */
static void a_small_link_does_not_fill_the_memory(void **state) {
  (void)state;
  ebm_text text = {0};
  char digits[3000];
  memset(digits, '/', sizeof digits);
  memcpy(digits, "IY", 2);
  ebm_unpacking result = ebm_lz_string_unpack(digits, sizeof digits, 1000, &text);
  assert_true(result == EBM_UNPACK_CUT || result == EBM_UNPACK_DAMAGED);
  assert_true(text.length <= 4 * 1000 + 4 * 3000);
  ebm_text_clear(&text);
}

/* The same record as JSON, as a link, and as what the link carries. */
static void links_carry_documents(void **state) {
  (void)state;
  ebm_text json = document(4, "{'value':3,'given':true}", "'diagonal+':true");
  ebm_text_append(&json, "", 1);
  ebm_text packed = pack(json.bytes);
  json.length--;
  for (int form = 0; form < 5; form++) {
    ebm_text text = {0};
    static const char *const fronts[] = {"https://www.f-puzzles.com/?load=", "",
                                         "  http://f-puzzles.com/?load=", "https://sudokupad.app/fpuz"};
    if (form < 4) ebm_text_printf(&text, "%s%.*s\n", fronts[form], (int)packed.length, packed.bytes);
    if (form == 4) ebm_text_append(&text, json.bytes, json.length);
    ebm_reader *reader;
    ebm_block block;
    read_record(&text, NULL, &reader, &block);
    if (block.record[0].error != NULL) fail_msg("%s", block.record[0].error->text);
    assert_int_equal(block.record[0].given[0], 3);
    assert_true(accepts(&block.record[0], "3412123421434321"));
    assert_false(accepts(&block.record[0], "3412124321343421"));
    ebm_block_clear(&block);
    ebm_reader_destroy(reader);
    ebm_text_clear(&text);
  }
  ebm_text_clear(&packed);
  ebm_text_clear(&json);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_key_keeps_to_its_definition),
      cmocka_unit_test(no_key_is_without_its_two_grids),
      cmocka_unit_test(what_is_not_written_does_not_hold),
      cmocka_unit_test(cells_of_the_grid),
      cmocka_unit_test(regions_take_the_place_of_boxes),
      cmocka_unit_test(cells_that_name_no_region_are_where_they_always_are),
      cmocka_unit_test(the_documents_own_solution_is_read),
      cmocka_unit_test(without_the_grids_own_rules),
      cmocka_unit_test(faults_are_named_with_their_path),
      cmocka_unit_test(what_was_packed_is_unpacked),
      cmocka_unit_test(a_small_link_does_not_fill_the_memory),
      cmocka_unit_test(links_carry_documents),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
