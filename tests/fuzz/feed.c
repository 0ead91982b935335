/* feed.c - any text of a model, and of a program's errors, on its way into a
 * prompt: solution, critique, judgment and hint */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "run/feed.h"
#include "run/hint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void show_solution(struct momus_text t)
{
	static const char fence[] = "```python\n\n```";
	struct momus_buffer out;

	momus_buffer_init(&out, 1 << 20);
	momus_feed_solution(t, &out);
	assert(!out.failed && out.len < t.len + sizeof fence);
	assert(!momus_text_is_utf8(t, NULL) ||
	       momus_text_is_utf8(momus_buffer_text(&out), NULL));
	momus_buffer_release(&out);
}

static void show_critique(struct momus_text t)
{
	struct momus_text c = momus_feed_critique(t);
	enum momus_judgment j = momus_judgment_parse(t);

	assert(c.ptr >= t.ptr && c.ptr + c.len <= t.ptr + t.len);
	assert(j >= MOMUS_JUDGMENT_CORRECT && j <= MOMUS_JUDGMENT_UNPARSED);
}

/* As the error, or what came out, of tests with every status. */
static void show_hint(struct momus_text t)
{
	struct momus_test tests[12];
	struct momus_grade g = { .tests = tests, .n_tests = 12 };
	struct momus_stream s;
	struct momus_buffer out;

	for (int i = 0; i < 12; i++)
		tests[i] = (struct momus_test){
			.status = (enum momus_run_status)(
				(i + (t.len ? t.ptr[0] & 7 : 0)) %
				(MOMUS_RUN_NOT_RUN + 1)),
			.actual = { t.ptr, t.len * (size_t)i / 12 },
			.error = { t.ptr, i & 1 ? t.len : 0 },
		};
	momus_stream_init(&s, t.len, t, 0, 1, "hint");
	momus_buffer_init(&out, 1 << 20);
	momus_hint_build(&g, &s, &out);
	momus_hint_execution(&g, &out);
	assert(!out.failed && out.len);
	momus_buffer_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_text t = { (const char *)data, size };

	if (size > 65536)
		return 0;
	show_solution(t);
	show_critique(t);
	show_hint(t);
	return 0;
}
