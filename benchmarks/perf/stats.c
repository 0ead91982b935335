/* stats.c - one statistic on the numbers of a file, timed; see stats.py
 *
 * usage: stats WHAT REPEATS <doubles
 *
 * Prints the least wall and processor time of REPEATS passes, and a result of two
 * numbers to compare: sums over all tables, or the ends of an interval.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apart.h"
#include "stats/agreement.h"
#include "stats/betabinomial.h"
#include "stats/bootstrap.h"
#include "stats/calibration.h"
#include "stats/chain.h"
#include "stats/components.h"
#include "stats/discrimination.h"
#include "stats/evalue.h"
#include "stats/paired.h"
#include "stats/passk.h"
#include "stats/power.h"
#include "stats/swap.h"
#include "stats/wilson.h"

enum { SAMPLES = 5, STATES = 4, SUMS = 8, BLOCK = 256 };

struct input {
	double *x;	 /* owned; as read, row by row */
	double *columns; /* owned; the same, column by column */
	double *room;	 /* owned, (N): for results */
	size_t n;
	struct momus_samples *problems; /* owned; the first two columns */
};

/* In eight sums, since one addition need not wait for another's end then. */
static double total(const double *x, size_t n)
{
	double sums[8] = { 0 };
	size_t i = 0;

	for (; i + 8 <= n; i += 8)
#pragma GCC unroll 8
		for (int j = 0; j < 8; j++)
			sums[j] += x[i + j];
	for (; i < n; i++)
		sums[0] += x[i];
	return ((sums[0] + sums[1]) + (sums[2] + sums[3])) +
	       ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

/* The 95 % interval of the first of M figures of the rows of K numbers. */
static void resample(const double *rows, size_t n, size_t k,
		     momus_bootstrap_fn *figures, size_t m, bool bca,
		     double out[2])
{
	const struct momus_bootstrap b = { .rows = rows,
					   .n = n,
					   .k = k,
					   .figures = figures,
					   .m = m,
					   .seed = 1,
					   .purpose = "perf",
					   .bca = bca };
	struct momus_interval i[SUMS];

	if (momus_bootstrap(&b, i, NULL) < 0)
		exit(1);
	out[0] = i[0].low;
	out[1] = i[0].high;
}

static void ratio(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] = s[1] / s[0];
}

/* Judged and right of a problem. */
static void bootstrap(const struct input *in, double out[2])
{
	resample(in->x, in->n / 2, 2, ratio, 1, false, out);
}

static void bca(const struct input *in, double out[2])
{
	resample(in->x, in->n / 2, 2, ratio, 1, true, out);
}

static void transitions(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[1] = s[0] / (s[0] + s[1]);
	out[2] = s[2] / (s[2] + s[3]);
	out[0] = momus_two_state(out[1], out[2]).stationary;
}

/* Steps of a problem: kept, broken, mended, still wrong. */
static void markov(const struct input *in, double out[2])
{
	resample(in->x, in->n / 4, 4, transitions, 3, false, out);
}

static void agreement(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] = momus_kappa(
		&(struct momus_agreement){ s[0], s[1], s[2], s[3] });
}

/* Judgments of a problem, as a confusion. */
static void kappa(const struct input *in, double out[2])
{
	resample(in->x, in->n / 4, 4, agreement, 1, false, out);
}

static void between(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] = momus_components(s, 2).variance[0];
}

/* The samples of a problem, each right or wrong. */
static void components(const struct input *in, double out[2])
{
	const size_t n = in->n / SAMPLES, k = momus_components_columns(2);
	double *rows = malloc((n * k + 1) * sizeof *rows);

	if (!rows)
		exit(1);
	for (size_t i = 0; i < n; i++)
		momus_components_row(in->x + i * SAMPLES, NULL, SAMPLES, 2,
				     rows + i * k);
	resample(rows, n, k, between, 1, false, out);
	free(rows);
}

