/* feed.h - what one model is shown of another's words
 *
 * The rules of critic-rl (ctrl/, commit 13dc710), which published numbers
 * follow: a critic sees the answer cut out of the response, a reviser sees its
 * own response as it was and the critique without its wrapping.
 */
#ifndef MOMUS_RUN_FEED_H
#define MOMUS_RUN_FEED_H

#include "momus/buffer.h"
#include "momus/random.h"
#include "momus/reward.h"

/* Appends RESPONSE as a critic sees it: the text of its first code fence, open or
 * closed, marked python or not at all, in a fence of its own; RESPONSE as it is
 * if there is no fence or nothing in it. */
MOMUS_API void momus_feed_solution(struct momus_text response,
				   struct momus_buffer *out);

/* CRITIQUE as a reviser sees it: what stands between <format> and </format> if
 * both are there, without white space around it; borrowed from CRITIQUE. */
MOMUS_API struct momus_text momus_feed_critique(struct momus_text critique);

/* What CRITIQUE says with "Overall judgment: Correct" or "Overall judgment:
 * Incorrect", looked for anywhere, in exactly these letters.  If both are there
 * the last one counts, since a judgment is a last word; neither is
 * MOMUS_JUDGMENT_UNPARSED. */
MOMUS_API enum momus_judgment momus_judgment_parse(struct momus_text critique);

/* What N judgments say together: CORRECT if more than half of them are, else
 * INCORRECT (so ties are); UNPARSED if all are. */
MOMUS_API enum momus_judgment momus_judgment_vote(const uint8_t *judgments,
						  size_t n);

/* Which of the N critiques is passed on: one drawn from STREAM among those that
 * agree with VERDICT; for UNPARSED, and where none agrees, among all. */
MOMUS_API size_t momus_judgment_draw(const uint8_t *judgments, size_t n,
				     enum momus_judgment verdict,
				     struct momus_stream *stream);

#endif /* MOMUS_RUN_FEED_H */
