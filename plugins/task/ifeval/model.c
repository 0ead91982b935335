/* model.c - see model.h */
#include "model.h"

#include <momus/resource.h>
#include <stdlib.h>
#include <string.h>

static int by_word(const void *x, const void *y)
{
	const struct model_word *a = x, *b = y;

	return momus_text_order(a->word, b->word);
}

const struct model_word *model_find(const struct model_table *t,
				    struct momus_text word)
{
	struct model_word want = { word, 0 };

	return t->n ? bsearch(&want, t->words, t->n, sizeof want, by_word)
		    : NULL;
}

/* One entry a line; NUMBERED: behind the last TAB stands .seen. */
static int load(const char *name, bool numbered, struct momus_arena *arena,
		struct model_table *out, struct momus_error *err)
{
	struct momus_text text, line;
	size_t room = 1;
	int rc = momus_resource_read(name, arena, &text, err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < text.len; i++)
		room += text.ptr[i] == '\n';
	out->words = momus_arena_alloc(arena, room * sizeof *out->words);
	if (!out->words)
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	while (momus_text_line(&text, &line)) {
		struct model_word *w = &out->words[out->n++];

		w->word = line;
		while (numbered && w->word.len &&
		       w->word.ptr[w->word.len - 1] != '\t')
			w->word.len--;
		if (numbered && w->word.len)
			w->seen = (unsigned)strtoul(w->word.ptr + w->word.len--,
						    NULL, 10);
	}
	qsort(out->words, out->n, sizeof *out->words, by_word);
	return MOMUS_OK;
}

int model_load(struct model *out, struct momus_arena *arena,
	       struct momus_error *err)
{
	static const struct {
		const char *name;
		size_t offset;
		bool numbered;
	} files[] = {
		{ "task/ifeval/punkt/abbrev_types.txt",
		  offsetof(struct model, abbreviations), false },
		{ "task/ifeval/punkt/sent_starters.txt",
		  offsetof(struct model, starters), false },
		{ "task/ifeval/punkt/collocations.tab",
		  offsetof(struct model, collocations), false },
		{ "task/ifeval/punkt/ortho_context.tab",
		  offsetof(struct model, seen), true },
	};
	int rc = MOMUS_OK;

	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < sizeof files / sizeof *files && rc == MOMUS_OK;
	     i++)
		rc = load(files[i].name, files[i].numbered, arena,
			  (struct model_table *)((char *)out + files[i].offset),
			  err);
	return rc;
}
