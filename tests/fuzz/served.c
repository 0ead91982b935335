/* served.c - any bytes as a request to a served model
 *
 * The first byte chooses the path and how the model behaves.  Whatever comes, the
 * reply is JSON with a status, or a stream of such. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "momus/json.h"
#include "run/served.h"
#include "run/wish.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *model(const void *self)
{
	(void)self;
	return "model";
}

/* Says the last message again; or fails, in one of two ways. */
static int complete(void *self, const struct momus_call *call,
		    struct momus_completion *out, struct momus_error *err)
{
	const uint8_t *how = self;

	assert(call->n_messages && call->samples == 1);
	assert(call->sampling.n_stop <= MOMUS_WISH_STOPS);
	for (size_t i = 0; i < call->n_messages; i++)
		assert(call->messages[i].role && call->messages[i].content.ptr);
	if (*how & 4)
		return momus_fail(err, MOMUS_EIO, "the model is gone");
	out->finish = *how & 2 ? MOMUS_FINISH_FAILED : MOMUS_FINISH_STOP;
	out->reason = MOMUS_TEXT("it does not want to");
	out->text = call->messages[call->n_messages - 1].content;
	out->prompt_tokens = out->completion_tokens = 1;
	return MOMUS_OK;
}

static int64_t now(void)
{
	return 0;
}

/* Each line "data: JSON", with an empty one behind it. */
static void check_stream(struct momus_text all)
{
	struct momus_text line;

	while (momus_text_line(&all, &line)) {
		if (!line.len)
			continue;
		assert(line.len > 6 && memcmp(line.ptr, "data: ", 6) == 0);
		line = momus_text_cut(line, 6, line.len);
		assert(momus_text_equal(line, MOMUS_TEXT("[DONE]")) ||
		       momus_json_valid(line, NULL));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct momus_backend_ops ops = { .size = sizeof ops,
						      .model = model,
						      .complete = complete };
	struct momus_served_setup setup = { &ops, NULL, now };
	struct momus_served *s;
	struct momus_work *w;
	size_t left = 1;
	uint8_t how;

	if (size < 1 || size > 65536)
		return 0;
	how = data[0];
	setup.self = &how;
	assert(momus_served_create(&s, &setup, NULL) == MOMUS_OK);
	w = momus_served_begin(
		s, how & 1,
		(struct momus_text){ (const char *)data + 1, size - 1 });
	assert(w);
	while (left)
		assert(momus_served_advance(s, &left, NULL) == MOMUS_OK);
	assert(w->ended && w->status >= 200 && w->status < 600);
	if (w->stream)
		check_stream(momus_buffer_text(&w->out));
	else
		assert(momus_json_valid(momus_buffer_text(&w->out), NULL));
	momus_work_free(w);
	momus_served_free(s);
	return 0;
}
