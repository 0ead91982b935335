/* httperror.h - libcurl's many codes as the few kinds of failure that matter */
#ifndef MOMUS_NET_HTTPERROR_H
#define MOMUS_NET_HTTPERROR_H

#include <curl/curl.h>

#include "net/http.h"

/* What CODE means for an attempt: whether a part of the request was SENT decides
 * between no connection and a broken one.  OVERFLOW: the reply's buffer was
 * full. */
enum momus_http_error momus_http_classify(CURLcode code, bool sent,
					  bool overflow);

/* ERROR in words, the start of a message; "" for MOMUS_HTTP_OK. */
const char *momus_http_phrase(enum momus_http_error error);

#endif /* MOMUS_NET_HTTPERROR_H */
