/* step.c - see step.h */
#include "model/step.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ops/rmsnorm.h"
#include "ops/swiglu.h"

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
}

static float *take(float **at, size_t *count, int64_t columns)
{
	float *mine = *at;

	*count += (size_t)(STEP_ROWS * columns);
	if (*at)
		*at += STEP_ROWS * columns;
	return mine;
}

/* Places the arrays of S from AT on; how many floats that is. */
static size_t place(struct step *s, const struct config *c, float *at)
{
	int64_t q = c->heads * c->head_dim, k = c->kv_heads * c->head_dim;
	size_t count = 0;

	s->x = take(&at, &count, c->hidden);
	s->h = take(&at, &count, c->hidden);
	s->q = take(&at, &count, q);
	s->k = take(&at, &count, k);
	s->v = take(&at, &count, k);
	s->o = take(&at, &count, q);
	s->gate = take(&at, &count, c->intermediate);
	s->up = take(&at, &count, c->intermediate);
	s->raw = take(&at, &count, c->qk_norm ? q : 0);
	s->scale = take(&at, &count, c->heads);
	return count;
}

/* Both rounded, attention is computed by the best rows that there are. */
static int find_way(struct rows_way *out, const struct config *c,
		    const char *kernels, bool halves, struct momus_error *err)
{
	int64_t most =
		c->hidden > c->intermediate ? c->hidden : c->intermediate;
	int64_t q = c->heads * c->head_dim;
	int rc = rows_find(&out->rows, halves ? "auto" : kernels, err);

	if (!halves || rc < 0)
		return rc;
	rc = halves_find(&out->halves, kernels, err);
	if (rc < 0)
		return rc;
	out->room = malloc((size_t)halves_room(STEP_ROWS, most > q ? most : q) *
			   sizeof *out->room);
	return out->room ? MOMUS_OK : no_memory(err);
}

int step_init(struct step *out, struct model *m, int threads,
	      const char *kernels, bool halves, struct momus_error *err)
{
	const struct config *c = &m->parameters.config;
	int rc;

	memset(out, 0, sizeof *out);
	out->model = m;
	out->shape =
		(struct page_shape){ c->layers, c->kv_heads * c->head_dim };
	rc = find_way(&out->way, c, kernels, halves, err);
	if (rc == MOMUS_OK)
		rc = crew_create(&out->crew, threads, err);
	if (rc < 0) {
		step_release(out);
		return rc;
	}
	out->memory = malloc(place(out, c, NULL) * sizeof(float));
	if (!out->memory) {
		step_release(out);
		return no_memory(err);
	}
	place(out, c, out->memory);
	return MOMUS_OK;
}

void step_release(struct step *s)
{
	crew_free(s->crew);
	free(s->way.room);
	free(s->memory);
	free(s->scores);
	memset(s, 0, sizeof *s);
}

int step_hands(struct step *s, int threads, struct momus_error *err)
{
	struct crew *crew;
	int rc = crew_create(&crew, threads, err);

	if (rc < 0)
		return rc;
	crew_free(s->crew);
	free(s->scores); /* there is a part of each hand */
	s->crew = crew;
	s->scores = NULL;
	s->keys = 0;
	return MOMUS_OK;
}

static int64_t group_of(const struct config *c)
{
	return c->heads / c->kv_heads;
}

/* Room for the scores of positions up to N. */
static int reserve(struct step *s, int64_t n, struct momus_error *err)
{
	const struct config *c = &s->model->parameters.config;
	float *grown;
	int rc;

	if (n > c->positions)
		return momus_fail(err, MOMUS_EINVAL,
				  "native: a text of %lld tokens is longer "
				  "than the model's %lld positions",
				  (long long)n, (long long)c->positions);
	rc = rope_reserve(&s->model->rope, n, err);
	if (rc < 0 || n <= s->keys)
		return rc;
	n = n < 2 * s->keys ? 2 * s->keys : n;
	grown = realloc(s->scores, (size_t)(crew_hands(s->crew) * n) *
					   (size_t)group_of(c) * sizeof *grown);
	if (!grown)
		return no_memory(err);
	s->scores = grown;
	s->keys = n;
	return MOMUS_OK;
}

