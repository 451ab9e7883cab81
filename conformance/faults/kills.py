"""kill -9 at any instant of a storm, again and again on the same data; and during the first start of many hubs."""

import random
import shutil
import subprocess
import time
from functools import partial
from pathlib import Path

import state
from callbacks import Listener
from checks import Suite, equal, eventually, that
from hub import Account, Hub
from storm import SETTINGS, Caller, Journal, Storm, own_profile

CUSTOMERS = 6
REVIEWERS = 2
# A lease of a killed server lasts 15 s; then its jobs run again, with a pause or two.
DRAINED_WITHIN = 90


class Kills:
    """One hub that is killed over and over."""

    def __init__(self, hub: Hub, seed: int, rounds: int):
        self.hub = hub
        self.seed = seed
        self.rounds = rounds
        self.chance = random.Random(seed)
        self.journal = Journal()
        self.listener = Listener()
        self.accounts: list[Account] = []
        self.primaries: dict[str, str] = {}
        self.storm: Storm | None = None

    def prepare(self) -> None:
        self.hub.environment |= SETTINGS
        self.hub.start_anew()
        self.accounts = [self.hub.first_account(), self.hub.new_account("storm second")]
        self.primaries = {account.sid: own_profile(self.hub, account, self.journal) for account in self.accounts}
        self.storm = Storm(
            self.hub, self.accounts, self.primaries, self.journal, f"{self.listener.url}/status?from=storm"
        )

    async def tell(self, suite: Suite) -> None:
        """The rounds; `settle` has the end, when the killed servers' leases are over."""
        if not await suite.check(self.a_hub_with_two_accounts_starts):
            return
        for number in range(self.rounds):
            if not await suite.check(self.killed_in_a_storm_it_starts_again, number):
                return
            await suite.check(self.what_was_answered_is_there)
            await suite.check(self.nothing_is_done_by_halves)
            await suite.check(self.the_audit_log_verifies)

    def a_hub_with_two_accounts_starts(self) -> None:
        self.prepare()

    def killed_in_a_storm_it_starts_again(self, number: int) -> None:
        before = len(self.journal.made)
        self.storm.start(f"Storm {self.seed} {number}", self.seed + number, CUSTOMERS, REVIEWERS)
        self.wait_for_answers(before + 12)
        time.sleep(self.chance.uniform(0.0, 2.5))
        self.hub.kill()
        if self.chance.random() < 0.5:
            # Some come at once, others while clients knock at a closed door; and one more kill while it starts.
            self.start_and_kill(self.chance.uniform(0.005, 0.4))
        self.storm.stop()
        self.hub.start()
        problems, self.journal.problems = self.journal.problems, []
        equal(problems, [], "problems of the clients")
        print(f"         {len(self.journal.made) - before} answers in this storm, {len(self.journal.bundles)} profiles")

    def wait_for_answers(self, count: int) -> None:
        """A storm that has not begun proves nothing, and on a busy machine it begins late."""
        deadline = time.monotonic() + 20
        while len(self.journal.made) < count and time.monotonic() < deadline:
            time.sleep(0.02)

    def start_and_kill(self, after: float) -> None:
        process = spawn(self.hub)
        time.sleep(after)
        process.kill()
        process.wait()

    def what_was_answered_is_there(self) -> None:
        state.what_was_answered_is_there(self.hub, self.accounts, self.journal)

    def nothing_is_done_by_halves(self) -> None:
        waiting = state.nothing_is_done_by_halves(self.hub, self.accounts, self.journal)
        state.the_file_is_sound(self.hub)
        self.storm.again(waiting)

    def the_audit_log_verifies(self) -> None:
        state.the_log_verifies(self.hub)

    async def settle(self, suite: Suite, is_long: bool) -> None:
        # The letter that something was received waits a minute, in case that it is decided meanwhile.
        await suite.check(self.the_queue_drains, state.PATIENT if is_long else state.LATER)
        await suite.check(self.each_event_was_told_once)
        await suite.check(self.every_answer_is_in_the_audit_log)
        await suite.check(self.it_still_ends_when_asked)
        self.listener.close()

    async def the_queue_drains(self, patient: set[str]) -> None:
        def is_drained() -> bool:
            return state.is_drained(self.hub, patient) or bool(time.sleep(0.5))

        await eventually(is_drained, "an empty queue", DRAINED_WITHIN)
        state.no_letter_is_dead(self.hub)

    def each_event_was_told_once(self) -> None:
        mails = partial(state.mails_in, self.hub)
        state.each_event_was_told(self.hub, self.accounts, self.journal, state.heard(self.listener), mails)
        that(mails() and self.listener.received, "a storm without mails or callbacks proves nothing")

    def every_answer_is_in_the_audit_log(self) -> None:
        state.every_answer_is_in_the_log(self.hub, self.accounts, self.journal)
        state.the_log_verifies(self.hub)

    def it_still_ends_when_asked(self) -> None:
        equal(self.hub.stop(), 0, "exit code after SIGTERM")


def spawn(hub: Hub) -> subprocess.Popen:
    """Starts the server without waiting for it."""
    command = [hub.binary, "serve", "--data-dir", hub.data, "--listen", f"127.0.0.1:{hub.port}"]
    with hub.log.open("ab") as log:
        return subprocess.Popen(
            [str(word) for word in command],
            env=hub.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def a_killed_first_start_is_made_up_for(binary: Path, folder: Path, seed: int, count: int) -> None:
    """Whenever the first start dies, the second one leaves a hub whose credentials work."""
    chance = random.Random(seed)
    for number in range(count):
        place = folder / f"first-{number}"
        place.mkdir()
        hub = Hub(binary, place, None)
        process = spawn(hub)
        after = chance.uniform(0.01, 0.6)
        time.sleep(after)
        process.kill()
        process.wait()
        try:
            hub.start()
            that((hub.data / "credentials.env").exists(), f"killed after {after:.3f} s, there are no credentials")
            caller = Caller(hub, hub.first_account())
            equal(caller.all("/v1/CustomerProfiles", "results"), [], "profiles of a new hub")
        finally:
            hub.kill()
        shutil.rmtree(place)
