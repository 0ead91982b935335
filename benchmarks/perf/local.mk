## perf/ - what Momus costs, beside peers and floors.
MOMUS_PERF = %D%/client %D%/decode %D%/million %D%/pipeline %D%/stats %D%/store \
	%D%/training
EXTRA_PROGRAMS += $(MOMUS_PERF)
CLEANFILES += $(MOMUS_PERF)

MOMUS_PERF_STORE = %D%/apart.c %D%/apart.h %D%/made-nodes.c %D%/made-nodes.h \
	%D%/write-run.c %D%/write-run.h

%C%_store_SOURCES = %D%/store.c %D%/bare.c %D%/bare.h $(MOMUS_PERF_STORE)
%C%_store_CFLAGS = $(AM_CFLAGS) $(HDF5_CFLAGS) $(DEFLATE_CFLAGS)
%C%_store_LDADD = libmomus.la $(HDF5_LIBS) $(DEFLATE_LIBS) -lm

%C%_million_SOURCES = %D%/million.c $(MOMUS_PERF_STORE)
%C%_million_LDADD = libmomus.la -lm

## libcurl's peer and the server that both talk to.
MOMUS_PERF_CURL = %D%/apart.c %D%/apart.h %D%/bare-curl.c %D%/bare-curl.h \
	%D%/fast-server.c %D%/fast-server.h

%C%_client_SOURCES = %D%/client.c $(MOMUS_PERF_CURL) %D%/made-nodes.c %D%/made-nodes.h
%C%_client_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS)
%C%_client_LDADD = libmomus.la $(CURL_LIBS) -lm

## The engine's own, linked in.
%C%_decode_SOURCES = %D%/decode.c plugins/backend/native/model/made.c \
	plugins/backend/native/model/made.h
%C%_decode_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/plugins/backend/native
%C%_decode_CFLAGS = $(NATIVE_CFLAGS)
%C%_decode_LDADD = $(NATIVE_LIB) libmomus.la $(NATIVE_LIBS) -ldl

%C%_training_SOURCES = %D%/training.c
%C%_training_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/plugins/backend/native
%C%_training_CFLAGS = $(NATIVE_CFLAGS)
%C%_training_LDADD = $(NATIVE_LIB) libmomus.la $(NATIVE_LIBS) -ldl

%C%_pipeline_SOURCES = %D%/pipeline.c $(MOMUS_PERF_CURL)
%C%_pipeline_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS)
%C%_pipeline_LDADD = $(CURL_LIBS)

%C%_stats_SOURCES = %D%/stats.c %D%/apart.c %D%/apart.h
%C%_stats_LDADD = libmomus.la -lm

## Needs a device.
EXTRA_DIST += %D%/kernels.c %D%/device.c %D%/gpu.sh
MOMUS_PERF_DEVICE = %D%/device.c %D%/apart.c %D%/apart.h %D%/drawn.c %D%/drawn.h
if HAVE_CUDA
EXTRA_PROGRAMS += %D%/kernels %D%/device
CLEANFILES += %D%/kernels %D%/device
%C%_kernels_SOURCES = %D%/kernels.c %D%/apart.c %D%/apart.h %D%/drawn.c %D%/drawn.h
%C%_kernels_CPPFLAGS = $(AM_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_kernels_LDADD = plugins/backend/native/ops/libkernels.la libmomus.la -lm
%C%_device_SOURCES = $(MOMUS_PERF_DEVICE)
nodist_%C%_device_SOURCES = $(NATIVE_ENGINE_SOURCES)
%C%_device_CPPFLAGS = $(AM_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_device_CFLAGS = $(NATIVE_CFLAGS)
%C%_device_LDADD = plugins/backend/native/ops/libkernels.la $(NATIVE_LIB) libmomus.la $(NATIVE_LIBS) -ldl

## All that gpu.sh runs.
gpu-programs: gpu-tests
	@$(MAKE) %D%/kernels %D%/device
else
gpu-programs:
	@echo "gpu-programs: configure found no CUDA" >&2
	@exit 1
endif
.PHONY: gpu-programs

EXTRA_DIST += %D%/cpu_group.py %D%/commonoj.py %D%/stats.py %D%/stats_peers.py %D%/compile.py \
	%D%/sandbox.py %D%/start.py %D%/ifeval.py %D%/livecodebench.py \
	%D%/mbppplus.py %D%/pages.py %D%/training.py %D%/grpo.py %D%/llama.py %D%/device.py

## Builds them; builds and runs them, one JSON object each.
.PHONY: perf benchmarks
perf: $(MOMUS_PERF) tests/run/roman.la
benchmarks: all
	@$(MAKE) perf
	@$(PYTHON) $(srcdir)/%D%/start.py ./momus
	@%D%/store
	@%D%/million 1000000 $${TMPDIR:-/tmp} ./momus
	@%D%/client
	@%D%/client 50000 10000 2 1
	@%D%/pipeline ./momus tests/run/.libs
	@%D%/decode
