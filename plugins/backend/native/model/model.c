/* model.c - see model.h */
#include "model.h"

#include <stdio.h>
#include <stdlib.h>

#include "ops/halves.h"
#include "weights/mapped.h"

static int read_config(struct config *out, const char *folder,
		       struct momus_error *err)
{
	struct momus_error why = { "" };
	struct mapped file;
	char *path = mapped_path(folder, MOMUS_TEXT("config.json"));
	int rc;

	if (!path)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	rc = mapped_open(&file, path, &why);
	if (rc == MOMUS_OK) {
		rc = config_read(out, mapped_text(&file), path, err);
		mapped_close(&file);
	} else {
		momus_fail(err, rc,
			   "%s; expected the folder of a Hugging Face model, "
			   "with config.json, safetensors and tokenizer.json",
			   why.text);
	}
	free(path);
	return rc;
}

static int no_memory(const struct model *m, const char *folder, size_t bytes,
		     struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM,
			  "native: %s: out of memory for %zu weights of %zu "
			  "bytes",
			  folder, m->parameters.total, bytes);
}

static int read_weights(struct model *m, const char *folder,
			struct momus_error *err)
{
	struct tensors *tensors;
	int rc = tensors_open_folder(&tensors, folder, err);

	if (rc < 0)
		return rc;
	m->wide = !parameters_are_halves(&m->parameters, tensors);
	if (!m->wide)
		m->half = malloc(m->parameters.total * sizeof *m->half);
	if (!m->wide && !m->half)
		rc = no_memory(m, folder, sizeof *m->half, err);
	if (rc == MOMUS_OK)
		rc = parameters_load(&m->parameters, tensors, folder, m->w,
				     m->half, err);
	tensors_close(tensors);
	return rc;
}

static int make_weights(struct model *m, const char *folder, int64_t seed,
			struct momus_error *err)
{
	m->w = malloc(m->parameters.total * sizeof *m->w);
	if (!m->w)
		return no_memory(m, folder, sizeof *m->w, err);
	if (seed < 0)
		return read_weights(m, folder, err);
	m->wide = true;
	parameters_draw(&m->parameters, (uint64_t)seed, m->w);
	return MOMUS_OK;
}

int model_open(struct model **out, const char *folder, int64_t seed,
	       int threads, struct momus_error *err)
{
	struct model *m = calloc(1, sizeof *m);
	struct config config;
	int rc;

	*out = NULL;
	if (!m)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	rc = read_config(&config, folder, err);
	if (rc == MOMUS_OK)
		rc = parameters_init(&m->parameters, &config, err);
	if (rc == MOMUS_OK)
		rc = make_weights(m, folder, seed, err);
	if (rc == MOMUS_OK)
		rc = rope_init(&m->rope, &config, err);
	if (rc == MOMUS_OK)
		rc = model_divide(m, threads, err);
	m->attention = (struct attention){ .product = &m->product,
					   .heads = config.heads,
					   .kv_heads = config.kv_heads,
					   .head_dim = config.head_dim,
					   .window = config.window };
	if (rc < 0)
		model_close(m);
	else
		*out = m;
	return rc;
}

void model_close(struct model *m)
{
	if (!m)
		return;
	parameters_release(&m->parameters);
	rope_release(&m->rope);
	attention_release(&m->attention);
	product_release(&m->product);
	crew_free(m->crew);
	for (int i = 0; i < MODEL_SPARES; i++)
		free(m->spare[i].at);
	free(m->half);
	free(m->w);
	free(m);
}

void model_widen(struct model *m)
{
	const struct parameters *p = &m->parameters;

	for (size_t i = 0; !m->wide && i < p->n; i++) {
		const struct parameter *one = &p->list[i];
		const uint16_t *half = m->half + one->offset;
		float *w = m->w + one->offset;

		for (int64_t k = 0; !one->vector && k < one->rows * one->cols;
		     k++)
			w[k] = halves_wide(half[k]);
	}
	m->wide = true;
	if (!m->answers)
		model_changed(m);
}

int model_halve(struct model *m, struct momus_error *err)
{
	const struct parameters *p = &m->parameters;

	if (m->half)
		return MOMUS_OK;
	m->half = malloc(p->total * sizeof *m->half);
	if (!m->half)
		return no_memory(m, "its weights rounded", sizeof *m->half,
				 err);
	for (size_t i = 0; i < p->n; i++) {
		const struct parameter *one = &p->list[i];
		const float *w = m->w + one->offset;
		uint16_t *half = m->half + one->offset;

		for (int64_t k = 0; !one->vector && k < one->rows * one->cols;
		     k++)
			half[k] = halves_round(w[k]);
	}
	return MOMUS_OK;
}

void model_changed(struct model *m)
{
	if (!m->wide)
		return;
	free(m->half);
	m->half = NULL;
}

int model_divide(struct model *m, int threads, struct momus_error *err)
{
	int rc;

	attention_release(&m->attention); /* it has scratch for each hand */
	product_release(&m->product);
	crew_free(m->crew);
	rc = crew_create(&m->crew, threads, err);
	return rc < 0 ? rc : product_init(&m->product, m->crew, err);
}

float *model_take(struct model *m, size_t floats, size_t *has)
{
	struct model_spare *best = NULL;
	float *at;

	for (struct model_spare *s = m->spare; s < m->spare + MODEL_SPARES; s++)
		if (s->at && s->floats >= floats &&
		    (!best || s->floats < best->floats))
			best = s;
	*has = best ? best->floats : floats;
	at = best ? best->at : malloc((floats + 1) * sizeof *at);
	if (best)
		*best = (struct model_spare){ .at = NULL };
	return at;
}

void model_leave(struct model *m, float *at, size_t floats)
{
	struct model_spare *least = m->spare;

	for (struct model_spare *s = m->spare; s < m->spare + MODEL_SPARES; s++)
		if (s->floats < least->floats)
			least = s;
	if (!at || floats < least->floats) {
		free(at);
		return;
	}
	free(least->at);
	*least = (struct model_spare){ at, floats };
}

const float *model_weights(const struct model *m, int64_t offset)
{
	return offset < 0 ? NULL : m->w + offset;
}
