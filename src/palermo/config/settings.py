"""Django's settings, derived from the environment and the home folder. No other file decides them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from palermo.config.environment import Environment
from palermo.home import Home, default_root

PACKAGE = Path(__file__).resolve().parent.parent

ENVIRONMENT = Environment.read()
HOME = Home(default_root())
HOME.create()

PALERMO_MODE = ENVIRONMENT.mode
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key or HOME.secret("django_secret")
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts) or ["localhost", "127.0.0.1", "[::1]"]
_public = urlsplit(ENVIRONMENT.public_url)
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"] if _public.netloc else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "palermo.audit",
    "palermo.access",
    "palermo.individuals",
    "palermo.cases",
    "palermo.interviews",
    "palermo.exchange",
    "palermo.statistics",
    "palermo.codebook",
    "palermo.web",
]

MIDDLEWARE = [
    # The first four see every answer, those of the others below included: redirects, refusals, style sheets.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "palermo.web.middleware.PrivateResponsesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "palermo.web.middleware.ApiOverTlsMiddleware",
    "palermo.web.middleware.DeviceRequestsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "palermo.web.middleware.PlainAddressMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Around everything that decides who may do what.
    "palermo.web.decisions.DecisionsMiddleware",
    # Around whatever reads cases: tells the database for whom.
    "palermo.access.walls.middleware.StandingMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "palermo.access.locking.middleware.LockMiddleware",
    "palermo.web.middleware.PaceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "palermo.access.sign_in.second_factor.SignInMiddleware",
    # The last is the first to be asked when a view raises.
    "palermo.web.error_pages.ErrorPagesMiddleware",
]

ROOT_URLCONF = "palermo.config.urls"
WSGI_APPLICATION = "palermo.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "palermo.access.locking.context.lock",
                "palermo.web.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]

# --- Store ---------------------------------------------------------------------------------------------------
#: WAL lets readers work while one writes; FULL sync keeps what was acknowledged even when the plug is pulled.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        "PRAGMA temp_store=FILE; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
    ),
}
if ENVIRONMENT.database_url:
    _database: dict[str, Any] = dict(
        dj_database_url.parse(ENVIRONMENT.database_url, conn_max_age=300, conn_health_checks=True)
    )
else:
    _database = {"ENGINE": "django.db.backends.sqlite3", "NAME": HOME.database}
if ENVIRONMENT.database_password_command:
    _database |= {
        "ENGINE": "palermo.config.postgresql",
        "PASSWORD_COMMAND": ENVIRONMENT.database_password_command,
    }
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = SQLITE_OPTIONS
    # A file, not memory: the browser tests read it from other threads, and WAL exists only on disk.
    _database["TEST"] = {"NAME": HOME.scratch / "test.sqlite3"}
else:
    # Compiling a query takes longer than any page's query runs.
    _options = _database.setdefault("OPTIONS", {})
    _options["options"] = " ".join(filter(None, (_options.get("options"), "-c jit=off")))
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database, because all server processes must count attempts together; names are keyed tokens (sign_in/limits).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "KEY_FUNCTION": "palermo.access.sign_in.limits.keyed_name",
        # When it is full, a third is forgotten, counts of attempts among it: so it must not fill up.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

# --- Who signs in --------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["palermo.access.sign_in.door.DoorBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "palermo.config.passwords.OwnWordsValidator"},
    {"NAME": "palermo.config.passwords.GuessableValidator"},
    {"NAME": "palermo.config.passwords.BreachedValidator"},
]
ACCOUNT_ADAPTER = "palermo.access.sign_in.door.ClosedDoorAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
#: Seconds for which a proof is good enough for something grave (sign_in/step_up).
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
#: Explained in sign_in/limits.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key,50/d/key",
    "login_failed_account": "20/h/key",
    "login_failed_device": "5/5m/key,50/d/key",
    "device_refused": "20/m/ip",
    "policy_report": "30/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "files": "40/10m/user",
    "registering": "40/10m/user",
}
#: At most so many requests of one account in so many seconds (access/pace): about twice what a quick person does.
PALERMO_PACE = {
    "pages": ((120, 60), (2_000, 3_600)),
    "forms": ((60, 60), (600, 3_600)),
    "devices": ((300, 60), (3_000, 3_600)),
}
#: "required", "demo_exempt" (accounts of a demonstration work at once); "off" is for tests alone.
PALERMO_SECOND_FACTOR = "demo_exempt" if ENVIRONMENT.mode == "demo" else "required"
#: Roles that need a passkey or a key of hardware: an app with codes is not enough (sign_in/second_factor).
PALERMO_PASSKEY_ROLES = ENVIRONMENT.passkey_roles
MFA_ADAPTER = "palermo.access.sign_in.factor_secrets.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_ISSUER = "Palermo"
#: A code is good for its own half minute, and once; a phone whose clock goes wrong is told so when it is set up.
MFA_TOTP_TOLERANCE = 0
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
SOCIALACCOUNT_ADAPTER = "palermo.access.sign_in.oidc.OrganisationAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
PALERMO_OIDC: dict[str, Any] = {}
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if ENVIRONMENT.oidc:
    PALERMO_OIDC = {
        "name": ENVIRONMENT.oidc.name,
        "issuer": ENVIRONMENT.oidc.issuer,
        "origins": ENVIRONMENT.oidc.origins,
        "acr": ENVIRONMENT.oidc.acr,
    }
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "organisation",
                    "name": ENVIRONMENT.oidc.name,
                    "client_id": ENVIRONMENT.oidc.client_id,
                    "secret": ENVIRONMENT.oidc.client_secret,
                    "settings": {"server_url": ENVIRONMENT.oidc.issuer, "oauth_pkce_enabled": True},
                }
            ]
        }
    }
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 8 * 60 * 60
# Keeps the lock of a session from being written over by a slower request.
SESSION_ENGINE = "palermo.access.locking.sessions"
LOCK_MINUTES = ENVIRONMENT.lock_minutes
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
THEME_COOKIE_NAME = "theme"
DEVICE_COOKIE_NAME = "device"
# In the session, not in a cookie of its own: what a message says does not stay in the browser.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Browser walls -------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        # Vega writes size and cursor onto its own canvas element, so style attributes must be allowed.
        "style-src": [SELF],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # Browsers hold a redirect after a form to this too: the way to the organisation's sign-in.
        "form-action": [SELF, *PALERMO_OIDC.get("origins", ())],
        # The older way of reporting: every browser still knows it, and it needs no address with a host.
        "report-uri": ["/policy-report/"],
    }
}
#: What a form sends never lies on the disk in clear (web/uploads).
FILE_UPLOAD_HANDLERS = ["palermo.web.uploads.InMemoryHandler"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENVIRONMENT.is_production:
    SECURE_SSL_REDIRECT = True
    # Programs are refused instead (ApiOverTlsMiddleware, interviews/openrosa/door).
    SECURE_REDIRECT_EXEMPT = [r"^api/", r"^fill/api/", r"^openrosa/"]
    # The web server in front adds one address; without it all people would share the limits of one.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    # Browsers take a name that begins so only over TLS, from this very host, for all paths.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    THEME_COOKIE_NAME = "__Host-theme"
    DEVICE_COOKIE_NAME = "__Host-device"

# --- Words, files, logs --------------------------------------------------------------------------------------
LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ar", "العربية"),
    ("ru", "Русский"),
]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["palermo.config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENVIRONMENT.time_zone

STATIC_URL = "static/"
STATIC_ROOT = HOME.static
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME.attachments},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ENVIRONMENT.mode == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = ENVIRONMENT.mode == "test"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "palermo.config.log_lines.LineFormatter"}},
    "filters": {"route": {"()": "palermo.config.log_lines.RouteFilter"}},
    "handlers": {
        "file": {
            "class": "logging.handlers.RotatingFileHandler",
            "filename": HOME.logs / "palermo.log",
            "maxBytes": 5_000_000,
            "backupCount": 5,
            "delay": True,
            "formatter": "line",
            "filters": ["route"],
        },
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["route"],
            "level": "WARNING",
        },
        # Each decision of the gate (web/decisions): about a line a request, so apart from the rest.
        "decisions": {
            "class": "logging.handlers.RotatingFileHandler",
            "filename": HOME.logs / "decisions.log",
            "maxBytes": 10_000_000,
            "backupCount": 10,
            "delay": True,
            "formatter": "line",
            "filters": ["route"],
        },
    },
    # Django would also mail what was asked, with every parameter, to ADMINS.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "palermo.decisions": {"handlers": ["decisions"], "level": "INFO", "propagate": False},
    },
    "root": {"handlers": ["file", "console"], "level": "INFO"},
}
if ENVIRONMENT.log_to:
    LOGGING["handlers"]["elsewhere"] = {
        "()": "palermo.config.log_sending.SendingHandler",
        "target": ENVIRONMENT.log_to,
        "formatter": "line",
        "filters": ["route"],
    }
    LOGGING["root"]["handlers"].append("elsewhere")
    LOGGING["loggers"]["palermo.decisions"]["handlers"].append("elsewhere")

SILENCED_SYSTEM_CHECKS: list[str] = []
PRODUCT_NAME = _("Palermo")
#: A command that looks for harm in files before they are kept (access/scanning), and how long it may take.
PALERMO_SCANNER = ENVIRONMENT.scanner
PALERMO_SCANNER_SECONDS = 60
