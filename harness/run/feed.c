/* feed.c - see feed.h */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "momus/space.h"
#include "run/feed.h"

void momus_feed_solution(struct momus_text response, struct momus_buffer *out)
{
	static const struct momus_text fence = { "```", 3 };
	size_t at = momus_text_find(response, fence, 0), end;
	struct momus_text code;

	if (at == (size_t)-1) {
		momus_buffer_add(out, response);
		return;
	}
	at += fence.len;
	if (response.len - at >= 6 &&
	    strncasecmp(response.ptr + at, "python", 6) == 0)
		at += 6;
	at = momus_space_skip(response, at);
	end = momus_text_find(response, fence, at);
	code = (struct momus_text){
		response.ptr + at, (end == (size_t)-1 ? response.len : end) - at
	};
	/* Before a closing fence all white space goes, at the text's own end
	 * one line feed. */
	if (end != (size_t)-1)
		code = momus_space_strip(code);
	else if (code.len && code.ptr[code.len - 1] == '\n')
		code.len--;
	if (!code.len) {
		momus_buffer_add(out, response);
		return;
	}
	momus_buffer_puts(out, "```python\n");
	momus_buffer_add(out, code);
	momus_buffer_puts(out, "\n```");
}

struct momus_text momus_feed_critique(struct momus_text critique)
{
	static const struct momus_text open = { "<format>", 8 };
	size_t from = momus_text_find(critique, open, 0), to;

	if (from != (size_t)-1) {
		from += open.len;
		to = momus_text_find(critique, MOMUS_TEXT("</format>"), from);
		if (to != (size_t)-1)
			critique = (struct momus_text){ critique.ptr + from,
							to - from };
	}
	return momus_space_strip(critique);
}

enum momus_judgment momus_judgment_parse(struct momus_text critique)
{
	static const struct momus_text mark = { "Overall judgment: ", 18 };
	enum momus_judgment last = MOMUS_JUDGMENT_UNPARSED;
	size_t at = 0;

	while ((at = momus_text_find(critique, mark, at)) != (size_t)-1) {
		at += mark.len;
		if (critique.len - at >= 9 &&
		    memcmp(critique.ptr + at, "Incorrect", 9) == 0)
			last = MOMUS_JUDGMENT_INCORRECT;
		else if (critique.len - at >= 7 &&
			 memcmp(critique.ptr + at, "Correct", 7) == 0)
			last = MOMUS_JUDGMENT_CORRECT;
	}
	return last;
}

enum momus_judgment momus_judgment_vote(const uint8_t *judgments, size_t n)
{
	size_t correct = 0, parsed = 0;

	for (size_t i = 0; i < n; i++) {
		correct += judgments[i] == MOMUS_JUDGMENT_CORRECT;
		parsed += judgments[i] == MOMUS_JUDGMENT_CORRECT ||
			  judgments[i] == MOMUS_JUDGMENT_INCORRECT;
	}
	return !parsed		 ? MOMUS_JUDGMENT_UNPARSED
	       : 2 * correct > n ? MOMUS_JUDGMENT_CORRECT
				 : MOMUS_JUDGMENT_INCORRECT;
}

size_t momus_judgment_draw(const uint8_t *judgments, size_t n,
			   enum momus_judgment verdict,
			   struct momus_stream *stream)
{
	size_t agree = 0, pick;

	for (size_t i = 0; i < n; i++)
		agree += judgments[i] == verdict;
	pick = (size_t)momus_stream_below(stream, agree ? agree : n);
	if (!agree)
		return pick;
	for (size_t i = 0; i < n; i++)
		if (judgments[i] == verdict && !pick--)
			return i;
	return 0;
}
