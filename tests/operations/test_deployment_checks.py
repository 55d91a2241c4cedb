"""What `manage.py check --deploy` says of Redis behind TLS, and of where the web server listens."""

import pytest

from atelier.operations.checks import check_certificate_of_redis, check_listening


def ids(found):
    return [one.id for one in found]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("", []),
        ("?health_check_interval=30", []),
        ("?ssl_cert_reqs=required&ssl_ca_certs=/etc/ca.pem", []),
        ("?ssl_cert_reqs=CERT_REQUIRED", []),
        ("?ssl_cert_reqs=none", ["atelier.W004"]),
        ("?ssl_cert_reqs=CERT_OPTIONAL", ["atelier.W004"]),
        ("?ssl_check_hostname=false", ["atelier.W004"]),
        ("?ssl_ca_certs=/etc/ca.pem", ["atelier.W004"]),
    ],
)
def test_options_of_the_address_that_let_any_certificate_in_are_said(options, said, settings):
    settings.REDIS_URL = f"rediss://redis.example.org:6379/0{options}"

    assert ids(check_certificate_of_redis(None)) == said


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, []),
        ({"WEB_HOST": "::1", "WEB_PORT": "8080"}, []),
        ({"WEB_HOST": "0.0.0.0"}, ["atelier.I001"]),
        ({"PORT": "5000"}, ["atelier.W005"]),
        ({"PORT": "5000", "WEB_PORT": "5000"}, ["atelier.W005"]),
        ({"PORT": "5000", "WEB_HOST": "0.0.0.0"}, ["atelier.W005"]),
        ({"PORT": "5000", "WEB_HOST": "0.0.0.0", "WEB_PORT": "5000"}, ["atelier.I001"]),
    ],
)
def test_a_server_that_the_platform_cannot_reach_is_said(variables, said, monkeypatch):
    for name in ("PORT", "WEB_HOST", "WEB_PORT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert ids(check_listening(None)) == said
