# MOMUS_LIBRARIES -- the libraries Momus stands on, each required, each named
# with its Debian package when it is missing.
AC_DEFUN([MOMUS_LIBRARIES], [
  PKG_PROG_PKG_CONFIG([0.29])
  MOMUS_LIBRARY([CJSON], [libcjson >= 1.7.15], [libcjson-dev])
  MOMUS_LIBRARY([PCRE2], [libpcre2-8 >= 10.42], [libpcre2-dev])
  MOMUS_LIBRARY([CURL], [libcurl >= 7.88], [libcurl4-openssl-dev])
  MOMUS_LIBRARY([SECCOMP], [libseccomp >= 2.5], [libseccomp-dev])
  MOMUS_LIBRARY([DEFLATE], [libdeflate >= 1.14], [libdeflate-dev])
  MOMUS_LIBRARY([ZLIB], [zlib], [zlib1g-dev])
  MOMUS_LIBRARY([HDF5], [hdf5 >= 1.10], [libhdf5-dev])
  MOMUS_LIBRARY([MICROHTTPD], [libmicrohttpd >= 0.9.73],
    [libmicrohttpd-dev])
  MOMUS_LIBRARY([UTF8PROC], [libutf8proc >= 2.6], [libutf8proc-dev])
])

# MOMUS_LIBRARY(VARIABLE, PKG-CONFIG SPEC, DEBIAN PACKAGE)
AC_DEFUN([MOMUS_LIBRARY], [
  PKG_CHECK_MODULES([$1], [$2], [],
    [AC_MSG_ERROR([$2 is missing; on Debian: apt-get install $3, or ./bootstrap --install])])
])
