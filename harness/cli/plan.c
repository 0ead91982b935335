/* plan.c - momus plan [RUN.h5 [NEW.h5]] */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/comparing.h"
#include "reports/plan/calibration.h"
#include "reports/plan/plan.h"

struct order {
	const char *paths[2];
	int n;
	bool calibrate;
	double pass, correlation, across, drop; /* NAN: not given */
	double problems, samples, trials;	/* 0: not given */
	struct momus_comparing comparing;	/* options that it shares */
};

static const struct option {
	const char *name;
	size_t offset;
	double low, high;
	bool whole;
} options[] = {
#define OPTION(name_, member_, low_, high_, whole_)                         \
	{                                                                   \
		name_, offsetof(struct order, member_), low_, high_, whole_ \
	}
	OPTION("--pass", pass, 0, 1, false),
	OPTION("--correlation", correlation, 0, 1, false),
	OPTION("--across", across, 0, 1, false),
	OPTION("--drop", drop, 0.1, 100, false),
	OPTION("--problems", problems, 2, 1e9, true),
	OPTION("--samples", samples, 1, 1e6, true),
	OPTION("--trials", trials, 100, 1e6, true),
};

/* Of the options of a comparison, those that a plan has no use for. */
static const char *const without[] = { "--flips", "--md",   "--junit",
				       "--pages", "--look", "--require-power" };

static int not_understood(const char *word, struct momus_error *err)
{
	return momus_fail(err, MOMUS_EINVAL,
			  "plan: \"%s\" is not understood, or lacks its value; "
			  "`momus help plan` lists the options",
			  word);
}

static int too_small(const char *value, struct momus_error *err)
{
	return momus_fail(err, MOMUS_EINVAL,
			  "plan: --drop %s is less than a tenth of a point: "
			  "drops and margins are in percentage points, so that "
			  "3 is a fall from 40 %% to 37 %%",
			  value);
}

static int option(struct order *o, int argc, char **argv, int *i,
		  struct momus_error *err)
{
	const char *name = argv[*i];
	const struct option *p = NULL;
	double x;
	int rc;

	for (size_t k = 0; k < sizeof(options) / sizeof(*options); k++)
		if (strcmp(name, options[k].name) == 0)
			p = &options[k];
	for (size_t k = 0; k < sizeof(without) / sizeof(*without); k++)
		if (strcmp(name, without[k]) == 0)
			return not_understood(name, err);
	if (!p) {
		rc = momus_comparing_option(&o->comparing, argc, argv, i, err);
		return rc == MOMUS_ENOTFOUND ? not_understood(name, err) : rc;
	}
	if (*i + 1 >= argc)
		return not_understood(name, err);
	rc = momus_comparing_number(
		name, argv[*i + 1],
		p->offset == offsetof(struct order, drop) ? 1e-9 : p->low,
		p->high, p->whole, &x, err);
	if (rc == MOMUS_OK && x < p->low)
		rc = too_small(argv[*i + 1], err);
	if (rc == MOMUS_OK)
		memcpy((char *)o + p->offset, &x, sizeof(x));
	*i += rc == MOMUS_OK;
	return rc;
}

static int parse(int argc, char **argv, struct order *o,
		 struct momus_error *err)
{
	int rc = MOMUS_OK;

	momus_comparing_init(&o->comparing);
	for (int i = 1; i < argc && rc == MOMUS_OK; i++)
		if (strcmp(argv[i], "--calibrate") == 0)
			o->calibrate = true;
		else if (argv[i][0] == '-')
			rc = option(o, argc, argv, &i, err);
		else if (o->n == 2)
			rc = momus_fail(err, MOMUS_EINVAL,
					"plan: \"%s\" is one run too many; one "
					"or two are planned from",
					argv[i]);
		else
			o->paths[o->n++] = argv[i];
	if (rc == MOMUS_OK && !o->n && (o->calibrate || isnan(o->pass)))
		rc = momus_fail(err, MOMUS_EINVAL,
				"plan: from what? usage: momus plan RUN.h5, or "
				"momus plan --pass P");
	if (rc == MOMUS_OK && o->comparing.e_value && !o->calibrate)
		rc = momus_fail(err, MOMUS_EINVAL,
				"plan: what an e-value sees has no formula; "
				"`momus plan --calibrate RUN.h5 --e-value` "
				"measures it");
	return rc;
}

