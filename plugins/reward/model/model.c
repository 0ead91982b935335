/* model.c - reward: a number that a model gives
 *
 *	chat		a judge's words, out of which a pattern takes the number
 *	classify	vLLM's /classify: the probability of one class
 *	score		vLLM's /score of two texts
 *	pooling		vLLM's /pooling, of a reward model: its last number
 *
 * The number is x * scale + offset, through a sigmoid if that is asked for.  What
 * a judge does not say is NAN for good; what a server does not give, until it is
 * asked again.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <math.h>
#include <pcre2.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <momus/json.h>
#include <momus/plugin.h>
#include <momus/rewardtext.h>

/* Some tenths of a second; a sane search of a long reply takes thousands. */
enum { STEPS_MAX = 2000000, HEAP_KIB = 64 << 10 };

struct options {
	struct momus_reward_server server;
	const char *api, *path, *prompt, *second, *pattern;
	int64_t class, max_tokens;
	double scale, offset;
	bool sigmoid;
};

struct judge {
	const struct options *o;      /* borrowed: the host's */
	pcre2_code *code;	      /* owned */
	pcre2_match_data *data;	      /* owned */
	pcre2_match_context *context; /* owned */
};

#define FIELD(name_) offsetof(struct options, name_)

static const struct momus_option options[] = {
	MOMUS_REWARD_SERVER_ROWS(struct options, server, true),
	{ .type = MOMUS_OPT_ENUM,
	  .name = "api",
	  .value = "chat",
	  .offset = FIELD(api),
	  .choices = "chat|classify|score|pooling",
	  .help = "how it is asked: a judge's words, or what vLLM serves for "
		  "classifiers, scorers and reward models" },
	{ .type = MOMUS_OPT_STR,
	  .name = "path",
	  .offset = FIELD(path),
	  .help = "behind base_url; unset: /chat/completions, /classify, "
		  "/score, /pooling" },
	{ .type = MOMUS_OPT_STR,
	  .name = "prompt",
	  .value = "How helpful is the critique to mend the solution? "
		   "End with a line \"Score: N\", N from 0 to 10.\n\n"
		   "Problem:\n{{statement}}\n\nSolution:\n{{solution}}\n\n"
		   "Critique:\n{{critique}}\n",
	  .offset = FIELD(prompt),
	  .help = "what is sent, or the first of two texts: with fields "
		  "{{statement}}, {{solution}}, {{critique}}, {{revision}}, "
		  "{{reference}}, {{language}}" },
	{ .type = MOMUS_OPT_STR,
	  .name = "second",
	  .value = "{{critique}}",
	  .offset = FIELD(second),
	  .help = "score: the second text" },
	{ .type = MOMUS_OPT_STR,
	  .name = "pattern",
	  .value = "Score:\\s*(-?[0-9]+(?:\\.[0-9]+)?)",
	  .offset = FIELD(pattern),
	  .help = "chat: PCRE2; the number is its last match's first group" },
	{ .type = MOMUS_OPT_INT,
	  .name = "class",
	  .value = "0",
	  .offset = FIELD(class),
	  .max = 100000,
	  .help = "classify: which class's probability" },
	{ .type = MOMUS_OPT_INT,
	  .name = "max_tokens",
	  .value = "1024",
	  .offset = FIELD(max_tokens),
	  .min = 1,
	  .max = 1e9,
	  .help = "chat: most tokens of a reply" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "scale",
	  .value = "1",
	  .offset = FIELD(scale),
	  .help = "the number is multiplied by this" },
	{ .type = MOMUS_OPT_REAL,
	  .name = "offset",
	  .value = "0",
	  .offset = FIELD(offset),
	  .help = "and this is added" },
	{ .type = MOMUS_OPT_BOOL,
	  .name = "sigmoid",
	  .value = "false",
	  .offset = FIELD(sigmoid),
	  .help = "and then it goes through 1 / (1 + exp(-x))" },
	MOMUS_OPTION_END,
};

static void judge_close(void *self)
{
	struct judge *j = self;

	if (!j)
		return;
	pcre2_match_context_free(j->context);
	pcre2_match_data_free(j->data);
	pcre2_code_free(j->code);
	free(j);
}

