"""Calls between our hub and other people's SIP and STIR: `cargo xtask test --only calls` starts this.

sipp (Debian's sip-tester) makes the calls; Kamailio with its module secsipid is our provider's switch, the carrier that
verifies what we sign, and another provider whose calls we verify. Ends with `N passed, N failed`.
"""

import argparse
import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from base64 import urlsafe_b64decode
from pathlib import Path

import hostile
from load import Load, Sipp
from wire import Answer, invite
from world import Kamailio, World, until

# The door, the businesses and the counting are those of the stories; `world` has named their folder.
from business import SHAKEN
from checks import Suite, closing, equal, that
from door import Door
from test_mode import submitted

ACCOUNT = "X-TrustHub-Account-Sid"
PASSED = "TN-Validation-Passed"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, required=True, help="the built trusthub")
    parser.add_argument("--sipp", type=Path, required=True)
    parser.add_argument("--kamailio", type=Path, required=True)
    parser.add_argument("--long", action="store_true", help="twenty times as many calls")
    options = parser.parse_args()
    # An end from outside must also end the hub.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="trusthub-calls-"))
    world = World(options.binary.resolve(), folder)
    suites: list[Suite] = []
    kamailio: Kamailio | None = None
    try:
        world.hub.start()
        kamailio = Kamailio(options.kamailio, world)
        asyncio.run(tell(world, kamailio, Sipp(options.sipp, folder), 20 if options.long else 1, suites))
    finally:
        if kamailio is not None:
            kamailio.close()
        world.close()
    if any(suite.failed for suite in suites):
        print(f"\nThe data directory, all logs and what sipp saw are in {folder}")
        print(f"{world.hub.last_lines(20)}\n{kamailio.last_lines(20)}")
    else:
        shutil.rmtree(folder)
    return closing(suites)


async def tell(world: World, kamailio: Kamailio, sipp: Sipp, rounds: int, suites: list[Suite]) -> None:
    def suite(name: str) -> Suite:
        suites.append(Suite(name))
        return suites[-1]

    begin = suite("a customer whose calls earn an A")
    if not await begin.check(its_number_is_on_a_profile_and_a_product_in_force, world):
        return
    if not await begin.check(the_hub_signs_and_kamailio_is_there, world, kamailio):
        return
    ours = suite("what we sign, at Kamailio's")
    await ours.check(a_call_is_attested_as_its_caller_has_earned, world)
    await ours.check(a_call_over_the_switch_of_the_page_is_verified_by_the_carrier, world)
    await ours.check(the_carrier_does_look, world)
    theirs = suite("what Kamailio signs, at ours")
    await theirs.check(a_call_that_comes_in_signed_is_believed, world)
    await theirs.check(the_same_is_believed_on_the_command_line, world)
    await theirs.check(another_caller_under_the_same_signature_is_refused, world)
    await theirs.check(a_certificate_of_strangers_is_refused, world)
    await hostile.tell(suite("repositories that mean no good"), world)
    many = suite("many calls")
    for transport in ("udp", "tcp"):
        other = {"udp": "tcp", "tcp": "udp"}[transport]
        for _ in range(rounds):
            await many.check(Signed(world, sipp, transport, other))
    await many.check(calls_over_the_switch_are_all_verified_by_the_carrier, world, sipp, 500 * rounds)
    await many.check(calls_of_the_other_provider_are_all_believed, world, sipp, 500 * rounds)
    await many.check(their_certificate_was_fetched_once, world)
    await many.check(a_signed_call_is_traced_to_its_trunk_and_account, world)
    await many.check(nobody_was_turned_away_and_the_hub_ends_when_asked, world)


async def its_number_is_on_a_profile_and_a_product_in_force(world: World) -> None:
    # A test account: what its customers say decides, and its calls may be signed with a test certificate.
    world.account = account = world.hub.new_account("calls", is_test=True)
    door = Door(account, world.hub.url, is_async=False)
    profile = await submitted(door, "approve@decide.test")
    number = await door.create(door.core.incoming_phone_numbers, phone_number=world.number, friendly_name="desk")
    endpoint = {"channel_endpoint_type": "phone-number", "channel_endpoint_sid": number.sid}
    await door.create(profile.customer_profiles_channel_endpoint_assignment, **endpoint)
    until(lambda: profile.fetch().status == "twilio-approved", "the profile is approved")
    products = door.trusthub.trust_products
    made = await door.create(products, friendly_name="calls", email="approve@decide.test", policy_sid=SHAKEN)
    product = door.trusthub.trust_products(made.sid)
    await door.create(product.trust_products_entity_assignments, object_sid=profile.fetch().sid)
    await door.create(product.trust_products_channel_endpoint_assignment, **endpoint)
    await door.update(product, status="pending-review")
    until(lambda: product.fetch().status == "twilio-approved", "the product is approved")


