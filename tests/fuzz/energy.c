/* Any bytes as an energy file: refused, or read, written and read again to the same bytes, made a model, solved under a
 * small time limit and certified. The first byte chooses method and question; its lowest bit, whether the rest is the
 * file as it stands or the body of one, to which length and checksum are put: or no mutation would get past them. */
#include "fuzz.h"

#include <string.h>

#include "base/text.h"
#include "bytes.h"
#include "certify/certify.h"
#include "format/energy_file.h"

enum { HEADER = 20, LITERALS = 1 << 12 }; /* a larger model is built for longer than it teaches anything */

/* CRC-32 of ISO 3309, written once more, so that the reader's is held against another. */
static uint32_t checksum(const uint8_t *bytes, size_t size) {
  uint32_t crc = ~0u;
  for (size_t i = 0; i < size; i++)
    for (unsigned bit = 0; bit < 8; bit++) {
      uint32_t mixed = crc ^ bytes[i] >> bit;
      crc = crc >> 1 ^ (mixed & 1 ? 0xEDB88320u : 0);
    }
  return ~crc;
}

static void sign(uint8_t *file, size_t size) {
  static const uint8_t front[12] = {0x89, 'E', 'B', 'M', '\r', '\n', 0x1A, '\n', EBM_ENERGY_FILE_VERSION};
  uint32_t length = (uint32_t)(size - HEADER), crc = checksum(file + HEADER, size - HEADER);
  memcpy(file, front, sizeof front);
  for (int i = 0; i < 4; i++) file[12 + i] = (uint8_t)(length >> 8 * i), file[16 + i] = (uint8_t)(crc >> 8 * i);
}

/* What a file says survives writing: written, read and written again, it has the same bytes. */
static void check_writing(const ebm_energy_file *file) {
  ebm_text once = {0}, twice = {0};
  ebm_energy_file again;
  ebm_error error;
  if (ebm_energy_file_write(file, &once, &error) != EBM_OK) fuzz_fail("cannot be written: %s\n", error.text);
  if (ebm_energy_file_read(once.bytes, once.length, &again, &error) != EBM_OK)
    fuzz_fail("written, but not read: %s\n", error.text);
  if (ebm_energy_file_write(&again, &twice, &error) != EBM_OK) fuzz_fail("cannot be written: %s\n", error.text);
  if (once.length != twice.length || memcmp(once.bytes, twice.bytes, once.length) != 0)
    fuzz_fail("written twice, differently\n");
  ebm_energy_file_clear(&again);
  ebm_text_clear(&once);
  ebm_text_clear(&twice);
}

static ebm_status take_answer(void *context, const ebm_answer *answer) {
  (void)context;
  if (answer->outcome == EBM_SOLVED && answer->value == NULL && answer->states == 0)
    fuzz_fail("solved, without a solution\n");
  if (answer->value != NULL && !ebm_certify(answer->puzzle, answer->value)) fuzz_fail("a solution does not hold\n");
  return EBM_OK;
}

static void check_solving(const uint8_t *bytes, size_t size, const ebm_energy_file *file, uint8_t choice) {
  static const char *const methods[] = {"auto", "quench", "gradient", "anneal"};
  ebm_options options;
  ebm_options_init(&options);
  options.jobs = 1;
  options.timeout = 0.005;
  options.energy = bytes;
  options.energy_size = size;
  options.format = "table";
  options.method = methods[choice >> 1 & 3];
  if (choice & 8) options.limit = 2;
  if (choice & 16) options.sample = 2, options.temperature_start = 0.5;
  /* Nothing given, and the first cell given. */
  uint32_t cells = file->rows * file->columns;
  ebm_text text = {0};
  for (uint32_t i = 0; i < 2 * cells; i++) {
    ebm_text_append(&text, i == cells ? (file->alphabet[0] != '\0' ? file->alphabet : "1") : ".", 1);
    if (i % cells == cells - 1) ebm_text_append(&text, "\n", 1);
  }
  ebm_session *session;
  ebm_error error = {0};
  ebm_status status = ebm_session_create(&options, &session, &error);
  if (status == EBM_OK) {
    bytes_input in = {.bytes = text.bytes, .left = text.length};
    ebm_source source = {.name = "bytes", .read = bytes_read, .context = &in};
    ebm_sink sink = {.answer = take_answer};
    status = ebm_session_run(session, &source, &sink, &error);
  }
  if (status == EBM_ERROR_INTERNAL || status == EBM_ERROR_MEMORY) fuzz_fail("fault %d: %s\n", status, error.text);
  ebm_session_destroy(session);
  ebm_text_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1) return 0;
  bool whole = data[0] & 1;
  size_t length = size - 1 + (whole ? 0 : HEADER);
  uint8_t *bytes = malloc(length + 1);
  if (bytes == NULL) return 0;
  memcpy(bytes + (whole ? 0 : HEADER), data + 1, size - 1);
  if (!whole) sign(bytes, length);
  ebm_energy_file file;
  ebm_error error = {0};
  ebm_status status = ebm_energy_file_read(bytes, length, &file, &error);
  if (status != EBM_OK) {
    if (error.text[0] == '\0') fuzz_fail("refused without a word\n");
    if (!whole && strstr(error.text, "checksum") != NULL) fuzz_fail("a checksum that is right is refused\n");
  } else {
    check_writing(&file);
    if (file.rows * file.columns * file.values <= LITERALS) check_solving(bytes, length, &file, data[0]);
    ebm_energy_file_clear(&file);
  }
  free(bytes);
  return 0;
}
