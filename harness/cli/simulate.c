/* simulate.c - momus simulate: success against attempts
 *
 * Figure 3 of "Teaching Language Models to Critique via Reinforcement Learning":
 * how far critics of given strength carry a model, exactly and by simulation.
 */
#include "config.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/figures.h"
#include "reports/folder.h"
#include "reports/plots/attempts.h"
#include "stats/attempts.h"

enum { MOST_ATTEMPTS = 1000, CRITICS = 6 };

struct critic {
	const char *name;
	struct momus_attempts rates;
	double *exact, *drawn; /* owned, one a number of attempts */
};

struct order {
	struct momus_attempts own; /* NAN where not given */
	bool given;		   /* one critic, by its rates */
	double attempts, runs, seed;
	bool accept, json;
	const char *folder; /* -o; NULL: none */
	struct critic critics[CRITICS];
	size_t n, plain; /* all; those before resampling */
};

static const struct option {
	const char *name;
	size_t offset;
	double low, high;
	bool rate; /* else a whole number */
} options[] = {
#define OPTION(name_, member_, low_, high_, rate_)                         \
	{                                                                  \
		name_, offsetof(struct order, member_), low_, high_, rate_ \
	}
	OPTION("--p-init", own.p_init, 0, 1, true),
	OPTION("--p-cc", own.p_cc, 0, 1, true),
	OPTION("--p-cw", own.p_cw, 0, 1, true),
	OPTION("--tpr", own.tpr, 0, 1, true),
	OPTION("--fpr", own.fpr, 0, 1, true),
	OPTION("--attempts", attempts, 1, MOST_ATTEMPTS, false),
	OPTION("--runs", runs, 1, 1e9, false),
	OPTION("--seed", seed, 0, 9007199254740992.0, false),
};

static int set(struct order *o, const char *name, const char *value,
	       struct momus_error *err)
{
	double x;
	char *end;

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		const struct option *p = &options[i];

		if (strcmp(name, p->name) != 0)
			continue;
		errno = 0;
		x = strtod(value, &end);
		if (end == value || *end || errno || !(x >= p->low) ||
		    !(x <= p->high) || (!p->rate && x != floor(x)))
			return momus_fail(err, MOMUS_EINVAL,
					  "simulate: %s: \"%s\" is no %snumber "
					  "from %g to %g",
					  name, value, p->rate ? "" : "whole ",
					  p->low, p->high);
		memcpy((char *)o + p->offset, &x, sizeof(x));
		o->given |= p->rate;
		return MOMUS_OK;
	}
	return momus_fail(err, MOMUS_EINVAL,
			  "simulate: \"%s\" is not understood; `momus help "
			  "simulate` lists the options",
			  name);
}

static int parse(int argc, char **argv, struct order *o,
		 struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (int i = 1; i < argc && rc == MOMUS_OK; i++)
		if (strcmp(argv[i], "--json") == 0)
			o->json = true;
		else if (strcmp(argv[i], "--no-accept") == 0)
			o->accept = false;
		else if (strcmp(argv[i], "-o") == 0 && i + 1 < argc)
			o->folder = argv[++i];
		else if (i + 1 < argc)
			rc = set(o, argv[i], argv[i + 1], err), i++;
		else
			rc = momus_fail(err, MOMUS_EINVAL,
					"simulate: \"%s\" lacks its value, or "
					"is not understood; `momus help "
					"simulate` lists the options",
					argv[i]);
	return rc;
}

static double or_else(double x, double otherwise)
{
	return isnan(x) ? otherwise : x;
}

/* A new first solution each time, under the judgment of critic LIKE. */
static void add_resampling(struct order *o, double first, size_t like,
			   const char *name)
{
	const struct momus_attempts *a = &o->critics[like].rates;

	o->critics[o->n++] = (struct critic){ name,
					      { first, first, first, a->tpr,
						a->fpr, o->accept },
					      NULL,
					      NULL };
}

/* The paper's four critics and plain resampling under both judgments, or the one
 * that was given. */
