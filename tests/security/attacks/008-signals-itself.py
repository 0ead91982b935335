# attack: 8 ends itself by a signal
# group: A
# tries: to survive its own signal, as process 1 of a namespace would
# variants: SIGTERM SIGKILL SIGSEGV SIGABRT
# limits: cpu=1 wall=5
# expect: runtime_error
# signal: @VARIANT@
# control: dies
signal.signal(signal.SIGTERM, signal.SIG_DFL)
os.kill(os.getpid(), signal.@VARIANT@)
time.sleep(0.2)
print(42)
