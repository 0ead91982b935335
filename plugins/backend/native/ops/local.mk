## ops/ - kernels: built where nvcc is, and tested on the processor everywhere.
NATIVE_KERNELS = \
	%D%/adamw-cuda.cu \
	%D%/attention-cuda.cu \
	%D%/bias-cuda.cu \
	%D%/decode-cuda.cu \
	%D%/embedding-cuda.cu \
	%D%/flash-backward-cuda.cu \
	%D%/flash-forward-cuda.cu \
	%D%/heads-cuda.cu \
	%D%/logprob-cuda.cu \
	%D%/rmsnorm-cuda.cu \
	%D%/rope-cuda.cu \
	%D%/skinny-cuda.cu \
	%D%/swiglu-cuda.cu \
	%D%/total-cuda.cu \
	plugins/backend/native/model/sampler-cuda.cu
NATIVE_KERNELS_SHIM = $(NATIVE_KERNELS:.cu=.shim.o)
## Automake tracks what C includes, not what CUDA C does.
NATIVE_KERNEL_INCLUDES = %D%/kernel.h %D%/launch.h \
	%D%/adamw.h %D%/attention.h %D%/bias.h %D%/columns.h %D%/decode.h %D%/decode-tile.h %D%/embedding.h %D%/heads.h %D%/logprob.h %D%/rmsnorm.h %D%/rope.h %D%/skinny.h %D%/skinny-job.h %D%/swiglu.h %D%/total.h \
	%D%/flash.h %D%/flash-sight.h %D%/flash-tile.h %D%/follow.h %D%/fragment.h %D%/tile.h plugins/backend/native/model/samplerows.h
$(NATIVE_KERNELS:.cu=.lo): $(NATIVE_KERNEL_INCLUDES)
$(NATIVE_KERNELS_SHIM): $(NATIVE_KERNEL_INCLUDES) $(MOMUS_SHIM_INCLUDES)
EXTRA_DIST += $(NATIVE_KERNELS) $(NATIVE_KERNEL_INCLUDES)

## Each kernel's test, and the references that the engine has not.
NATIVE_KERNEL_TESTS = \
	%D%/adamw-test.c \
	%D%/attention-test.c \
	%D%/bias-test.c \
	%D%/decode-test.c \
	%D%/embedding-test.c \
	%D%/heads-test.c \
	%D%/kernel-test.c \
	%D%/kernel-test.h \
	%D%/kernels-test.c \
	%D%/oneproduct.c \
	%D%/oneproduct.h \
	%D%/logprob-test.c \
	%D%/rmsnorm-test.c \
	%D%/rope-test.c \
	%D%/skinny-test.c \
	%D%/swiglu-test.c \
	%D%/total-test.c \
	plugins/backend/native/model/samplerows-test.c
NATIVE_KERNEL_REFERENCES = %D%/bias.c %D%/total.c
NATIVE_NCCL = plugins/backend/native/device/nccl.c \
	plugins/backend/native/device/nccl.h
EXTRA_DIST += $(NATIVE_NCCL) $(NATIVE_KERNEL_TESTS) $(NATIVE_DEVICE_HOST) $(NATIVE_DEVICE_CUDA)
NATIVE_DEVICE_HOST = plugins/backend/native/device/device-host.c \
	plugins/backend/native/device/device.h
NATIVE_DEVICE_CUDA = plugins/backend/native/device/cublas.c \
	plugins/backend/native/device/cublas.h \
	plugins/backend/native/device/device-cuda.c \
	plugins/backend/native/device/device.h

if HAVE_SHIM
check_PROGRAMS += %D%/kernels.t
TESTS += %D%/kernels.t
%C%_kernels_t_SOURCES = $(NATIVE_KERNEL_TESTS) $(NATIVE_KERNEL_REFERENCES) \
	$(NATIVE_DEVICE_HOST) $(MOMUS_SHIM_SOURCES)
%C%_kernels_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS) \
	$(MOMUS_SHIM_CPPFLAGS)
%C%_kernels_t_LDADD = $(NATIVE_KERNELS_SHIM) $(NATIVE_LIB) $(MOMUS_TEST_LIBS) -ldl -lm
endif

NATIVE_ENGINE_TEST = plugins/backend/native/device/engine-test.c \
	plugins/backend/native/model/made.c plugins/backend/native/model/made.h \
	$(NATIVE_GOLDEN_SOURCES)
EXTRA_DIST += plugins/backend/native/device/engine-test.c

if HAVE_SHIM
check_PROGRAMS += %D%/engine.t
TESTS += %D%/engine.t
nodist_%C%_engine_t_SOURCES = $(NATIVE_ENGINE_SOURCES)
%C%_engine_t_SOURCES = $(NATIVE_ENGINE_TEST) $(NATIVE_DEVICE_HOST) \
	$(MOMUS_SHIM_SOURCES)