def the_hub_signs_and_kamailio_is_there(world: World, kamailio: Kamailio) -> None:
    chain, key = world.ours / "chain.pem", world.ours / "signer.key"
    world.hub.command("stir", "cert", "import", str(chain), "--key", str(key))
    until(lambda: call(world, world.number).header("Identity"), "the hub signs")
    # What calls are attested by follows the database, a second behind at most.
    until(lambda: attested(call(world, world.number)) == "A", "the hub has seen the approval")
    until(kamailio.is_up, "Kamailio listens")


def call(world: World, caller: str, called: str = "+12155551213") -> Answer:
    return invite(world.places.load, world.places.hub, caller, called, {ACCOUNT: world.account.sid})


def claims(identity: str) -> dict:
    payload = identity.split(".")[1]
    return json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def attested(answer: Answer) -> str:
    return claims(answer.header("Identity"))["attest"]


def a_call_is_attested_as_its_caller_has_earned(world: World) -> None:
    for caller, attest in ((world.number, "A"), ("+14155550199", "B")):
        answer = call(world, caller)
        equal((answer.status, answer.header("Contact")), (302, "<sip:+12155551213@callee.example>"), "the answer")
        told = claims(answer.header("Identity"))
        equal((told["attest"], told["orig"], told["dest"]), (attest, {"tn": caller[1:]}, {"tn": ["12155551213"]}), caller)


def a_call_over_the_switch_of_the_page_is_verified_by_the_carrier(world: World) -> None:
    places = world.places
    answer = invite(places.load, places.switch, world.number, "+12155551213", {ACCOUNT: world.account.sid})
    # Busy is what the carrier says once the signature is good.
    equal((answer.status, answer.phrase), (486, "Busy Here"), "the carrier's answer")


def the_carrier_does_look(world: World) -> None:
    places, identity = world.places, call(world, world.number).header("Identity")
    token, _, parameters = identity.partition(";")
    signed, _, _ = token.rpartition(".")
    for headers, status in (
        ({}, 428),
        ({"Identity": identity}, 486),
        ({"Identity": f"{signed}.{'A' * 86};{parameters}"}, 438),
        # Sound, but of an authority that it does not know.
        ({"Identity": theirs_of(world, world.number, "+12155551213")}, 438),
    ):
        answer = invite(places.load, places.carrier, world.number, "+12155551213", headers)
        equal(answer.status, status, f"the carrier's answer to {sorted(headers)}")


def a_call_that_comes_in_signed_is_believed(world: World) -> None:
    answer = invite(world.places.carrier, world.places.other, "+12025550111", "+12155551213")
    equal(answer.status, 302, "status")
    asserted = f"<sip:+12025550111;verstat={PASSED}@caller.example>"
    equal(answer.header("P-Asserted-Identity"), asserted, "P-Asserted-Identity")


def theirs_of(world: World, caller: str, called: str) -> str:
    """The header that Kamailio signs."""
    shown = invite(world.places.carrier, world.places.other, caller, called, {"X-Show": "yes"})
    equal(shown.status, 480, "Kamailio shows what it signs")
    return shown.header("Identity")


def the_same_is_believed_on_the_command_line(world: World) -> None:
    identity = theirs_of(world, "+12025550112", "+12155551213")
    arguments = ["--identity", identity, "--from", "+12025550112", "--chain", world.theirs / "chain.pem", "--json"]
    for called, code in (("+12155551213", 0), ("+12155551214", 1)):
        command = [world.binary, "stir", "verify", *arguments, "--to", called, "--trust-root", world.theirs / "root.pem"]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=30)
        equal(done.returncode, code, f"exit code for a call to {called}: {done.stdout}{done.stderr}")
        verstat = json.loads(done.stdout)["verificationResponse"]["verstat"]
        equal(verstat == PASSED, code == 0, f"verstat for a call to {called}")


def another_caller_under_the_same_signature_is_refused(world: World) -> None:
    identity = theirs_of(world, "+12025550113", "+12155551213")
    # From the other provider's own address: Kamailio has it on port 5060, we on another.
    for caller, status in (("+12025550114", 438), ("+12025550113", 302)):
        answer = invite(world.places.other, world.places.hub, caller, "+12155551213", {"Identity": identity})
        equal(answer.status, status, f"the hub's answer to {caller}")
    answer = invite(world.places.other, world.places.hub, "+12025550113", "+12155551213")
    equal(answer.status, 428, "the hub's answer to a call without a signature")