/* Problem, score and right of a judgment; in order of the problems. */
static void ece(const struct input *in, double out[2])
{
	const size_t n = in->n / 3;
	struct momus_scored *list = malloc((n + 1) * sizeof *list);
	struct momus_calibration_design d = { .binning = MOMUS_BINS_EQUAL_WIDTH,
					      .bins = 10,
					      .seed = 1,
					      .purpose = "perf" };
	struct momus_calibration c;

	if (!list)
		exit(1);
	for (size_t i = 0; i < n; i++)
		list[i] = (struct momus_scored){ in->x[3 * i + 1],
						 in->x[3 * i + 2] > 0,
						 (uint32_t)in->x[3 * i] };
	d.problems = list[n - 1].problem + 1;
	if (momus_calibration(list, n, &d, &c, NULL) < 0)
		exit(1);
	out[0] = c.ece_interval.low;
	out[1] = c.ece_interval.high;
	free(list);
}

static void signflip(const struct input *in, double out[2])
{
	struct momus_signflip s = { 0 };

	momus_signflip(in->x, in->n, 1, 0, &s, NULL);
	out[0] = s.p;
	out[1] = (double)s.tried;
}

/* Confusions of a problem under both versions: is kappa another? */
static void swap(const struct input *in, double out[2])
{
	const struct momus_swap s = { .rows = in->x,
				      .n = in->n / 8,
				      .k = 4,
				      .figure = agreement,
				      .seed = 1,
				      .tries = 9999 };

	momus_swap_test(&s, &out[0], NULL);
	out[1] = 0;
}

static void mcnemar(const struct input *in, double out[2])
{
	for (size_t i = 0; i < in->n / 2; i++) {
		struct momus_mcnemar m = momus_mcnemar(
			(uint64_t)in->x[2 * i], (uint64_t)in->x[2 * i + 1]);

		out[0] += m.p;
		out[1] += m.mid_p;
	}
}

/* All, right and k of a problem; problems with one k lie together. */
static void passk(const struct input *in, double out[2])
{
	const size_t n = in->n / 3;
	const double *k = in->columns + 2 * n;

	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && k[end] == k[i]; end++)
			;
		momus_passk_each(in->problems + i, end - i, (uint64_t)k[i],
				 in->room + i, in->room + n + i);
	}
	out[0] = total(in->room, n);
	out[1] = total(in->room + n, n);
}

static void evalue(const struct input *in, double out[2])
{
	momus_evalue(in->x, in->n, 1, -0.02, &out[0], NULL);
}

/* Right and all samples of a problem. */
static void betabinomial(const struct input *in, double out[2])
{
	const size_t n = in->n / 2;
	double *right = malloc((in->n + 1) * sizeof *right);
	struct momus_betabinomial b;

	if (!right)
		exit(1);
	for (size_t i = 0; i < in->n; i++)
		right[i / 2 + i % 2 * n] = in->x[i];
	momus_betabinomial(right, right + n, n, &b, NULL);
	out[0] = b.low;
	out[1] = b.high;
	free(right);
}

static void adjust(const struct input *in, double out[2])
{
	double *holm = in->room, *bh = in->columns; /* a copy, not needed */

	if (momus_adjust(in->x, in->n, holm, bh, NULL) < 0)
		exit(1);
	out[0] = total(holm, in->n);
	out[1] = total(bh, in->n);
}

/* Mean and standard error. */
static void tost(const struct input *in, double out[2])
{
	const size_t n = in->n / 2;

	momus_equivalent_each(in->columns, in->columns + n, n, 0.02, in->room);
	out[0] = total(in->room, n);
}

static void wilson(const struct input *in, double out[2])
{
	const size_t n = in->n / 2;

	momus_wilson_each(in->columns, in->columns + n, n, in->room,
			  in->room + n);
	out[0] = total(in->room, n);
	out[1] = total(in->room + n, n);
}

/* A call for each. */
static void wilsons(const struct input *in, double out[2])
{
	double low, high;

	for (size_t i = 0; i < in->n / 2; i++) {
		momus_wilson((uint64_t)in->x[2 * i], (uint64_t)in->x[2 * i + 1],
			     &low, &high);
		out[0] += low;
		out[1] += high;
	}
}

