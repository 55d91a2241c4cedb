"""`manage.py check --deploy` as production would run it; any warning fails."""

import os
import subprocess
import sys

PRODUCTION = {
    "ATELIER_MODE": "production",
    "SECRET_KEY": "only-for-this-check-Zq8s5xkLw2v9nB4tY7uP1cR6mE3aH0jKdFgS",
    "SITE_URL": "https://atelier.example.org",
    "EMAIL_URL": "smtp+tls://user:secret@smtp.example.org:587",
    "DEFAULT_FROM_EMAIL": "Atelier <atelier@example.org>",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


def check() -> int:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    environment = {**inherited, **PRODUCTION}
    command = [sys.executable, "-W", "ignore", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(check())
