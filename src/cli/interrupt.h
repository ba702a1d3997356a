/* interrupt.h - SIGINT and SIGTERM: the run stops, what is finished goes out, then the process ends by the signal. */
#ifndef EBM_CLI_INTERRUPT_H
#define EBM_CLI_INTERRUPT_H

#include "ebm.h"

/* From now on the two signals stop the session (NULL: none yet), unless they are ignored. A second one kills. */
void ebm_interrupt_install(void);
void ebm_interrupt_session(ebm_session *session);

/* For programs that have nothing finished to bring out: from now on the two signals, unless they are ignored, end the
 * process by themselves, with this line (its newline in it; it must live on) on standard error before. */
void ebm_interrupt_farewell(const char *line);

int ebm_interrupt_signal(void); /* the signal that arrived, or 0 */
int ebm_interrupt_wake(void);   /* descriptor that is readable from then on; -1: could not be made */

/* Ends the process the way the signal does by default; returns what to exit with where that is not possible. */
int ebm_interrupt_die(int number);

#endif
