# attack: 127 hooks from before the fork
# group: K
# tries: to have atexit and finaliser hooks of the warm interpreter run at the
#     program's end, with what they hold
# limits: cpu=1 wall=5
# expect: accepted
# says: hooks: own
# control: says hooks: own
import atexit
import multiprocessing.util
import weakref

atexit.register(lambda: os.write(1, b"hooks: own\n"))
if weakref.finalize._registry:
    say("ESCAPED", "finalisers", str(list(weakref.finalize._registry)))
if multiprocessing.util._finalizer_registry:
    say("ESCAPED", "multiprocessing hooks")
if atexit._ncallbacks() > 3:
    say("ESCAPED", "atexit hooks", str(atexit._ncallbacks()))
