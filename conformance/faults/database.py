"""The database goes away under load and comes back: a PostgreSQL server that is stopped, a disk that is full."""

import os
import shlex
import subprocess
import time
import urllib.error
import urllib.request
from collections import Counter
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import state
from callbacks import Listener
from checks import Suite, equal, eventually, that
from hub import Account, Hub
from storm import SETTINGS, Answer, Caller, Journal, Refused, Storm, own_profile

# The longest that an answer may take while there is no database (docs: the hub's own limit).
LONGEST_ANSWER_SECONDS = 31
# How soon requests must succeed again.
WELL_AGAIN_SECONDS = 10
# Longer than a request waits for the database (10 s): a shorter outage may be waited through, and nobody is refused.
DOWN_SECONDS = 12
DISK_SIZE = "48m"


class Outage:
    """A storm on one hub while what is under it fails."""

    def __init__(self, hub: Hub):
        self.hub = hub
        self.journal = Journal()
        self.listener = Listener()
        self.account: Account | None = None
        self.storm: Storm | None = None

    def start(self) -> None:
        self.hub.environment |= SETTINGS
        self.hub.start_anew()
        self.account = self.hub.first_account()
        primaries = {self.account.sid: own_profile(self.hub, self.account, self.journal)}
        self.storm = Storm(
            self.hub, [self.account], primaries, self.journal, f"{self.listener.url}/status?from=outage"
        )

    def answers(self) -> list[Answer]:
        return [answer for caller in self.storm.callers for answer in caller.answers]

    def end_of_storm(self) -> None:
        self.storm.stop()
        problems, self.journal.problems = self.journal.problems, []
        equal(problems, [], "problems of the clients")
        slowest = max(answer.seconds for answer in self.answers())
        that(slowest < LONGEST_ANSWER_SECONDS, f"an answer took {slowest:.1f} s")
        bad = Counter((answer.status, answer.code) for answer in self.answers() if answer.status >= 400)
        equal({kind for kind in bad} - {(503, 20503)}, set(), "answers other than success and 503/20503")
        print(f"         {len(self.answers())} answers, {bad[(503, 20503)]} of them 503, the slowest after {slowest:.1f} s")

    def well_again(self, since: float) -> None:
        recovered = [answer.at + answer.seconds for answer in self.answers() if answer.status < 300]
        later = [at - since for at in recovered if at > since]
        that(later and min(later) < WELL_AGAIN_SECONDS, f"no success within {WELL_AGAIN_SECONDS} s of the end")

    async def keeps_its_word(self) -> None:
        accounts = [self.account]
        state.what_was_answered_is_there(self.hub, accounts, self.journal)
        state.nothing_is_done_by_halves(self.hub, accounts, self.journal)
        state.the_file_is_sound(self.hub)
        state.the_log_verifies(self.hub)
        state.every_answer_is_in_the_log(self.hub, accounts, self.journal)

    async def the_queue_drains(self, patient: set[str]) -> None:
        def is_drained() -> bool:
            return state.is_drained(self.hub, patient) or bool(time.sleep(0.5))

        # A job whose end could not be recorded runs again when its lease is over.
        await eventually(is_drained, "an empty queue", 100)
        state.no_letter_is_dead(self.hub)
        mails = partial(state.mails_in, self.hub)
        state.each_event_was_told(self.hub, [self.account], self.journal, state.heard(self.listener), mails)

    def it_ends_when_asked(self) -> None:
        equal(self.hub.stop(), 0, "exit code after SIGTERM")
        self.listener.close()

    def status_of(self, path: str) -> int:
        try:
            with urllib.request.urlopen(self.hub.url + path, timeout=LONGEST_ANSWER_SECONDS) as answer:
                return answer.status
        except urllib.error.HTTPError as refusal:
            return refusal.code


class PostgresServer:
    """The server behind a URL, stopped and started by its own programs, as its own user."""

    def __init__(self, url: str, programs: Path):
        self.url = url
        self.programs = programs
        self.data = Path(self.ask("show data_directory"))
        words = shlex.split((self.data / "postmaster.opts").read_text())[1:]
        # pg_ctl names the folder by itself.
        folder = words.index("-D")
        self.options = shlex.join(words[:folder] + words[folder + 2 :])

    def ask(self, question: str) -> str:
        command = [self.programs / "psql", self.url, "--tuples-only", "--no-align", "--command", question]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout.strip()

    def new_database(self, name: str) -> str:
        self.ask(f"create database {name}")
        return urlsplit(self.url)._replace(path=f"/{name}").geturl()

    def stop(self, mode: str) -> None:
        self._control("stop", "--mode", mode)

    def start(self) -> None:
        self._control("start", "--options", self.options, "--log", str(self.data / "log-after-a-fault"))

    def _control(self, verb: str, *more: str) -> None:
        owner = self.data.stat()
        as_owner = []
        if os.geteuid() == 0 and owner.st_uid != 0:
            as_owner = ["setpriv", f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}", "--clear-groups", "--"]
        command = [*as_owner, str(self.programs / "pg_ctl"), verb, "--silent", "--wait", "--pgdata", str(self.data)]
        nowhere = subprocess.DEVNULL
        subprocess.run(
            [*command, *more], stdin=nowhere, stdout=nowhere, stderr=nowhere, check=True, timeout=60, cwd="/"
        )


