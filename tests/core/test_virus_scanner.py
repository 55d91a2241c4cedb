"""ClamAV's protocol, against a small server that speaks it on a real socket."""

import io
import socket
import struct
import threading

import pytest

from atelier.core import virus_scanner

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Daemon:
    """Answers one file after another as clamd does: `says` replaces its answer, None is silence."""

    def __init__(self, path):
        self.path, self.received, self.says = str(path), [], "usual"
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen()
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        while True:
            peer, _ = self.listener.accept()
            with peer:
                if peer.recv(10, socket.MSG_WAITALL) != b"zINSTREAM\0":
                    return
                self.answer(peer)

    def answer(self, peer):
        content = b""
        while size := struct.unpack("!L", peer.recv(4, socket.MSG_WAITALL))[0]:
            content += peer.recv(size, socket.MSG_WAITALL)
        self.received.append(content)
        usual = b"stream: Eicar FOUND\0" if EICAR in content else b"stream: OK\0"
        if self.says is None:
            peer.settimeout(5)
            peer.recv(1)  # until the other side hangs up
        else:
            peer.sendall(usual if self.says == "usual" else self.says)

    def close(self):
        with socket.socket(socket.AF_UNIX) as last:
            last.connect(self.path)
            last.sendall(b"zEND......")
        self.thread.join()
        self.listener.close()


@pytest.fixture
def clamd(settings, tmp_path):
    daemon = Daemon(tmp_path / "clamd.ctl")
    settings.CLAMD_SOCKET = daemon.path
    yield daemon
    daemon.close()


@pytest.mark.parametrize(
    ("content", "found"), [(b"%PDF-1.7", ""), (b"", ""), (b"x" * 300_000, ""), (b"a" + EICAR, "Eicar")]
)
def test_the_whole_file_is_told_and_the_answer_read(clamd, content, found):
    file = io.BytesIO(content)
    file.seek(3)

    assert virus_scanner.find_virus(file) == found
    assert (clamd.received, file.tell()) == ([content], 0)


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK?\0", b"x" * 5000])
def test_any_other_answer_is_no_answer(clamd, says):
    clamd.says = says

    with pytest.raises(virus_scanner.ScannerAway):
        virus_scanner.find_virus(io.BytesIO(b"%PDF-1.7"))


def test_a_silent_daemon_is_left_in_time(clamd, monkeypatch):
    clamd.says = None
    monkeypatch.setattr(virus_scanner, "PATIENCE", 0.1)

    with pytest.raises(virus_scanner.ScannerAway):
        virus_scanner.find_virus(io.BytesIO(b"%PDF-1.7"))


def test_a_daemon_that_is_not_there_is_away(settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "none")

    with pytest.raises(virus_scanner.ScannerAway):
        virus_scanner.find_virus(io.BytesIO(b"%PDF-1.7"))
