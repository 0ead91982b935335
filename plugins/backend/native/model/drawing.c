/* drawing.c - see drawing.h */
#include "model/drawing.h"

static bool is_end(const struct decoder *d, int32_t id)
{
	for (size_t i = 0; i < d->setup.n_ends; i++)
		if (d->setup.ends[i] == id)
			return true;
	return false;
}

/* Where the first stop string of HOW begins in TEXT, whose bytes from FROM on
 * are new. */
static size_t stop_at(struct momus_text text, const struct momus_sampling *how,
		      size_t from)
{
	size_t least = (size_t)-1, at;

	for (size_t i = 0; i < how->n_stop; i++) {
		size_t back = how->stop[i].len;

		at = how->stop[i].len
			     ? momus_text_find(text, how->stop[i],
					       from > back ? from - back : 0)
			     : (size_t)-1;
		least = at < least ? at : least;
	}
	return least;
}

/* Adds ID to S; whether the answer ends with it. */
static int add(struct decoder *d, struct decoding *s, int32_t id,
	       struct momus_error *err)
{
	const struct momus_sampling *how = s->order.how;
	size_t before = s->said.len;
	int rc = ids_add(&s->ids, id, err);

	if (rc < 0)
		return rc;
	s->n++;
	if (s->seen)
		sampler_saw(s->seen, d->setup.model->parameters.config.vocab,
			    &id, 1);
	if (is_end(d, id)) {
		s->ended = true;
	} else if (how->n_stop && d->setup.tokenizer) {
		tokenizer_say(d->setup.tokenizer, &id, 1, &s->said);
		s->text = stop_at(momus_buffer_text(&s->said), how, before);
		s->ended = s->text != (size_t)-1;
	}
	s->finish = s->ended ? MOMUS_FINISH_STOP : MOMUS_FINISH_LENGTH;
	s->ended |= (int64_t)s->n == s->order.most;
	return MOMUS_OK;
}

static void draw(struct decoder *d, struct decoding *s, float *z)
{
	struct sampler_likely likely[SAMPLER_LIKELY];
	int64_t wanted = s->order.how->logprobs;
	size_t n = 0;
	int32_t id = sampler_draw(&d->sampler, z, s->order.how, s->seen,
				  s->order.stream, &s->logprobs[s->n]);
	int rc = add(d, s, id, &s->why);

	if (rc < 0) {
		s->rc = rc;
		s->ended = true;
		s->finish = MOMUS_FINISH_FAILED;
		return;
	}
	if (!s->order.drawn)
		return;
	if (wanted > 0)
		n = sampler_likely(&d->sampler, likely,
				   wanted < SAMPLER_LIKELY ? (size_t)wanted
							   : SAMPLER_LIKELY);
	s->order.drawn(s->order.arg, likely, n);
}

void drawing_work(struct decoder *d, struct decoding **list, int64_t n)
{
	int64_t vocab = d->setup.model->parameters.config.vocab;

	step_logits(&d->step, d->hidden, n, d->logits);
	for (int64_t i = 0; i < n; i++)
		draw(d, list[i], d->logits + i * vocab);
}
