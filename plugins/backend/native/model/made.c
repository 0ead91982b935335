/* made.c - see made.h */
#include "model/made.h"

#include <stdlib.h>

int made_model(struct model **out, const char *config, uint64_t seed,
	       struct momus_error *err)
{
	struct model *m = calloc(1, sizeof *m);
	struct config c;
	int rc;

	*out = m;
	if (!m)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	rc = config_read(&c, momus_text_of(config), "config", err);
	if (rc == MOMUS_OK)
		rc = parameters_init(&m->parameters, &c, err);
	if (rc == MOMUS_OK)
		rc = rope_init(&m->rope, &c, err);
	if (rc == MOMUS_OK)
		rc = model_divide(m, 1, err);
	if (rc < 0)
		return rc;
	m->w = malloc(m->parameters.total * sizeof *m->w);
	if (!m->w)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	m->wide = true;
	parameters_draw(&m->parameters, seed, m->w);
	return MOMUS_OK;
}
