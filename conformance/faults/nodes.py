"""Several nodes on one PostgreSQL: they share the work, take over from a dead one, and are restarted without a gap."""

import json
import threading
import time
import urllib.request
from collections import Counter

import state
from balancer import BalancedCaller, Balancer
from checks import Suite, equal, eventually, that
from hub import Hub, share
from outside import Outside
from storm import SETTINGS, Caller, Customer, Journal, Storm, own_profile

CUSTOMERS = 6
# Documented: a lease of 15 s, one poll, and what a busy machine adds to it.
TAKEN_OVER_SECONDS = 20
BUSY_MACHINE_SECONDS = 20
DRAIN_SECONDS = 2


class Nodes:
    """As many nodes as there are folders, with the mail server and the callback receiver that they share."""

    def __init__(self, nodes: list[Hub], seed: int):
        self.nodes = nodes
        self.first = nodes[0]
        self.seed = seed
        self.outside = Outside()
        self.journal = Journal()
        share(nodes)
        for node in nodes:
            node.environment |= SETTINGS | {
                "TRUSTHUB_SMTP_URL": f"smtp://127.0.0.1:{self.outside.mail.port}",
                "TRUSTHUB_MAIL_FROM": "Trust Hub <hub@hub.example>",
                "TRUSTHUB_DRAIN_SECONDS": str(DRAIN_SECONDS),
            }

    async def tell(self, suite: Suite, is_long: bool) -> None:
        """In short, two nodes lose one, and more are restarted: both take their time."""
        rounds = 3 if is_long else 1
        try:
            if not await suite.check(self.nodes_start_on_one_database):
                return
            await suite.check(self.in_a_storm_on_all_nodes_each_job_runs_once, 15 if is_long else 3)
            if is_long or len(self.nodes) > 2:
                await suite.check(self.restarted_one_by_one_they_answer_every_request, rounds * len(self.nodes))
            for number in range(rounds if is_long or len(self.nodes) == 2 else 0):
                await suite.check(self.what_a_killed_node_had_begun_is_taken_over, number)
            await suite.check(self.nothing_was_lost)
            await suite.check(self.they_end_when_asked)
        finally:
            self.outside.close()

    def nodes_start_on_one_database(self) -> None:
        self.first.command("migrate")
        for node in self.nodes:
            node.start()
        self.account = self.first.first_account()
        for node in self.nodes[1:]:
            that(not (node.data / "credentials.env").exists(), "a second node made secrets of its own")
        self.primaries = {self.account.sid: own_profile(self.first, self.account, self.journal)}

    def _storm(self, caller) -> Storm:
        url = self.outside.receiver.url()
        return Storm(self.first, [self.account], self.primaries, self.journal, url, caller)

    async def in_a_storm_on_all_nodes_each_job_runs_once(self, seconds: float) -> None:
        storm = self._storm(lambda number, account: Caller(self.nodes[number % len(self.nodes)], account))
        storm.start("Shared", seed=self.seed, customers=CUSTOMERS, reviewers=1, kills_reviewers=False)
        time.sleep(seconds)
        storm.stop()
        equal(self.journal.problems, [], "problems of the clients")
        equal(self.journal.unanswered, 0, "requests without an answer")
        await self._drained()
        told = Counter(callback.form["EventSid"] for callback in self.outside.receiver.received)
        equal({event: count for event, count in told.items() if count > 1}, {}, "events that were told twice")
        mailed = Counter(state.event_of(one) for one in self.outside.mail.accepted)
        equal({event: count for event, count in mailed.items() if count > 1}, {}, "mails that were sent twice")
        equal({case: count for case, count in self._vetted().items() if count > 1}, {}, "cases vetted twice")
        shares = [delivered_by(node) for node in self.nodes]
        equal(sum(shares), len(told), "callbacks, by the nodes' own count")
        that(all(shares), f"a node did nothing: {shares}")
        print(f"         {len(told)} callbacks, by node: {shares}")

    def _vetted(self) -> Counter:
        lines = self.first.command("audit", "export", "--account", self.account.sid).splitlines()
        entries = [json.loads(line) for line in lines]
        return Counter(entry["subject"] for entry in entries if entry["action"] == "case.vet")

    async def _drained(self, seconds: float = 60) -> None:
        def is_drained() -> bool:
            return state.is_drained(self.first, state.LATER) or bool(time.sleep(0.5))

        await eventually(is_drained, "an empty queue", seconds)
        state.no_letter_is_dead(self.first)

    def restarted_one_by_one_they_answer_every_request(self, restarts: int) -> None:
        balancer = Balancer(self.nodes)
        storm = self._storm(lambda number, account: BalancedCaller(balancer, account, number))
        storm.start("Rolling", seed=self.seed + 1, customers=CUSTOMERS, reviewers=0)
        try:
            time.sleep(1)
            for number in range(restarts):
                node = self.nodes[number % len(self.nodes)]
                before = sum(len(caller.answers) for caller in storm.callers)
                equal(node.stop(), 0, "exit code after SIGTERM")
                that(sum(len(caller.answers) for caller in storm.callers) > before, "nobody asked meanwhile")
                node.start()
                time.sleep(1)
        finally:
            storm.stop()
            balancer.close()
        equal(self.journal.problems, [], "problems of the clients")
        equal(self.journal.unanswered, 0, "requests without an answer")
        statuses = Counter(answer.status for caller in storm.callers for answer in caller.answers)
        equal({status for status in statuses if status >= 500}, set(), "answers that are failures")
        refused = sum(caller.refused for caller in storm.callers)
        print(f"         {sum(statuses.values())} answers over {restarts} restarts; {refused} refused connections")

    async def what_a_killed_node_had_begun_is_taken_over(self, number: int) -> None:
        await self._drained()
        self.outside.become("hanging")
        customer = Customer(
            Caller(self.first, self.account), self.journal, self.outside.receiver.url(), self.primaries[self.account.sid]
        )
        for count in range(16):
            customer.submit(customer.profile(f"Orphan {number} {count}", is_complete=False))
        victim = self.nodes[-1 - number % len(self.nodes)]
        mark = f"/{victim.process.pid}/"

        def held() -> list[dict]:
            return [job for job in state.jobs(self.first) if mark in (job["leased_by"] or "")]

        await eventually(lambda: len(held()) >= 4, "jobs in the hands of the node that is to die", 30)
        victim.kill()
        died = time.monotonic()
        orphans = len(held())
        self.outside.become("well")
        await eventually(lambda: not held(), "orphans in other hands", TAKEN_OVER_SECONDS + BUSY_MACHINE_SECONDS)
        print(f"         {orphans} jobs of the dead node were in other hands {time.monotonic() - died:.1f} s later")
        victim.start()
        await self._drained()

    async def nothing_was_lost(self) -> None:
        await self._drained()
        received = self.outside.receiver.received
        state.each_event_was_told(self.first, [self.account], self.journal, received, self.outside.mail.events)
        state.what_was_answered_is_there(self.nodes[-1], [self.account], self.journal)
        state.nothing_is_done_by_halves(self.nodes[-1], [self.account], self.journal)
        state.every_answer_is_in_the_log(self.first, [self.account], self.journal)
        for node in self.nodes:
            state.the_log_verifies(node)

    def they_end_when_asked(self) -> None:
        codes: list[int] = []
        threads = [threading.Thread(target=lambda node=node: codes.append(node.stop())) for node in self.nodes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        equal(codes, [0] * len(self.nodes), "exit codes after SIGTERM")


def delivered_by(node: Hub) -> int:
    """How many callbacks this process delivered, as its metrics tell."""
    address = node.environment["TRUSTHUB_METRICS_LISTEN"]
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    counts = [line for line in lines if line.startswith("trusthub_delivery_duration_seconds_count{")]
    wanted = [line for line in counts if 'channel="callback"' in line and 'outcome="delivered"' in line]
    return sum(int(float(line.split()[-1])) for line in wanted)
