/* execprint.h - what came of a program, for people and for programs */
#ifndef MOMUS_CLI_EXECPRINT_H
#define MOMUS_CLI_EXECPRINT_H

#include "momus/buffer.h"
#include "momus/job.h"

/* One JSON object and a line end.  No control character is left as it is. */
void momus_exec_json(struct momus_buffer *b, const struct momus_outcome *o);

/* What it printed, made inert, and a line about it. */
void momus_exec_text(struct momus_buffer *b, const struct momus_outcome *o);

#endif /* MOMUS_CLI_EXECPRINT_H */
