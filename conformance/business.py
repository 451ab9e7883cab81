"""Businesses that exist nowhere else: one per story, since the hub notices when one is registered twice."""

import hashlib
from dataclasses import dataclass

PRIMARY = "RN6433641899984f951173ef1738c3bdd0"
SECONDARY = "RNdfbf3fae0e1107f8aded0e7cead80bf5"
SHAKEN = "RN7a97559effdf62d00f4298208492a5ea"
A2P = "RNb0d4771c2c98518d916a3d4cd70a8f8b"
CNAM = "RNf3db3cd1fe25fcfd3c3ded065c8fea53"
VOICE_INTEGRITY = "RN5b3660f9598883b1df4e77f77acefba0"


@dataclass
class Business:
    """What a customer knows about itself."""

    name: str
    identity: str = "direct_customer"

    @property
    def digits(self) -> str:
        """Seven digits of its own."""
        return f"{int(hashlib.sha256(self.name.encode()).hexdigest(), 16) % 10**7:07}"

    @property
    def house(self) -> int:
        """The number of its house."""
        return int(self.digits) % 900 + 100

    @property
    def domain(self) -> str:
        return self.name.lower().replace(" ", "-") + ".example"

    @property
    def email(self) -> str:
        return f"compliance@{self.domain}"

    def information(self) -> dict:
        return {
            "business_name": self.name,
            "business_identity": self.identity,
            "business_type": "Corporation",
            "business_industry": "TECHNOLOGY",
            "business_registration_identifier": "EIN",
            # 47 is a prefix that the tax office gives out.
            "business_registration_number": f"47-{self.digits}",
            "business_regions_of_operation": "USA_AND_CANADA",
            "website_url": f"https://www.{self.domain}",
            "social_media_profile_urls": "",
        }

    def representative(self, number: int) -> dict:
        first = {1: "Ada", 2: "Grace"}[number]
        return {
            "first_name": first,
            "last_name": "Lovelace" if number == 1 else "Hopper",
            "email": f"{first.lower()}@{self.domain}",
            "phone_number": f"+1415555{2000 + number}",
            "business_title": "Chief Executive Officer" if number == 1 else "Chief Financial Officer",
            "job_position": "CEO" if number == 1 else "CFO",
        }

    def address(self) -> dict:
        return {
            "customer_name": self.name,
            "street": f"{self.house} Market Street",
            "city": "San Francisco",
            "region": "CA",
            "postal_code": "94105",
            "iso_country": "US",
        }
