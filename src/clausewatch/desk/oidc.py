"""Signing in with an OpenID provider: authorization code with PKCE (OpenID Connect Core 1.0, RFC 7636).

The ID token comes straight from the provider over TLS; its signature is checked all the same, against
the provider's published keys (RS256, PS256, ES256), and so are issuer, audience, times and nonce.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from clausewatch.desk.errors import Refused
from clausewatch.errors import UsageError
from clausewatch.settings import DeskSettings

TIMEOUT = 10.0
"""Seconds that the provider has for an answer."""
LEEWAY = 60
"""Seconds by which clocks may differ."""
_SMALL = 256 * 1024


@dataclass(frozen=True, slots=True)
class Trip:
    """What must be the same when the browser comes back; kept in a signed cookie."""

    state: str
    nonce: str
    verifier: str
    wanted: str

    @classmethod
    def new(cls, wanted: str) -> Trip:
        """A trip with fresh secrets."""
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), wanted)

    @property
    def challenge(self) -> str:
        """The hash of the verifier that the provider is told first (S256)."""
        return _b64(hashlib.sha256(self.verifier.encode()).digest())


class Provider:
    """An OpenID provider by its issuer; asked anew for its description and keys at each sign-in."""

    def __init__(self, settings: DeskSettings, secret: str, redirect: str) -> None:
        self._settings = settings
        self._secret = secret
        self._redirect = redirect
        if not _secure(settings.oidc_issuer):
            raise UsageError("desk.oidc_issuer is no https address.", "Plain http is for a provider on this machine only.")

    def start(self, trip: Trip) -> str:
        """The address at the provider to which the browser is sent."""
        with self._client() as client:
            known = self._described(client)
        query = {
            "response_type": "code",
            "client_id": self._settings.oidc_client,
            "redirect_uri": self._redirect,
            "scope": "openid email profile",
            "state": trip.state,
            "nonce": trip.nonce,
            "code_challenge": trip.challenge,
            "code_challenge_method": "S256",
        }
        return f"{known['authorization_endpoint']}?{urlencode(query)}"

    def finish(self, trip: Trip, code: str, now: datetime) -> Mapping[str, Any]:
        """The claims about who signed in.

        Raises:
            Refused: the provider or its token cannot be believed.
        """
        with self._client() as client:
            known = self._described(client)
            fields = {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self._redirect,
                "client_id": self._settings.oidc_client,
                "code_verifier": trip.verifier,
            }
            auth = httpx.BasicAuth(self._settings.oidc_client, self._secret) if self._secret else None
            token = _json(client, "POST", known["token_endpoint"], data=fields, auth=auth).get("id_token")
            keys = _json(client, "GET", known["jwks_uri"]).get("keys", [])
        claims = _claims(str(token), keys)
        self._check(claims, trip, now.timestamp())
        return claims

    def _client(self) -> httpx.Client:
        return httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False)

    def _described(self, client: httpx.Client) -> Mapping[str, str]:
        issuer = self._settings.oidc_issuer
        known = _json(client, "GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        named = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if known.get("issuer") != issuer or not all(_secure(str(known.get(n, ""))) for n in named):
            raise Refused("The provider's description does not fit its issuer.")
        return known

    def _check(self, claims: Mapping[str, Any], trip: Trip, now: float) -> None:
        audience = claims.get("aud")
        own = self._settings.oidc_client
        fits = (
            claims.get("iss") == self._settings.oidc_issuer
            and (audience == own or (isinstance(audience, list) and own in audience and claims.get("azp", own) == own))
            and claims.get("nonce") == trip.nonce
            and now < _number(claims.get("exp")) + LEEWAY
            and _number(claims.get("iat")) - LEEWAY <= now
        )
        if not fits:
            raise Refused("The provider's token is not for this sign-in.")


def role_of(claims: Mapping[str, Any], settings: DeskSettings) -> str:
    """The highest role that the claim gives; empty where none is."""
    values = claims.get(settings.oidc_claim, ())
    held = {str(v) for v in (values if isinstance(values, list) else [values])} | {"*"}
    rising = (("operator", settings.oidc_operators), ("decider", settings.oidc_deciders), ("reader", settings.oidc_readers))
    return next((role for role, names in rising if held.intersection(names)), "")


def name_of(claims: Mapping[str, Any]) -> str:
    """Who it is, as the log shall name them: the e-mail address if the provider vouches for it, else user name and subject."""
    if claims.get("email") and claims.get("email_verified") is not False:
        return str(claims["email"])[:200]
    return f"{claims.get('preferred_username') or claims.get('name') or ''} ({claims.get('sub')})".strip()[:200]


def _json(client: httpx.Client, method: str, url: str, **given: Any) -> Mapping[str, Any]:
    try:
        answer = client.request(method, url, **given)
        answer.raise_for_status()
        found = answer.json() if len(answer.content) < _SMALL else None
    except (httpx.HTTPError, ValueError) as e:
        raise Refused(f"The provider does not answer as it should: {e}") from e
    if not isinstance(found, dict):
        raise Refused("The provider does not answer as it should.")
    return found


def _claims(token: str, keys: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The claims of a signed token.

    Raises:
        Refused: it is malformed, or signed by none of the keys.
    """
    try:
        head, body, mark = token.split(".")
        header, claims = json.loads(_bytes(head)), json.loads(_bytes(body))
        signed, signature = f"{head}.{body}".encode(), _bytes(mark)
        fitting = [k for k in keys if k.get("kid") == header.get("kid") or "kid" not in header]
        known = any(_verifies(k, header.get("alg"), signature, signed) for k in fitting)
    except (ValueError, KeyError, TypeError, AttributeError) as e:
        raise Refused("The provider's token cannot be read.") from e
    if not known or not isinstance(claims, dict):
        raise Refused("The provider's token is signed by nobody known.")
    return claims


def _verifies(key: Mapping[str, Any], algorithm: Any, signature: bytes, signed: bytes) -> bool:
    """Whether a key made a signature; `alg` of the token never chooses more than the key's own kind allows."""
    try:
        if key.get("kty") == "RSA" and algorithm in ("RS256", "PS256"):
            public = rsa.RSAPublicNumbers(_int(key["e"]), _int(key["n"])).public_key()
            salted = padding.PSS(padding.MGF1(SHA256()), SHA256.digest_size)
            public.verify(signature, signed, salted if algorithm == "PS256" else padding.PKCS1v15(), SHA256())
            return public.key_size >= 2048
        if key.get("kty") == "EC" and key.get("crv") == "P-256" and algorithm == "ES256" and len(signature) == 64:
            curve = ec.EllipticCurvePublicNumbers(_int(key["x"]), _int(key["y"]), ec.SECP256R1()).public_key()
            parts = (int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
            curve.verify(encode_dss_signature(*parts), signed, ec.ECDSA(SHA256()))
            return True
    except InvalidSignature:
        pass
    return False


def _secure(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"))


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _int(text: str) -> int:
    return int.from_bytes(_bytes(text))


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
