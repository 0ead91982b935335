/* text.c - the words of a simulated model
 *
 * Solutions come as models give them: prose and one fenced block.  Critiques
 * have the paper's form, and know no more of the solution than their judgment.
 */
#include "simulate.h"

enum { TEXT_LIMIT = 64 << 20 };

static const char *const filler[] = {
	"The input may be empty, and then the first step already decides. ",
	"Each element is looked at once, so the time grows with the input. ",
	"Nothing is kept between calls. ",
	"Negative numbers need no case of their own. ",
	"The result is built up from left to right. ",
	"Equal elements are counted apart. ",
};

enum { N_FILLER = sizeof filler / sizeof *filler };

static void prose(struct momus_stream *stream, size_t length,
		  struct momus_buffer *out)
{
	size_t end = out->len + length;

	while (out->len < end && !out->failed) {
		const char *s = filler[momus_stream_below(stream, N_FILLER)];
		struct momus_text t = momus_text_of(s);

		if (t.len > end - out->len)
			t.len = end - out->len;
		momus_buffer_add(out, t);
	}
	if (length)
		momus_buffer_puts(out, "\n");
}

static void solution(const struct momus_call *call,
		     const struct simulate_reply *reply,
		     struct momus_buffer *out)
{
	momus_buffer_puts(out, call->purpose == MOMUS_PURPOSE_REVISE
				       ? "Thank you for the review. Here is my "
					 "final answer.\n"
				       : "Here is a solution.\n");
	prose(call->stream, reply->length, out);
	momus_buffer_puts(out, "\n```python\n");
	momus_buffer_add(out, reply->program);
	if (reply->program.ptr[reply->program.len - 1] != '\n')
		momus_buffer_putc(out, '\n');
	momus_buffer_puts(out, "```\n");
}

static void critique(const struct momus_call *call,
		     const struct simulate_reply *reply,
		     struct momus_buffer *out)
{
	bool good = reply->judgment == MOMUS_JUDGMENT_CORRECT;

	momus_buffer_puts(out, "Analysis:\n");
	momus_buffer_puts(out, good ? "The answer does what the problem asks. "
				      "I found no input on which it fails.\n"
				    : "The answer does not do what the problem "
				      "asks on every input.\n");
	prose(call->stream, reply->length, out);
	momus_buffer_puts(out, "\nImprovement suggestions:\n");
	momus_buffer_puts(out, good ? "None are needed.\n"
				    : "Go through the problem again step by "
				      "step and mend what differs.\n");
	if (reply->judgment != MOMUS_JUDGMENT_UNPARSED)
		momus_buffer_printf(out, "\nOverall judgment: %s\n",
				    good ? "Correct" : "Incorrect");
}

int simulate_write(const struct momus_call *call,
		   const struct simulate_reply *reply,
		   struct momus_completion *out, struct momus_error *err)
{
	struct momus_buffer b;

	momus_buffer_init(&b, TEXT_LIMIT);
	if (call->purpose == MOMUS_PURPOSE_CRITIQUE)
		critique(call, reply, &b);
	else
		solution(call, reply, &b);
	return momus_buffer_keep(&b, "a simulated reply", out->arena,
				 &out->text, err);
}
