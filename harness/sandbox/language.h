/* language.h - the languages of judged programs, a row each */
#ifndef MOMUS_SANDBOX_LANGUAGE_H
#define MOMUS_SANDBOX_LANGUAGE_H

#include <stdbool.h>

struct language {
	const char *name;      /* of --language and of a job */
	const char *extension; /* of a program's file */
	bool warm;	       /* runs in a fork of a warm interpreter */
};

/* The row called NAME, or NULL. */
const struct language *momus_language_find(const char *name);

#endif /* MOMUS_SANDBOX_LANGUAGE_H */