/* Sets X to H weights from OFFSET on, of a matrix. */
static void look_up(const struct model *m, int64_t offset, int64_t h, float *x)
{
	if (m->wide)
		memcpy(x, m->w + offset, (size_t)h * sizeof *x);
	for (int64_t i = 0; !m->wide && i < h; i++)
		x[i] = halves_wide(m->half[offset + i]);
}

/* Sets the rows of .x to the embeddings. */
static int embed(struct step *s, const struct step_row *rows, int64_t n,
		 struct momus_error *err)
{
	const struct parameters *p = &s->model->parameters;
	int64_t h = p->config.hidden;
	int rc = MOMUS_OK;

	for (int64_t i = 0; rc == MOMUS_OK && i < n; i++) {
		int32_t id = rows[i].id;

		if (id < 0 || id >= p->config.vocab)
			return momus_fail(err, MOMUS_EINVAL,
					  "native: token %d is none of the "
					  "model's %lld",
					  (int)id, (long long)p->config.vocab);
		look_up(s->model, p->embedding + id * h, h, s->x + i * h);
		rc = reserve(s, rows[i].at + 1, err);
	}
	return rc;
}

static struct rows_matrix matrix(const struct step *s, float *y, int64_t w,
				 int64_t bias, int64_t out, bool add)
{
	const struct model *m = s->model;

	return (struct rows_matrix){ y,
				     m->w + w,
				     m->half ? m->half + w : NULL,
				     model_weights(m, bias),
				     out,
				     add };
}

/* Sets .q, and the keys and values in the rows' pages, from .h. */
static void project(struct step *s, const struct layer_offsets *w, int64_t l,
		    const struct step_row *rows, int64_t n)
{
	const struct config *c = &s->model->parameters.config;
	int64_t d = c->head_dim, q = c->heads * d, k = c->kv_heads * d;
	const float *base = s->model->w;
	struct rows_matrix list[3] = {
		matrix(s, c->qk_norm ? s->raw : s->q, w->q, w->q_bias, q,
		       false),
		matrix(s, s->k, w->k, w->k_bias, k, false),
		matrix(s, s->v, w->v, w->v_bias, k, false),
	};

	rows_multiply(&s->way, s->crew, list, 3, s->h, n, c->hidden);
	if (c->qk_norm) {
		rmsnorm_forward(s->q, s->scale, s->raw, base + w->q_norm,
				n * c->heads, d, c->eps);
		memcpy(s->raw, s->k, (size_t)(n * k) * sizeof(float));
		rmsnorm_forward(s->k, s->scale, s->raw, base + w->k_norm,
				n * c->kv_heads, d, c->eps);
	}
	for (int64_t i = 0; i < n; i++) {
		const struct step_row *r = &rows[i];

		rope_turn(&s->model->rope, s->q + i * q, 1, c->heads, r->at,
			  false);
		rope_turn(&s->model->rope, s->k + i * k, 1, c->kv_heads, r->at,
			  false);
		memcpy(pages_keys(r->pages, &s->shape, l, r->at), s->k + i * k,
		       (size_t)k * sizeof(float));
		memcpy(pages_values(r->pages, &s->shape, l, r->at),
		       s->v + i * k, (size_t)k * sizeof(float));
	}
}

/* N scores of a head of D columns become weights, whose sum is 1. */
static void weigh(float *s, int64_t n, int64_t d)
{
	float scale = 1.0f / sqrtf((float)d), most = s[0];
	double sum = 0;

	for (int64_t j = 1; j < n; j++)
		most = fmaxf(most, s[j]);
	for (int64_t j = 0; j < n; j++) {
		s[j] = expf((s[j] - most) * scale);
		sum += (double)s[j];
	}
	for (int64_t j = 0; j < n; j++)
		s[j] = (float)((double)s[j] / sum);
}

struct look { /* attention of one layer; a piece is a row's group of heads */
	const struct step *step;
	const struct step_row *rows;
	int64_t layer;
};

