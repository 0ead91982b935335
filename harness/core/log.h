/* log.h - where messages of momus/log.h go; set up by the command line */
#ifndef MOMUS_CORE_LOG_H
#define MOMUS_CORE_LOG_H

#include "momus/error.h"
#include "momus/log.h"

/* Messages above LEVEL do not reach standard error; --log-json gets all. */
MOMUS_API void momus_log_level_set(enum momus_log_level level);

/* Appends one JSON object a message to PATH.  MOMUS_EINVAL if it cannot. */
MOMUS_API int momus_log_json_open(const char *path, struct momus_error *err);

/* BEFORE(ARG) is called before each line on standard error; NULL: nothing.  It
 * holds the messages of other threads back. */
MOMUS_API void momus_log_hook(void (*before)(void *), void *arg);

/* From the first to the second no thread's message comes out: what is written to
 * standard error between them stands there whole. */
MOMUS_API void momus_log_hold(void);
MOMUS_API void momus_log_go_on(void);

#endif /* MOMUS_CORE_LOG_H */
