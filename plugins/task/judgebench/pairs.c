/* pairs.c - a row, a pair of responses, becomes two problems */
#include <string.h>

#include "judgebench.h"

#define NONE MOMUS_TEXT("")

struct momus_text judgebench_flipped(struct momus_text label)
{
	return label.ptr[0] == 'A' ? MOMUS_TEXT("B>A") : MOMUS_TEXT("A>B");
}

static struct momus_text verdict_on(struct momus_text label)
{
	return label.ptr[0] == 'A' ? MOMUS_TEXT("[[A>B]]")
				   : MOMUS_TEXT("[[B>A]]");
}

static int read_label(const struct momus_row *row, struct momus_text *out,
		      struct momus_error *err)
{
	struct momus_text label;
	int rc = momus_row_str(row, "label", &label, err);

	if (rc < 0)
		return rc;
	if (!momus_text_equal(label, MOMUS_TEXT("A>B")) &&
	    !momus_text_equal(label, MOMUS_TEXT("B>A")))
		return momus_row_fail(row, err,
				      "field \"label\": expected \"A>B\" or "
				      "\"B>A\", found \"%.*s\"",
				      (int)(label.len > 40 ? 40 : label.len),
				      label.ptr);
	*out = label.ptr[0] == 'A' ? MOMUS_TEXT("A>B") : MOMUS_TEXT("B>A");
	return MOMUS_OK;
}

/* The benchmark's four categories are how its sources' names begin. */
static struct momus_text category(struct momus_text source)
{
	static const char *const names[] = { "mmlu-pro", "livebench-reasoning",
					     "livebench-math",
					     "livecodebench" };

	for (int i = 0; i < 4; i++)
		if (source.len >= strlen(names[i]) &&
		    memcmp(source.ptr, names[i], strlen(names[i])) == 0)
			return momus_text_of(names[i]);
	return source;
}

/* What a judge is shown: A is what the row calls so, or B if SECOND. */
static struct momus_text statement(const struct momus_text f[3], bool second,
				   struct momus_arena *arena)
{
	struct momus_buffer b;
	struct momus_text t = { NULL, 0 };

	momus_buffer_init(&b, f[0].len + f[1].len + f[2].len + 256);
	momus_buffer_puts(&b, "<question>\n");
	momus_buffer_add(&b, f[0]);
	momus_buffer_puts(&b, "\n</question>\n\n<response A>\n");
	momus_buffer_add(&b, f[second ? 2 : 1]);
	momus_buffer_puts(&b, "\n</response A>\n\n<response B>\n");
	momus_buffer_add(&b, f[second ? 1 : 2]);
	momus_buffer_puts(&b, "\n</response B>");
	momus_buffer_keep(&b, "a pair", arena, &t, NULL);
	return t;
}

int judgebench_name(struct momus_text pair, const char *end,
		    struct momus_arena *arena, struct momus_text *out,
		    struct momus_error *err)
{
	char *made = momus_arena_alloc(arena, pair.len + 3);

	if (!made)
		return judgebench_no_memory(err);
	memcpy(made, pair.ptr, pair.len);
	memcpy(made + pair.len, end, 2);
	*out = (struct momus_text){ made, pair.len + 2 };
	return MOMUS_OK;
}

/* Problem I (0, 1) of the pair in ROW. */
static int read_pair(const struct judgebench_options *o,
		     const struct momus_row *row, size_t i,
		     struct momus_arena *arena, struct momus_problem *out,
		     struct momus_error *err)
{
	static const char *const fields[] = { "question", "response_A",
					      "response_B" };
	bool asks = strcmp(o->mode, "responses") != 0;
	struct judgebench_pair *p = momus_arena_alloc(arena, sizeof *p);
	struct momus_text id = NONE, source = NONE, label = NONE, f[3];
	int rc = p ? momus_row_str(row, "pair_id", &id, err)
		   : judgebench_no_memory(err);

	for (int k = 0; rc == MOMUS_OK && k < 3; k++)
		rc = momus_row_str(row, fields[k], &f[k], err);
	if (rc == MOMUS_OK)
		rc = momus_row_str(row, "source", &source, err);
	if (rc == MOMUS_OK)
		rc = read_label(row, &label, err);
	if (rc == MOMUS_OK && !id.len)
		rc = momus_row_fail(row, err, "the field \"pair_id\" is empty");
	if (rc == MOMUS_OK)
		rc = judgebench_name(id,
				     asks ? i ? "/2" : "/1"
				     : i  ? "/B"
					  : "/A",
				     arena, &out->id, err);
	if (rc < 0)
		return rc;
	*p = (struct judgebench_pair){ i == 1, asks,
				       i ? judgebench_flipped(label) : label };
	out->data = p;
	out->group = momus_arena_copy(arena, id);
	out->category = momus_arena_copy(arena, category(source));
	out->grouping = asks ? MOMUS_GROUP_ORDERS : MOMUS_GROUP_RIVALS;
	out->statement = asks ? statement(f, p->second, arena)
			      : momus_arena_copy(arena, f[0]);
	if (asks) { /* what a simulated judge says, rightly or not */
		out->right = verdict_on(p->label);
		out->wrong = verdict_on(judgebench_flipped(p->label));
	} else {
		out->given = momus_arena_copy(arena, f[1 + i]);
	}
	return out->group.ptr && out->category.ptr && out->statement.ptr &&
			       (asks || out->given.ptr)
		       ? MOMUS_OK
		       : judgebench_no_memory(err);
}

int judgebench_problem(void *self, const struct momus_row *row,
		       struct momus_arena *arena, struct momus_problem *out,
		       struct momus_error *err)
{
	return read_pair(self, row, 0, arena, out, err);
}

int judgebench_more(void *self, const struct momus_row *row, size_t i,
		    struct momus_arena *arena, struct momus_problem *out,
		    struct momus_error *err)
{
	const struct judgebench_options *o = self;

	if (i > 1 || strcmp(o->mode, "one-order") == 0)
		return MOMUS_END;
	return read_pair(o, row, i, arena, out, err);
}
