/* native.c - backend: a model in this process, from a Hugging Face folder */
#include "native.h"

#include <momus/json.h>
#include <momus/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "weights/mapped.h"

int native_need_tokenizer(const struct native *n, struct momus_error *err)
{
	if (n->tokenizer)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  "native: %s has no tokenizer.json, which turns text "
			  "into tokens; fetch it, too",
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

int native_need_chat(const struct native *n, struct momus_error *err)
{
	if (n->chat)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  n->odd_chat ? "native: the chat_template of %s is of "
					"no kind that is known here; set "
					"template to %s"
				      : "native: %s does not say how a "
					"dialogue is written; set template to "
					"%s",
			  n->options->model, chat_names());
}

/* The template that tokenizer_config.json or chat_template.jinja has. */
static void guess_chat(struct native *n)
{
	static const char *const names[] = { "tokenizer_config.json",
					     "chat_template.jinja" };
	struct momus_text own;
	struct mapped file;

	for (size_t i = 0; i < 2 && !n->chat; i++) {
		char *path =
			mapped_path(n->options->model, momus_text_of(names[i]));

		if (path && mapped_open(&file, path, NULL) == MOMUS_OK) {
			own = mapped_text(&file);
			if (i == 0)
				own = momus_json_member(own, "chat_template");
			n->chat = chat_guess(own);
			n->odd_chat |=
				own.len > 2 &&
				!momus_text_equal(own, MOMUS_TEXT("null"));
			mapped_close(&file);
		}
		free(path);
	}
}

/* A template whose marks are words to the tokenizer is another model's. */
static int check_chat(const struct native *n, struct momus_error *err)
{
	const char *mark = n->chat ? chat_end(n->chat) : NULL;

	if (!mark || !n->tokenizer ||
	    tokenizer_find(n->tokenizer, momus_text_of(mark)) >= 0)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  "native: template %s ends messages with %s, which is "
			  "no token of %s/tokenizer.json; set template to one "
			  "of %s that the model has learnt",
			  chat_name(n->chat), mark, n->options->model,
			  chat_names());
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
		guess_chat(n);
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

/* A token's id as JSON has it; -1 for anything else. */
static int32_t id_of(struct momus_text raw)
{
	double x = momus_json_number(raw);

	return x >= 0 && x < INT32_MAX ? (int32_t)x : -1;
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
		add_end(n, id_of(list));
		while (momus_json_next(list, &at, &key, &value))
			add_end(n, id_of(value));
		mapped_close(&file);
	}
	free(path);
}

bool native_halves(const struct native *n)
{
	const char *word = n->options->precision;

	return n->on_device ? strcmp(word, "float32") != 0
			    : strcmp(word, "bfloat16") == 0;
}

/* Some instructions are for bf16 alone. */
static int check_kernels(const struct native_options *o,
			 struct momus_error *err)
{
	if (strcmp(o->precision, "bfloat16") == 0 ||
	    (strcmp(o->kernels, "avx512bf16") != 0 &&
	     strcmp(o->kernels, "amx") != 0))
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EINVAL,
			  "native: kernels is %s, which compute in bfloat16 "
			  "alone; set precision to bfloat16, or kernels to "
			  "auto",
			  o->kernels);
}

/* Which device .device names: *NUMBER, -1: the processor. */
static int read_device(const struct native_options *o, int *number,
		       struct momus_error *err)
{
	const char *word = native_device_word(), *rest = o->device;
	size_t n = strlen(word);
	char *end;
	long which = 0;

	*number = -1;
	if (strcmp(rest, "cpu") == 0)
		return check_kernels(o, err);
	rest = strncmp(rest, word, n) == 0 ? rest + n : NULL;
	if (rest && *rest == ':' && rest[1] >= '0' && rest[1] <= '9') {
		which = strtol(rest + 1, &end, 10);
		rest = end;
	}
	if (!rest || *rest || which > 4095)
		return momus_fail(err, MOMUS_EINVAL,
				  "native: device is \"%.100s\"; expected cpu, "
				  "%s or %s:N with N from 0",
				  o->device, word, word);
	/* asked only here: whoever computes on the processor starts no device */
	*number = rest > o->device + n ? (int)which : native_own_device();
	return MOMUS_OK;
}

static int open_decoder(struct native *n, int threads, int device,
			struct momus_error *err)
{
	struct decoder_setup setup = { .model = n->model,
				       .tokenizer = n->tokenizer,
				       .ends = n->ends,
				       .n_ends = n->n_ends,
				       .threads = threads,
				       .kernels = n->options->kernels,
				       .halves = native_halves(n),
				       .most = n->options->batch,
				       .bytes = (size_t)n->options->cache
						<< 20 };
	int rc = MOMUS_OK;

	if (device >= 0)
		rc = native_device_open(n, device, &setup.stepping, err);
	return rc < 0 ? rc : decoder_init(&n->decoder, &setup, err);
}

static int open_weights(struct native *n, struct momus_error *err)
{
	int64_t threads = n->options->threads;
	int rc, device;

	rc = read_device(n->options, &device, err);
	if (rc < 0)
		return rc;
	n->on_device = device >= 0;
	if (n->on_device) /* before weights are read, which may take long */
		rc = native_device_find(n, device, err);
	if (rc < 0)
		return rc;
	if (!threads)
		threads = native_threads(1);
	rc = model_open(&n->model, n->options->model, n->options->init,
			(int)threads, err);
	if (rc == MOMUS_OK && n->on_device) /* it takes them wide */
		model_widen(n->model);
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
	rc = check_chat(n, err);
	if (rc < 0)
		return rc;
	find_ends(n);
	return open_decoder(n, (int)threads, device, err);
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
	native_release_answers(n);
	team_free(n->team);
	lesson_release(&n->lesson);
	decoder_release(&n->decoder);
	n->computing->close(n);
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
	n->computing = &computing_processor;
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

/* The processor, with the instructions that answers take by themselves, and then
 * the devices. */
static size_t all_devices(struct momus_device *list, size_t room)
{
	const struct rows *rows;
	const struct halves *halves;

	if (room && rows_find(&rows, "auto", NULL) == MOMUS_OK &&
	    halves_find(&halves, "auto", NULL) == MOMUS_OK) {
		snprintf(list->name, sizeof list->name, "cpu");
		snprintf(list->detail, sizeof list->detail,
			 "answers by %s in float32, by %s in bfloat16",
			 rows->variant.name, halves->variant.name);
		list->usable = true;
	}
	return 1 + native_devices(room ? list + 1 : list, room ? room - 1 : 0);
}

static const struct momus_backend_ops ops = {
	.size = sizeof ops,
	.open = native_open,
	.close = native_close,
	.model = model_name,
	.complete = native_complete,
	.trainable = &native_trainable,
	.batch = &native_batch,
	.devices = all_devices,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_BACKEND),
	.name = "native",
	.version = "1",
	.summary = "a model in this process, from a Hugging Face folder",
	.options = native_option_table,
	.options_size = sizeof(struct native_options),
	.ops.backend = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
