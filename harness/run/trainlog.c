/* trainlog.c - see trainlog.h */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "momus/json.h"
#include "run/trainlog.h"

struct momus_train_log {
	char *path; /* owned */
	FILE *file; /* owned */
};

enum { LINE = 1 << 16 };

/* How many bytes of FILE's lines, from its beginning, are of steps up to DONE. */
static long keep(FILE *file, uint64_t done)
{
	char *line = malloc(LINE);
	struct momus_text text, step;
	long kept = 0;

	while (line && fgets(line, LINE, file)) {
		text = momus_text_strip(momus_text_of(line));
		step = momus_json_valid(text, NULL)
			       ? momus_json_member(text, "step")
			       : (struct momus_text){ NULL, 0 };
		if (!step.len || strtoull(step.ptr, NULL, 10) > done)
			break;
		kept = ftell(file);
	}
	free(line);
	return kept;
}

int momus_train_log_open(struct momus_train_log **out, const char *output,
			 uint64_t done, struct momus_error *err)
{
	struct momus_train_log *l = calloc(1, sizeof *l);
	int rc = MOMUS_OK;
	long kept;

	*out = NULL;
	if (!l || asprintf(&l->path, "%s/metrics.jsonl", output) < 0) {
		free(l);
		return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
	}
	if (!(l->file = fopen(l->path, "a+")))
		rc = momus_fail(err, MOMUS_EIO, "%s: %s", l->path,
				strerror(errno));
	if (rc == MOMUS_OK) {
		rewind(l->file);
		kept = keep(l->file, done);
		fflush(l->file);
		if (ftruncate(fileno(l->file), kept) != 0)
			rc = momus_fail(err, MOMUS_EIO, "%s: %s", l->path,
					strerror(errno));
	}
	if (rc < 0)
		momus_train_log_close(l);
	else
		*out = l;
	return rc;
}

void momus_train_log_close(struct momus_train_log *l)
{
	if (!l)
		return;
	if (l->file)
		fclose(l->file);
	free(l->path);
	free(l);
}

static void put_real(struct momus_buffer *b, const char *name, double x)
{
	momus_buffer_printf(b, ",\"%s\":", name);
	momus_buffer_real(b, x);
}

static void put_count(struct momus_buffer *b, const char *name, size_t n)
{
	momus_buffer_printf(b, ",\"%s\":%zu", name, n);
}

static void put_rollout(struct momus_buffer *b, const struct momus_loss *l,
			const struct momus_train_rollout *r)
{
	put_real(b, "reward", r->reward);
	put_real(b, "before", r->before);
	put_real(b, "after", r->after);
	put_real(b, "up", r->up);
	put_real(b, "down", r->down);
	put_real(b, "policy", l->policy);
	put_real(b, "kl", l->kl);
	put_real(b, "entropy", l->entropy);
	put_real(b, "clipped", l->clipped);
	put_count(b, "pairs", r->pairs);
	put_count(b, "answers", r->answers);
	put_count(b, "failed", r->failed);
	put_count(b, "long_prompts", r->long_prompts);
	put_count(b, "unjudged", r->unjudged);
	put_count(b, "forged", r->forged);
	put_count(b, "cut", r->cut);
	put_count(b, "unparsed", r->unparsed);
	put_count(b, "groups", r->groups);
	put_count(b, "flat", r->flat);
	put_count(b, "resampled", r->resampled);
	put_count(b, "drawn_tokens", r->tokens);
	put_real(b, "drift", r->drift);
	put_real(b, "variance_grouped", r->variance_grouped);
	put_real(b, "variance_alone", r->variance_alone);
	put_real(b, "draw_seconds", r->draw_s);
	put_real(b, "wait_seconds", r->wait_s);
	put_real(b, "score_seconds", r->score_s);
}

static void put_held_out(struct momus_buffer *b, const struct momus_held_out *h)
{
	const struct momus_format *f = h && h->format.asked ? &h->format : NULL;
	double n = f ? (double)f->asked : NAN;

	put_real(b, "held_out_loss", h ? h->loss : NAN);
	put_real(b, "format_rate", f ? (double)f->formed / n : NAN);
	put_real(b, "judgment_agreement", f ? (double)f->agreed / n : NAN);
}

static void put_step(struct momus_buffer *b, const struct momus_train_step *s,
		     const struct momus_held_out *held_out)
{
	const struct momus_updated *u = &s->made;

	momus_buffer_printf(b, "{\"step\":%llu,\"epoch\":%u",
			    (unsigned long long)s->step, s->epoch);
	put_real(b, "loss", u->loss.loss);
	put_held_out(b, held_out);
	put_real(b, "gradient_norm", u->norm);
	put_real(b, "rate", u->rate);
	put_count(b, "rows", s->rows);
	put_count(b, "tokens", u->tokens);
	put_count(b, "learnt", u->learnt);
	if (s->rolled) {
		put_count(b, "updates", s->updates);
		put_real(b, "off", u->off);
		put_rollout(b, &u->loss, &s->rollout);
	}
	put_real(b, "seconds", momus_train_seconds(s));
	momus_buffer_puts(b, "}\n");
}

double momus_train_seconds(const struct momus_train_step *s)
{
	const struct momus_updated *u = &s->made;
	const struct momus_train_rollout *r = &s->rollout;

	return u->forward_s + u->backward_s + u->update_s + r->draw_s +
	       r->wait_s + r->score_s;
}

int momus_train_log_add(struct momus_train_log *l,
			const struct momus_train_step *s,
			const struct momus_held_out *held_out,
			struct momus_error *err)
{
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, LINE);
	put_step(&b, s, held_out);
	rc = momus_buffer_check(&b, l->path, err);
	if (rc == MOMUS_OK &&
	    (fwrite(b.ptr, 1, b.len, l->file) != b.len || fflush(l->file) != 0))
		rc = momus_fail(err, MOMUS_EIO, "%s: %s", l->path,
				strerror(errno));
	momus_buffer_release(&b);
	return rc;
}
