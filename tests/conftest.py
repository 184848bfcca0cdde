"""Where all tests keep their files: in memory, if this machine has room for them there."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 (others make their folders in it as in /tmp)
ROOM_BYTES_MIN = 4_000_000_000  # a container often has 64 MB

# A database is made for each test, and a disk's file system takes long over its 1,000 files.
if (
    "TMPDIR" not in os.environ
    and SHARED_MEMORY.is_dir()
    and shutil.disk_usage(SHARED_MEMORY).free > ROOM_BYTES_MIN
):
    os.environ["TMPDIR"] = str(SHARED_MEMORY)  # for the browser and our server, too
    tempfile.tempdir = None
