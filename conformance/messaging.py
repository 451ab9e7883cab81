"""Messages, told with the official Python SDK: a service with its number, brands, vettings, campaigns.

Leans on what the reference flow made: a customer's profile and a product for A2P messages, both in force.
"""

import asyncio
import json
import time
from datetime import datetime
from typing import Any

import requests
from checks import Suite, equal, eventually, one_of, refused, that
from story import World

CLEAN = "Owl Bank: your statement is ready at https://owl-bank.example/statements Reply STOP to end."
OTHER = "Owl Bank: your appointment is on [date] at [time]. Reply STOP to end these messages."
SHORTENED = "Owl Bank: your statement is ready at https://bit.ly/3owl Reply STOP to end."

CAMPAIGN: dict[str, Any] = {
    "description": "Owl Bank tells account holders who asked for it about statements and appointments.",
    "message_flow": "Account holders check a box at https://owl-bank.example/texts that is not pre-checked. Message "
    "frequency varies. Message and data rates may apply. Reply STOP to stop, HELP for help. Terms and privacy policy "
    "are linked below the box.",
    "message_samples": [CLEAN, OTHER],
    "us_app_to_person_usecase": "ACCOUNT_NOTIFICATION",
    "has_embedded_links": True,
    "has_embedded_phone": False,
}


async def tell(suite: Suite, world: World) -> None:
    world.door.client.messaging.base_url = world.hub.url
    for check in (
        a_service_is_made_changed_and_listed,
        a_number_is_in_one_service_at_a_time,
        a_mock_brand_is_registered_at_once,
        a_brand_is_decided_from_the_profiles_evidence,
        a_campaign_is_checked_before_it_is_read,
        a_violation_fails_with_its_error_and_is_mended,
        a_campaign_shows_its_papers_to_who_asks_for_the_later_version,
        what_may_be_sent_depends_on_the_brand,
        a_partner_sees_the_brand_and_within_two_seconds_its_end,
        a_service_goes_after_its_campaign,
    ):
        await suite.check(check, world)


def messaging(world: World) -> Any:
    return world.door.client.messaging.v1


async def a_service_is_made_changed_and_listed(world: World) -> None:
    door, services = world.door, messaging(world).services
    made = await door.create(services, friendly_name="Statements", usecase="notifications")
    world.sids["service"] = made.sid
    that(made.sid.startswith("MG") and isinstance(made.date_created, datetime), "a service with its date")
    equal((made.sticky_sender, made.us_app_to_person_registered), (True, False), "defaults")
    changed = await door.update(services(made.sid), friendly_name="Owl statements", sticky_sender=False)
    equal((changed.friendly_name, changed.sticky_sender, changed.usecase), ("Owl statements", False, "notifications"), "change")
    equal([one.sid for one in await door.list(services)], [made.sid], "the services of the account")
    await refused(door.create(services, friendly_name="x", usecase="spam"), 400, 21713)
    await refused(door.fetch(services("MG" + "0" * 32)), 404, 20404)


async def a_number_is_in_one_service_at_a_time(world: World) -> None:
    door, services = world.door, messaging(world).services
    number = await door.create(world.door.core.incoming_phone_numbers, phone_number=world.number[:-2] + "3" + world.number[-1])
    pool = services(world.sids["service"]).phone_numbers
    added = await door.create(pool, phone_number_sid=number.sid)
    equal((added.sid, added.phone_number), (number.sid, number.phone_number), "the number in its service")
    await refused(door.create(pool, phone_number_sid=number.sid), 409, 21710)
    other = await door.create(services, friendly_name="Other")
    await refused(door.create(services(other.sid).phone_numbers, phone_number_sid=number.sid), 409, 21712)
    equal([one.sid for one in await door.list(pool)], [number.sid], "the numbers of the service")
    await door.delete(services(other.sid))


async def brand(world: World, **fields: Any) -> Any:
    brands = messaging(world).brand_registrations
    made = await world.door.create(
        brands,
        customer_profile_bundle_sid=world.sids["secondary"],
        a2p_profile_bundle_sid=world.sids["a2p"],
        **fields,
    )
    equal(made.status, "PENDING", "a new brand")

    async def decided() -> Any:
        found = await world.door.fetch(brands(made.sid))
        return found if found.status not in ("PENDING", "IN_REVIEW") else None

    return await eventually(decided, "a decision about the brand")


