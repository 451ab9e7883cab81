"""Customers and reviewers who all work at once, and the journal of what they were answered.

Whatever is in the journal as answered must be there after any crash. What was asked and not answered may be there or
not, but never by halves; `state.py` looks.
"""

import json
import queue
import random
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
from business import PRIMARY, SECONDARY, Business
from hub import Account, Hub

# Nothing may keep a caller waiting for longer (the server's own limit is 30 s).
PATIENCE_SECONDS = 40
# The exit code of a command that cannot reach what it needs.
ENVIRONMENT = 3
# A debug binary and a storm: no account may run into its limit, and only reviewers decide.
SETTINGS = {
    "TRUSTHUB_RATE_LIMIT_PER_SECOND": "100000",
    "TRUSTHUB_RATE_LIMIT_BURST": "100000",
    "TRUSTHUB_AUTO_DECIDE": "off",
}
OUTCOMES = {"approve": "twilio-approved", "reject": "twilio-rejected"}
REASON = "18601:customer_profile_business_information.website_url"


class Unanswered(Exception):
    """The connection ended before the answer: it may have been done or not."""


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, body: dict):
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body


@dataclass
class Answer:
    """How one request went, for those who look at answers as such."""

    at: float
    seconds: float
    method: str
    status: int
    code: int | None


class Caller:
    """One connection of one account."""

    def __init__(self, hub: Hub, account: Account):
        self.hub = hub
        self.account = account
        self.session = requests.Session()
        self.session.auth = (account.sid, account.token)
        self.session.trust_env = False
        self.answers: list[Answer] = []

    def post(self, path: str, **form: Any) -> dict:
        return self._call("POST", path, data={name: str(value) for name, value in form.items()})

    def get(self, path: str, **query: Any) -> dict:
        return self._call("GET", path, params=query)

    def all(self, path: str, key: str) -> list[dict]:
        """Every entry of a list, page by page."""
        page = self.get(path, PageSize=500)
        found = page[key]
        while (page.get("meta") or {}).get("next_page_url"):
            page = self._call("GET", page["meta"]["next_page_url"].removeprefix(self.hub.url))
            found += page[key]
        return found

    def _call(self, method: str, path: str, **more: Any) -> dict:
        started = time.monotonic()
        try:
            answer = self.session.request(method, self.hub.url + path, timeout=PATIENCE_SECONDS, **more)
            body = answer.json()
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as problem:
            raise Unanswered(f"{method} {path}: {problem}") from None
        return self._answered(started, method, answer.status_code, body)

    def _answered(self, started: float, method: str, status: int, body: dict) -> dict:
        """Notes how it went; the body of a success."""
        code = body.get("code") if status >= 400 else None
        self.answers.append(Answer(started, time.monotonic() - started, method, status, code))
        if status >= 400:
            raise Refused(status, body)
        return body


@dataclass
class Bundle:
    """A profile as its customer knows it."""

    sid: str
    account: Account
    name: str
    is_complete: bool
    assigned: set[str] = field(default_factory=set)
    asked_to_assign: set[str] = field(default_factory=set)
    is_submission_asked: bool = False
    submitted: str | None = None
    decision_asked: str | None = None
    decided: str | None = None

    def possible(self) -> set[str]:
        """The statuses that it may have now."""
        after_submission = "in-review" if self.is_complete else "twilio-rejected"
        if self.decided:
            return {OUTCOMES[self.decided]}
        if self.decision_asked:
            return {"in-review", OUTCOMES[self.decision_asked]}
        if self.submitted:
            return {self.submitted}
        return {"draft", after_submission} if self.is_submission_asked else {"draft"}


@dataclass
class Journal:
    """What was asked and what was answered."""

    bundles: dict[str, Bundle] = field(default_factory=dict)
    # The answer to each creation of anything, by the path where it can be fetched.
    made: dict[tuple[str, str], dict] = field(default_factory=dict)
    # Names of profiles whose creation was asked for.
    names: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    unanswered: int = 0


