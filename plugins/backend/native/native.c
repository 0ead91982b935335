/* native.c - backend: a model in this process, from a Hugging Face folder */
#include "native.h"

#include <momus/json.h>
#include <momus/plugin.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "weights/mapped.h"

#define FIELD(name_) offsetof(struct native_options, name_)

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_FILE,
	  .name = "model",
	  .offset = FIELD(model),
	  .required = true,
	  .help = "folder with config.json, safetensors and tokenizer.json" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "template",
	  .value = "auto",
	  .offset = FIELD(template),
	  .choices = "auto|qwen|chatml|llama3|none",
	  .help = "how a dialogue is written; auto: as tokenizer_config.json "
		  "says" },
	{ .type = MOMUS_OPT_INT,
	  .name = "max_tokens",
	  .value = "1024",
	  .offset = FIELD(max_tokens),
	  .min = 1,
	  .max = 1 << 24,
	  .help = "most tokens of an answer whose sampling names no number" },
	{ .type = MOMUS_OPT_INT,
	  .name = "threads",
	  .value = "0",
	  .offset = FIELD(threads),
	  .max = 1024,
	  .help = "that compute; 0: one a processor" },
	{ .type = MOMUS_OPT_INT,
	  .name = "batch",
	  .value = "32",
	  .offset = FIELD(batch),
	  .min = 1,
	  .max = STEP_ROWS,
	  .help = "most answers at once; others wait" },
	{ .type = MOMUS_OPT_INT,
	  .name = "cache",
	  .value = "1024",
	  .offset = FIELD(cache),
	  .min = 1,
	  .max = 1 << 24,
	  .help = "MiB of keys and values; a single answer may need more" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "kernels",
	  .value = "auto",
	  .offset = FIELD(kernels),
	  .choices = "auto|plain|avx2|avx512",
	  .help = "instructions that answers are computed with; all give the "
		  "same bits" },
	{ .type = MOMUS_OPT_STR,
	  .name = "name",
	  .offset = FIELD(name),
	  .help = "the model's name in reports; if not set the folder's" },
	{ .type = MOMUS_OPT_BOOL,
	  .name = "weights",
	  .value = "true",
	  .offset = FIELD(weights),
	  .help = "false: only the tokenizer is read" },
	{ .type = MOMUS_OPT_INT,
	  .name = "init",
	  .value = "-1",
	  .offset = FIELD(init),
	  .min = -1,
	  .max = 9e15,
	  .help = "draw the weights by this seed, for the folder has none; -1: "
		  "read them" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "dtype",
	  .value = "float32",
	  .offset = FIELD(dtype),
	  .choices = "float32|bfloat16",
	  .help = "type of the weights that a training writes at its end" },
	{ .type = MOMUS_OPT_FILE,
	  .name = "adapter",
	  .offset = FIELD(adapter),
	  .help = "folder of a LoRA adapter in PEFT's form, put onto the "
		  "weights" },
	{ .type = MOMUS_OPT_INT,
	  .name = "lora_rank",
	  .value = "0",
	  .offset = FIELD(lora_rank),
	  .max = 65536,
	  .help = "only adapters of this rank learn, and they alone are saved; "
		  "0: all weights learn" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "lora_alpha",
	  .value = "16",
	  .offset = FIELD(lora_alpha),
	  .min = 1e-6,
	  .max = 1e6,
	  .help = "an adapter counts alpha / rank" },
	{ .type = MOMUS_OPT_LIST,
	  .name = "lora_targets",
	  .value = "[\"q_proj\", \"k_proj\", \"v_proj\", \"o_proj\", "
		   "\"gate_proj\", \"up_proj\", \"down_proj\"]",
	  .offset = FIELD(lora_targets),
	  .choices = "q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj",
	  .help = "matrices that get an adapter" },
	{ .type = MOMUS_OPT_INT,
	  .name = "lora_seed",
	  .value = "1",
	  .offset = FIELD(lora_seed),
	  .max = 9e15,
	  .help = "new adapters are drawn by it" },
	MOMUS_OPTION_END,
};

int native_need_tokenizer(const struct native *n, struct momus_error *err)
{
	if (n->tokenizer)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  "native: %s has no tokenizer.json, which turns text "
			  "into tokens",
			  n->options->model);
}

int native_need_weights(const struct native *n, struct momus_error *err)
{
	if (n->model)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  "native: the weights of %s were not read; set "
			  "weights to true",
			  n->options->model);
}

/* The template that tokenizer_config.json or chat_template.jinja has. */
static const struct chat *guess(const char *folder)
{
	static const char *const names[] = { "tokenizer_config.json",
					     "chat_template.jinja" };
	const struct chat *found = NULL;
	struct mapped file;

	for (size_t i = 0; i < 2 && !found; i++) {
		char *path = mapped_path(folder, momus_text_of(names[i]));

		if (path && mapped_open(&file, path, NULL) == MOMUS_OK) {
			found = chat_guess(mapped_text(&file));
			mapped_close(&file);
		}
		free(path);
	}
	return found;
}

