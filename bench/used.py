"""Runs a command and prints as JSON what it used: seconds, processor seconds, memory in MiB.

    python3 -I -S bench/used.py COMMAND [ARGUMENT ...]

Linux counts what a process was before it became the command, too: right after the fork that is a
copy of its parent. So the parent is this one, which is smaller than whatever it measures.
"""

import os
import sys
import time

command = sys.argv[1:]
silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
began = time.perf_counter()
child = os.posix_spawnp(command[0], command, os.environ, file_actions=silent)
_, status, used = os.wait4(child, 0)
seconds = time.perf_counter() - began
processor, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
found = f'"seconds": {seconds:.2f}, "cpu_seconds": {processor:.2f}, "rss_mib": {memory:.1f}'
sys.stdout.write(f"{{{found}}}\n")
sys.exit(os.waitstatus_to_exitcode(status))
