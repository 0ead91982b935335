/* log.c - see momus/log.h and core/log.h */
#include "config.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "core/log.h"
#include "momus/buffer.h"

/* The one piece of process-wide state outside cli/: messages have no object. */
static struct {
	pthread_mutex_t lock;
	enum momus_log_level level;
	FILE *json;		/* owned */
	void (*before)(void *); /* erases a progress line */
	void *arg;
} logger = { .lock = PTHREAD_MUTEX_INITIALIZER, .level = MOMUS_LOG_INFO };

static const char *const names[] = { "error", "warning", "info", "debug" };

void momus_log_level_set(enum momus_log_level level)
{
	logger.level = level;
}

void momus_log_hook(void (*before)(void *), void *arg)
{
	pthread_mutex_lock(&logger.lock);
	logger.before = before;
	logger.arg = arg;
	pthread_mutex_unlock(&logger.lock);
}

void momus_log_hold(void)
{
	pthread_mutex_lock(&logger.lock);
}

void momus_log_go_on(void)
{
	pthread_mutex_unlock(&logger.lock);
}

int momus_log_json_open(const char *path, struct momus_error *err)
{
	FILE *f = fopen(path, "ae");

	if (!f)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: cannot be written: %m", path);
	setvbuf(f, NULL, _IOLBF, 0);
	if (logger.json)
		fclose(logger.json);
	logger.json = f;
	return MOMUS_OK;
}

static void write_json(enum momus_log_level level, const char *area,
		       const char *text)
{
	struct momus_buffer b;
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	momus_buffer_init(&b, 8192);
	momus_buffer_printf(
		&b, "{\"time\":%lld.%03ld,\"level\":\"%s\",\"area\":",
		(long long)now.tv_sec, now.tv_nsec / 1000000, names[level]);
	momus_buffer_json(&b, momus_text_of(area));
	momus_buffer_puts(&b, ",\"text\":");
	momus_buffer_json(&b, momus_text_of(text));
	momus_buffer_puts(&b, "}\n");
	if (!b.failed)
		fwrite(b.ptr, 1, b.len, logger.json);
	momus_buffer_release(&b);
}

void momus_log(enum momus_log_level level, const char *area, const char *fmt,
	       ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	for (char *p = text; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 127)
			*p = '?';
	pthread_mutex_lock(&logger.lock);
	if (logger.json)
		write_json(level, area, text);
	if (level <= logger.level) {
		if (logger.before)
			logger.before(logger.arg);
		fprintf(stderr, "momus: %s: %s%s%s\n", area,
			level < MOMUS_LOG_INFO ? names[level] : "",
			level < MOMUS_LOG_INFO ? ": " : "", text);
	}
	pthread_mutex_unlock(&logger.lock);
}