static void choose(struct order *o)
{
	static const double strong[] = { 0.9, 0.3 }, weak[] = { 0.7, 0.15 };
	static const double sharp[] = { 0.7, 0.2 }, blunt[] = { 0.6, 0.3 };
	const struct {
		const char *name;
		const double *critique, *judge;
	} four[] = {
		{ "strong critique, strong judgment", strong, sharp },
		{ "strong critique, weak judgment", strong, blunt },
		{ "weak critique, strong judgment", weak, sharp },
		{ "weak critique, weak judgment", weak, blunt },
	};
	double first = or_else(o->own.p_init, 0.1);

	if (o->given) {
		o->own.p_init = first;
		o->own.p_cc = or_else(o->own.p_cc, strong[0]);
		o->own.p_cw = or_else(o->own.p_cw, strong[1]);
		o->own.tpr = or_else(o->own.tpr, sharp[0]);
		o->own.fpr = or_else(o->own.fpr, sharp[1]);
		o->own.accept = o->accept;
		o->critics[o->n++] =
			(struct critic){ "this critic", o->own, NULL, NULL };
	}
	for (int i = 0; i < 4 && !o->given; i++)
		o->critics[o->n++] = (struct critic){
			four[i].name,
			{ first, four[i].critique[0], four[i].critique[1],
			  four[i].judge[0], four[i].judge[1], o->accept },
			NULL,
			NULL
		};
	o->plain = o->n;
	add_resampling(o, first, 0,
		       o->given ? "resampling, same judgment"
				: "resampling, strong judgment");
	if (!o->given)
		add_resampling(o, first, 1, "resampling, weak judgment");
}

static int compute(struct order *o, struct momus_error *err)
{
	size_t n = (size_t)o->attempts;

	for (size_t i = 0; i < o->n; i++) {
		struct critic *c = &o->critics[i];

		c->exact = calloc(n, sizeof(double));
		c->drawn = calloc(n, sizeof(double));
		if (!c->exact || !c->drawn)
			return momus_fail(err, MOMUS_ENOMEM,
					  "simulate: out of memory");
		momus_attempts_exact(&c->rates, n, c->exact);
		momus_attempts_drawn(&c->rates, n, (uint64_t)o->runs,
				     (uint64_t)o->seed, c->drawn);
	}
	return MOMUS_OK;
}

/* The largest distance between both ways, in standard errors of the drawn one. */
static double farthest(const struct order *o)
{
	double worst = 0;

	for (size_t i = 0; i < o->n; i++)
		for (size_t t = 0; t < (size_t)o->attempts; t++) {
			double p = o->critics[i].exact[t];
			double se = sqrt(p * (1 - p) / o->runs);

			if (se > 0)
				worst = fmax(worst,
					     fabs(o->critics[i].drawn[t] - p) /
						     se);
		}
	return worst;
}

static void write_text(const struct order *o)
{
	puts("In percent: right after n attempts; exact, and the share of "
	     "simulated runs");
	for (size_t i = 0; i < o->n; i++) {
		const struct momus_attempts *a = &o->critics[i].rates;

		printf("  %c  %s; tends to %.2f\n", (char)('A' + i),
		       o->critics[i].name, 100 * momus_attempts_limit(a));
		printf("     p_init %g, p_cc %g, p_cw %g, TPR %g, FPR %g\n",
		       a->p_init, a->p_cc, a->p_cw, a->tpr, a->fpr);
	}
	printf("\n%2s", "n");
	for (size_t i = 0; i < o->n; i++)
		printf(" %6c %5s", (char)('A' + i), "drawn");
	putchar('\n');
	for (size_t t = 0; t < (size_t)o->attempts; t++) {
		printf("%2zu", t + 1);
		for (size_t i = 0; i < o->n; i++)
			printf(" %6.2f %5.2f", 100 * o->critics[i].exact[t],
			       100 * o->critics[i].drawn[t]);
		putchar('\n');
	}
	printf("\n%.0f runs each, seed %.0f; both ways lie at most %.1f "
	       "standard errors apart.\n%s\n",
	       o->runs, o->seed, farthest(o),
	       o->accept ? "A solution that the critic accepts is final."
			 : "The critic's judgment ends nothing.");
}

