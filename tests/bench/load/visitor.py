"""One person's browser, without the browser: a kept connection, cookies, forms. It runs no script and asks for no files.

Standard library only, so that a client costs little of the two cores that it shares with the server.
"""

from __future__ import annotations

import gzip
import http.client
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
MOST_REDIRECTS = 5
# The web server gives up a kept connection after two seconds; a form must not be on its way then.
KEPT_SECONDS = 1.0
REDIRECTS = {301, 302, 303}


@dataclass
class Answer:
    """What came back, and how long it took from the first byte sent to the last one received."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    path: str

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()

    @property
    def leads_to(self) -> str:
        """Where it sends the browser, by a redirect or by htmx; empty where it is the page itself."""
        return self.headers.get("hx-redirect") or self.headers.get("location") or ""


@dataclass
class Visitor:
    """Signed in after `sign_in`; not for several threads at once."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    used_at: float = 0.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        # By its number: looking `localhost` up would be measured with each connection.
        self.host, self.name = f"127.0.0.1:{parts.port}", parts.netloc
        self.connection = http.client.HTTPConnection(self.host, timeout=120)

    def answers(self, path: str) -> bool:
        try:
            return self.get(path).status < 500
        except OSError:
            return False
        finally:
            self.connection.close()

    def sign_in(self, email: str, password: str) -> None:
        page = self.get("/accounts/login/")
        found = TOKEN.search(page.text)
        assert found, page.text
        answer = self.post("/accounts/login/", {"login": email, "password": password, "csrfmiddlewaretoken": found[1]})
        assert "sessionid" in self.cookies, f"{email} cannot sign in: {answer.status} {answer.text[:2000]}"

    def at(self, url: str) -> Visitor:
        """The same session at another server of this installation."""
        return Visitor(url, dict(self.cookies))

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, b"", headers)

    def post(self, path: str, values: object, **headers: str) -> Answer:
        """Send a form. The token of the session goes with it unless it is among the values."""
        body = urlencode(values, doseq=True).encode()  # type: ignore[arg-type]
        token = {"X-CSRFToken": self.cookies.get("csrftoken", "")}
        return self.send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **token, **headers})

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Host": self.name, "Accept-Encoding": "gzip", "Cookie": cookie, "Referer": self.url, **headers}
        self.requests += 1
        if time.monotonic() - self.used_at > KEPT_SECONDS:
            self.connection.close()
            self.connection.connect()
        started = time.perf_counter()
        self.connection.request(method, path, body or None, sent)
        response = self.connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        self.used_at = time.monotonic()
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        found = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, found, content, seconds, path)

    def follow(self, answer: Answer, **headers: str) -> Answer:
        """Where the answer leads in the end."""
        for _ in range(MOST_REDIRECTS):
            if not answer.leads_to:
                return answer
            answer = self.get(answer.leads_to, **headers)
        raise AssertionError(f"Sent round in circles at {answer.leads_to}.")
