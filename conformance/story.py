"""The reference flow, told with the official Python SDK: a provider's own profile, a customer's profile, a number,
SHAKEN/STIR and A2P products, a rejection and its mending, a change to what is approved, a suspension.

Each function is one check; they run in order and lean on what the earlier ones made (`World`). Where the API's
description leaves an answer open, the check accepts each sensible one and says so.
"""

import email
import email.policy
import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from business import A2P, PRIMARY, SECONDARY, SHAKEN, Business
from callbacks import Listener
from checks import Suite, equal, eventually, one_of, refused, that
from door import Door
from hub import Hub
from twilio.request_validator import RequestValidator


@dataclass
class World:
    """What the checks share."""

    door: Door
    hub: Hub
    listener: Listener
    provider: Business
    customer: Business
    number: str
    sids: dict[str, str] = field(default_factory=dict)

    @property
    def trusthub(self) -> Any:
        return self.door.trusthub

    def profile(self, name: str) -> Any:
        return self.trusthub.customer_profiles(self.sids[name])

    def product(self, name: str) -> Any:
        return self.trusthub.trust_products(self.sids[name])


async def tell(suite: Suite, world: World) -> None:
    for check in (
        policies_and_types_can_be_looked_up,
        a_provider_registers_itself_by_api,
        a_reviewer_approves_the_providers_profile,
        an_empty_profile_does_not_comply_and_each_row_says_why,
        a_complete_profile_complies,
        submitting_puts_it_in_review,
        a_reviewer_sees_the_case_and_approves_it,
        every_transition_is_called_back_once_and_signed,
        the_approval_is_mailed_as_text_and_as_a_page,
        a_number_joins_the_inventory,
        a_number_must_be_on_the_profile_before_it_is_on_a_product,
        a_shaken_product_that_complies_is_approved_at_once,
        an_a2p_product_is_evaluated_and_referred,
        what_does_not_comply_is_rejected_at_submission_with_reasons,
        a_reviewers_rejection_carries_codes_and_fields,
        a_rejected_profile_is_mended_and_approved,
        an_approved_profile_is_changed_through_a_provisional_copy,
        a_profile_is_begun_for_a_page_of_ones_own_and_opened_again,
        a_suspension_shows_and_is_lifted,
    ):
        await suite.check(check, world)


async def policies_and_types_can_be_looked_up(world: World) -> None:
    door, trusthub = world.door, world.trusthub
    policies = {policy.sid: policy for policy in await door.list(trusthub.policies)}
    for sid in (PRIMARY, SECONDARY, SHAKEN, A2P):
        that(sid in policies, f"policy {sid} is not listed")
    policy = await door.fetch(trusthub.policies(SECONDARY))
    equal(policy.requirements, policies[SECONDARY].requirements, "listed and fetched requirements")
    wanted = [row["requirement_name"] for row in policy.requirements["end_user"]]
    equal(
        wanted,
        ["customer_profile_business_information", "authorized_representative_1", "authorized_representative_2"],
        "end users of the policy",
    )
    types = await door.list(trusthub.end_user_types)
    by_name = {one.machine_name: one for one in types}
    that("customer_profile_business_information" in by_name, "the business type is not listed")
    known = by_name["authorized_representative_1"]
    # Both the SID and the machine name address a type: policies name types by machine name.
    for address in (known.sid, known.machine_name):
        equal((await door.fetch(trusthub.end_user_types(address))).sid, known.sid, f"type {address}")
    documents = {one.machine_name for one in await door.list(trusthub.supporting_document_types)}
    that("customer_profile_address" in documents, "the address type is not listed")
    await refused(door.fetch(trusthub.policies("RN" + "0" * 32)), 404, 20404)


