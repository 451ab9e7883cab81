"""What an SDK's user runs into: paging, filters, refusals, keys, subaccounts, tokens, idempotency, files.

Runs after `story.py` on the same account and leans on what it made.
"""

from datetime import datetime

import requests
from business import SECONDARY, SHAKEN, Business
from checks import Suite, equal, one_of, refused, that
from door import Door
from hub import Account
from story import World, fill_profile

# Any well-formed PDF will do; this is the smallest that names itself one.
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


async def tell(suite: Suite, world: World) -> None:
    for check in (
        pages_follow_one_another_without_loss_or_repetition,
        lists_can_be_filtered,
        what_is_not_there_is_not_found,
        a_second_assignment_of_the_same_object_is_refused,
        a_foreign_object_cannot_be_assigned,
        what_an_approved_profile_holds_is_frozen,
        what_is_in_use_cannot_be_deleted,
        what_is_not_in_use_is_deleted_once,
        only_the_provider_decides,
        a_draft_cannot_be_copied,
        a_key_acts_for_its_account_until_deleted,
        a_subaccount_is_a_tenant_of_its_own,
        a_tenants_profile_may_rest_on_its_providers,
        a_token_is_changed_without_an_interruption,
        wrong_credentials_are_refused,
        a_repeated_request_is_answered_from_memory,
        a_file_comes_back_as_it_went_in,
    ):
        await suite.check(check, world)


async def pages_follow_one_another_without_loss_or_repetition(world: World) -> None:
    door, end_users = world.door, world.trusthub.end_users
    everything = [one.sid for one in await door.list(end_users)]
    that(len(everything) > 5, "there is something to page through")
    paged = [one.sid for one in await door.list(end_users, page_size=2)]
    equal(paged, everything, "end users page by page")
    equal(len(set(paged)), len(paged), "nothing twice")
    equal([one.sid for one in await door.list(end_users, page_size=2, limit=3)], everything[:3], "the first three")
    that(isinstance((await door.list(end_users, limit=1))[0].date_updated, datetime), "dates in lists parse")


async def lists_can_be_filtered(world: World) -> None:
    door, profiles = world.door, world.trusthub.customer_profiles
    approved = await door.list(profiles, status="twilio-approved")
    equal({one.status for one in approved}, {"twilio-approved"}, "statuses")
    that(world.sids["secondary"] in {one.sid for one in approved}, "the approved profile is among them")
    by_name = await door.list(profiles, friendly_name=world.customer.name, page_size=1)
    equal([one.sid for one in by_name], [world.sids["secondary"]], "profiles of that name")
    by_policy = await door.list(profiles, policy_sid=SECONDARY, page_size=2)
    equal({one.policy_sid for one in by_policy}, {SECONDARY}, "policies")
    equal(await door.list(world.trusthub.trust_products, status="draft", friendly_name="none"), [], "no such product")


async def what_is_not_there_is_not_found(world: World) -> None:
    door, trusthub, nobody = world.door, world.trusthub, "0" * 32
    for target in (
        trusthub.customer_profiles("BU" + nobody),
        trusthub.trust_products("BU" + nobody),
        # A profile is no product.
        trusthub.trust_products(world.sids["secondary"]),
        trusthub.end_users("IT" + nobody),
        trusthub.supporting_documents("RD" + nobody),
        world.profile("secondary").customer_profiles_entity_assignments("BV" + nobody),
        world.profile("secondary").customer_profiles_evaluations("EL" + nobody),
        world.profile("secondary").customer_profiles_channel_endpoint_assignment("RA" + nobody),
        door.core.addresses("AD" + nobody),
        door.core.incoming_phone_numbers("PN" + nobody),
        door.core.keys("SK" + nobody),
    ):
        await refused(door.fetch(target), 404, 20404)


async def a_second_assignment_of_the_same_object_is_refused(world: World) -> None:
    door, trusthub = world.door, world.trusthub
    profile = await door.create(
        trusthub.customer_profiles, friendly_name="twice", email=world.customer.email, policy_sid=SECONDARY
    )
    world.sids["draft"] = profile.sid
    person = await door.create(
        trusthub.end_users,
        friendly_name="representative",
        type="authorized_representative_1",
        attributes=world.customer.representative(1),
    )
    world.sids["draft_person"] = person.sid
    assignments = world.profile("draft").customer_profiles_entity_assignments
    made = await door.create(assignments, object_sid=person.sid)
    equal((await door.fetch(assignments(made.sid))).object_sid, person.sid, "the assignment, fetched")
    world.sids["draft_assignment"] = made.sid
    # The vendor is seen to answer 409 with 20409 or 400 with a text that says "already"; ours is the former.
    refusal = await refused(door.create(assignments, object_sid=person.sid), (400, 409))
    that("already" in refusal.msg.lower() or refusal.status == 409, refusal.msg)
    equal(len(await door.list(assignments)), 1, "assignments afterwards")


