/* generate.c - see generate.h */
#include "model/generate.h"

#include <stdlib.h>

void answer_release(struct answer *a)
{
	ids_release(&a->ids);
	free(a->logprobs);
	*a = (struct answer){ .logprobs = NULL };
}

int answer_take(struct answer *out, struct decoding *s, struct momus_error *err)
{
	int rc = s->rc;

	*out = (struct answer){ .text = s->text, .finish = s->finish };
	if (rc < 0)
		return momus_fail(err, rc, "%s", s->why.text);
	for (size_t i = 0; rc == MOMUS_OK && i < s->n; i++)
		rc = ids_add(&out->ids, s->ids.list[s->order.n + i], err);
	if (rc < 0) {
		answer_release(out);
		return rc;
	}
	out->logprobs = s->logprobs;
	s->logprobs = NULL;
	return MOMUS_OK;
}

int generate(struct decoder *d, const int32_t *prompt, size_t n,
	     const struct momus_sampling *how, int64_t most,
	     struct momus_stream *stream, struct answer *out,
	     struct momus_error *err)
{
	struct decoder_order order = { .prompt = prompt,
				       .n = n,
				       .how = how,
				       .most = most,
				       .stream = stream };
	struct decoding *s;
	bool any = true;
	int rc = decoder_begin(d, &order, &s, err);

	*out = (struct answer){ .text = (size_t)-1 };
	if (rc < 0)
		return rc;
	while (rc == MOMUS_OK && !s->ended)
		rc = decoder_advance(d, &any, err);
	if (rc == MOMUS_OK)
		rc = answer_take(out, s, err);
	decoder_leave(d, s);
	return rc;
}

void answer_text(const struct tokenizer *t, const struct answer *a,
		 struct momus_buffer *out)
{
	size_t before = out->len;

	tokenizer_say(t, a->ids.list, a->ids.n, out);
	if (a->text < out->len - before)
		out->len = before + a->text;
	tokenizer_mend(out, before);
}
