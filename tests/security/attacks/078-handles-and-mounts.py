# attack: 78 files by handle, the new mount calls
# group: F
# tries: to reach files that no path in the jail leads to
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# control: escapes
root = ctypes.c_char_p(b"/")
handle = ctypes.create_string_buffer(136)
handle[0] = 128
for name, number, arguments in (
        ("name_to_handle_at", NR["name_to_handle_at"],
         (-100, root, handle, handle, 0)),
        ("open_by_handle_at", NR["open_by_handle_at"], (-100, handle, 0)),
        ("fanotify_init", NR["fanotify_init"], (0x200, 0)),
        ("fanotify_mark", NR["fanotify_mark"], (-1, 0, 0, -100, root)),
        ("open_tree", 428, (-100, root, 0)),
        ("move_mount", 429, (-100, root, -100, root, 0)),
        ("fsopen", 430, (ctypes.c_char_p(b"tmpfs"), 0)),
        ("fsconfig", 431, (-1, 0, 0, 0, 0)), ("fsmount", 432, (-1, 0, 0)),
        ("fspick", 433, (-100, root, 0)),
        ("mount_setattr", 442, (-100, root, 0, 0, 0)),
        ("statmount", 457, (0, 0, 0, 0)), ("listmount", 458, (0, 0, 0, 0)),
        ("open_tree_attr", 467, (-100, root, 0, 0, 0)),
        ("mount", NR["mount"], (0, 0, 0, 0, 0)),
        ("chroot", NR["chroot"], (root,)),
        ("pivot_root", NR["pivot_root"], (root, root))):
    reach(name, number, *arguments)
print("done")
