"""Brands and campaigns registered in a form, begun with the official Python SDK, whose requests are JSON here; filled in as a
browser without scripts sends it.

Leans on what the reference flow made: the provider's primary profile, in force.
"""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import requests
from business import Business
from checks import Suite, equal, eventually, refused, that
from story import World
from twilio.rest.trusthub.v1.a2_p_brand_registration import A2PBrandRegistrationList
from twilio.rest.trusthub.v1.a2_p_campaign_registration import A2PCampaignRegistrationList

SHORTENED = "{}: your statement is ready at https://bit.ly/3owl Reply STOP to end."
MENDED = "{}: your statement is ready at https://owl-mill.example/s Reply STOP to end."


async def tell(suite: Suite, world: World) -> None:
    for check in (
        a_brand_is_begun_with_what_is_known,
        its_form_becomes_a_brand,
        a_campaign_is_begun_with_what_is_known,
        its_form_becomes_a_campaign_that_is_turned_down,
        it_is_mended_in_a_form_named_by_its_service,
        what_cannot_be_begun_is_refused,
    ):
        await suite.check(check, world)


def business(world: World) -> Business:
    return replace(world.customer, name=world.customer.name.replace("Bank", "Mill"))


async def begin_brand(world: World, **payload: Any) -> Any:
    request = A2PBrandRegistrationList.TrusthubV1A2pBrandRegistrationRequest(payload)
    target = world.door.trusthub.a2_p_brand_registrations
    return await world.door.create(target, trusthub_v1_a2p_brand_registration_request=request)


async def begin_campaign(world: World, **payload: Any) -> Any:
    request = A2PCampaignRegistrationList.TrusthubV1A2pCampaignRegistrationRequest(payload)
    target = world.door.trusthub.a2_p_campaign_registrations
    return await world.door.create(target, trusthub_v1_a2p_campaign_registration_request=request)


def look(world: World, collection: str, name: str) -> dict:
    """What became of one; the vendor's SDKs cannot ask."""
    account, path = world.door.account, quote(world.sids[name], safe="")
    answer = requests.get(f"{world.hub.url}/v1/{collection}/{path}", auth=(account.sid, account.token), timeout=10)
    equal(answer.status_code, 200, answer.text)
    return answer.json()


def page(world: World, token: str, path: str, fields: dict | None = None) -> requests.Response:
    address = f"{world.hub.url}/embed/inquiries/{token}{path}"
    answer = requests.get(address, timeout=10) if fields is None else requests.post(address, data=fields, timeout=10)
    equal(answer.status_code, 200, f"{path}: {answer.text}")
    return answer


async def a_brand_is_begun_with_what_is_known(world: World) -> None:
    owner, door = business(world), world.door
    begun = await begin_brand(
        world,
        brandType="STANDARD",
        notificationEmail=owner.email,
        businessName=owner.name,
        businessIndustry="TECHNOLOGY",
        businessCountry="US",
        businessStreetAddress="12 Market Street",
        businessCity="San Francisco",
        businessStateProvinceRegion="CA",
        businessPostalCode="94105",
        isTest=True,
    )
    that(begun.session_id.startswith("inq_") and begun.session_token, f"a session: {begun.session_id}")
    that(begun.id.startswith(f"tri1.us1.account.{door.account.sid}/registration.BU"), f"its id: {begun.id}")
    world.sids["registration"] = begun.id
    # The SDK for Python leaves the slash of the id as it is.
    sessions = door.trusthub.a2_p_brand_registration_embedded_sessions(begun.id)
    again = await door.create(sessions)
    equal(again.id, begun.id, "the registration of another session")
    world.sids["session"] = again.session_token
    form = page(world, again.session_token, "/steps/customer_profile_business_information")
    that(owner.name in form.text, "the form is filled in")
    equal(look(world, "A2PBrandRegistrations", "registration")["status"], "DRAFT", "status")


async def its_form_becomes_a_brand(world: World) -> None:
    owner, token = business(world), world.sids["session"]
    address = {**owner.address(), "iso_country": "US"}
    for step, fields in (
        ("customer_profile_business_information", owner.information()),
        ("authorized_representative_1", owner.representative(1)),
        ("customer_profile_address", address),
        ("us_a2p_messaging_profile_information", {"company_type": "private"}),
    ):
        page(world, token, f"/steps/{step}", {**fields, "seen": "1"})
    that("Everything is there" in page(world, token, "/summary").text, "the summary")
    page(world, token, "/submit", {})

    async def registered() -> Any:
        shown = look(world, "A2PBrandRegistrations", "registration")
        return shown if shown["status"] == "APPROVED" else None

    shown = await eventually(registered, "the mock brand is registered")
    world.sids["registered"] = shown["a2pBrandRegistrationSid"]
    brand = await world.door.fetch(world.door.messaging.brand_registrations(shown["a2pBrandRegistrationSid"]))
    equal((brand.mock, brand.a2p_profile_bundle_sid), (True, shown["a2pProfileSid"]), "the brand")
    profile = await world.door.fetch(world.trusthub.customer_profiles(shown["customerProfileSid"]))
    that(profile.status != "draft", "the profile is submitted")


