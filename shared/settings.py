"""Settings common to the services: read from the environment, right for the embedded system.

A service's `settings.py` subclasses `ServiceSettings`; only its `app.py` reads it.
"""

import contextlib
import os
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic import model_validator as validates_model
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableValue
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from shared.known_variables import KNOWN, PREFIX
from shared.sealing import SHORTEST_SECRET, subkey

S = TypeVar("S", bound="ServiceSettings")


class SettingsError(Exception):
    """A setting is wrong; the message is one sentence that names the variable and the remedy."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: what `.env.example` and the documentation say of it."""

    name: str
    default: str
    description: str
    is_secret: bool


class ServiceSettings(BaseSettings):
    """What every service needs to know; each field is the variable `HUIYIN_<FIELD>`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", env_ignore_empty=True, populate_by_name=True
    )

    service: ClassVar[str] = "service"

    host: str = Field(default="127.0.0.1", description="Address the web process listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port the web process listens on.")
    public_url: str = Field(
        default="",
        description="Where people reach the system, without a path; default http://127.0.0.1:PORT.",
    )
    data_dir: Path = Field(
        default=Path("var"), description="Folder for databases, attachments and keys."
    )
    database_url: str = Field(
        default="",
        description="sqlite:///file or postgresql://user:password@host/name; "
        "default SQLite in DATA_DIR.",
    )
    database_pool: int = Field(
        default=8, ge=1, le=100, description="PostgreSQL connections a process keeps."
    )
    bus_url: SecretStr | None = Field(
        default=None,
        description="amqp://user:password@host/ of RabbitMQ; without it all run in one process.",
    )
    keys_url: str = Field(
        default="",
        description="Triage's jwks.json, where the other services get its public keys; "
        "default PUBLIC_URL/triage/v1/auth/jwks.json.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Secret that seals personal data and signs, 32 characters or more; "
        "made once in DATA_DIR/keys/secret when SQLite is used and no bus.",
    )
    previous_secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(),
        description="Secrets used before SECRET_KEY, newest first, comma between them; "
        "keep the oldest: look-up by contact depends on it.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses of the gateway, comma between them, whose X-Forwarded-For counts.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least important log lines to write."
    )

    @field_validator("previous_secret_keys", mode="before")
    @classmethod
    def _split_at_commas(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("secret_key", "previous_secret_keys")
    @classmethod
    def _must_be_long(cls, value: Any) -> Any:
        for secret in value if isinstance(value, tuple) else (value,):
            if secret is not None and len(secret.get_secret_value().encode()) < 2 * SHORTEST_SECRET:
                raise ValueError("use 32 characters or more, such as `openssl rand -hex 32` prints")
        return value

    @field_validator("public_url", "keys_url")
    @classmethod
    def _must_be_web_address(cls, value: str) -> str:
        if value and not names_a_host(value, ("http", "https")):
            raise ValueError("use an address such as https://feedback.example.com")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _must_be_known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("use sqlite:///file or postgresql://user:password@host/name")
        try:
            parts = make_url(value or "sqlite:///file")
        except (ArgumentError, ValueError):
            raise ValueError(
                "use postgresql://user:password@host:port/name, with @ in a password as %40"
            ) from None
        if parts.database in {None, "", ":memory:"} and value.startswith("sqlite:"):
            raise ValueError("name a file: use sqlite:///file")
        return value

    @field_validator("bus_url")
    @classmethod
    def _must_be_known_bus(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not names_a_host(value.get_secret_value(), ("amqp", "amqps")):
            raise ValueError("use amqp://user:password@host:port/, with @ in a password as %40")
        return value

    @validates_model(mode="after")
    def _fill_in(self) -> Self:
        self.data_dir = self.data_dir.expanduser().absolute()
        self.public_url = self.public_url or f"http://127.0.0.1:{self.port}"
        self.keys_url = self.keys_url or f"{self.public_url}/triage/v1/auth/jwks.json"
        self.database_url = self.database_url or f"sqlite:///{self.data_dir / self.service}.sqlite3"
        if self.secret_key is None and not self.is_embedded:
            raise ValueError(
                f"{PREFIX}SECRET_KEY is missing: with PostgreSQL or RabbitMQ give every process of "
                "a service the same 32 characters or more, such as `openssl rand -hex 32` prints"
            )
        return self

    @property
    def is_embedded(self) -> bool:
        """Say whether it runs by itself: SQLite, no broker."""
        return self.bus_url is None and self.database_url.startswith("sqlite:")

    def secret(self) -> bytes:
        """Return the secret, made and kept in DATA_DIR when none is set. Raises SettingsError."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value().encode()
        return kept_secret(self.data_dir / "keys" / "secret")

    def previous_secrets(self) -> list[bytes]:
        return [one.get_secret_value().encode() for one in self.previous_secret_keys]

    def audit_key(self) -> bytes:
        """Return the key of the audit chain: from the oldest secret, as the chain outlives them."""
        oldest = [self.secret(), *self.previous_secrets()][-1]
        return subkey(oldest, "audit")


