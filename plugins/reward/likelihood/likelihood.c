/* likelihood.c - reward: how likely a model finds the reference
 *
 * The mean log-probability, in nats a token, of the reference solution behind a
 * prompt that the critique is part of: what a critique makes likelier it has
 * explained.  Two ways to ask for it:
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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <momus/endpoint.h>
#include <momus/json.h>
#include <momus/plugin.h>
#include <momus/rewardtext.h>

struct options {
	struct momus_endpoint_options server;
	const char *model, *api, *prompt;
	bool sum;
};

#define FIELD(name_) offsetof(struct options, name_)

static const struct momus_option options[] = {
	MOMUS_ENDPOINT_ROWS(struct options, server),
	{ .type = MOMUS_OPT_STR,
	  .name = "model",
	  .offset = FIELD(model),
	  .help = "the model's name for the server",
	  .required = true },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "api",
	  .value = "completions",
	  .offset = FIELD(api),
	  .choices = "completions|prompt-logprobs",
	  .help = "echo and logprobs of /completions, or vLLM's "
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

static int likelihood_open(void **self, const void *opt,
			   struct momus_error *err)
{
	const struct options *o = opt;
	int rc = momus_endpoint_check(&o->server, err);

	if (rc == MOMUS_OK)
		rc = momus_reward_template_check(o->prompt, "prompt", err);
	if (rc == MOMUS_OK && strstr(o->prompt, "{{reference}}"))
		rc = momus_fail(err, MOMUS_EINVAL,
				"prompt holds {{reference}}, which stands "
				"behind it by itself; take it out");
	*self = (void *)opt; /* the host keeps the options alive */
	return rc;
}

static void likelihood_close(void *self)
{
	(void)self;
}

static int endpoint(const void *self, size_t q, struct momus_endpoint *out,
		    struct momus_error *err)
{
	const struct options *o = self;

	(void)q, (void)err;
	*out = momus_endpoint_of(&o->server);
	return MOMUS_OK;
}

static bool is_vllm(const struct options *o)
{
	return strcmp(o->api, "completions") != 0;
}

static int request(void *self, size_t q, const struct momus_reward_input *in,
		   struct momus_http_request *out, struct momus_reward *known,
		   struct momus_error *err)
{
	const struct options *o = self;
	struct momus_buffer text;
	int rc;

	(void)q;
	if (!in->problem || !in->problem->right.len) {
		known->reason = "no reference";
		return MOMUS_OK;
	}
	momus_buffer_init(&text, out->body.limit);
	momus_reward_template_fill(o->prompt, in, &text);
	momus_buffer_add(&text, in->problem->right);
	/* One token is generated, and passed over: not every server takes 0. */
	momus_buffer_puts(&out->body, "{\"max_tokens\":1,\"model\":");
	momus_buffer_json(&out->body, momus_text_of(o->model));
	momus_buffer_puts(&out->body, ",\"prompt\":");
	momus_buffer_json(&out->body, momus_buffer_text(&text));
	momus_buffer_puts(&out->body, ",\"temperature\":0");
	momus_buffer_puts(&out->body,
			  is_vllm(o) ? ",\"prompt_logprobs\":0}"
				     : ",\"echo\":true,\"logprobs\":1}");
	rc = momus_buffer_check(&text, "likelihood: the prompt", err);
	momus_buffer_release(&text);
	out->path = "/completions";
	return rc;
}

struct tokens { /* of the reference */
	double sum;
	size_t n;
	bool bad; /* one has no log-probability */
};

static void add(struct tokens *t, double logprob)
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
		      struct tokens *t)
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
		    struct momus_arena *arena, struct tokens *t)
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
	const struct options *o = self;
	struct momus_text body, choices, choice, list;
	struct tokens t = { 0, 0, false };
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
		momus_reward_fault(out, false,
				   "a token of the reference has no "
				   "log-probability");
	else
		out->value = o->sum ? t.sum : t.sum / (double)t.n;
	if (good && t.n && !t.bad)
		out->reason = "log-probability";
	return MOMUS_OK;
}

static const struct momus_reward_ops ops = {
	.size = sizeof(ops),
	.open = likelihood_open,
	.close = likelihood_close,
	.score = momus_reward_op_answer,
	.questions = momus_reward_op_one,
	.endpoint = endpoint,
	.request = request,
	.reply = reply,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_REWARD),
	.name = "likelihood",
	.version = "1.0.0",
	.summary = "how likely a model finds the reference after the critique",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.reward = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
