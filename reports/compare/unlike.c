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

enum { DEEP = 8 }; /* members in members */

/* The name of a member of A, raw, whose value in B is another one, or that only one
 * of both has; .ptr NULL: there is none. */
static struct momus_text differing(struct momus_text a, struct momus_text b,
				   struct momus_arena *arena)
{
	struct momus_text key, value, of = a;

	for (int both = 0; both < 2; both++, of = b, b = a)
		for (size_t at = 0; momus_json_next(of, &at, &key, &value);) {
			struct momus_text name = { NULL, 0 };

			if (key.len > 2) /* without its quotes */
				name = momus_arena_copy(
					arena,
					momus_text_cut(key, 1, key.len - 1));
			if (name.ptr &&
			    !momus_text_equal(momus_json_member(b, name.ptr),
					      value))
				return name;
		}
	return (struct momus_text){ NULL, 0 };
}

static bool is_object(struct momus_text t)
{
	return t.len && t.ptr[0] == '{' && momus_json_valid(t, NULL);
}

/* A raw string without its quotes. */
static struct momus_text bare(struct momus_text t)
{
	return t.len > 1 && t.ptr[0] == '"' ? momus_text_cut(t, 1, t.len - 1)
					    : t;
}

/* Sets what U says of the first member that differs. */
static int narrow(struct momus_unlike *u, struct momus_arena *arena,
		  struct momus_error *err)
{
	char where[400];
	size_t n = (size_t)snprintf(where, sizeof where, "%s", u->what);

	u->base_there = u->base;
	u->next_there = u->next;
	for (int i = 0;
	     i < DEEP && is_object(u->base_there) && is_object(u->next_there);
	     i++) {
		struct momus_text name =
			differing(u->base_there, u->next_there, arena);

		if (!name.ptr || n + name.len + 2 > sizeof where)
			break;
		n += (size_t)snprintf(where + n, sizeof where - n, ".%.*s",
				      (int)name.len, name.ptr);
		u->base_there = momus_json_member(u->base_there, name.ptr);
		u->next_there = momus_json_member(u->next_there, name.ptr);
	}
	if (n > strlen(u->what)) {
		u->base_there = bare(u->base_there);
		u->next_there = bare(u->next_there);
	}
	u->where = momus_arena_copy(arena, momus_text_of(where));
	return u->where.ptr ? MOMUS_OK
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
		if (!momus_text_equal(a[i].value, b[i].value)) {
			out[*n] = (struct momus_unlike){ .what = a[i].what,
							 .base = a[i].value,
							 .next = b[i].value };
			rc = narrow(&out[(*n)++], arena, err);
		}
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