class PostgresGone(Outage):
    """Stopped in two ways: sessions told to go, and everything dead at once."""

    def __init__(self, hub: Hub, server: PostgresServer):
        super().__init__(hub)
        self.server = server

    async def tell(self, suite: Suite) -> None:
        if not await suite.check(self.a_hub_starts):
            return
        await suite.check(self.told_to_go_it_is_answered_503_and_then_well_again)
        await suite.check(self.keeps_its_word)
        await suite.check(self.killed_it_is_answered_503_and_then_well_again)
        await suite.check(self.keeps_its_word)

    async def settle(self, suite: Suite, is_long: bool) -> None:
        await suite.check(self.the_queue_drains, state.PATIENT if is_long else state.LATER)
        await suite.check(self.it_ends_when_asked)

    def a_hub_starts(self) -> None:
        self.start()

    def told_to_go_it_is_answered_503_and_then_well_again(self) -> None:
        self._without_database("fast")

    def killed_it_is_answered_503_and_then_well_again(self) -> None:
        self._without_database("immediate")

    def _without_database(self, mode: str) -> None:
        self.storm.start(f"Gone {mode}", seed=1, customers=4, reviewers=1, kills_reviewers=False)
        time.sleep(1.5)
        self.server.stop(mode)
        try:
            equal(self.status_of("/health"), 200, "/health without a database")
            equal(self.status_of("/ready"), 503, "/ready without a database")
            time.sleep(DOWN_SECONDS)
        finally:
            self.server.start()
        back = time.monotonic()
        time.sleep(3)
        self.end_of_storm()
        that([answer for answer in self.answers() if answer.status == 503], "an outage that nobody noticed")
        self.well_again(back)


class DiskFull(Outage):
    """The data directory is a small disk of its own; root only, since it must be mounted."""

    def __init__(self, hub: Hub):
        super().__init__(hub)
        self.ballast = hub.data / "ballast"
        self.is_mounted = False

    async def tell(self, suite: Suite) -> None:
        self.hub.data.mkdir(mode=0o700)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_SIZE},mode=0700", "tmpfs", str(self.hub.data)]
        self.is_mounted = os.geteuid() == 0 and subprocess.run(mount, stderr=subprocess.DEVNULL).returncode == 0
        if not self.is_mounted:
            print("  not run: mounting a small disk needs root")
            return
        if not await suite.check(self.a_hub_starts):
            return
        await suite.check(self.on_a_full_disk_changes_are_refused_and_reading_goes_on)
        await suite.check(self.keeps_its_word)
        await suite.check(self.killed_on_a_full_disk_it_starts_again_once_there_is_room)
        await suite.check(self.keeps_its_word)

    async def settle(self, suite: Suite, is_long: bool) -> None:
        if self.is_mounted and self.storm:
            await suite.check(self.the_queue_drains, state.PATIENT if is_long else state.LATER)
            await suite.check(self.it_ends_when_asked)
        self.unmount()

    def unmount(self) -> None:
        if self.is_mounted:
            self.hub.kill()
            subprocess.run(["umount", str(self.hub.data)], check=True)
            self.is_mounted = False

    def a_hub_starts(self) -> None:
        self.start()

    def _fill(self) -> None:
        with self.ballast.open("ab", buffering=0) as file:
            for size in (1 << 20, 4096):
                try:
                    while file.write(bytes(size)) == size:
                        pass
                except OSError:
                    pass

    def _full_for(self, seconds: float) -> None:
        """What the hub frees meanwhile is taken as well."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._fill()
            time.sleep(0.05)

    def on_a_full_disk_changes_are_refused_and_reading_goes_on(self) -> None:
        self.storm.start("Full", seed=2, customers=4, reviewers=1, kills_reviewers=False)
        time.sleep(1.5)
        self._full_for(2.5)
        reader = Caller(self.hub, self.account)
        that(reader.all("/v1/CustomerProfiles", "results"), "profiles, read from a full disk")
        equal(self.status_of("/health"), 200, "/health on a full disk")
        try:
            for _ in range(50):
                reader.post("/v1/EndUsers", FriendlyName="x", Type="customer_profile_business_information")
            raise AssertionError("a full disk took fifty more objects")
        except Refused as refused:
            equal((refused.status, refused.body["code"]), (503, 20503), "a change on a full disk")
        self.ballast.unlink()
        back = time.monotonic()
        time.sleep(2)
        self.end_of_storm()
        self.well_again(back)

    def killed_on_a_full_disk_it_starts_again_once_there_is_room(self) -> None:
        self.storm.start("Full and killed", seed=3, customers=4, reviewers=0)
        time.sleep(1)
        self._full_for(1)
        self.hub.kill()
        try:
            # It may start, though hardly be ready, or say that it cannot; it must not hang, nor break anything.
            self.hub.start(until="/health")
        except RuntimeError as refusal:
            that("serve ended with 3" in str(refusal), f"how it ends on a full disk: {refusal}")
        self.hub.kill()
        self.ballast.unlink()
        self.hub.start()
        self.storm.stop()
        self.journal.problems.clear()
