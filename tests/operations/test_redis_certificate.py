"""Redis behind TLS: the certificate of somebody else is refused, by the broker and by whoever looks at it."""

import shutil
import subprocess

import pytest

from tests import forked, services

ASKS = """
from atelier.celery import app
from atelier.operations import machine
from kombu.exceptions import OperationalError
try:
    with app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, timeout=2)
    print("accepted", machine.redis_answers())
except OperationalError as error:
    print("CERTIFICATE_VERIFY_FAILED" in str(error), machine.redis_answers())
"""


@pytest.mark.skipif(not shutil.which("redis-server") and not services.required(), reason="Redis is not installed")
def test_only_a_certificate_that_is_known_is_accepted(tmp_path):
    key, certificate, port = tmp_path / "key.pem", tmp_path / "certificate.pem", services.free_port()
    made = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    made += ["-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate]
    subprocess.run(["openssl", "req", "-x509", *made], check=True, capture_output=True)
    listening = ["--port", "0", "--tls-port", str(port), "--tls-auth-clients", "no", "--save", ""]
    own = ["--tls-cert-file", certificate, "--tls-key-file", key]
    with subprocess.Popen(["redis-server", *listening, *own], stdout=subprocess.DEVNULL) as server:
        try:
            services.wait_for(port)
            unknown, known = (
                forked.python("manage.py", "shell", "-v", "0", "-c", ASKS, environment=environment).stdout.strip()
                for environment in (given(port, tmp_path), given(port, tmp_path, SSL_CERT_FILE=str(certificate)))
            )
        finally:
            server.terminate()
    assert (unknown, known) == ("True False", "accepted True")


def given(port, folder, **more):
    return {"ATELIER_MODE": "demo", "ATELIER_VAR": str(folder), "REDIS_URL": f"rediss://localhost:{port}/0", **more}
