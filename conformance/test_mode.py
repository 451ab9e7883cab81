"""Test mode, as an integrator uses it: the page's own example, then each magic address, by the unmodified SDK."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from base64 import b64encode
from pathlib import Path

from business import PRIMARY, SHAKEN, Business
from checks import Suite, equal, eventually, refused, that
from door import Door
from hub import Account, Hub

PAGE = Path(__file__).parent.parent / "docs" / "test-mode.md"


async def tell(suite: Suite, hub: Hub) -> None:
    account = hub.new_account("conformance sandbox", is_test=True)
    door = Door(account, hub.url, is_async=False)
    await suite.check(the_example_of_the_page_runs_as_it_stands, hub, account)
    await suite.check(every_answer_is_marked, hub, account)
    await suite.check(each_address_ends_as_it_says, door)
    await suite.check(a_product_that_is_approved_at_once_can_be_rejected_too, door)
    await suite.check(unknown_magic_is_refused_with_what_there_is, door)
    await suite.check(a_subaccount_is_a_test_account_too, hub, door)


def the_example_of_the_page_runs_as_it_stands(hub: Hub, account: Account) -> None:
    example = re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL).group(1)
    environment = dict(os.environ) | {
        "TRUSTHUB_URL": hub.url,
        "TRUSTHUB_ACCOUNT_SID": account.sid,
        "TRUSTHUB_AUTH_TOKEN": account.token,
    }
    done = subprocess.run(
        [sys.executable, "-c", example], env=environment, capture_output=True, text=True, timeout=60
    )
    equal((done.returncode, done.stdout), (0, "rejected, mended, approved\n"), f"the example\n{done.stderr}")


def every_answer_is_marked(hub: Hub, account: Account) -> None:
    token = b64encode(f"{account.sid}:{account.token}".encode()).decode()
    request = urllib.request.Request(f"{hub.url}/v1/Policies", headers={"Authorization": f"Basic {token}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        equal(answer.headers["X-TrustHub-Test"], "true", "X-TrustHub-Test")


async def each_address_ends_as_it_says(door: Door) -> None:
    for local, status, codes in (
        ("approve", "twilio-approved", []),
        ("reject+18602+business_registration_number+18604", "twilio-rejected", [18602, 18604]),
        ("refer", "in-review", []),
        ("slow+60", "in-review", []),
        ("expire+1", "twilio-rejected", [22601]),
    ):
        profile = await submitted(door, f"{local}@decide.test")

        async def is_so(profile=profile, status=status, codes=codes):
            now = await door.fetch(profile)
            return now.status == status and [error["code"] for error in now.errors or []] == codes

        await eventually(is_so, f"{local}: {status} {codes}", seconds=5)


async def submitted(door: Door, email: str):
    """A complete profile of a business that is nowhere, submitted."""
    business, hub = Business("Nowhere"), door.trusthub
    made = await door.create(hub.customer_profiles, friendly_name="Nowhere", email=email, policy_sid=PRIMARY)
    profile = hub.customer_profiles(made.sid)
    made_up = {"business_registration_number": "00-0000000"}
    address = await door.create(door.core.addresses, **business.address())
    for type_name, attributes in (
        ("customer_profile_business_information", business.information() | made_up),
        ("authorized_representative_1", business.representative(1)),
    ):
        item = await door.create(hub.end_users, friendly_name="item", type=type_name, attributes=attributes)
        await door.create(profile.customer_profiles_entity_assignments, object_sid=item.sid)
    document = await door.create(
        hub.supporting_documents,
        friendly_name="address",
        type="customer_profile_address",
        attributes={"address_sids": address.sid},
    )
    await door.create(profile.customer_profiles_entity_assignments, object_sid=document.sid)
    await door.update(profile, status="pending-review")
    return profile


async def a_product_that_is_approved_at_once_can_be_rejected_too(door: Door) -> None:
    profile = await submitted(door, "approve@decide.test")

    async def is_approved():
        return (await door.fetch(profile)).status == "twilio-approved"

    await eventually(is_approved, "the profile is approved")
    sid = (await door.fetch(profile)).sid
    products = door.trusthub.trust_products
    for email, status in (("anybody@nowhere.test", "twilio-approved"), ("reject+99099@decide.test", "twilio-rejected")):
        made = await door.create(products, friendly_name="calls", email=email, policy_sid=SHAKEN)
        product = door.trusthub.trust_products(made.sid)
        await door.create(product.trust_products_entity_assignments, object_sid=sid)
        await door.update(product, status="pending-review")

        async def is_so(product=product, status=status):
            return (await door.fetch(product)).status == status

        await eventually(is_so, f"{email}: {status}", seconds=5)


async def unknown_magic_is_refused_with_what_there_is(door: Door) -> None:
    profiles = door.trusthub.customer_profiles
    attempt = door.create(profiles, friendly_name="typo", email="aprove@decide.test", policy_sid=PRIMARY)
    refusal = await refused(attempt, 400)
    that("reject+CODE+FIELD" in refusal.msg, f"it says what there is: {refusal.msg}")


async def a_subaccount_is_a_test_account_too(hub: Hub, door: Door) -> None:
    made = await door.create(door.client.api.v2010.accounts, friendly_name="a customer of the sandbox")
    equal(made.type, "Trial", "type")
    listed = json.loads(hub.command("account", "list", "--json"))
    equal([one["test"] for one in listed if one["sid"] == made.sid], [True], "how it is listed")
