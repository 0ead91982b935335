/* compose.c - see training.h: the sections of a report of trainings */
#include "config.h"

#include <stdio.h>

#include "momus/buffer.h"
#include "momus/json.h"
#include "reports/training/cells.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What was trained. */

static void put_fact(struct momus_trainings *t, const char *name,
		     const char *value)
{
	momus_document_cell(&t->report.document, "%s", name);
	momus_document_text(&t->report.document, momus_text_of(value));
}

/* RAW, a string of JSON, without its quotes. */
static struct momus_text bare(struct momus_text raw)
{
	return raw.len < 2 ? raw
			   : (struct momus_text){ raw.ptr + 1, raw.len - 2 };
}

/* Plugins and their versions, {"KIND/NAME": "VERSION"}. */
static void put_plugins(struct momus_trainings *t, struct momus_text json)
{
	struct momus_text key, value;
	struct momus_buffer b;
	size_t at = 0;

	momus_buffer_init(&b, 1 << 16);
	while (momus_json_valid(json, NULL) &&
	       momus_json_next(json, &at, &key, &value)) {
		momus_buffer_puts(&b, b.len ? ", " : "");
		momus_buffer_add(&b, bare(key));
		momus_buffer_putc(&b, ' ');
		momus_buffer_add(&b, bare(value));
	}
	momus_document_cell(&t->report.document, "plugins");
	momus_document_text(&t->report.document,
			    b.len ? momus_buffer_text(&b) : json);
	momus_buffer_release(&b);
}

static void compose_one(struct momus_trainings *t)
{
	static const struct momus_column columns[] = {
		{ "", MOMUS_ALIGN_LEFT }, { "", MOMUS_ALIGN_LEFT }
	};
	const struct momus_ledger *l = &t->list[0];
	const struct momus_ledger_root *r = &l->root;
	char steps[128];

	snprintf(steps, sizeof steps, "%zu of %llu%s", l->n_steps,
		 (unsigned long long)r->planned,
		 r->complete ? "" : "; it is not complete");
	momus_document_table(&t->report.document, columns, COUNT(columns), "");
	put_fact(t, "name", r->name);
	put_fact(t, "trainer", r->trainer);
	put_fact(t, "model", r->model);
	put_plugins(t, momus_text_of(r->plugins));
	put_fact(t, "steps", steps);
	momus_document_cell(&t->report.document, "seed");
	momus_document_cell(&t->report.document, "%llu",
			    (unsigned long long)r->seed);
	put_fact(t, "data, SHA-256", r->dataset_sha256);
	put_fact(t, "recipe, SHA-256", r->recipe_key);
	put_fact(t, "started", r->started);
	put_fact(t, "ended", *r->ended ? r->ended : "–");
	put_fact(t, "host", r->host);
	put_fact(t, "program", r->revision);
	put_fact(t, "file", t->paths[0]);
}

static void compose_many(struct momus_trainings *t)
{
	static const struct momus_column columns[] = {
		{ "name", MOMUS_ALIGN_LEFT },	 { "seed", MOMUS_ALIGN_RIGHT },
		{ "trainer", MOMUS_ALIGN_LEFT }, { "model", MOMUS_ALIGN_LEFT },
		{ "steps", MOMUS_ALIGN_RIGHT },	 { "of", MOMUS_ALIGN_RIGHT },
		{ "started", MOMUS_ALIGN_LEFT }, { "recipe", MOMUS_ALIGN_LEFT },
		{ "data", MOMUS_ALIGN_LEFT },	 { "file", MOMUS_ALIGN_LEFT }
	};

	momus_training_table(
		t, columns, COUNT(columns),
		"Recipe and data: the first digits of their SHA-256; a "
		"seed belongs to the recipe");
	for (size_t i = 0; i < t->n; i++) {
		const struct momus_ledger_root *r = &t->list[i].root;

		momus_training_row(t, i);
		momus_document_text(&t->report.document,
				    momus_text_of(r->name));
		momus_document_cell(&t->report.document, "%llu",
				    (unsigned long long)r->seed);
		momus_document_text(&t->report.document,
				    momus_text_of(r->trainer));
		momus_document_text(&t->report.document,
				    momus_text_of(r->model));
		momus_training_count(t, (double)t->list[i].n_steps);
		momus_training_count(t, (double)r->planned);
		momus_document_text(&t->report.document,
				    momus_text_of(r->started));
		momus_document_cell(&t->report.document, "%.10s",
				    r->recipe_key);
		momus_document_cell(&t->report.document, "%.10s",
				    r->dataset_sha256);
		momus_document_text(&t->report.document,
				    momus_text_of(t->paths[i]));
	}
}

static void compose_head(struct momus_trainings *t)
{
	momus_document_add(&t->report.document, MOMUS_BLOCK_SECTION,
			   "What was trained");
	if (t->n > 1)
		compose_many(t);
	else
		compose_one(t);
	for (size_t i = 0; i < t->n; i++) {
		const struct momus_ledger *l = &t->list[i];

		if (l->n_steps && l->steps[0].step > 1)
			momus_document_add(
				&t->report.document, MOMUS_BLOCK_WARNING,
				"The log of %s begins with step "
				"%llu: what was before it is in no "
				"sum.",
				t->paths[i],
				(unsigned long long)l->steps[0].step);
	}
}

/* The numbers, over the training and step by step. */

static void compose_summary(struct momus_trainings *t)
{
	static const struct momus_column columns[] = {
		{ "measure", MOMUS_ALIGN_LEFT },
		{ "unit", MOMUS_ALIGN_LEFT },
		{ "first", MOMUS_ALIGN_RIGHT },
		{ "last", MOMUS_ALIGN_RIGHT },
		{ "end", MOMUS_ALIGN_RIGHT },
		{ "least", MOMUS_ALIGN_RIGHT },
		{ "at step", MOMUS_ALIGN_RIGHT },
		{ "most", MOMUS_ALIGN_RIGHT },
		{ "at step", MOMUS_ALIGN_RIGHT },
	};

	momus_document_add(&t->report.document, MOMUS_BLOCK_SECTION, "Summary");
	momus_training_table(t, columns, COUNT(columns),
			     "End: the mean of the last tenth of the values");
	for (int id = 0; id < MOMUS_SERIES_N; id++)
		for (size_t i = 0; i < t->n; i++) {
			const struct momus_series_sum s =
				momus_series_sum(&t->list[i], id);

			if (!s.n)
				continue;
			momus_training_row(t, i);
			momus_document_cell(&t->report.document, "%s",
					    momus_series[id].title);
			momus_document_cell(&t->report.document, "%s",
					    momus_series[id].unit);
			momus_training_series(t, id, s.first);
			momus_training_series(t, id, s.last);
			momus_training_series(t, id, s.end);
			momus_training_series(t, id, s.least);
			momus_training_count(t, (double)s.least_at);
			momus_training_series(t, id, s.most);
			momus_training_count(t, (double)s.most_at);
		}
}

int momus_trainings_compose(struct momus_trainings *t, struct momus_error *err)
{
	compose_head(t);
	compose_summary(t);
	momus_document_add(&t->report.document, MOMUS_BLOCK_PICTURES, "%s", "");
	momus_training_compose_steps(t);
	return momus_document_check(&t->report.document, err);
}
