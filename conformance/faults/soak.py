"""Nodes and partners that die at random while trust changes; at the end all books are compared, entry by entry.

One partner asks for the feed and waits, one listens to the stream, one has it sent to its server. Each writes down what it
got before it goes on, and loses what it had not written down yet when it is killed; that is all that the hub's documentation
asks of a partner.
"""

import base64
import hashlib
import hmac
import json
import random
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
import state
from checks import Suite, equal, eventually, that
from hub import Account, Hub, share
from storm import PATIENCE_SECONDS, SETTINGS, Journal, own_profile

ACCOUNTS = 3
NUMBERS_EACH = 5
FEED = "/partner/v1/Events"
BROKEN = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError, requests.Timeout)
# Documented: what a command changed counts on every node within two seconds; and what a busy machine adds to it.
KNOWN_SECONDS = 10
# A stream that says nothing for so long is opened anew.
SILENCE_SECONDS = 3
# What a node had begun when it was killed may still be carried out by the database.
LAST_BREATH_SECONDS = 0.5
# An attempt that fails is made again after 1 s, 5 s, 15 s, 1 min.
SETTLED_SECONDS = 90


@dataclass
class Notebook:
    """What a partner wrote down: it survives the partner."""

    entries: list[dict] = field(default_factory=list)
    cursor: str | None = None
    deaths: int = 0
    problems: list[str] = field(default_factory=list)

    def write(self, entries: list[dict], cursor: str) -> None:
        self.entries += entries
        self.cursor = cursor

    def seen_once(self) -> list[dict]:
        """In the order in which each came first."""
        return list({entry["id"]: entry for entry in self.entries}.values())


class Partner:
    """One that dies and comes back, until the soak is over."""

    def __init__(self, soak: "Soak", name: str, seed: int):
        made = json.loads(
            soak.first.command("partner", "create", "--name", name, "--kind", "carrier", "--quota", "100000", "--json")
        )
        self.soak = soak
        self.session = requests.Session()
        self.session.auth = (made["sid"], made["secret"])
        self.session.trust_env = False
        self.chance = random.Random(seed)
        self.book = Notebook()
        self.thread = threading.Thread(target=self._live, daemon=True)

    def get(self, path: str, **more) -> requests.Response:
        """From any node; those that are gone refuse the connection."""
        node = self.chance.choice(self.soak.nodes)
        return self.session.get(node.url + path, **({"timeout": PATIENCE_SECONDS} | more))

    def _live(self) -> None:
        while not self.soak.over.is_set():
            try:
                self.read()
            except BROKEN:
                time.sleep(0.05)
            except Exception as problem:  # whatever it is, it is a finding
                self.book.problems.append(repr(problem))
                return

    def read(self) -> None:
        raise NotImplementedError

    def dies(self, chance: float = 0.2) -> bool:
        is_dead = self.chance.random() < chance
        self.book.deaths += is_dead
        return is_dead


class Waiting(Partner):
    """Asks for the next entries and waits for them."""

    def read(self) -> None:
        cursor = {"Cursor": self.book.cursor} if self.book.cursor else {}
        answer = self.get(FEED, params={"Wait": 2, "Limit": 7} | cursor)
        if answer.status_code == 503:
            return
        equal(answer.status_code, 200, "status of the feed")
        if not self.dies():
            page = answer.json()
            self.book.write(page["events"], page["cursor"])


class Listening(Partner):
    """Keeps a stream open, and comes back with the last entry that it wrote down."""

    def read(self) -> None:
        last = {"Last-Event-ID": self.book.cursor} if self.book.cursor else {}
        headers = {"Accept": "text/event-stream"} | last
        with self.get(FEED, headers=headers, stream=True, timeout=SILENCE_SECONDS) as stream:
            if stream.status_code == 503:
                return
            equal(stream.status_code, 200, "status of the stream")
            cursor = None
            for line in stream.iter_lines(chunk_size=1, decode_unicode=True):
                if self.soak.over.is_set() or self.dies(0.05):
                    return
                if line.startswith("id:"):
                    cursor = line.removeprefix("id:").strip()
                elif line.startswith("data:") and cursor:
                    self.book.write([json.loads(line.removeprefix("data:"))], cursor)
                    cursor = None


