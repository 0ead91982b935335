/* checkpoint.c - a model's folder, written and read back */
#include <errno.h>
#include <momus/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "native.h"
#include "weights/mapped.h"
#include "weights/save.h"

/* What stands beside the weights and is copied as it is, where it is there. */
static const char *const beside[] = { "tokenizer.json", "tokenizer_config.json",
				      "generation_config.json",
				      "chat_template.jinja" };

/* Appends the parameters' tensors of W, their names behind PREFIX, to LIST. */
static int list_tensors(const struct parameters *p, const char *prefix,
			const float *w, struct momus_arena *arena,
			struct save_tensor *list, struct momus_error *err)
{
	size_t n = strlen(prefix);

	for (size_t i = 0; i < p->n; i++) {
		const struct parameter *one = &p->list[i];
		size_t len = strlen(one->name);
		char *name = momus_arena_alloc(arena, n + len + 1);

		if (!name)
			return momus_fail(err, MOMUS_ENOMEM,
					  "native: out of memory");
		memcpy(name, prefix, n);
		memcpy(name + n, one->name, len);
		list[i] = (struct save_tensor){ name, one->rows, one->cols,
						one->vector, w + one->offset };
	}
	return MOMUS_OK;
}

static bool halves(const struct native *n)
{
	return strcmp(n->options->dtype, "bfloat16") == 0;
}

static int save_weights(const struct native *n, const char *path, bool state,
			bool half, struct momus_error *err)
{
	const struct parameters *p = &n->model->parameters;
	struct momus_arena *arena = momus_arena_create((size_t)64 << 20);
	struct save_tensor *list = calloc(2 * p->n + 1, sizeof *list);
	float steps = (float)n->steps;
	int rc = MOMUS_OK;

	if (!arena || !list)
		rc = momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	if (rc == MOMUS_OK)
		rc = list_tensors(p, state ? "mean." : "",
				  state ? n->mean : n->model->w, arena, list,
				  err);
	if (rc == MOMUS_OK && state) {
		rc = list_tensors(p, "square.", n->square, arena, list + p->n,
				  err);
		list[2 * p->n] =
			(struct save_tensor){ "steps", 1, 1, true, &steps };
	}
	if (rc == MOMUS_OK)
		rc = save_tensors(path, list, state ? 2 * p->n + 1 : p->n, half,
				  err);
	free(list);
	momus_arena_free(arena);
	return rc;
}

/* config.json with the type of the weights as they are written. */
static int save_config(const struct native *n, const char *to, bool half,
		       struct momus_error *err)
{
	char *from = mapped_path(n->options->model, MOMUS_TEXT("config.json"));
	struct momus_text key, value;
	struct momus_buffer b;
	struct mapped file;
	size_t at = 0;
	int rc;

	if (!from)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	rc = mapped_open(&file, from, err);
	free(from);
	if (rc < 0)
		return rc;
	momus_buffer_init(&b, 2 * CONFIG_BYTES);
	while (momus_json_next(mapped_text(&file), &at, &key, &value)) {
		bool type =
			momus_text_equal(key, MOMUS_TEXT("\"dtype\"")) ||
			momus_text_equal(key, MOMUS_TEXT("\"torch_dtype\""));

		momus_buffer_puts(&b, b.len ? ",\n  " : "{\n  ");
		momus_buffer_add(&b, key);
		momus_buffer_puts(&b, ": ");
		momus_buffer_puts(&b, type && half ? "\"bfloat16\""
				      : type	   ? "\"float32\""
						   : "");
		momus_buffer_add(&b, type ? MOMUS_TEXT("") : value);
	}
	momus_buffer_puts(&b, "\n}\n");
	mapped_close(&file);
	rc = momus_buffer_check(&b, "a config.json", err);
	if (rc == MOMUS_OK)
		rc = save_bytes(to, momus_buffer_text(&b), err);
	momus_buffer_release(&b);
	return rc;
}

static int copy_beside(const struct native *n, const char *folder,
		       struct momus_error *err)
{
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < sizeof beside / sizeof *beside;
	     i++) {
		struct momus_text name = momus_text_of(beside[i]);
		char *from = mapped_path(n->options->model, name);
		char *to = mapped_path(folder, name);

		if (!from || !to)
			rc = momus_fail(err, MOMUS_ENOMEM,
					"native: out of memory");
		else if (access(from, R_OK) == 0)
			rc = save_copy(to, from, err);
		free(from);
		free(to);
	}
	return rc;
}

