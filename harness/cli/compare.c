/* compare.c - momus compare BASE.h5 NEW.h5 */
#include "config.h"

#include <string.h>

#include "cli/command.h"
#include "cli/comparing.h"

static int take(struct momus_comparing *c, int argc, char **argv, int *i,
		struct momus_error *err)
{
	int rc = momus_comparing_option(c, argc, argv, i, err);

	if (rc == MOMUS_ENOTFOUND)
		rc = momus_fail(err, MOMUS_EINVAL,
				"compare: \"%s\" is not understood, or lacks "
				"its value; `momus help compare` lists the "
				"options",
				argv[*i]);
	return rc;
}

static int run_compare(int argc, char **argv, struct momus_error *err)
{
	const char *paths[2] = { NULL, NULL };
	struct momus_comparing c;
	int n = 0, rc = MOMUS_OK;

	momus_comparing_init(&c);
	for (int i = 1; i < argc && rc == MOMUS_OK; i++)
		if (argv[i][0] == '-')
			rc = take(&c, argc, argv, &i, err);
		else if (n < 2)
			paths[n++] = argv[i];
		else
			rc = momus_fail(err, MOMUS_EINVAL,
					"compare: \"%s\" is one run too many; "
					"two are compared",
					argv[i]);
	if (rc == MOMUS_OK && n < 2)
		rc = momus_fail(err, MOMUS_EINVAL,
				"compare: which runs? usage: momus compare "
				"BASE.h5 NEW.h5");
	return rc < 0 ? rc : momus_comparing_run(&c, paths, 1, paths[1], err);
}

const struct momus_command momus_command_compare = {
	.name = "compare",
	.usage = "compare BASE.h5 NEW.h5 [--json] [--margin POINTS] "
		 "[--alpha A] [--require-power]",
	.summary = "say whether a new version is better or worse than the last",
	.help = "Pairs the problems of both runs and gives one of three "
		"answers: regression (exit status 3),\n"
		"no worse within the margin (0), cannot tell (0). Pass@1 after "
		"the last turn decides.\n\n"
		"  --alpha A        level of the tests (0.05)\n"
		"  --margin POINTS  the drop that would matter, in percentage "
		"points (1)\n"
		"  --turn T         the turn that decides\n"
		"  --power P        of the difference that could be seen "
		"(0.8)\n"
		"  --require-power  exit with 4 if nothing can be told\n"
		"  --looks N        the gate may stop early: this is one of N "
		"looks at growing runs, even or at\n"
		"                   the fractions N,N,… of the planned "
		"problems; boundaries by O'Brien and Fleming\n"
		"  --look K         which one, from 1\n"
		"  --e-value        p-values that hold however often one "
		"looks, without a plan\n"
		"  --despite LIST   compare although the runs differ in data, "
		"task, grader, feedback,\n"
		"                   shape, sampling or prompts (separated by "
		"commas; all)\n"
		"  --flips N        most problems named of each kind (20)\n"
		"  --json           one JSON object instead of text\n"
		"  --md FILE        also as Markdown, for a comment on a "
		"change\n"
		"  --junit FILE     also as JUnit XML, for a build server\n"
		"  --pages ADDRESS  link problems to their pages below it, "
		"which "
		"`momus report BASE.h5 NEW.h5 -o`\n"
		"                   wrote\n"
		"  --seed N         of the resampling (1)",
	.prints = true,
	.flags = "--json|--require-power|--e-value",
	.run = run_compare,
};