class Called(Partner):
    """Has the feed sent to a server of its own, which is away now and then."""

    def begin(self) -> None:
        partner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                try:
                    partner.take(self.headers, body)
                except AssertionError as problem:
                    partner.book.problems.append(str(problem))
                # A death between taking it and saying so: it comes again.
                self.send_response(500 if partner.is_away or partner.dies(0.05) else 204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.is_away = False
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{self.server.server_address[1]}/trust"
        answer = self.session.post(self.soak.first.url + "/partner/v1/Webhook", data={"Url": url, "Cursor": self.soak.begin})
        that(answer.status_code < 300, f"the webhook was not taken: {answer.text}")
        self.secret = base64.b64decode(answer.json()["signing_secret"].removeprefix("whsec_"))

    def take(self, headers, body: bytes) -> None:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = base64.b64encode(hmac.new(self.secret, signed, hashlib.sha256).digest()).decode()
        that(f"v1,{expected}" in headers["webhook-signature"].split(" "), "a webhook is not signed by the hub")
        entry = json.loads(body)
        equal(headers["webhook-id"], entry["id"], "identifier of the webhook")
        self.book.write([entry], entry["sequence"])

    def read(self) -> None:
        time.sleep(self.chance.uniform(1, 3))
        self.is_away = True
        self.book.deaths += 1
        time.sleep(0.2)
        self.is_away = False


@dataclass
class Business:
    """An account whose trust changes, and what it was told of its changes."""

    account: Account
    bundle: str
    numbers: list[str]
    # By number: whether the account has it, as far as it was answered; its identifier.
    held: dict[str, str] = field(default_factory=dict)
    suspensions: int = 0
    changes: int = 0
    problems: list[str] = field(default_factory=list)


class Soak:
    """Several nodes on one database, changing trust, and partners who rely on it."""

    def __init__(self, nodes: list[Hub], seed: int):
        self.nodes = nodes
        self.first = nodes[0]
        self.seed = seed
        self.over = threading.Event()
        share(nodes)
        for node in nodes:
            node.environment |= SETTINGS

    async def tell(self, suite: Suite, is_long: bool) -> None:
        if await suite.check(self.businesses_and_partners_begin):
            await suite.check(self.they_die_at_random_while_trust_changes, 300 if is_long else 12)
            await suite.check(self.every_partner_has_every_entry_in_one_order)
            await suite.check(self.the_entries_add_up_to_what_is_so)
            await suite.check(self.the_log_verifies)

    async def businesses_and_partners_begin(self) -> None:
        self.first.command("migrate")
        for node in self.nodes:
            node.start()
        journal = Journal()
        self.businesses = []
        for count in range(ACCOUNTS):
            account = self.first.new_account(f"Soaked {count}")
            numbers = [f"+1415555{3000 + 100 * count + number}" for number in range(NUMBERS_EACH)]
            self.businesses.append(Business(account, own_profile(self.first, account, journal), numbers))
            consent = {"Recipient": "carrier", "Fields": "numbers"}
            answer = self._ask(account, "POST", "/trust/v1/PartnerConsents", data=consent)
            that(answer is not None and answer.status_code < 300, "consent is not taken")
        equal(journal.problems, [], "problems of the customers")
        self.partners = waiting, listening, called = [
            kind(self, kind.__name__, self.seed + place) for place, kind in enumerate((Waiting, Listening, Called))
        ]
        await eventually(self._all_are_known, "partners that every node knows", KNOWN_SECONDS)
        self.begin = waiting.get(FEED, params={"Cursor": "latest"}).json()["cursor"]
        waiting.book.cursor = listening.book.cursor = called.book.cursor = self.begin
        called.begin()
        self.called = called

    def _all_are_known(self) -> bool:
        asked = [
            partner.session.get(node.url + FEED, params={"Cursor": "latest"}, timeout=PATIENCE_SECONDS)
            for partner in self.partners
            for node in self.nodes
        ]
        return all(answer.status_code == 200 for answer in asked)

    def _ask(self, account: Account, method: str, path: str, node: Hub | None = None, **more):
        """The answer; nothing where it is not known whether there was one."""
        node = node or self.first
        session = requests.Session()
        session.trust_env = False
        try:
            return session.request(
                method, node.url + path, auth=(account.sid, account.token), timeout=PATIENCE_SECONDS, **more
            )
        except BROKEN:
            return None

    def they_die_at_random_while_trust_changes(self, seconds: float) -> None:
        chance = random.Random(self.seed)
        workers = [
            threading.Thread(target=self._business, args=(one, random.Random(chance.random())), daemon=True)
            for one in self.businesses
        ]
        for thread in [*workers, *(partner.thread for partner in self.partners)]:
            thread.start()
        until, kills = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            time.sleep(chance.uniform(0.5, 2.5))
            victim = chance.choice(self.nodes)
            victim.kill()
            kills += 1
            time.sleep(chance.uniform(0, 1))
            victim.start()
        self.over.set()
        for thread in [*workers, *(partner.thread for partner in self.partners)]:
            thread.join(PATIENCE_SECONDS + 60)
            that(not thread.is_alive(), "somebody still waits for an answer")
        problems = [problem for one in [*self.businesses, *(it.book for it in self.partners)] for problem in one.problems]
        equal(problems, [], "problems")
        changes = sum(one.changes for one in self.businesses)
        deaths = [partner.book.deaths for partner in self.partners]
        that(changes > 0 and all(deaths), f"{changes} changes, deaths {deaths}")
        print(f"         {changes} changes; {kills} nodes and {deaths} partners died")

    def _business(self, one: Business, chance: random.Random) -> None:
        suspended = False
        while not self.over.is_set():
            try:
                if chance.random() < 0.15:
                    verb = "reinstate" if suspended else "suspend"
                    note = [] if suspended else ["--note", "Soaked."]
                    self.first.command("review", verb, one.bundle, *note)
                    suspended = not suspended
                    one.suspensions += 1
                    one.changes += 1
                else:
                    self._change_number(one, chance)
            except Exception as problem:  # whatever it is, it is a finding
                one.problems.append(repr(problem))
                return
            time.sleep(0.05)

    def _change_number(self, one: Business, chance: random.Random) -> None:
        number = chance.choice(one.numbers)
        node = chance.choice(self.nodes)
        base = f"/2010-04-01/Accounts/{one.account.sid}/IncomingPhoneNumbers"
        if number in one.held:
            answer = self._ask(one.account, "DELETE", f"{base}/{one.held[number]}.json", node)
        else:
            answer = self._ask(one.account, "POST", f"{base}.json", node, data={"PhoneNumber": number})
        if answer is None or answer.status_code == 503:
            time.sleep(LAST_BREATH_SECONDS)
            one.held = self._held(one)
        elif answer.status_code == 204:
            del one.held[number]
            one.changes += 1
        elif answer.status_code == 201:
            one.held[number] = answer.json()["sid"]
            one.changes += 1
        else:
            one.problems.append(f"{number}: {answer.status_code} {answer.text}")

    def _held(self, one: Business) -> dict[str, str]:
        """Whoever got no answer looks how it is now."""
        base = f"/2010-04-01/Accounts/{one.account.sid}/IncomingPhoneNumbers.json?PageSize=100"
        while True:
            for node in self.nodes:
                answer = self._ask(one.account, "GET", base, node)
                if answer is not None and answer.status_code == 200:
                    rows = answer.json()["incoming_phone_numbers"]
                    return {row["phone_number"]: row["sid"] for row in rows}
            time.sleep(0.1)

    def _feed(self) -> list[dict]:
        """All entries since the begin, read by a partner to whom nothing happens."""
        reader, cursor, entries = self.partners[0], self.begin, []
        while True:
            page = reader.session.get(self.first.url + FEED, params={"Cursor": cursor, "Limit": 1000}).json()
            if not page["events"]:
                return entries
            entries, cursor = entries + page["events"], page["cursor"]

    async def every_partner_has_every_entry_in_one_order(self) -> None:
        self.feed = await eventually(self._settled_feed, "a feed that has come to rest", SETTLED_SECONDS)
        that(len({entry["id"] for entry in self.feed}) == len(self.feed), "an entry stands in the feed twice")
        sequences = [int(entry["sequence"]) for entry in self.feed]
        equal(sequences, sorted(set(sequences)), "numbers of the feed's entries")
        # Those that were dead at the end come back once more.
        self.over.clear()
        waiting, listening, called = self.partners
        known = [entry["id"] for entry in self.feed]
        for partner in (waiting, listening):
            deadline = time.monotonic() + 30
            while len(partner.book.seen_once()) < len(known) and time.monotonic() < deadline:
                # The stream is left as soon as all is there.
                self._read_to_the_end(partner, len(known))
        await eventually(lambda: len(called.book.seen_once()) >= len(known) or time.sleep(0.3), "webhooks", SETTLED_SECONDS)
        self.over.set()
        for partner in self.partners:
            seen = partner.book.seen_once()
            equal([entry["id"] for entry in seen], known, f"entries of {type(partner).__name__}")
            # `identity` is as of the reading; all else never changes.
            for mine, truth in zip(seen, self.feed, strict=True):
                equal(fixed(mine), fixed(truth), f"{type(partner).__name__}, entry {truth['sequence']}")
        twice = [len(partner.book.entries) - len(known) for partner in self.partners]
        print(f"         {len(known)} entries; came again: {twice}")

    def _read_to_the_end(self, partner: Partner, count: int) -> None:
        page = partner.session.get(
            self.first.url + FEED, params={"Cursor": partner.book.cursor, "Limit": 1000}, timeout=PATIENCE_SECONDS
        ).json()
        partner.book.write(page["events"], page["cursor"])
        that(page["events"] or len(partner.book.seen_once()) >= count, "the feed goes on nowhere")

    def _settled_feed(self) -> list[dict] | None:
        """Entries are numbered after the change itself, within a second."""
        before = self._feed()
        time.sleep(2)
        after = self._feed()
        return after if len(before) == len(after) else None

    def the_entries_add_up_to_what_is_so(self) -> None:
        for one in self.businesses:
            about = [entry for entry in self.feed if entry["data"]["account_sid"] == one.account.sid]
            of_trust = [entry for entry in about if entry["type"].startswith("trusthub.trust.")]
            level = of_trust[0]["data"]["previous_level"] if of_trust else 2
            for entry in of_trust:
                equal(entry["data"]["previous_level"], level, f"level before entry {entry['sequence']}")
                level = entry["data"]["level"]
            asked = self.partners[0].session.get(
                self.first.url + "/partner/v1/Lookups", params={"AccountSid": one.account.sid}
            ).json()
            equal(level, asked["level"], f"level of {one.account.name}, by its entries and by looking it up")
            changed = [entry for entry in about if entry["type"].split(".")[2] in ("suspended", "reinstated")]
            equal(len(changed), one.suspensions, f"suspensions and reinstatements of {one.account.name}")
            held: set[str] = set()
            for entry in about:
                number = entry["data"]["number"]
                if entry["type"] == "trusthub.number.added.v1":
                    that(number not in held, f"{number} was added twice")
                    held.add(number)
                elif entry["type"] == "trusthub.number.removed.v1":
                    that(number in held, f"{number} was removed and not there")
                    held.discard(number)
            now = set(self._held(one))
            equal(held, now, f"numbers of {one.account.name}, by the feed and by its own list")
            equal(set(one.held), now, f"numbers of {one.account.name}, as it was answered")

    def the_log_verifies(self) -> None:
        for node in self.nodes:
            state.the_log_verifies(node)


def fixed(entry: dict) -> dict:
    """What of an entry never changes."""
    return entry | {"data": {name: value for name, value in entry["data"].items() if name != "identity"}}
