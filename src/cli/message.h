/* message.h - standard error: diagnostics of one line each, and at most one live line that is redrawn in place. */
#ifndef EBM_CLI_MESSAGE_H
#define EBM_CLI_MESSAGE_H

#include <stdbool.h>

void ebm_message_program(const char *name); /* who speaks; "ebm-solve" when not told */

/* Prints the program's name, ": ", the text and a newline. Control characters, which a file's name may contain, become
 * '?', so that a message is one line and leaves the terminal alone. */
void ebm_message_write(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Draws or redraws the live line; only for terminals. NULL takes it away. */
void ebm_message_live(const char *line);

bool ebm_message_terminal(void); /* whether standard error is one */

#endif
