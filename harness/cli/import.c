/* import.c - momus import: trajectories that others made, as a run */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "cli/import.h"
#include "cli/newfile.h"
#include "momus/log.h"

/* Sets what OPTION names; MOMUS_END: it is no option with a value. */
static int take_value(struct import *i, const char *option, const char *value,
		      struct momus_error *err)
{
	const struct {
		const char *option, **field;
	} own[] = {
		{ "-o", &i->out },
		{ "--form", &i->options.form },
		{ "--name", &i->name },
		{ "--generator", &i->options.generator },
		{ "--critic", &i->options.critic },
		{ "--grader", &i->options.grader },
		{ "--feedback", &i->options.feedback },
	};
	static const struct {
		const char *option, *key;
	} keys[] = {
		{ "--task", "task.plugin" },
		{ "--data", "task.data" },
		{ "--programs", "limits.programs" },
		{ "--sandbox", "sandbox" },
	};

	for (size_t k = 0; k < sizeof own / sizeof *own; k++)
		if (strcmp(option, own[k].option) == 0) {
			*own[k].field = value;
			return MOMUS_OK;
		}
	for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
		if (strcmp(option, keys[k].option) == 0) {
			i->tasked |= k == 0;
			return momus_recipe_set_text(i->recipe, keys[k].key,
						     value, err);
		}
	if (strcmp(option, "--set") == 0)
		return momus_recipe_set(i->recipe, value, err);
	return MOMUS_END;
}

static int take_grade(struct import *i, const char *how,
		      struct momus_error *err)
{
	if (strcmp(how, "beside") == 0)
		i->grading = IMPORT_BESIDE;
	else if (strcmp(how, "instead") == 0)
		i->grading = IMPORT_INSTEAD;
	else
		return momus_fail(err, MOMUS_EINVAL,
				  "--grade=%.100s: expected beside or instead",
				  how);
	return MOMUS_OK;
}

static int not_understood(const char *arg, struct momus_error *err)
{
	return momus_fail(err, MOMUS_EINVAL,
			  "import: \"%s\" is not understood; `momus help "
			  "import` lists the options",
			  arg);
}

/* An option with its value, or a file, which goes to FILES. */
static int take_option(struct import *i, int argc, char **argv, int *at,
		       const char **files, size_t *n, struct momus_error *err)
{
	const char *arg = argv[*at];
	int rc = MOMUS_END;

	if (arg[0] != '-') {
		files[(*n)++] = arg;
		return MOMUS_OK;
	}
	if (strcmp(arg, "--grade") == 0)
		return take_grade(i, "beside", err);
	if (strncmp(arg, "--grade=", 8) == 0)
		return take_grade(i, arg + 8, err);
	if (*at + 1 < argc)
		rc = take_value(i, arg, argv[++*at], err);
	return rc == MOMUS_END ? not_understood(arg, err) : rc;
}

static int check_options(const struct import *i, size_t n,
			 struct momus_error *err)
{
	struct stat st;

	if (!n)
		return momus_fail(err, MOMUS_EINVAL,
				  "import: which files? usage: momus import "
				  "FILE... -o RUN.h5");
	if (!i->out)
		return momus_fail(err, MOMUS_EINVAL,
				  "import: where to? give -o RUN.h5");
	if (stat(i->out, &st) == 0)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: exists already; choose another name or "
				  "remove it",
				  i->out);
	if (i->grading && !i->tasked)
		return momus_fail(err, MOMUS_EINVAL,
				  "import: --grade needs --task and --data, "
				  "whose tests the solutions are to pass");
	if (i->options.grader && strcmp(i->options.grader, "strict") == 0)
		return momus_fail(err, MOMUS_EINVAL,
				  "--grader strict: that is Momus's own judge; "
				  "name who gave the recorded verdicts");
	return MOMUS_OK;
}

/* Opens the task and its data, if one was named. */
static int open_task(struct import *i, struct momus_error *err)
{
	const struct momus_recipe *r = i->recipe;
	int rc;

	if (!i->tasked)
		return MOMUS_OK;
	rc = momus_recipe_check(i->recipe, true, err);
	if (rc == MOMUS_OK)
		rc = momus_registry_open(&i->registry, err);
	if (rc == MOMUS_OK)
		rc = momus_benchmark_open(&i->benchmark, r, i->registry, err);
	if (rc == MOMUS_OK)
		rc = momus_benchmark_load(i->benchmark, r->data, 0, 0, 1, err);
	i->options.benchmark = i->benchmark;
	return rc;
}

/* The file's name without folder and ".h5". */
static void default_name(const struct import *i, char out[256])
{
	const char *slash = strrchr(i->out, '/');
	size_t len;

	snprintf(out, 256, "%s",
		 i->name ? i->name
		 : slash ? slash + 1
			 : i->out);
	len = strlen(out);
	if (!i->name && len > 3 && strcmp(out + len - 3, ".h5") == 0)
		out[len - 3] = '\0';
}

static int store(struct import *i, struct momus_error *err)
{
	static const char *const how[] = { "", "beside", "instead" };
	struct momus_store_head head;
	struct momus_import_head of = {
		.benchmark = i->benchmark,
		.recipe = i->recipe,
		.grading = how[i->grading],
	};
	char name[256];
	int rc;

	default_name(i, name);
	of.name = name;
	if (i->grading == IMPORT_INSTEAD)
		i->imported->grader = i->benchmark->grader;
	rc = momus_imported_head(&head, i->imported, &of, err);
	return rc < 0 ? rc
		      : momus_imported_store(i->imported, &head, i->out, err);
}

