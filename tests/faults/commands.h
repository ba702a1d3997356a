/* commands.h - the command lines that are run with every fault, and what they read. */
#ifndef EBM_TESTS_FAULTS_COMMANDS_H
#define EBM_TESTS_FAULTS_COMMANDS_H

/* Words parted by spaces; files as seen from the repository. A word that begins with @ is a file in the folder of
 * commands_prepare: to write, or one that commands_prepare wrote; what follows is its extension. Ends with NULL. */
extern const char *const command_lines[];

/* Writes the files that command lines read. Ends the process when it cannot. */
void commands_prepare(const char *folder);

#endif
