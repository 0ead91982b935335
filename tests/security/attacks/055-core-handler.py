# attack: 55 a crash that starts a program on the host
# group: D
# tries: a core file, or the handler that the host has for cores
# limits: cpu=1 wall=5
# expect: runtime_error
# signal: SIGSEGV
# host: files
# control: litters
import resource

hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
if hard:
    say("ESCAPED", "core limit", str(hard))
signal.signal(signal.SIGSEGV, signal.SIG_DFL)
os.kill(os.getpid(), signal.SIGSEGV)
