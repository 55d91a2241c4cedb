"""Settings, all from the environment. Two modes: `demo` (default, needs nothing) and `production`."""

import ssl
from pathlib import Path
from urllib.parse import quote, urlsplit

from csp.constants import NONE, SELF
from environs import validate

from atelier import config, config_optional
from atelier.config import env
from atelier.core.logs import logging_settings, start_error_tracker

BASE_DIR = Path(__file__).resolve().parent.parent
config.load_file(BASE_DIR / ".env")
VAR_DIR = Path(env.str("ATELIER_VAR", str(BASE_DIR / "var")))

MODE = env.str("ATELIER_MODE", "demo", validate=validate.OneOf(["demo", "production"]))
DEMO = MODE == "demo"
if not DEMO:
    config.required(["SECRET_KEY", "SITE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL"])
LOCAL_ONLY = DEMO  # see the middleware

DEBUG = env.bool("DEBUG", False, validate=None if DEMO else validate.Equal(False))  # its pages show settings to all
SECRET_KEY = config.secret_key(VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = env.secrets("OLD_SECRET_KEYS", "")  # they still verify signatures, and sign nothing new
SITE_URL = env.site_url("SITE_URL", "http://127.0.0.1:8000", demo=DEMO)
SECURE = SITE_URL.startswith("https://")
THIS_MACHINE = ["127.0.0.1", "localhost"] if DEMO else []
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname, *env.host_names("EXTRA_HOSTS", "", demo=DEMO), *THIS_MACHINE]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Applications, lowest layer last within ours; order decides which template or command wins.
INSTALLED_APPS = [
    "atelier.website.apps.WebsiteConfig",
    "atelier.api.apps.ApiConfig",
    "atelier.backoffice.apps.BackofficeConfig",
    "atelier.operations.apps.OperationsConfig",
    "atelier.privacy.apps.PrivacyConfig",
    "contributions.apps.ContributionsConfig",
    "sessions.apps.SessionsConfig",
    "referential.apps.ReferentialConfig",
    "territories.apps.TerritoriesConfig",
    "atelier.reminders.apps.RemindersConfig",
    "atelier.checklist.apps.ChecklistConfig",
    "atelier.webhooks.apps.WebhooksConfig",
    "atelier.seasons.apps.SeasonsConfig",
    "atelier.audit.apps.AuditConfig",
    "atelier.outbox.apps.OutboxConfig",
    "atelier.accounts.apps.AccountsConfig",
    "atelier.core.apps.CoreConfig",
    "auditlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "atelier.backoffice.apps.AtelierAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "atelier.core.request_ids.request_ids",
    "atelier.operations.metrics.measured_requests",
    "atelier.middleware.local_only",
    "django.middleware.security.SecurityMiddleware",
    "atelier.middleware.security_headers",
    "atelier.middleware.constant_time_login",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "atelier.middleware.maintenance_mode",
    "atelier.middleware.read_again",
    "atelier.middleware.erasures_seen",
    "atelier.middleware.read_shared_rows_once",
    "atelier.middleware.no_store_for_users",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "atelier.middleware.bounded_requests",
    "atelier.middleware.require_second_factor",
    "atelier.backoffice.impersonation.ImpersonationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "atelier.middleware.audit_actor",
    "atelier.middleware.count_mail",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "atelier.core.form_submissions.OncePerSubmission",
]

ROOT_URLCONF = "atelier.urls"
WSGI_APPLICATION = "atelier.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "atelier.website.context.site_context",
            ],
            "builtins": [
                "atelier.core.templatetags.french_text",
                "atelier.core.templatetags.ui",
                "atelier.seasons.templatetags.categories",
                "territories.templatetags.triptychs",
                "referential.templatetags.drawings",
                "sessions.templatetags.season_path",
            ],
        },
    }
]

