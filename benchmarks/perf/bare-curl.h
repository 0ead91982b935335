/* bare-curl.h - the peer of the client: libcurl called directly */
#ifndef BARE_CURL_H
#define BARE_CURL_H

#include <stddef.h>

#include "apart.h"

struct bare_curl_job {
	char url[64];
	char *body; /* owned */
	size_t body_len;
	unsigned requests, in_flight;
	double timeout_s;
};

/* Fills .url and .body: a chat of PROMPT bytes to the server at PORT. */
void bare_curl_prepare(struct bare_curl_job *job, uint16_t port, int prompt);
void bare_curl_release(struct bare_curl_job *job);

/* Posts .body .requests times, .in_flight at once, in a plain loop of
 * curl_multi_perform() and curl_multi_poll(); looks at no reply. */
bool bare_curl(const void *job, struct apart *span);

#endif /* BARE_CURL_H */
