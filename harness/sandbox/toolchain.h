/* toolchain.h - a compiler of this host: its files, its version, its command */
#ifndef MOMUS_SANDBOX_TOOLCHAIN_H
#define MOMUS_SANDBOX_TOOLCHAIN_H

#include <stdint.h>

#include "momus/buffer.h"
#include "sandbox/language.h"

/* Where headers that were compiled ahead lie in the jail. */
#define MOMUS_TOOLCHAIN_AHEAD "/usr/lib/runner/ahead"

struct toolchain {
	const struct compiler *compiler; /* borrowed: the table's */
	struct momus_buffer layout;	 /* of its root (jail/root.h) */
	char version[128];		 /* the first line of its --version */
	char command[256];		 /* its path in the jail */
	char header[256];		 /* of .header; "": there is none */
	uint8_t key[32]; /* SHA-256 of all that its programs depend on */
};

/* Finds the compiler of LANGUAGE in $PATH and asks for its files by the help of
 * the interpreter PYTHON.  MOMUS_ENOTSUP: it is not there or not whole; the text
 * names the packages.  To be released, whatever comes back. */
int momus_toolchain_find(struct toolchain *t, const struct language *language,
			 const char *python, struct momus_error *err);
void momus_toolchain_release(struct toolchain *t);

/* The words of its command, each ended by a NUL (jail/native.h): what compiles
 * the file "program" + EXTENSION, or T's header where EXTENSION is NULL. */
void momus_toolchain_command(const struct toolchain *t, const char *extension,
			     struct momus_buffer *words);

#endif /* MOMUS_SANDBOX_TOOLCHAIN_H */
