/* adapter.c - the backend's model with adapters: read, learnt, written
 *
 * With lora_rank only the adapters learn and are saved, in PEFT's form; an adapter
 * that is read without it is folded into the weights for good.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lora/peft.h"
#include "native.h"
#include "weights/mapped.h"
#include "weights/save.h"

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
}

static bool is_target(const struct native_options *o,
		      const struct parameter *weight)
{
	struct momus_text m = peft_module(weight);

	for (const char **t = o->lora_targets; t && *t; t++)
		if (momus_text_equal(m, momus_text_of(*t)))
			return true;
	return false;
}

/* New adapters, which change nothing yet. */
static int make(struct native *n, bool *chosen, struct momus_error *err)
{
	const struct parameters *p = &n->model->parameters;
	const struct native_options *o = n->options;
	size_t any = 0;
	int rc;

	for (size_t i = 0; i < p->n; i++)
		any += chosen[i] = is_target(o, &p->list[i]);
	if (!any)
		return momus_fail(err, MOMUS_EINVAL,
				  "native: lora_targets names no matrix, so "
				  "nothing would learn; q_proj is one");
	rc = lora_create(&n->lora, p, chosen, o->lora_rank,
			 o->lora_alpha / (double)o->lora_rank, n->model->w,
			 err);
	if (rc == MOMUS_OK)
		lora_draw(n->lora, (uint64_t)o->lora_seed);
	return rc;
}

static int read_config(const char *folder, struct peft *out,
		       struct momus_error *err)
{
	char *path = mapped_path(folder, MOMUS_TEXT("adapter_config.json"));
	struct momus_error why = { "" };
	struct mapped file;
	int rc = path ? mapped_open(&file, path, &why) : no_memory(err);

	if (rc == MOMUS_OK) {
		rc = peft_config_read(out, mapped_text(&file), path, err);
		mapped_close(&file);
	} else if (path) {
		momus_fail(err, rc,
			   "%s; expected the folder of a LoRA adapter in "
			   "PEFT's form",
			   why.text);
	}
	free(path);
	return rc;
}

/* Adapters that go on learning are those that the options ask for. */
static int check_same(const struct native_options *o, const char *folder,
		      const struct peft *p, struct momus_error *err)
{
	if (!o->lora_rank)
		return MOMUS_OK;
	if (p->rooted)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s/adapter_config.json: use_rslora is set, "
				  "and such adapters are read but do not learn",
				  folder);
	if (p->rank == o->lora_rank && p->alpha == o->lora_alpha)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  "%s/adapter_config.json: rank %lld and alpha %g, but "
			  "lora_rank is %lld and lora_alpha %g; an adapter "
			  "goes on learning as it is",
			  folder, (long long)p->rank, p->alpha,
			  (long long)o->lora_rank, o->lora_alpha);
}

/* The adapters in FOLDER, with the weights they are on. */
static int read_adapter(struct native *n, const char *folder, bool *chosen,
			struct momus_error *err)
{
	const struct parameters *p = &n->model->parameters;
	char *path =
		mapped_path(folder, MOMUS_TEXT("adapter_model.safetensors"));
	struct tensors *tensors = NULL;
	struct peft peft;
	int rc = path ? read_config(folder, &peft, err) : no_memory(err);

	if (rc == MOMUS_OK)
		rc = check_same(n->options, folder, &peft, err);
	if (rc == MOMUS_OK)
		rc = tensors_open(&tensors, path, err);
	if (rc == MOMUS_OK)
		rc = peft_sites(p, tensors, path, chosen, err);
	if (rc == MOMUS_OK)
		rc = lora_create(&n->lora, p, chosen, peft.rank,
				 peft_scale(&peft), n->model->w, err);
	if (rc == MOMUS_OK)
		rc = peft_read(n->lora, tensors, "", path, n->lora->w, err);
	tensors_close(tensors);
	free(path);
	return rc;
}

int native_adapter_open(struct native *n, struct momus_error *err)
{
	const struct native_options *o = n->options;
	bool *chosen;
	int rc;

	if (!o->adapter && !o->lora_rank)
		return MOMUS_OK;
	model_widen(n->model);
	model_changed(n->model);
	chosen = calloc(n->model->parameters.n + 1, sizeof *chosen);
	if (!chosen)
		return no_memory(err);
	rc = o->adapter ? read_adapter(n, o->adapter, chosen, err)
			: make(n, chosen, err);
	if (rc == MOMUS_OK)
		lora_fold(n->lora, &n->model->product, n->model->w);
	if (rc == MOMUS_OK && !o->lora_rank) {
		lora_free(n->lora);
		n->lora = NULL;
	}
	free(chosen);
	return rc;
}

/* Appends A and B of all sites, in W, their names behind PREFIX. */
static int list_tensors(const struct lora *l, const char *prefix,
			const float *w, struct momus_arena *arena,
			struct save_tensor *list, struct momus_error *err)
{
	char own[PEFT_NAME], *name;
	size_t room = strlen(prefix) + PEFT_NAME;

