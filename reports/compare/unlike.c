/* unlike.c - see unlike.h */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "core/hash.h"
#include "momus/json.h"
#include "reports/compare/unlike.h"

const char momus_unlike_names[] =
	"data,task,grader,feedback,shape,sampling,prompts";

/* The raw value of KEY in RUN's recipe; empty if there is none, or no recipe. */
static struct momus_text of_recipe(const struct momus_run *run, const char *key)
{
	struct momus_text recipe = momus_text_of(momus_run_head(run)->recipe);

	return momus_json_valid(recipe, NULL) ? momus_json_member(recipe, key)
					      : MOMUS_TEXT("");
}

/* "widths 5, 1, 1; votes 1; stop never" */
static struct momus_text shape(const struct momus_run *run,
			       struct momus_arena *arena)
{
	const struct momus_store_head *h = momus_run_head(run);
	struct momus_text stop = of_recipe(run, "stop");
	char text[400];
	size_t n = (size_t)snprintf(text, sizeof(text), "widths");

	for (uint32_t t = 0; t <= h->turns && t < 16; t++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s %u",
				      t ? "," : "", h->widths[t]);
	n += (size_t)snprintf(text + n, sizeof(text) - n, "; votes %u",
			      h->votes);
	if (stop.len > 2 && stop.len < 40 &&
	    !momus_text_equal(stop, MOMUS_TEXT("\"never\"")))
		snprintf(text + n, sizeof(text) - n, "; stop %.*s",
			 (int)stop.len - 2, stop.ptr + 1);
	return momus_arena_copy(arena, momus_text_of(text));
}

enum { ASPECTS = 7 };

struct aspect {
	const char *what;
	struct momus_text value;
};

static int fill(const struct momus_run *run, struct momus_arena *arena,
		struct aspect out[ASPECTS], struct momus_error *err)
{
	const struct momus_store_head *h = momus_run_head(run);
	const struct aspect all[ASPECTS] = {
		{ "data", momus_text_of(h->dataset_sha256) },
		{ "task", momus_text_of(h->task) },
		{ "grader", momus_text_of(h->grader) },
		{ "feedback", momus_text_of(h->feedback) },
		{ "shape", shape(run, arena) },
		{ "sampling", of_recipe(run, "sampling") },
		{ "prompts", momus_text_of(h->prompts) },
	};

	memcpy(out, all, sizeof(all));
	return all[4].value.ptr ? MOMUS_OK
				: momus_fail(err, MOMUS_ENOMEM,
					     "compare: out of memory");
}

int momus_unlike(const struct momus_run *base, const struct momus_run *next,
		 struct momus_arena *arena, struct momus_unlike *out, size_t *n,
		 struct momus_error *err)
{
	struct aspect a[ASPECTS], b[ASPECTS];
	int rc = fill(base, arena, a, err);

	if (rc == MOMUS_OK)
		rc = fill(next, arena, b, err);
	*n = 0;
	for (size_t i = 0; rc == MOMUS_OK && i < ASPECTS; i++)
		if (!momus_text_equal(a[i].value, b[i].value))
			out[(*n)++] =
				(struct momus_unlike){ a[i].what, a[i].value,
						       b[i].value };
	return rc;
}

int momus_unlike_key(const struct momus_run *run, char out[65],
		     struct momus_error *err)
{
	struct momus_arena *arena = momus_arena_create(1 << 16);
	struct aspect a[ASPECTS];
	struct momus_sha256 sha;
	uint8_t digest[32];
	int rc =
		arena ? fill(run, arena, a, err)
		      : momus_fail(err, MOMUS_ENOMEM, "compare: out of memory");

	momus_sha256_init(&sha);
	for (size_t i = 0; rc == MOMUS_OK && i < ASPECTS; i++) {
		uint64_t n = a[i].value.len;

		/* Lengths too, so that no two lists of texts look alike. */
		momus_sha256_add(&sha,
				 (struct momus_text){ (char *)&n, sizeof(n) });
		momus_sha256_add(&sha, a[i].value);
	}
	momus_sha256_finish(&sha, digest);
	momus_hex(digest, out);
	momus_arena_free(arena);
	return rc;
}
