/* disk.h - a folder on a disk that fills up, fails and loses what was not synced
 *
 * Real files in a folder of its own, so that the calls which the store makes by
 * itself (stat, locks) work; beside them stands what a loss of power would
 * leave: contents as of the last fsync of a file, names as of the last fsync of
 * the folder.  What came later may be there in part: any of the bytes, and the
 * first few of the renames, creations and removals.
 */
#ifndef SIM_DISK_H
#define SIM_DISK_H

#include "momus/random.h"
#include "sim/shadow.h"
#include "sim/trace.h"
#include "store/files.h"

enum sim_call { /* the calls that can fail */
		SIM_OPEN,
		SIM_WRITE,
		SIM_PWRITE,
		SIM_PREAD,
		SIM_FSYNC,
		SIM_FTRUNCATE,
		SIM_RENAME,
		SIM_COPY,
		SIM_CALLS
};

extern const char *const sim_call_names[SIM_CALLS];

struct sim_disk_fault { /* .at counts from 1; 0: never */
	enum sim_call which;
	uint64_t at;
	bool for_good; /* and all that follow */
	int error;
};

struct sim_disk_plan { /* of one session of a writer */
	struct sim_disk_fault fault;
	uint64_t die_at;     /* the change at which the process dies; 0: none */
	double short_writes; /* probability that write() takes a part only */
};

struct sim_disk {
	struct momus_files files; /* what the pipeline is given; .self: this */
	char *folder, *cache;	  /* owned; .cache is one in .folder */
	bool keeps;		  /* .shadow is kept */
	struct sim_shadow shadow;
	struct sim_trace *trace; /* borrowed */
	struct momus_stream stream;
	struct sim_disk_plan plan;
	uint64_t seen[SIM_CALLS], changes; /* in this session */
	bool struck;			   /* the fault came */
	bool dead; /* nothing changes any more; writes fail */
	bool lies; /* fsync does nothing and says that it did */
	void (*died)(void *arg);
	void *arg;
};

/* Makes a new folder below $TMPDIR, or where memory serves as disk.  0 or -1
 * and errno. */
int sim_disk_init(struct sim_disk *d, bool keeps, struct sim_trace *trace);

/* Removes the folder and all in it. */
void sim_disk_release(struct sim_disk *d);

/* Removes FOLDER and all in it. */
void sim_folder_remove(const char *folder);

/* Begins a session: counts are zero, the disk works; what happens is drawn from
 * STREAM. */
void sim_disk_session(struct sim_disk *d, const struct sim_disk_plan *plan,
		      struct momus_stream stream);

/* Nothing that happens from now on reaches the disk. */
void sim_disk_die(struct sim_disk *d);

/* After a session that died, all its files closed: makes the folder what LOSS
 * leaves of it, drawn from the session's stream. */
void sim_disk_lose(struct sim_disk *d, enum sim_loss loss);

#endif /* SIM_DISK_H */
