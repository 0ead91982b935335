/* httperror.c - see httperror.h */
#include "config.h"

#include "net/httperror.h"

enum momus_http_error momus_http_classify(CURLcode code, bool sent,
					  bool overflow)
{
	switch (code) {
	case CURLE_OK:
		return MOMUS_HTTP_OK;
	case CURLE_OPERATION_TIMEDOUT:
		return sent ? MOMUS_HTTP_DEADLINE : MOMUS_HTTP_CONNECT;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_PROXY:
		return sent ? MOMUS_HTTP_RESET : MOMUS_HTTP_CONNECT;
	case CURLE_WRITE_ERROR:
		return overflow ? MOMUS_HTTP_TOO_LARGE : MOMUS_HTTP_OTHER;
	case CURLE_FILESIZE_EXCEEDED:
		return MOMUS_HTTP_TOO_LARGE;
	case CURLE_PARTIAL_FILE:
		return MOMUS_HTTP_TRUNCATED;
	case CURLE_ABORTED_BY_CALLBACK: /* by the prerequest callback */
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
		return sent ? MOMUS_HTTP_RESET : MOMUS_HTTP_CONNECT;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_ISSUER_ERROR:
		return MOMUS_HTTP_TLS;
	default:
		return MOMUS_HTTP_OTHER;
	}
}

static const char *const phrases[] = {
	[MOMUS_HTTP_OK] = "",
	[MOMUS_HTTP_CONNECT] = "no connection",
	[MOMUS_HTTP_RESET] = "the connection broke",
	[MOMUS_HTTP_DEADLINE] = "no whole reply within the deadline",
	[MOMUS_HTTP_TOO_LARGE] = "the reply is larger than its limit",
	[MOMUS_HTTP_TRUNCATED] = "the reply ends before its announced length",
	[MOMUS_HTTP_TLS] = "TLS",
	[MOMUS_HTTP_OTHER] = "HTTP",
};

const char *momus_http_phrase(enum momus_http_error error)
{
	return phrases[error];
}
