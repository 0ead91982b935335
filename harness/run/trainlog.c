/* trainlog.c - see trainlog.h */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
	if (mkdir(output, 0777) != 0 && errno != EEXIST)
		rc = momus_fail(err, MOMUS_EINVAL, "%s: %s", output,
				strerror(errno));
	if (rc == MOMUS_OK && !(l->file = fopen(l->path, "a+")))
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

int momus_train_log_add(struct momus_train_log *l,
			const struct momus_train_step *s, double held_out,
			struct momus_error *err)
{
	double seconds = s->forward_s + s->backward_s + s->update_s;
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, LINE);
	momus_buffer_printf(&b, "{\"step\":%llu,\"epoch\":%u,\"loss\":",
			    (unsigned long long)s->step, s->epoch);
	momus_buffer_real(&b, s->loss.loss);
	momus_buffer_puts(&b, ",\"held_out_loss\":");
	momus_buffer_real(&b, held_out);
	momus_buffer_puts(&b, ",\"gradient_norm\":");
	momus_buffer_real(&b, s->norm);
	momus_buffer_puts(&b, ",\"rate\":");
	momus_buffer_real(&b, s->rate);
	momus_buffer_printf(&b, ",\"rows\":%zu,\"tokens\":%zu,\"learnt\":%zu",
			    s->rows, s->tokens, s->learnt);
	momus_buffer_puts(&b, ",\"seconds\":");
	momus_buffer_real(&b, seconds);
	momus_buffer_puts(&b, "}\n");
	rc = momus_buffer_check(&b, l->path, err);
	if (rc == MOMUS_OK &&
	    (fwrite(b.ptr, 1, b.len, l->file) != b.len || fflush(l->file) != 0))
		rc = momus_fail(err, MOMUS_EIO, "%s: %s", l->path,
				strerror(errno));
	momus_buffer_release(&b);
	return rc;
}
