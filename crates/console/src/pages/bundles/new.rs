//! A new profile or trust product: what kind, what it is called, who is told.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use trusthub_app::bundles::{self, NewBundle, filling};
use trusthub_app::{Error, Invalid, Who};
use trusthub_domain::contact::Email;
use trusthub_domain::policy::{GB_NUMBERS_BUSINESS, GB_NUMBERS_INDIVIDUAL, Policy};

use super::{Section, steps};
use crate::fault::{Result, sentence};
use crate::form::{Choice, Control, Field, status_of};
use crate::frame::{Frame, render};
use crate::session::{Customer, Posted};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// A policy to begin with, from the advisor or a button elsewhere.
    #[serde(default)]
    policy: String,
}

#[derive(Template)]
#[template(path = "bundles/new.html")]
struct NewPage {
    frame: Frame,
    list: String,
    title: String,
    whole: Option<String>,
    fields: Vec<Field>,
}

/// What may be begun here: main accounts have primary profiles, their subaccounts secondary ones.
fn offered(customer: &Customer, section: Section) -> Vec<&Policy> {
    let is_main = customer.account.parent_sid.is_none();
    let hub = customer.hub();
    let of_kind = |policy: &&Policy| policy.bundle_kind == section.0 && !policy.is_retired;
    let is_person = matches!(customer.visit.session.actor.who(), Who::User { .. });
    let may_primary = is_main && (is_person || hub.settings().is_primary_by_api);
    let fits = |policy: &&Policy| !policy.is_primary || may_primary;
    hub.catalog().policies().iter().filter(of_kind).filter(fits).collect()
}

/// What each kind is for, in one line.
fn note(policy: &Policy) -> &'static str {
    match policy.object_type.as_str() {
        "primary_customer_profile_type_business" => "Your own registered business.",
        "primary_customer_profile_type_individual" => "You alone, without a business.",
        "primary_customer_profile_type_non_profit" => "Your registered charity or association.",
        "primary_customer_profile_type_government" => "Your public authority.",
        "secondary_customer_profile_type_business" => "A business that is a customer of yours.",
        "secondary_customer_profile_type_non_profit" => {
            "A charity or association that is a customer of yours."
        }
        "secondary_customer_profile_type_government" => "An authority that is a customer of yours.",
        "shaken_stir_trust_product" => {
            "Your calls are signed (SHAKEN/STIR): carriers see that the number is yours, and show it without a warning."
        }
        "cnam_trust_product" => "Your name on the called telephone, up to 15 characters (caller name, CNAM).",
        "voice_integrity_trust_product" => {
            "Analytics engines learn what your calls are about, and do not mark them as spam."
        }
        "us_a2p_messaging_trust_product" => {
            "Text messages from local numbers in the US (A2P 10DLC), for a business."
        }
        "sole_proprietor_trust_product" => {
            "Text messages from a local number in the US, for one person without an EIN."
        }
        "toll_free_trust_product" => "Text messages from toll-free numbers in the US and Canada.",
        "branded_calls_basic_trust_product" => "Your name with each call, on telephones that show it.",
        "branded_calls_enhanced_trust_product" => "Your name, the reason and your picture with each call.",
        GB_NUMBERS_BUSINESS => "A business that uses phone numbers of the United Kingdom.",
        GB_NUMBERS_INDIVIDUAL => "One person who uses phone numbers of the United Kingdom.",
        name if name.starts_with("starter") => "For a first, small use: a name, an address, no register.",
        _ => "",
    }
}

