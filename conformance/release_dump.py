"""Writes what a hub of this version leaves in its database: the past that later versions must be able to read.

    cargo xtask postgres -- python3 conformance/release_dump.py --binary target/debug/trusthub

Run once per release, before its version number changes; what it writes is committed and never edited. The test
`upgrade` of the app crate brings every such dump to the present schema and reads everything.
"""

import argparse
import base64
import glob
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import urllib.parse
import urllib.request
from collections import Counter
from pathlib import Path

from business import PRIMARY, Business
from hub import Account, Hub

RELEASES = Path(__file__).parent.parent / "crates/app/tests/releases"
PDF = b"%PDF-1.7\nan extract from the register\n%%EOF"


class Api:
    """One account's access, without any SDK: the dump needs none."""

    def __init__(self, hub: Hub, account: Account):
        self.hub, self.account = hub, account
        self.core = f"/2010-04-01/Accounts/{account.sid}"

    def post(self, path: str, **fields: str) -> str:
        return self._send(path, urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def upload(self, path: str, content: bytes, **fields: str) -> str:
        boundary = "----------------release-dump"
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="File"; filename="extract.pdf"\r\n'
        parts.append(head.encode() + b"Content-Type: application/pdf\r\n\r\n" + content + b"\r\n")
        body = b"".join(parts) + f"--{boundary}--\r\n".encode()
        return self._send(path, body, f"multipart/form-data; boundary={boundary}")

    def _send(self, path: str, body: bytes, content_type: str) -> str:
        login = base64.b64encode(f"{self.account.sid}:{self.account.token}".encode()).decode()
        headers = {"Authorization": f"Basic {login}", "Content-Type": content_type}
        request = urllib.request.Request(self.hub.url + path, body, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["sid"]


def profile(api: Api, business: Business) -> str:
    """A complete profile, submitted."""
    made = api.post("/v1/CustomerProfiles", FriendlyName=business.name, Email=business.email, PolicySid=PRIMARY)
    address = {name.title().replace("_", ""): value for name, value in business.address().items()}
    place = api.post(f"{api.core}/Addresses.json", FriendlyName="Office", **address)
    items = [
        api.post("/v1/EndUsers", FriendlyName=kind, Type=kind, Attributes=json.dumps(attributes))
        for kind, attributes in (
            ("customer_profile_business_information", business.information()),
            ("authorized_representative_1", business.representative(1)),
        )
    ]
    kind = "customer_profile_address"
    attributes = json.dumps({"address_sids": place})
    items.append(api.post("/v1/SupportingDocuments", FriendlyName=kind, Type=kind, Attributes=attributes))
    for item in items:
        api.post(f"/v1/CustomerProfiles/{made}/EntityAssignments", ObjectSid=item)
    api.post(f"/v1/CustomerProfiles/{made}", Status="pending-review")
    return made


def live(hub: Hub) -> list[str]:
    """Something of everything; the accounts that are left."""
    first = hub.first_account()
    api = Api(hub, first)
    approved, rejected = profile(api, Business("Heron Press")), profile(api, Business("Plover Radio"))
    hub.decide("approve", approved)
    hub.decide("reject", rejected, "--code", "18601", "--note", "Another name on the website.")
    draft = api.post(
        "/v1/CustomerProfiles", FriendlyName="Empty", Email="draft@heron-press.example", PolicySid=PRIMARY
    )
    api.post(f"/v1/CustomerProfiles/{draft}", Status="pending-review")
    kind = "customer_profile_address"
    api.upload("/v1/SupportingDocuments", PDF, FriendlyName="Extract", Type=kind, Attributes="{}")
    api.post(f"{api.core}/Keys.json", FriendlyName="switch")
    api.post(f"{api.core}/IncomingPhoneNumbers.json", PhoneNumber="+14155550123")
    child = hub.new_account("Tenant", first.sid)
    profile(Api(hub, child), Business("Curlew Books"))
    gone = hub.new_account("Gone")
    profile(Api(hub, gone), Business("Lapwing Trade"))
    hub.command("account", "hold", first.sid, "--bundle", approved, "--reason", "Letter of 3 May")
    hub.command("account", "erase", gone.sid, "--yes")
    return [first.sid, child.sid]


def sqlite_dump(hub: Hub) -> str:
    connection = sqlite3.connect(hub.data / "trusthub.db")
    # Tables come in the order of their names, not of their references.
    text = "PRAGMA foreign_keys = OFF;\n" + "\n".join(connection.iterdump()) + "\n"
    connection.close()
    return text


def postgres_dump(url: str) -> str:
    """Without what belongs to the server's version or to psql."""
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    path = os.pathsep.join([os.environ.get("PATH", ""), *reversed(programs)])
    dump = shutil.which("pg_dump", path=path)
    if dump is None:
        raise SystemExit("pg_dump is not installed")
    command = [dump, "--inserts", "--no-owner", "--no-privileges", url]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = [line for line in text.splitlines() if line and not line.startswith(("--", "\\", "SET ", "SELECT "))]
    return "\n".join(lines) + "\n"


def write(hub: Hub, target: Path, accounts: list[str], dump) -> None:
    held = {}
    for account in accounts:
        lines = [json.loads(line) for line in hub.command("account", "export", account).splitlines()]
        # The export itself is noted after it was read.
        held[account] = dict(sorted(Counter(line["kind"] for line in lines).items()))
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    hub.command("key", "export", "--out", str(target / "keys.txt"))
    hub.stop()
    (target / "dump.sql").write_text(dump())
    (target / "held.json").write_text(json.dumps(held, indent=2) + "\n")
    shutil.copy(hub.data / "master.key", target / "master-key.txt")
    shutil.copytree(hub.data / "documents", target / "documents")
    for path in target.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", type=Path, required=True)
    binary = parser.parse_args().binary.resolve()
    version = subprocess.run([binary, "--version"], check=True, capture_output=True, text=True).stdout.split()[-1]
    # The private server's one database, gone with it.
    url = os.environ["TRUSTHUB_TEST_POSTGRES_URL"]
    for database in ("sqlite", "postgres"):
        with tempfile.TemporaryDirectory() as folder:
            hub = Hub(binary, Path(folder), url if database == "postgres" else None)
            hub.command("migrate")
            try:
                hub.start()
                accounts = live(hub)
                dump = (lambda: postgres_dump(url)) if database == "postgres" else (lambda: sqlite_dump(hub))
                write(hub, RELEASES / version / database, accounts, dump)
            finally:
                hub.kill()
        print(f"written: {RELEASES / version / database}")


if __name__ == "__main__":
    main()
