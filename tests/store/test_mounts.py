"""Where a file lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.mounts import network_file_system

MOUNTS = """/dev/vda / ext4 rw 0 0
nas:/data /srv nfs4 rw 0 0
/dev/vdb /srv/local ext4 rw 0 0
//win/share /mnt/my\\040share cifs rw 0 0
me@host: /home/me/far fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/tmp/log.db", None),  # noqa: S108 - a name, and no file
        ("/srv/log.db", "nfs4"),
        ("/srvx/log.db", None),
        ("/srv/local/log.db", None),
        ("/mnt/my share/log.db", "cifs"),
        ("/home/me/far/away/log.db", "fuse.sshfs"),
    ],
)
def test_the_innermost_mount_counts(path: str, kind: str | None) -> None:
    assert network_file_system(Path(path), MOUNTS) == kind