async def a_mock_brand_is_registered_at_once(world: World) -> None:
    door, brands = world.door, messaging(world).brand_registrations
    mock = await brand(world, mock=True)
    world.sids["mock"] = mock.sid
    equal((mock.status, mock.identity_status, mock.mock), ("APPROVED", "VERIFIED", True), "a mock")
    that(mock.tcr_id and mock.links["brand_vettings"].startswith(world.hub.url), "its identifier and links")
    await refused(door.update(brands(mock.sid)), 400, 21725)
    await refused(door.create(brands(mock.sid).brand_registration_otps), 400)
    nobodys = "BU" + "0" * 32
    await refused(
        door.create(brands, customer_profile_bundle_sid=nobodys, a2p_profile_bundle_sid=nobodys), 404, 20404
    )


async def a_brand_is_decided_from_the_profiles_evidence(world: World) -> None:
    door, brands = world.door, messaging(world).brand_registrations
    made = await brand(world)
    equal((made.status, made.brand_type, made.errors), ("APPROVED", "STANDARD", []), "the brand")
    one_of(made.identity_status, ("VERIFIED", "VETTED_VERIFIED"), "identity")
    that(1 <= made.brand_score <= 100, f"score {made.brand_score}")
    vettings = await door.list(brands(made.sid).brand_vettings)
    equal([(one.vetting_provider, one.vetting_status) for one in vettings], [("aegis", "SUCCESS")], "vettings")
    token = "cv|1.0|tcr|10dlc|9975c339|0123456789abcdef0123"
    vetting = await door.create(brands(made.sid).brand_vettings, vetting_provider="campaign-verify", vetting_id=token)
    equal((vetting.vetting_class, vetting.vetting_status), ("POLITICAL", "IN_PROGRESS"), "a token")
    fetched = await door.fetch(brands(made.sid).brand_vettings(vetting.brand_vetting_sid))
    equal(fetched.vetting_id, token, "the token as it was given")
    world.sids["brand"] = made.sid
    listed = await door.list(brands, page_size=1)
    equal({one.sid for one in listed}, {made.sid, world.sids["mock"]}, "the brands of the account")


def campaigns(world: World) -> Any:
    return messaging(world).services(world.sids["service"]).us_app_to_person


async def a_campaign_is_checked_before_it_is_read(world: World) -> None:
    door, fields = world.door, {**CAMPAIGN, "brand_registration_sid": world.sids["mock"]}
    for change, code in (
        ({"description": "short"}, 21728),
        ({"message_samples": [CLEAN]}, 21728),
        ({"us_app_to_person_usecase": "SPAM"}, 21720),
        ({"us_app_to_person_usecase": "SOLE_PROPRIETOR"}, 21717),
        ({"brand_registration_sid": "BN" + "0" * 32}, 21717),
    ):
        await refused(door.create(campaigns(world), **{**fields, **change}), 400, code)


async def a_violation_fails_with_its_error_and_is_mended(world: World) -> None:
    door = world.door
    fields = {**CAMPAIGN, "brand_registration_sid": world.sids["mock"], "message_samples": [SHORTENED, OTHER]}
    made = await door.create(campaigns(world), **fields)
    world.sids["campaign"] = made.sid
    equal((made.campaign_status, made.mock), ("PENDING", True), "a new campaign")
    one = campaigns(world)(made.sid)

    async def decided() -> Any:
        found = await door.fetch(one)
        return found if found.campaign_status != "PENDING" else None

    failed = await eventually(decided, "a decision about the campaign")
    equal(failed.campaign_status, "FAILED", "what links through a public shortener")
    error = failed.errors[0]
    equal((error["error_code"], error["fields"]), (30963, ["MESSAGE_SAMPLES"]), "its error")
    that(error["description"] and error["url"].startswith("http"), "the error in words, with its page")
    await door.update(
        one,
        has_embedded_links=True,
        has_embedded_phone=False,
        message_samples=[CLEAN, OTHER],
        message_flow=CAMPAIGN["message_flow"],
        description=CAMPAIGN["description"],
        age_gated=False,
        direct_lending=False,
    )
    verified = await eventually(decided, "another decision")
    equal((verified.campaign_status, verified.errors), ("VERIFIED", []), "the same, mended")
    that(verified.campaign_id and verified.rate_limits["att"]["mps"] > 0, "its identifier and limits")
    that("STOP" in verified.opt_out_keywords and verified.help_message, "the usual words are filled in")
    equal([one.sid for one in await door.list(campaigns(world))], [made.sid], "the campaigns of the service")
    service = await door.fetch(messaging(world).services(world.sids["service"]))
    that(service.us_app_to_person_registered, "the service has a campaign")
    again = {**CAMPAIGN, "brand_registration_sid": world.sids["mock"]}
    await refused(door.create(campaigns(world), **again), 409, 20409)


