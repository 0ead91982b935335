# attack: 124 two copies report
# group: K
# tries: forks; the child reports first, and better
# limits: cpu=1 wall=5
# expect: runtime_error
# control: says 42
if os.fork() == 0:
    print(42, flush=True)
    sys.exit(0)
os.wait()
sys.exit(3)
