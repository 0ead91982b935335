/* log.h - what the harness and its plugins tell people while they work */
#ifndef MOMUS_LOG_H
#define MOMUS_LOG_H

#include "momus/decls.h"

MOMUS_BEGIN_DECLS

enum momus_log_level {
	MOMUS_LOG_ERROR,
	MOMUS_LOG_WARNING,
	MOMUS_LOG_INFO,
	MOMUS_LOG_DEBUG
};

/* One sentence about AREA ("net", "sandbox", a plugin's name) to standard
 * error and, as one JSON object a line, to the file of --log-json.  Lower-case
 * start, no full stop.  Thread-safe. */
MOMUS_API void momus_log(enum momus_log_level level, const char *area,
			 const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

MOMUS_END_DECLS

#endif /* MOMUS_LOG_H */
