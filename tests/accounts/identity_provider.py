"""A small OpenID provider: what it says of whoever signs in is what the test tells it to."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "atelier", "secret-du-client"


class Provider:
    """`claims` and `about` change what the tokens and the user's information say; `key` signs.

    What is `instead` of an answer is said at its path; a dictionary is added to the usual one.
    """

    def __init__(self):
        self.published = rsa.generate_private_key(65537, 2048)
        self.key, self.claims, self.about, self.headers = self.published, {}, {}, {"kid": "k1"}
        self.signs_information, self.algorithm, self.asked, self.instead = False, "RS256", [], {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"provider": self}))
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"

    def settings(self, *acr):
        return {
            "provider_id": "identite",
            "name": "ProConnect",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": self.issuer, "scope": ["openid", "email"], "acr": list(acr)},
        }

    def authorize(self, address):
        """The person proves who they are: what comes back to our address."""
        self.asked.append({name: value for name, (value,) in parse_qs(urlsplit(address).query).items()})
        return {"code": "code-1", "state": self.asked[-1]["state"]}

    def id_token(self):
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "u1", "iat": now, "exp": now + 60}
        claims = {**claims, "nonce": self.asked[-1]["nonce"], **self.claims}
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, self.key, self.algorithm, headers=self.headers)

    def keys(self):
        known = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.published.public_key()))
        return {"keys": [{**known, "kid": "k1", "alg": "RS256", "use": "sig"}]}

    def information(self):
        return {"sub": "u1", "email": "elu@example.org", "email_verified": True, **self.about}

    def token(self, form):
        wanted = self.asked[-1]["code_challenge"]
        made = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"][0].encode()).digest()).rstrip(b"=")
        if made.decode() != wanted or form["client_secret"] != [SECRET]:
            return {"error": "invalid_grant"}
        return {"access_token": "a1", "token_type": "Bearer", "id_token": self.id_token()}


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self):
        one = self.provider
        if self.path == "/.well-known/openid-configuration":
            names = ("authorization", "token", "userinfo")
            found = {"issuer": one.issuer, "jwks_uri": f"{one.issuer}/keys"}
            methods = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
            self.send({**found, **methods, **{f"{name}_endpoint": f"{one.issuer}/{name}" for name in names}})
        elif self.path == "/keys":
            self.send(one.keys())
        elif one.signs_information:
            said = {**one.information(), "iss": one.issuer, "aud": CLIENT}
            self.send(jwt.encode(said, one.key, "RS256", headers=one.headers), "application/jwt")
        else:
            self.send(one.information())

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send(self.provider.token(form))

    def send(self, content, kind="application/json"):
        if self.path in self.provider.instead:
            said = self.provider.instead[self.path]
            content = {**content, **said} if said and isinstance(said, dict) else json.dumps(said)
        body = (content if isinstance(content, str) else json.dumps(content)).encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass
