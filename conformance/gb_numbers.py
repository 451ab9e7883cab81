"""Who uses GB numbers, told with the official Python SDK: a registration begun for a page of one's own, opened again, filled in
as a browser without scripts sends it, turned down, mended and approved.
"""

import base64
from dataclasses import replace
from typing import Any

from business import Business
from checks import Suite, equal, refused, that
from registrations import page
from story import World

PAPER = base64.b64encode(b"%PDF-1.7\n%%EOF\n").decode()


async def tell(suite: Suite, world: World) -> None:
    for check in (
        a_registration_is_begun_with_what_is_known,
        it_is_opened_again_and_filled_in,
        it_is_turned_down_mended_and_approved,
        a_person_is_registered_by_the_request_alone,
        what_is_on_no_list_is_refused,
    ):
        await suite.check(check, world)


def business(world: World) -> Business:
    return replace(world.customer, name=world.customer.name.replace("Bank", "Quay"))


def inquiries(world: World, *registration: str) -> Any:
    resource = world.door.trusthub.compliance_registration_inquiries
    return resource(*registration) if registration else resource


async def product(world: World, registration: str) -> Any:
    return await world.door.fetch(world.trusthub.trust_products(registration.rsplit(".", 1)[-1]))


async def a_registration_is_begun_with_what_is_known(world: World) -> None:
    owner = business(world)
    begun = await world.door.create(
        inquiries(world),
        end_user_type="Business",
        phone_number_type="national",
        business_identity_type="direct_customer",
        business_registration_authority="UK:CRN",
        business_legal_name=owner.name,
        business_website_url=f"https://www.{owner.domain}",
        notification_email=owner.email,
        accepted_notification_receipt=True,
        authorized_representative1_first_name="Ada",
        authorized_representative1_date_of_birth="1961-07-04",
        address_street=f"{owner.house} Long Lane",
        address_city="London",
        address_postal_code="EC1A 9HF",
        address_country_code="GB",
        use_address_as_emergency_address=True,
        file_name="register.pdf",
        file=PAPER,
        is_isv_embed=True,
        isv_registering_for_self_or_tenant="my_customer",
        theme_set_id="plain",
    )
    that(begun.inquiry_id.startswith("inq_") and begun.inquiry_session_token, f"a session: {begun.inquiry_id}")
    account = world.door.account.sid
    that(begun.registration_id.startswith(f"tri1.us1.account.{account}.registration.BU"), f"its id: {begun.registration_id}")
    that(begun.url.endswith(f"/{begun.registration_id}/RegulatoryCompliance/GB/Initialize"), f"its url: {begun.url}")
    world.sids["gb_numbers"] = begun.registration_id
    made = await product(world, begun.registration_id)
    equal((made.status, made.email), ("draft", owner.email), "the Trust Product")


async def it_is_opened_again_and_filled_in(world: World) -> None:
    owner, registration = business(world), world.sids["gb_numbers"]
    again = await world.door.update(inquiries(world, registration), is_isv_embed=True, theme_set_id="plain")
    equal(again.registration_id, registration, "the registration opened again")
    token = again.inquiry_session_token
    form = page(world, token, "/steps/customer_profile_business_information")
    that(owner.name in form.text, "the form is filled in")
    for step, fields in (
        ("customer_profile_business_information", information(world, f"0{owner.digits}")),
        ("gb_authorized_representative", representative(world)),
    ):
        page(world, token, f"/steps/{step}", {**fields, "seen": "1"})
    that("Everything is there" in page(world, token, "/summary").text, "the summary")
    page(world, token, "/submit", {})
    equal((await product(world, registration)).status, "in-review", "status")
    await refused(world.door.update(inquiries(world, registration)), 400, 70002)


def information(world: World, number: str) -> dict:
    owner = business(world)
    return {
        "business_name": owner.name,
        "business_registration_identifier": "CN",
        "business_registration_number": number,
        "business_identity": "direct_customer",
        "website_url": f"https://www.{owner.domain}",
    }


def representative(world: World) -> dict:
    said = business(world).representative(1)
    named = {name: said[name] for name in ("first_name", "last_name", "email")}
    return {**named, "phone_number": f"+442083{business(world).digits[:6]}", "birth_date": "1961-07-04"}


async def it_is_turned_down_mended_and_approved(world: World) -> None:
    registration = world.sids["gb_numbers"]
    sid = registration.rsplit(".", 1)[-1]
    field = "customer_profile_business_information.business_registration_number"
    world.hub.decide("reject", sid, "--code", f"18602:{field}")
    rejected = await product(world, registration)
    equal((rejected.status, [one["code"] for one in rejected.errors]), ("twilio-rejected", [18602]), "the rejection")
    again = await world.door.update(inquiries(world, registration))
    token = again.inquiry_session_token
    that("It was not approved" in page(world, token, "/summary").text, "the form says why")
    mended = information(world, f"1{business(world).digits}")
    page(world, token, "/steps/customer_profile_business_information", {**mended, "seen": "1"})
    page(world, token, "/submit", {})
    world.hub.decide("approve", sid)
    equal((await product(world, registration)).status, "twilio-approved", "status")
    that("It is approved" in page(world, token, "/summary").text, "the form says so")


async def a_person_is_registered_by_the_request_alone(world: World) -> None:
    begun = await world.door.create(
        inquiries(world),
        end_user_type="Individual",
        phone_number_type="mobile",
        first_name="Carla",
        last_name="Wintermoor",
        date_of_birth="1961-07-04",
        individual_email=f"carla@{business(world).domain}",
        individual_phone=f"+442084{business(world).digits[:6]}",
        notification_email=business(world).email,
        address_street=f"{business(world).house} Short Lane",
        address_city="London",
        address_postal_code="EC1A 9HF",
        address_country_code="GB",
        file=PAPER,
    )
    token = begun.inquiry_session_token
    that("Everything is there" in page(world, token, "/summary").text, "nothing is left to be asked")
    page(world, token, "/submit", {})
    that((await product(world, begun.registration_id)).status != "draft", "it is submitted")


async def what_is_on_no_list_is_refused(world: World) -> None:
    least = {"end_user_type": "Business", "phone_number_type": "local", "notification_email": business(world).email}
    for name, value, parameter in (
        ("end_user_type", "Company", "EndUserType"),
        ("phone_number_type", "premium", "PhoneNumberType"),
        ("business_registration_authority", "UK", "BusinessRegistrationAuthority"),
        ("file", "%PDF", "File"),
    ):
        refusal = await refused(world.door.create(inquiries(world), **{**least, name: value}), 400, 20001)
        that(parameter in refusal.msg, f"the refusal names {parameter}: {refusal.msg}")
    await refused(world.door.update(inquiries(world, "nothing")), 404, 20404)