async def fill_profile(world: World, business: Business, sid: str) -> dict[str, str]:
    """Makes the items of a business profile and assigns them; their SIDs by name."""
    door, trusthub = world.door, world.trusthub
    information = await door.create(
        trusthub.end_users,
        friendly_name="business information",
        type="customer_profile_business_information",
        attributes=business.information(),
    )
    equal(information.attributes, business.information(), "attributes come back as an object")
    items = {"information": information.sid}
    for number in (1, 2):
        made = await door.create(
            trusthub.end_users,
            friendly_name=f"representative {number}",
            type=f"authorized_representative_{number}",
            attributes=business.representative(number),
        )
        items[f"representative_{number}"] = made.sid
    address = await door.create(world.door.core.addresses, friendly_name="HQ", **business.address())
    that(isinstance(address.date_created, datetime), "an address's date parses")
    document = await door.create(
        trusthub.supporting_documents,
        friendly_name="address",
        type="customer_profile_address",
        attributes={"address_sids": address.sid},
    )
    equal(document.status, "DRAFT", "a new document's status")
    items |= {"document": document.sid}
    for item in items.values():
        made = await door.create(trusthub.customer_profiles(sid).customer_profiles_entity_assignments, object_sid=item)
        equal(made.object_sid, item, "assigned object")
    return items | {"address": address.sid}


async def a_provider_registers_itself_by_api(world: World) -> None:
    # The vendor refuses this and sends people to its console; a provider's own hub allows it.
    door, trusthub = world.door, world.trusthub
    profile = await door.create(
        trusthub.customer_profiles,
        friendly_name=world.provider.name,
        email=world.provider.email,
        policy_sid=PRIMARY,
    )
    equal(profile.status, "draft", "status")
    that(isinstance(profile.date_created, datetime), f"date_created parses: {profile.date_created!r}")
    that(profile.url.startswith(world.hub.url), f"url is ours: {profile.url}")
    equal((profile.valid_until, profile.errors), (None, None), "valid_until and errors of a draft")
    world.sids["primary"] = profile.sid
    await fill_profile(world, world.provider, profile.sid)
    submitted = await door.update(world.profile("primary"), status="pending-review")
    equal(submitted.status, "in-review", "status after submission")


async def a_reviewer_approves_the_providers_profile(world: World) -> None:
    world.hub.decide("approve", world.sids["primary"])
    profile = await world.door.fetch(world.profile("primary"))
    equal(profile.status, "twilio-approved", "status")
    that(isinstance(profile.valid_until, datetime), f"valid_until parses: {profile.valid_until!r}")


async def an_empty_profile_does_not_comply_and_each_row_says_why(world: World) -> None:
    door, trusthub = world.door, world.trusthub
    profile = await door.create(
        trusthub.customer_profiles,
        friendly_name=world.customer.name,
        email=world.customer.email,
        policy_sid=SECONDARY,
        status_callback=f"{world.listener.url}/trust-hub?from=customer",
    )
    world.sids["secondary"] = profile.sid
    evaluation = await door.create(world.profile("secondary").customer_profiles_evaluations, policy_sid=SECONDARY)
    equal(evaluation.status, "noncompliant", "evaluation of an empty profile")
    codes = {row["requirement_name"]: row["error_code"] for row in evaluation.results}
    equal(codes["customer_profile_business_information"], 22214, "code of a missing end user")
    equal(codes["customer_profile_address"], 22216, "code of a missing document")
    that("primary_customer_profile" in codes, "the supporting profile has a row")
    for row in evaluation.results:
        # A second representative may be left out, so its requirement passes without one.
        if row["requirement_name"] == "authorized_representative_2":
            that(row["passed"], "an optional requirement passes when nothing is given")
            continue
        equal(row["passed"], False, row["requirement_name"])
        that(row["failure_reason"] or row["invalid"], f"{row['requirement_name']} does not say why")
    information = evaluation.results[0]
    that("business_name" in {one["object_field"] for one in information["invalid"]}, "missing fields are named")
    equal((await door.fetch(world.profile("secondary"))).status, "draft", "an evaluation changes no status")


async def a_complete_profile_complies(world: World) -> None:
    door = world.door
    world.sids |= await fill_profile(world, world.customer, world.sids["secondary"])
    assignments = world.profile("secondary").customer_profiles_entity_assignments
    await door.create(assignments, object_sid=world.sids["primary"])
    evaluation = await door.create(world.profile("secondary").customer_profiles_evaluations, policy_sid=SECONDARY)
    equal([row for row in evaluation.results if not row["passed"]], [], "rows that do not pass")
    equal(evaluation.status, "compliant", "evaluation")
    again = await door.fetch(world.profile("secondary").customer_profiles_evaluations(evaluation.sid))
    equal(again.results, evaluation.results, "a stored evaluation")
    listed = await door.list(world.profile("secondary").customer_profiles_evaluations)
    equal(len(listed), 2, "evaluations kept")
    equal(len(await door.list(assignments)), 5, "assignments")
    filtered = await door.list(assignments, object_type="authorized_representative_1")
    equal([one.object_sid for one in filtered], [world.sids["representative_1"]], "assignments of one type")


