/* unlike.c - see unlike.h */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "momus/json.h"
#include "reports/compare/unlike.h"

const char momus_unlike_names[] =
	"data,task,grader,feedback,shape,sampling,prompts";

/* The raw value of member KEY of OBJECT; empty if there is none. */
static struct momus_text member(struct momus_text object, const char *key)
{
	struct momus_text name, value;
	size_t at = 0, n = strlen(key);

	while (momus_json_valid(object, NULL) &&
	       momus_json_next(object, &at, &name, &value))
		if (name.len == n + 2 && memcmp(name.ptr + 1, key, n) == 0)
			return value;
	return (struct momus_text){ "", 0 };
}

static struct momus_text recipe(const struct momus_run *run)
{
	return momus_text_of(momus_run_head(run)->recipe);
}

/* "widths 5, 1, 1; votes 1; stop never" */
static struct momus_text shape(const struct momus_run *run,
			       struct momus_arena *arena)
{
	const struct momus_store_head *h = momus_run_head(run);
	struct momus_text stop = member(recipe(run), "stop");
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

struct list {
	struct momus_unlike *out;
	size_t n;
};

static void look(struct list *l, const char *what, struct momus_text base,
		 struct momus_text next)
{
	if (!momus_text_equal(base, next))
		l->out[l->n++] = (struct momus_unlike){ what, base, next };
}

int momus_unlike(const struct momus_run *base, const struct momus_run *next,
		 struct momus_arena *arena, struct momus_unlike *out, size_t *n,
		 struct momus_error *err)
{
	const struct momus_store_head *a = momus_run_head(base),
				      *b = momus_run_head(next);
	struct momus_text shape_a = shape(base, arena),
			  shape_b = shape(next, arena);
	struct list l = { out, 0 };

	if (!shape_a.ptr || !shape_b.ptr)
		return momus_fail(err, MOMUS_ENOMEM, "compare: out of memory");
	look(&l, "data", momus_text_of(a->dataset_sha256),
	     momus_text_of(b->dataset_sha256));
	look(&l, "task", momus_text_of(a->task), momus_text_of(b->task));
	look(&l, "grader", momus_text_of(a->grader), momus_text_of(b->grader));
	look(&l, "feedback", momus_text_of(a->feedback),
	     momus_text_of(b->feedback));
	look(&l, "shape", shape_a, shape_b);
	look(&l, "sampling", member(recipe(base), "sampling"),
	     member(recipe(next), "sampling"));
	look(&l, "prompts", momus_text_of(a->prompts),
	     momus_text_of(b->prompts));
	*n = l.n;
	return MOMUS_OK;
}
