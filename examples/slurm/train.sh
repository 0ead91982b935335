#!/bin/sh
# train.sh RECIPE - one training by several processes of a Slurm job:
#
#	sbatch --nodes=2 --ntasks-per-node=4 --gpus-per-task=1 train.sh sft.json
#
# Each task is a rank: it has its processors, and its device if the job asks for any.
# The repair of whatever went wrong is the same command line again, also with another
# number of tasks: the newest checkpoint goes on.
#SBATCH --job-name=momus-train
#SBATCH --cpus-per-task=4
#SBATCH --open-mode=append
#SBATCH --output=momus-train.log
set -eu
recipe=${1:?usage: sbatch --ntasks=N train.sh RECIPE}
# A task that fails ends the others; which MPI goes with Slurm, srun --mpi=list says.
exec srun --kill-on-bad-exit=1 --mpi="${MOMUS_MPI:-pmix}" \
	"${MOMUS:-momus}" train "$recipe" --resume
