//! Businesses that tests register, and the steps to register them through the use cases.

use serde_json::{Value, json};
use trusthub_app::Actor;
use trusthub_app::bundles::{self, NewBundle, items};
use trusthub_app::items::addresses::{self, NewAddress};
use trusthub_app::items::documents::{self, NewDocument};
use trusthub_app::items::end_users::{self, NewEndUser};
use trusthub_app::items::numbers::{self, NewNumber};
use trusthub_app::review::{self, Approved};
use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid};
use trusthub_domain::item::Attributes;
use trusthub_domain::review::Role;
use trusthub_domain::sid::{AddressSid, BundleSid, EndUserSid, PhoneNumberSid, SupportingDocumentSid};

use crate::{TestAccount, TestHub};

/// Primary business profile.
pub const PRIMARY: &str = "RN6433641899984f951173ef1738c3bdd0";
/// Secondary business profile.
pub const SECONDARY: &str = "RNdfbf3fae0e1107f8aded0e7cead80bf5";
/// SHAKEN/STIR product.
pub const SHAKEN: &str = "RN7a97559effdf62d00f4298208492a5ea";
/// CNAM product.
pub const CNAM: &str = "RNf3db3cd1fe25fcfd3c3ded065c8fea53";

/// What sets one test business apart from another.
#[derive(Debug, Clone, Copy)]
pub struct Business {
    /// Legal name.
    pub name: &'static str,
    /// Employer identification number.
    pub ein: &'static str,
    /// `direct_customer` or `isv_reseller_or_partner`.
    pub identity: &'static str,
    /// Domain of website and mail.
    pub domain: &'static str,
}

/// A business with nothing wrong.
pub const SOUND_BUSINESS: Business = Business {
    name: "Owl Bakery Inc.",
    ein: "942404110",
    identity: "direct_customer",
    domain: "owlbakery.com",
};

/// An ISV with nothing wrong.
pub const ISV_BUSINESS: Business = Business {
    name: "Heron Voice LLC",
    ein: "911144442",
    identity: "isv_reseller_or_partner",
    domain: "heronvoice.com",
};

/// The items of a complete business profile.
#[derive(Debug, Clone, Copy)]
pub struct Items {
    /// Business information.
    pub business: EndUserSid,
    /// Authorized representative 1.
    pub representative: EndUserSid,
    /// Address document.
    pub address: SupportingDocumentSid,
}

impl Business {
    /// Attributes of `customer_profile_business_information`.
    #[must_use]
    pub fn information(&self) -> Attributes {
        object(json!({
            "business_name": self.name,
            "business_identity": self.identity,
            "business_type": "Corporation",
            "business_industry": "TECHNOLOGY",
            "business_registration_identifier": "EIN",
            "business_registration_number": self.ein,
            "business_regions_of_operation": "USA_AND_CANADA",
            "website_url": format!("https://www.{}", self.domain),
            "social_media_profile_urls": "",
        }))
    }

    /// Attributes of `authorized_representative_1`.
    #[must_use]
    pub fn representative(&self) -> Attributes {
        object(json!({
            "first_name": "Rosalind",
            "last_name": "Achterberg",
            "email": format!("rosalind@{}", self.domain),
            "phone_number": "+15102345678",
            "business_title": "Chief Executive",
            "job_position": "CEO",
        }))
    }
}

/// A JSON object as attributes.
///
/// # Panics
/// If it is no object.
#[must_use]
pub fn object(value: Value) -> Attributes {
    match value {
        Value::Object(object) => object,
        other => panic!("not an object: {other}"),
    }
}

impl TestHub {
    /// A draft of that policy.
    pub async fn draft(&self, account: &TestAccount, kind: BundleKind, policy: &str) -> Bundle {
        let new = NewBundle {
            kind,
            friendly_name: "Test bundle".to_owned(),
            email: "compliance@owlbakery.com".parse().expect("an address"),
            policy_sid: policy.parse().expect("a policy"),
            status_callback: None,
        };
        bundles::create(&self.hub, &account.actor, new).await.expect("a draft").bundle
    }

    /// Assigns an object.
    pub async fn assign(&self, account: &TestAccount, bundle: &Bundle, object: ObjectSid) {
        items::assign(&self.hub, &account.actor, bundle.kind, bundle.sid, object)
            .await
            .expect("an assignment");
    }

    /// Makes an end user.
    pub async fn end_user(
        &self,
        account: &TestAccount,
        type_name: &str,
        attributes: Attributes,
    ) -> EndUserSid {
        let new =
            NewEndUser { friendly_name: type_name.to_owned(), type_name: type_name.to_owned(), attributes };
        end_users::create(&self.hub, &account.actor, new).await.expect("an end user").sid
    }

