/* reading.h - what a reward makes of a server's reply, for its tests */
#ifndef READING_H
#define READING_H

#include <momus/reward.h>

/* The reading by the reward of OPS, opened with OPTIONS, of a reply of STATUS with
 * BODY to its first question about IN; texts in ARENA.  Aborts where the reward
 * cannot be opened or says that it failed itself. */
struct momus_reward_reading reading_of(const struct momus_reward_ops *ops,
				       const void *options,
				       const struct momus_reward_input *in,
				       long status, struct momus_text body,
				       struct momus_arena *arena);

/* Whether a fuzzer's BYTES (SIZE) were read as they may be: a finite number, or none
 * and why.  Bit 7 of the first byte makes the arena small, bits 4 and 5 choose the
 * status; the body is what follows. */
void reading_fuzz(const struct momus_reward_ops *ops, const void *options,
		  const struct momus_reward_input *in, const uint8_t *bytes,
		  size_t size);

#endif /* READING_H */
