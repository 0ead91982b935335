## harness/ - the library that plugins link, and the program.
lib_LTLIBRARIES += libmomus.la
libmomus_la_SOURCES =
libmomus_la_CPPFLAGS = $(AM_CPPFLAGS) -DMOMUS_LIBDIR='"$(libdir)"' \
	-DMOMUS_PLUGINDIR='"$(plugindir)"' -DMOMUS_DATADIR='"$(pkgdatadir)"' \
	-DMOMUS_HELPERDIR='"$(pkglibexecdir)"'
libmomus_la_CFLAGS = $(AM_CFLAGS) $(CJSON_CFLAGS) $(PCRE2_CFLAGS) $(CURL_CFLAGS) \
	$(SECCOMP_CFLAGS) $(ZLIB_CFLAGS) $(DEFLATE_CFLAGS) $(HDF5_CFLAGS)
libmomus_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0 -no-undefined
libmomus_la_LIBADD = $(CJSON_LIBS) $(PCRE2_LIBS) $(CURL_LIBS) $(SECCOMP_LIBS) \
	$(ZLIB_LIBS) $(DEFLATE_LIBS) $(HDF5_LIBS) -lpthread -ldl -lm

## A new soname in a system folder is found only once the linker's cache has it.
install-exec-hook:
	@if test -z '$(DESTDIR)' && test "`id -u`" = 0; then \
		PATH="$$PATH:/usr/sbin:/sbin" ldconfig || :; fi

bin_PROGRAMS += momus
momus_SOURCES =
momus_CFLAGS = $(AM_CFLAGS) $(CJSON_CFLAGS) $(MICROHTTPD_CFLAGS)
momus_LDADD = libmomus.la $(CJSON_LIBS) $(MICROHTTPD_LIBS) -lm

include %D%/api/local.mk
include %D%/core/local.mk
include %D%/host/local.mk
include %D%/net/local.mk
include %D%/sandbox/local.mk
include %D%/sandbox/value/local.mk
include %D%/sandbox/jail/local.mk
include %D%/store/local.mk
include %D%/stats/local.mk
include %D%/run/local.mk
include %D%/cli/local.mk
