# MOMUS_SUMMARY -- what was found, what is off.
AC_DEFUN([MOMUS_SUMMARY], [
  AS_IF([test "x$have_numpy" = xyes], [momus_numpy="found"],
    [momus_numpy="off: MBPP+ grading needs it (Debian: python3-numpy)"])
  AS_ECHO(["
momus $PACKAGE_VERSION
  compiler        $CC $CFLAGS
  libraries       HDF5 `$PKG_CONFIG --modversion hdf5`, libcurl `$PKG_CONFIG --modversion libcurl`, libseccomp `$PKG_CONFIG --modversion libseccomp`
  judged Python   $PYTHON ($PYTHON_VERSION)
  numpy           $momus_numpy
  CUDA kernels    $momus_cuda
  MPI             $momus_mpi
  NCCL            $momus_nccl
  sanitizers      $enable_sanitize
  warnings        errors: $enable_werror
  coverage        $enable_coverage
  prefix          $prefix

Next: make quickstart, make check"])
])
