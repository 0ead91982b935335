/* trainevents.c - see trainevents.h */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "run/trainevents.h"

enum { MOST = 64, TAG = 64 };

struct values {
	char tags[MOST][TAG];
	struct momus_event_value list[MOST];
	size_t n;
};

/* Adds FIELD of ROW, under GROUP unless it is a time. */
static void add(struct values *v, const char *group,
		const struct momus_field *f, const void *row)
{
	static const char seconds[] = "seconds", held[] = "held_out_";
	size_t len = strlen(f->name), end = strlen(seconds);
	const char *name = f->name;
	char *tag = v->tags[v->n];

	if (strcmp(name, "step") == 0 || strcmp(name, "ended") == 0 ||
	    v->n == MOST)
		return;
	if (strncmp(name, held, strlen(held)) == 0)
		name += strlen(held);
	if (strcmp(name, seconds) == 0 && strcmp(group, "held_out") != 0)
		snprintf(tag, TAG, "seconds/all");
	else if (len > end && strcmp(name + len - end, seconds) == 0)
		snprintf(tag, TAG, "seconds/%.*s", (int)(len - end - 1), name);
	else
		snprintf(tag, TAG, "%s/%s", group, name);
	v->list[v->n++] =
		(struct momus_event_value){ tag, momus_ledger_value(f, row) };
}

int momus_train_events_step(struct momus_events *e,
			    const struct momus_ledger_step *row, bool rewards,
			    struct momus_error *err)
{
	const struct momus_table *t = &momus_ledger_tables[MOMUS_LEDGER_STEPS];
	struct values v = { .n = 0 };

	for (size_t i = 0; i < t->n_fields; i++) {
		const struct momus_field *f = &t->fields[i];
		bool count = f->type == MOMUS_FIELD_U64;

		if (!rewards && i >= momus_ledger_rolled[0] &&
		    i < momus_ledger_rolled[1])
			continue;
		add(&v, count ? "counts" : "training", f, row);
	}
	return momus_events_add(e, row->step, row->ended_s, v.list, v.n, err);
}

int momus_train_events_held_out(struct momus_events *e,
				const struct momus_ledger_evaluation *row,
				struct momus_error *err)
{
	const struct momus_table *t =
		&momus_ledger_tables[MOMUS_LEDGER_EVALUATIONS];
	struct values v = { .n = 0 };

	for (size_t i = 0; i < t->n_fields; i++)
		add(&v, "held_out", &t->fields[i], row);
	return momus_events_add(e, row->step, row->ended_s, v.list, v.n, err);
}
