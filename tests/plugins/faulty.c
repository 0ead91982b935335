/* faulty.c - a plugin with one fault, chosen when it is compiled
 *
 * tests/plugins/local.mk builds this file once for each fault that the host
 * must refuse by name, and twice without any. */
#include <stddef.h>

#include "momus/plugin.h"

#ifndef NAME
#define NAME "sound"
#endif
#ifndef SUMMARY
#define SUMMARY "gives every critique the same reward"
#endif

struct options {
	double value;
};

static const struct momus_option table[] = {
#ifdef FAULT_OPTIONS
	{ MOMUS_OPT_REAL, "value", "2", offsetof(struct options, value),
	  "the reward", .min = 0.0, .max = 1.0 },
#else
	{ MOMUS_OPT_REAL, "value", "0.5", offsetof(struct options, value),
	  "the reward", .min = 0.0, .max = 1.0 },
#endif
	MOMUS_OPTION_END,
};

static int open(void **self, const void *options, struct momus_error *err)
{
	(void)err;
	*self = (void *)options;
	return MOMUS_OK;
}

static void close(void *self)
{
	(void)self;
}

static int score(void *self, const struct momus_reward_input *in,
		 struct momus_reward *out, struct momus_error *err)
{
	const struct options *o = self;

	(void)in;
	(void)err;
#ifdef FAULT_UNRESOLVED
	extern double momus_no_such_function(double x);

	out->value = momus_no_such_function(o->value);
#else
	out->value = o->value;
#endif
	out->reason = "constant";
	return MOMUS_OK;
}

static const struct momus_reward_ops ops = {
	.size = sizeof ops,
	.open = open,
	.close = close,
#ifndef FAULT_OPS
	.score = score,
#endif
};

static const struct momus_plugin plugin = {
#if defined FAULT_MAGIC
	.magic = 0x31474c50u,
#else
	.magic = MOMUS_PLUGIN_MAGIC,
#endif
#if defined FAULT_ABI
	.abi = 7,
#else
	.abi = MOMUS_PLUGIN_ABI,
#endif
#if defined FAULT_SIZE
	.size = 24,
#else
	.size = sizeof(struct momus_plugin),
#endif
#if defined FAULT_KIND
	.kind = 9,
#else
	.kind = MOMUS_KIND_REWARD,
#endif
	.name = NAME,
	.version = "1.0",
	.summary = SUMMARY,
	.options = table,
	.options_size = sizeof(struct options),
	.ops.reward = &ops,
};

#ifdef FAULT_OPS
int (*const unused)(void *, const struct momus_reward_input *,
		    struct momus_reward *, struct momus_error *) = score;
#endif

#ifdef FAULT_ENTRY
MOMUS_EXPORT const struct momus_plugin *another_entry(void);

const struct momus_plugin *another_entry(void)
#else
const struct momus_plugin *momus_plugin_entry(void)
#endif
{
	return &plugin;
}