	for (size_t i = 0; i < 2 * l->n; i++) {
		const struct lora_site *s = &l->sites[i / 2];
		bool b = i % 2;

		name = momus_arena_alloc(arena, room);
		if (!name)
			return no_memory(err);
		peft_name(s->weight, b ? 'B' : 'A', own);
		snprintf(name, room, "%s%s", prefix, own);
		list[i] = (struct save_tensor){
			.name = name,
			.rows = b ? s->weight->rows : l->rank,
			.cols = b ? l->rank : s->weight->cols,
			.data = w + (b ? s->b : s->a),
		};
	}
	return MOMUS_OK;
}

/* The adapters to PATH, or with STATE the optimiser's moments. */
static int save_weights(const struct native *n, const char *path, bool state,
			struct momus_error *err)
{
	const struct lora *l = n->lora;
	struct momus_arena *arena = momus_arena_create((size_t)64 << 20);
	struct save_tensor *list = calloc(4 * l->n + 1, sizeof *list);
	float steps = (float)n->steps;
	size_t count = 2 * l->n;
	int rc = arena && list ? MOMUS_OK : no_memory(err);

	if (rc == MOMUS_OK)
		rc = list_tensors(l, state ? "mean." : "",
				  state ? n->mean : l->w, arena, list, err);
	if (rc == MOMUS_OK && state) {
		rc = list_tensors(l, "square.", n->square, arena, list + count,
				  err);
		count *= 2;
		list[count++] =
			(struct save_tensor){ "steps", 1, 1, true, &steps };
	}
	if (rc == MOMUS_OK)
		rc = save_tensors(path, list, count, false, err);
	free(list);
	momus_arena_free(arena);
	return rc;
}

static int save_config(const struct native *n, const char *path,
		       struct momus_error *err)
{
	char *base = realpath(n->options->model, NULL);
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, PEFT_CONFIG_BYTES);
	peft_config_write(n->lora, n->options->lora_alpha,
			  base ? base : n->options->model, &b);
	free(base);
	rc = momus_buffer_check(&b, "an adapter_config.json", err);
	if (rc == MOMUS_OK)
		rc = save_bytes(path, momus_buffer_text(&b), err);
	momus_buffer_release(&b);
	return rc;
}

int native_adapter_save(struct native *n, const char *folder, bool state,
			struct momus_error *err)
{
	char *weights =
		mapped_path(folder, MOMUS_TEXT("adapter_model.safetensors"));
	char *moments =
		mapped_path(folder, MOMUS_TEXT("optimizer.safetensors"));
	char *config = mapped_path(folder, MOMUS_TEXT("adapter_config.json"));
	int rc = weights && moments && config ? MOMUS_OK : no_memory(err);

	if (rc == MOMUS_OK)
		rc = save_config(n, config, err);
	if (rc == MOMUS_OK && state)
		rc = save_weights(n, moments, true, err);
	if (rc == MOMUS_OK)
		rc = save_weights(n, weights, false, err);
	free(weights);
	free(moments);
	free(config);
	return rc;
}

static int load_state(struct native *n, const char *path,
		      struct momus_error *err)
{
	const struct tensor *t;
	struct tensors *ts = NULL;
	float steps;
	int rc = native_moments(n, err);

	if (rc == MOMUS_OK)
		rc = tensors_open(&ts, path, err);
	if (rc == MOMUS_OK)
		rc = peft_read(n->lora, ts, "mean.", path, n->mean, err);
	if (rc == MOMUS_OK)
		rc = peft_read(n->lora, ts, "square.", path, n->square, err);
	t = ts ? tensors_find(ts, "steps") : NULL;
	if (rc == MOMUS_OK && (!t || t->n != 1 || t->type != TENSOR_F32))
		rc = momus_fail(err, MOMUS_EPARSE, "%s: has no steps", path);
	if (rc == MOMUS_OK) {
		tensor_widen(t, 0, 1, &steps);
		n->steps = (int64_t)steps;
	}
	tensors_close(ts);
	return rc;
}

int native_adapter_load(struct native *n, const char *folder, bool *state,
			struct momus_error *err)
{
	char *weights =
		mapped_path(folder, MOMUS_TEXT("adapter_model.safetensors"));
	char *moments =
		mapped_path(folder, MOMUS_TEXT("optimizer.safetensors"));
	struct tensors *ts = NULL;
	int rc = weights && moments ? MOMUS_OK : no_memory(err);

	if (rc == MOMUS_OK)
		rc = tensors_open(&ts, weights, err);
	if (rc == MOMUS_OK)
		rc = peft_read(n->lora, ts, "", weights, n->lora->w, err);
	tensors_close(ts);
	if (rc == MOMUS_OK)
		lora_fold(n->lora, &n->model->product, n->model->w);
	*state = rc == MOMUS_OK && access(moments, F_OK) == 0;
	if (*state)
		rc = load_state(n, moments, err);
	free(weights);
	free(moments);
	return rc;
}
