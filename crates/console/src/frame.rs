//! What is around every page: the bar, the way around, the foot. And how a page is made of a template.

use askama::Template;
use axum::response::Html;
use trusthub_app::Who;
use trusthub_domain::review::Role;

use crate::assets::Urls;
use crate::fault::Result;
use crate::session::{Customer, Desk, Scheme, Visit, Visitor};
use crate::state::ConsoleState;

/// Around a page before signing in, and around faults: no way around, only the page.
#[derive(Debug, Clone)]
pub(crate) struct Bare {
    pub(crate) title: String,
    pub(crate) assets: Urls,
    pub(crate) scheme: &'static str,
}

impl Bare {
    pub(crate) fn of(state: &ConsoleState, visitor: &Visitor, title: &str) -> Self {
        Self { title: title.to_owned(), assets: state.assets().urls.clone(), scheme: visitor.scheme.as_str() }
    }
}

/// A line of the way around.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    pub(crate) label: &'static str,
    pub(crate) href: String,
    pub(crate) is_here: bool,
}

/// Which account a customer's page is about.
#[derive(Debug, Clone)]
pub(crate) struct OnAccount {
    pub(crate) sid: String,
    pub(crate) name: String,
    pub(crate) is_test: bool,
    /// The way back to their own account, if it is another.
    pub(crate) back: Option<String>,
}

/// Around every page of somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) title: String,
    pub(crate) assets: Urls,
    pub(crate) scheme: &'static str,
    pub(crate) csrf: String,
    pub(crate) person: String,
    /// What they are: `owner`, `reviewer`, …
    pub(crate) role: &'static str,
    pub(crate) ways: Vec<Way>,
    pub(crate) account: Option<OnAccount>,
    /// Where the brand leads.
    pub(crate) home: String,
    /// The address of this page, for coming back after choosing colours.
    pub(crate) here: String,
    /// What the last form came to, told once above the page.
    pub(crate) done: Option<&'static str>,
    pub(crate) support: Option<String>,
}

/// Where a customer's page stands in the way around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Profiles,
    Products,
    Numbers,
    Domains,
    Messaging,
    Calls,
    Trust,
    Credentials,
    Partners,
    Advisor,
    Customers,
    Settings,
}

/// Where a reviewer's page stands in the way around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeskPlace {
    Queue,
    Messages,
    Tickets,
    Numbers,
    Reviewers,
    Settings,
}

impl Frame {
    /// Around a page that is neither on an account nor at the desk.
    pub(crate) fn of(visit: &Visit, title: impl Into<String>) -> Self {
        let (role, ways) = match visit.session.actor.who() {
            Who::Reviewer(reviewer) => (reviewer.role.as_str(), desk_ways(reviewer.role, None)),
            Who::User { user, .. } => (user.role.as_str(), Vec::new()),
            _ => ("by auth token", Vec::new()),
        };
        Self {
            title: title.into(),
            assets: visit.state.assets().urls.clone(),
            scheme: visit.scheme.as_str(),
            csrf: visit.session.csrf.clone(),
            person: visit.session.shown_name.clone(),
            role,
            ways,
            account: None,
            home: "/console".to_owned(),
            here: visit.here.clone(),
            done: None,
            support: visit.hub().settings().support_email.as_ref().map(|email| email.as_str().to_owned()),
        }
    }

    /// Around a customer's page.
    pub(crate) fn customer(customer: &Customer, place: Place, title: impl Into<String>) -> Self {
        let home = customer.home();
        let own = customer.visit.session.actor.account_sid();
        Self {
            ways: customer_ways(&home, customer.account.parent_sid.is_none(), place),
            account: Some(OnAccount {
                sid: customer.account.sid.to_string(),
                name: customer.account.friendly_name.clone(),
                is_test: customer.account.is_test,
                back: own.filter(|_| customer.is_elsewhere).map(|own| format!("/console/{own}")),
            }),
            home,
            ..Self::of(&customer.visit, title)
        }
    }

    /// Around a reviewer's page.
    pub(crate) fn desk(desk: &Desk, place: DeskPlace, title: impl Into<String>) -> Self {
        Self { ways: desk_ways(desk.reviewer.role, Some(place)), ..Self::of(&desk.visit, title) }
    }

    /// With what the last form came to.
    #[must_use]
    pub(crate) fn after(self, done: Option<&'static str>) -> Self {
        Self { done, ..self }
    }

    pub(crate) fn is_dark(&self) -> bool {
        self.scheme == Scheme::Dark.as_str()
    }
}

fn customer_ways(home: &str, has_customers: bool, place: Place) -> Vec<Way> {
    let all = [
        ("Profiles", "", Place::Profiles),
        ("Trust products", "/products", Place::Products),
        ("Numbers", "/numbers", Place::Numbers),
        ("Domains", "/domains", Place::Domains),
        ("Text messaging", "/messaging", Place::Messaging),
        ("Calls", "/calls", Place::Calls),
        ("Trust level", "/trust", Place::Trust),
        ("Credentials", "/credentials", Place::Credentials),
        ("Who sees your data", "/partners", Place::Partners),
        ("What do I need?", "/advisor", Place::Advisor),
        ("Customers", "/customers", Place::Customers),
        ("Settings", "/settings", Place::Settings),
    ];
    let shown = all.into_iter().filter(|(_, _, its)| *its != Place::Customers || has_customers);
    shown
        .map(|(label, path, its)| Way { label, href: format!("{home}{path}"), is_here: its == place })
        .collect()
}

fn desk_ways(role: Role, place: Option<DeskPlace>) -> Vec<Way> {
    let all = [
        ("Queue", "/console/review", DeskPlace::Queue),
        ("Messages", "/console/review/messages", DeskPlace::Messages),
        ("Flagged numbers", "/console/review/tickets", DeskPlace::Tickets),
        ("Desk", "/console/review/desk", DeskPlace::Numbers),
        ("Reviewers", "/console/reviewers", DeskPlace::Reviewers),
        ("Settings", "/console/review/settings", DeskPlace::Settings),
    ];
    let shown = all.into_iter().filter(|(_, _, its)| *its != DeskPlace::Reviewers || role == Role::Admin);
    shown
        .map(|(label, href, its)| Way { label, href: href.to_owned(), is_here: place == Some(its) })
        .collect()
}

/// A page of a template.
pub(crate) fn render(template: &impl Template) -> Result<Html<String>> {
    Ok(Html(template.render()?))
}
