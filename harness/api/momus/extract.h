/* extract.h - the code in a model's response
 *
 * Graders cut answers out of prose by different rules, and published numbers
 * depend on which; each rule here is named after the tool that uses it.
 */
#ifndef MOMUS_EXTRACT_H
#define MOMUS_EXTRACT_H

#include "momus/arena.h"
#include "momus/error.h"

MOMUS_BEGIN_DECLS

enum momus_extract_rule {
	/* SandboxFusion default_extract_helper: complete fences first, then an
	 * open one, then (Python) imports and indented def/class blocks; of
	 * the best kind the first in the target language, else the first. */
	MOMUS_EXTRACT_SANDBOXFUSION,
	/* critic-rl desanitize: the first fence marked python or not at all;
	 * without a closing fence the whole text. */
	MOMUS_EXTRACT_CRITIC_RL,
	/* LiveCodeBench: the lines between the last two lines with a fence. */
	MOMUS_EXTRACT_LCB,
	/* The last complete fence in the target language, else the last one. */
	MOMUS_EXTRACT_LAST_FENCE,
};

/* The code in RESPONSE by RULE, borrowed from RESPONSE or in ARENA; empty when
 * the rule finds none.  LANGUAGE is a name of the language table. */
MOMUS_API int momus_extract(enum momus_extract_rule rule, const char *language,
			    struct momus_text response,
			    struct momus_arena *arena, struct momus_text *out,
			    struct momus_error *err);

MOMUS_END_DECLS

#endif /* MOMUS_EXTRACT_H */