class Customer:
    """Makes one profile after the other through one connection."""

    def __init__(self, caller: Caller, journal: Journal, callback: str | None, primary: str | None):
        self.caller = caller
        self.journal = journal
        self.callback = callback
        self.primary = primary

    def make(self, path: str, **form: Any) -> dict:
        body = self.caller.post(path, **form)
        self.journal.made[(self.caller.account.sid, f"{path}/{body['sid']}")] = body
        return body

    def profile(self, name: str, is_complete: bool = True, policy: str = SECONDARY, **more: Any) -> Bundle:
        """A draft; with everything that it needs if it is to be complete."""
        # Only a provider's own profile may carry its customers'.
        business = Business(name, "isv_reseller_or_partner" if policy == PRIMARY else "direct_customer")
        self.journal.names.add(name)
        if self.callback:
            more = {"StatusCallback": self.callback} | more
        form = {"FriendlyName": name, "Email": business.email, "PolicySid": policy} | more
        sid = self.make("/v1/CustomerProfiles", **form)["sid"]
        bundle = Bundle(sid, self.caller.account, name, is_complete)
        self.journal.bundles[sid] = bundle
        for item in self.items(business, is_complete):
            self.assign(bundle, item)
        if is_complete and self.primary:
            self.assign(bundle, self.primary)
        return bundle

    def items(self, business: Business, is_complete: bool):
        information = "customer_profile_business_information"
        yield self.end_user(information, business.information())
        if not is_complete:
            return
        for number in (1, 2):
            yield self.end_user(f"authorized_representative_{number}", business.representative(number))
        address = {
            "".join(word.capitalize() for word in name.split("_")): value for name, value in business.address().items()
        }
        addresses = f"/2010-04-01/Accounts/{self.caller.account.sid}/Addresses"
        made = self.caller.post(f"{addresses}.json", **address)
        self.journal.made[(self.caller.account.sid, f"{addresses}/{made['sid']}.json")] = made
        attributes = f'{{"address_sids": "{made["sid"]}"}}'
        document = self.make(
            "/v1/SupportingDocuments",
            FriendlyName="address",
            Type="customer_profile_address",
            Attributes=attributes,
        )
        yield document["sid"]

    def end_user(self, kind: str, attributes: dict) -> str:
        return self.make("/v1/EndUsers", FriendlyName=kind, Type=kind, Attributes=json.dumps(attributes))["sid"]

    def assign(self, bundle: Bundle, object_sid: str) -> None:
        bundle.asked_to_assign.add(object_sid)
        self.make(f"/v1/CustomerProfiles/{bundle.sid}/EntityAssignments", ObjectSid=object_sid)
        bundle.assigned.add(object_sid)

    def submit(self, bundle: Bundle) -> None:
        bundle.is_submission_asked = True
        answer = self.caller.post(f"/v1/CustomerProfiles/{bundle.sid}", Status="pending-review")
        if answer["status"] not in bundle.possible() - {"draft"}:
            why = answer["errors"]
            self.journal.problems.append(f"{bundle.sid} was submitted and is {answer['status']}: {why}")
        bundle.submitted = answer["status"]


