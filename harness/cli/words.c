/* words.c - see words.h */
#include "config.h"

#include <string.h>

#include "cli/words.h"

/* Whether LIST, of names between bars, has NAME. */
static bool has(const char *list, struct momus_text name)
{
	size_t n;

	for (; list && *list; list += n + (list[n] == '|')) {
		n = strcspn(list, "|");
		if (n == name.len && memcmp(list, name.ptr, n) == 0)
			return true;
	}
	return false;
}

/* The name in WORD, an option with its value; else empty. */
static struct momus_text name_in(const char *word)
{
	size_t n = word[0] == '-' ? strcspn(word, "=") : 0;

	if (!n || !word[n])
		n = 0;
	return (struct momus_text){ word, n };
}

int momus_words_split(const struct momus_command *command, int argc,
		      char **argv, struct momus_arena *arena, int *n,
		      char ***out, struct momus_error *err)
{
	char **words = momus_arena_alloc(arena, (2 * (size_t)argc + 1) *
							sizeof *words);
	int i = 0;

	*n = 0;
	for (; words && i < argc && strcmp(argv[i], "--") != 0; i++) {
		struct momus_text name = name_in(argv[i]), copy;

		if (!name.len || has(command->whole, name)) {
			words[(*n)++] = argv[i];
			continue;
		}
		if (has(command->flags, name))
			return momus_fail(err, MOMUS_EINVAL,
					  "%s: %.*s takes no value, and was "
					  "given \"%s\"",
					  command->name, (int)name.len,
					  name.ptr, argv[i] + name.len + 1);
		copy = momus_arena_copy(arena, name);
		if (!copy.ptr)
			break;
		words[(*n)++] = (char *)copy.ptr;
		words[(*n)++] = argv[i] + name.len + 1;
	}
	if (!words || (i < argc && strcmp(argv[i], "--") != 0))
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				  command->name);
	for (; i < argc; i++)
		words[(*n)++] = argv[i];
	words[*n] = NULL;
	*out = words;
	return MOMUS_OK;
}
