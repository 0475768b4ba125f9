"""Aliyun's request signature, version 3 (ACS3-HMAC-SHA256).

Source: help.aliyun.com, V3 request structure and signature; its fixed example is a test.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

ALGORITHM = "ACS3-HMAC-SHA256"
EMPTY_BODY = hashlib.sha256(b"").hexdigest()


def canonical_query(parameters: Mapping[str, str]) -> str:
    """Return the parameters in the order of their names, percent-encoded by RFC 3986."""
    return "&".join(
        f"{encoded(name)}={encoded(value)}" for name, value in sorted(parameters.items())
    )


def encoded(text: str) -> str:
    return quote(text, safe="-_.~")


def signed_headers(
    *,
    action: str,
    version: str,
    host: str,
    query: str,
    nonce: str,
    at: datetime,
    key_id: str,
    secret: str,
) -> dict[str, str]:
    """Return the headers of a POST to / with `query` and no body; `at` is in UTC."""
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": EMPTY_BODY,
        "x-acs-date": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = f"POST\n/\n{query}\n{lines}\n{names}\n{EMPTY_BODY}"
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    credential = f"Credential={key_id},SignedHeaders={names},Signature={signature}"
    return {**headers, "Authorization": f"{ALGORITHM} {credential}"}
