//! The requirements advisor: a few questions, and what must be registered, in order, each with its way on.

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use trusthub_app::requirements::{Advised, advise};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::requirements::{
    Channel, CustomerRole, Holder, RequirementKind, Requirements, RuleSource, Situation, Standing, Urgency,
};

use crate::fault::{Fault, Result};
use crate::form::{Choice, Control, Field, countries};
use crate::frame::{Frame, Place, render};
use crate::pages::bundles::Section;
use crate::session::Customer;
use crate::state::ConsoleState;
use crate::words::Badge;

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new().route("/console/{account}/advisor", get(show))
}

/// The questions as they were answered. A box that is not ticked is not sent, so that an answer of "no" and no answer are
/// told apart by the role, which is always there.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    role: String,
    #[serde(default)]
    channels: Vec<String>,
    #[serde(default)]
    messages_per_day: String,
    #[serde(default)]
    outbound_voice: String,
    #[serde(default)]
    registered: String,
    #[serde(default)]
    country: String,
}

/// A document that says so.
struct Cited {
    title: String,
    url: Option<String>,
    date: String,
}

impl Cited {
    fn of(rules: &Requirements, name: &str) -> Option<Self> {
        let RuleSource { title, url, date, .. } = rules.source(name)?.clone();
        Some(Self { title, url, date })
    }
}

struct Without {
    text: String,
    source: Option<Cited>,
}

/// The way on.
struct Onward {
    href: String,
    label: &'static str,
    is_main: bool,
}

/// A number of messages a day at which something changes.
struct Line {
    since: String,
    source: Option<Cited>,
}

/// Something to be registered.
struct Item {
    title: String,
    is_recommended: bool,
    badge: Option<Badge>,
    because: String,
    how: String,
    without: Vec<Without>,
    source: Option<Cited>,
    /// The number of messages that decided: since when, and who says so.
    line: Option<Line>,
    onward: Option<Onward>,
}

#[derive(Template)]
#[template(path = "advisor/advisor.html")]
struct AdvisorPage {
    frame: Frame,
    action: String,
    fields: Vec<Field>,
    items: Option<Vec<Item>>,
}

async fn show(customer: Customer, RawQuery(query): RawQuery) -> Result<Response> {
    let asked: Asked = serde_html_form::from_str(&query.unwrap_or_default())
        .map_err(|_| Fault::Form("the answers cannot be read; answer the questions again".to_owned()))?;
    let is_asked = !asked.role.is_empty();
    let messages = asked.messages_per_day.trim().replace([',', ' '], "");
    let messages = if messages.is_empty() { Ok(0) } else { messages.parse::<u32>() };
    let wrong = (is_asked && messages.is_err()).then(|| "Enter a whole number, such as 3000.".to_owned());
    let fields = fields(&customer, &asked, wrong.clone());
    let (items, status) = match (is_asked, messages) {
        (true, Ok(messages_per_day)) => {
            let situation = situation(&asked, messages_per_day);
            (Some(answered(&customer, &situation).await?), StatusCode::OK)
        }
        (true, Err(_)) => (None, StatusCode::UNPROCESSABLE_ENTITY),
        (false, _) => (None, StatusCode::OK),
    };
    let page = AdvisorPage {
        frame: Frame::customer(&customer, Place::Advisor, "What do I need?"),
        action: format!("{}/advisor", customer.home()),
        fields,
        items,
    };
    Ok((status, render(&page)?).into_response())
}

fn situation(asked: &Asked, messages_per_day: u32) -> Situation {
    let role = asked.role.parse().unwrap_or(CustomerRole::Direct);
    let usual = Situation::of(role);
    let country = if asked.country.is_empty() { usual.country.clone() } else { asked.country.clone() };
    Situation {
        channels: asked.channels.iter().filter_map(|name| name.parse().ok()).collect(),
        messages_per_day,
        outbound_voice: asked.outbound_voice == "true",
        is_registered: asked.registered != "no",
        country,
        ..usual
    }
}

