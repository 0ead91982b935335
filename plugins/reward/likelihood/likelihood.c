/* likelihood.c - reward: how likely a model finds the reference
 *
 * The mean log-probability, in nats a token, of the reference solution behind a
 * prompt that the critique is part of: what a critique makes likelier it has
 * explained.  A backend that has its weights in this process computes it
 * (compute.c); of a server there are two ways to ask for it:
 *
 *	completions	   OpenAI's /completions with echo and logprobs: tokens
 *			   whose offset lies in the reference count
 *	prompt-logprobs	   vLLM's prompt_logprobs: tokens are counted back from
 *			   the end of the prompt by their decoded text
 *
 * A token that reaches over the beginning of the reference is left out.
 */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <momus/backendpart.h>
#include <momus/json.h>
#include <momus/plugin.h>
#include <momus/rewardtext.h>

#include "compute.h"

struct options {
	struct momus_reward_server server;
	const char *backend, *folder, *api, *prompt;
	bool sum;
};

struct likelihood {
	const struct options *o;	    /* borrowed: the host's */
	struct momus_backend_part *backend; /* owned; NULL: .server */
	/* The backend, if it computes in this process; else it is asked. */
	struct computer computer;
};

#define FIELD(name_) offsetof(struct options, name_)

static const struct momus_option options[] = {
	MOMUS_REWARD_SERVER_ROWS(struct options, server, false),
	{ .type = MOMUS_OPT_JSON,
	  .name = "backend",
	  .offset = FIELD(backend),
	  .help = "instead of base_url and model any backend, as generator and "
		  "critic have it: {\"plugin\": \"native\", \"model\": "
		  "FOLDER}" },
	{ .type = MOMUS_OPT_FILE,
	  .name = "folder",
	  .value = ".",
	  .offset = FIELD(folder),
	  .help = "what relative paths of the backend start from" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "api",
	  .value = "completions",
	  .offset = FIELD(api),
	  .choices = "completions|prompt-logprobs",
	  .help = "of a server: echo and logprobs of /completions, or vLLM's "
		  "prompt_logprobs" },
	{ .type = MOMUS_OPT_STR,
	  .name = "prompt",
	  .value = "{{statement}}\n\n{{solution}}\n\n{{critique}}\n\n",
	  .offset = FIELD(prompt),
	  .help = "what stands before the reference: text with fields "
		  "{{statement}}, {{solution}}, {{critique}}, {{revision}}, "
		  "{{language}}" },
	{ .type = MOMUS_OPT_BOOL,
	  .name = "sum",
	  .value = "false",
	  .offset = FIELD(sum),
	  .help = "the sum over the reference's tokens instead of their mean" },
	MOMUS_OPTION_END,
};

static void likelihood_close(void *self)
{
	struct likelihood *l = self;

	if (l)
		momus_backend_part_close(l->backend);
	free(l);
}

static int open_backend(struct likelihood *l, struct momus_error *err)
{
	const struct momus_backend_ops *ops;
	int rc = momus_backend_part_open(&l->backend,
					 momus_text_of(l->o->backend),
					 "backend", l->o->folder, err);

	if (rc < 0)
		return rc;
	ops = momus_backend_part_ops(l->backend, &l->computer.model);
	l->computer.ops = momus_backend_part_trainable(l->backend);
	if (!l->computer.ops && !ops->request)
		return momus_fail(err, MOMUS_EINVAL,
				  "backend %s answers, but gives no "
				  "log-probabilities of a text; a server's "
				  "(openai) or one that computes them (native) "
				  "does",
				  ops->model(l->computer.model));
	return MOMUS_OK;
}

static int check(const struct options *o, struct momus_error *err)
{
	int rc = momus_reward_template_check(o->prompt, "prompt", err);

	if (rc < 0)
		return rc;
	if (strstr(o->prompt, "{{reference}}"))
		return momus_fail(err, MOMUS_EINVAL,
				  "prompt holds {{reference}}, which stands "
				  "behind it by itself; take it out");
	if (o->backend && (o->server.reach.base_url || o->server.model))
		return momus_fail(err, MOMUS_EINVAL,
				  "backend and %s are given, which name two "
				  "models; the backend's options go into it",
				  o->server.model ? "model" : "base_url");
	if (!o->backend && !(o->server.reach.base_url && o->server.model))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s is missing: likelihood needs base_url "
				  "and model, or a backend",
				  o->server.reach.base_url ? "model"
							   : "base_url");
	return o->backend ? MOMUS_OK
			  : momus_endpoint_check(&o->server.reach, err);
}

