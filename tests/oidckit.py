"""An OpenID provider of our own on loopback: real endpoints, real keys, and ways to misbehave."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

CLIENT, SECRET = "desk", "a secret of the client"


def b64(data: bytes) -> str:
    """Base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Provider:
    """Signs everybody in as `claims` says; `fault` names what is wrong with the token."""

    def __init__(self, now: float) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self.stranger = rsa.generate_private_key(65537, 2048)
        self.now = now
        self.fault = ""
        self.claims: dict[str, Any] = {"sub": "42", "email": "anna@example.org", "groups": ["deciders"]}
        self.codes: dict[str, dict[str, str]] = {}
        self.issuer = ""

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser goes after the person has signed in."""
        code = b64(hashlib.sha256(query["nonce"].encode()).digest())
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def exchange(self, fields: dict[str, str], authorization: str) -> dict[str, str] | None:
        """The token for a code, if the client proves that it began; each code once."""
        asked = self.codes.pop(fields["code"], None)
        challenge = b64(hashlib.sha256(fields["code_verifier"].encode()).digest())
        known = base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "+").encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or asked["code_challenge"] != challenge or authorization not in (f"Basic {known}", f"Basic {plain}"):
            return None
        return {"id_token": self.token(asked["nonce"]), "access_token": "x", "token_type": "Bearer"}

    def token(self, nonce: str) -> str:
        """A signed ID token, wrong as `fault` says."""
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": self.now, "exp": self.now + 300, "nonce": nonce, **self.claims}
        claims |= {
            "issuer": {"iss": "https://other.example"},
            "audience": {"aud": "another"},
            "expired": {"exp": self.now - 3600},
            "future": {"iat": self.now + 3600},
            "nonce": {"nonce": "replayed"},
        }.get(self.fault, {})
        header = {"alg": "none" if self.fault == "none" else "HS256" if self.fault == "hmac" else "RS256", "kid": "1"}
        signed = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
        if self.fault == "none":
            return f"{signed}."
        key = self.stranger if self.fault == "stranger" else self.key
        signature = key.sign(signed.encode(), padding.PKCS1v15(), SHA256())
        if self.fault == "altered":
            body = b64(json.dumps({**claims, "groups": ["operators"]}).encode())
            signed = f"{signed.partition('.')[0]}.{body}"
        return f"{signed}.{b64(signature)}"

    def keys(self) -> dict[str, Any]:
        """The published keys."""
        numbers = self.key.public_key().public_numbers()
        n, e = (b64(v.to_bytes((v.bit_length() + 7) // 8)) for v in (numbers.n, numbers.e))
        return {"keys": [{"kty": "RSA", "kid": "1", "use": "sig", "n": n, "e": e}]}

    def described(self) -> dict[str, str]:
        """The description at the well-known place."""
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        issuer = "https://other.example" if self.fault == "described" else self.issuer
        return {"issuer": issuer} | {name: f"{self.issuer}/{path}" for name, path in names.items()}


@contextmanager
def providing(now: float) -> Iterator[Provider]:
    """The provider on a port of its own."""
    provider = Provider(now)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize({k: v[0] for k, v in parse_qs(parts.query).items()}))
                self.end_headers()
                return
            found = {"/.well-known/openid-configuration": provider.described, "/keys": provider.keys}.get(parts.path)
            self.answer(found() if found else None)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fields = {k: v[0] for k, v in parse_qs(body).items()}
            self.answer(provider.exchange(fields, self.headers.get("Authorization", "")))

        def answer(self, content: object) -> None:
            self.send_response(200 if content else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content or {"error": "invalid_grant"}).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
