# attack: 29 one byte a second
# group: B
# tries: to keep a judge waiting that counts silence only
# limits: cpu=1 wall=3
# expect: time_limit
# idle: yes
# control: outlives
while True:
    os.write(1, b".")
    time.sleep(1)