static int open_tokenizer(struct native *n, struct momus_error *err)
{
	const char *folder = n->options->model;
	char *path = mapped_path(folder, MOMUS_TEXT("tokenizer.json"));
	int rc = MOMUS_OK;

	if (!path)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	if (access(path, F_OK) == 0 || !n->options->weights)
		rc = tokenizer_open(&n->tokenizer, path, err);
	free(path);
	if (strcmp(n->options->template, "auto") == 0)
		n->chat = guess(folder);
	else
		n->chat = chat_find(n->options->template);
	return rc;
}

static void add_end(struct native *n, int32_t id)
{
	for (size_t i = 0; i < n->n_ends; i++)
		if (n->ends[i] == id)
			return;
	if (id >= 0 && n->n_ends < sizeof n->ends / sizeof *n->ends)
		n->ends[n->n_ends++] = id;
}

/* What ends an answer: config.json's and generation_config.json's tokens, and
 * the template's. */
static void find_ends(struct native *n)
{
	const struct config *c = &n->model->parameters.config;
	char *path = mapped_path(n->options->model,
				 MOMUS_TEXT("generation_config.json"));
	struct momus_text list, key, value;
	struct mapped file;
	size_t at = 0;

	for (int i = 0; i < c->n_ends; i++)
		add_end(n, c->ends[i]);
	if (n->chat && chat_end(n->chat) && n->tokenizer)
		add_end(n, tokenizer_find(n->tokenizer,
					  momus_text_of(chat_end(n->chat))));
	if (path && mapped_open(&file, path, NULL) == MOMUS_OK) {
		list = momus_json_valid(mapped_text(&file), NULL)
			       ? momus_json_member(mapped_text(&file),
						   "eos_token_id")
			       : (struct momus_text){ NULL, 0 };
		if (list.len && list.ptr[0] != '[' && list.ptr[0] != 'n')
			add_end(n, (int32_t)strtol(list.ptr, NULL, 10));
		while (momus_json_next(list, &at, &key, &value))
			add_end(n, (int32_t)strtol(value.ptr, NULL, 10));
		mapped_close(&file);
	}
	free(path);
}

static int open_weights(struct native *n, struct momus_error *err)
{
	int64_t threads = n->options->threads;
	struct decoder_setup setup = { .kernels = n->options->kernels,
				       .most = n->options->batch,
				       .bytes = (size_t)n->options->cache
						<< 20 };
	int rc;

	if (!threads)
		threads = sysconf(_SC_NPROCESSORS_ONLN);
	setup.threads = threads > 0 ? (int)threads : 1;
	rc = model_open(&n->model, n->options->model, n->options->init,
			setup.threads, err);
	if (rc == MOMUS_OK)
		rc = native_adapter_open(n, err);
	if (rc < 0)
		return rc;
	if (n->tokenizer && tokenizer_size(n->tokenizer) >
				    (size_t)n->model->parameters.config.vocab)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: tokenizer.json has ids up to %zu and "
				  "config.json a vocab_size of %lld: they are "
				  "not one model's",
				  n->options->model,
				  tokenizer_size(n->tokenizer) - 1,
				  (long long)n->model->parameters.config.vocab);
	find_ends(n);
	setup.model = n->model;
	setup.tokenizer = n->tokenizer;
	setup.ends = n->ends;
	setup.n_ends = n->n_ends;
	return decoder_init(&n->decoder, &setup, err);
}

/* The last part of the folder's path; the caller frees it. */
static char *folder_name(const char *path)
{
	size_t end = strlen(path), begin;
	char *name;

	while (end > 1 && path[end - 1] == '/')
		end--;
	for (begin = end; begin > 0 && path[begin - 1] != '/'; begin--)
		;
	name = calloc(end - begin + 1, 1);
	if (name)
		memcpy(name, path + begin, end - begin);
	return name;
}

static void native_close(void *self)
{
	struct native *n = self;

	if (!n)
		return;
	lesson_release(&n->lesson);
	native_release_answers(n);
	decoder_release(&n->decoder);
	lora_free(n->lora);
	model_close(n->model);
	tokenizer_close(n->tokenizer);
	free(n->gradient);
	free(n->mean);
	free(n->square);
	free(n->name);
	free(n);
}

static int native_open(void **self, const void *opt, struct momus_error *err)
{
	struct native *n = calloc(1, sizeof *n);
	int rc;

	*self = NULL;
	if (!n)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	n->options = opt;
	n->name = folder_name(n->options->name ? n->options->name
					       : n->options->model);
	rc = n->name ? open_tokenizer(n, err)
		     : momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	if (rc == MOMUS_OK && n->options->weights)
		rc = open_weights(n, err);
	if (rc < 0)
		native_close(n);
	else
		*self = n;
	return rc;
}

static const char *model_name(const void *self)
{
	return ((const struct native *)self)->name;
}

static const struct momus_backend_ops ops = {
	.size = sizeof ops,
	.open = native_open,
	.close = native_close,
	.model = model_name,
	.complete = native_complete,
	.trainable = &native_trainable,
	.batch = &native_batch,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_BACKEND),
	.name = "native",
	.version = "1",
	.summary = "a model in this process, from a Hugging Face folder",
	.options = options,
	.options_size = sizeof(struct native_options),
	.ops.backend = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
