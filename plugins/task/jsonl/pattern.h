/* pattern.h - a regular expression (PCRE2, UTF) with limits on its search */
#ifndef JSONL_PATTERN_H
#define JSONL_PATTERN_H

#include <momus/error.h>
#include <momus/text.h>

struct pattern;

/* MOMUS_EINVAL: SOURCE is no expression, with PCRE2's reason. */
int pattern_create(struct pattern **out, struct momus_text source,
		   struct momus_error *err);
void pattern_free(struct pattern *p); /* NULL allowed */

/* The first match of P in TEXT from byte FROM on, with WHOLE only one of all of
 * TEXT: 1, and its span in *FOUND (NULL: not asked for); 0 if there is none;
 * -1 if the search took more steps than it may. */
int pattern_find(struct pattern *p, struct momus_text text, size_t from,
		 bool whole, struct momus_text *found);

/* What group 1 of the last match holds; the match itself if there is no such
 * group or it took no part. */
struct momus_text pattern_group(const struct pattern *p,
				struct momus_text text);

#endif /* JSONL_PATTERN_H */