async def a_campaign_shows_its_papers_to_who_asks_for_the_later_version(world: World) -> None:
    door, services = world.door, messaging(world).services
    service = await door.create(services, friendly_name="Papers")
    target = services(service.sid).us_app_to_person
    fields = {
        **CAMPAIGN,
        "brand_registration_sid": world.sids["mock"],
        "privacy_policy_url": "https://owl-bank.example/privacy",
        "terms_and_conditions_url": "https://owl-bank.example/terms",
        "x_twilio_api_version": "v1.2",
    }
    made = await door.create(target, **fields)
    equal(made.privacy_policy_url, "https://owl-bank.example/privacy", "the privacy policy")
    await door.delete(target(made.sid))
    await refused(door.fetch(target(made.sid)), 404, 20404)
    await door.delete(services(service.sid))


async def what_may_be_sent_depends_on_the_brand(world: World) -> None:
    door = world.door
    target = messaging(world).services(world.sids["service"]).us_app_to_person_usecases
    everything = {one["code"] for one in (await door.fetch(target)).us_app_to_person_usecases}
    equal(len(everything), 21, "use cases")
    of_brand = await (
        target.fetch_async(brand_registration_sid=world.sids["mock"])
        if door.is_async
        else _now(target.fetch(brand_registration_sid=world.sids["mock"]))
    )
    codes = {one["code"] for one in of_brand.us_app_to_person_usecases}
    equal(everything - codes, {"SOLE_PROPRIETOR"}, "what a standard brand may not choose")


async def _now(value: Any) -> Any:
    return value


async def a_partner_sees_the_brand_and_within_two_seconds_its_end(world: World) -> None:
    account = world.door.account.sid
    made = json.loads(world.hub.command("partner", "create", "--name", "Carrier", "--kind", "carrier", "--json"))
    partner = requests.Session()
    partner.auth, partner.trust_env = (made["sid"], made["secret"]), False

    def ask(path: str, **query: Any) -> dict:
        answer = partner.get(f"{world.hub.url}/partner/v1/{path}", params=query, timeout=40)
        equal(answer.status_code, 200, f"what a partner is answered about {query}")
        return answer.json()

    def brand_now() -> dict:
        found = ask("Lookups", BrandSid=world.sids["brand"])
        return {name: found[name] for name in ("known", "account_sid", "status", "subject_status")}

    def is_known() -> bool:
        return partner.get(f"{world.hub.url}/partner/v1/Events", params={"Cursor": "latest"}, timeout=40).status_code == 200

    await eventually(is_known, "a partner that the hub knows")
    in_force = {"known": True, "account_sid": account, "status": "in_force", "subject_status": "APPROVED"}
    equal(brand_now(), in_force, "the brand, as a partner sees it")

    async def told(verb: str) -> dict:
        """Suspends or reinstates the account while the partner waits; what it is told first, and how soon."""
        cursor = ask("Events", Cursor="latest")["cursor"]
        waiting = asyncio.create_task(asyncio.to_thread(ask, "Events", Cursor=cursor, Wait=25))
        await asyncio.sleep(0.3)
        await asyncio.to_thread(world.hub.command, "account", verb, account)
        done = time.monotonic()
        page = await waiting
        that(time.monotonic() - done < 2, f"{verb}: told {time.monotonic() - done:.1f} s afterwards")
        [event] = [one for one in page["events"] if one["subject"] == account][:1]
        return event

    try:
        equal((await told("suspend"))["type"], "trusthub.trust.suspended.v1", "what the partner is told")
        equal(brand_now()["status"], "suspended", "the brand's account, looked up after that")
    finally:
        equal((await told("reinstate"))["type"], "trusthub.trust.reinstated.v1", "what the partner is told")
    equal(brand_now(), in_force, "the brand after that")


async def a_service_goes_after_its_campaign(world: World) -> None:
    door, service = world.door, messaging(world).services(world.sids["service"])
    await refused(door.delete(service), 400, 70002)
    await door.delete(campaigns(world)(world.sids["campaign"]))
    await door.delete(service)
    await refused(door.fetch(service), 404, 20404)
