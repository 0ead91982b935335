/* error.c - see momus/error.h */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>

#include "momus/error.h"

int momus_fail(struct momus_error *err, int code, const char *fmt, ...)
{
	va_list ap;

	if (!err || err->text[0] != '\0')
		return code;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	for (char *p = err->text; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 127)
			*p = '?';
	return code;
}

const char *momus_status_name(int code)
{
	static const char *const names[] = {
		"MOMUS_OK",	  "MOMUS_EINVAL",    "MOMUS_ENOMEM",
		"MOMUS_EIO",	  "MOMUS_EPARSE",    "MOMUS_ENOTFOUND",
		"MOMUS_EABI",	  "MOMUS_END",	     "MOMUS_EBUSY",
		"MOMUS_ENOTSUP",
	};

	if (code > 0 || code < MOMUS_ENOTSUP)
		return "MOMUS_?";
	return names[-code];
}
