/* strategies.c - any bytes as what a judge says of a critique
 *
 * Labels that are read out of a text stand in its last line, and the line that
 * names them is read as the same. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "momus/buffer.h"
#include "run/label-answer.h"
#include "stats/remarks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned again(unsigned strategies)
{
	struct momus_buffer b;
	unsigned out = ~0u;
	const char *comma = "";

	momus_buffer_init(&b, 1000);
	momus_buffer_puts(&b, "Strategies: ");
	for (int i = 0; i < MOMUS_STRATEGIES; i++)
		if (strategies >> i & 1) {
			momus_buffer_printf(&b, "%s%s", comma,
					    momus_strategy_name(i));
			comma = ", ";
		}
	if (!strategies)
		momus_buffer_puts(&b, "none");
	assert(momus_label_answer(momus_buffer_text(&b), &out));
	momus_buffer_release(&b);
	return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_text t = { (const char *)data, size };
	unsigned strategies = 77;

	if (size > 65536)
		return 0;
	if (!momus_label_answer(t, &strategies)) {
		assert(strategies == 77);
		return 0;
	}
	assert(strategies >> MOMUS_STRATEGIES == 0);
	assert(size >= strlen("strategies:none"));
	assert(again(strategies) == strategies);
	return 0;
}
