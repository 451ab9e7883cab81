"""Hubs on a PostgreSQL whose primary is lost, in several ways, under a storm of customers and reviewers."""

import time
from collections import Counter
from collections.abc import Callable

import state
from checks import Suite, equal, that
from hub import Hub
from nodes import Nodes
from patroni import TTL_SECONDS, Patroni, wait
from storm import Answer, Caller, Storm

CUSTOMERS = 4
# A silent primary is given up after the time to live; then a standby is promoted, and the hubs look for it.
RESUMES_WITHIN_SECONDS = TTL_SECONDS + 20
# What has to succeed before a fault, and after it.
ANSWERS = 20
# The hub's own limit is 30 s.
LONGEST_ANSWER_SECONDS = 31
# A job whose end could not be recorded runs again when its lease is over.
DRAINS_WITHIN_SECONDS = 120


class Failover(Nodes):
    """The hubs, their customers and receivers, and the database cluster under them."""

    def __init__(self, cluster: Patroni, hubs: list[Hub], seed: int):
        super().__init__(hubs, seed)
        self.cluster = cluster
        self.dead = None
        for hub in hubs:
            # The keys move with the primary as well.
            hub.environment["TRUSTHUB_KEYS_URL"] = cluster.url("keys")

    async def tell(self, suite: Suite, is_long: bool) -> None:
        faults = [self.the_machine_of_the_primary_dies]
        if is_long:
            faults += [
                self.the_dead_machine_comes_back_and_follows,
                self.the_database_alone_dies_and_is_started_again,
                self.the_primary_is_switched_on_purpose,
                self.what_the_servers_agree_through_is_gone_and_back,
            ]
        try:
            for begin in (self.three_servers_agree_on_a_primary, self.nodes_start_on_one_database):
                if not await suite.check(begin):
                    return
            for fault in faults:
                await suite.check(fault)
            await suite.check(self.no_answered_change_was_lost)
            await suite.check(self.they_end_when_asked)
        finally:
            self.outside.close()

    def three_servers_agree_on_a_primary(self) -> None:
        self.cluster.start()
        for database in ("hub", "keys"):
            wait(lambda name=database: self.cluster.can(f"CREATE DATABASE {name}"), f"database {database}", 30)

    def the_machine_of_the_primary_dies(self) -> None:
        def die() -> None:
            self.dead = self.cluster.primary()
            self.dead.kill()

        self._under_storm("Died", die)

    def the_dead_machine_comes_back_and_follows(self) -> None:
        self.dead.patroni.start()
        self.cluster.wait_until_whole()

    def the_database_alone_dies_and_is_started_again(self) -> None:
        self._under_storm("Crashed", lambda: self.cluster.primary().kill_server())
        self.cluster.wait_until_whole()

    def the_primary_is_switched_on_purpose(self) -> None:
        self._under_storm("Switched", self.cluster.switch_over)
        self.cluster.wait_until_whole()

    def what_the_servers_agree_through_is_gone_and_back(self) -> None:
        """No primary without agreement: it steps down, and nobody writes until there is agreement again."""

        def lose_and_return() -> None:
            self.cluster.etcd.kill()
            wait(lambda: not any(node.is_primary() for node in self.cluster.nodes), "primary that steps down", 60)
            self.cluster.etcd.start()

        self._under_storm("Disagreed", lose_and_return)
        self.cluster.wait_until_whole()

    def _under_storm(self, label: str, fault: Callable[[], None]) -> None:
        """It goes on until changes succeed that were asked for after the fault."""
        storm = self._storm(lambda number, account: Caller(self.nodes[number % len(self.nodes)], account))
        storm.start(label, seed=self.seed, customers=CUSTOMERS, reviewers=1, kills_reviewers=False)
        try:
            changes_since(storm, time.monotonic(), 30)
            fault()
            resumed = changes_since(storm, time.monotonic(), RESUMES_WITHIN_SECONDS)
        finally:
            storm.stop()
        problems, self.journal.problems = self.journal.problems, []
        equal(problems[:5], [], "problems of the clients")
        equal(self.journal.unanswered, 0, "requests without an answer")
        answers = answers_of(storm)
        bad = Counter((answer.status, answer.code) for answer in answers if answer.status >= 400)
        equal(set(bad) - {(503, 20503)}, set(), "answers other than success and 503/20503")
        slowest = max(answer.seconds for answer in answers)
        that(slowest < LONGEST_ANSWER_SECONDS, f"an answer took {slowest:.1f} s")
        print(
            f"         changes succeed again after {resumed:.1f} s; {len(answers)} answers, "
            f"{bad[(503, 20503)]} of them 503, the slowest after {slowest:.1f} s"
        )

    async def no_answered_change_was_lost(self) -> None:
        await self._drained(DRAINS_WITHIN_SECONDS)

        def mails() -> list[str]:
            # Whoever cannot record that a mail is sent sends it again, under the same Message-ID.
            return sorted(set(self.outside.mail.events()))

        received = self.outside.receiver.received
        state.each_event_was_told(self.first, [self.account], self.journal, received, mails)
        for node in self.nodes:
            state.what_was_answered_is_there(node, [self.account], self.journal)
        state.nothing_is_done_by_halves(self.first, [self.account], self.journal)
        state.every_answer_is_in_the_log(self.first, [self.account], self.journal)
        state.the_log_verifies(self.first)
        that(len(self.journal.made) > ANSWERS, "so few changes prove nothing")


def answers_of(storm: Storm) -> list[Answer]:
    return [answer for caller in storm.callers for answer in list(caller.answers)]


def changes_since(storm: Storm, since: float, within: float) -> float:
    """Waits until so many changes succeeded that were asked for later; how long the first took to come."""

    def answered() -> list[float]:
        changes = [answer for answer in answers_of(storm) if answer.method == "POST" and answer.status < 300]
        return [change.at + change.seconds for change in changes if change.at > since]

    wait(lambda: len(answered()) >= ANSWERS, f"{ANSWERS} changes", within)
    return min(answered()) - since