static int run_calibration(const struct order *o, const struct momus_answers *a,
			   struct momus_error *err)
{
	const struct momus_comparing *s = &o->comparing;
	struct momus_calibration_request r = {
		.alpha = s->alpha,
		.margin = s->margin,
		.drop = o->drop / 100,
		.correlation = o->correlation,
		.n_looks = s->n_looks,
		.e_value = s->e_value,
		.trials = o->trials > 0 ? (uint64_t)o->trials : 1000,
		.seed = s->seed,
	};
	struct momus_calibration c;
	int rc;

	memcpy(r.looks, s->looks, sizeof(r.looks));
	rc = momus_calibration_make(&c, &r, a, err);
	if (rc == MOMUS_OK && s->json)
		rc = momus_calibration_json(&c, stdout, err);
	else if (rc == MOMUS_OK)
		rc = momus_calibration_text(&c, stdout, err);
	return rc;
}

static int run_planning(const struct order *o, const struct momus_answers *a,
			struct momus_error *err)
{
	const struct momus_comparing *s = &o->comparing;
	struct momus_plan_request r = {
		.alpha = s->alpha,
		.power = s->power,
		.drop = isnan(o->drop) ? 0.03 : o->drop / 100,
		.margin = s->margin,
		.pass = o->pass,
		.correlation = o->correlation,
		.across = o->across,
		.problems = (uint64_t)o->problems,
		.samples = (uint64_t)o->samples,
		.n_looks = s->n_looks,
		.seed = s->seed,
	};
	struct momus_planning p;
	int rc;

	memcpy(r.looks, s->looks, sizeof(r.looks));
	rc = momus_plan_make(&p, &r, a, err);
	if (rc == MOMUS_OK && s->json)
		rc = momus_plan_json(&p, stdout, err);
	else if (rc == MOMUS_OK)
		rc = momus_plan_text(&p, stdout, err);
	return rc;
}

static int run_plan(int argc, char **argv, struct momus_error *err)
{
	struct order o = {
		.pass = NAN, .correlation = NAN, .across = NAN, .drop = NAN
	};
	struct momus_answers a = { .n = 0 };
	int rc = parse(argc, argv, &o, err);

	if (rc == MOMUS_OK && o.n)
		rc = momus_answers_load(&a, o.paths[0], o.paths[1],
					o.comparing.turn, o.comparing.despite,
					err);
	if (rc == MOMUS_OK && o.calibrate)
		rc = run_calibration(&o, &a, err);
	else if (rc == MOMUS_OK)
		rc = run_planning(&o, o.n ? &a : NULL, err);
	momus_answers_release(&a);
	return rc;
}

const struct momus_command momus_command_plan = {
	.name = "plan",
	.usage = "plan [RUN.h5 [NEW.h5]] [--pass P] [--drop POINTS] "
		 "[--margin POINTS] [OPTION…]",
	.summary = "how many problems and samples a comparison needs",
	.help = "From the answers of a run, of two versions, or from stated "
		"rates: the least drop that is seen,\n"
		"the chance to see a given one, and the problems that it "
		"takes; the same for ruling a margin out.\n\n"
		"  --pass P         Pass@1 to expect, a share\n"
		"  --correlation R  of two answers to one problem by one "
		"version\n"
		"  --across R       of two answers to one problem by two "
		"versions\n"
		"  --drop POINTS    to be seen, in percentage points (3)\n"
		"  --margin POINTS  to be ruled out (1)\n"
		"  --problems N     there are (those of the run)\n"
		"  --samples K      of each problem by either version\n"
		"  --alpha A        level of the tests (0.05)\n"
		"  --power P        the chance to aim at (0.8)\n"
		"  --looks N        looks on the way, as for `momus compare`; "
		"their boundaries\n"
		"  --turn T         after which answers are judged (the last)\n"
		"  --despite LIST   as for `momus compare`, of two runs\n"
		"  --json           one JSON object instead of text\n\n"
		"  --calibrate      measure instead how often the gate of "
		"`momus compare` errs on this run:\n"
		"                   versions that are alike, made by dealing a "
		"problem's answers to two sides\n"
		"                   (two runs: by swapping names), and with "
		"drops put in; takes --looks and\n"
		"                   --e-value\n"
		"  --trials N       of each size of drop (1000)\n"
		"  --seed N         of the trials, and of intervals (1)",
	.prints = true,
	.flags = "--json|--calibrate|--e-value",
	.run = run_plan,
};
