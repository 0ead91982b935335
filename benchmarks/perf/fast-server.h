/* fast-server.h - a model server that costs next to nothing, in its own process */
#ifndef FAST_SERVER_H
#define FAST_SERVER_H

#include <stdint.h>
#include <sys/types.h>

struct fast_server {
	pid_t pid;
	uint16_t port; /* on 127.0.0.1 */
};

/* Starts a process that answers every HTTP/1.1 request with status 200 and one
 * chat completion of REPLY bytes of text, after DELAY_S seconds, connections
 * kept alive.  Exits on failure. */
void fast_server_start(struct fast_server *out, unsigned reply, double delay_s);
void fast_server_stop(const struct fast_server *server);

#endif /* FAST_SERVER_H */
