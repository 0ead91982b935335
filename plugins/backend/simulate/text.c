/* text.c - the words of a simulated model
 *
 * Solutions come as models give them: prose and one fenced block.  Critiques
 * have the paper's form, and know no more of the solution than their judgment.
 */
#include <stdio.h>
#include <string.h>

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

/* What a critic's help is called, before its two rates; of whose problem, so that
 * a critique of another does nothing. */
static const char help_words[] = "Rates if heeded for problem ";

static void put_help(const struct momus_call *call,
		     const struct simulate_help *help, struct momus_buffer *out)
{
	if (help->cc < 0 && help->cw < 0)
		return;
	momus_buffer_puts(out, help_words);
	momus_buffer_add(out, call->problem_id);
	momus_buffer_printf(out,
			    ": %.9g of right answers, %.9g of wrong ones\n",
			    help->cc, help->cw);
}

struct simulate_help simulate_read_help(const struct momus_call *call)
{
	struct simulate_help help = { -1, -1 };
	struct momus_text t = { "", 0 };
	char rates[80];
	size_t at;

	if (call->n_messages)
		t = call->messages[call->n_messages - 1].content;
	at = momus_text_find(t, momus_text_of(help_words), 0);
	if (at == (size_t)-1)
		return help;
	at += strlen(help_words);
	if (t.len - at < call->problem_id.len ||
	    memcmp(t.ptr + at, call->problem_id.ptr, call->problem_id.len) != 0)
		return help;
	at += call->problem_id.len;
	snprintf(rates, sizeof rates, "%.*s",
		 (int)(t.len - at < sizeof rates ? t.len - at : sizeof rates),
		 t.ptr + at);
	if (sscanf(rates, ": %lf of right answers, %lf of wrong", &help.cc,
		   &help.cw) != 2)
		help.cc = help.cw = -1;
	return help;
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
	put_help(call, &reply->help, out);
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
