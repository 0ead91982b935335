/* descriptors.h - how many connections the limit of open files leaves room for */
#ifndef MOMUS_NET_DESCRIPTORS_H
#define MOMUS_NET_DESCRIPTORS_H

#include <stddef.h>

/* Raises the limit of open files as far as the system lets an ordinary user, and
 * returns how many connections, WANTED at most, fit under it beside files, pipes
 * and children. */
size_t momus_descriptors_room(size_t wanted);

#endif /* MOMUS_NET_DESCRIPTORS_H */
