"""A provider of identities on this machine's loopback: discovery, consent at once, signed tokens, published keys.

It checks what a real one does: the client and its secret, the address to come back to, the code used once, PKCE.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "observatoire", "secret-de-l-essai"


@dataclass
class Provider:
    """Vouches for one person; `claims` are what its tokens say of them beside the usual.

    `issued` is how many seconds ago it says to have signed them in.
    """

    back: str
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "42", "name": "Zoé Élue"})
    issued: int = 0
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "essai"}))
    address: str = ""
    refused: list[str] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def application(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/jwks", lambda _: JSONResponse({"keys": [self.key.as_dict(private=False)]})),
            ]
        )

    def _discovery(self, _request: Request) -> Response:
        names = {"authorization": "authorize", "token": "token"}
        return JSONResponse({
            "issuer": self.address, "jwks_uri": f"{self.address}/jwks", "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"], "id_token_signing_alg_values_supported": ["RS256"],
            **{f"{name}_endpoint": f"{self.address}/{path}" for name, path in names.items()},
        })  # fmt: skip

    def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        if (asked.get("client_id"), asked.get("redirect_uri")) != (CLIENT, self.back):
            return self._refuse("client")
        code = secrets.token_urlsafe()
        self._codes[code] = asked
        return RedirectResponse(f"{self.back}?{urlencode({'code': code, 'state': asked['state']})}", status_code=302)

    async def _token(self, request: Request) -> Response:
        sent = await request.form()
        asked = self._codes.pop(str(sent.get("code")), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None:
            return self._refuse("code")
        if request.headers.get("authorization") != f"Basic {basic}":
            return self._refuse("secret")
        digest = hashlib.sha256(str(sent.get("code_verifier", "")).encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked.get("code_challenge"):
            return self._refuse("PKCE")
        now = int(time.time())
        told = {
            "iss": self.address, "aud": CLIENT, "iat": now - self.issued, "exp": now + 600, "nonce": asked["nonce"],
            **self.claims,
        }  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "essai"}, told, self.key)
        return JSONResponse({"access_token": "rien", "token_type": "Bearer", "expires_in": 600, "id_token": token})

    def _refuse(self, why: str) -> Response:
        self.refused.append(why)
        return JSONResponse({"error": "invalid_request"}, status_code=400)


@contextlib.contextmanager
def running_provider(back: str, port: int = 0) -> Iterator[Provider]:
    """Run a provider on the loopback that leads back to an address; stop it at the end."""
    provider = Provider(back)
    listening = socket.socket()
    listening.bind(("127.0.0.1", port))
    provider.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(provider.application, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
