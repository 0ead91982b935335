## shim/ - what runs kernels on the processor, and its own test.
MOMUS_SHIM_SOURCES = %D%/fiber.c %D%/fiber.h %D%/shim.c %D%/shim.h
MOMUS_SHIM_INCLUDES = %D%/cuda_runtime.h %D%/mma.h %D%/ptx.h %D%/shim.h
MOMUS_SHIM_CPPFLAGS = -DSHIM -I$(top_srcdir)/tests/shim
EXTRA_DIST += %D%/cuda_runtime.h %D%/mma.h %D%/probe.cu %D%/ptx.h

if HAVE_SHIM
check_PROGRAMS += %D%/shim.t
TESTS += %D%/shim.t
%C%_shim_t_SOURCES = %D%/shim-test.c $(MOMUS_SHIM_SOURCES)
%C%_shim_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(MOMUS_SHIM_CPPFLAGS)
%C%_shim_t_LDADD = %D%/probe.shim.o $(MOMUS_TEST_LIBS) -lm
endif
%D%/probe.shim.o: %D%/probe.cu %D%/probe.h $(MOMUS_SHIM_INCLUDES) \
	plugins/backend/native/ops/fragment.h plugins/backend/native/ops/kernel.h
EXTRA_DIST += %D%/probe.h %D%/shim-test.c

## The backend native with a device that is the processor, for tests of commands;
## never installed.  Its kernels are no objects of libtool's, hence -Wl.
if HAVE_SHIM
check_LTLIBRARIES += %D%/native.la
%C%_native_la_SOURCES = $(NATIVE_DEVICE_HOST) $(MOMUS_SHIM_SOURCES)
nodist_%C%_native_la_SOURCES = $(NATIVE_FAR_SOURCES)
%C%_native_la_CPPFLAGS = $(AM_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_native_la_CFLAGS = $(NATIVE_CFLAGS)
%C%_native_la_LDFLAGS = $(MOMUS_PLUGIN_LINK) -rpath /nowhere \
	`for k in $(NATIVE_KERNELS_SHIM); do printf ' %s' "-Wl,$$k"; done`
%C%_native_la_LIBADD = $(NATIVE_LIB) libmomus.la $(NATIVE_LIBS) -ldl
EXTRA_%C%_native_la_DEPENDENCIES = $(NATIVE_KERNELS_SHIM)

## The benchmark of devices, to see that it runs.
check_PROGRAMS += %D%/device
%C%_device_SOURCES = $(MOMUS_PERF_DEVICE) $(NATIVE_DEVICE_HOST) $(MOMUS_SHIM_SOURCES)
nodist_%C%_device_SOURCES = $(NATIVE_ENGINE_SOURCES)
%C%_device_CPPFLAGS = $(AM_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_device_CFLAGS = $(NATIVE_CFLAGS)
%C%_device_LDADD = $(NATIVE_KERNELS_SHIM) $(NATIVE_LIB) libmomus.la $(NATIVE_LIBS) -ldl
endif