fn fields(customer: &Customer, asked: &Asked, wrong: Option<String>) -> Vec<Field> {
    let is_customer_of_isv = customer.account.parent_sid.is_some();
    let role = match asked.role.as_str() {
        "" if is_customer_of_isv => CustomerRole::IsvCustomer.as_str(),
        "" => CustomerRole::Direct.as_str(),
        chosen => chosen,
    };
    let roles = vec![
        Choice::new("direct", "We call and text for ourselves"),
        Choice::new("isv", "We do, and businesses that are our customers do")
            .with_note("You are an independent software vendor (ISV), a reseller or a partner."),
        Choice::new("isv_customer", "We are a customer of such a vendor")
            .with_note("Or you are the vendor, and want to know what one of your customers needs."),
    ];
    let channels = Channel::ALL.iter().map(|one| Choice::new(one.as_str(), one.in_words())).collect();
    let registered = vec![Choice::new("yes", "Yes"), Choice::new("no", "No")];
    let country = if asked.country.is_empty() { Situation::DEFAULT_COUNTRY } else { &asked.country };
    vec![
        Field::new(Control::Radios(roles), "role", "Who are you?").value(role),
        Field::new(Control::Boxes(channels), "channels", "What do you use?")
            .optional()
            .value(asked.channels.join(",")),
        Field::new(Control::Tick, "outbound_voice", "We call out")
            .hint("Calls that you make, not calls that you get.")
            .optional()
            .value(&asked.outbound_voice),
        Field::line("text", "messages_per_day", "Most messages on one day")
            .hint("Leave it empty if you send none.")
            .example("3000")
            .max_length(12)
            .optional()
            .value(&asked.messages_per_day)
            .wrong(wrong),
        Field::new(
            Control::Radios(registered),
            "registered",
            "Does the business have a registration or tax number?",
        )
        .value(if asked.registered == "no" { "no" } else { "yes" }),
        Field::new(Control::Select(countries::choices()), "country", "Where is the business?").value(country),
    ]
}

async fn answered(customer: &Customer, situation: &Situation) -> Result<Vec<Item>> {
    let hub = customer.hub();
    let rules = hub.catalog().requirements();
    let advised = advise(hub, &customer.actor, situation, None).await?;
    Ok(advised.iter().map(|one| item(customer, rules, one)).collect())
}

fn item(customer: &Customer, rules: &Requirements, advised: &Advised<'_>) -> Item {
    let (required, requirement) = (&advised.required, advised.required.requirement);
    let without = requirement
        .without
        .iter()
        .map(|one| Without { text: one.text.clone(), source: Cited::of(rules, &one.source) });
    Item {
        title: match required.holder {
            Holder::Own => requirement.title.clone(),
            Holder::Isv => format!("{} of the vendor", requirement.title),
        },
        is_recommended: required.need == Urgency::Recommended,
        badge: badge(advised.standing),
        because: required.because.clone(),
        how: requirement.how.clone(),
        without: without.collect(),
        source: Cited::of(rules, &requirement.source),
        line: required
            .threshold
            .map(|one| Line { since: one.since.clone(), source: Cited::of(rules, &one.source) }),
        onward: onward(customer, advised),
    }
}

fn badge(standing: Standing) -> Option<Badge> {
    Some(match standing {
        Standing::InForce(_) => Badge { text: "In force", class: "badge-good", sign: "✓" },
        Standing::InReview(_) => Badge { text: "In review", class: "badge-busy", sign: "◔" },
        Standing::Draft(_) => Badge { text: "Begun", class: "", sign: "○" },
        Standing::Rejected(_) => Badge { text: "To be mended", class: "badge-bad", sign: "✕" },
        Standing::Missing => Badge { text: "Not there yet", class: "badge-warn", sign: "!" },
        Standing::NotKnown => return None,
    })
}

/// Where it is begun, or gone on with. What is the vendor's, only the vendor's own pages show.
fn onward(customer: &Customer, advised: &Advised<'_>) -> Option<Onward> {
    let home = customer.home();
    let requirement = advised.required.requirement;
    let section = match requirement.kind {
        RequirementKind::CustomerProfile => Section(BundleKind::CustomerProfile),
        RequirementKind::TrustProduct => Section(BundleKind::TrustProduct),
        RequirementKind::NumberAssignment => {
            return Some(Onward { href: format!("{home}/numbers"), label: "Assign numbers", is_main: false });
        }
        RequirementKind::A2pBrand | RequirementKind::A2pCampaign => return None,
    };
    let is_vendors = advised.required.holder == Holder::Isv && customer.account.parent_sid.is_some();
    match (advised.standing, advised.standing.bundle()) {
        _ if is_vendors => None,
        (Standing::NotKnown, _) if requirement.kind == RequirementKind::CustomerProfile => {
            let href = format!("{home}/customers/new");
            Some(Onward { href, label: "Begin it for a customer", is_main: true })
        }
        (Standing::NotKnown, _) => None,
        (Standing::InForce(_), Some(sid)) => {
            Some(Onward { href: section.url_of(customer, sid), label: "Look at it", is_main: false })
        }
        (_, Some(sid)) => {
            Some(Onward { href: section.url_of(customer, sid), label: "Go on with it", is_main: true })
        }
        (_, None) => {
            let policy = requirement.policies.first()?;
            let href = format!("{}/new?policy={policy}", section.url(customer));
            Some(Onward { href, label: "Begin it", is_main: true })
        }
    }
}
