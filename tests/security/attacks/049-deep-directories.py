# attack: 49 ten thousand directories deep
# group: D
# tries: to have cleaning up recurse to its death
# limits: cpu=2 wall=10
# expect: accepted runtime_error
# host: files
# control: litters
try:
    for depth in range(10000):
        os.mkdir("d" * 20)
        os.chdir("d" * 20)
except OSError:
    sys.exit(1)
