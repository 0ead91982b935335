/* language.h - the languages of judged programs, a row each */
#ifndef MOMUS_SANDBOX_LANGUAGE_H
#define MOMUS_SANDBOX_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

struct compiler {
	const char *program;  /* looked for in $PATH: "g++" */
	const char *packages; /* that bring it, for who lacks it */
	const char *kind;     /* the compiler's word for the language: "c++" */
	const char *flags;    /* one blank between them */
	const char *links;    /* … and behind the source */
	const char *header;   /* compiled ahead of all programs; NULL: none */
	const char *trial;    /* a program that any such compiler takes */
};

struct language {
	const char *name;      /* of --language and of a job */
	const char *extension; /* of a program's file */
	bool warm;	       /* runs in a fork of a warm interpreter */
	const struct compiler *compiler; /* NULL: it is interpreted */
};

enum { LANGUAGE_COUNT = 3 };

/* The row called NAME, or NULL. */
const struct language *momus_language_find(const char *name);

/* The row number I < LANGUAGE_COUNT, and the number of a row. */
const struct language *momus_language_at(size_t i);
size_t momus_language_number(const struct language *language);

#endif /* MOMUS_SANDBOX_LANGUAGE_H */
