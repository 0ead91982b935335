/* label.h - what the two files of `momus label` share */
#ifndef MOMUS_CLI_LABEL_H
#define MOMUS_CLI_LABEL_H

#include "cli/gradeline.h"
#include "run/judging.h"
#include "run/label-file.h"
#include "run/label-plan.h"
#include "store/reader.h"

struct label {
	const char *path; /* of the run */
	char *out;	  /* owned, as all below */
	bool resume, dry;
	struct momus_recipe *recipe;
	struct momus_registry *registry;
	struct momus_label_plan plan;
	struct momus_run *run;
	size_t *nodes; /* (n): critiques to be asked about */
	size_t n, chosen, all;
	struct momus_label_file *file;
	struct momus_labels labels; /* all of them, at the end */
	struct momus_grade_line line;
	struct momus_judging_counts counts;
	double synced;
	struct momus_error failure; /* the first request's */
};

/* Chooses the critiques, opens the file and leaves those that it has. */
int momus_label_choose(struct label *l, struct momus_error *err);
/* Asks about them; *STOPPED: not all. */
int momus_label_work(struct label *l, bool *stopped, struct momus_error *err);
/* What a whole run of it would ask for, on standard output. */
int momus_label_foretell(struct label *l, struct momus_error *err);

#endif /* MOMUS_CLI_LABEL_H */