fn fields(customer: &Customer, section: Section, policy: &str, name: &str, email: &str) -> Vec<Field> {
    let choices: Vec<Choice> = offered(customer, section)
        .into_iter()
        .map(|policy| Choice::new(policy.sid.to_string(), &policy.friendly_name).with_note(note(policy)))
        .collect();
    let chosen = if policy.is_empty() {
        choices.first().map(|first| first.value.clone()).unwrap_or_default()
    } else {
        policy.to_owned()
    };
    vec![
        Field::new(Control::Radios(choices), "policy", format!("What kind of {}?", section.one()))
            .value(chosen),
        Field::line("text", "friendly_name", "Name")
            .hint("For yourself, to find it again. Usually the name of the business.")
            .example("Owl Bakery")
            .max_length(255)
            .value(name),
        Field::line("email", "email", "E-mail for notices")
            .hint(
                "We write to it when something happens to it: received, approved, rejected, about to expire.",
            )
            .autocomplete("email")
            .value(email),
    ]
}

pub(super) async fn ask(
    customer: Customer,
    section: Section,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let email = match customer.visit.session.actor.who() {
        Who::User { user, .. } => user.email.as_str().to_owned(),
        _ => String::new(),
    };
    let fields = fields(&customer, section, &asked.policy, "", &email);
    page(&customer, section, fields, None)
}

fn page(
    customer: &Customer,
    section: Section,
    fields: Vec<Field>,
    whole: Option<String>,
) -> Result<Response> {
    let status = status_of(&fields, whole.as_deref());
    let title = format!("New {}", section.one());
    let page = NewPage {
        frame: Frame::customer(customer, section.place(), title.clone()),
        list: section.url(customer),
        title,
        whole,
        fields,
    };
    Ok((status, render(&page)?).into_response())
}

pub(super) async fn create(customer: Customer, section: Section, posted: Posted) -> Result<Response> {
    let (policy, name, email) = (posted.text("policy"), posted.text("friendly_name"), posted.text("email"));
    let mut fields = fields(&customer, section, policy, name, email);
    let made = match (policy.parse(), email.parse::<Email>()) {
        (Ok(policy_sid), Ok(email)) => {
            let new = NewBundle {
                kind: section.0,
                friendly_name: name.to_owned(),
                email,
                policy_sid,
                status_callback: None,
            };
            bundles::create(customer.hub(), &customer.actor, new).await
        }
        (Err(_), _) => Err(Error::Invalid(Invalid::Policy("bundle"))),
        (_, Err(error)) => Err(Error::Invalid(Invalid::Email(error))),
    };
    let (input, why) = match made {
        Ok(created) => return begin(&customer, section, created.bundle.sid).await,
        Err(Error::Invalid(Invalid::Policy(_))) => ("policy", "Choose one.".to_owned()),
        Err(Error::Invalid(Invalid::Missing("FriendlyName"))) => {
            ("friendly_name", "Fill this in.".to_owned())
        }
        Err(Error::Invalid(Invalid::TooLong { limit, .. })) => {
            ("friendly_name", format!("Use at most {limit} characters."))
        }
        Err(Error::Invalid(Invalid::Email(_))) => {
            ("email", "Enter one e-mail address, for example ada@owlbakery.com.".to_owned())
        }
        Err(Error::Invalid(other)) => {
            return page(&customer, section, fields, Some(sentence(&other.to_string())));
        }
        Err(other) => return Err(other.into()),
    };
    for field in &mut fields {
        if field.name == input {
            field.error = Some(why.clone());
        }
    }
    page(&customer, section, fields, None)
}

/// Straight on to the first step.
async fn begin(
    customer: &Customer,
    section: Section,
    sid: trusthub_domain::sid::BundleSid,
) -> Result<Response> {
    let filled = filling::open(customer.hub(), &customer.actor, section.0, sid).await?;
    let policy = super::sheet::policy_of(customer.hub(), &filled)?;
    let base = section.url_of(customer, sid);
    let first = steps::of(policy, &filled).first().map(|step| format!("{base}/steps/{}", step.slug));
    Ok(Redirect::to(&first.unwrap_or(base)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_can_be_begun_says_what_it_is_for() {
        let catalog = trusthub_domain::policy::Catalog::builtin().unwrap();
        for policy in catalog.policies().iter().filter(|policy| !policy.is_retired) {
            assert!(!note(policy).is_empty(), "{}", policy.object_type);
        }
    }
}
