from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "atelier.accounts"
    label = "accounts"
    verbose_name = "Comptes"

    def ready(self):
        from atelier.accounts import auth_log  # noqa: F401, PLC0415 - it listens once the models are loaded