    /// Makes an address.
    pub async fn address(&self, account: &TestAccount) -> AddressSid {
        let new = NewAddress {
            friendly_name: "Headquarters".to_owned(),
            customer_name: "Owl Bakery Inc.".to_owned(),
            street: "1200 Hearst Avenue".to_owned(),
            street_secondary: None,
            city: "Berkeley".to_owned(),
            region: "CA".to_owned(),
            postal_code: "94702".to_owned(),
            iso_country: "US".to_owned(),
            emergency_enabled: false,
        };
        addresses::create(&self.hub, &account.actor, new).await.expect("an address").sid
    }

    /// Makes an address and a document that names it.
    pub async fn address_document(&self, account: &TestAccount) -> SupportingDocumentSid {
        let address = self.address(account).await;
        let new = NewDocument {
            friendly_name: "Headquarters".to_owned(),
            type_name: "customer_profile_address".to_owned(),
            attributes: object(json!({ "address_sids": address.to_string() })),
            file: None,
        };
        documents::create(&self.hub, &account.actor, new).await.expect("a document").sid
    }

    /// A complete draft of a business profile and its items; `primary` is assigned to a secondary one.
    pub async fn complete_profile(
        &self,
        account: &TestAccount,
        business: &Business,
        primary: Option<BundleSid>,
    ) -> (Bundle, Items) {
        let policy = if primary.is_some() { SECONDARY } else { PRIMARY };
        let bundle = self.draft(account, BundleKind::CustomerProfile, policy).await;
        let items = Items {
            business: self
                .end_user(account, "customer_profile_business_information", business.information())
                .await,
            representative: self
                .end_user(account, "authorized_representative_1", business.representative())
                .await,
            address: self.address_document(account).await,
        };
        self.assign(account, &bundle, ObjectSid::EndUser(items.business)).await;
        self.assign(account, &bundle, ObjectSid::EndUser(items.representative)).await;
        self.assign(account, &bundle, ObjectSid::SupportingDocument(items.address)).await;
        if let Some(primary) = primary {
            self.assign(account, &bundle, ObjectSid::Bundle(primary)).await;
        }
        (bundle, items)
    }

    /// Submits a bundle and carries out the automatic vetting.
    pub async fn submit(&self, account: &TestAccount, bundle: &Bundle) -> Bundle {
        bundles::submit(&self.hub, &account.actor, bundle.kind, bundle.sid).await.expect("submitted");
        self.run_jobs().await;
        bundles::find(&self.hub, &account.actor, bundle.kind, bundle.sid).await.expect("the bundle")
    }

    /// A business profile in force, approved by `reviewer`.
    pub async fn approved_profile(
        &self,
        account: &TestAccount,
        reviewer: &Actor,
        business: &Business,
        primary: Option<BundleSid>,
    ) -> (Bundle, Items) {
        let (draft, items) = self.complete_profile(account, business, primary).await;
        self.submit(account, &draft).await;
        (self.approve(reviewer, &draft).await, items)
    }

    /// A reviewer's approval, and a colleague's where two must; returns the bundle that is in force then.
    pub async fn approve(&self, reviewer: &Actor, bundle: &Bundle) -> Bundle {
        let first = review::approve(&self.hub, reviewer, bundle.sid, None).await.expect("an approval");
        let second = match first {
            Approved::Final(bundle) => return bundle,
            Approved::NeedsSecond(_) => self.colleague().await,
        };
        match review::approve(&self.hub, &second, bundle.sid, None).await.expect("a second approval") {
            Approved::Final(bundle) => bundle,
            Approved::NeedsSecond(_) => panic!("two reviewers suffice"),
        }
    }

    /// Somebody who gives second approvals.
    async fn colleague(&self) -> Actor {
        const EMAIL: &str = "colleague@hub.example";
        let email = EMAIL.parse().expect("an address");
        match review::reviewers::act_as(&self.hub, &Actor::operator(), Some(&email)).await {
            Ok(known) => known,
            Err(_) => self.reviewer(EMAIL, Role::Reviewer).await,
        }
    }

    /// Puts a number into the inventory.
    pub async fn number(&self, account: &TestAccount, number: &str) -> PhoneNumberSid {
        let new = NewNumber {
            phone_number: number.parse().expect("a number"),
            friendly_name: None,
            bundle_sid: None,
            address_sid: None,
            settings: Attributes::new(),
        };
        numbers::create(&self.hub, &account.actor, new).await.expect("a number").sid
    }
}
