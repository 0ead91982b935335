/* together.h - what learns, by itself and with the models of other ranks */
#ifndef NATIVE_TOGETHER_H
#define NATIVE_TOGETHER_H

#include <momus/trainable.h>

/* The operations of trainable.h that are divided among ranks: this one's part of
 * them.  SELF is a struct native. */
struct native_alone {
	int (*forward)(void *self, const struct momus_sequences *s,
		       double temperature, bool learn, float *logprobs,
		       float *entropies, struct momus_error *err);
	int (*backward)(void *self, const float *d_logprob,
			const float *d_entropy, struct momus_error *err);
	int (*step)(void *self, const struct momus_optimizer *o, double *norm,
		    struct momus_error *err);
	int (*forget)(void *self, double *norm, struct momus_error *err);
};
extern const struct native_alone native_alone;

/* And the whole of them, with other ranks or without. */
int together_forward(void *self, const struct momus_sequences *s,
		     double temperature, bool learn, float *logprobs,
		     float *entropies, struct momus_error *err);
int together_backward(void *self, const float *d_logprob,
		      const float *d_entropy, struct momus_error *err);
int together_step(void *self, const struct momus_optimizer *o, double *norm,
		  struct momus_error *err);
int together_forget(void *self, double *norm, struct momus_error *err);
int together_save(void *self, const char *folder, bool state,
		  struct momus_error *err);
int together_load(void *self, const char *folder, struct momus_error *err);
int together(void *self, const struct momus_ranks *ranks,
	     struct momus_error *err);

/* How many threads compute where no option says it: one a processor that this
 * process may use, divided among the HERE processes that train on this host. */
int native_threads(uint32_t here);

/* Which of this host's devices is this process's where no number is given: of
 * processes that a launcher started together each has its own, from 0. */
int native_own_device(void);

#endif /* NATIVE_TOGETHER_H */
