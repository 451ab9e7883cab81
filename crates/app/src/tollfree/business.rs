//! What a customer profile says of the business: fills in what was not entered, and vouches for the rest.

use trusthub_domain::bundle::{Bundle, BundleKind};
use trusthub_domain::sid::BundleSid;
use trusthub_domain::tollfree::{BusinessType, Entered, RegistrationAuthority, TextField};
use trusthub_storage::{Scope, Tx};
use trusthub_vetting::identifiers::Scheme;
use trusthub_vetting::tollfree::ProfileFacts;
use trusthub_vetting::{Application, PostalAddress};

use crate::bundles::parts;
use crate::{Hub, Invalid, Result};

/// A customer profile and what is in it.
pub(crate) struct Business {
    bundle: Bundle,
    application: Application,
}

/// The business of a profile; `None` if none was named.
///
/// # Errors
/// `Invalid` for what is no customer profile of this account or its parent.
pub(crate) async fn named(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    sid: Option<BundleSid>,
) -> Result<Option<Business>> {
    let Some(sid) = sid else { return Ok(None) };
    let found = look(tx, hub, scope, sid).await?;
    let why = "it names no Customer Profile of this account or its parent";
    let missing = || Invalid::Field { field: "CustomerProfileSid", why: why.to_owned() };
    Ok(Some(found.ok_or_else(missing)?))
}

/// The business of a profile that was named once; `None` if it is gone.
pub(crate) async fn look(tx: &mut Tx, hub: &Hub, scope: &Scope, sid: BundleSid) -> Result<Option<Business>> {
    let Some(owner) = parts::owner_in_reach(tx, scope, sid).await? else { return Ok(None) };
    let bundle = tx.bundle_find(&Scope::own(owner), sid).await?;
    let Some(bundle) = bundle.filter(|bundle| bundle.kind == BundleKind::CustomerProfile) else {
        return Ok(None);
    };
    let Some(policy) = hub.catalog().policy(bundle.policy_sid) else { return Ok(None) };
    let gathered = parts::gather(tx, hub, &bundle, policy).await?.parts;
    let addresses: Vec<_> = gathered.addresses.into_values().collect();
    let application = Application::from_parts(
        &bundle,
        &policy.object_type,
        &gathered.end_users,
        &gathered.documents,
        &addresses,
        Vec::new(),
    );
    Ok(Some(Business { bundle, application }))
}

impl Business {
    /// What vouches for a submission.
    pub(crate) fn facts(&self, hub: &Hub) -> ProfileFacts {
        let business = self.application.business.as_ref();
        ProfileFacts {
            is_in_force: self.bundle.is_in_force(hub.now()),
            name: business.map(|business| business.name.clone()).unwrap_or_default(),
            registration_number: business
                .map(|business| business.registration_number.clone())
                .unwrap_or_default(),
            website: business.map(|business| business.website_url.clone()).unwrap_or_default(),
        }
    }

    /// What need not be entered again. No person is in it.
    pub(crate) fn entered(&self) -> Entered {
        let mut entered = Entered::default();
        if let Some(business) = &self.application.business {
            entered.enter(TextField::BusinessName, Some(&business.name));
            entered.enter(TextField::BusinessWebsite, Some(&business.website_url));
            entered.business_type = business_type(&business.business_type);
            if !business.registration_number.is_empty() {
                let scheme = Scheme::named(&business.registration_identifier);
                entered.enter(TextField::BusinessRegistrationNumber, Some(&business.registration_number));
                entered.registration_authority = Some(authority(scheme));
                let country =
                    scheme.country().or_else(|| self.address().map(|address| address.iso_country.as_str()));
                entered.enter(TextField::BusinessRegistrationCountry, country);
            }
        }
        if let Some(address) = self.address() {
            entered.enter(TextField::BusinessStreetAddress, Some(&address.street));
            entered.enter(TextField::BusinessStreetAddress2, Some(&address.street_secondary));
            entered.enter(TextField::BusinessCity, Some(&address.city));
            entered.enter(TextField::BusinessStateProvinceRegion, Some(&address.region));
            entered.enter(TextField::BusinessPostalCode, Some(&address.postal_code));
            entered.enter(TextField::BusinessCountry, Some(&address.iso_country));
        }
        entered
    }

    fn address(&self) -> Option<&PostalAddress> {
        self.application.addresses.first()
    }
}

/// The profile's legal form (the vendor's guides) as this resource names it. Whether shares are traded, a profile does not
/// say.
fn business_type(legal_form: &str) -> Option<BusinessType> {
    match legal_form {
        "Sole Proprietorship" => Some(BusinessType::SoleProprietor),
        "Non-profit Corporation" | "Non-profit" => Some(BusinessType::NonProfit),
        "Partnership"
        | "Limited Liability Corporation"
        | "Limited Liability Partnership"
        | "Co-operative"
        | "Corporation" => Some(BusinessType::PrivateProfit),
        _ => None,
    }
}

const fn authority(scheme: Scheme) -> RegistrationAuthority {
    match scheme {
        Scheme::Ein => RegistrationAuthority::Ein,
        Scheme::Cbn => RegistrationAuthority::Cbn,
        Scheme::Cn => RegistrationAuthority::Crn,
        Scheme::Acn => RegistrationAuthority::Acn,
        Scheme::Vat => RegistrationAuthority::Vat,
        Scheme::Cin | Scheme::Vatrn | Scheme::Rn | Scheme::Duns | Scheme::Other => {
            RegistrationAuthority::Other
        }
    }
}
