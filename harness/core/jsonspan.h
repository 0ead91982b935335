/* jsonspan.h - momus/json.h, and what only the host asks */
#ifndef MOMUS_CORE_JSONSPAN_H
#define MOMUS_CORE_JSONSPAN_H

#include "momus/json.h"

/* As momus_json_valid(), but takes NaN, Infinity and -Infinity for numbers, as
 * Python's json module writes them: real data sets hold them. */
MOMUS_API bool momus_json_valid_python(struct momus_text text, size_t *at);

/* How many bytes of T from AT on stand for themselves in a JSON string: neither a
 * quote, nor a backslash, nor a control character. */
size_t momus_json_plain(struct momus_text t, size_t at);

#endif /* MOMUS_CORE_JSONSPAN_H */
