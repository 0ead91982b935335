/* drawing.c - see drawing.h */
#include "model/drawing.h"

#include <math.h>

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

/* What sum or maximum of the logits is no number shows in what was drawn. */
static int check_finite(const struct decoding *s, struct momus_error *err)
{
	if (isfinite(s->logprobs[s->n]))
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  "native: the logits after %zu tokens of the prompt "
			  "and %zu of the answer are not finite, so no token "
			  "can be drawn; the weights are damaged, or their "
			  "training diverged",
			  s->order.n, s->n);
}

/* S receives ID, whose likelihood is there; Z: the logits it was drawn from, where
 * alternatives are wanted and the sampler has not seen them. */
static void receive(struct decoder *d, struct decoding *s, int32_t id,
		    const float *z)
{
	struct sampler_likely likely[SAMPLER_LIKELY];
	int64_t wanted = s->order.how->logprobs;
	size_t n = 0;
	int rc = check_finite(s, &s->why);

	if (rc == MOMUS_OK)
		rc = add(d, s, id, &s->why);
	if (rc < 0) {
		s->rc = rc;
		s->ended = true;
		s->finish = MOMUS_FINISH_FAILED;
		return;
	}
	if (!s->order.drawn)
		return;
	if (wanted > 0 && z)
		sampler_look(&d->sampler, z, s->order.how);
	if (wanted > 0)
		n = sampler_likely(&d->sampler, likely,
				   wanted < SAMPLER_LIKELY ? (size_t)wanted
							   : SAMPLER_LIKELY);
	s->order.drawn(s->order.arg, likely, n);
}

static double random_number(const struct decoding *s)
{
	return s->order.how->temperature <= 0
		       ? 0.0
		       : momus_stream_real(s->order.stream);
}

/* The same elsewhere, with the random numbers that the processor would draw. */
static int draw_far(struct decoder *d, struct decoding **list, int64_t n,
		    struct momus_error *err)
{
	const struct stepping *far = d->setup.stepping;
	struct stepping_draw draws[STEP_ROWS] = { { 0 } };
	float logprob[STEP_ROWS];
	int32_t id[STEP_ROWS];
	int rc;

	for (int64_t i = 0; i < n; i++)
		draws[i] =
			(struct stepping_draw){ d->last[i], list[i]->order.how,
						list[i]->seen,
						random_number(list[i]) };
	rc = far->draw(far->self, draws, n, id, logprob, err);
	for (int64_t i = 0; rc == MOMUS_OK && i < n; i++) {
		struct decoding *s = list[i];
		bool look = s->order.drawn && s->order.how->logprobs > 0;

		if (look)
			rc = far->logits(far->self, i, d->logits, err);
		if (rc < 0)
			break;
		s->logprobs[s->n] = logprob[i];
		receive(d, s, id[i], look ? d->logits : NULL);
	}
	return rc;
}

int drawing_work(struct decoder *d, struct decoding **list, int64_t n,
		 struct momus_error *err)
{
	int64_t vocab = d->setup.model->parameters.config.vocab;

	if (d->setup.stepping)
		return draw_far(d, list, n, err);
	step_logits(&d->step, d->hidden, n, d->logits);
	for (int64_t i = 0; i < n; i++) {
		struct decoding *s = list[i];

		receive(d, s,
			sampler_draw(&d->sampler, d->logits + i * vocab,
				     s->order.how, s->seen, s->order.stream,
				     &s->logprobs[s->n]),
			NULL);
	}
	return MOMUS_OK;
}
