"""Tell whether a file lies on another machine, where SQLite's write-ahead log cannot work."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_NETWORK: Final = frozenset(
    {
        "9p",
        "afs",
        "ceph",
        "cifs",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.sshfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
    }
)


def network_file_system(path: Path, mounts: str) -> str | None:
    r"""Return the kind of network file system that holds *path*, None where it is local.

    *mounts* is the text of ``/proc/self/mounts``, with a blank in a name spelt ``\040``.

    >>> network_file_system(Path("/srv/log.db"), "/dev/vda / ext4 rw 0 0\nnas:/x /srv nfs4 rw 0 0")
    'nfs4'
    """
    kind, depth = "", -1
    for line in mounts.splitlines():
        _, folder, of_kind, *_ = line.split(" ")
        root = Path(folder.encode().decode("unicode_escape"))
        if path.is_relative_to(root) and len(root.parts) >= depth:
            kind, depth = of_kind, len(root.parts)
    return kind if kind in _NETWORK else None
