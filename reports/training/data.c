/* data.c - see training.h: trainings as CSV and as JSON, every row of them */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/hash.h"
#include "reports/csv/csv.h"
#include "reports/training/training.h"

static const size_t row_limit = (size_t)1 << 16; /* bytes */

static void put_real(FILE *file, double x)
{
	putc(',', file);
	if (!isnan(x))
		fprintf(file, "%.17g", x);
}

/* Fields FROM.. of table PART of ROW; NULL: their names. */
static void put_fields(FILE *file, enum momus_ledger_part part, size_t from,
		       const void *row)
{
	const struct momus_table *t = &momus_ledger_tables[part];

	for (size_t i = from; i < t->n_fields; i++)
		if (row)
			put_real(file, momus_ledger_value(&t->fields[i], row));
		else
			fprintf(file, ",%s%s",
				part == MOMUS_LEDGER_EVALUATIONS &&
						i + 2 >= t->n_fields
					? "held_out_"
					: "",
				t->fields[i].name);
}

static void put_nothing(FILE *file, enum momus_ledger_part part, size_t from)
{
	for (size_t i = from; i < momus_ledger_tables[part].n_fields; i++)
		putc(',', file);
}

/* Every step a row, with what rows held out said after it. */
static int write_steps(FILE *file, const struct momus_trainings *t, size_t i,
		       struct momus_error *err)
{
	const struct momus_ledger *l = &t->list[i];
	char letter[8];
	size_t at = 0;
	int rc = MOMUS_OK;

	for (size_t k = 0; rc == MOMUS_OK && k < l->n_steps; k++) {
		const struct momus_ledger_step *s = &l->steps[k];
		bool measured;

		while (at < l->n_evaluations &&
		       l->evaluations[at].step < s->step)
			at++;
		measured = at < l->n_evaluations &&
			   l->evaluations[at].step == s->step;
		fprintf(file, "%s,", momus_report_letter(i, letter));
		rc = momus_csv_text(file, momus_text_of(t->paths[i]), err);
		putc(',', file);
		if (rc == MOMUS_OK)
			rc = momus_csv_text(file, momus_text_of(l->root.name),
					    err);
		fprintf(file, ",%llu", (unsigned long long)l->root.seed);
		put_fields(file, MOMUS_LEDGER_STEPS, 0, s);
		if (measured)
			put_fields(file, MOMUS_LEDGER_EVALUATIONS, 1,
				   &l->evaluations[at]);
		else
			put_nothing(file, MOMUS_LEDGER_EVALUATIONS, 1);
		putc('\n', file);
	}
	return rc;
}

int momus_trainings_csv(const struct momus_trainings *t, FILE *file,
			struct momus_error *err)
{
	int rc = MOMUS_OK;

	fputs("training,file,name,seed", file);
	put_fields(file, MOMUS_LEDGER_STEPS, 0, NULL);
	put_fields(file, MOMUS_LEDGER_EVALUATIONS, 1, NULL);
	putc('\n', file);
	for (size_t i = 0; rc == MOMUS_OK && i < t->n; i++)
		rc = write_steps(file, t, i, err);
	return rc;
}

static void put_root(FILE *file, const struct momus_trainings *t, size_t i)
{
	const struct momus_ledger_root *r = &t->list[i].root;
	const struct {
		const char *name, *value;
	} texts[] = {
		{ "name", r->name },
		{ "training_id", r->training_id },
		{ "trainer", r->trainer },
		{ "model", r->model },
		{ "recipe_key", r->recipe_key },
		{ "dataset_sha256", r->dataset_sha256 },
		{ "software", r->software },
		{ "revision", r->revision },
		{ "host", r->host },
		{ "started", r->started },
		{ "ended", r->ended },
	};

	fputs("{\"file\":", file);
	momus_report_json_text(file, momus_text_of(t->paths[i]));
	for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
		fprintf(file, ",\"%s\":", texts[k].name);
		momus_report_json_text(file, momus_text_of(texts[k].value));
	}
	fprintf(file,
		",\"seed\":%llu,\"rewards\":%s,\"complete\":%s,\"planned\":%"
		"llu",
		(unsigned long long)r->seed, r->rewards ? "true" : "false",
		r->complete ? "true" : "false", (unsigned long long)r->planned);
}

static void put_row(struct momus_buffer *b, const struct momus_table *t,
		    const void *row)
{
	char hex[65];

	for (size_t k = 0; k < t->n_fields; k++) {
		const struct momus_field *f = &t->fields[k];

		momus_buffer_putc(b, k ? ',' : '{');
		if (f->type == MOMUS_FIELD_DIGEST) {
			momus_hex((const uint8_t *)row + f->offset, hex);
			momus_buffer_printf(b, "\"%s\":\"%s\"", f->name, hex);
		} else {
			momus_ledger_json(b, f, row);
		}
	}
	momus_buffer_putc(b, '}');
}

/* The rows (N) of table PART, a line each. */
static int put_rows(FILE *file, enum momus_ledger_part part, const void *rows,
		    size_t n, struct momus_error *err)
{
	const struct momus_table *t = &momus_ledger_tables[part];
	const char *row = rows;
	struct momus_buffer b;
	int rc = MOMUS_OK;

	momus_buffer_init(&b, row_limit);
	fprintf(file, ",\"%s\":[", strrchr(t->path, '/') + 1);
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++, row += t->row) {
		momus_buffer_reset(&b);
		momus_buffer_puts(&b, i ? ",\n" : "\n");
		put_row(&b, t, row);
		rc = momus_buffer_check(&b, "the report", err);
		fwrite(b.ptr, 1, b.len, file);
	}
	putc(']', file);
	momus_buffer_release(&b);
	return rc;
}

int momus_trainings_json(const struct momus_trainings *t, FILE *file,
			 struct momus_error *err)
{
	int rc = MOMUS_OK;

	fputs("{\"format\":\"momus-training-report\",\"version\":1,"
	      "\"trainings\":[",
	      file);
	for (size_t i = 0; rc == MOMUS_OK && i < t->n; i++) {
		const struct momus_ledger *l = &t->list[i];

		fputs(i ? ",\n" : "\n", file);
		put_root(file, t, i);
		rc = put_rows(file, MOMUS_LEDGER_STEPS, l->steps, l->n_steps,
			      err);
		if (rc == MOMUS_OK)
			rc = put_rows(file, MOMUS_LEDGER_EVALUATIONS,
				      l->evaluations, l->n_evaluations, err);
		if (rc == MOMUS_OK)
			rc = put_rows(file, MOMUS_LEDGER_CHECKPOINTS,
				      l->checkpoints, l->n_checkpoints, err);
		if (rc == MOMUS_OK)
			rc = put_rows(file, MOMUS_LEDGER_SESSIONS, l->sessions,
				      l->n_sessions, err);
		putc('}', file);
	}
	fputs("]}\n", file);
	return rc;
}
