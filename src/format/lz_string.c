/* The bits are codes of growing width, the lowest bit of a code first; base64 digits give their highest bit first. Code
 * 2 ends the text, codes 0 and 1 announce a new character of 8 or 16 bits, all others are phrases met before: every
 * code adds the phrase that was written last, longer by the character that follows it. Since phrases lie in the text
 * one behind the other, a phrase is a place and a length in what was unpacked, and the dictionary needs no strings of
 * its own. */
#include "format/lz_string.h"

#include <stdint.h>
#include <string.h>

#include "base/memory.h"

enum { NEW_8 = 0, NEW_16 = 1, END = 2, FIRST_PHRASE = 3 };

typedef struct bits {
  const char *digits;
  size_t length, at;
  unsigned value, left; /* of the digit being read */
  bool cut;
} bits;

typedef struct phrase {
  uint32_t begin, length;
} phrase;

typedef struct unpacker {
  bits in;
  uint16_t *unit; /* [n_units] UTF-16, as the packer saw the text */
  size_t n_units, unit_capacity;
  phrase *phrase; /* [n_phrases] */
  size_t n_phrases, phrase_capacity;
} unpacker;

static int hex_value(char c) {
  static const char hex[] = "0123456789abcdef0123456789ABCDEF";
  const char *found = c != '\0' ? strchr(hex, c) : NULL;
  return found != NULL ? (int)(found - hex) % 16 : -1;
}

/* The value of the next digit; -1: there is none. */
static int next_digit(bits *in) {
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (in->at >= in->length) return -1;
  char c = in->digits[in->at];
  size_t size = 1;
  if (c == '%' && in->at + 2 < in->length) {
    int high = hex_value(in->digits[in->at + 1]), low = hex_value(in->digits[in->at + 2]);
    if (high < 0 || low < 0) return -1;
    c = (char)(high * 16 + low);
    size = 3;
  }
  const char *found = c != '\0' ? strchr(alphabet, c) : NULL;
  if (found == NULL) return -1;
  in->at += size;
  return (int)(found - alphabet);
}

static uint32_t take_bits(bits *in, unsigned n) {
  uint32_t code = 0;
  for (unsigned i = 0; i < n; i++) {
    if (in->left == 0) {
      int digit = next_digit(in);
      if (digit < 0) {
        in->cut = true;
        return 0;
      }
      in->value = (unsigned)digit;
      in->left = 6;
    }
    code |= (uint32_t)(in->value >> --in->left & 1) << i;
  }
  return code;
}

static bool add_phrase(unpacker *u, size_t begin, size_t length) {
  if (!ebm_reserve((void **)&u->phrase, &u->phrase_capacity, u->n_phrases + 1, sizeof *u->phrase)) return false;
  u->phrase[u->n_phrases++] = (phrase){(uint32_t)begin, (uint32_t)length};
  return true;
}

/* Writes a phrase again, which may reach into what is being written: the last one and its own first character. */
static bool repeat(unpacker *u, phrase p) {
  if (!ebm_reserve((void **)&u->unit, &u->unit_capacity, u->n_units + p.length, sizeof *u->unit)) return false;
  for (uint32_t i = 0; i < p.length; i++) u->unit[u->n_units + i] = u->unit[p.begin + i];
  u->n_units += p.length;
  return true;
}

/* Codes get wider when as many things as the width can tell apart have been named. */
static void count_name(unsigned *width, uint32_t *room) {
  if (--*room > 0) return;
  *room = (uint32_t)1 << *width;
  ++*width;
}

/* Reads the new character that a code announces. */
static ebm_unpacking take_character(unpacker *u, uint32_t code) {
  uint32_t unit = take_bits(&u->in, code == NEW_8 ? 8 : 16);
  if (u->in.cut) return EBM_UNPACK_CUT;
  if (!ebm_reserve((void **)&u->unit, &u->unit_capacity, u->n_units + 1, sizeof *u->unit)) return EBM_UNPACK_MEMORY;
  if (!add_phrase(u, u->n_units, 1)) return EBM_UNPACK_MEMORY;
  u->unit[u->n_units++] = (uint16_t)unit;
  return EBM_UNPACKED;
}

static ebm_unpacking unpack(unpacker *u, size_t most) {
  unsigned width = 2;
  uint32_t room = 1;
  phrase last = {0, 0};
  for (size_t i = 0; i < FIRST_PHRASE; i++)
    if (!add_phrase(u, 0, 0)) return EBM_UNPACK_MEMORY;
  while (u->n_units <= most) {
    uint32_t code = take_bits(&u->in, width);
    if (u->in.cut) return EBM_UNPACK_CUT;
    if (code == END) return EBM_UNPACKED;
    phrase now = {(uint32_t)u->n_units, 1};
    if (code == NEW_8 || code == NEW_16) {
      ebm_unpacking step = take_character(u, code);
      if (step != EBM_UNPACKED) return step;
      count_name(&width, &room);
    } else {
      bool known = code < u->n_phrases;
      if (!known && (code != u->n_phrases || last.length == 0)) return EBM_UNPACK_DAMAGED;
      now.length = known ? u->phrase[code].length : last.length + 1;
      if (!repeat(u, known ? u->phrase[code] : (phrase){last.begin, now.length})) return EBM_UNPACK_MEMORY;
    }
    if (last.length > 0) {
      if (!add_phrase(u, last.begin, last.length + 1)) return EBM_UNPACK_MEMORY;
      count_name(&width, &room);
    }
    last = now;
  }
  return EBM_UNPACK_CUT;
}

bool ebm_lz_string_front(const char *digits, size_t length, char front[2]) {
  bits in = {.digits = digits, .length = length};
  uint32_t first = take_bits(&in, 2), unit = take_bits(&in, 8), second = take_bits(&in, 3), next = take_bits(&in, 8);
  front[0] = (char)unit;
  front[1] = (char)next;
  return !in.cut && first == NEW_8 && second == NEW_8;
}

/* One character of UTF-16 as UTF-8; half a pair becomes the replacement character. Returns the units read. */
static size_t append_character(const uint16_t *unit, size_t n, ebm_text *text) {
  enum { HIGH = 0xD800, LOW = 0xDC00, BEHIND = 0xE000, REPLACEMENT = 0xFFFD };
  uint32_t c = unit[0];
  size_t read = 1;
  if (c >= HIGH && c < LOW && n > 1 && unit[1] >= LOW && unit[1] < BEHIND) {
    c = 0x10000 + ((c - HIGH) << 10) + (unit[1] - LOW);
    read = 2;
  } else if (c >= HIGH && c < BEHIND) {
    c = REPLACEMENT;
  }
  unsigned more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  static const uint8_t lead[] = {0, 0xC0, 0xE0, 0xF0};
  char byte = (char)(lead[more] | c >> 6 * more);
  ebm_text_append(text, &byte, 1);
  while (more-- > 0) {
    byte = (char)(0x80 | (c >> 6 * more & 0x3F));
    ebm_text_append(text, &byte, 1);
  }
  return read;
}

ebm_unpacking ebm_lz_string_unpack(const char *digits, size_t length, size_t most, ebm_text *text) {
  unpacker u = {.in = {.digits = digits, .length = length}};
  ebm_unpacking result = unpack(&u, most);
  if (result == EBM_UNPACKED || result == EBM_UNPACK_CUT)
    for (size_t i = 0; i < u.n_units;) i += append_character(u.unit + i, u.n_units - i, text);
  ebm_free(u.unit);
  ebm_free(u.phrase);
  return text->failed ? EBM_UNPACK_MEMORY : result;
}
