"""The machine's clock is set, by hours, under a running hub and between two starts.

libfaketime tells the hub, and the commands beside it, another time than the machine's; time that passes (timers, leases
in the making) is left alone, as when an operator sets the clock.
"""

import time
from datetime import datetime
from pathlib import Path

import state
from checks import Suite, equal, eventually, that
from hub import Hub
from outside import Outside
from storm import Bundle, Caller, Customer, Journal, own_profile

HOUR = 3600
# A lease of 15 s and a poll, or the second in which a clock that was put back is noticed; on a busy machine.
SOON_SECONDS = 40


class Clocks:
    """One hub on a clock that we set."""

    def __init__(self, hub: Hub, library: Path):
        self.hub = hub
        self.journal = Journal()
        self.outside = Outside()
        self.file = hub.folder / "clock"
        self.primary: str | None = None
        hub.environment |= {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "TRUSTHUB_SMTP_URL": f"smtp://127.0.0.1:{self.outside.mail.port}",
            "TRUSTHUB_MAIL_FROM": "Trust Hub <hub@hub.example>",
            "TRUSTHUB_AUTO_DECIDE": "off",
        }

    def set(self, seconds: int) -> None:
        """So much later (or earlier) than the machine's clock; replaced whole, since it is read at any moment."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n")
        new.rename(self.file)
        # The hub looks at its clock once a second, as it must to notice.
        time.sleep(1.5)

    async def tell(self, suite: Suite, is_long: bool) -> None:
        try:
            if not await suite.check(self.a_hub_whose_clock_we_set_starts):
                return
            await suite.check(self.put_forward_it_goes_on)
            await suite.check(self.put_back_it_goes_on)
            if is_long:
                await suite.check(self.put_back_between_two_starts_it_goes_on)
            await suite.check(self.put_back_after_a_kill_leases_last_no_longer)
            await suite.check(self.all_is_there_in_order_and_was_told_once)
            await suite.check(self.it_ends_when_asked)
        finally:
            self.outside.close()

    def a_hub_whose_clock_we_set_starts(self) -> None:
        self.set(0)
        self.hub.start_anew()
        self.account = self.hub.first_account()
        self.primary = own_profile(self.hub, self.account, self.journal)
        self.set(5 * HOUR)
        made = self._customer().profile("Later", is_complete=False)
        shown = self._caller().get(f"/v1/CustomerProfiles/{made.sid}")["date_created"]
        hours = (_seconds(shown) - time.time()) / HOUR
        that(4.9 < hours < 5.1, f"the hub's clock is {hours:.2f} hours ahead; it was set to 5")
        self.set(0)

    def _caller(self) -> Caller:
        return Caller(self.hub, self.account)

    def _customer(self) -> Customer:
        return Customer(self._caller(), self.journal, self.outside.receiver.url(), self.primary)

    async def _lives_on(self, label: str) -> None:
        """A rejection is told, and a case is vetted and decided, all of it soon."""
        customer = self._customer()
        rejected = customer.profile(f"{label} rejected", is_complete=False)
        customer.submit(rejected)
        decided = customer.profile(f"{label} decided")
        customer.submit(decided)
        self.hub.decide("approve", decided.sid)
        decided.decision_asked = decided.decided = "approve"
        await self._told(rejected, 2)
        await self._told(decided, 3)

    async def _told(self, bundle: Bundle, events: int) -> None:
        def is_told() -> bool:
            told = {one.form["EventSid"] for one in self.outside.receiver.received if one.form["BundleSid"] == bundle.sid}
            mails = {state.event_of(one) for one in self.outside.mail.accepted}
            return len(told) == events and bool(told & mails)

        await eventually(is_told, f"callbacks and the mail about {bundle.name}", SOON_SECONDS)

    async def put_forward_it_goes_on(self) -> None:
        self.set(5 * HOUR)
        await self._lives_on("Forward")

    async def put_back_it_goes_on(self) -> None:
        # What is on its way when it happens, too.
        customer = self._customer()
        self.outside.become("failing")
        waiting = customer.profile("Waiting", is_complete=False)
        customer.submit(waiting)
        await eventually(lambda: self.outside.receiver.attempts, "a try that fails", 10)
        self.set(0)
        self.outside.become("well")
        await self._lives_on("Back")
        await self._told(waiting, 2)

    async def put_back_between_two_starts_it_goes_on(self) -> None:
        equal(self.hub.stop(), 0, "exit code after SIGTERM")
        self.set(3 * HOUR)
        self.hub.start()
        customer = self._customer()
        waiting = customer.profile("Waiting over night", is_complete=False)
        customer.submit(waiting)
        self.hub.kill()
        self.set(0)
        self.hub.start()
        await self._lives_on("Over night")
        await self._told(waiting, 2)

    async def put_back_after_a_kill_leases_last_no_longer(self) -> None:
        self.set(4 * HOUR)
        self.outside.become("hanging")
        customer = self._customer()
        begun = customer.profile("Begun", is_complete=False)
        customer.submit(begun)
        await eventually(lambda: self.outside.receiver.hanging, "a call that hangs", 10)
        self.hub.kill()
        self.set(0)
        self.outside.become("well")
        self.hub.start()
        await self._told(begun, 2)

    async def all_is_there_in_order_and_was_told_once(self) -> None:
        # The letters that something was received wait a minute: let it pass.
        self.set(600)
        await eventually(lambda: state.is_drained(self.hub) or time.sleep(0.5), "an empty queue", SOON_SECONDS)
        state.no_letter_is_dead(self.hub)
        accounts = [self.account]
        state.each_event_was_told(self.hub, accounts, self.journal, self.outside.receiver.received, self.outside.mail.events)
        state.what_was_answered_is_there(self.hub, accounts, self.journal)
        state.nothing_is_done_by_halves(self.hub, accounts, self.journal)
        state.every_answer_is_in_the_log(self.hub, accounts, self.journal)
        state.the_log_verifies(self.hub)
        paged = []
        page = self._caller().get("/v1/CustomerProfiles", PageSize=2)
        while True:
            paged += page["results"]
            following = page["meta"]["next_page_url"]
            if not following:
                break
            page = self._caller()._call("GET", following.removeprefix(self.hub.url))
        times = [one["date_created"] for one in paged]
        equal(times, sorted(times, reverse=True), "profiles, newest first")
        sids = [one["sid"] for one in paged]
        equal(len(sids), len(set(sids)), "profiles that are on two pages")
        equal(set(sids), set(self.journal.bundles), "profiles on all pages")

    def it_ends_when_asked(self) -> None:
        equal(self.hub.stop(), 0, "exit code after SIGTERM")


def _seconds(rfc3339: str) -> float:
    return datetime.fromisoformat(rfc3339.replace("Z", "+00:00")).timestamp()
