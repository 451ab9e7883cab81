"""Everybody who takes part in the calls: the hub, our provider's switch, the carriers, their authorities and what they
publish. All of them live on the loopback, on addresses of their own, so that each can have the port that the rules want
(8443 for certificates, 5060 for SIP) whatever else runs on the machine.
"""

import http.server
import os
import random
import ssl
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
# The hub, the businesses and the counting are those of the stories.
sys.path.insert(0, str(HERE.parent))

from hub import Account, Hub

PAGE = HERE.parent.parent / "docs" / "sip.md"

TRUNKS = """
[[trunk]]
name = "switch"
from = ["{switch}", "{load}"]
role = "sign"
account_header = true
failed = "reject"

[[trunk]]
name = "other networks"
from = ["{other}"]
role = "verify"
failed = "reject"
unsigned = "reject"
"""


@dataclass
class Places:
    """Addresses, of a network that is probably nobody else's."""

    hub: str
    switch: str
    load: str
    carrier: str
    other: str
    repository: str

    @classmethod
    def some(cls) -> "Places":
        network = f"127.{random.randint(2, 254)}.{random.randint(0, 254)}"
        names = ("hub", "switch", "load", "carrier", "other", "repository")
        return cls(**{name: f"{network}.{number}" for number, name in enumerate(names, start=11)})


@dataclass
class World:
    """What the checks share."""

    binary: Path
    folder: Path
    places: Places = field(default_factory=Places.some)

    def __post_init__(self) -> None:
        self.web = self.web_certificates()
        os.environ["SSL_CERT_FILE"] = os.environ["REQUESTS_CA_BUNDLE"] = str(self.web / "ca.pem")
        self.hub = Hub(self.binary, self.folder, None)
        self.ours, self.theirs, self.strangers = (
            self.authority(code, name) for code, name in (("709J", "ours"), ("505J", "theirs"), ("111X", "strangers"))
        )
        self.repository = Repository(self.places.repository, self.web)
        self.repository.chains = {
            "/theirs.pem": (self.theirs / "chain.pem").read_bytes(),
            "/strangers.pem": (self.strangers / "chain.pem").read_bytes(),
        }
        self.account: Account | None = None
        self.number = "+14155550142"
        self.configure()

    def configure(self) -> None:
        hub, places = self.hub, self.places
        hub.listen = f"{places.hub}:8443"
        hub.url = f"https://{hub.listen}"
        trunks, roots = self.folder / "trunks.toml", self.folder / "roots.pem"
        trunks.write_text(TRUNKS.format(**vars(places)))
        roots.write_text("".join((of / "root.pem").read_text() for of in (self.ours, self.theirs)))
        # What the hub trusts is said to it alone.
        hub.environment.pop("SSL_CERT_FILE")
        hub.environment |= {
            "TRUSTHUB_PUBLIC_URL": hub.url,
            "TRUSTHUB_TLS_CERT_FILE": str(self.web / "server.pem"),
            "TRUSTHUB_TLS_KEY_FILE": str(self.web / "server.key"),
            "TRUSTHUB_SIP_LISTEN": f"udp:{places.hub}:5060, tcp:{places.hub}:5060",
            "TRUSTHUB_SIP_TRUNKS_FILE": str(trunks),
            "TRUSTHUB_STIR_ROOTS_FILE": str(roots),
            "TRUSTHUB_FETCH_ALLOW": "127.0.0.0/8",
            "TRUSTHUB_FETCH_CA_FILE": str(self.web / "ca.pem"),
            # A hub that customers reach by https must send mail. Test accounts' is sent to nobody.
            "TRUSTHUB_SMTP_URL": "smtp://127.0.0.1:9",
            "TRUSTHUB_MAIL_FROM": "calls@hub.example",
        }

    def authority(self, code: str, name: str) -> Path:
        folder = self.folder / name
        command = [self.binary, "stir", "ca-init", "--spc", code, "--out", folder]
        subprocess.run([str(word) for word in command], check=True, capture_output=True, timeout=30)
        return folder

    def web_certificates(self) -> Path:
        """An authority of web servers, and one certificate for all of ours."""
        folder = self.folder / "web"
        folder.mkdir()
        names = ",".join(f"IP:{address}" for address in (self.places.hub, self.places.repository))
        (folder / "server.ext").write_text(f"subjectAltName={names}\nbasicConstraints=critical,CA:FALSE\n")
        new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        for arguments in (
            ["req", "-x509", *new, "-days", "2", "-subj", "/CN=calls CA", "-keyout", "ca.key", "-out", "ca.pem"],
            ["req", *new, "-subj", "/CN=calls", "-keyout", "server.key", "-out", "server.csr"],
            ["x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"]
            + ["-extfile", "server.ext", "-out", "server.pem"],
        ):
            subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=30)
        return folder

    def close(self) -> None:
        self.hub.kill()
        self.repository.close()


