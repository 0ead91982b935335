/* together.c - what learns, with the models of other ranks or by itself
 *
 * See together() of momus/trainable.h, and ranks/team.h for how.
 */
#include "native.h"

int together(void *self, const struct momus_ranks *ranks,
	     struct momus_error *err)
{
	struct native *n = self;
	int rc = native_need_weights(n, err);

	if (rc == MOMUS_OK && n->team)
		rc = momus_fail(err, MOMUS_EINVAL,
				"native: trains with others already");
	rc = momus_ranks_agree(ranks, rc, err);
	if (rc == MOMUS_OK)
		model_widen(n->model);
	if (rc == MOMUS_OK && !n->options->threads)
		rc = model_divide(n->model, native_threads(ranks->here), err);
	if (rc == MOMUS_OK && !n->options->threads)
		rc = decoder_hands(&n->decoder, native_threads(ranks->here),
				   err);
	if (rc == MOMUS_OK)
		rc = team_create(&n->team, n, ranks, native_learning(n), err);
	if (rc == MOMUS_OK && n->team)
		rc = n->computing->share(n, ranks, err);
	return rc == MOMUS_OK && n->team && ranks->rank
		       ? team_serve(n->team, n, err)
		       : rc;
}

int together_forward(void *self, const struct momus_sequences *s,
		     double temperature, bool learn, float *logprobs,
		     float *entropies, struct momus_error *err)
{
	struct native *n = self;

	return n->team ? team_forward(n->team, n, s, temperature, learn,
				      logprobs, entropies, err)
		       : native_alone.forward(n, s, temperature, learn,
					      logprobs, entropies, err);
}

int together_backward(void *self, const float *d_logprob,
		      const float *d_entropy, struct momus_error *err)
{
	struct native *n = self;

	return n->team ? team_backward(n->team, n, d_logprob, d_entropy, err)
		       : native_alone.backward(n, d_logprob, d_entropy, err);
}

int together_step(void *self, const struct momus_optimizer *o, double *norm,
		  struct momus_error *err)
{
	struct native *n = self;
	int rc = n->team ? team_tell(n->team, TEAM_STEP, o, err) : MOMUS_OK;

	return rc < 0 ? rc : native_alone.step(n, o, norm, err);
}

int together_forget(void *self, double *norm, struct momus_error *err)
{
	struct native *n = self;
	int rc =
		n->team ? team_tell(n->team, TEAM_FORGET, NULL, err) : MOMUS_OK;

	return rc < 0 ? rc : native_alone.forget(n, norm, err);
}

/* What is written does not tell how many ranks there were. */
int together_save(void *self, const char *folder, bool state,
		  struct momus_error *err)
{
	struct native *n = self;
	int rc;

	if (!n->team || !state)
		return native_save(n, folder, state, err);
	rc = team_tell(n->team, TEAM_GATHER, NULL, err);
	if (rc == MOMUS_OK)
		rc = team_gather(n->team, n, err);
	if (rc == MOMUS_OK)
		rc = native_save(n, folder, true, err);
	team_divide(n->team, n);
	return rc;
}

int together_load(void *self, const char *folder, struct momus_error *err)
{
	struct native *n = self;
	int rc;

	if (!n->team)
		return native_load(n, folder, err);
	team_expect(n->team, n);
	rc = native_load(n, folder, err);
	if (rc == MOMUS_OK)
		rc = team_tell(n->team, TEAM_SCATTER, NULL, err);
	if (rc == MOMUS_OK)
		rc = team_scatter(n->team, n, err);
	team_divide(n->team, n);
	return rc;
}
