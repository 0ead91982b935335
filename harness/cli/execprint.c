/* execprint.c - see execprint.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/execprint.h"
#include "core/inert.h"

/* As momus_buffer_json, and DEL and the C1 controls are escaped too. */
static void add_string(struct momus_buffer *b, const char *name,
		       struct momus_text t)
{
	struct momus_buffer plain;
	size_t from = 0;

	momus_buffer_printf(b, ",\"%s\":", name);
	momus_buffer_init(&plain, (size_t)1 << 31);
	momus_buffer_json(&plain, t);
	for (size_t i = 0; i < plain.len; i++) {
		unsigned char c = (unsigned char)plain.ptr[i];
		unsigned char next =
			i + 1 < plain.len ? (unsigned char)plain.ptr[i + 1] : 0;
		bool two = c == 0xc2 && next < 0xa0;

		if (c != 0x7f && !two)
			continue;
		momus_buffer_add(
			b, (struct momus_text){ plain.ptr + from, i - from });
		momus_buffer_printf(b, "\\u%04x", two ? next : c);
		i += two;
		from = i + 1;
	}
	if (plain.len > from)
		momus_buffer_add(b, (struct momus_text){ plain.ptr + from,
							 plain.len - from });
	b->failed = b->failed || plain.failed;
	momus_buffer_release(&plain);
}

void momus_exec_json(struct momus_buffer *b, const struct momus_outcome *o)
{
	momus_buffer_printf(
		b,
		"{\"status\":\"%s\",\"exit_code\":%d,\"signal\":%d,"
		"\"idle\":%s,\"cpu_s\":%.6f,\"wall_s\":%.6f,"
		"\"compile_cpu_s\":%.6f,\"peak_bytes\":%llu,\"out_total\":%llu,"
		"\"err_total\":%llu",
		momus_run_name(o->status), o->exit_code, o->signal,
		o->idle ? "true" : "false", o->cpu_s, o->wall_s,
		o->compile_cpu_s, (unsigned long long)o->peak_bytes,
		(unsigned long long)o->out_total,
		(unsigned long long)o->err_total);
	add_string(b, "message", momus_text_of(o->message));
	add_string(b, "stdout", o->out);
	add_string(b, "stderr", o->err);
	momus_buffer_puts(b, "}\n");
}

static void add_inert(struct momus_buffer *b, struct momus_text t)
{
	char *text;
	size_t n;

	if (momus_inert_copy(&text, t, NULL) < 0)
		return;
	n = strlen(text);
	momus_buffer_add(b, (struct momus_text){ text, n });
	if (n > 0 && text[n - 1] != '\n')
		momus_buffer_putc(b, '\n');
	free(text);
}

void momus_exec_text(struct momus_buffer *b, const struct momus_outcome *o)
{
	add_inert(b, o->out);
	if (o->err.len) {
		momus_buffer_puts(b, "--- standard error\n");
		add_inert(b, o->err);
	}
	momus_buffer_printf(b, "--- %s", momus_run_name(o->status));
	if (o->signal)
		momus_buffer_printf(b, ", signal %d", o->signal);
	else if (o->exit_code > 0)
		momus_buffer_printf(b, ", exit status %d", o->exit_code);
	if (o->idle)
		momus_buffer_puts(b, ", it waited");
	momus_buffer_printf(b, "; %.3f s of CPU, %.3f s, %.1f MiB", o->cpu_s,
			    o->wall_s, (double)o->peak_bytes / (1 << 20));
	if (o->compile_cpu_s > 0)
		momus_buffer_printf(b, "; compiled in %.3f s of CPU",
				    o->compile_cpu_s);
	if (o->out_total > o->out.len || o->err_total > o->err.len)
		momus_buffer_printf(
			b, "; output cut, it was %llu bytes",
			(unsigned long long)(o->out_total + o->err_total));
	if (o->message[0])
		momus_buffer_printf(b, "; %s", o->message);
	momus_buffer_putc(b, '\n');
}