static void attend(const struct look *a, int64_t row, int64_t kv, float *scores)
{
	const struct step *s = a->step;
	const struct config *c = &s->model->parameters.config;
	const struct step_row *r = &a->rows[row];
	int64_t d = c->head_dim, group = group_of(c),
		columns = s->shape.columns;
	int64_t first =
		c->window && r->at >= c->window ? r->at - c->window + 1 : 0;
	int64_t keys = r->at + 1 - first, n;
	int64_t head = row * c->heads * d + kv * group * d;
	float *o = s->o + head;

	for (int64_t j = first; j <= r->at; j += n) {
		n = PAGE - j % PAGE < r->at + 1 - j ? PAGE - j % PAGE
						    : r->at + 1 - j;
		s->way.rows->dots(
			scores + (j - first), keys, s->q + head, d, group, d,
			pages_keys(r->pages, &s->shape, a->layer, j) + kv * d,
			columns, n);
	}
	for (int64_t g = 0; g < group; g++)
		weigh(scores + g * keys, keys, d);
	memset(o, 0, (size_t)(group * d) * sizeof *o);
	for (int64_t j = first; j <= r->at; j += n) {
		n = PAGE - j % PAGE < r->at + 1 - j ? PAGE - j % PAGE
						    : r->at + 1 - j;
		s->way.rows->mix(
			o, d, scores + (j - first), keys, group,
			pages_values(r->pages, &s->shape, a->layer, j) + kv * d,
			columns, n, d);
	}
}

static void attend_some(void *arg, int64_t from, int64_t to, int hand)
{
	const struct look *a = arg;
	const struct config *c = &a->step->model->parameters.config;
	float *scores = a->step->scores + hand * group_of(c) * a->step->keys;

	for (int64_t i = from; i < to; i++)
		attend(a, i / c->kv_heads, i % c->kv_heads, scores);
}

static void gate_some(void *arg, int64_t from, int64_t to, int hand)
{
	const struct step *s = arg;

	(void)hand;
	swiglu_forward(s->gate + from, s->gate + from, s->up + from, to - from);
}

static void layer(struct step *s, int64_t l, const struct step_row *rows,
		  int64_t n)
{
	enum { GATED = 4096 }; /* some ten microseconds */
	const struct layer_offsets *w = &s->model->parameters.layers[l];
	const struct config *c = &s->model->parameters.config;
	const float *base = s->model->w;
	struct look look = { s, rows, l };
	struct rows_matrix out =
		matrix(s, s->x, w->o, w->o_bias, c->hidden, true);
	struct rows_matrix down =
		matrix(s, s->x, w->down, PARAMETER_NONE, c->hidden, true);
	struct rows_matrix both[2] = {
		matrix(s, s->gate, w->gate, PARAMETER_NONE, c->intermediate,
		       false),
		matrix(s, s->up, w->up, PARAMETER_NONE, c->intermediate, false),
	};

	rmsnorm_forward(s->h, s->scale, s->x, base + w->norm1, n, c->hidden,
			c->eps);
	project(s, w, l, rows, n);
	crew_run(s->crew, attend_some, &look, n * c->kv_heads,
		 rows[n - 1].at < 64 ? 8 : 1);
	rows_multiply(&s->way, s->crew, &out, 1, s->o, n,
		      c->heads * c->head_dim);
	rmsnorm_forward(s->h, s->scale, s->x, base + w->norm2, n, c->hidden,
			c->eps);
	rows_multiply(&s->way, s->crew, both, 2, s->h, n, c->hidden);
	crew_run(s->crew, gate_some, s, n * c->intermediate, GATED);
	rows_multiply(&s->way, s->crew, &down, 1, s->gate, n, c->intermediate);
}

int step_rows(struct step *s, const struct step_row *rows, int64_t n,
	      float *hidden, struct momus_error *err)
{
	const struct parameters *p = &s->model->parameters;
	int rc = embed(s, rows, n, err);

	s->model->answers = true;
	if (rc == MOMUS_OK && s->way.halves) /* they may have learnt */
		rc = model_halve(s->model, err);
	if (rc < 0)
		return rc;
	for (int64_t l = 0; l < p->config.layers; l++)
		layer(s, l, rows, n);
	rmsnorm_forward(hidden, s->scale, s->x, s->model->w + p->norm, n,
			p->config.hidden, p->config.eps);
	return MOMUS_OK;
}

void step_logits(struct step *s, const float *hidden, int64_t n, float *z)
{
	const struct parameters *p = &s->model->parameters;
	struct rows_matrix head =
		matrix(s, z, p->head, PARAMETER_NONE, p->config.vocab, false);

	rows_multiply(&s->way, s->crew, &head, 1, hidden, n, p->config.hidden);
}
