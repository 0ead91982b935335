/* moody.c - reward of tests: 1 where the revision passes, until it fails
 *
 * $MOODY is HOW:N: what it does from score N on, counted from 0 in the process: an
 * error (or a mute one, without words), no number, a crash, an exit.  HOW open: it
 * does not open, and does not say why. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <momus/plugin.h>

struct moody {
	const char *how;
	long from; /* the score from which on it happens; -1: none */
};

static long scored; /* in the process, which opens it once a step */

static int moody_open(void **self, const void *opt, struct momus_error *err)
{
	struct moody *m = calloc(1, sizeof *m);
	const char *number;

	(void)opt;
	*self = m;
	if (!m)
		return momus_fail(err, MOMUS_ENOMEM, "moody: out of memory");
	m->how = getenv("MOODY");
	number = m->how ? strchr(m->how, ':') : NULL;
	m->from = number ? strtol(number + 1, NULL, 10) : -1;
	return m->how && strcmp(m->how, "open") == 0 ? MOMUS_EINVAL : MOMUS_OK;
}

static void moody_close(void *self)
{
	free(self);
}

static bool does(const struct moody *m, const char *what)
{
	return strncmp(m->how, what, strlen(what)) == 0;
}

static int score(void *self, const struct momus_reward_input *in,
		 struct momus_reward *out, struct momus_error *err)
{
	volatile int *volatile nowhere = NULL;
	struct moody *m = self;

	out->value = in->after ? in->after->parity.passed : NAN;
	out->reason = "";
	if (m->from < 0 || scored++ < m->from)
		return MOMUS_OK;
	if (does(m, "error"))
		return momus_fail(err, MOMUS_EIO, "moody: not today");
	if (does(m, "mute"))
		return MOMUS_EIO;
	if (does(m, "crash"))
		*nowhere = 1;
	if (does(m, "exit"))
		exit(0);
	out->value = NAN;
	out->reason = "no mood";
	return MOMUS_OK;
}

static const struct momus_reward_ops ops = {
	.size = sizeof ops,
	.open = moody_open,
	.close = moody_close,
	.score = score,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_REWARD),
	.name = "moody",
	.version = "1",
	.summary = "passes, until it fails",
	.ops.reward = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