async def a_foreign_object_cannot_be_assigned(world: World) -> None:
    door = world.door
    assignments = world.profile("draft").customer_profiles_entity_assignments
    await refused(door.create(assignments, object_sid="IT" + "0" * 32), (400, 404), (22205, 20404))
    # An address must be wrapped in a document; both codes are seen.
    await refused(door.create(assignments, object_sid=world.sids["address"]), 400, (22206, 70002))
    endpoints = world.profile("draft").customer_profiles_channel_endpoint_assignment
    nowhere = door.create(endpoints, channel_endpoint_type="phone-number", channel_endpoint_sid="PN" + "0" * 32)
    await refused(nowhere, (400, 404))


async def what_an_approved_profile_holds_is_frozen(world: World) -> None:
    door, trusthub = world.door, world.trusthub
    await refused(
        door.update(trusthub.end_users(world.sids["information"]), attributes={"business_name": "Other"}), 400, 70002
    )
    await refused(door.update(trusthub.supporting_documents(world.sids["document"]), attributes={}), 400, 70002)
    # No code is known for the profile itself; the text must be there (`refused` sees to it).
    await refused(door.update(world.profile("secondary"), friendly_name="Other"), (400, 409))
    assignments = world.profile("secondary").customer_profiles_entity_assignments
    await refused(door.create(assignments, object_sid=world.sids["draft_person"]), (400, 409))
    await refused(door.update(door.core.addresses(world.sids["address"]), city="Elsewhere"), 400, 21630)
    equal(
        (await door.fetch(trusthub.end_users(world.sids["information"]))).attributes,
        world.customer.information(),
        "attributes",
    )


async def what_is_in_use_cannot_be_deleted(world: World) -> None:
    door, trusthub = world.door, world.trusthub
    await refused(door.delete(trusthub.end_users(world.sids["draft_person"])), (400, 409), 21644)
    await refused(door.delete(trusthub.supporting_documents(world.sids["document"])), (400, 409), 21645)
    await refused(door.delete(world.profile("secondary")), (400, 409), 21648)
    await refused(door.delete(world.profile("primary")), (400, 409))


async def what_is_not_in_use_is_deleted_once(world: World) -> None:
    door, trusthub = world.door, world.trusthub
    that(
        await door.delete(world.profile("draft").customer_profiles_entity_assignments(world.sids["draft_assignment"])),
        "removed",
    )
    person = trusthub.end_users(world.sids["draft_person"])
    that(await door.delete(person), "the SDK takes the answer for a deletion")
    await refused(door.delete(person), 404, 20404)
    await refused(door.fetch(person), 404, 20404)


async def only_the_provider_decides(world: World) -> None:
    for status in ("twilio-approved", "twilio-rejected", "in-review", "draft"):
        await refused(world.door.update(world.profile("draft"), status=status), 400)
    await refused(world.door.update(world.profile("draft"), status="nonsense"), 400, 22203)
    equal((await world.door.fetch(world.profile("draft"))).status, "draft", "status afterwards")


async def a_draft_cannot_be_copied(world: World) -> None:
    copies = world.trusthub.customer_profiles_provisional_copy(world.sids["draft"])
    await refused(world.door.create(copies), (400, 409), 18607)
    that(await world.door.delete(world.profile("draft")), "a draft can be deleted")


async def a_key_acts_for_its_account_until_deleted(world: World) -> None:
    door = world.door
    key = await door.create(door.core.new_keys, friendly_name="for the story")
    that(key.sid.startswith("SK") and key.secret, "a key with its secret")
    with_key = Door(door.account, world.hub.url, door.is_async, key=(key.sid, key.secret))
    try:
        profile = await door.fetch(with_key.trusthub.customer_profiles(world.sids["secondary"]))
        equal(profile.account_sid, door.account.sid, "the key's account")
        equal([one.sid for one in await door.list(door.core.keys) if one.sid == key.sid], [key.sid], "keys listed")
        renamed = await door.update(door.core.keys(key.sid), friendly_name="renamed")
        equal(renamed.friendly_name, "renamed", "the key's name")
        that(await door.delete(door.core.keys(key.sid)), "deleted")
        await refused(door.fetch(with_key.trusthub.customer_profiles(world.sids["secondary"])), 401, 20003)
    finally:
        await with_key.close()


async def subaccount(world: World, name: str) -> Door:
    made = await world.door.create(world.door.client.api.v2010.accounts, friendly_name=name)
    equal(made.owner_account_sid, world.door.account.sid, "the subaccount's owner")
    return Door(Account(made.sid, made.auth_token, name), world.hub.url, world.door.is_async)


