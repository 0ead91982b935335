# attack: 75 calls of administrators
# group: F
# tries: bpf, perf, modules, ports, swap, quota, reboot with arguments that the
#     kernel itself refuses, so that nothing happens where they do get through
# limits: cpu=2 wall=10
# expect: accepted
# says: done
# control: escapes
nowhere = ctypes.c_char_p(b"/momus-attack-75")
for name, arguments in (
        ("bpf", (99, 0, 0)), ("perf_event_open", (0, 0, 0, -1, 0)),
        ("userfaultfd", (1,)), ("kexec_load", (0, 99, 0, 0)),
        ("kexec_file_load", (-1, -1, 0, 0, 0)), ("init_module", (0, 0, 0)),
        ("finit_module", (-1, 0, 0)), ("delete_module", (nowhere, 0)),
        ("iopl", (0,)), ("ioperm", (0, 0, 0)), ("acct", (nowhere,)),
        ("swapon", (nowhere, 0)), ("swapoff", (nowhere,)),
        ("reboot", (0, 0, 0, 0)), ("quotactl", (0, 0, 0, 0)),
        ("quotactl_fd", (-1, 0, 0, 0)), ("syslog", (10, 0, 0)),
        ("lookup_dcookie", (0, 0, 0)), ("sethostname", (0, -1)),
        ("setdomainname", (0, -1)), ("vhangup", ()),
        ("nfsservctl", (0, 0, 0)), ("_sysctl", (0,)), ("uselib", (nowhere,)),
        ("ustat", (0, 0)), ("sysfs", (3,)), ("pciconfig_read", ()),
        ("move_pages", (0, 0, 0, 0, 0, 0)), ("migrate_pages", (0, 0, 0, 0)),
        ("mbind", (0, 0, 99, 0, 0, 0)), ("set_mempolicy", (99, 0, 0)),
        ("process_madvise", (-1, 0, 0, 0, 0)),
        ("remap_file_pages", (0, 0, 0, 0, 0)), ("kcmp", (1, 1, 99, 0, 0))):
    if name in NR:
        reach(name, NR[name], *arguments)
print("done")
