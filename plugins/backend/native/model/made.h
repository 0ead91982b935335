/* made.h - a model of random weights, made in memory for tests and measurements */
#ifndef NATIVE_MADE_H
#define NATIVE_MADE_H

#include "model/model.h"

/* The model whose config.json is CONFIG, its weights drawn by SEED
 * (parameters_draw()); model_close() frees it, also after an error.  One thread
 * computes. */
int made_model(struct model **out, const char *config, uint64_t seed,
	       struct momus_error *err);

#endif /* NATIVE_MADE_H */
