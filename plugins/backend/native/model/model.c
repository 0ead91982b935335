/* model.c - see model.h */
#include "model.h"

#include <stdio.h>
#include <stdlib.h>

#include "weights/mapped.h"

static int read_config(struct config *out, const char *folder,
		       struct momus_error *err)
{
	struct mapped file;
	char *path = mapped_path(folder, MOMUS_TEXT("config.json"));
	int rc;

	if (!path)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	rc = mapped_open(&file, path, err);
	if (rc == MOMUS_OK) {
		rc = config_read(out, mapped_text(&file), path, err);
		mapped_close(&file);
	}
	free(path);
	return rc;
}

static int read_weights(struct model *m, const char *folder,
			struct momus_error *err)
{
	struct tensors *tensors;
	int rc = tensors_open_folder(&tensors, folder, err);

	if (rc < 0)
		return rc;
	rc = parameters_load(&m->parameters, tensors, folder, m->w, err);
	tensors_close(tensors);
	return rc;
}

static int make_weights(struct model *m, const char *folder, int64_t seed,
			struct momus_error *err)
{
	m->w = malloc(m->parameters.total * sizeof *m->w);
	if (!m->w)
		return momus_fail(err, MOMUS_ENOMEM,
				  "native: %s: out of memory for %zu weights "
				  "of 4 bytes",
				  folder, m->parameters.total);
	if (seed < 0)
		return read_weights(m, folder, err);
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
		rc = blas_load(&m->blas, threads, err);
	m->attention = (struct attention){ .blas = &m->blas,
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
	free(m->spare);
	free(m->w);
	free(m);
}

const float *model_weights(const struct model *m, int64_t offset)
{
	return offset < 0 ? NULL : m->w + offset;
}