def a_certificate_of_strangers_is_refused(world: World) -> None:
    command = [world.binary, "stir", "sign", "--key", world.strangers / "signer.key", "--attest", "A"]
    command += ["--x5u", f"{world.repository.url}/strangers.pem", "--orig", "+12025550115", "--dest", "+12155551213"]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=30, check=True)
    headers = {"Identity": done.stdout.strip()}
    answer = invite(world.places.other, world.places.hub, "+12025550115", "+12155551213", headers)
    equal((answer.status, answer.phrase), (437, "Unsupported Credential"), "the hub's answer")


class Signed:
    """Two thousand calls signed by one transport, and what was signed verified by the other."""

    CALLS = 2000

    def __init__(self, world: World, sipp: Sipp, transport: str, other: str):
        self.world, self.sipp, self.transport, self.other = world, sipp, transport, other
        self.__name__ = f"{self.CALLS} calls are signed by {transport} and believed by {other}"

    def __call__(self) -> None:
        world, places = self.world, self.world.places
        signing = Load(
            "signed",
            world.number,
            "+1235555[call_number]",
            302,
            wanted=("Identity", "[^ ]+;alg=ES256;ppt=shaken"),
            headers=(f"{ACCOUNT}: {world.account.sid}",),
        )
        signed = self.sipp.run(signing, self.transport, places.load, places.hub, self.CALLS, 1000)
        equal((signed.succeeded, signed.failed), (self.CALLS, 0), "calls that were signed, and were not")
        equal(len({identity for _, identity in signed.seen}), self.CALLS, "different signatures")
        verifying = Load(
            "verified",
            world.number,
            "[field0]",
            302,
            wanted=("P-Asserted-Identity", f".*verstat={PASSED}@.*"),
            headers=("Identity: [field1];[field2];[field3];[field4]",),
        )
        rows = [(called, *identity.split(";")) for called, identity in signed.seen]
        verified = self.sipp.run(verifying, self.other, places.other, places.hub, self.CALLS, 500, rows)
        equal((verified.succeeded, verified.failed), (self.CALLS, 0), "calls that were believed, and were not")
        print(f"         signed in {signed.seconds:.1f} s, verified in {verified.seconds:.1f} s")


def calls_over_the_switch_are_all_verified_by_the_carrier(world: World, sipp: Sipp, calls: int) -> None:
    places = world.places
    load = Load(
        "over the switch", world.number, "+1236555[call_number]", 486, headers=(f"{ACCOUNT}: {world.account.sid}",)
    )
    outcome = sipp.run(load, "udp", places.load, places.switch, calls, 150)
    equal((outcome.succeeded, outcome.failed), (calls, 0), "calls that were verified, and were not")


def calls_of_the_other_provider_are_all_believed(world: World, sipp: Sipp, calls: int) -> None:
    places = world.places
    wanted = ("P-Asserted-Identity", f".*verstat={PASSED}@.*")
    load = Load("from elsewhere", "+12025550116", "+1237555[call_number]", 302, wanted=wanted)
    outcome = sipp.run(load, "udp", places.carrier, places.other, calls, 150)
    equal((outcome.succeeded, outcome.failed), (calls, 0), "calls that were believed, and were not")


def their_certificate_was_fetched_once(world: World) -> None:
    # Kamailio is written in C, but what it fetches with is not.
    fetched = [path for path, agent in world.repository.asked if "Go" not in agent and path == "/theirs.pem"]
    equal(len(fetched), 1, "how often the hub fetched it")


def a_signed_call_is_traced_to_its_trunk_and_account(world: World) -> None:
    origid = claims(call(world, world.number).header("Identity"))["origid"]
    traced = until(lambda: world.hub.run("stir", "trace", origid).stdout, "the decision is found by its origid")
    for told in (world.account.sid, world.number.lstrip("+"), "trunk:switch"):
        that(told in traced, f"{told} is told: {traced}")


def nobody_was_turned_away_and_the_hub_ends_when_asked(world: World) -> None:
    import urllib.request

    address = world.hub.environment["TRUSTHUB_METRICS_LISTEN"]
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    turned_away = [line for line in lines if line.startswith("trusthub_sip_discarded_total") and "stray" not in line]
    equal(turned_away, [], "messages that came to nothing")
    equal(world.hub.stop(), 0, "exit code after SIGTERM")


if __name__ == "__main__":
    # A proxy between us and our own machine would only confuse.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.0/8,localhost"
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        os.environ.pop(name, None)
    sys.exit(main())