async def submitting_puts_it_in_review(world: World) -> None:
    submitted = await world.door.update(world.profile("secondary"), status="pending-review")
    equal(submitted.status, "in-review", "status after submission")
    document = await world.door.fetch(world.trusthub.supporting_documents(world.sids["document"]))
    equal(document.status, "PENDING_REVIEW", "its document's status")


async def a_reviewer_sees_the_case_and_approves_it(world: World) -> None:
    sid = world.sids["secondary"]
    await eventually(lambda: sid in world.hub.command("review", "list"), "the case is listed")
    json.loads(world.hub.command("review", "list", "--json"))
    that(world.customer.name in world.hub.command("review", "show", sid), "the case shows who it is about")
    world.hub.decide("claim", sid)
    world.hub.decide("approve", sid)
    profile = await world.door.fetch(world.profile("secondary"))
    equal((profile.status, profile.errors), ("twilio-approved", None), "status and errors")
    document = await world.door.fetch(world.trusthub.supporting_documents(world.sids["document"]))
    equal(document.status, "APPROVED", "its document's status")


async def every_transition_is_called_back_once_and_signed(world: World) -> None:
    sid = world.sids["secondary"]
    received = await eventually(
        lambda: (found := world.listener.of(sid)) and len(found) >= 3 and found, "three callbacks about the profile"
    )
    equal(
        [callback.form["Status"] for callback in received],
        ["pending-review", "in-review", "twilio-approved"],
        "statuses called back",
    )
    equal([callback.form["EventSequence"] for callback in received], ["1", "2", "3"], "sequence")
    equal(len({callback.form["EventSid"] for callback in received}), 3, "distinct events")
    validator = RequestValidator(world.door.account.token)
    for callback in received:
        signature = callback.headers.get("x-twilio-signature", "")
        that(validator.validate(callback.url, callback.form, signature), f"signature of {callback.form['Status']}")
        equal(callback.headers.get("i-twilio-idempotency-token"), callback.form["EventSid"], "idempotency token")
        equal(callback.form["AccountSid"], world.door.account.sid, "account")
    that(callback.url.endswith("?from=customer"), "the callback's own query is kept")


def mails_to(folder: Path, address: str) -> list[Any]:
    mails = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime)
    ]
    return [mail for mail in mails if address in (mail["To"] or "")]


async def the_approval_is_mailed_as_text_and_as_a_page(world: World) -> None:
    look = lambda: mails_to(world.hub.data / "mail", world.customer.email)
    mail = (await eventually(look, "a mail to the customer"))[-1]
    kinds = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
    that({"text/plain", "text/html"} <= set(kinds), f"parts of the mail: {set(kinds)}")
    for kind in ("text/plain", "text/html"):
        that("approved" in kinds[kind].lower(), f"the {kind} part says what happened")
        that(world.customer.name in kinds[kind], f"the {kind} part says to what")
    that(mail["Subject"] and mail["From"], "subject and sender")


async def a_number_joins_the_inventory(world: World) -> None:
    door, numbers = world.door, world.door.core.incoming_phone_numbers
    number = await door.create(numbers, phone_number=world.number, friendly_name="front desk")
    equal(number.phone_number, world.number, "number")
    that(number.sid.startswith("PN"), "its SID")
    that(isinstance(number.date_created, datetime), f"date_created parses: {number.date_created!r}")
    world.sids["number"] = number.sid
    listed = await door.list(numbers, phone_number=world.number)
    equal([one.sid for one in listed], [number.sid], "numbers found by number")
    # The vendor has several codes for a number that is not to be had; any refusal of ours will do.
    await refused(door.create(numbers, phone_number=world.number), (400, 409))


