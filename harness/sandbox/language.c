/* language.c - see language.h */
#include "config.h"

#include <string.h>

#include "momus/job.h"
#include "sandbox/language.h"

static const struct language languages[] = {
	{ "python", ".py", true },
};

const struct language *momus_language_find(const char *name)
{
	size_t n = sizeof languages / sizeof *languages;

	for (size_t i = 0; name && i < n; i++)
		if (strcmp(languages[i].name, name) == 0)
			return &languages[i];
	return NULL;
}

bool momus_language_known(const char *name)
{
	return momus_language_find(name) != NULL;
}
