/* plugin.h - the contract between the harness and a plugin
 *
 * A plugin is one shared object that exports one symbol, momus_plugin_entry().
 * The host calls it, checks the fields of the struct it returns in the order
 * they are declared, and only then looks at the rest.
 *
 * Changing this contract:
 *   - a new member goes at the END of its struct; .size tells who has it, and
 *     readers ask MOMUS_HAS() first;
 *   - a changed meaning, or a changed member, bumps MOMUS_PLUGIN_ABI;
 *   - every callback takes its own object first and a momus_error last.
 */
#ifndef MOMUS_PLUGIN_H
#define MOMUS_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#include "momus/backend.h"
#include "momus/extract.h"
#include "momus/log.h"
#include "momus/option.h"
#include "momus/reward.h"
#include "momus/task.h"
#include "momus/trainer.h"

MOMUS_BEGIN_DECLS

#define MOMUS_PLUGIN_MAGIC 0x504d4f4du /* the bytes "MOMP" in the file */
#define MOMUS_PLUGIN_ABI   1u

enum momus_kind {
	MOMUS_KIND_BACKEND = 1, /* .ops.backend */
	MOMUS_KIND_TASK = 2,	/* .ops.task */
	MOMUS_KIND_REWARD = 3,	/* .ops.reward */
	MOMUS_KIND_TRAINER = 4, /* .ops.trainer */
};

struct momus_plugin {
	uint32_t magic;	  /* MOMUS_PLUGIN_MAGIC */
	uint32_t abi;	  /* MOMUS_PLUGIN_ABI */
	uint32_t size;	  /* sizeof(struct momus_plugin) */
	uint32_t kind;	  /* enum momus_kind */
	const char *name; /* [a-z][a-z0-9-]*, unique within its kind */
	const char *version;
	const char *summary;		    /* one line */
	const struct momus_option *options; /* ends with MOMUS_OPT_END; or NULL */
	size_t options_size; /* sizeof the struct the offsets point into */
	union {
		const void *any;
		const struct momus_backend_ops *backend;
		const struct momus_task_ops *task;
		const struct momus_reward_ops *reward;
		const struct momus_trainer_ops *trainer;
	} ops;
};

#define MOMUS_PLUGIN_HEAD(kind_)                              \
	.magic = MOMUS_PLUGIN_MAGIC, .abi = MOMUS_PLUGIN_ABI, \
	.size = sizeof(struct momus_plugin), .kind = (kind_)

/* A function and not an object: POSIX promises dlsym() for both, but only a
 * function can later choose between two tables. */
MOMUS_EXPORT const struct momus_plugin *momus_plugin_entry(void);

MOMUS_END_DECLS

#endif /* MOMUS_PLUGIN_H */