async def a_number_must_be_on_the_profile_before_it_is_on_a_product(world: World) -> None:
    door, trusthub = world.door, world.trusthub
    product = await door.create(
        trusthub.trust_products, friendly_name="signed calls", email=world.customer.email, policy_sid=SHAKEN
    )
    world.sids["shaken"] = product.sid
    assignments = world.product("shaken").trust_products_entity_assignments
    made = await door.create(assignments, object_sid=world.sids["secondary"])
    equal(made.trust_product_sid, product.sid, "assigned to")
    endpoint = {"channel_endpoint_type": "phone-number", "channel_endpoint_sid": world.sids["number"]}
    endpoints = world.product("shaken").trust_products_channel_endpoint_assignment
    await refused(door.create(endpoints, **endpoint), 400)
    # Approved profiles still take numbers.
    on_profile = world.profile("secondary").customer_profiles_channel_endpoint_assignment
    made = await door.create(on_profile, **endpoint)
    equal(made.channel_endpoint_sid, world.sids["number"], "number on the profile")
    found = await door.list(on_profile, channel_endpoint_sid=world.sids["number"])
    equal([one.sid for one in found], [made.sid], "assignments found by number")
    await door.create(endpoints, **endpoint)


async def a_shaken_product_that_complies_is_approved_at_once(world: World) -> None:
    door, sid = world.door, world.sids["shaken"]
    evaluation = await door.create(world.product("shaken").trust_products_evaluations, policy_sid=SHAKEN)
    equal(evaluation.status, "compliant", "evaluation")
    submitted = await door.update(world.product("shaken"), status="pending-review")
    one_of(submitted.status, ("in-review", "twilio-approved"), "status in the answer")

    async def approved() -> bool:
        return (await door.fetch(world.trusthub.trust_products(sid))).status == "twilio-approved"

    await eventually(approved, "the product is approved without a reviewer", seconds=10)


async def an_a2p_product_is_evaluated_and_referred(world: World) -> None:
    door, trusthub = world.door, world.trusthub
    product = await door.create(
        trusthub.trust_products, friendly_name="messages", email=world.customer.email, policy_sid=A2P
    )
    world.sids["a2p"] = product.sid
    assignments = world.product("a2p").trust_products_entity_assignments
    messaging = await door.create(
        trusthub.end_users,
        friendly_name="messaging profile",
        type="us_a2p_messaging_profile_information",
        attributes={"company_type": "private"},
    )
    for sid in (messaging.sid, world.sids["secondary"]):
        await door.create(assignments, object_sid=sid)
    evaluation = await door.create(world.product("a2p").trust_products_evaluations, policy_sid=A2P)
    equal([row for row in evaluation.results if not row["passed"]], [], "rows that do not pass")
    submitted = await door.update(world.product("a2p"), status="pending-review")
    # What automatic vetting makes of a product with the customer's own words is the hub's business: both are right.
    one_of(submitted.status, ("in-review", "twilio-approved"), "status")
    if submitted.status == "in-review":
        world.hub.decide("approve", product.sid)
    equal((await door.fetch(world.product("a2p"))).status, "twilio-approved", "status")


async def what_does_not_comply_is_rejected_at_submission_with_reasons(world: World) -> None:
    door, trusthub = world.door, world.trusthub
    profile = await door.create(
        trusthub.customer_profiles, friendly_name="half-made", email=world.customer.email, policy_sid=SECONDARY
    )
    submitted = await door.update(trusthub.customer_profiles(profile.sid), status="pending-review")
    equal(submitted.status, "twilio-rejected", "status")
    codes = {reason["code"] for reason in submitted.errors}
    that({22214, 22216} <= codes, f"codes of what is missing: {codes}")


async def a_reviewers_rejection_carries_codes_and_fields(world: World) -> None:
    door, trusthub = world.door, world.trusthub
    other = Business(world.customer.name + " Second")
    profile = await door.create(
        trusthub.customer_profiles,
        friendly_name=other.name,
        email=other.email,
        policy_sid=SECONDARY,
        status_callback=f"{world.listener.url}/second",
    )
    world.sids["rejected"] = profile.sid
    items = await fill_profile(world, other, profile.sid)
    world.sids["rejected_information"] = items["information"]
    assignments = world.profile("rejected").customer_profiles_entity_assignments
    await door.create(assignments, object_sid=world.sids["primary"])
    equal((await door.update(world.profile("rejected"), status="pending-review")).status, "in-review", "status")
    field_name = "customer_profile_business_information.website_url"
    note = "The website shows another name."
    world.hub.decide("reject", profile.sid, "--code", f"18601:{field_name}", "--note", f"{field_name}={note}")
    rejected = await door.fetch(world.profile("rejected"))
    equal(rejected.status, "twilio-rejected", "status")
    equal([reason["code"] for reason in rejected.errors], [18601], "codes")
    that("website_url" in json.dumps(rejected.errors), "the reason names the field")
    callbacks = await eventually(
        lambda: [one for one in world.listener.of(profile.sid) if one.form["Status"] == "twilio-rejected"],
        "a callback about the rejection",
    )
    that(callbacks[0].form.get("FailureReason"), "the callback says why")
    mail = await eventually(lambda: mails_to(world.hub.data / "mail", other.email), "a mail about the rejection")
    that(note in mail[-1].get_body(("plain",)).get_content(), "the mail carries the reviewer's words")


