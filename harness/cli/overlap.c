/* overlap.c - momus overlap TRAIN TEST… */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/overlap.h"

static const size_t arena_limit = (size_t)16 << 30; /* ids */

static int take_number(const char *option, const char *value, double *out,
		       struct momus_error *err)
{
	char *end;

	*out = strtod(value, &end);
	if (!*value || *end)
		return momus_fail(err, MOMUS_EINVAL,
				  "overlap: %s: expected a number, found "
				  "\"%s\"",
				  option, value);
	return MOMUS_OK;
}

static int take_count(const char *option, const char *value, size_t *out,
		      struct momus_error *err)
{
	double x;
	int rc = take_number(option, value, &x, err);

	if (rc < 0)
		return rc;
	if (!(x >= 1 && x <= 1000) || x != (double)(size_t)x)
		return momus_fail(err, MOMUS_EINVAL,
				  "overlap: %s: expected a whole number of "
				  "words, found \"%s\"",
				  option, value);
	*out = (size_t)x;
	return MOMUS_OK;
}

struct reading {		  /* of the command line */
	const char *task, *field; /* of the files behind */
	size_t n_files;
};

static void take_file(struct overlap *o, struct reading *r, const char *path)
{
	struct overlap_file *f =
		r->n_files++ ? &o->tests[o->n_tests++] : &o->train;

	*f = (struct overlap_file){ .path = path,
				    .task = r->task,
				    .field = r->field };
}

static int take_value(struct overlap *o, struct reading *r, const char *option,
		      const char *value, struct momus_error *err)
{
	if (strcmp(option, "-o") == 0) {
		o->list_path = value;
	} else if (strcmp(option, "--task") == 0) {
		r->task = value;
		r->field = NULL;
	} else if (strcmp(option, "--field") == 0) {
		r->field = value;
		r->task = NULL;
	} else if (strcmp(option, "--share") == 0) {
		return take_number(option, value, &o->rule.share, err);
	} else if (strcmp(option, "--jaccard") == 0) {
		return take_number(option, value, &o->rule.jaccard, err);
	} else if (strcmp(option, "--gram") == 0) {
		return take_count(option, value, &o->rule.gram, err);
	} else {
		return take_count(option, value, &o->rule.shingle, err);
	}
	return MOMUS_OK;
}

static int take(struct overlap *o, struct reading *r, int argc, char **argv,
		int *i, struct momus_error *err)
{
	static const char *const valued[] = { "-o",	  "--task", "--field",
					      "--share",  "--gram", "--jaccard",
					      "--shingle" };
	const char *arg = argv[*i];

	if (arg[0] != '-') {
		take_file(o, r, arg);
		return MOMUS_OK;
	}
	if (strcmp(arg, "--json") == 0) {
		o->json = true;
		return MOMUS_OK;
	}
	for (size_t k = 0; k < sizeof valued / sizeof *valued; k++) {
		if (strcmp(arg, valued[k]) != 0)
			continue;
		if (*i + 1 == argc)
			return momus_fail(err, MOMUS_EINVAL,
					  "overlap: %s needs a value", arg);
		return take_value(o, r, arg, argv[++*i], err);
	}
	return momus_fail(err, MOMUS_EINVAL,
			  "overlap: \"%s\" is not understood; `momus help "
			  "overlap` lists the options",
			  arg);
}

static int read_options(struct overlap *o, int argc, char **argv,
			struct momus_error *err)
{
	struct reading r = { .n_files = 0 };
	int rc = MOMUS_OK;

	o->tests = calloc((size_t)argc, sizeof *o->tests);
	o->arena = momus_arena_create(arena_limit);
	if (!o->tests || !o->arena)
		return momus_fail(err, MOMUS_ENOMEM, "overlap: out of memory");
	for (int i = 1; rc == MOMUS_OK && i < argc; i++)
		rc = take(o, &r, argc, argv, &i, err);
	if (rc == MOMUS_OK && !o->n_tests)
		rc = momus_fail(err, MOMUS_EINVAL,
				"overlap: usage: momus overlap TRAIN TEST… "
				"[-o LIST]");
	return rc;
}

static int overlap(int argc, char **argv, struct momus_error *err)
{
	struct overlap o = { .rule = MOMUS_OVERLAP_RULE };
	int rc = read_options(&o, argc, argv, err);

	if (rc == MOMUS_OK)
		rc = momus_registry_open(&o.registry, err);
	if (rc == MOMUS_OK)
		rc = momus_overlap_work(&o, err);
	if (rc == MOMUS_OK && o.json)
		momus_overlap_tell_json(&o);
	else if (rc == MOMUS_OK)
		momus_overlap_tell(&o);
	momus_new_file_drop(&o.list);
	momus_overlap_free(o.index);
	momus_registry_free(o.registry);
	momus_arena_free(o.arena);
	free(o.texts);
	free(o.tests);
	return rc;
}

const struct momus_command momus_command_overlap = {
	.name = "overlap",
	.usage = "overlap TRAIN TEST… [-o LIST] [--json] [OPTION…]",
	.summary = "find problems of a training file that are in test files",
	.help = "Files have a JSON object a line, plain or gzip. -o LIST "
		"writes one a pair, which a recipe's\n"
		"task.exclude takes, or --exclude of run and grade:\n"
		"  {\"id\": ID, \"line\": N, \"kind\": "
		"\"exact|normalised|near\", \"file\": TEST,\n"
		"   \"other\": ID, \"score\": S, \"share\": G, \"jaccard\": "
		"J}\n"
		"exact: the same text but for white space at its ends; "
		"normalised: the same words, whatever case,\n"
		"white space, punctuation and forms of Unicode; near: a "
		"threshold below is reached; score: the\n"
		"greater of share and jaccard. With the first ID on it, a "
		"problem of TRAIN is left out.\n\n"
		"  --task NAME   of the files behind it: the texts are those "
		"that this task gives its models\n"
		"  --field KEY   of the files behind it: the texts are in this "
		"field; default: the first of\n"
		"                question_content, question, description, "
		"prompt, content, text, problem, statement\n"
		"  --share X     of the text with fewer grams, so large a "
		"share is in the other; default 0.3\n"
		"  --gram N      words of a gram, 8 to 64; default 13\n"
		"  --jaccard X   so alike are the sets of shingles; default "
		"0.3\n"
		"  --shingle N   words of a shingle, 1 to 8; default 5\n"
		"  --json        one JSON object instead of text\n",
	.flags = "--json",
	.run = overlap,
};
