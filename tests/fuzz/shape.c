/* shape.c - any bytes as the config.json that a training's plan reads */
#include <assert.h>
#include <math.h>
#include <stdint.h>

#include "run/traincost.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct momus_machine m = {
		"m", 1e12, 1e11, 8e10, true, 0, false
	};
	const struct momus_workload w = { .answers = 8,
					  .prompt = 100,
					  .answer = 100,
					  .tokens = 1600,
					  .passes = 1,
					  .chunk = 1024,
					  .side = 4,
					  .cache = 1e9 };
	struct momus_error err = { "" };
	struct momus_shape s;
	struct momus_cost c;

	if (momus_shape_parse(&s, (const char *)data, size, "c", &err) < 0) {
		assert(err.text[0]);
		return 0;
	}
	c = momus_cost_of(&s, &w, &m, 2);
	assert(c.all > 0 && isfinite(c.all) && isfinite(c.step));
	assert(momus_shape_parameters(&s) >= momus_shape_matrices(&s));
	return 0;
}
