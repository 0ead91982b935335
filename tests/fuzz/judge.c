/* judge.c - any bytes as a server's reply to the reward model
 *
 * The first byte chooses the api and the status.  Whatever comes, the reading is
 * a finite number, or none with its reason. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include <momus/endpoint.h>
#include <momus/plugin.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct options { /* as in model.c */
	struct momus_endpoint_options server;
	const char *model, *api, *path, *prompt, *second, *pattern;
	int64_t class, max_tokens;
	double scale, offset;
	bool sigmoid;
};

static struct options with(unsigned api)
{
	static const char *urls[] = { "http://127.0.0.1/v1", NULL };
	static const char *const apis[] = { "chat", "classify", "score",
					    "pooling" };

	return (struct options){ .server.base_url = urls,
				 .model = "m",
				 .api = apis[api % 4],
				 .second = "",
				 .pattern = "Score: (-?[0-9.]+)",
				 .scale = 1,
				 .prompt = "{{critique}}" };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const long statuses[] = { 200, 200, 200, 404 };
	static const struct momus_problem problem = { .right = MOMUS_TEXT(
							      "a = b") };
	static const struct momus_reward_input in = {
		.problem = &problem, .critique = MOMUS_TEXT("No.")
	};
	const struct momus_reward_ops *ops = momus_plugin_entry()->ops.reward;
	struct momus_reward_reading out = { .value = NAN,
					    .prompt_tokens = -1,
					    .completion_tokens = -1 };
	struct momus_http_reply http;
	struct options o;
	void *self;

	if (!size || size > 65536)
		return 0;
	o = with(data[0] & 15);
	http = (struct momus_http_reply){
		statuses[data[0] >> 4 & 3], { (const char *)data + 1, size - 1 }
	};
	/* Some arenas are too small for what is in the reply. */
	out.arena = momus_arena_create(data[0] & 128 ? 256 : 1 << 20);
	assert(out.arena);
	assert(ops->open(&self, &o, NULL) == MOMUS_OK);
	assert(ops->reply(self, 0, &in, &http, &out, NULL) == MOMUS_OK);
	assert(!isinf(out.value) || !out.failed);
	assert(!isnan(out.value) || (out.reason && *out.reason));
	assert(isnan(out.value) || !out.failed);
	assert(out.prompt_tokens >= -1 && out.completion_tokens >= -1);
	ops->close(self);
	momus_arena_free(out.arena);
	return 0;
}
