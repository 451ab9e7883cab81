"""Three PostgreSQL servers under Patroni, and the etcd they agree through, all on the loopback interface.

Settings are those of docs/scaling.md, but for time limits, which are as short as Patroni takes them.
"""

import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from hub import free_port

START_SECONDS = 90
# Patroni's least: how long a primary may be silent before another takes its place, and how often it looks.
TTL_SECONDS = 20
LOOP_SECONDS = 1
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def answers(url: str, body: dict | None = None) -> int:
    """The status of an answer; 0 without one."""
    data = None if body is None else json.dumps(body).encode()
    try:
        with NO_PROXY.open(urllib.request.Request(url, data=data), timeout=40 if body else 3) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return 0


class Program:
    """A process of ours, and all that it starts."""

    def __init__(self, command: list[str], folder: Path, name: str, user: str | None):
        self.command = command
        self.folder = folder
        self.log = folder / f"{name}.log"
        self.user = user
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                user=self.user,
                group=pwd.getpwnam(self.user).pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                found.append(int(entry.name))
    return found


class Node:
    """A PostgreSQL and the Patroni that looks after it."""

    def __init__(self, cluster: "Patroni", number: int):
        self.name = f"node{number}"
        self.folder = cluster.folder / self.name
        self.folder.mkdir()
        self.port, self.rest_port = free_port(), free_port()
        self.rest = f"http://127.0.0.1:{self.rest_port}"
        self.data = self.folder / "data"
        (self.folder / "patroni.yml").write_text(json.dumps(self.settings(cluster), indent=2))
        if cluster.user:
            for path in (self.folder, self.folder / "patroni.yml"):
                shutil.chown(path, cluster.user)
        command = [cluster.program, str(self.folder / "patroni.yml")]
        self.patroni = Program(command, self.folder, "patroni", cluster.user)

    def settings(self, cluster: "Patroni") -> dict:
        """JSON is YAML."""
        login = {"password": cluster.password}
        return {
            "scope": "trusthub",
            "name": self.name,
            "restapi": {"listen": f"127.0.0.1:{self.rest_port}", "connect_address": f"127.0.0.1:{self.rest_port}"},
            "etcd3": {"host": f"127.0.0.1:{cluster.etcd_port}"},
            "bootstrap": {
                "dcs": {
                    "ttl": TTL_SECONDS,
                    "loop_wait": LOOP_SECONDS,
                    "retry_timeout": 3,
                    "synchronous_mode": True,
                    "synchronous_mode_strict": True,
                    "postgresql": {"use_pg_rewind": True, "parameters": {"max_connections": 60}},
                },
                "initdb": ["no-sync", {"encoding": "UTF8"}, {"locale": "C"}],
                "pg_hba": [
                    "host all all 127.0.0.1/32 scram-sha-256",
                    "host replication all 127.0.0.1/32 scram-sha-256",
                ],
            },
            "postgresql": {
                "listen": f"127.0.0.1:{self.port}",
                "connect_address": f"127.0.0.1:{self.port}",
                "data_dir": str(self.data),
                "bin_dir": str(cluster.postgres_programs),
                "pgpass": str(self.folder / "pgpass"),
                "authentication": {
                    "superuser": {"username": "postgres"} | login,
                    "replication": {"username": "replicator"} | login,
                    "rewind": {"username": "rewinder"} | login,
                },
                "parameters": {
                    "unix_socket_directories": str(self.folder),
                    "wal_log_hints": "on",
                    "shared_buffers": "32MB",
                    # A killed process leaves its writes to the system; only a power cut would not.
                    "fsync": "off",
                },
            },
        }

    def is_primary(self) -> bool:
        return answers(f"{self.rest}/primary") == 200

    def is_synchronous(self) -> bool:
        return answers(f"{self.rest}/synchronous") == 200

    def is_standby(self) -> bool:
        return answers(f"{self.rest}/replica") == 200

    def server_processes(self) -> list[int]:
        try:
            server = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return []
        return [server, *children(server)]

    def kill_server(self) -> None:
        """The database alone dies, every process of it at once."""
        for process in self.server_processes():
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def kill(self) -> None:
        """The machine dies."""
        self.patroni.kill()
        self.kill_server()


class Patroni:
    """The cluster."""

    def __init__(self, folder: Path, postgres_programs: Path, program: str, etcd: str):
        # PostgreSQL refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else None
        self.folder = folder
        self.postgres_programs = postgres_programs
        self.program = program
        self.password = secrets.token_hex(16)
        folder.chmod(0o755)
        self.etcd_port, peer_port = free_port(), free_port()
        client, peer = f"http://127.0.0.1:{self.etcd_port}", f"http://127.0.0.1:{peer_port}"
        command = [
            etcd, "--name", "etcd0", "--data-dir", str(folder / "etcd"), "--log-level", "warn",
            "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", f"etcd0={peer}",
        ]  # fmt: skip
        self.etcd = Program(command, folder, "etcd", None)
        self.nodes = [Node(self, number) for number in range(3)]

    def start(self) -> None:
        self.etcd.start()
        wait(lambda: answers(f"http://127.0.0.1:{self.etcd_port}/health") == 200, "etcd", START_SECONDS)
        for node in self.nodes:
            node.patroni.start()
        self.wait_until_whole()

    def wait_until_whole(self, seconds: float = START_SECONDS) -> None:
        """A primary, a synchronous standby, another standby."""

        def is_whole() -> bool:
            return (
                sum(node.is_primary() for node in self.nodes) == 1
                and any(node.is_synchronous() for node in self.nodes)
                and sum(node.is_standby() for node in self.nodes) == 2
            )

        wait(is_whole, "a primary and two standbys", seconds)

    def primary(self) -> Node:
        return next(node for node in self.nodes if node.is_primary())

    def url(self, database: str) -> str:
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        return f"postgres://postgres:{self.password}@{hosts}/{database}?target_session_attrs=read-write"

    def ask(self, statement: str) -> str:
        """On the primary; libpq finds it in the same URL."""
        psql = [str(self.postgres_programs / "psql"), self.url("postgres"), "-qtA", "-c", statement]
        return subprocess.run(psql, capture_output=True, text=True, check=True, timeout=60).stdout.strip()

    def can(self, statement: str) -> bool:
        """Whether it went through; a server that is being promoted refuses for a moment."""
        try:
            self.ask(statement)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return False
        return True

    def switch_over(self) -> None:
        primary = self.primary()
        status = answers(f"{primary.rest}/switchover", {"leader": primary.name})
        if status != 200:
            raise AssertionError(f"Patroni answered {status} to a switchover")

    def stop(self) -> None:
        for node in self.nodes:
            node.kill()
        self.etcd.kill()

    def last_lines(self) -> str:
        logs = [self.etcd.log, *(node.patroni.log for node in self.nodes)]
        return "\n".join(f"{log}:\n" + "\n".join(log.read_text(errors="replace").splitlines()[-12:]) for log in logs)


def wait(is_so, what: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"no {what} within {seconds:.0f} s")
        time.sleep(0.2)
