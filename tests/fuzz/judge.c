/* judge.c - any bytes as a server's reply to the reward model
 *
 * The first byte chooses the api and the status.  Whatever comes, the reading is
 * a finite number, or none with its reason (tests/reading.h). */
#include <stdint.h>

#include <momus/plugin.h>
#include <momus/rewardtext.h>

#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct options { /* as in model.c */
	struct momus_reward_server server;
	const char *api, *path, *prompt, *second, *pattern;
	int64_t class, max_tokens;
	double scale, offset;
	bool sigmoid;
};

static struct options with(unsigned api)
{
	static const char *urls[] = { "http://127.0.0.1/v1", NULL };
	static const char *const apis[] = { "chat", "classify", "score",
					    "pooling" };

	return (struct options){ .server.reach.base_url = urls,
				 .server.model = "m",
				 .api = apis[api % 4],
				 .second = "",
				 .pattern = "Score: (-?[0-9.]+)",
				 .scale = 1,
				 .prompt = "{{critique}}" };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct momus_problem problem = { .right = MOMUS_TEXT(
							      "a = b") };
	static const struct momus_reward_input in = {
		.problem = &problem, .critique = MOMUS_TEXT("No.")
	};
	struct options o;

	if (!size || size > 65536)
		return 0;
	o = with(data[0] & 15);
	reading_fuzz(momus_plugin_entry()->ops.reward, &o, &in, data, size);
	return 0;
}
