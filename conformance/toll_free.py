"""Toll-free verification, told with the official Python SDK: a number that is turned down with a reason, mended and
approved; the form for a page of one's own; what the answer looks like.
"""

import json
from datetime import datetime
from pathlib import Path

import requests
from checks import Suite, equal, eventually, one_of, refused, that
from story import World, mails_to

EXAMPLES = Path(__file__).parent.parent.parent / "shared/contract/data/examples/messaging_v1"

SHORTENED = "See https://bit.ly/3owl for our offers of the week. Reply STOP to opt out."


def sample(world: World) -> str:
    return f"{world.customer.name}: your delivery arrives today before noon. Reply STOP to opt out."


async def tell(suite: Suite, world: World) -> None:
    for check in (
        a_toll_free_number_is_submitted,
        it_is_turned_down_with_a_reason_and_can_be_edited,
        it_is_mended_and_approved,
        its_answer_has_the_published_keys,
        it_is_listed_by_each_filter,
        a_number_that_is_not_toll_free_is_refused,
        a_form_for_a_number_is_begun,
        it_is_taken_back,
    ):
        await suite.check(check, world)


async def a_toll_free_number_is_submitted(world: World) -> None:
    door = world.door
    number = await door.create(door.core.incoming_phone_numbers, phone_number=f"+1833{world.number[-7:]}")
    world.sids["toll_free_number"] = number.sid
    made = await door.create(
        door.messaging.tollfree_verifications,
        business_name=world.customer.name,
        business_website=f"https://www.{world.customer.domain}",
        notification_email=world.customer.email,
        use_case_categories=["DELIVERY_NOTIFICATIONS"],
        use_case_summary="Customers who order from us are told when their delivery is on its way and when it arrives.",
        production_message_sample=SHORTENED,
        opt_in_image_urls=[f"https://www.{world.customer.domain}/opt-in.png"],
        opt_in_type="WEB_FORM",
        message_volume="10,000",
        tollfree_phone_number_sid=number.sid,
        customer_profile_sid=world.sids["secondary"],
        external_reference_id="crm-7",
        age_gated_content=False,
        opt_in_keywords=["START"],
    )
    that(made.sid.startswith("HH"), "its SID")
    equal((made.status, made.tollfree_phone_number), ("PENDING_REVIEW", number.phone_number), "status and number")
    that(isinstance(made.date_created, datetime), f"date_created parses: {made.date_created!r}")
    # Not entered: the profile says it.
    equal((made.business_type, made.business_registration_authority), ("PRIVATE_PROFIT", "EIN"), "from the profile")
    world.sids["toll_free"] = made.sid


def verification(world: World):
    return world.door.messaging.tollfree_verifications(world.sids["toll_free"])


async def it_is_turned_down_with_a_reason_and_can_be_edited(world: World) -> None:
    door = world.door

    async def rejected():
        found = await door.fetch(verification(world))
        return found if found.status == "TWILIO_REJECTED" else None

    found = await eventually(rejected, "the shortened link is turned down")
    equal((found.error_code, found.edit_allowed), (30857, True), "code, and whether it can be edited")
    equal([one["code"] for one in found.rejection_reasons], [30857], "codes of all reasons")
    that("shorten" in found.rejection_reason.lower(), f"the reason says what is wrong: {found.rejection_reason}")
    that(isinstance(found.edit_expiration, datetime), f"edit_expiration parses: {found.edit_expiration!r}")
    await eventually(
        lambda: [one for one in mails_to(world.hub.data / "mail", world.customer.email) if "toll-free" in one["Subject"]],
        "a mail about the rejection",
    )


async def it_is_mended_and_approved(world: World) -> None:
    door = world.door
    edited = await door.update(
        verification(world), production_message_sample=sample(world), edit_reason="The link is gone"
    )
    equal((edited.status, edited.rejection_reasons), ("PENDING_REVIEW", None), "status and reasons after the edit")

    async def looked_at():
        found = await door.fetch(verification(world))
        return found if found.status != "PENDING_REVIEW" else None

    found = await eventually(looked_at, "the checks look at it again")
    one_of(found.status, ("IN_REVIEW", "TWILIO_APPROVED"), "status")
    if found.status == "IN_REVIEW":
        await refused(door.update(verification(world), business_name="Other"), 400)
        that(found.sid in world.hub.command("tollfree", "list"), "the number is listed for reviewers")
        shown = json.loads(world.hub.command("tollfree", "show", found.sid, "--json"))
        that(shown["doubts"], "the reviewer is told what could not be settled")
        world.hub.command("tollfree", "approve", found.sid)
    equal((await door.fetch(verification(world))).status, "TWILIO_APPROVED", "status")


async def its_answer_has_the_published_keys(world: World) -> None:
    example = EXAMPLES / "FetchTollfreeVerification__200__fetch.json"
    account = world.door.account
    path = f"{world.hub.url}/v1/Tollfree/Verifications/{world.sids['toll_free']}"
    answer = requests.get(path, auth=(account.sid, account.token), timeout=10).json()
    equal(answer["url"], path, "url")
    that(answer["resource_links"]["customer_profile"].endswith(world.sids["secondary"]), "the profile's link")
    if example.is_file():
        equal(sorted(answer), sorted(json.loads(example.read_text())), "keys")


async def it_is_listed_by_each_filter(world: World) -> None:
    door, listed = world.door, world.door.messaging.tollfree_verifications
    sid = world.sids["toll_free"]
    for filters in (
        {},
        {"tollfree_phone_number_sid": world.sids["toll_free_number"]},
        {"status": "TWILIO_APPROVED"},
        {"external_reference_id": "crm-7"},
        {"include_sub_accounts": True},
    ):
        equal([one.sid for one in await door.list(listed, **filters)], [sid], f"listed by {filters}")
    for filters in ({"status": "TWILIO_REJECTED"}, {"external_reference_id": "x"}, {"trust_product_sid": ["BU" + "0" * 32]}):
        equal(await door.list(listed, **filters), [], f"listed by {filters}")


async def a_number_that_is_not_toll_free_is_refused(world: World) -> None:
    begin = world.door.trusthub.compliance_tollfree_inquiries
    await refused(
        world.door.create(begin, tollfree_phone_number=world.number, notification_email=world.customer.email), 400, 20001
    )


async def a_form_for_a_number_is_begun(world: World) -> None:
    door = world.door
    number = await door.create(door.core.incoming_phone_numbers, phone_number=f"+1844{world.number[-7:]}")
    begun = await door.create(
        door.trusthub.compliance_tollfree_inquiries,
        tollfree_phone_number=number.phone_number,
        notification_email=world.customer.email,
        business_name=world.customer.name,
        use_case_categories=["MARKETING"],
        theme_set_id="plain",
    )
    that(begun.inquiry_id.startswith("inq_"), f"inquiry {begun.inquiry_id}")
    equal(begun.registration_id, f"tri1.us1.trusthub.{door.account.sid}.tollfree.{number.sid}", "registration")
    page = requests.get(f"{world.hub.url}/embed/inquiries/{begun.inquiry_session_token}", timeout=10)
    equal(page.status_code, 200, "the form")
    that(number.phone_number in page.text and world.customer.name in page.text, "the form is filled in")


async def it_is_taken_back(world: World) -> None:
    door = world.door
    await refused(door.delete(door.core.incoming_phone_numbers(world.sids["toll_free_number"])), 400)
    await door.delete(verification(world))
    await refused(door.fetch(verification(world)), 404, 20404)
    await door.delete(door.core.incoming_phone_numbers(world.sids["toll_free_number"]))
