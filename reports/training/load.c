/* load.c - see training.h: trainings in memory, and what they are called */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "reports/plots/sheet.h"
#include "reports/training/training.h"

int momus_trainings_load(struct momus_trainings *out, const char *const *paths,
			 size_t n, struct momus_error *err)
{
	int rc;

	memset(out, 0, sizeof *out);
	out->paths = paths;
	rc = momus_document_init(&out->report.document, err);
	out->list = calloc(n + 1, sizeof *out->list);
	if (!out->list && rc == MOMUS_OK)
		rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		rc = momus_ledger_read(&out->list[i], paths[i],
				       momus_files_real(), err);
		out->n += rc == MOMUS_OK;
	}
	if (rc < 0)
		momus_trainings_release(out);
	return rc;
}

void momus_trainings_release(struct momus_trainings *t)
{
	for (size_t i = 0; i < t->n; i++)
		momus_ledger_release(&t->list[i]);
	free(t->list);
	momus_report_release(&t->report);
	memset(t, 0, sizeof *t);
}

bool momus_training_rewards(const struct momus_ledger *l)
{
	return l->root.rewards != 0;
}

bool momus_trainings_rewarded(const struct momus_trainings *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (momus_training_rewards(&t->list[i]))
			return true;
	return false;
}

void momus_training_name(struct momus_buffer *b,
			 const struct momus_trainings *t, size_t i)
{
	const struct momus_ledger_root *root = &t->list[i].root;
	char letter[8];

	if (t->n > 1)
		momus_buffer_printf(b, "%s  ", momus_report_letter(i, letter));
	momus_sheet_plain(b, momus_text_of(root->name), MOMUS_SHEET_LABEL);
	momus_buffer_printf(b, " (seed %llu)", (unsigned long long)root->seed);
}
