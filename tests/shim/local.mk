## shim/ - what runs kernels on the processor, and its own test.
MOMUS_SHIM_SOURCES = %D%/fiber.c %D%/fiber.h %D%/shim.c %D%/shim.h
MOMUS_SHIM_INCLUDES = %D%/cuda_runtime.h %D%/mma.h %D%/shim.h
MOMUS_SHIM_CPPFLAGS = -DSHIM -I$(top_srcdir)/tests/shim
EXTRA_DIST += %D%/cuda_runtime.h %D%/mma.h %D%/probe.cu

if HAVE_SHIM
check_PROGRAMS += %D%/shim.t
TESTS += %D%/shim.t
%C%_shim_t_SOURCES = %D%/shim-test.c $(MOMUS_SHIM_SOURCES)
%C%_shim_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(MOMUS_SHIM_CPPFLAGS)
%C%_shim_t_LDADD = %D%/probe.shim.o $(MOMUS_TEST_LIBS) -lm
endif
%D%/probe.shim.o: %D%/probe.cu %D%/probe.h $(MOMUS_SHIM_INCLUDES)
EXTRA_DIST += %D%/probe.h %D%/shim-test.c
