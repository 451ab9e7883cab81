//! Registering a brand from a profile and a trust product that were submitted.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::Error;
use trusthub_app::messaging::brands::{self, NewBrand};
use trusthub_app::messaging::choices::{self, Choices};
use trusthub_domain::bundle::Bundle;

use super::{base, frame};
use crate::fault::Result;
use crate::form::{Choice, Control, Field, beside, status_of};
use crate::frame::{Frame, render};
use crate::session::{Customer, Posted};
use crate::words::badge;

const PROFILE: &str = "CustomerProfileBundleSid";
const PRODUCT: &str = "A2PProfileBundleSid";
const SKIPS: &str = "SkipAutomaticSecVet";
const MOCK: &str = "Mock";

#[derive(Template)]
#[template(path = "messaging/new_brand.html")]
struct NewPage {
    frame: Frame,
    base: String,
    home: String,
    has_profiles: bool,
    has_products: bool,
    whole: Option<String>,
    fields: Vec<Field>,
}

fn fields(customer: &Customer, choices: &Choices, posted: &Posted) -> Vec<Field> {
    let now = customer.hub().now();
    let choice = |bundle: &Bundle| {
        let policy = customer.hub().catalog().policy(bundle.policy_sid);
        let policy = policy.map(|policy| policy.friendly_name.as_str()).unwrap_or_default();
        let label = format!("{} · {policy} · {}", bundle.friendly_name, badge(bundle, now).text);
        Choice::new(bundle.sid.to_string(), label)
    };
    let select = |bundles: &[Bundle]| Control::Select(bundles.iter().map(choice).collect());
    vec![
        Field::new(select(&choices.profiles), PROFILE, "Who sends: the profile")
            .hint("A brand of a business rests on the profile of that business, one of a person on a starter profile.")
            .value(posted.text(PROFILE)),
        Field::new(select(&choices.products), PRODUCT, "What it sends as: the trust product")
            .hint("The one for A2P messages that rests on that profile. It says what kind of brand it becomes.")
            .value(posted.text(PRODUCT)),
        Field::new(Control::Tick, SKIPS, "Without a score")
            .hint("For a business that sends few messages. It makes a low-volume brand, with a limit a day over all carriers.")
            .optional()
            .value(posted.text(SKIPS)),
        Field::new(Control::Tick, MOCK, "Only to try it out")
            .hint("It is approved at once, nobody is told, and it is good for nothing else.")
            .optional()
            .value(posted.text(MOCK)),
    ]
}

pub(super) async fn ask(customer: Customer) -> Result<Response> {
    let choices = choices::list(customer.hub(), &customer.actor).await?;
    let fields = fields(&customer, &choices, &Posted::default());
    page(&customer, &choices, fields, None)
}

fn page(
    customer: &Customer,
    choices: &Choices,
    fields: Vec<Field>,
    whole: Option<String>,
) -> Result<Response> {
    let status = status_of(&fields, whole.as_deref());
    let page = NewPage {
        frame: frame(customer, "Register a brand"),
        base: base(customer),
        home: customer.home(),
        has_profiles: !choices.profiles.is_empty(),
        has_products: !choices.products.is_empty(),
        whole,
        fields,
    };
    Ok((status, render(&page)?).into_response())
}

pub(super) async fn create(customer: Customer, posted: Posted) -> Result<Response> {
    let choices = choices::list(customer.hub(), &customer.actor).await?;
    let mut fields = fields(&customer, &choices, &posted);
    let (Ok(customer_profile_sid), Ok(a2p_profile_sid)) =
        (posted.text(PROFILE).parse(), posted.text(PRODUCT).parse())
    else {
        return page(&customer, &choices, fields, Some("Choose a profile and a trust product.".to_owned()));
    };
    let new = NewBrand {
        customer_profile_sid,
        a2p_profile_sid,
        brand_type: None,
        is_mock: posted.text(MOCK) == "true",
        skips_vetting: posted.text(SKIPS) == "true",
    };
    let whole = match brands::create(customer.hub(), &customer.actor, new).await {
        Ok(made) => {
            let place = format!("{}/brands/{}?done=registered", base(&customer), made.brand.sid);
            return Ok(Redirect::to(&place).into_response());
        }
        // It was withdrawn or suspended since the list was made, or was never on it.
        Err(Error::NotFound(_)) => {
            Some("One of the two is not in review or approved any more. Choose again.".to_owned())
        }
        Err(error) => beside(&mut fields, error)?,
    };
    page(&customer, &choices, fields, whole)
}