def service_database_url(service: str) -> Any:
    """Return the field of a service's own database: several services may share an environment.

    `database_url: str = service_database_url("intake")` reads `HUIYIN_INTAKE_DATABASE_URL`, else
    `HUIYIN_DATABASE_URL`.
    """
    return Field(
        default="",
        validation_alias=AliasChoices(
            f"{PREFIX}{service.upper()}_DATABASE_URL", f"{PREFIX}DATABASE_URL"
        ),
        description=f"Database of {service}: sqlite:///file or "
        "postgresql://user:password@host/name; default SQLite in DATA_DIR.",
    )


def load(cls: type[S], **values: Any) -> S:
    """Return the settings from the environment, `values` going before it.

    Raises SettingsError: one sentence that names the first wrong variable and its remedy.
    """
    try:
        return cls(**values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        remedy = str(first["msg"]).removeprefix("Value error, ")
        if not first["loc"]:
            raise SettingsError(f"{remedy}.") from None
        place = str(first["loc"][0])
        field = cls.model_fields.get(place)
        name = place if field is None else variable_name(place, field)
        raise SettingsError(f"{name} is not valid: {remedy}.") from None
    except UnreadableValue as error:
        place = str(error).partition('"')[2].partition('"')[0]
        field = cls.model_fields.get(place)
        name = place if field is None else variable_name(place, field)
        raise SettingsError(f"{name} is not valid: it must be JSON.") from None


def variables(cls: type[ServiceSettings]) -> list[Variable]:
    """Return every environment variable that `cls` reads."""
    return [
        Variable(
            name=variable_name(name, field),
            default=default_of(field),
            description=field.description or "",
            is_secret="SecretStr" in str(field.annotation),
        )
        for name, field in cls.model_fields.items()
    ]


def unknown_variables() -> dict[str, str | None]:
    """Return the `HUIYIN_…` variables of the environment that nobody reads: likely misspelt.

    Each with the known name nearest to it, None when none is near.
    """
    ours = [name for name in sorted(os.environ) if name.upper().startswith(PREFIX)]
    return {name: nearest(name.upper()) for name in ours if name.upper() not in KNOWN}


def nearest(name: str) -> str | None:
    """Return the known variable most like `name`, the prefix they share left out."""
    words = [one.removeprefix(PREFIX) for one in sorted(KNOWN)]
    found = get_close_matches(name.removeprefix(PREFIX), words, n=1)
    return f"{PREFIX}{found[0]}" if found else None


def unknown_said(unknown: Mapping[str, str | None]) -> str:
    """Return the sentence that names unknown variables, each with what to do about it."""
    said = [f"{name} (did you mean {meant}?)" if meant else name for name, meant in unknown.items()]
    return f"Nothing reads {', '.join(said)}: correct the name or unset it."


def names_a_host(url: str, schemes: Collection[str]) -> bool:
    """Say whether `url` leads to a host by one of `schemes`, and to a port if it names one."""
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def variable_name(name: str, field: FieldInfo) -> str:
    if isinstance(field.validation_alias, AliasChoices):
        return str(field.validation_alias.choices[0])
    return f"{PREFIX}{name.upper()}"


def default_of(field: FieldInfo) -> str:
    if field.default is None or field.default == ():
        return ""
    return str(field.default).lower() if isinstance(field.default, bool) else str(field.default)


def kept_secret(path: Path) -> bytes:
    """Return the secret in `path`, readable by its owner only, made at random the first time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        if not path.exists():
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
                file.write(secrets.token_hex(32).encode())
                file.flush()
                os.fsync(file.fileno())
            # link() fails where another process came first; both then read the same secret
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
        secret = path.read_bytes().strip()
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read or written ({error.strerror}): "
            f"set {PREFIX}DATA_DIR to a folder of this user."
        ) from error
    if len(secret) < 2 * SHORTEST_SECRET:
        raise SettingsError(
            f"{path} holds no usable secret: restore it from a backup; a new one opens no old data."
        )
    return secret
