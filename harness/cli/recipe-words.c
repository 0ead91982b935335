/* recipe-words.c - RECIPE.json and --set, of commands that read a recipe as it is */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/recipe-words.h"

int momus_recipe_words_take(struct momus_recipe_words *w, int argc, char **argv,
			    int *i, struct momus_error *err)
{
	if (strcmp(argv[*i], "--set") == 0 && *i + 1 < argc &&
	    w->n < MOMUS_RECIPE_SETTINGS)
		w->settings[w->n++] = argv[++*i];
	else if (argv[*i][0] == '-' || w->path)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: \"%s\" is not understood, or lacks its "
				  "value; `momus help %s` lists the options",
				  argv[0], argv[*i], argv[0]);
	else
		w->path = argv[*i];
	return MOMUS_OK;
}

int momus_recipe_words_read(const struct momus_recipe_words *w,
			    const char *command, struct momus_recipe **out,
			    struct momus_error *err)
{
	int rc;

	*out = NULL;
	if (!w->path)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: which recipe? usage: momus %s "
				  "RECIPE.json",
				  command, command);
	rc = momus_recipe_read(out, w->path, err);
	for (size_t i = 0; rc == MOMUS_OK && i < w->n; i++)
		rc = momus_recipe_set(*out, w->settings[i], err);
	return rc;
}

int momus_recipe_words_file(struct momus_recipe *r, const char *key,
			    const char *file, struct momus_error *err)
{
	char *here = *file == '/' ? NULL : getcwd(NULL, 0), *path = NULL;
	int rc;

	if (here && asprintf(&path, "%s/%s", here, file) < 0)
		path = NULL;
	rc = momus_recipe_set_text(r, key, path ? path : file, err);
	free(path);
	free(here);
	return rc;
}
