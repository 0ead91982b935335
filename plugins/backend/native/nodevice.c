/* nodevice.c - what the backend says of devices in a build without CUDA; see native.h */
#include <stdio.h>

#include "native.h"

#define REMEDY                                                                 \
	"build Momus where nvcc is (configure --with-cuda says why it is not " \
	"used)"

const char *native_device_word(void)
{
	return "cuda";
}

size_t native_devices(struct momus_device *list, size_t room)
{
	if (room) {
		snprintf(list->name, sizeof list->name, "cuda");
		snprintf(list->detail, sizeof list->detail,
			 "this Momus was built without CUDA; " REMEDY);
		list->usable = false;
	}
	return 1;
}

int native_device_find(const struct native *n, int number,
		       struct momus_error *err)
{
	(void)number;
	return momus_fail(err, MOMUS_ENOTFOUND,
			  "native: device is \"%s\", and this Momus was built "
			  "without CUDA; set device to cpu, or " REMEDY,
			  n->options->device);
}

int native_device_open(struct native *n, int number,
		       const struct stepping **stepping,
		       struct momus_error *err)
{
	(void)stepping;
	return native_device_find(n, number, err);
}
