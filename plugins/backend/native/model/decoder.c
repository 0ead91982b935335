/* decoder.c - see decoder.h: sequences come, take steps and go */
#include "model/decoder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/drawing.h"

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
}

/* Elsewhere there are no hidden states here, and one row of logits at a time. */
int decoder_init(struct decoder *out, const struct decoder_setup *setup,
		 struct momus_error *err)
{
	const struct config *c = &setup->model->parameters.config;
	const struct stepping *far = setup->stepping;
	size_t most = far ? 1 : (size_t)setup->most;
	size_t rows = far ? 1 : STEP_ROWS;
	int rc = MOMUS_OK;

	memset(out, 0, sizeof *out);
	out->setup = *setup;
	if (far)
		out->step.shape = (struct page_shape){
			c->layers, c->kv_heads * c->head_dim, far->pool
		};
	else
		rc = step_init(&out->step, setup->model, setup->threads,
			       setup->kernels, setup->halves, err);
	if (rc == MOMUS_OK)
		rc = sampler_init(&out->sampler, c->vocab, err);
	out->hidden = calloc(rows * (size_t)c->hidden, sizeof(float));
	out->logits = calloc(most * (size_t)c->vocab, sizeof(float));
	out->rows = calloc(STEP_ROWS, sizeof *out->rows);
	if (rc == MOMUS_OK && (!out->hidden || !out->logits || !out->rows))
		rc = no_memory(err);
	if (rc < 0)
		decoder_release(out);
	return rc;
}

static void decoding_free(struct decoding *s)
{
	pages_release(&s->pages);
	ids_release(&s->ids);
	momus_buffer_release(&s->said);
	free(s->logprobs);
	free(s->seen);
	free(s);
}

static void free_all(struct decoding **list)
{
	struct decoding *s;

	while ((s = *list)) {
		*list = s->next;
		decoding_free(s);
	}
}

static void forget_past(struct decoder *d)
{
	free_all(&d->past);
	d->kept = 0;
}

void decoder_forget(struct decoder *d)
{
	forget_past(d);
	model_changed(d->setup.model);
}

void decoder_release(struct decoder *d)
{
	free_all(&d->waiting);
	free_all(&d->live);
	forget_past(d);
	sampler_release(&d->sampler);
	step_release(&d->step);
	free(d->hidden);
	free(d->logits);
	free(d->rows);
	memset(d, 0, sizeof *d);
}

/* Coming. */

static void append(struct decoding **list, struct decoding *s)
{
	while (*list)
		list = &(*list)->next;
	s->next = NULL;
	*list = s;
}

static size_t pages_of(size_t positions)
{
	return (positions + PAGE - 1) / PAGE;
}

static int prepare(struct decoder *d, struct decoding *s,
		   const struct decoder_order *order, struct momus_error *err)
{
	int64_t vocab = d->setup.model->parameters.config.vocab;
	double penalty = order->how->repetition_penalty;
	int rc = MOMUS_OK;

	s->order = *order;
	s->text = (size_t)-1;
	s->promised = pages_of(order->n + (size_t)order->most);
	momus_buffer_init(&s->said, (size_t)64 << 20);
	for (size_t i = 0; rc == MOMUS_OK && i < order->n; i++)
		rc = ids_add(&s->ids, order->prompt[i], err);
	s->logprobs = malloc((size_t)order->most * sizeof *s->logprobs);
	if (!isnan(penalty) && penalty != 1.0)
		s->seen = calloc((size_t)vocab, 1);
	if (rc == MOMUS_OK &&
	    (!s->logprobs || (!isnan(penalty) && penalty != 1.0 && !s->seen)))
		rc = no_memory(err);
	if (rc == MOMUS_OK && s->seen)
		sampler_saw(s->seen, vocab, order->prompt, order->n);
	return rc;
}

int decoder_fits(const struct decoder *d, const struct decoder_order *order,
		 struct momus_error *err)
{
	const struct config *c = &d->setup.model->parameters.config;

	if (order->n && (int64_t)order->n < c->positions)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  "native: a prompt of %zu tokens leaves no room for "
			  "an answer in the model's %lld positions",
			  order->n, (long long)c->positions);
}

int decoder_hands(struct decoder *d, int threads, struct momus_error *err)
{
	return d->setup.stepping ? MOMUS_OK
				 : step_hands(&d->step, threads, err);
}

int decoder_begin(struct decoder *d, const struct decoder_order *order,
		  struct decoding **out, struct momus_error *err)
{
	const struct config *c = &d->setup.model->parameters.config;
	int64_t room = c->positions - (int64_t)order->n;
	struct decoder_order cut = *order;
	struct decoding *s;
	int rc = decoder_fits(d, order, err);

	*out = NULL;
	if (rc < 0)
		return rc;
	cut.most = cut.most < room ? cut.most : room;
	s = calloc(1, sizeof *s);
	if (!s)
		return no_memory(err);
	rc = prepare(d, s, &cut, err);
	if (rc < 0) {
		decoding_free(s);
		return rc;
	}
	append(&d->waiting, s);
	*out = s;
	return MOMUS_OK;
}

/* How many ids A and B have in common from the beginning, of N at most. */
static size_t common(const struct ids *a, const struct ids *b, size_t n)
{
	size_t i = 0;

	n = a->n < n ? a->n : n;
	n = b->n < n ? b->n : n;
	while (i < n && a->list[i] == b->list[i])
		i++;
	return i;
}

/* Looks in LIST for one that begins as S does, further than *N of what is known;
 * *SOON: how far those go that are still being read. */