async def a_subaccount_is_a_tenant_of_its_own(world: World) -> None:
    door = world.door
    tenant = await subaccount(world, "a tenant")
    try:
        await refused(tenant.fetch(tenant.trusthub.customer_profiles(world.sids["secondary"])), 404, 20404)
        equal(await tenant.list(tenant.trusthub.customer_profiles), [], "its profiles")
        theirs = await tenant.create(
            tenant.trusthub.customer_profiles, friendly_name="theirs", email="a@tenant.example", policy_sid=SECONDARY
        )
        # The parent's credentials do not see the subaccount's bundles, but its numbers and addresses they do.
        await refused(door.fetch(world.trusthub.customer_profiles(theirs.sid)), 404, 20404)
        address = await door.create(
            door.client.api.v2010.accounts(tenant.account.sid).addresses, **Business("Tenant").address()
        )
        equal(address.account_sid, tenant.account.sid, "the address's account")
        equal(
            (await tenant.fetch(tenant.core.addresses(address.sid))).sid, address.sid, "the address, seen by the tenant"
        )
        fetched = await door.fetch(door.client.api.v2010.accounts(tenant.account.sid))
        equal((fetched.friendly_name, fetched.status), ("a tenant", "active"), "the subaccount, seen by its parent")
        # Not theirs looks like not there; the vendor answers a foreign account in the path with 401 or 404.
        await refused(tenant.fetch(tenant.client.api.v2010.accounts(door.account.sid)), (401, 403, 404))
    finally:
        await tenant.close()


async def a_tenants_profile_may_rest_on_its_providers(world: World) -> None:
    tenant = await subaccount(world, "another tenant")
    business = Business(world.customer.name + " Tenant")
    inside = World(tenant, world.hub, world.listener, world.provider, business, world.number)
    try:
        profile = await tenant.create(
            tenant.trusthub.customer_profiles, friendly_name=business.name, email=business.email, policy_sid=SECONDARY
        )
        await fill_profile(inside, business, profile.sid)
        context = tenant.trusthub.customer_profiles(profile.sid)
        # The one reference that crosses accounts: the parent's primary profile.
        await tenant.create(context.customer_profiles_entity_assignments, object_sid=world.sids["primary"])
        await refused(
            tenant.create(context.customer_profiles_entity_assignments, object_sid=world.sids["shaken"]), (400, 404)
        )
        evaluation = await tenant.create(context.customer_profiles_evaluations, policy_sid=SECONDARY)
        equal(evaluation.status, "compliant", f"evaluation {evaluation.results}")
    finally:
        await tenant.close()


async def a_token_is_changed_without_an_interruption(world: World) -> None:
    old = await subaccount(world, "with a new token")
    fresh = None
    try:
        secondary = await old.create(old.client.accounts.v1.secondary_auth_token())
        fresh = Door(Account(old.account.sid, secondary.secondary_auth_token, "fresh"), world.hub.url, old.is_async)
        for door in (old, fresh):
            equal(await door.list(door.trusthub.trust_products), [], "both tokens open the door")
        promoted = await old.update(old.client.accounts.v1.auth_token_promotion())
        equal(promoted.auth_token, secondary.secondary_auth_token, "the promoted token")
        equal(await fresh.list(fresh.trusthub.trust_products), [], "the new token opens the door")
        await refused(old.list(old.trusthub.trust_products), 401, 20003)
        await fresh.create(fresh.client.accounts.v1.secondary_auth_token())
        that(await fresh.delete(fresh.client.accounts.v1.secondary_auth_token()), "a secondary token is taken back")
    finally:
        await old.close()
        if fresh is not None:
            await fresh.close()


async def wrong_credentials_are_refused(world: World) -> None:
    wrong = Door(Account(world.door.account.sid, "0" * 32, "wrong"), world.hub.url, world.door.is_async)
    try:
        await refused(wrong.list(wrong.trusthub.customer_profiles), 401, 20003)
    finally:
        await wrong.close()


async def a_repeated_request_is_answered_from_memory(world: World) -> None:
    account = world.door.account

    def post(name: str) -> requests.Response:
        return requests.post(
            f"{world.hub.url}/v1/TrustProducts",
            auth=(account.sid, account.token),
            headers={"Idempotency-Key": f"story-{world.number}"},
            data={"FriendlyName": name, "Email": world.customer.email, "PolicySid": SHAKEN},
            timeout=30,
        )

    first, second, other = post("once"), post("once"), post("something else")
    equal((first.status_code, second.status_code), (201, 201), "statuses")
    equal(second.json(), first.json(), "the repeated answer")
    equal(other.status_code, 422, "status of another request under the same key")
    equal(len(await world.door.list(world.trusthub.trust_products, friendly_name="once")), 1, "products made")


async def a_file_comes_back_as_it_went_in(world: World) -> None:
    account = world.door.account
    options = {"auth": (account.sid, account.token), "timeout": 30}
    made = requests.post(
        f"{world.hub.url}/v1/SupportingDocuments",
        data={"FriendlyName": "letter", "Type": "customer_profile_address", "Attributes": "{}"},
        files={"File": ("letter.pdf", PDF, "application/pdf")},
        **options,
    )
    equal(made.status_code, 201, f"status of the upload ({made.text})")
    equal(made.json()["mime_type"], "application/pdf", "type by content")
    document = await world.door.fetch(world.trusthub.supporting_documents(made.json()["sid"]))
    equal(document.mime_type, "application/pdf", "type, seen by the SDK")
    file = requests.get(f"{world.hub.url}/trust/v1/SupportingDocuments/{document.sid}/File", **options)
    equal((file.status_code, file.content), (200, PDF), "the file")
    one_of(file.headers["Content-Type"], ("application/pdf",), "its type")
