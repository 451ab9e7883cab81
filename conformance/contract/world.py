"""What is there before random requests begin: without it most of them would only ever meet "not found"."""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from business import A2P, CNAM, PRIMARY, SECONDARY, SHAKEN, Business
from hub import Account, Hub


@dataclass
class World:
    """One account with bundles in several states, their parts, a number and an address."""

    hub: Hub
    account: Account
    numbers: list[str]

    def post(self, path: str, file: bytes | None = None, **fields: str) -> dict:
        files = {"File": file} if file else None
        credentials = (self.account.sid, self.account.token)
        answer = requests.post(self.hub.url + path, data=fields, files=files, auth=credentials, timeout=30)
        if answer.status_code not in (200, 201):
            raise AssertionError(f"POST {path} answered {answer.status_code}: {answer.text}")
        return answer.json()

    def own(self, collection: str) -> str:
        return f"/2010-04-01/Accounts/{self.account.sid}/{collection}.json"

    def settle(self) -> None:
        """Makes it all: an approved profile, one in review, one rejected, drafts, and what belongs to them."""
        self.post("/2010-04-01/Accounts.json", FriendlyName="subaccount")
        self.post(self.own("Keys"), FriendlyName="key")
        own = self.own("IncomingPhoneNumbers")
        numbers = [self.post(own, PhoneNumber=number)["sid"] for number in self.numbers]
        primary = self.profile("Provider", PRIMARY, identity="isv_reseller_or_partner")
        self.submit(primary)
        self.hub.decide("approve", primary)
        customer = self.profile("Customer", SECONDARY, primary)
        # All but the last are on the profile, so that they can be put on a product and the last one here.
        path = f"/v1/CustomerProfiles/{customer}/ChannelEndpointAssignments"
        for number in numbers[:-1]:
            self.post(path, ChannelEndpointType="phone-number", ChannelEndpointSid=number)
        self.post(f"/v1/CustomerProfiles/{customer}/Evaluations", PolicySid=SECONDARY)
        self.submit(customer)
        # Nothing is in it, so it is rejected at once.
        self.submit(self.bundle("CustomerProfiles", "Rejected", SECONDARY))
        self.bundle("CustomerProfiles", "Draft", SECONDARY)
        # Turned down by a person, so that somebody can appeal against it.
        turned_down = self.profile("Turned down", SECONDARY, primary)
        self.submit(turned_down)
        self.hub.decide("reject", turned_down, "--code", "18603")
        # Its parts can still be taken out.
        self.profile("Unsubmitted", SECONDARY, primary)
        shaken = self.bundle("TrustProducts", "Shaken", SHAKEN)
        self.post(f"/v1/TrustProducts/{shaken}/EntityAssignments", ObjectSid=customer)
        path = f"/v1/TrustProducts/{shaken}/ChannelEndpointAssignments"
        for number in numbers[:3]:
            self.post(path, ChannelEndpointType="phone-number", ChannelEndpointSid=number)
        self.post(f"/v1/TrustProducts/{shaken}/Evaluations", PolicySid=SHAKEN)
        named = self.bundle("TrustProducts", "Caller name", CNAM)
        self.post(f"/v1/TrustProducts/{named}/EntityAssignments", ObjectSid=customer)
        path = f"/v1/TrustProducts/{named}/ChannelEndpointAssignments"
        self.post(path, ChannelEndpointType="phone-number", ChannelEndpointSid=numbers[0])
        self.bundle("TrustProducts", "Messages", A2P)
        # It complies and has nothing to read in it, so it is approved at once.
        approved = self.bundle("TrustProducts", "Shaken of the provider", SHAKEN)
        self.post(f"/v1/TrustProducts/{approved}/EntityAssignments", ObjectSid=primary)
        self.submit(approved, "TrustProducts")
        self.tell_partners(primary, numbers[-1])
        paper = {"FriendlyName": "Letter", "Type": "letter_of_authorization_document"}
        self.post("/v1/SupportingDocuments", b"%PDF-1.7\n%%EOF\n", **paper)

    def tell_partners(self, profile: str, number: str) -> None:
        """What an approved business has besides: numbers that send, domains, consent, credentials. Two of each, for one goes."""
        pool = self.post("/v1/Services", FriendlyName="Pool")["sid"]
        self.post(f"/v1/Services/{pool}/PhoneNumbers", PhoneNumberSid=number)
        for place in (1, 2):
            self.post("/trust/v1/Domains", Domain=f"mail{place}.{self.account.sid[-8:].lower()}.com")
            self.post("/trust/v1/Credentials", CustomerProfileSid=profile)
        for recipient in ("carrier", "analytics"):
            self.post("/trust/v1/PartnerConsents", Recipient=recipient, Fields="legal_name")

    def bundle(self, collection: str, name: str, policy: str) -> str:
        fields = {"FriendlyName": name, "Email": "compliance@owl.example", "PolicySid": policy}
        return self.post(f"/v1/{collection}", **fields)["sid"]

    def submit(self, bundle: str, collection: str = "CustomerProfiles") -> None:
        self.post(f"/v1/{collection}/{bundle}", Status="pending-review")

    def profile(self, name: str, policy: str, *supporting: str, identity: str = "direct_customer") -> str:
        """A profile that complies."""
        business = Business(f"{name} of {self.account.name}", identity)
        profile = self.bundle("CustomerProfiles", business.name, policy)
        items = [self.item("EndUsers", "customer_profile_business_information", business.information())]
        for number in (1, 2):
            kind = f"authorized_representative_{number}"
            items.append(self.item("EndUsers", kind, business.representative(number)))
        names = {"customer_name": "CustomerName", "iso_country": "IsoCountry", "postal_code": "PostalCode"}
        address = {names.get(key, key.capitalize()): value for key, value in business.address().items()}
        held = {"address_sids": self.post(self.own("Addresses"), **address)["sid"]}
        items.append(self.item("SupportingDocuments", "customer_profile_address", held))
        for item in (*items, *supporting):
            self.post(f"/v1/CustomerProfiles/{profile}/EntityAssignments", ObjectSid=item)
        return profile

    def item(self, collection: str, kind: str, attributes: dict) -> str:
        fields = {"FriendlyName": kind, "Type": kind, "Attributes": json.dumps(attributes)}
        return self.post(f"/v1/{collection}", **fields)["sid"]

    def known(self) -> list[str]:
        """The addresses of everything that the account holds, and of what can be asked about some of it."""
        found = []
        for path in ("EndUsers", "SupportingDocuments", "EndUserTypes", "SupportingDocumentTypes", "Policies"):
            found += [row["url"] for row in self.listed(f"/v1/{path}")]
        for row in self.listed("/v1/SupportingDocuments"):
            if row["mime_type"]:
                found.append(row["url"] + "/File")
        for collection in ("CustomerProfiles", "TrustProducts"):
            for row in self.listed(f"/v1/{collection}"):
                found += [row["url"], *self.parts(row)]
        for collection in ("Addresses", "IncomingPhoneNumbers", "Keys"):
            # Keys do not say their address.
            address = self.own(collection).removesuffix(".json") + "/{sid}.json"
            found += [address.format_map(row) for row in self.listed(self.own(collection))]
        for collection in ("Domains", "Credentials", "PartnerConsents"):
            found += [f"/trust/v1/{collection}/{row['sid']}" for row in self.listed(f"/trust/v1/{collection}")]
        for row in self.listed("/v1/TrustProducts"):
            if row["policy_sid"] == CNAM:
                statuses = f"/v2/ComplianceRegistrations/{row['sid']}/ProvisioningStatus"
                numbers = self.listed(statuses)
                found += [statuses, *(one["url"] for one in numbers)]
                found += [f"/v2/PhoneNumbers/{one['phone_number_sid']}/ProvisioningStatus" for one in numbers]
        # A form for a brand is on no list; its name ends with that of its product.
        begun = self.post("/v1/A2PBrandRegistrations", brandType="STANDARD", notificationEmail="compliance@owl.example")
        registration = "/v1/A2PBrandRegistrations/" + begun["id"].rsplit(".", 1)[1]
        found += [registration, f"{registration}/EmbeddedSessions"]
        for row in self.listed("/v1/Services"):
            senders = f"/v1/Services/{row['sid']}/PhoneNumbers"
            found += [senders, *(f"{senders}/{sender['sid']}" for sender in self.listed(senders))]
        return found + [row["uri"] for row in self.listed("/2010-04-01/Accounts.json")]

    def parts(self, bundle: dict) -> list[str]:
        found = []
        is_frozen = bundle["status"] not in ("draft", "twilio-rejected")
        for part in ("EntityAssignments", "ChannelEndpointAssignments", "Evaluations"):
            # Items of what is frozen would only ever be refused.
            if part != "EntityAssignments" or not is_frozen:
                found += [row["url"] for row in self.listed(f"{urlsplit(bundle['url']).path}/{part}")]
        # Where more of them is likeliest to be welcome: items of what is not frozen, numbers where there are some.
        if not is_frozen:
            found.append(f"{bundle['url']}/EntityAssignments")
        if any("/ChannelEndpointAssignments/" in address for address in found):
            found.append(f"{bundle['url']}/ChannelEndpointAssignments")
        if bundle["status"] == "twilio-approved":
            found.append(f"{bundle['url']}/ProvisionalCopy")
        if bundle["status"] == "twilio-rejected" and "/CustomerProfiles/" in bundle["url"]:
            found.append(bundle["url"].replace("/v1/", "/trust/v1/", 1) + "/Appeals")
        return found

    def listed(self, path: str) -> list[dict]:
        answer = requests.get(self.hub.url + path, auth=(self.account.sid, self.account.token), timeout=30)
        return next(value for value in answer.json().values() if isinstance(value, list))