static int compile(struct judge *j, struct momus_error *err)
{
	PCRE2_UCHAR why[128] = "";
	PCRE2_SIZE at = 0;
	int code = 0;

	j->code = pcre2_compile(
		(PCRE2_SPTR)j->o->pattern, PCRE2_ZERO_TERMINATED,
		PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &code, &at, NULL);
	if (!j->code) {
		pcre2_get_error_message(code, why, sizeof why);
		return momus_fail(err, MOMUS_EINVAL,
				  "pattern is no regular expression: %s at "
				  "byte %zu",
				  (char *)why, (size_t)at);
	}
	j->data = pcre2_match_data_create_from_pattern(j->code, NULL);
	j->context = pcre2_match_context_create(NULL);
	if (!j->data || !j->context)
		return momus_fail(err, MOMUS_ENOMEM, "model: out of memory");
	pcre2_set_match_limit(j->context, STEPS_MAX);
	pcre2_set_heap_limit(j->context, HEAP_KIB);
	return MOMUS_OK;
}

static int judge_open(void **self, const void *opt, struct momus_error *err)
{
	const struct options *o = opt;
	struct judge *j = calloc(1, sizeof *j);
	int rc;

	*self = NULL;
	if (!j)
		return momus_fail(err, MOMUS_ENOMEM, "model: out of memory");
	j->o = o;
	rc = momus_endpoint_check(&o->server.reach, err);
	if (rc == MOMUS_OK)
		rc = momus_reward_template_check(o->prompt, "prompt", err);
	if (rc == MOMUS_OK)
		rc = momus_reward_template_check(o->second, "second", err);
	if (rc == MOMUS_OK && o->path && o->path[0] != '/')
		rc = momus_fail(err, MOMUS_EINVAL,
				"path is \"%.100s\", expected one that begins "
				"with /",
				o->path);
	if (rc == MOMUS_OK)
		rc = compile(j, err);
	if (rc == MOMUS_OK)
		*self = j;
	else
		judge_close(j);
	return rc;
}

static int endpoint(const void *self, size_t q, struct momus_endpoint *out,
		    struct momus_error *err)
{
	const struct judge *j = self;

	(void)q, (void)err;
	*out = momus_endpoint_of(&j->o->server.reach);
	return MOMUS_OK;
}

static bool is(const struct judge *j, const char *api)
{
	return strcmp(j->o->api, api) == 0;
}

/* Appends NAME and TEMPLATE, filled in, as a JSON string. */
static int put(struct momus_buffer *out, const char *name, const char *template,
	       const struct momus_reward_input *in, struct momus_error *err)
{
	momus_buffer_puts(out, name);
	return momus_reward_template_json(template, in, MOMUS_TEXT(""),
					  "model: the prompt", out, err);
}

static int request(void *self, size_t q, const struct momus_reward_input *in,
		   struct momus_http_request *out, struct momus_reward *known,
		   struct momus_error *err)
{
	static const char *const paths[][2] = { { "chat", "/chat/completions" },
						{ "classify", "/classify" },
						{ "score", "/score" },
						{ "pooling", "/pooling" } };
	const struct judge *j = self;
	int rc;

	(void)q;
	if (!in->problem) {
		known->reason = "no problem";
		return MOMUS_OK;
	}
	for (int i = 0; i < 4; i++)
		if (is(j, paths[i][0]))
			out->path = j->o->path ? j->o->path : paths[i][1];
	momus_buffer_puts(&out->body, "{\"model\":");
	momus_buffer_json(&out->body, momus_text_of(j->o->server.model));
	if (is(j, "score")) {
		rc = put(&out->body, ",\"text_1\":", j->o->prompt, in, err);
		if (rc == MOMUS_OK)
			rc = put(&out->body, ",\"text_2\":", j->o->second, in,
				 err);
	} else if (is(j, "chat")) {
		momus_buffer_printf(&out->body,
				    ",\"max_tokens\":%lld,\"temperature\":0",
				    (long long)j->o->max_tokens);
		rc = put(&out->body,
			 ",\"messages\":[{\"role\":\"user\",\"content\":",
			 j->o->prompt, in, err);
		momus_buffer_puts(&out->body, "}]");
	} else {
		rc = put(&out->body, ",\"input\":", j->o->prompt, in, err);
	}
	momus_buffer_putc(&out->body, '}');
	return rc;
}