static void look_in(const struct decoding *list, const struct decoding *s,
		    const struct decoding **best, size_t *n, size_t *soon)
{
	for (; list; list = list->next) {
		size_t same = common(&list->ids, &s->ids, s->order.n - 1);

		*soon = same > *soon ? same : *soon;
		if (same > list->known)
			same = list->known;
		if (same > *n) {
			*n = same;
			*best = list;
		}
	}
}

static size_t room_of(const struct decoder *d)
{
	return d->setup.bytes / (d->setup.stepping
					 ? d->setup.stepping->page_bytes
					 : page_bytes(&d->step.shape));
}

/* Drops the oldest of the past until PAGES more may be promised. */
static void make_room(struct decoder *d, size_t pages)
{
	size_t room = room_of(d);

	while (d->past && d->promised + d->kept + pages > room) {
		struct decoding **last = &d->past;

		while ((*last)->next)
			last = &(*last)->next;
		d->kept -= (*last)->pages.n;
		free_all(last);
	}
}

static size_t count(const struct decoding *list)
{
	size_t n = 0;

	for (; list; list = list->next)
		n++;
	return n;
}

/* Whether the first that waits may begin; then it does. */
static bool admit(struct decoder *d)
{
	size_t room = room_of(d);
	struct decoding *s = d->waiting;
	const struct decoding *best = NULL;
	size_t n = 0, soon = 0;

	if (!s || count(d->live) == (size_t)d->setup.most ||
	    (d->live && d->promised + s->promised > room))
		return false;
	look_in(d->live, s, &best, &n, &soon);
	if (soon > n && soon - n >= PAGE) /* somebody is about to read it */
		return false;
	look_in(d->past, s, &best, &n, &soon);
	if (n > 0 && pages_share(&s->pages, &best->pages, &d->step.shape,
				 (int64_t)n, &s->why) < 0)
		n = 0;
	s->known = n;
	d->reused += n;
	d->promised += s->promised;
	make_room(d, 0);
	d->waiting = s->next;
	append(&d->live, s);
	return true;
}

/* Going. */

static void unlink_from(struct decoding **list, struct decoding *s)
{
	while (*list && *list != s)
		list = &(*list)->next;
	if (*list)
		*list = s->next;
	s->next = NULL;
}

void decoder_leave(struct decoder *d, struct decoding *s)
{
	bool waited = false;

	for (struct decoding *w = d->waiting; w; w = w->next)
		waited |= w == s;
	unlink_from(waited ? &d->waiting : &d->live, s);
	if (!waited)
		d->promised -= s->promised;
	if (waited || s->known < PAGE || s->rc < 0) {
		decoding_free(s);
		return;
	}
	free(s->logprobs);
	free(s->seen);
	momus_buffer_release(&s->said);
	s->logprobs = NULL;
	s->seen = NULL;
	s->next = d->past;
	d->past = s;
	d->kept += s->pages.n;
	make_room(d, 0);
}

/* Steps. */

static void fail(struct decoding *s, int rc)
{
	s->rc = rc;
	s->ended = true;
	s->finish = MOMUS_FINISH_FAILED;
}

/* Rows of S, ROOM at most, from AT of D's on; how many. */
static int64_t put_rows(struct decoder *d, struct decoding *s, int64_t at,
			int64_t room)
{
	int64_t left = (int64_t)(s->ids.n - s->known);
	int64_t n = left < room ? left : room;
	int rc = pages_reserve(&s->pages, &d->step.shape, (int64_t)s->known + n,
			       &s->why);

	if (rc < 0) {
		fail(s, rc);
		return 0;
	}
	for (int64_t i = 0; i < n; i++)
		d->rows[at + i] = (struct step_row){
			.pages = &s->pages,
			.at = (int64_t)s->known + i,
			.id = s->ids.list[s->known + (size_t)i],
		};
	return n;
}

struct taken { /* rows of one sequence in a step */
	struct decoding *s;
	int64_t first, n;
};

/* First all that answer, which are fewer than the rows; then those that read. */
static int64_t gather(struct decoder *d, struct taken *taken, int64_t *n_taken)
{
	int64_t at = 0, n;

	*n_taken = 0;
	for (int reading = 0; reading < 2; reading++)
		for (struct decoding *s = d->live; s; s = s->next) {
			if (s->ended || (s->n == 0) != reading)
				continue;
			n = at < STEP_ROWS ? put_rows(d, s, at, STEP_ROWS - at)
					   : 0;
			if (n)
				taken[(*n_taken)++] =
					(struct taken){ s, at, n };
			at += n;
		}
	return at;
}

int decoder_advance(struct decoder *d, bool *any, struct momus_error *err)
{
	struct taken taken[STEP_ROWS];
	struct decoding *drawing[STEP_ROWS];
	int64_t h = d->setup.model->parameters.config.hidden, n, n_taken, k = 0;
	int rc;

	while (admit(d))
		;
	n = gather(d, taken, &n_taken);
	*any = d->live || d->waiting;
	if (!n)
		return MOMUS_OK;
	rc = d->setup.stepping
		     ? d->setup.stepping->rows(d->setup.stepping->self, d->rows,
					       n, err)
		     : step_rows(&d->step, d->rows, n, d->hidden, err);
	if (rc < 0)
		return rc;
	for (int64_t i = 0; i < n_taken; i++) {
		struct decoding *s = taken[i].s;

		s->known += (size_t)taken[i].n;
		if (s->n == 0)
			d->read += (uint64_t)taken[i].n;
		if (s->known < s->ids.n)
			continue;
		d->last[k] = taken[i].first + taken[i].n - 1;
		if (!d->setup.stepping)
			memmove(d->hidden + k * h, d->hidden + d->last[k] * h,
				(size_t)h * sizeof(float));
		drawing[k++] = s;
	}
	return k ? drawing_work(d, drawing, k, err) : MOMUS_OK;
}