static void warn(const struct momus_imported *m)
{
	size_t n = m->counts.bad;

	for (size_t k = 0; k < n && k < MOMUS_IMPORT_NAMED; k++)
		momus_log(MOMUS_LOG_WARNING, "import", "%s", m->bad[k].text);
	if (n > MOMUS_IMPORT_NAMED)
		momus_log(MOMUS_LOG_WARNING, "import",
			  "%zu more rows could not be read",
			  n - MOMUS_IMPORT_NAMED);
}

static void tell(struct import *i)
{
	const struct momus_imported *m = i->imported;
	const struct momus_import_counts *c = &m->counts;
	size_t kinds[MOMUS_NODE_REWARD + 1] = { 0 }, skipped = 0;

	for (size_t k = 0; k < m->n; k++)
		if (m->told[k].node.state == MOMUS_NODE_DONE)
			kinds[m->told[k].node.kind]++;
		else if (m->told[k].node.state == MOMUS_NODE_SKIPPED)
			skipped += m->told[k].node.kind == MOMUS_NODE_REVISION;
	printf("%s: form %s, %zu rows: %zu problems, %zu solutions, %zu "
	       "critiques, %zu revisions, %u turns\n",
	       i->out, m->form, c->rows, m->n_problems,
	       kinds[MOMUS_NODE_SOLUTION], kinds[MOMUS_NODE_CRITIQUE],
	       kinds[MOMUS_NODE_REVISION], m->turns);
	printf("verdicts of %s; %zu solutions without one\n", m->grader,
	       i->grading == IMPORT_INSTEAD ? i->unjudged : c->no_verdict);
	printf("not revised: %zu (%zu of them right by their verdict); not in "
	       "the files: %zu; empty revisions: %zu\n",
	       skipped, c->kept, c->untold, c->empty);
	if (c->elsewhere)
		printf("skipped: %zu rows of problems that %s lacks\n",
		       c->elsewhere, i->recipe->data);
	momus_import_tell_grading(i);
	printf("bad rows: %zu\n", c->bad);
}

static int import_files(struct import *i, const char *const *files, size_t n,
			struct momus_error *err)
{
	struct momus_new_file trial = { .file = NULL };
	bool stopped = false;
	int rc = check_options(i, n, err);

	if (rc == MOMUS_OK)
		rc = momus_new_file_open(&trial, i->out, err);
	momus_new_file_drop(&trial);
	if (rc == MOMUS_OK)
		rc = open_task(i, err);
	if (rc == MOMUS_OK)
		rc = momus_imported_read(&i->imported, files, n, &i->options,
					 err);
	if (rc < 0)
		return rc;
	warn(i->imported);
	if (i->grading)
		rc = momus_import_grade(i, &stopped, err);
	if (rc == MOMUS_OK && stopped)
		rc = momus_fail(err, MOMUS_EIO,
				"import: interrupted; nothing is written");
	if (rc == MOMUS_OK)
		rc = store(i, err);
	if (rc == MOMUS_OK)
		tell(i);
	return rc;
}

static int import(int argc, char **argv, struct momus_error *err)
{
	struct import i = { .options.form = "auto" };
	const char **files = calloc((size_t)argc, sizeof *files);
	size_t n = 0;
	int rc = files ? momus_recipe_read(&i.recipe, NULL, err)
		       : momus_fail(err, MOMUS_ENOMEM, "import: out of memory");

	for (int at = 1; rc == MOMUS_OK && at < argc; at++)
		rc = take_option(&i, argc, argv, &at, files, &n, err);
	if (rc == MOMUS_OK)
		rc = import_files(&i, files, n, err);
	momus_import_grade_release(&i);
	momus_imported_free(i.imported);
	momus_benchmark_close(i.benchmark);
	momus_registry_free(i.registry);
	momus_recipe_free(i.recipe);
	free(files);
	return rc;
}

const struct momus_command momus_command_import = {
	.name = "import",
	.usage = "import FILE… -o RUN.h5 [--form F] [--generator NAME] "
		 "[--task T --data FILE [--grade]]",
	.summary = "read trajectories that others made into a run",
	.help = "FILEs are JSON Lines or one JSON array, plain or gzip, all "
		"of one form, known by its fields:\n"
		"  trajectories   {\"id\", \"turns\": [{\"solution\", "
		"\"passed\"}, {\"critique\", \"solution\", \"passed\"}, ...]}\n"
		"  nodes          what momus export prints\n"
		"  livecodebench  evaluation files of code generation and of "
		"self-repair, given together\n"
		"  ldb, reflexion, paircoder  the files that these projects "
		"publish\n"
		"momus(1) describes the fields of the first two. Recorded "
		"verdicts become the parity verdict.\n"
		"A row that cannot be read is named, counted and left out.\n\n"
		"  --form F               one of these, instead of looking\n"
		"  --generator, --critic, --grader, --feedback NAME\n"
		"                         what rows do not say: the models, "
		"who "
		"judged, what a revision was made from\n"
		"  --name NAME            of the run; RUN unless told\n"
		"  --task T --data FILE   the problems as a task reads them; "
		"others are skipped\n"
		"  --grade                judge in the sandbox, too: the "
		"strict verdict is the sandbox's\n"
		"  --grade=instead        both verdicts are\n"
		"  --set task.OPTION=V, --programs N, --sandbox=best-effort\n"
		"                         as for `momus grade`",
	.whole = "--grade",
	.run = import,
};
