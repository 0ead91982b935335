/* words.h - the words of a command line, as every command reads them */
#ifndef MOMUS_CLI_WORDS_H
#define MOMUS_CLI_WORDS_H

#include "cli/command.h"
#include "momus/arena.h"

/* Sets *OUT (*N words and a NULL behind them, in ARENA) to ARGV (ARGC) with each
 * "--option=value" before a "--" as two words, so that no command tells the two
 * forms apart.  Options of COMMAND's .whole stay one word.  MOMUS_EINVAL names one of
 * its .flags that was given a value. */
int momus_words_split(const struct momus_command *command, int argc,
		      char **argv, struct momus_arena *arena, int *n,
		      char ***out, struct momus_error *err);

#endif /* MOMUS_CLI_WORDS_H */
