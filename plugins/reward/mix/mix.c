/* mix.c - reward: a weighted sum of other rewards
 *
 *	{"plugin": "mix", "parts": [{"plugin": "execution", "weight": 0.8},
 *				    {"plugin": "judgment", "weight": 0.2}]}
 *
 * A part has its plugin, its weight (1 if there is none) and, beside them, its
 * options.  If a part of a weight other than 0 is NAN, so is the sum, for its
 * reason: what could not be judged is never taken for a 0.  What the parts ask
 * servers is asked as it stands, part after part.
 */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <momus/json.h>
#include <momus/plugin.h>

struct options {
	const char *parts, *folder;
};

struct part {
	struct momus_reward_part *reward; /* owned */
	double weight;
	size_t first; /* of its questions, among those of the mix */
};

struct mix {
	size_t n, questions;
	struct part parts[]; /* (n) */
};

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_JSON,
	  .name = "parts",
	  .offset = offsetof(struct options, parts),
	  .required = true,
	  .help = "list of {\"plugin\": a reward, \"weight\": a number, and "
		  "its "
		  "options}" },
	{ .type = MOMUS_OPT_FILE,
	  .name = "folder",
	  .value = ".",
	  .offset = offsetof(struct options, folder),
	  .help = "what relative paths of the parts start from" },
	MOMUS_OPTION_END,
};

/* The weight in OBJECT, which is valid JSON. */
static int weight_of(struct momus_text object, const char *where, double *out,
		     struct momus_error *err)
{
	struct momus_text key, value;
	size_t at = 0;
	char *end;

	*out = 1;
	while (momus_json_next(object, &at, &key, &value)) {
		if (!momus_text_equal(key, MOMUS_TEXT("\"weight\"")))
			continue;
		/* Ends at a comma or brace at the latest. */
		*out = strtod(value.ptr, &end);
		if (end != value.ptr + value.len || !isfinite(*out))
			return momus_fail(err, MOMUS_EINVAL,
					  "%s.weight is %.*s, expected a "
					  "number",
					  where,
					  value.len > 40 ? 40 : (int)value.len,
					  value.ptr);
	}
	return MOMUS_OK;
}

static void mix_close(void *self)
{
	struct mix *mix = self;

	for (size_t i = 0; mix && i < mix->n; i++)
		momus_reward_part_close(mix->parts[i].reward);
	free(mix);
}

static int open_parts(struct mix *mix, struct momus_text list,
		      const char *folder, struct momus_error *err)
{
	static const char *const own[] = { "weight", NULL };
	struct momus_text key, value;
	size_t at = 0;
	int rc = MOMUS_OK;

	while (rc == MOMUS_OK && momus_json_next(list, &at, &key, &value)) {
		struct part *p = &mix->parts[mix->n];
		char where[40];

		snprintf(where, sizeof where, "parts[%zu]", mix->n);
		rc = momus_reward_part_open(&p->reward, value, where, folder,
					    own, err);
		if (rc == MOMUS_OK) {
			mix->n++;
			p->first = mix->questions;
			mix->questions +=
				momus_reward_part_questions(p->reward);
			rc = weight_of(value, where, &p->weight, err);
		}
	}
	return rc;
}

static int mix_open(void **self, const void *opt, struct momus_error *err)
{
	const struct options *o = opt;
	struct momus_text list = momus_text_of(o->parts), key, value;
	struct mix *mix;
	size_t n = 0, at = 0;
	int rc;

	*self = NULL;
	list = momus_text_strip(list);
	if (!momus_json_valid(list, NULL) || list.ptr[0] != '[')
		return momus_fail(err, MOMUS_EINVAL,
				  "parts is no list of rewards");
	while (momus_json_next(list, &at, &key, &value))
		n++;
	if (!n)
		return momus_fail(err, MOMUS_EINVAL,
				  "parts is empty; name a reward to mix");
	mix = calloc(1, sizeof *mix + n * sizeof *mix->parts);
	if (!mix)
		return momus_fail(err, MOMUS_ENOMEM, "mix: out of memory");
	rc = open_parts(mix, list, o->folder, err);
	if (rc == MOMUS_OK)
		*self = mix;
	else
		mix_close(mix);
	return rc;
}

static size_t questions(const void *self)
{
	return ((const struct mix *)self)->questions;
}

/* The part that question *Q belongs to; *Q becomes its place there. */
static struct momus_reward_part *asker(const struct mix *mix, size_t *q)
{
	size_t i = mix->n - 1;

	while (mix->parts[i].first > *q)
		i--;
	*q -= mix->parts[i].first;
	return mix->parts[i].reward;
}

static int endpoint(const void *self, size_t q, struct momus_endpoint *out,
		    struct momus_error *err)
{
	const struct momus_reward_part *part = asker(self, &q);

	return momus_reward_part_endpoint(part, q, out, err);
}

static int request(void *self, size_t q, const struct momus_reward_input *in,
		   struct momus_http_request *out, struct momus_reward *known,
		   struct momus_error *err)
{
	struct momus_reward_part *part = asker(self, &q);

	return momus_reward_part_request(part, q, in, out, known, err);
}

static int reply(void *self, size_t q, const struct momus_reward_input *in,
		 const struct momus_http_reply *http,
		 struct momus_reward_reading *out, struct momus_error *err)
{
	struct momus_reward_part *part = asker(self, &q);

	return momus_reward_part_reply(part, q, in, http, out, err);
}

static int score(void *self, const struct momus_reward_input *in,
		 struct momus_reward *out, struct momus_error *err)
{
	const struct mix *mix = self;
	struct momus_reward_input own = *in;
	double sum = 0;

	for (size_t i = 0; i < mix->n; i++) {
		const struct part *p = &mix->parts[i];
		struct momus_reward one = { .value = NAN, .reason = "" };
		int rc;

		if (in->answers)
			own.answers = in->answers + p->first;
		rc = momus_reward_part_score(p->reward, &own, &one, err);
		if (rc < 0)
			return rc;
		if (p->weight == 0)
			continue;
		if (isnan(one.value)) {
			*out = one;
			return MOMUS_OK;
		}
		sum += p->weight * one.value;
	}
	*out = (struct momus_reward){ .value = sum, .reason = "mixed" };
	return MOMUS_OK;
}

static const struct momus_reward_ops ops = {
	.size = sizeof(ops),
	.open = mix_open,
	.close = mix_close,
	.score = score,
	.questions = questions,
	.endpoint = endpoint,
	.request = request,
	.reply = reply,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_REWARD),
	.name = "mix",
	.version = "1.0.0",
	.summary = "a weighted sum of other rewards",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.reward = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
