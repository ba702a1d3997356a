#include "cli/progress.h"

#include "cli/message.h"

static const double interval = 0.2; /* seconds between two drawings: fast enough to be alive, slow enough to read */

/* Part of the input that is answered, 0 when it cannot be told. Bytes are read long before they are answered, so it
 * is the line of the last answer that counts, and bytes only say how many lines there will be. */
static double part_done(const ebm_progress *progress, const ebm_operand *operand, uint64_t line) {
  if (progress->total_bytes == 0) return 0;
  double share = operand->lines > line ? (double)line / (double)operand->lines : 1;
  return ((double)progress->done_bytes + share * (double)operand->bytes) / (double)progress->total_bytes;
}

static void append_time(ebm_buffer *buffer, double seconds) {
  unsigned long left = (unsigned long)(seconds + 0.5);
  if (left >= 3600) ebm_buffer_format(buffer, "%lu h ", left / 3600);
  if (left >= 60) ebm_buffer_format(buffer, "%lu min ", left / 60 % 60);
  ebm_buffer_format(buffer, "%lu s", left % 60);
}

void ebm_progress_look(ebm_progress *progress, const ebm_tally *tally, double now, const ebm_operand *operand,
                       uint64_t line) {
  if (!progress->shown || now < progress->due) return;
  progress->due = now + interval;
  double elapsed = now - tally->start;
  double rate = elapsed > 0 ? (double)tally->records / elapsed : 0;
  ebm_buffer text = {0};
  ebm_tally_number(&text, tally->records);
  ebm_buffer_string(&text, tally->records == 1 ? " puzzle, " : " puzzles, ");
  if (rate < 10)
    ebm_buffer_format(&text, "%.1f", rate);
  else
    ebm_tally_number(&text, (uint64_t)(rate + 0.5));
  ebm_buffer_string(&text, "/s");
  double part = part_done(progress, operand, line);
  if (part > 0 && part <= 1) {
    ebm_buffer_format(&text, ", %.0f %%, ", 100 * part);
    append_time(&text, elapsed / part - elapsed);
    ebm_buffer_string(&text, " left");
  }
  ebm_buffer_byte(&text, '\0');
  if (!text.failed) ebm_message_live(text.bytes);
  ebm_buffer_clear(&text);
}
