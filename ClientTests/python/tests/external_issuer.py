# SPDX-License-Identifier: Apache-2.0
"""An OpenID Connect issuer of Keycloak's shape: discovery and keys over HTTP, tokens by PyJWT."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm


class Key:
    """A key pair with its name, for one algorithm."""

    def __init__(self, name, algorithm):
        self.name, self.algorithm = name, algorithm
        if algorithm in ("ES256", "ES384"):
            self.private = ec.generate_private_key(ec.SECP256R1() if algorithm == "ES256" else ec.SECP384R1())
            form = ECAlgorithm
        elif algorithm == "EdDSA":
            self.private = ed25519.Ed25519PrivateKey.generate()
            form = OKPAlgorithm
        else:
            self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            form = RSAAlgorithm
        public = json.loads(form.to_jwk(self.private.public_key()))
        self.public = public | {"kid": name, "use": "sig", "alg": algorithm}


class ExternalIssuer:
    def __init__(self, *keys):
        self.keys = list(keys)
        self.down = False
        self.requests = []
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                issuer.requests.append(self.path)
                answer = None if issuer.down else issuer.documents().get(self.path)
                body = json.dumps(answer).encode()
                self.send_response(200 if answer else 503)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/realms/demo"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def documents(self):
        keys = f"{self.url}/protocol/openid-connect/certs"
        return {
            "/realms/demo/.well-known/openid-configuration": {"issuer": self.url, "jwks_uri": keys},
            "/realms/demo/protocol/openid-connect/certs": {"keys": [key.public for key in self.keys]},
        }

    def person(self, name, *roles, key=None, lifetime=300, **claims):
        """A person's token; a claim that is None is left out."""
        now = int(time.time())
        content = {
            "iss": self.url,
            "sub": "0f6b6ee2-4a3c-4c0e-9d5e-0f2c7d1f7c11",
            "aud": ["account", "cordboard"],
            "typ": "Bearer",
            "azp": "desktop",
            "iat": now,
            "exp": now + lifetime,
            "preferred_username": name,
            "realm_access": {"roles": [*roles, "offline_access"]},
            "scope": "profile email",
        }
        content |= claims
        key = key or self.keys[0]
        content = {name: value for name, value in content.items() if value is not None}
        return jwt.encode(content, key.private, algorithm=key.algorithm, headers={"kid": key.name})

    def program(self, name, scope, **claims):
        """The token of a program's service account."""
        return self.person(f"service-account-{name}", azp=name, client_id=name, scope=scope, **claims)

    def close(self):
        self.server.shutdown()
        self.server.server_close()
