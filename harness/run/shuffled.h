/* shuffled.h - the control that passes on critiques of other problems
 *
 * They are those of a finished run, so that the same words do or do not help:
 * what is gained with them is not the critiques' doing.
 */
#ifndef MOMUS_RUN_SHUFFLED_H
#define MOMUS_RUN_SHUFFLED_H

#include "momus/plugin.h"

extern const struct momus_plugin momus_control_shuffled;

/* Reads the run whose critiques SELF, an opened shuffled control, passes on in
 * shard SHARD of SHARDS: that shard of it, NAME-I-of-N.h5, if it lies there.  To be
 * called before the first is asked for, once that run has ended.  As
 * momus_run_open(); MOMUS_EINVAL: it has no critique. */
int momus_shuffled_look(void *self, uint32_t shard, uint32_t shards,
			struct momus_error *err);

#endif /* MOMUS_RUN_SHUFFLED_H */
