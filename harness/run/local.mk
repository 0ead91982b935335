## run/ - the trajectory state machine and its loop.
