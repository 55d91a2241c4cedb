from atelier.accounts import auth_log  # noqa: F401 - connects its receivers
