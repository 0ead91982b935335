/* lower.h - text in lower case as Python's str.lower() has it, sign by sign */
#ifndef MOMUS_CORE_LOWER_H
#define MOMUS_CORE_LOWER_H

#include "momus/text.h"

struct momus_lower {		/* begin with { .text = T } */
	struct momus_text text; /* borrowed */
	size_t at;
	uint32_t pending; /* 0, or the second sign of a pair */
};

/* The next code point of L.text in lower case (Unicode 14) in *OUT; false at its
 * end.  A capital sigma at the end of a word becomes the final one; for what
 * words are made of, letters without case are taken as their ends. */
MOMUS_API bool momus_lower_next(struct momus_lower *l, uint32_t *out);

#endif /* MOMUS_CORE_LOWER_H */
