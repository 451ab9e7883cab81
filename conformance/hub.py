"""The hub under test: the built binary on a data directory of its own, and its command line."""

import json
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 20


@dataclass
class Account:
    """Credentials of one account."""

    sid: str
    token: str
    name: str


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def share(nodes: list["Hub"]) -> None:
    """Before their first start: what hubs on one database have in common."""
    shared = nodes[0].folder / "shared"
    common = {
        "TRUSTHUB_PUBLIC_URL": nodes[0].url,
        "TRUSTHUB_MASTER_KEY": secrets.token_hex(32),
        "TRUSTHUB_KEYS_URL": f"file:{shared / 'keys'}",
        "TRUSTHUB_DOCUMENTS_URL": f"file:{shared / 'documents'}",
    }
    shared.mkdir(mode=0o700)
    for node in nodes:
        node.environment |= common


class Hub:
    """`trusthub serve`, started and stopped; `command` is the same binary beside it."""

    def __init__(self, binary: Path, folder: Path, database_url: str | None):
        self.binary = binary
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.port = free_port()
        self.listen = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.listen}"
        self.process: subprocess.Popen | None = None
        # Nothing of the caller's own configuration may leak in.
        clean = {name: value for name, value in os.environ.items() if not name.startswith("TRUSTHUB_")}
        self.environment = clean | {
            "TRUSTHUB_PUBLIC_URL": self.url,
            "TRUSTHUB_METRICS_LISTEN": f"127.0.0.1:{free_port()}",
            # The stories receive their callbacks on the loopback interface.
            "TRUSTHUB_WEBHOOK_ALLOW": "127.0.0.0/8",
            "RUST_BACKTRACE": "1",
        }
        self.is_postgres = database_url is not None
        if database_url:
            self.environment["TRUSTHUB_DATABASE_URL"] = database_url

    def start_anew(self) -> None:
        """The first start. On SQLite the server makes its schema by itself; on PostgreSQL that is the operator's decision."""
        if self.is_postgres:
            self.command("migrate")
        self.start()

    def start(self, until: str = "/ready") -> None:
        """Starts it and waits until it says that it is ready, or until another of its pages answers."""
        arguments = [self.binary, "serve", "--data-dir", self.data, "--listen", self.listen]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(argument) for argument in arguments],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"serve ended with {self.process.returncode}:\n{self.last_lines()}")
            if self.answers(until):
                return
            time.sleep(0.05)
        raise RuntimeError(f"no answer to {until} within {START_SECONDS} s:\n{self.last_lines()}")

    def stop(self) -> int:
        """Asks it to end, as a service manager would; its exit code."""
        process = self.process
        self.process = None
        if process is None:
            return 0
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise RuntimeError(f"still running {STOP_SECONDS} s after SIGTERM") from None

    def kill(self) -> None:
        """Ends it without asking; for cleaning up only."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def last_lines(self, count: int = 40) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-count:])

    def credentials(self) -> dict[str, str]:
        """What the first start wrote for us."""
        lines = (self.data / "credentials.env").read_text().splitlines()
        pairs = (
            line.removeprefix("export ").split("=", 1) for line in lines if "=" in line and not line.startswith("#")
        )
        return {name.strip(): value.strip().strip("'\"") for name, value in pairs}

    def first_account(self) -> Account:
        credentials = self.credentials()
        return Account(credentials["TRUSTHUB_ACCOUNT_SID"], credentials["TRUSTHUB_AUTH_TOKEN"], "first")

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        """Runs a command of the binary on the same data directory."""
        command = [str(self.binary), *arguments, "--data-dir", str(self.data)]
        return subprocess.run(
            command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
        )

    def command(self, *arguments: str) -> str:
        """As `run`, and it must succeed; what it wrote."""
        done = self.run(*arguments)
        if done.returncode != 0:
            raise AssertionError(
                f"trusthub {' '.join(arguments)} ended with {done.returncode}: {done.stderr}{done.stdout}"
            )
        return done.stdout

    def new_account(self, name: str, parent: str | None = None, is_test: bool = False) -> Account:
        arguments = ["account", "create", "--friendly-name", name, "--json", *(["--test"] if is_test else [])]
        made = json.loads(self.command(*arguments, *(["--parent", parent] if parent else [])))
        if made["friendly_name"] != name:
            raise AssertionError(f"account create answered {made['friendly_name']!r} for {name!r}")
        return Account(made["sid"], made["auth_token"], name)

    def decide(self, verb: str, sid: str, *arguments: str) -> str:
        """`trusthub review VERB SID`, as soon as automatic vetting is through with the case."""
        deadline = time.monotonic() + 20
        while True:
            done = self.run("review", verb, sid, *arguments)
            still_vetting = done.returncode == 1 and "vetting" in done.stderr.lower()
            if not still_vetting or time.monotonic() > deadline:
                break
            time.sleep(0.1)
        if done.returncode != 0:
            raise AssertionError(f"review {verb} {sid} ended with {done.returncode}: {done.stderr}{done.stdout}")
        return done.stdout
