"""Mail server and callback receivers that fail, close, hang or take their time; and dead letters, seen and replayed."""

import json
import time

import state
from checks import Suite, equal, eventually, that
from hub import Hub
from outside import Outside
from storm import SETTINGS, Caller, Customer, Journal, own_profile

# More than the hub has hands for others' servers at once, so that each of them is stuck.
PROFILES = 20
# An API request that waits for nobody is answered within milliseconds; a busy machine gets a thousand times that.
AT_ONCE_SECONDS = 3


class Receivers:
    """One hub whose mail and callbacks go to servers that we spoil."""

    def __init__(self, hub: Hub):
        self.hub = hub
        self.outside = Outside()
        self.journal = Journal()

    def _customer(self, host: str = "127.0.0.1") -> Customer:
        caller = Caller(self.hub, self.hub.first_account())
        return Customer(caller, self.journal, self.outside.receiver.url(host), self.primary)

    async def tell(self, suite: Suite) -> None:
        if not await suite.check(self.a_hub_with_a_mail_server_starts):
            return
        await suite.check(self.while_others_hang_requests_are_answered_at_once)
        await suite.check(self.while_others_hang_a_case_is_vetted)
        await suite.check(self.while_others_fail_or_close_requests_are_answered_at_once)
        await suite.check(self.once_they_are_well_the_queue_drains)
        await suite.check(self.what_can_never_be_delivered_is_a_dead_letter)
        await suite.check(self.replayed_dead_letters_arrive)
        await suite.check(self.nothing_was_lost_or_told_in_two_ways)
        await suite.check(self.it_ends_when_asked_while_others_hang)
        self.outside.close()

    def a_hub_with_a_mail_server_starts(self) -> None:
        self.hub.environment |= SETTINGS | {
            "TRUSTHUB_SMTP_URL": f"smtp://127.0.0.1:{self.outside.mail.port}",
            "TRUSTHUB_MAIL_FROM": "Trust Hub <hub@hub.example>",
            # Not all of the loopback network: 127.0.0.2 is a place that may not be called.
            "TRUSTHUB_WEBHOOK_ALLOW": "127.0.0.1/32",
        }
        self.hub.start_anew()
        self.primary = own_profile(self.hub, self.hub.first_account(), self.journal)

    def _rejected_profiles(self, label: str, count: int) -> None:
        """Each has two callbacks and a mail to be sent; every request must be answered at once."""
        customer = self._customer()
        for number in range(count):
            customer.submit(customer.profile(f"{label} {number}", is_complete=False))
        slowest = max(answer.seconds for answer in customer.caller.answers)
        that(slowest < AT_ONCE_SECONDS, f"a request took {slowest:.1f} s")

    def while_others_hang_requests_are_answered_at_once(self) -> None:
        self.outside.become("hanging")
        self._rejected_profiles("Hanging", PROFILES)

    async def while_others_hang_a_case_is_vetted(self) -> None:
        def is_stuck() -> bool:
            return len(self.outside.mail.hanging) + len(self.outside.receiver.hanging) >= 10

        await eventually(is_stuck, "many calls that hang", 10)
        customer = self._customer()
        bundle = customer.profile("Not stuck")
        customer.submit(bundle)
        started = time.monotonic()

        def is_vetted() -> bool:
            cases = json.loads(self.hub.command("review", "list", "--json"))
            return any(case["bundle_sid"] == bundle.sid and case["state"] == "open" for case in cases)

        await eventually(is_vetted, "a case that is vetted though others' servers hang", 8)
        print(f"         vetted {time.monotonic() - started:.1f} s after submission")
        self.hub.decide("approve", bundle.sid)
        bundle.decision_asked = bundle.decided = "approve"

    def while_others_fail_or_close_requests_are_answered_at_once(self) -> None:
        for mood in ("failing", "closing", "slow"):
            self.outside.become(mood)
            self._rejected_profiles(mood.capitalize(), 4)
            time.sleep(0.5)

    async def once_they_are_well_the_queue_drains(self) -> None:
        self.outside.become("well")
        # What failed once waits 5 s, what failed twice 30 s.
        await eventually(lambda: state.is_drained(self.hub, state.LATER) or time.sleep(0.5), "an empty queue", 75)
        state.no_letter_is_dead(self.hub)

    async def what_can_never_be_delivered_is_a_dead_letter(self) -> None:
        customer = self._customer("127.0.0.2")
        bundle = customer.profile("Dead", is_complete=False, Email="nobody@dead.example")
        customer.submit(bundle)
        # The second callback follows the first, which is given up.
        await eventually(lambda: len(self._dead()) == 3, "two callbacks and a mail that are given up", 15)
        for job in self._dead():
            that(job["last_error"], "a dead letter says why")
            that("nobody@" not in json.dumps(job), "a dead letter holds no address")
        equal(sorted(job["kind"] for job in self._dead()), ["callback", "callback", "mail"], "kinds of dead letters")
        equal(len(json.loads(self.hub.command("jobs", "list", "--state", "dead", "--json"))), 3, "dead letters listed")

    def _dead(self) -> list[dict]:
        return [job for job in state.jobs(self.hub) if job["state"] == "dead"]

    async def replayed_dead_letters_arrive(self) -> None:
        one = next(job for job in self._dead() if job["kind"] == "mail")
        self.hub.command("jobs", "replay", one["id"])
        await eventually(lambda: len(self._dead()) == 3 and self._attempts(one["id"]) == 1, "it is given up again", 10)
        self.outside.mail.knows_all = True
        self.hub.stop()
        self.hub.environment["TRUSTHUB_WEBHOOK_ALLOW"] = "127.0.0.0/8"
        self.hub.start()
        self.hub.command("jobs", "replay", "--all-dead")
        await eventually(lambda: state.is_drained(self.hub, state.LATER), "an empty queue", 15)
        equal(self._dead(), [], "dead letters after they were replayed")
        done = self.hub.run("jobs", "replay", one["id"])
        equal(done.returncode, 1, "exit code of replaying what is no longer there")

    def _attempts(self, job_id: str) -> int:
        return next((job["attempts"] for job in state.jobs(self.hub) if job["id"] == job_id), 0)

    def nothing_was_lost_or_told_in_two_ways(self) -> None:
        account = self.hub.first_account()
        state.each_event_was_told(self.hub, [account], self.journal, self.outside.receiver.received, self.outside.mail.events)
        state.what_was_answered_is_there(self.hub, [account], self.journal)
        state.the_log_verifies(self.hub)

    async def it_ends_when_asked_while_others_hang(self) -> None:
        self.outside.become("hanging")
        self._rejected_profiles("Ending", 1)
        await eventually(lambda: self.outside.receiver.hanging, "a call that hangs", 10)
        equal(self.hub.stop(), 0, "exit code after SIGTERM")