int native_save(void *self, const char *folder, bool state,
		struct momus_error *err)
{
	struct native *n = self;
	char *weights = mapped_path(folder, MOMUS_TEXT("model.safetensors"));
	char *moments =
		mapped_path(folder, MOMUS_TEXT("optimizer.safetensors"));
	char *config = mapped_path(folder, MOMUS_TEXT("config.json"));
	bool half = !state && halves(n); /* what goes on is exact */
	int rc = native_need_weights(n, err);

	if (rc == MOMUS_OK && (!weights || !moments || !config))
		rc = momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	if (rc == MOMUS_OK && mkdir(folder, 0777) != 0 && errno != EEXIST)
		rc = momus_fail(err, MOMUS_EIO, "%s: %s", folder,
				strerror(errno));
	if (rc == MOMUS_OK)
		rc = copy_beside(n, folder, err);
	if (rc == MOMUS_OK)
		model_widen(n->model);
	if (rc == MOMUS_OK)
		rc = n->computing->fetch(n, state, err);
	if (rc == MOMUS_OK && n->lora) {
		rc = native_adapter_save(n, folder, state, err);
		goto out;
	}
	if (rc == MOMUS_OK)
		rc = save_config(n, config, half, err);
	if (rc == MOMUS_OK && state)
		rc = save_weights(n, moments, true, false, err);
	if (rc == MOMUS_OK)
		rc = save_weights(n, weights, false, half, err);
out:
	native_moments_drop(n);
	free(weights);
	free(moments);
	free(config);
	return rc;
}

/* The moment PREFIX of ONE from TS to its place in OUT. */
static int load_moment(const struct tensors *ts, const struct parameter *one,
		       const char *prefix, const char *path, float *out,
		       struct momus_error *err)
{
	const size_t n = (size_t)(one->rows * one->cols);
	const struct tensor *t;
	char name[128];

	snprintf(name, sizeof name, "%s%s", prefix, one->name);
	t = tensors_find(ts, name);
	if (!t)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: tensor %s is missing; it is of another "
				  "model",
				  path, name);
	if (t->n != n || t->type != TENSOR_F32)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: tensor %s has %zu elements; the model "
				  "asks for %zu in F32",
				  path, name, t->n, n);
	return tensor_take(t, out + one->offset, "moments", err);
}

/* The moments and the step of FOLDER, if it has them: *THERE. */
static int load_state(struct native *n, const char *folder, bool *there,
		      struct momus_error *err)
{
	const struct parameters *p = &n->model->parameters;
	char *path = mapped_path(folder, MOMUS_TEXT("optimizer.safetensors"));
	const struct tensor *t;
	struct tensors *ts = NULL;
	float steps;
	int rc = MOMUS_OK;

	if (!path)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	*there = access(path, F_OK) == 0;
	if (!*there)
		goto out;
	rc = native_moments(n, err);
	if (rc == MOMUS_OK)
		rc = tensors_open(&ts, path, err);
	for (size_t i = 0; rc == MOMUS_OK && i < 2 * p->n; i++)
		rc = load_moment(ts, &p->list[i % p->n],
				 i < p->n ? "mean." : "square.", path,
				 i < p->n ? n->mean : n->square, err);
	t = ts ? tensors_find(ts, "steps") : NULL;
	if (rc == MOMUS_OK && (!t || t->n != 1 || t->type != TENSOR_F32))
		rc = momus_fail(err, MOMUS_EPARSE, "%s: has no steps", path);
	if (rc == MOMUS_OK) {
		tensor_widen(t, 0, 1, &steps);
		n->steps = (int64_t)steps;
	}
	tensors_close(ts);
out:
	free(path);
	return rc;
}

static int load_weights(struct native *n, const char *folder, bool *state,
			struct momus_error *err)
{
	struct tensors *ts;
	int rc = tensors_open_folder(&ts, folder, err);

	if (rc < 0)
		return rc;
	rc = parameters_load(&n->model->parameters, ts, folder, n->model->w,
			     NULL, err);
	tensors_close(ts);
	return rc < 0 ? rc : load_state(n, folder, state, err);
}

int native_load(void *self, const char *folder, struct momus_error *err)
{
	struct native *n = self;
	bool state = false;
	int rc = native_need_weights(n, err);

	if (rc < 0)
		return rc;
	model_widen(n->model);
	decoder_forget(&n->decoder);
	rc = n->lora ? native_adapter_load(n, folder, &state, err)
		     : load_weights(n, folder, &state, err);
	if (rc == MOMUS_OK)
		rc = n->computing->bring(n, state, err);
	native_moments_drop(n);
	return rc;
}
