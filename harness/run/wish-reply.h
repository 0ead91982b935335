/* wish-reply.h - what is said to a wish: replies and pieces of streams, as JSON */
#ifndef MOMUS_RUN_WISH_REPLY_H
#define MOMUS_RUN_WISH_REPLY_H

#include "momus/batch.h"
#include "run/wish.h"

struct momus_wish_sample { /* one answer, as far as it is there */
	struct momus_completion completion;
	struct momus_buffer tokens; /* what has been written of its tokens: see
				     * momus_wish_token() */
	struct momus_buffer values, likely; /* of plain completions only */
	size_t told; /* bytes of its text, and of .tokens, in the stream so far */
	size_t tokens_told;
	bool done;
};

struct momus_wish_head {	       /* what all pieces of a reply have */
	const struct momus_wish *wish; /* borrowed */
	const char *model;	       /* borrowed */
	uint64_t number;	       /* of the request */
	int64_t created;	       /* seconds since 1970 */
};

/* Appends to S what HEARD says of a token. */
void momus_wish_token(struct momus_wish_sample *s, const struct momus_wish *w,
		      const struct momus_heard *heard);

/* Appends the whole reply of N samples. */
void momus_wish_reply(const struct momus_wish_head *h,
		      const struct momus_wish_sample *list, uint32_t n,
		      struct momus_buffer *out);

/* Append events of a stream: the beginning of sample I; TEXT, all that is certain
 * of it, as far as it was not told; its end; the end of all. */
void momus_wish_begin(const struct momus_wish_head *h, uint32_t i,
		      struct momus_buffer *out);
void momus_wish_piece(const struct momus_wish_head *h,
		      struct momus_wish_sample *s, uint32_t i,
		      struct momus_text text, struct momus_buffer *out);
void momus_wish_end(const struct momus_wish_head *h,
		    const struct momus_wish_sample *s, uint32_t i,
		    struct momus_buffer *out);
void momus_wish_end_all(const struct momus_wish_head *h,
			const struct momus_wish_sample *list, uint32_t n,
			struct momus_buffer *out);

#endif /* MOMUS_RUN_WISH_REPLY_H */
