/* batch.c - see batch.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/loop.h"
#include "run/batch.h"
#include "run/trainplan.h"

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
}

static bool grow(struct momus_batch *b, size_t more)
{
	size_t room = b->n + more + 1;
	void *list = realloc(b->list, room * sizeof *b->list);
	void *reward = realloc(b->reward, room * sizeof *b->reward);
	void *group = realloc(b->group, room * sizeof *b->group);
	void *sampled = realloc(b->sampled, room * sizeof *b->sampled);
	void *drawn = realloc(b->drawn, room * sizeof *b->drawn);
	void *at = realloc(b->at, room * sizeof *b->at);

	b->list = list ? list : b->list;
	b->reward = reward ? reward : b->reward;
	b->group = group ? group : b->group;
	b->sampled = sampled ? sampled : b->sampled;
	b->drawn = drawn ? drawn : b->drawn;
	b->at = at ? at : b->at;
	return list && reward && group && sampled && drawn && at;
}

/* How many of REWARD (N) were judged, their mean, and whether these, more than
 * one, are equal. */
static size_t judged(const double *reward, size_t n, double *mean, bool *flat)
{
	double least = INFINITY, most = -INFINITY, sum = 0;
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		if (isnan(reward[i]))
			continue;
		count++;
		least = fmin(least, reward[i]);
		most = fmax(most, reward[i]);
		sum += reward[i];
	}
	*mean = count ? sum / (double)count : NAN;
	*flat = count > 1 && least == most;
	return count;
}

static void add_counts(struct momus_batch *b, const struct momus_rolled *r)
{
	const struct momus_train_rollout *s = &r->sum;
	struct momus_train_rollout *to = &b->roll;

	to->pairs += s->pairs;
	to->answers += s->answers;
	to->failed += s->failed;
	to->long_prompts = s->long_prompts;
	to->unjudged += s->unjudged;
	to->forged += s->forged;
	to->cut += s->cut;
	to->unparsed += s->unparsed;
	to->tokens += s->tokens;
	to->reward += s->reward;
	to->before += s->before;
	to->after += s->after;
	to->up += s->up;
	to->down += s->down;
	to->draw_s += s->draw_s;
	to->wait_s += s->wait_s;
	b->judged += r->judged;
	if (!b->first_failure[0])
		memcpy(b->first_failure, r->first_failure,
		       sizeof b->first_failure);
}

/* One more group that has a reward. */
static void add_mean(struct momus_batch *b, double mean)
{
	double off = mean - b->between;

	b->between += off / (double)++b->roll.groups;
	b->squares += off * (mean - b->between);
}

int momus_batch_add(struct momus_batch *b, const struct momus_rolled *r,
		    size_t size, bool replace, size_t *missing,
		    struct momus_error *err)
{
	*missing = 0;
	add_counts(b, r);
	if (!grow(b, r->n))
		return no_memory(err);
	for (size_t i = 0; i < r->n; i += size) {
		double mean;
		bool flat;

		if (judged(r->reward + i, size, &mean, &flat))
			add_mean(b, mean);
		b->roll.flat += flat;
		*missing += flat && replace;
		if (flat && replace)
			continue;
		for (size_t k = i; k < i + size; k++, b->n++) {
			b->list[b->n] = r->list[k];
			b->reward[b->n] = r->reward[k];
			b->sampled[b->n] = r->sampled[k];
			b->drawn[b->n] = r->old[k];
			b->group[b->n] = (uint32_t)b->groups;
			b->at[b->n] = b->scored;
			b->scored += momus_scoring_count(&r->list[k], 1, NULL);
		}
		b->groups++;
	}
	b->roll.resampled += *missing;
	return MOMUS_OK;
}

/* The largest difference between the sampler's numbers and the forward pass's. */
static double drift(const struct momus_batch *b)
{
	double most = 0;

	for (size_t i = 0; i < b->n; i++)
		for (uint32_t t = b->list[i].first; t < b->list[i].n; t++) {
			uint32_t k = t - b->list[i].first;

			most = fmax(most, fabs((double)b->sampled[i][k] -
					       (double)b->old[b->at[i] + k]));
		}
	return most;
}

/* Whether all of B was scored when it was drawn; then .old is that. */
static bool take_old(struct momus_batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		size_t n = momus_scoring_count(&b->list[i], 1, NULL);

		if (n && !b->drawn[i])
			return false;
		if (n)
			memcpy(b->old + b->at[i], b->drawn[i],
			       n * sizeof *b->old);
	}
	return true;
}

int momus_batch_score(struct momus_batch *b, const struct momus_train_plan *p,
		      struct momus_error *err)
{
	struct momus_scoring s = momus_update_scoring(p);
	double begin = momus_loop_now();
	bool one;
	int rc = MOMUS_OK;

	b->old = calloc(b->scored + 1, sizeof *b->old);
	if (p->rollouts->reference)
		b->reference = calloc(b->scored + 1, sizeof *b->reference);
	if (!b->old || (p->rollouts->reference && !b->reference))
		return no_memory(err);
	if (!take_old(b))
		rc = momus_scoring_forward(&s, b->list, b->n, false, b->old,
					   NULL, &one, err);
	if (rc == MOMUS_OK && b->reference) {
		s.engine = p->rollouts->engine;
		s.model = p->rollouts->reference;
		rc = momus_scoring_forward(&s, b->list, b->n, false,
					   b->reference, NULL, &one, err);
	}
	b->roll.score_s += momus_loop_now() - begin;
	if (rc == MOMUS_OK)
		b->roll.drift = drift(b);
	return rc;
}

static double share(double sum, size_t n)
{
	return n ? sum / (double)n : NAN;
}

void momus_batch_conclude(struct momus_batch *b)
{
	struct momus_train_rollout *r = &b->roll;

	r->reward = share(r->reward, r->answers - r->unjudged);
	r->reward_error = r->groups > 1
				  ? sqrt(b->squares / (double)(r->groups - 1) /
					 (double)r->groups)
				  : NAN;
	r->before = share(r->before, b->judged);
	r->after = share(r->after, b->judged);
	r->up = share(r->up, b->judged);
	r->down = share(r->down, b->judged);
}

struct momus_update momus_batch_slice(const struct momus_batch *b, size_t at,
				      size_t n)
{
	return (struct momus_update){
		.list = b->list + at,
		.n = n,
		.group = b->group + at,
		.reward = b->reward + at,
		.old = b->old + b->at[at],
		.reference = b->reference ? b->reference + b->at[at] : NULL,
	};
}

void momus_batch_release(struct momus_batch *b)
{
	free(b->list);
	free(b->reward);
	free(b->group);
	free(b->sampled);
	free(b->drawn);
	free(b->at);
	free(b->old);
	free(b->reference);
	*b = (struct momus_batch){ .n = 0 };
}
