# MOMUS_SUMMARY -- what was found, what is off.
AC_DEFUN([MOMUS_SUMMARY], [
  AS_IF([test -n "$NVCC"], [momus_cuda="$NVCC"], [momus_cuda="off (no nvcc found, or --without-cuda)"])
  AS_IF([test "x$have_numpy" = xyes], [momus_numpy=found],
    [momus_numpy="off: MBPP+ grading needs it (Debian: python3-numpy)"])
  AS_ECHO(["
momus $PACKAGE_VERSION
  compiler        $CC $CFLAGS
  judged Python   $PYTHON ($PYTHON_VERSION), numpy $momus_numpy
  CUDA            $momus_cuda
  sanitizers      $enable_sanitize
  werror          $enable_werror
  coverage        $enable_coverage
  prefix          $prefix

Next: make quickstart, make check"])
])
