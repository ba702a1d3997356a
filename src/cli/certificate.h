/* certificate.h - the files of --proof. */
#ifndef EBM_CLI_CERTIFICATE_H
#define EBM_CLI_CERTIFICATE_H

#include "ebm.h"

/* Writes NAME.cnf and NAME.drat for the answer; records: how many there have been, this one included. False: nothing
 * could be written, and why is on standard error. */
bool ebm_certificate_write(const char *name, const ebm_answer *answer, uint64_t records);

#endif