static int likelihood_open(void **self, const void *opt,
			   struct momus_error *err)
{
	struct likelihood *l = calloc(1, sizeof *l);
	int rc;

	*self = NULL;
	if (!l)
		return momus_fail(err, MOMUS_ENOMEM,
				  "likelihood: out of memory");
	l->o = opt;
	rc = check(l->o, err);
	if (rc == MOMUS_OK && l->o->backend)
		rc = open_backend(l, err);
	if (rc == MOMUS_OK)
		*self = l;
	else
		likelihood_close(l);
	return rc;
}

static size_t questions(const void *self)
{
	return ((const struct likelihood *)self)->computer.ops ? 0 : 1;
}

static int endpoint(const void *self, size_t q, struct momus_endpoint *out,
		    struct momus_error *err)
{
	const struct likelihood *l = self;
	const struct momus_backend_ops *ops;
	void *model;

	(void)q;
	if (l->backend) {
		ops = momus_backend_part_ops(l->backend, &model);
		return ops->endpoint(model, out, err);
	}
	*out = momus_endpoint_of(&l->o->server.reach);
	return MOMUS_OK;
}

/* The model's name for its server. */
static const char *model_name(const struct likelihood *l)
{
	const struct momus_backend_ops *ops;
	void *model;

	if (!l->backend)
		return l->o->server.model;
	ops = momus_backend_part_ops(l->backend, &model);
	return ops->model(model);
}

static const char no_reference[] = "no reference";
static const char found[] = "log-probability";
static const char no_logprob[] =
	"a token of the reference has no log-probability";

static double value_of(const struct options *o, const struct scored *t)
{
	return o->sum ? t->sum : t->sum / (double)t->n;
}

static bool is_vllm(const struct options *o)
{
	return strcmp(o->api, "completions") != 0;
}

static int request(void *self, size_t q, const struct momus_reward_input *in,
		   struct momus_http_request *out, struct momus_reward *known,
		   struct momus_error *err)
{
	const struct likelihood *l = self;
	int rc;

	(void)q;
	if (!in->problem || !in->problem->right.len) {
		known->reason = no_reference;
		return MOMUS_OK;
	}
	/* One token is generated, and passed over: not every server takes 0. */
	momus_buffer_puts(&out->body, "{\"max_tokens\":1,\"model\":");
	momus_buffer_json(&out->body, momus_text_of(model_name(l)));
	momus_buffer_puts(&out->body, ",\"prompt\":");
	rc = momus_reward_template_json(l->o->prompt, in, in->problem->right,
					"likelihood: the prompt", &out->body,
					err);
	momus_buffer_puts(&out->body, ",\"temperature\":0");
	momus_buffer_puts(&out->body,
			  is_vllm(l->o) ? ",\"prompt_logprobs\":0}"
					: ",\"echo\":true,\"logprobs\":1}");
	out->path = "/completions";
	return rc;
}

static void add(struct scored *t, double logprob)
{
	t->bad |= !(logprob <= 0);
	t->sum += logprob;
	t->n++;
}

/* Characters of T, which is UTF-8. */
static size_t characters(struct momus_text t)
{
	size_t n = 0;

	for (size_t i = 0; i < t.len; i++)
		n += ((unsigned char)t.ptr[i] & 0xc0) != 0x80;
	return n;
}

/* Adds the tokens of LOGPROBS from character FROM up to END. */
static bool by_offset(struct momus_text logprobs, size_t from, size_t end,
		      struct scored *t)
{
	struct momus_text offsets, values, key, offset, value;
	size_t a = 0, b = 0;

	if (!momus_json_find(logprobs, "text_offset", &offsets) ||
	    !momus_json_find(logprobs, "token_logprobs", &values))
		return false;
	while (momus_json_next(offsets, &a, &key, &offset) &&
	       momus_json_next(values, &b, &key, &value)) {
		double at = momus_json_number(offset);

		if (at >= (double)from && at < (double)end)
			add(t, momus_json_number(value));
	}
	return true;
}

