#include "format/energy_file.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"

static const unsigned char magic[8] = {0x89, 'E', 'B', 'M', '\r', '\n', 0x1A, '\n'};
static const char no_group[] = "rule";
enum { HEADER = 20, SOFT = 1, WEIGHTED = 2 };

/* CRC-32 of ISO 3309, bit by bit: files are small. */
static uint32_t checksum(const unsigned char *bytes, size_t size) {
  uint32_t crc = 0xFFFFFFFFu;
  for (size_t i = 0; i < size; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
  }
  return ~crc;
}

static uint32_t load32(const unsigned char *bytes) {
  return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void store32(unsigned char *bytes, uint32_t number) {
  for (int i = 0; i < 4; i++) bytes[i] = (unsigned char)(number >> (8 * i));
}

/* ---- reading ---- */

typedef struct cursor {
  const unsigned char *next, *end;
  ebm_energy_file *file;
  const char *wrong; /* the first thing that was; NULL: nothing */
  bool memory_out;
} cursor;

static bool refuse(cursor *c, const char *what) {
  if (c->wrong == NULL) c->wrong = what;
  c->next = c->end;
  return false;
}

static uint32_t number(cursor *c) {
  uint64_t value = 0;
  for (int shift = 0; shift < 35 && c->next < c->end; shift += 7) {
    unsigned char byte = *c->next++;
    value |= (uint64_t)(byte & 0x7F) << shift;
    if (byte < 0x80) {
      if (value > UINT32_MAX) break;
      return (uint32_t)value;
    }
  }
  refuse(c, "a number is cut off or too large");
  return 0;
}

/* A count of things of which each takes at least a byte: what is left of the file bounds it. */
static uint32_t count(cursor *c) {
  uint32_t n = number(c);
  if (n <= (size_t)(c->end - c->next)) return n;
  refuse(c, "a count is larger than the file");
  return 0;
}

static void *take(cursor *c, size_t n, size_t size) {
  void *memory = ebm_arena_take(&c->file->arena, n * size + 1, 16);
  if (memory == NULL) c->memory_out = true;
  if (memory == NULL) refuse(c, "");
  return memory;
}

static const char *string(cursor *c, bool names) {
  uint32_t length = count(c);
  char *text = take(c, length + 1, 1);
  if (text == NULL || c->wrong != NULL) return NULL;
  for (uint32_t i = 0; i < length; i++) {
    unsigned char byte = *c->next++;
    if (byte <= ' ' || byte >= 0x7F || (names && byte == '%')) {
      refuse(c, "a name has a character that names do not have");
      return NULL;
    }
    text[i] = (char)byte;
  }
  text[length] = '\0';
  return text;
}

static const char **strings(cursor *c, uint32_t *n) {
  *n = count(c);
  const char **list = take(c, *n, sizeof *list);
  for (uint32_t i = 0; list != NULL && i < *n && c->wrong == NULL; i++) list[i] = string(c, true);
  return list;
}

typedef struct kept_table {
  const void *data;
  uint32_t size;
  uint8_t element;
} kept_table;

static kept_table *tables(cursor *c, uint32_t *n) {
  *n = count(c);
  kept_table *list = take(c, *n, sizeof *list);
  for (uint32_t i = 0; list != NULL && i < *n && c->wrong == NULL; i++) {
    uint32_t element = number(c), elements = count(c);
    if (element != 1 && element != 4) refuse(c, "a table has elements of an unknown size");
    if (c->wrong == NULL && elements > (size_t)(c->end - c->next) / element) refuse(c, "a table is cut off");
    if (c->wrong != NULL) break;
    unsigned char *data = take(c, elements, element);
    if (data == NULL) break;
    for (uint32_t k = 0; k < elements; k++, c->next += element) {
      uint32_t word = element == 4 ? load32(c->next) : *c->next;
      if (element == 4)
        memcpy(data + 4 * (size_t)k, &word, 4);
      else
        data[k] = (unsigned char)word;
    }
    list[i] = (kept_table){data, elements * element, (uint8_t)element};
  }
  return list;
}

/* The steps of a scope; numbers wrap around, and the builder judges them. */
static const uint32_t *scope(cursor *c, uint32_t *n) {
  *n = count(c);
  uint32_t *list = take(c, *n, sizeof *list), at = 0;
  for (uint32_t i = 0; list != NULL && i < *n && c->wrong == NULL; i++) {
    uint32_t step = number(c);
    at += step >> 1 ^ (0u - (step & 1));
    list[i] = at;
  }
  return list;
}

static float weight(cursor *c) {
  if (c->end - c->next < 4) return (float)refuse(c, "a weight is cut off");
  uint32_t bits = load32(c->next);
  float value;
  memcpy(&value, &bits, sizeof value);
  c->next += 4;
  if (!isfinite(value) || value <= 0) refuse(c, "a weight is not above 0");
  return value;
}

static void factors(cursor *c) {
  uint32_t n_kinds, n_groups, n_tables;
  const char **kind = strings(c, &n_kinds), **group = strings(c, &n_groups);
  kept_table *table = tables(c, &n_tables);
  uint32_t n = count(c);
  ebm_energy_term *term = c->file->term = take(c, n, sizeof *term);
  for (uint32_t i = 0; term != NULL && i < n && c->wrong == NULL; i++) {
    ebm_factor_spec *spec = &term[i].spec;
    memset(&term[i], 0, sizeof term[i]);
    uint32_t k = number(c), flags = number(c);
    if (k >= n_kinds) refuse(c, "a factor's kind is not in the list");
    if (flags > (SOFT | WEIGHTED)) refuse(c, "a factor has unknown flags");
    if (c->wrong != NULL) return;
    spec->kind = kind[k];
    spec->soft = (flags & SOFT) != 0;
    spec->weight = flags & WEIGHTED ? weight(c) : 1;
    uint32_t g = number(c);
    spec->label.index = number(c);
    spec->label.value = number(c);
    uint32_t t = number(c);
    if (g > n_groups || t > n_tables) refuse(c, "a factor's group or table is not in the list");
    if (spec->label.value > c->file->values) refuse(c, "a factor's value is not in the alphabet");
    spec->scope = scope(c, &spec->n_scope);
    if (c->wrong != NULL) return;
    spec->label.group = g > 0 ? group[g - 1] : no_group;
    if (t == 0) continue;
    spec->table = table[t - 1].data;
    spec->table_size = table[t - 1].size;
    term[i].element = table[t - 1].element;
  }
  c->file->n_terms = n;
}

static void body(cursor *c) {
  ebm_energy_file *file = c->file;
  file->rows = number(c);
  file->columns = number(c);
  file->values = number(c);
  if (c->wrong == NULL && (file->rows < 1 || file->columns < 1 || file->rows > EBM_ENERGY_FILE_CELLS / file->columns))
    refuse(c, "the table has no cells or too many");
  if (c->wrong == NULL && (file->values < 1 || file->values > EBM_DOMAIN_LIMIT))
    refuse(c, "a cell has no values or too many");
  const char *alphabet = string(c, false);
  if (alphabet != NULL && alphabet[0] != '\0') {
    size_t n = strlen(alphabet);
    if (n != file->values || n > EBM_SPELLING_LIMIT)
      refuse(c, "the alphabet does not fit the values");
    else
      memcpy(file->alphabet, alphabet, n + 1);
    for (size_t i = 1; i < n; i++)
      if (memchr(alphabet, alphabet[i], i) != NULL) refuse(c, "a symbol is in the alphabet twice");
  }
  if (c->wrong == NULL) factors(c);
  if (c->wrong == NULL && c->next != c->end) refuse(c, "there is more than the file says");
}

ebm_status ebm_energy_file_read(const void *bytes, size_t size, ebm_energy_file *file, ebm_error *error) {
  const unsigned char *front = bytes;
  memset(file, 0, sizeof *file);
  if (size < sizeof magic || memcmp(front, magic, sizeof magic) != 0) {
    bool text = size >= 4 && memcmp(front, magic, 4) == 0;
    return ebm_fail(error, EBM_ERROR_SYNTAX, 0, 0,
                    text ? "an energy file damaged by a transfer as text" : "not an energy file");
  }
  if (size < HEADER) return ebm_fail(error, EBM_ERROR_SYNTAX, 0, 0, "the energy file is cut off in its header");
  uint32_t version = load32(front + 8), length = load32(front + 12);
  if (version != EBM_ENERGY_FILE_VERSION)
    return ebm_fail(error, EBM_ERROR_UNSUPPORTED, 0, 0, "an energy file of version %u; this program reads version %d",
                    version, EBM_ENERGY_FILE_VERSION);
  if (length != size - HEADER)
    return ebm_fail(error, EBM_ERROR_SYNTAX, 0, 0, "the energy file has %zu bytes behind its header, %u expected",
                    size - HEADER, length);
  if (checksum(front + HEADER, length) != load32(front + 16))
    return ebm_fail(error, EBM_ERROR_SYNTAX, 0, 0, "the energy file is damaged: its checksum is wrong");
  cursor c = {front + HEADER, front + size, file, NULL, false};
  body(&c);
  if (c.wrong == NULL) return EBM_OK;
  ebm_energy_file_clear(file);
  if (c.memory_out) return ebm_fail_memory(error);
  return ebm_fail(error, EBM_ERROR_SYNTAX, 0, 0, "the energy file makes no sense: %s", c.wrong);
}

void ebm_energy_file_clear(ebm_energy_file *file) {
  ebm_arena_clear(&file->arena);
  memset(file, 0, sizeof *file);
}

/* ---- writing ---- */

static void put_number(ebm_text *text, uint32_t value) {
  char bytes[5];
  size_t n = 0;
  do {
    bytes[n++] = (char)(value > 0x7F ? (value & 0x7F) | 0x80 : value);
    value >>= 7;
  } while (value != 0);
  ebm_text_append(text, bytes, n);
}

static void put_string(ebm_text *text, const char *string) {
  put_number(text, (uint32_t)strlen(string));
  ebm_text_append(text, string, strlen(string));
}

static void put32(ebm_text *text, uint32_t word) {
  unsigned char bytes[4];
  store32(bytes, word);
  ebm_text_append(text, (const char *)bytes, sizeof bytes);
}

/* What the terms share, in the order of first use. */
typedef struct lists {
  const char **kind, **group;
  const ebm_energy_term **table;
  uint32_t n_kinds, n_groups, n_tables;
} lists;

static uint32_t find_string(const char **list, uint32_t *n, const char *string) {
  for (uint32_t i = 0; i < *n; i++)
    if (strcmp(list[i], string) == 0) return i;
  list[*n] = string;
  return (*n)++;
}

static uint32_t find_table(lists *l, const ebm_energy_term *term) {
  if (term->spec.table == NULL) return 0;
  for (uint32_t i = l->n_tables; i > 0; i--) {
    const ebm_factor_spec *other = &l->table[i - 1]->spec;
    if (other->table_size == term->spec.table_size &&
        (other->table == term->spec.table || memcmp(other->table, term->spec.table, other->table_size) == 0))
      return i;
    if (l->n_tables - i > 256) break; /* tables that differ all the time are potentials: they are not shared */
  }
  l->table[l->n_tables] = term;
  return ++l->n_tables;
}

static void put_term(ebm_text *text, const ebm_energy_term *term, uint32_t kind, uint32_t group, uint32_t table) {
  const ebm_factor_spec *spec = &term->spec;
  bool weighted = spec->weight != 0 && spec->weight != 1;
  put_number(text, kind);
  put_number(text, (spec->soft ? SOFT : 0u) | (weighted ? WEIGHTED : 0u));
  if (weighted) {
    uint32_t bits;
    memcpy(&bits, &spec->weight, sizeof bits);
    put32(text, bits);
  }
  put_number(text, group);
  put_number(text, spec->label.index);
  put_number(text, spec->label.value);
  put_number(text, table);
  put_number(text, spec->n_scope);
  for (uint32_t i = 0, at = 0; i < spec->n_scope; at = spec->scope[i++]) {
    uint32_t step = spec->scope[i] - at;
    put_number(text, step << 1 ^ (0u - (step >> 31)));
  }
}

static void put_body(const ebm_energy_file *file, lists *l, uint32_t *index, ebm_text *text) {
  for (size_t i = 0; i < file->n_terms; i++) {
    const ebm_energy_term *term = &file->term[i];
    index[3 * i] = find_string(l->kind, &l->n_kinds, term->spec.kind);
    const char *group = term->spec.label.group;
    bool named = group != NULL && strcmp(group, no_group) != 0;
    index[3 * i + 1] = named ? find_string(l->group, &l->n_groups, group) + 1 : 0;
    index[3 * i + 2] = find_table(l, term);
  }
  put_number(text, file->rows);
  put_number(text, file->columns);
  put_number(text, file->values);
  put_string(text, file->alphabet);
  put_number(text, l->n_kinds);
  for (uint32_t i = 0; i < l->n_kinds; i++) put_string(text, l->kind[i]);
  put_number(text, l->n_groups);
  for (uint32_t i = 0; i < l->n_groups; i++) put_string(text, l->group[i]);
  put_number(text, l->n_tables);
  for (uint32_t i = 0; i < l->n_tables; i++) {
    uint32_t element = l->table[i]->element == 4 ? 4 : 1, n = l->table[i]->spec.table_size / element;
    const unsigned char *data = l->table[i]->spec.table;
    put_number(text, element);
    put_number(text, n);
    if (element == 1) ebm_text_append(text, (const char *)data, n);
    for (uint32_t k = 0; element == 4 && k < n; k++) {
      uint32_t word;
      memcpy(&word, data + 4 * (size_t)k, 4);
      put32(text, word);
    }
  }
  put_number(text, (uint32_t)file->n_terms);
  for (size_t i = 0; i < file->n_terms; i++)
    put_term(text, &file->term[i], index[3 * i], index[3 * i + 1], index[3 * i + 2]);
}

ebm_status ebm_energy_file_write(const ebm_energy_file *file, ebm_text *text, ebm_error *error) {
  lists l = {.kind = ebm_allocate(file->n_terms, sizeof *l.kind),
             .group = ebm_allocate(file->n_terms, sizeof *l.group),
             .table = ebm_allocate(file->n_terms, sizeof *l.table)};
  uint32_t *index = ebm_allocate(3 * file->n_terms, sizeof *index);
  ebm_text content = {0};
  bool memory = l.kind != NULL && l.group != NULL && l.table != NULL && index != NULL;
  if (memory) {
    put_body(file, &l, index, &content);
    memory = !content.failed && content.length <= UINT32_MAX;
  }
  if (memory) {
    ebm_text_append(text, (const char *)magic, sizeof magic);
    put32(text, EBM_ENERGY_FILE_VERSION);
    put32(text, (uint32_t)content.length);
    put32(text, checksum((const unsigned char *)content.bytes, content.length));
    ebm_text_append(text, content.bytes, content.length);
    memory = !text->failed;
  }
  ebm_text_clear(&content);
  ebm_free(l.kind);
  ebm_free(l.group);
  ebm_free(l.table);
  ebm_free(index);
  return memory ? EBM_OK : ebm_fail_memory(error);
}

/* ---- models ---- */

ebm_status ebm_energy_file_add(const ebm_energy_file *file, ebm_builder *builder, ebm_error *error) {
  ebm_status status = EBM_OK;
  for (size_t i = 0; i < file->n_terms && status == EBM_OK; i++)
    status = ebm_builder_factor(builder, &file->term[i].spec, error);
  return status;
}

ebm_status ebm_energy_file_cells(uint32_t rows, uint32_t columns, uint32_t values, ebm_builder *builder,
                                 ebm_error *error) {
  uint32_t literal[EBM_DOMAIN_LIMIT];
  ebm_status status = ebm_builder_variables(builder, rows * columns, values, NULL, error);
  for (uint32_t cell = 0; cell < rows * columns && status == EBM_OK; cell++) {
    for (uint32_t a = 0; a < values; a++) literal[a] = ebm_builder_literal(builder, cell, a);
    ebm_factor_spec spec = {.kind = "exactly_one", .scope = literal, .n_scope = values, .label = {"cell", cell + 1, 0}};
    status = ebm_builder_factor(builder, &spec, error);
  }
  ebm_layout layout = {.rows = rows, .columns = columns, .values = values};
  if (status == EBM_OK) ebm_builder_layout(builder, &layout);
  return status;
}
