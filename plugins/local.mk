## plugins/ - one line a plugin, sorted; nothing else here ever changes.