class Repository:
    """Where other providers' certificates are fetched from, good and hostile ones; remembers what was asked for."""

    def __init__(self, address: str, web: Path):
        repository = self
        self.chains: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        self.sent_bytes = 0

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                repository.asked.append((self.path, self.headers.get("User-Agent", "")))
                if self.path == "/redirect":
                    return self.begin(302, ("Location", f"{repository.url}/elsewhere"), ("Content-Length", "0"))
                if self.path == "/endless":
                    return self.send_for_ever(b"-----BEGIN CERTIFICATE-----\n" * 1000, pause=0)
                if self.path.startswith("/drip"):
                    return self.send_for_ever(b"-", pause=0.2)
                body = repository.chains.get(self.path)
                length = ("Content-Length", str(len(body or b"")))
                self.begin(200 if body else 404, length)
                self.wfile.write(body or b"")

            def begin(self, status: int, *headers: tuple[str, str]):
                self.send_response(status)
                self.send_header("Content-Type", "application/pem-certificate-chain")
                for name, value in headers:
                    self.send_header(name, value)
                self.end_headers()

            def send_for_ever(self, piece: bytes, pause: float):
                """Until the other side has had enough, or a minute is over."""
                self.begin(200)
                until = time.monotonic() + 60
                try:
                    while time.monotonic() < until:
                        self.wfile.write(piece)
                        repository.sent_bytes += len(piece)
                        time.sleep(pause)
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self.url = f"https://{address}:8443"
        self.server = http.server.ThreadingHTTPServer((address, 8443), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(web / "server.pem", web / "server.key")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Kamailio:
    """Debian's Kamailio with its module secsipid, on the switch's, the carrier's and the other provider's address."""

    def __init__(self, program: Path, world: World):
        self.world = world
        self.folder = world.folder / "kamailio"
        self.folder.mkdir()
        self.log = self.folder / "kamailio.log"
        configuration = self.folder / "kamailio.cfg"
        configuration.write_text(self.configuration())
        command = [program, "-f", configuration, "-DD", "-E", "-m", "64", "-M", "16", "-w", self.folder]
        command += ["-Y", self.folder, "-P", self.folder / "pid"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                # It trusts web servers by this, as Go programs do.
                env=os.environ | {"SSL_CERT_FILE": str(world.web / "ca.pem")},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def configuration(self) -> str:
        world, places = self.world, self.world.places
        text = (HERE / "kamailio.cfg").read_text()
        values = {
            "SWITCH": places.switch,
            "CARRIER": places.carrier,
            "OTHER": places.other,
            "HUB": places.hub,
            "FOLDER": self.folder,
            "ROOT": world.ours / "root.pem",
            "INTERMEDIATE": world.ours / "intermediate.pem",
            "KEY": world.theirs / "signer.key",
            "X5U": f"{world.repository.url}/theirs.pem",
            "PAGE": the_page(places),
        }
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        return text

    def is_up(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"Kamailio ended with {self.process.returncode}:\n{self.last_lines()}")
        needle = f":{5060:04X} "
        bound = [line.split()[1] for line in Path("/proc/net/udp").read_text().splitlines()[1:]]
        wanted = {hexadecimal(address) for address in (self.world.places.switch, self.world.places.other)}
        return wanted <= {place.split(":")[0] for place in bound if f"{place} ".endswith(needle)}

    def last_lines(self, count: int = 30) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def hexadecimal(address: str) -> str:
    """As /proc writes it: the bytes backwards."""
    return "".join(f"{int(part):02X}" for part in reversed(address.split(".")))


def the_page(places: Places) -> str:
    """What the page on SIP tells operators to put into their Kamailio, as it stands but for the addresses."""
    _, _, section = PAGE.read_text().partition("\n## Kamailio\n")
    example = section.split("```text\n", 1)[1].split("```", 1)[0]
    for written, ours in (("10.0.0.5:5060", f"{places.hub}:5060"), ("carrier.example:5060", f"{places.carrier}:5060")):
        if written not in example:
            raise AssertionError(f"the page no longer names {written}")
        example = example.replace(written, ours)
    return example


def until(look, what: str, seconds: float = 15):
    """Looks until it sees something true; returns that."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if seen := look():
            return seen
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")
