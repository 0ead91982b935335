/* check.h - what must be true of a run's nodes, whatever happened to it */
#ifndef SIM_CHECK_H
#define SIM_CHECK_H

#include "sim/world.h"

struct sim_node { /* what else is known of a line */
	uint32_t problem, branch, vote;
	uint16_t turn;
	uint8_t kind;
	double tokens, cost; /* 0: not told */
};

struct sim_nodes { /* a run as JSON Lines without times, in the reader's order */
	struct momus_buffer text; /* owned */
	struct momus_text *lines; /* owned, (n); borrowed from .text */
	struct sim_node *nodes;	  /* owned, (n) */
	size_t n, room;
	struct sim_usage used; /* summed over the nodes that tell it */
	bool no_usage;	       /* it is not in the lines */
	size_t attempts;       /* of them: replies that were not the last */
	bool there, complete;
};

/* Reads the run at PATH with its journal; no such file is a run without nodes.
 * Anything else that cannot be read is blamed on W.  Where W's requests share,
 * lines end before what their nodes used. */
void sim_nodes_read(struct sim_nodes *out, const char *path,
		    struct sim_world *w);
void sim_nodes_release(struct sim_nodes *n);

/* Whether LINE is of a node that has its answer. */
bool sim_node_is_done(struct momus_text line);

/* The number of the request that LINE's answer came from; 0: not told. */
uint64_t sim_node_number(struct momus_text line);

struct sim_numbers {	 /* a set */
	uint64_t *slots; /* owned, (room); 0: free */
	size_t n, room;
};

bool sim_numbers_has(const struct sim_numbers *s, uint64_t number);
/* False if it was there already. */
bool sim_numbers_add(struct sim_numbers *s, uint64_t number);
void sim_numbers_release(struct sim_numbers *s);

/* Blames W unless GOT is WANT byte for byte. */
void sim_check_equal(struct sim_world *w, const struct sim_nodes *got,
		     const struct sim_nodes *want, const char *what);

/* Blames W unless every finished node of BEFORE is in AFTER, unchanged. */
void sim_check_kept(struct sim_world *w, const struct sim_nodes *before,
		    const struct sim_nodes *after);

/* Blames W unless no answer stands for two nodes of RUN. */
void sim_check_unique(struct sim_world *w, const struct sim_nodes *run);

/* Blames W unless the table of nodes in RUN.h5 at PATH has N rows. */
void sim_check_rows(struct sim_world *w, const char *path, size_t n);

/* Blames W if there are files whose names begin with that of PATH. */
void sim_check_tidy(struct sim_world *w, const char *path);

#endif /* SIM_CHECK_H */