/* The number in TEXT; NAN with its reason in OUT if there is none. */
static double number_in(struct judge *j, struct momus_text text,
			struct momus_reward_reading *out)
{
	PCRE2_SIZE *s = pcre2_get_ovector_pointer(j->data), at = 0;
	struct momus_text found = { NULL, 0 };
	int n;

	while (at <= text.len &&
	       (n = pcre2_match(j->code, (PCRE2_SPTR)text.ptr, text.len, at, 0,
				j->data, j->context)) > 0) {
		int g = n > 1 && s[2] != PCRE2_UNSET ? 2 : 0;

		if (s[g] <= s[g + 1])
			found = (struct momus_text){ text.ptr + s[g],
						     s[g + 1] - s[g] };
		at = s[1] > at ? s[1] : at + 1;
	}
	if (at <= text.len && n < 0 && n != PCRE2_ERROR_NOMATCH) {
		out->reason = "the search for the number was given up";
		return NAN;
	}
	out->reason = "the judge gave no number";
	found = momus_text_strip(found);
	if (found.len && found.ptr[0] == '+') {
		found.ptr++;
		found.len--;
	}
	return momus_json_number(found);
}

static double from_chat(struct judge *j, struct momus_text body,
			struct momus_reward_reading *out, bool *shaped)
{
	struct momus_text list, choice, message, content;

	*shaped = momus_json_find(body, "choices", &list) &&
		  momus_json_element(list, 0, &choice) &&
		  momus_json_find(choice, "message", &message) &&
		  momus_json_find(message, "content", &content);
	if (!*shaped)
		return NAN;
	content = momus_json_unescape(content, out->arena);
	if (!content.ptr) {
		out->reason = "the judge said nothing";
		return NAN;
	}
	return number_in(j, content, out);
}

/* The last number of LIST, at any depth. */
static double last_of(struct momus_text list)
{
	struct momus_text last;
	int depth = 0;

	while (depth++ < 8 && momus_json_element(list, SIZE_MAX, &last))
		list = last;
	return momus_json_number(list);
}

static double from_data(const struct judge *j, struct momus_text body,
			bool *shaped)
{
	struct momus_text list, first, value;
	double x = NAN;

	*shaped = false;
	if (!momus_json_find(body, "data", &list) ||
	    !momus_json_element(list, 0, &first))
		return NAN;
	if (is(j, "score")) {
		if (momus_json_find(first, "score", &value))
			x = momus_json_number(value);
	} else if (is(j, "pooling")) {
		if (momus_json_find(first, "data", &value))
			x = last_of(value);
	} else if (momus_json_find(first, "probs", &list) &&
		   momus_json_element(list, (size_t)j->o->class, &value)) {
		x = momus_json_number(value);
	}
	*shaped = !isnan(x);
	return x;
}

static int reply(void *self, size_t q, const struct momus_reward_input *in,
		 const struct momus_http_reply *http,
		 struct momus_reward_reading *out, struct momus_error *err)
{
	struct judge *j = self;
	struct momus_text body;
	bool shaped;
	double x;

	(void)q, (void)in, (void)err;
	if (!momus_reward_reply(http, &body, out))
		return MOMUS_OK;
	x = is(j, "chat") ? from_chat(j, body, out, &shaped)
			  : from_data(j, body, &shaped);
	if (!shaped) {
		momus_reward_fault(out, false,
				   "the reply has no such number; does the "
				   "server know this api?");
		return MOMUS_OK;
	}
	if (isnan(x))
		return MOMUS_OK; /* .reason says why */
	x = x * j->o->scale + j->o->offset;
	out->value = j->o->sigmoid ? 1 / (1 + exp(-x)) : x;
	out->reason = "scored";
	return MOMUS_OK;
}

static const struct momus_reward_ops ops = {
	.size = sizeof(ops),
	.open = judge_open,
	.close = judge_close,
	.score = momus_reward_op_answer,
	.questions = momus_reward_op_one,
	.endpoint = endpoint,
	.request = request,
	.reply = reply,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_REWARD),
	.name = "model",
	.version = "1.0.0",
	.summary =
		"a number that a model gives: judge, classifier, reward model",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.reward = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