async def a_rejected_profile_is_mended_and_approved(world: World) -> None:
    door = world.door
    information = world.trusthub.end_users(world.sids["rejected_information"])
    attributes = (await door.fetch(information)).attributes
    mended = await door.update(
        information, attributes=attributes | {"website_url": attributes["website_url"] + "/about"}
    )
    that(mended.attributes["website_url"].endswith("/about"), "the mended website")
    equal((await door.update(world.profile("rejected"), status="pending-review")).status, "in-review", "status")
    world.hub.decide("approve", world.sids["rejected"])
    approved = await door.fetch(world.profile("rejected"))
    equal((approved.status, approved.errors), ("twilio-approved", None), "status and errors")


async def an_approved_profile_is_changed_through_a_provisional_copy(world: World) -> None:
    door, trusthub, original = world.door, world.trusthub, world.sids["rejected"]
    copies = trusthub.customer_profiles_provisional_copy(original)
    copy = await door.create(copies)
    equal((copy.status, copy.policy_sid), ("draft", SECONDARY), "status and policy of the copy")
    copy_sid = copy.customer_profile_sid
    that(copy_sid != original, "the copy has a SID of its own")
    equal((await door.fetch(copies)).customer_profile_sid, copy_sid, "the copy, fetched")
    await refused(door.create(copies), (400, 409), 18608)
    await door.update(trusthub.customer_profiles(copy_sid), friendly_name="under a new name")
    equal((await door.fetch(world.profile("rejected"))).status, "twilio-approved", "the original stays in force")
    equal(
        (await door.update(trusthub.customer_profiles(copy_sid), status="pending-review")).status, "in-review", "status"
    )
    world.hub.decide("approve", copy_sid)
    replaced = await door.fetch(world.profile("rejected"))
    equal((replaced.friendly_name, replaced.status), ("under a new name", "twilio-approved"), "the original, replaced")
    await refused(door.fetch(copies), 404, 20404)


async def a_profile_is_begun_for_a_page_of_ones_own_and_opened_again(world: World) -> None:
    door, trusthub = world.door, world.trusthub
    begun = await door.create(trusthub.compliance_inquiries, notification_email=world.customer.email, theme_set_id="plain")
    that(begun.inquiry_id.startswith("inq_"), f"inquiry {begun.inquiry_id}")
    sid = begun.customer_id.rsplit(".", 1)[-1]
    profile = await door.fetch(trusthub.customer_profiles(sid))
    equal((profile.status, profile.email, profile.policy_sid), ("draft", world.customer.email, PRIMARY), "the profile begun")
    again = await door.update(trusthub.compliance_inquiries(begun.customer_id), primary_profile_sid=sid)
    equal(again.customer_id, begun.customer_id, "the profile opened again")
    that(again.inquiry_session_token, "a session token")
    await refused(door.update(trusthub.compliance_inquiries("nothing"), primary_profile_sid=sid), 404, 20404)
    await door.delete(trusthub.customer_profiles(sid))


async def a_suspension_shows_and_is_lifted(world: World) -> None:
    door, sid = world.door, world.sids["rejected"]
    world.hub.command("review", "suspend", sid, "--note", "Reported by a carrier.")
    suspended = await door.fetch(world.profile("rejected"))
    equal(suspended.status, "twilio-rejected", "status while suspended")
    that(any(99001 <= reason["code"] <= 99099 for reason in suspended.errors), f"errors: {suspended.errors}")
    await refused(door.update(world.profile("rejected"), status="pending-review"), (400, 409))
    world.hub.command("review", "reinstate", sid)
    equal((await door.fetch(world.profile("rejected"))).status, "twilio-approved", "status afterwards")
