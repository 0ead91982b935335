/* recipe-words.h - RECIPE.json and --set, of commands that read a recipe as it is */
#ifndef MOMUS_CLI_RECIPE_WORDS_H
#define MOMUS_CLI_RECIPE_WORDS_H

#include <stddef.h>

#include "host/recipe.h"

enum { MOMUS_RECIPE_SETTINGS = 256 };

struct momus_recipe_words {
	const char *path; /* RECIPE.json; NULL: not named yet */
	const char *settings[MOMUS_RECIPE_SETTINGS]; /* KEY=VALUE */
	size_t n;
};

/* Takes ARGV[*I], with its value if it has one: the recipe or a setting.
 * MOMUS_EINVAL names what is neither, and ARGV[0], the command. */
int momus_recipe_words_take(struct momus_recipe_words *w, int argc, char **argv,
			    int *i, struct momus_error *err);

/* Reads the recipe and sets its keys; the caller frees *OUT, also on errors.
 * COMMAND is for the message that none was named. */
int momus_recipe_words_read(const struct momus_recipe_words *w,
			    const char *command, struct momus_recipe **out,
			    struct momus_error *err);

/* Sets KEY of R to FILE, which was named on the command line: it lies where the
 * command was given, wherever the recipe is. */
int momus_recipe_words_file(struct momus_recipe *r, const char *key,
			    const char *file, struct momus_error *err);

#endif /* MOMUS_CLI_RECIPE_WORDS_H */
