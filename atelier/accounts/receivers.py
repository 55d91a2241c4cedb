from atelier.accounts import auth_log, second_factor  # noqa: F401 - connects their receivers