%C%_engine_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_engine_t_CFLAGS = $(NATIVE_CFLAGS)
%C%_engine_t_LDADD = $(NATIVE_KERNELS_SHIM) $(NATIVE_LIB) $(MOMUS_TEST_LIBS) $(NATIVE_LIBS) -ldl
endif

## The backend as plugins are, on the processor and on a device.
NATIVE_BACKEND_TEST = plugins/backend/native/device/answering-test.c \
	plugins/backend/native/device/backend-test.c \
	plugins/backend/native/device/backend-test.h \
	plugins/backend/native/device/greedy-test.c \
	plugins/backend/native/device/learning-test.c \
	$(NATIVE_GOLDEN_SOURCES) \
	plugins/trainer/grpo/loss.c plugins/trainer/grpo/loss.h
EXTRA_DIST += plugins/backend/native/device/answering-test.c \
	plugins/backend/native/device/backend-test.c \
	plugins/backend/native/device/backend-test.h \
	plugins/backend/native/device/greedy-test.c \
	plugins/backend/native/device/learning-test.c

if HAVE_SHIM
check_PROGRAMS += %D%/backend.t
TESTS += %D%/backend.t
nodist_%C%_backend_t_SOURCES = $(NATIVE_FAR_SOURCES)
%C%_backend_t_SOURCES = $(NATIVE_BACKEND_TEST) $(NATIVE_DEVICE_HOST) \
	$(MOMUS_SHIM_SOURCES)
%C%_backend_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_backend_t_CFLAGS = $(NATIVE_CFLAGS)
%C%_backend_t_LDADD = $(NATIVE_KERNELS_SHIM) $(NATIVE_LIB) $(MOMUS_TEST_LIBS) $(NATIVE_LIBS) -ldl
endif

## On a device: `make check-gpu`.
if HAVE_CUDA
noinst_LTLIBRARIES += %D%/libkernels.la
%C%_libkernels_la_SOURCES = $(NATIVE_KERNELS) $(NATIVE_DEVICE_CUDA)
%C%_libkernels_la_CPPFLAGS = $(AM_CPPFLAGS) $(NATIVE_CPPFLAGS) $(CUDA_CPPFLAGS) \
	-DCUBLAS_FOLDER='"$(CUDA_FOLDER)"' $(NCCL_CPPFLAGS)
if HAVE_NCCL
%C%_libkernels_la_SOURCES += $(NATIVE_NCCL)
endif
%C%_libkernels_la_LIBADD = $(CUDA_LIBS) -ldl

EXTRA_PROGRAMS += %D%/kernels-gpu
CLEANFILES += %D%/kernels-gpu
%C%_kernels_gpu_SOURCES = $(NATIVE_KERNEL_TESTS) $(NATIVE_KERNEL_REFERENCES)
%C%_kernels_gpu_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_kernels_gpu_LDADD = %D%/libkernels.la $(NATIVE_LIB) $(MOMUS_TEST_LIBS) -lm

EXTRA_PROGRAMS += %D%/engine-gpu
CLEANFILES += %D%/engine-gpu
nodist_%C%_engine_gpu_SOURCES = $(NATIVE_ENGINE_SOURCES)
%C%_engine_gpu_SOURCES = $(NATIVE_ENGINE_TEST)
%C%_engine_gpu_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_engine_gpu_CFLAGS = $(NATIVE_CFLAGS)
%C%_engine_gpu_LDADD = %D%/libkernels.la $(NATIVE_LIB) $(MOMUS_TEST_LIBS) $(NATIVE_LIBS) -ldl

EXTRA_PROGRAMS += %D%/backend-gpu
CLEANFILES += %D%/backend-gpu
nodist_%C%_backend_gpu_SOURCES = $(NATIVE_FAR_SOURCES)
%C%_backend_gpu_SOURCES = $(NATIVE_BACKEND_TEST)
%C%_backend_gpu_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(NATIVE_CPPFLAGS)
%C%_backend_gpu_CFLAGS = $(NATIVE_CFLAGS)
%C%_backend_gpu_LDADD = %D%/libkernels.la $(NATIVE_LIB) $(MOMUS_TEST_LIBS) $(NATIVE_LIBS) -ldl

## Each make in turn, or two of them would build the same files at once.  All tests
## run, whatever the first of them says.
NATIVE_GPU_TESTS = $(BUILT_TREE_ENV) %D%/kernels-gpu %D%/engine-gpu %D%/backend-gpu
gpu-tests: all
	@$(MAKE) $(NATIVE_GPU_TESTS)
check-gpu: gpu-tests
	. ./build-tree-env; status=0; \
	for t in kernels engine backend; do %D%/$$t-gpu || status=1; done; exit $$status
else
gpu-tests check-gpu:
	@echo "check-gpu: built without CUDA, so nothing can run on a device" >&2
	@exit 1
endif
.PHONY: check-gpu gpu-tests