static void write_json(const struct order *o)
{
	cJSON *root = cJSON_CreateObject(), *list;
	int n = (int)o->attempts;
	char *text;

	cJSON_AddNumberToObject(root, "runs", o->runs);
	cJSON_AddNumberToObject(root, "seed", o->seed);
	cJSON_AddBoolToObject(root, "accept", o->accept);
	list = cJSON_AddArrayToObject(root, "critics");
	for (size_t i = 0; i < o->n; i++) {
		const struct critic *c = &o->critics[i];
		cJSON *x = cJSON_CreateObject();

		cJSON_AddStringToObject(x, "name", c->name);
		cJSON_AddNumberToObject(x, "p_init", c->rates.p_init);
		cJSON_AddNumberToObject(x, "p_cc", c->rates.p_cc);
		cJSON_AddNumberToObject(x, "p_cw", c->rates.p_cw);
		cJSON_AddNumberToObject(x, "tpr", c->rates.tpr);
		cJSON_AddNumberToObject(x, "fpr", c->rates.fpr);
		cJSON_AddNumberToObject(x, "limit",
					momus_attempts_limit(&c->rates));
		cJSON_AddItemToObject(x, "exact",
				      cJSON_CreateDoubleArray(c->exact, n));
		cJSON_AddItemToObject(x, "drawn",
				      cJSON_CreateDoubleArray(c->drawn, n));
		cJSON_AddItemToArray(list, x);
	}
	text = cJSON_Print(root);
	cJSON_Delete(root);
	puts(text ? text : "null");
	cJSON_free(text);
}

static int draw(const struct order *o, struct momus_error *err)
{
	struct momus_plot_critic critics[CRITICS];
	struct momus_folder *folder;
	struct momus_plots plots;
	int rc = momus_folder_open(&folder, o->folder, err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < o->n; i++)
		critics[i] = (struct momus_plot_critic){
			o->critics[i].name, o->critics[i].rates,
			o->critics[i].exact, o->critics[i].drawn,
			i < o->plain ? 0 : (int)(i - o->plain) + 1
		};
	rc = momus_plots_attempts(&plots,
				  &(struct momus_plot_attempts){
					  critics, o->n, (size_t)o->attempts,
					  o->runs, o->seed, o->accept },
				  folder, err);
	momus_folder_close(folder);
	if (rc == MOMUS_OK) {
		momus_cli_figures(&plots);
		momus_plots_release(&plots);
	}
	return rc;
}

static int run_simulate(int argc, char **argv, struct momus_error *err)
{
	struct order o = { .own = { NAN, NAN, NAN, NAN, NAN, true },
			   .attempts = 20,
			   .runs = 50000,
			   .seed = 1,
			   .accept = true };
	int rc = parse(argc, argv, &o, err);

	if (rc == MOMUS_OK) {
		choose(&o);
		rc = compute(&o, err);
	}
	if (rc == MOMUS_OK && o.json)
		write_json(&o);
	else if (rc == MOMUS_OK)
		write_text(&o);
	if (rc == MOMUS_OK && o.folder)
		rc = draw(&o, err);
	for (size_t i = 0; i < o.n; i++) {
		free(o.critics[i].exact);
		free(o.critics[i].drawn);
	}
	return rc;
}

const struct momus_command momus_command_simulate = {
	.name = "simulate",
	.usage = "simulate [--p-init P --p-cc P --p-cw P --tpr P --fpr P] "
		 "[-o DIR] [OPTION…]",
	.summary = "success against attempts, for critics of given strength",
	.help = "Before each revision the critic judges the solution: it "
		"accepts a right one with the true\n"
		"positive rate, a wrong one with the false positive rate, and "
		"what it accepts is final. Else\n"
		"a revision keeps a right solution right with p_cc and makes a "
		"wrong one right with p_cw.\n"
		"Computed exactly and by simulation; without rates, for four "
		"critics, strong and weak, and for\n"
		"plain resampling under both judgments.\n\n"
		"  --p-init P    a first solution is right (0.1)\n"
		"  --p-cc P, --p-cw P   of one critic (0.9, 0.3)\n"
		"  --tpr P, --fpr P     of its judgment (0.7, 0.2)\n"
		"  --no-accept   the judgment ends nothing\n"
		"  --attempts N  most attempts (20)\n"
		"  --runs N      simulated runs each (50,000)\n"
		"  --seed N      of the simulation (1)\n"
		"  --json        one JSON object instead of text\n"
		"  -o DIR        draw it, too: DIR/figures/attempts.svg, .pdf "
		"and .png, if gnuplot is there",
	.prints = true,
	.flags = "--json|--no-accept",
	.run = run_simulate,
};
