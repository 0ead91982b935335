/* stats.c - one statistic on the numbers of a file, timed; see stats.py
 *
 * usage: stats WHAT REPEATS <doubles
 *
 * WHAT: bootstrap, bca (judged, right a problem), signflip (differences), mcnemar
 * (gained, lost a table), passk (samples, right, k a problem).  Prints the least
 * wall and processor time of REPEATS passes, and a result to compare.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apart.h"
#include "stats/bootstrap.h"
#include "stats/paired.h"
#include "stats/passk.h"

struct input {
	double *x; /* owned */
	size_t n;
};

static void ratio(const void *arg, const double *s, double *out)
{
	(void)arg;
	out[0] = s[1] / s[0];
}

static void intervals(const struct input *in, bool bca, double out[2])
{
	const struct momus_bootstrap b = { .rows = in->x,
					   .n = in->n / 2,
					   .k = 2,
					   .figures = ratio,
					   .m = 1,
					   .seed = 1,
					   .purpose = "perf",
					   .bca = bca };
	struct momus_interval i = { 0 };

	momus_bootstrap(&b, &i, NULL);
	out[0] = i.low;
	out[1] = i.high;
}

static void bootstrap(const struct input *in, double out[2])
{
	intervals(in, false, out);
}

static void bca(const struct input *in, double out[2])
{
	intervals(in, true, out);
}

static void signflip(const struct input *in, double out[2])
{
	struct momus_signflip s = { 0 };

	momus_signflip(in->x, in->n, 1, 0, &s, NULL);
	out[0] = s.p;
	out[1] = (double)s.tried;
}

static void mcnemar(const struct input *in, double out[2])
{
	out[0] = out[1] = 0;
	for (size_t i = 0; i < in->n / 2; i++) {
		struct momus_mcnemar m = momus_mcnemar(
			(uint64_t)in->x[2 * i], (uint64_t)in->x[2 * i + 1]);

		out[0] += m.p;
		out[1] += m.mid_p;
	}
}

static void passk(const struct input *in, double out[2])
{
	out[0] = out[1] = 0;
	for (size_t i = 0; i < in->n / 3; i++) {
		const uint64_t n = (uint64_t)in->x[3 * i];
		const uint64_t c = (uint64_t)in->x[3 * i + 1];
		const uint64_t k = (uint64_t)in->x[3 * i + 2];

		out[0] += momus_passk(n, c, k);
		out[1] += momus_passk_all(n, c, k);
	}
}

static struct input read_all(FILE *file)
{
	struct input in = { NULL, 0 };
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

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(const struct input *in, double out[2]);
	} all[] = { { "bootstrap", bootstrap },
		    { "bca", bca },
		    { "signflip", signflip },
		    { "mcnemar", mcnemar },
		    { "passk", passk } };
	size_t what = 0, n = sizeof all / sizeof *all;
	double wall = 1e9, cpu = 1e9, out[2];
	struct input in;

	while (argc > 2 && what < n && strcmp(argv[1], all[what].name) != 0)
		what++;
	if (argc < 3 || what == n) {
		fputs("usage: stats bootstrap|bca|signflip|mcnemar|passk "
		      "REPEATS <doubles\n",
		      stderr);
		return 2;
	}
	in = read_all(stdin);
	for (unsigned long i = strtoul(argv[2], NULL, 10); i; i--) {
		struct apart span = { 0 };

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
	return 0;
}