def review(hub: Hub, bundle: Bundle, kill_after: float | None = None) -> None:
    """`trusthub review approve|reject`, killed after a while if so wished."""
    verb = bundle.decision_asked
    extra = ["--code", REASON] if verb == "reject" else []
    command = [str(hub.binary), "review", str(verb), bundle.sid, *extra, "--data-dir", str(hub.data)]
    process = subprocess.Popen(
        command,
        env=hub.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _, why = process.communicate(timeout=kill_after or 60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return
    if process.returncode == 0:
        bundle.decided = verb
    elif process.returncode == ENVIRONMENT or "vetting" in why.lower():
        # No database, or not yet: it stays open for another time.
        bundle.decision_asked = bundle.decision_asked or verb
    else:
        raise Refused(process.returncode, {"message": why})


class Storm:
    """Several customers and reviewers on one hub, until told to stop or until the hub is gone."""

    def __init__(
        self,
        hub: Hub,
        accounts: list[Account],
        primaries: dict[str, str],
        journal: Journal,
        callback: str,
        caller: Callable[[int, Account], Caller] | None = None,
    ):
        self.hub = hub
        # How the customer of that number talks to the hub.
        self.caller = caller or (lambda _, account: Caller(hub, account))
        self.accounts = accounts
        self.primaries = primaries
        self.journal = journal
        self.callback = callback
        self.open: queue.Queue[Bundle] = queue.Queue()
        self.over = threading.Event()
        self.threads: list[threading.Thread] = []
        self.callers: list[Caller] = []

    def start(self, label: str, seed: int, customers: int, reviewers: int, kills_reviewers: bool = True) -> None:
        self.over.clear()
        self.threads, self.callers = [], []
        chance = random.Random(seed)
        for number in range(customers):
            account = self.accounts[number % len(self.accounts)]
            caller = self.caller(number, account)
            self.callers.append(caller)
            customer = Customer(caller, self.journal, self.callback, self.primaries.get(account.sid))
            name = f"{label} {number}"
            self._spawn(self._customer, customer, name, random.Random(chance.random()))
        for _ in range(reviewers):
            self._spawn(self._reviewer, random.Random(chance.random()), kills_reviewers)

    def stop(self) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(PATIENCE_SECONDS + 60)
            if thread.is_alive():
                self.journal.problems.append("a client still waits for its answer")

    def again(self, bundles: list[Bundle]) -> None:
        """These are still open: reviewers take them up once more."""
        self.open = queue.Queue()
        for bundle in bundles:
            self.open.put(bundle)

    def _spawn(self, work: Callable, *arguments: Any) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        thread.start()
        self.threads.append(thread)

    def _customer(self, customer: Customer, name: str, chance: random.Random) -> None:
        count = 0
        while not self.over.is_set():
            count += 1
            try:
                bundle = customer.profile(f"{name} {count}", is_complete=chance.random() < 0.6)
                if chance.random() < 0.3:
                    customer.caller.post(f"/v1/CustomerProfiles/{bundle.sid}/Evaluations", PolicySid=SECONDARY)
                customer.submit(bundle)
                if bundle.is_complete:
                    self.open.put(bundle)
            except Unanswered:
                self.journal.unanswered += 1
                # Whoever is cut off comes back; while the hub is away, slowly.
                time.sleep(0.1)
            except Refused as refused:
                if refused.status != 503:
                    self.journal.problems.append(f"{name}: {refused}")
                time.sleep(0.1)
            except Exception as problem:  # whatever it is, it is a finding
                self.journal.problems.append(f"{name}: {problem!r}")
                return

    def _reviewer(self, chance: random.Random, kills: bool) -> None:
        while not self.over.is_set():
            try:
                bundle = self.open.get(timeout=0.1)
            except queue.Empty:
                continue
            bundle.decision_asked = bundle.decision_asked or chance.choice(["approve", "reject"])
            try:
                review(self.hub, bundle, chance.uniform(0.02, 0.5) if kills and chance.random() < 0.3 else None)
            except Refused as refused:
                self.journal.problems.append(f"review of {bundle.sid}: {refused}")
            except Exception as problem:
                self.journal.problems.append(f"review of {bundle.sid}: {problem!r}")


def own_profile(hub: Hub, account: Account, journal: Journal) -> str:
    """The account's own profile in force, which its customers' profiles rest on."""
    caller = Caller(hub, account)
    customer = Customer(caller, journal, None, None)
    bundle = customer.profile(f"Provider {account.name}", policy=PRIMARY)
    customer.submit(bundle)
    hub.decide("approve", bundle.sid)
    bundle.decision_asked = bundle.decided = "approve"
    return bundle.sid
