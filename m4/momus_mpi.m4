# MOMUS_MPI -- --with-mpi[=MPICC]: ranks that train together exchange bytes by MPI,
# where mpicc or pkg-config knows of one; asked for by name, none is an error.  Sets
# MPI_CFLAGS, MPI_LIBS, HAVE_MPI and the reason in momus_mpi.
AC_DEFUN([MOMUS_MPI], [
  AC_ARG_WITH([mpi],
    [AS_HELP_STRING([--with-mpi@<:@=MPICC@:>@],
      [train with several processes by the MPI that MPICC is of (default: if one is found)])],
    [], [with_mpi=auto])
  AC_ARG_VAR([MPICC], [MPI's C compiler: tells where MPI is])
  momus_mpi="off (no mpicc, and pkg-config knows no MPI)"
  AS_CASE([$with_mpi],
    [no], [momus_mpi="off (--without-mpi)"],
    [yes|auto], [AC_PATH_PROGS([MPICC], [mpicc mpicc.openmpi mpicc.mpich])],
    [AC_PATH_PROG([MPICC], [$with_mpi])])
  AS_IF([test "x$with_mpi" != xno], [MOMUS_MPI_FLAGS])
  AS_CASE([$with_mpi:$momus_mpi],
    [no:*|auto:*], [],
    [*:off*], [AC_MSG_ERROR([--with-mpi=$with_mpi was given, but MPI is $momus_mpi])])
  AC_SUBST([MPI_CFLAGS])
  AC_SUBST([MPI_LIBS])
  AM_CONDITIONAL([HAVE_MPI], [test "x$have_mpi" = xyes])
])

# What mpicc adds to the compiler's command line: Open MPI says it to --showme,
# MPICH and Intel's to -compile_info and -link_info.  A compiler of MPI's own is not
# used: one compiler builds all.
AC_DEFUN([MOMUS_MPI_FLAGS], [
  momus_mpi_found=
  AS_IF([test -n "$MPICC"], [
    momus_mpi_found=$MPICC
    MPI_CFLAGS=`$MPICC --showme:compile 2>/dev/null ||
      $MPICC -compile_info 2>/dev/null | tr ' ' '\n' | grep '^-@<:@ID@:>@' | tr '\n' ' '`
    MPI_LIBS=`$MPICC --showme:link 2>/dev/null ||
      $MPICC -link_info 2>/dev/null | tr ' ' '\n' | grep -E '^-(L|l|Wl,-rpath)' | tr '\n' ' '`])
  AS_IF([test -z "$MPI_LIBS"],
    [PKG_CHECK_MODULES([MPI], [ompi-c], [momus_mpi_found=ompi-c],
      [PKG_CHECK_MODULES([MPI], [mpich], [momus_mpi_found=mpich], [:])])])
  AS_IF([test -n "$momus_mpi_found"], [
    momus_save_CPPFLAGS=$CPPFLAGS momus_save_LIBS=$LIBS
    CPPFLAGS="$CPPFLAGS $MPI_CFLAGS" LIBS="$MPI_LIBS $LIBS"
    AC_MSG_CHECKING([whether the MPI of $momus_mpi_found links])
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <mpi.h>]],
        [[int has; return MPI_Init_thread(0, 0, MPI_THREAD_FUNNELED, &has);]])],
      [have_mpi=yes momus_mpi=$momus_mpi_found
       AC_DEFINE([HAVE_MPI], [1], [Define to 1 if ranks can train together by MPI.])],
      [momus_mpi="off (the MPI of $momus_mpi_found does not link; see config.log)"])
    AC_MSG_RESULT([${have_mpi-no}])
    CPPFLAGS=$momus_save_CPPFLAGS LIBS=$momus_save_LIBS])
])
