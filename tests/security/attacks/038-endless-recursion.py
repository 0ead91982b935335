# attack: 38 endless recursion
# group: C
# tries: to run out of the native stack
# limits: cpu=2 wall=10 memory=256M
# expect: runtime_error
# signal: SIGSEGV
# control: dies
class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "")


signal.signal(signal.SIGSEGV, signal.SIG_DFL)
sys.setrecursionlimit(1 << 30)
Deep().deeper