async def a_campaign_is_begun_with_what_is_known(world: World) -> None:
    owner, door = business(world), world.door
    service = await door.create(door.messaging.services, friendly_name="By a form")
    world.sids["form_service"] = service.sid
    begun = await begin_campaign(
        world,
        a2pBrandRegistrationSid=world.sids["registered"],
        messagingServiceSid=service.sid,
        useCaseCategories=["ACCOUNT_NOTIFICATION"],
        useCaseSampleMessage1=SHORTENED.format(owner.name),
        hasEmbeddedLinks=True,
    )
    world.sids["campaign_registration"] = begun.id
    sessions = door.trusthub.a2_p_campaign_registration_embedded_sessions(begun.id)
    equal((await door.create(sessions)).id, begun.id, "the registration of another session")
    that("bit.ly" in page(world, begun.session_token, "/campaign").text, "the form is filled in")
    world.sids["session"] = begun.session_token


def content(world: World, sample: str) -> dict:
    owner = business(world)
    return {
        "UsAppToPersonUsecase": "ACCOUNT_NOTIFICATION",
        "Description": f"{owner.name} tells account holders who asked for it about statements and appointments.",
        "MessageFlow": "Account holders check a box at https://owl-mill.example/texts that is not pre-checked. Message "
        "frequency varies. Message and data rates may apply. Reply STOP to stop, HELP for help. Terms and privacy "
        "policy are linked below the box.",
        "MessageSamples1": sample.format(owner.name),
        "MessageSamples2": f"{owner.name}: your appointment is on [date] at [time]. Reply STOP to end these messages.",
        "HasEmbeddedLinks": "true",
    }


async def decided(world: World) -> dict:
    async def seen() -> Any:
        shown = look(world, "A2PCampaignRegistrations", "campaign_registration")
        return shown if shown["status"] not in ("DRAFT", "PENDING") else None

    return await eventually(seen, "a decision about the campaign")


async def its_form_becomes_a_campaign_that_is_turned_down(world: World) -> None:
    page(world, world.sids["session"], "/campaign", content(world, SHORTENED))
    shown = await decided(world)
    equal((shown["status"], shown["messagingServiceSid"]), ("FAILED", world.sids["form_service"]), "the campaign")
    that(shown["campaignSid"].startswith("QE") and shown["errors"], "its identifier and its errors")


async def it_is_mended_in_a_form_named_by_its_service(world: World) -> None:
    door, service = world.door, world.sids["form_service"]
    sessions = door.trusthub.a2_p_campaign_registration_embedded_sessions(service)
    again = await door.create(sessions)
    equal(again.id, world.sids["campaign_registration"], "the registration")
    that("It was not approved" in page(world, again.session_token, "/campaign").text, "the form says why")
    page(world, again.session_token, "/campaign", content(world, MENDED))
    shown = await decided(world)
    equal((shown["status"], shown["errors"]), ("VERIFIED", []), "the campaign")
    await refused(door.create(sessions), 400, 70002)
    campaigns = await door.list(door.messaging.services(service).us_app_to_person)
    equal([one.sid for one in campaigns], [shown["campaignSid"]], "the campaign of the service")


async def what_cannot_be_begun_is_refused(world: World) -> None:
    email = world.customer.email
    await refused(begin_brand(world, notificationEmail=email), 400)
    refusal = await refused(begin_brand(world, brandType="STANDARD", notificationEmail=email, businessType="GUILD"), 400, 20001)
    that("businessType" in refusal.msg, f"the refusal names the field: {refusal.msg}")
    await refused(begin_campaign(world, a2pBrandRegistrationSid="BN" + "0" * 32), 400, 20001)
    nobodys = f"tri1.us1.account.AC{'0' * 32}/registration.BU{'0' * 32}"
    await refused(world.door.create(world.door.trusthub.a2_p_brand_registration_embedded_sessions(nobodys)), 404, 20404)