/* The token that ENTRY, one of prompt_logprobs, is of: vLLM's first. */
static bool entry_of(struct momus_text entry, double *logprob,
		     struct momus_text *text, struct momus_arena *arena)
{
	struct momus_text key, first, raw;
	size_t at = 0;

	if (!momus_json_next(entry, &at, &key, &first) || !key.len ||
	    !momus_json_find(first, "logprob", &raw))
		return false;
	*logprob = momus_json_number(raw);
	if (!momus_json_find(first, "decoded_token", &raw))
		return false;
	*text = momus_json_unescape(raw, arena);
	return text->ptr != NULL;
}

/* Adds the last tokens of LIST whose texts are LENGTH characters together. */
static bool by_text(struct momus_text list, size_t length,
		    struct momus_arena *arena, struct scored *t)
{
	struct momus_text key, *entries, text;
	size_t n = 0, at = 0, seen = 0;
	double logprob;

	while (momus_json_next(list, &at, &key, &text))
		n++;
	entries = momus_arena_alloc(arena, (n + 1) * sizeof *entries);
	if (!entries)
		return false;
	for (at = 0, n = 0; momus_json_next(list, &at, &key, &entries[n]);)
		n++;
	while (n-- > 0 && seen < length) {
		if (!entry_of(entries[n], &logprob, &text, arena))
			return false;
		seen += characters(text);
		if (seen <= length)
			add(t, logprob);
	}
	return true;
}

static int reply(void *self, size_t q, const struct momus_reward_input *in,
		 const struct momus_http_reply *http,
		 struct momus_reward_reading *out, struct momus_error *err)
{
	const struct options *o = ((struct likelihood *)self)->o;
	struct momus_text body, choices, choice, list;
	struct scored t = { .why = NULL };
	struct momus_buffer prefix;
	size_t from, length = characters(in->problem->right);
	bool good;

	(void)q, (void)err;
	if (!momus_reward_reply(http, &body, out))
		return MOMUS_OK;
	momus_buffer_init(&prefix, (size_t)256 << 20);
	momus_reward_template_fill(o->prompt, in, &prefix);
	from = characters(momus_buffer_text(&prefix));
	momus_buffer_release(&prefix);
	good = momus_json_find(body, "choices", &choices) &&
	       momus_json_element(choices, 0, &choice) &&
	       momus_json_find(choice,
			       is_vllm(o) ? "prompt_logprobs" : "logprobs",
			       &list) &&
	       (is_vllm(o) ? by_text(list, length, out->arena, &t)
			   : by_offset(list, from, from + length, &t));
	if (!good)
		momus_reward_fault(out, false,
				   "the reply has no log-probabilities of the "
				   "prompt; does the server know this api?");
	else if (!t.n || t.bad)
		momus_reward_fault(out, false, no_logprob);
	else
		out->value = value_of(o, &t);
	if (good && t.n && !t.bad)
		out->reason = found;
	return MOMUS_OK;
}

static int score(void *self, const struct momus_reward_input *in,
		 struct momus_reward *out, struct momus_error *err)
{
	struct likelihood *l = self;
	struct scored t = { .why = NULL };
	struct momus_buffer prefix;
	int rc;

	if (!l->computer.ops)
		return momus_reward_op_answer(self, in, out, err);
	*out = (struct momus_reward){ .value = NAN, .reason = no_reference };
	if (!in->problem || !in->problem->right.len)
		return MOMUS_OK;
	momus_buffer_init(&prefix, (size_t)256 << 20);
	momus_reward_template_fill(l->o->prompt, in, &prefix);
	rc = momus_buffer_check(&prefix, "likelihood: the prompt", err);
	if (rc == MOMUS_OK)
		rc = compute(&l->computer, &prefix, in->problem->right, &t,
			     err);
	momus_buffer_release(&prefix);
	if (rc < 0)
		return rc;
	out->reason = t.why ? t.why : !t.n || t.bad ? no_logprob : found;
	if (!t.why && t.n && !t.bad)
		out->value = value_of(l->o, &t);
	return MOMUS_OK;
}

static const struct momus_reward_ops ops = {
	.size = sizeof(ops),
	.open = likelihood_open,
	.close = likelihood_close,
	.score = score,
	.questions = questions,
	.endpoint = endpoint,
	.request = request,
	.reply = reply,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_REWARD),
	.name = "likelihood",
	.version = "1.1.0",
	.summary = "how likely a model finds the reference after the critique",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.reward = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