# Data
DATABASES = {"default": config.database(VAR_DIR / "atelier.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = VAR_DIR / "media"  # private: no URL serves it, each file is fetched through a gate
BACKUP_KEYS, CLAMD_SOCKET = env.age_keys("BACKUP_KEYS", ""), env.str("CLAMD_SOCKET", "")  # see .env.example
REDIS_URL = env.redis_url("REDIS_URL", f"unix://{quote(str(config_optional.redis_socket(VAR_DIR)))}")
# The sign-in library counts in the database, so that no page needs Redis to answer; public pages in each process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": 60 * 60 * 24,  # seconds
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

# The journal of changes: values in words that stay readable once a row is gone; no address of anybody's machine
AUDITLOG_STORE_JSON_CHANGES = True
AUDITLOG_USE_FK_STRING_REPRESENTATION = True
AUDITLOG_DISABLE_REMOTE_ADDR = True

# Language and time: French only, thought in Europe/Paris, stored in UTC
LANGUAGE_CODE, LANGUAGES = "fr", [("fr", "Français")]
FORMAT_MODULE_PATH, LOCALE_PATHS = ["atelier.core.formats"], [BASE_DIR / "atelier/locale"]  # see `tools.wording`
TIME_ZONE = "Europe/Paris"

# Static files
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = None if DEMO else VAR_DIR / "static"  # the demo serves the source files
WHITENOISE_USE_FINDERS = DEMO
STORAGES = {
    "default": {"BACKEND": "atelier.core.private_storage.PrivateStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Accounts: e-mail is the identifier, a code sent by e-mail is the key
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "space", "home"
ACCOUNT_ADAPTER = "atelier.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds: mail is slow, ten minutes is the usual upper bound
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT
ACCOUNT_PREVENT_ENUMERATION = True
EVEN_ANSWERS = 0.1  # seconds: see the middleware
ACCOUNT_RATE_LIMITS = dict.fromkeys(["login", "signup", "request_login_code"])  # `accounts.code_limits` counts them
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET, ACCOUNT_EMAIL_SUBJECT_PREFIX = False, ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever changes a second factor, its holder is told
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
# Tries are counted by address of the visitor, which a proxy writes last in X-Forwarded-For; the rest is hearsay.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", int(not DEMO), validate=validate.Range(min=int(not DEMO)))
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Atelier"
ACCOUNT_FORMS = {
    "login": "atelier.accounts.forms.SignInForm",
    "signup": "atelier.accounts.forms.NewAccountForm",
    "request_login_code": "atelier.accounts.forms.AskCodeForm",
    "confirm_login_code": "atelier.accounts.forms.SignInCodeForm",
    "confirm_email_verification_code": "atelier.accounts.forms.AddressCodeForm",
}
MFA_FORMS = {
    "authenticate": "atelier.accounts.forms.SecondFactorForm",
    "reauthenticate": "atelier.accounts.forms.SecondFactorAgainForm",
    "add_webauthn": "atelier.accounts.forms.AddKeyForm",
    "edit_webauthn": "atelier.accounts.forms.EditKeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", not DEMO)
OPENID = config_optional.openid(demo=DEMO)
SOCIALACCOUNT_ADAPTER, SOCIALACCOUNT_REQUESTS_TIMEOUT = "atelier.accounts.openid.IdentityAdapter", 3  # seconds
SESSION_ENGINE, SESSION_COOKIE_AGE = "atelier.accounts.session_store", 60 * 60 * 24 * 30  # seconds

# Forms
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE, DATA_UPLOAD_MAX_NUMBER_FILES = 1_000_000, 2  # bytes beside files; files of one request
REQUEST_BYTES = {"visitor": 250_000, "user": 2_000_000, "team": config.MAX_UPLOAD_BYTES + 1_000_000}

# E-mail
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
globals().update(config.email(default=f"smtp://127.0.0.1:{env.int('MAIL_PORT', 8025)}"))
EMAIL_TIMEOUT = 20  # seconds; mails of accounts wait less, see `direct_mail`
WEB_THREADS = env.int("WEB_THREADS", 2, validate=validate.Range(min=1))
# Or a provider, through django-anymail, which also tells the addresses that refuse mail
if MAIL_PROVIDER := env.str("MAIL_PROVIDER", ""):
    EMAIL_BACKEND = f"anymail.backends.{MAIL_PROVIDER}.EmailBackend"
    ANYMAIL = config.mail_provider(MAIL_PROVIDER)
DEFAULT_FROM_EMAIL: str = env.sender("DEFAULT_FROM_EMAIL", "Atelier <atelier@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
REPLY_ADDRESS: str = env.reply_address("REPLY_ADDRESS", "")  # answers come to it with a tag; none are received without
REPLY_MAILBOX: dict | None = env.imap_url("REPLY_MAILBOX", None)
DEMO_MAILBOX = VAR_DIR / "mail" if DEMO and not env.str("EMAIL_URL", "") else None

# Background work
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
if REDIS_URL.startswith("rediss:"):  # otherwise kombu takes any certificate
    CELERY_BROKER_USE_SSL = {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,  # seconds; above the longest task
    "socket_connect_timeout": config.patience.broker,
    "socket_timeout": config.patience.broker,  # a worker waits a second for its next task
    # A page that rings the doorbell tries once: a silent broker must not hold a visitor.
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0.1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = CELERY_TASK_IGNORE_RESULT = True
# Redis takes 0 first, then 3, 6, 9: a mail, for which somebody waits; documents; a flood of mails, other programs.
LATER = dict.fromkeys(["atelier.outbox.tasks.deliver_later", "atelier.webhooks.tasks.*"], 9)
PRIORITIES = {**LATER, "atelier.outbox.tasks.*": 0, "atelier.core.tasks.*": 0, "*": 3}
CELERY_TASK_ROUTES = ([(name, {"priority": priority}) for name, priority in PRIORITIES.items()],)
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False  # a page never waits for the broker: the sweeper finds the row
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kilobytes: a process that grew past it is replaced after its task
CELERY_TASK_TIME_LIMIT = 300  # seconds
CELERY_TIMEZONE, CELERY_BEAT_SCHEDULER = "UTC", "atelier.operations.beat:ClockedScheduler"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# Security headers
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF, *config_optional.origins(OPENID)],
        **{name: [SELF] for name in ("style-src", "font-src", "connect-src", "manifest-src")},
        **{name: [NONE] for name in ("base-uri", "frame-ancestors")},
    }
}
CSRF_FAILURE_VIEW = "atelier.website.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "atelier.core.message_storage.HostFallbackStorage"
MESSAGES_COOKIE_NAME = "messages"  # ours, not Django's: it has no setting for it
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    # A choice, hard to take back: it binds every other site of the domain, and the lists kept in browsers
    HSTS = env.str("HSTS", "host", validate=validate.OneOf(["host", "subdomains", "preload"]))
    SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD = HSTS != "host", HSTS == "preload"
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    MESSAGES_COOKIE_NAME = "__Host-messages"

# What it says of itself, on the standard error; an error tracker by choice, told nothing of anybody
ERROR_TRACKER = bool(SENTRY_DSN := env.str("SENTRY_DSN", ""))
start_error_tracker(SENTRY_DSN)
COMPANY_SEARCH_URL = config_optional.company_search_url(demo=DEMO)
METRICS_TOKEN = config_optional.metrics_token(VAR_DIR / "metrics")
LOGGING = logging_settings(readable=DEMO)
