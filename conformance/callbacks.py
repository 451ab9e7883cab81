"""A customer's server: takes status callbacks and keeps them."""

import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl


@dataclass
class Callback:
    """One request that came in."""

    url: str
    headers: dict[str, str]
    form: dict[str, str]


class Listener:
    """Listens on the loopback interface until closed."""

    def __init__(self) -> None:
        self.received: list[Callback] = []
        received = self.received

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                form = dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True))
                url = f"http://{self.headers['Host']}{self.path}"
                received.append(Callback(url, {name.lower(): value for name, value in self.headers.items()}, form))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def of(self, bundle_sid: str) -> list[Callback]:
        """Those about one bundle, in the bundle's own order."""
        found = [callback for callback in list(self.received) if callback.form.get("BundleSid") == bundle_sid]
        return sorted(found, key=lambda callback: int(callback.form.get("EventSequence", 0)))

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
