# attack: 47 a sparse petabyte
# group: D
# tries: to have the judge read or copy a file of nearly no blocks
# limits: cpu=1 wall=5
# expect: output_limit runtime_error
# host: files
# control: escapes
try_here("a file of a petabyte", lambda: os.truncate(
    os.open("output.txt", os.O_RDWR | os.O_CREAT, 0o600), 1 << 50))
sys.exit(1)
