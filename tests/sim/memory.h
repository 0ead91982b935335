/* memory.h - the library's allocations, counted, and one that fails
 *
 * Only those that libmomus itself makes while a session works: neither those of
 * other libraries nor the world's own.
 */
#ifndef SIM_MEMORY_H
#define SIM_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/* From now on allocation number AT fails; 0: none does. */
void sim_memory_begin(uint64_t at);
/* No more.  Returns how many there were; *STRUCK: one failed. */
uint64_t sim_memory_end(bool *struck);

/* The world works by itself until resume(); may be nested. */
void sim_memory_pause(void);
void sim_memory_resume(void);

#endif /* SIM_MEMORY_H */