static void scores(const struct input *in, double out[2])
{
	const struct momus_confusion *list =
		(const struct momus_confusion *)in->x;
	double d[MOMUS_DISCRIMINATION_SCORES * BLOCK];
	size_t n;

	for (size_t left = in->n / 4; left; left -= n, list += n) {
		n = left < BLOCK ? left : BLOCK;
		momus_discriminate_each(list, n, d);
		out[0] += total(d + 8 * n, n); /* kappa */
		out[1] += total(d + 6 * n, n); /* macro F1 */
	}
}

/* Counts of transitions between STATES. */
static void chain(const struct input *in, double out[2])
{
	const size_t each = STATES * STATES;

	struct momus_chain_test *tests = (struct momus_chain_test *)in->room;

	momus_chain_order1_each(in->x, in->n / each, STATES, tests);
	for (size_t i = 0; i < in->n / each; i++) {
		out[0] += tests[i].statistic;
		out[1] += tests[i].p;
	}
}

static struct input read_all(FILE *file)
{
	struct input in = { .n = 0 };
	size_t room = 0, got;

	do {
		room = room ? 2 * room : 1 << 16;
		in.x = realloc(in.x, room * sizeof *in.x);
		if (!in.x)
			exit(1);
		got = fread(in.x + in.n, sizeof *in.x, room - in.n, file);
		in.n += got;
	} while (in.n == room);
	return in;
}

/* What a caller of WIDTH columns would have at hand. */
static void prepare(struct input *in, size_t width)
{
	const size_t n = in->n / width;

	in->columns = malloc((in->n + 1) * sizeof *in->columns);
	in->room = calloc(in->n + 1, sizeof *in->room);
	in->problems = calloc(n + 1, sizeof *in->problems);
	if (!in->columns || !in->room || !in->problems)
		exit(1);
	for (size_t i = 0; i < in->n; i++)
		in->columns[i % width * n + i / width] = in->x[i];
	for (size_t i = 0; width > 1 && i < n; i++)
		in->problems[i] = (struct momus_samples){
			(uint32_t)in->x[i * width],
			(uint32_t)in->x[i * width + 1]
		};
}

static const struct {
	const char *name;
	size_t width;
	void (*run)(const struct input *in, double out[2]);
} all[] = {
	{ "bootstrap", 2, bootstrap },	 { "bca", 2, bca },
	{ "markov", 4, markov },	 { "kappa", 4, kappa },
	{ "components", 5, components }, { "ece", 3, ece },
	{ "signflip", 1, signflip },	 { "swap", 8, swap },
	{ "mcnemar", 2, mcnemar },	 { "passk", 3, passk },
	{ "evalue", 1, evalue },	 { "betabinomial", 2, betabinomial },
	{ "adjust", 1, adjust },	 { "tost", 2, tost },
	{ "wilson", 2, wilson },	 { "wilsons", 2, wilsons },
	{ "scores", 4, scores },	 { "chain", 16, chain },
};

int main(int argc, char **argv)
{
	size_t what = 0, n = sizeof all / sizeof *all;
	double wall = 1e9, cpu = 1e9, out[2] = { 0 };
	struct input in;

	while (argc > 2 && what < n && strcmp(argv[1], all[what].name) != 0)
		what++;
	if (argc < 3 || what == n) {
		fputs("usage: stats WHAT REPEATS <doubles\nWHAT:", stderr);
		for (size_t i = 0; i < n; i++)
			fprintf(stderr, " %s", all[i].name);
		fputs("\n", stderr);
		return 2;
	}
	in = read_all(stdin);
	prepare(&in, all[what].width);
	for (unsigned long i = strtoul(argv[2], NULL, 10); i; i--) {
		struct apart span = { 0 };

		out[0] = out[1] = 0;
		apart_start(&span);
		all[what].run(&in, out);
		apart_stop(&span);
		wall = span.wall_s < wall ? span.wall_s : wall;
		cpu = span.cpu_s < cpu ? span.cpu_s : cpu;
	}
	printf("{\"wall_s\": %.6g, \"cpu_s\": %.6g, \"result\": [%.17g, "
	       "%.17g]}\n",
	       wall, cpu, out[0], out[1]);
	free(in.x);
	free(in.columns);
	free(in.room);
	free(in.problems);
	return 0;
}
