"""A mail server that keeps each message in a file of its own: `python -m tools.season.sink PORT FOLDER`."""

import asyncio
import itertools
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP


class Sink:
    def __init__(self, folder: Path) -> None:
        self.folder, self.numbers = folder, itertools.count(1)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the name that aiosmtpd calls
        """Written before it is accepted: whoever was told that a mail left can read it."""
        name = self.folder / f"{next(self.numbers):05}.eml"
        name.with_suffix(".to").write_text("\n".join(envelope.rcpt_tos))
        name.write_bytes(envelope.content)
        return "250 OK"


async def serve(port: int, folder: Path) -> None:
    sink = Sink(folder)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(sink), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
