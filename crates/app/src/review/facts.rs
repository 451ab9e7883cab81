//! What the checks saw of a case, in the terms of a page: hits word by word, the register beside the claim, where the website
//! led, and what changed since the case before.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;
use trusthub_domain::review::{Case, Mask, masked};
use trusthub_domain::time::Timestamp;
use trusthub_vetting::{Application, FoundBy, Hit};

/// What the checks saw. Personal data.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Who resembles an entry of a sanctions list.
    pub hits: Vec<HitFacts>,
    /// The registers that were looked in.
    pub looked_in: Vec<String>,
    /// The company that is probably meant.
    pub register: Option<RegisterFacts>,
    /// Every place that was asked for the website, in order.
    pub website_hops: Vec<String>,
    /// Countries of its addresses, owners and register, and what says so.
    pub countries: Vec<(String, String)>,
}

/// Somebody who resembles an entry.
#[derive(Clone, PartialEq, Eq)]
pub struct HitFacts {
    /// The name given.
    pub name: String,
    /// The field it stands in.
    pub field: String,
    /// The list.
    pub list: &'static str,
    /// What the publisher calls the entry, and what it is filed under.
    pub entry: String,
    /// What the list says besides, to tell one from the other.
    pub about: Vec<(&'static str, String)>,
    /// How likely it is that both are one, in thousandths.
    pub score_per_mille: u16,
    /// Word of the name, word of the entry, how they agree.
    pub aligned: Vec<[String; 3]>,
}

/// A company in a register, beside the claim.
#[derive(Clone, PartialEq, Eq)]
pub struct RegisterFacts {
    /// Which register, and its version.
    pub register: String,
    /// It has the number that the business gave; else it was found by its name.
    pub is_by_number: bool,
    /// How likely it is that the name means this company, in thousandths.
    pub per_mille: u16,
    /// What is compared.
    pub rows: Vec<Beside>,
}

/// A claim and what the register has.
#[derive(Clone, PartialEq, Eq)]
pub struct Beside {
    /// What it is.
    pub label: &'static str,
    /// As the customer has it.
    pub claimed: String,
    /// As the register has it; empty if it does not say.
    pub registered: String,
    /// Whether they agree; `None` where one of them says nothing.
    pub agrees: Option<bool>,
}

/// What changed from one case to the next.
#[derive(Clone, PartialEq, Eq)]
pub struct Changes {
    /// When the earlier one was opened.
    pub since: Timestamp,
    /// What, before, after.
    pub rows: Vec<[String; 3]>,
}

macro_rules! says_nothing {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}
says_nothing!(Facts, HitFacts, RegisterFacts, Beside, Changes);

impl Facts {
    /// Of a case; nothing where its inputs are from a version that kept them otherwise.
    pub(super) fn of(case: &Case) -> Self {
        let Some(application) = application_of(case) else { return Self::default() };
        let hits = application.screening.iter().flat_map(|screened| &screened.hits);
        let contact = application.contact.as_ref();
        Self {
            hits: hits.map(HitFacts::of).collect(),
            looked_in: application
                .registry
                .as_ref()
                .map(|search| search.looked_in.clone())
                .unwrap_or_default(),
            register: RegisterFacts::of(&application),
            website_hops: contact
                .and_then(|contact| contact.website.as_ref())
                .map(|visit| visit.hops.clone())
                .unwrap_or_default(),
            countries: countries(&application),
        }
    }
}

impl Facts {
    /// Without what is personal.
    pub(super) fn masked(mut self, mask: &Mask) -> Self {
        for row in self.register.iter_mut().flat_map(|register| &mut register.rows) {
            row.claimed = mask.text(&row.claimed);
            row.registered = mask.text(&row.registered);
        }
        for hit in &mut self.hits {
            // A list names when somebody was born; of the customer's own person nothing is said.
            hit.name = mask.text(&hit.name);
        }
        self
    }
}

/// What was judged; `None` where the inputs are from a version that kept them otherwise.
pub(super) fn application_of(case: &Case) -> Option<Application> {
    serde_json::from_value(case.inputs.clone()).ok()
}

impl HitFacts {
    fn of(hit: &Hit) -> Self {
        let births: Vec<String> = hit.entry.births.iter().map(ToString::to_string).collect();
        let about = [
            ("Born", births.join(", ")),
            ("Countries", hit.entry.countries.join(", ")),
            ("Programmes", hit.entry.programmes.join(", ")),
            ("Matched name", hit.matched.text.clone()),
        ];
        Self {
            name: hit.subject.name.clone(),
            field: hit.subject.field.clone(),
            list: hit.source.title(),
            entry: format!("{} ({})", hit.entry.primary_name, hit.entry_id),
            about: about.into_iter().filter(|(_, text)| !text.is_empty()).collect(),
            score_per_mille: hit.score_per_mille,
            aligned: hit
                .aligned
                .iter()
                .map(|one| [one.subject.clone(), one.listed.clone(), one.how.clone()])
                .collect(),
        }
    }
}

impl RegisterFacts {
    fn of(application: &Application) -> Option<Self> {
        let hit = application.registry.as_ref()?.found.as_ref()?;
        let business = application.business.as_ref()?;
        let country = application.country().unwrap_or_default();
        let name = Beside { agrees: Some(hit.is_match), ..beside("Name", &business.name, &hit.legal_name) };
        let number = beside("Number", &business.registration_number, &hit.source_id);
        // A register may file the company under a number of its own.
        let number = Beside { agrees: Some(hit.by == FoundBy::Number).filter(|found| *found), ..number };
        Some(Self {
            register: hit.register.clone(),
            is_by_number: hit.by == FoundBy::Number,
            per_mille: hit.per_mille,
            rows: vec![
                name,
                number,
                beside("Country", &country, &hit.country),
                Beside { agrees: None, ..beside("Standing", "", hit.standing.as_str()) },
                Beside { agrees: None, ..beside("Since", "", &hit.created) },
            ],
        })
    }
}

fn beside(label: &'static str, claimed: &str, registered: &str) -> Beside {
    let agrees =
        (!claimed.is_empty() && !registered.is_empty()).then(|| claimed.eq_ignore_ascii_case(registered));
    Beside { label, claimed: claimed.to_owned(), registered: registered.to_owned(), agrees }
}

fn countries(application: &Application) -> Vec<(String, String)> {
    let addresses = application.addresses.iter().map(|one| ("Address".to_owned(), one.iso_country.clone()));
    let owners = application
        .owners
        .iter()
        .map(|one| (format!("Owner {} {}", one.first_name, one.last_name), one.country.clone()));
    let register = application.registry.iter().flat_map(|search| &search.found);
    let register = register.map(|hit| (format!("Register {}", hit.register), hit.country.clone()));
    addresses.chain(owners).chain(register).filter(|(_, country)| !country.is_empty()).collect()
}

/// What changed from each case to the next, newest first; a case without an earlier one has no entry.
pub(super) fn history(cases: &[Case], mask: Option<&Mask>) -> Vec<Changes> {
    let entered: Vec<BTreeMap<String, String>> =
        cases.iter().map(|case| entered(&case.inputs, mask)).collect();
    let pairs = cases.iter().skip(1).zip(entered.iter().zip(entered.iter().skip(1)));
    pairs
        .map(|(earlier, (after, before))| {
            let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
            names.sort();
            names.dedup();
            let value =
                |of: &BTreeMap<String, String>, name: &String| of.get(name).cloned().unwrap_or_default();
            let rows = names.into_iter().map(|name| [name.clone(), value(before, name), value(after, name)]);
            Changes {
                since: earlier.opened_at,
                rows: rows.filter(|[_, before, after]| before != after).collect(),
            }
        })
        .collect()
}

/// Parts of the inputs that the customer entered; the others are what was found out.
const ENTERED: &[&str] =
    &["business", "representatives", "owners", "starter", "addresses", "texts", "notification_email"];
/// Not the customer's words: which item carries them.
const CARRIERS: &[&str] = &["object", "sid", "type_name"];
/// As in [`Mask`]: how to reach a person, or when one was born.
const PERSONAL: &[&str] = &["email", "phone_number", "birth_date"];

/// What was entered, flat: `representatives 1 email` and its value.
fn entered(inputs: &Value, mask: Option<&Mask>) -> BTreeMap<String, String> {
    let mut flat = BTreeMap::new();
    for name in ENTERED {
        if let Some(value) = inputs.get(name) {
            flatten(name, value, mask, &mut flat);
        }
    }
    flat
}

fn flatten(name: &str, value: &Value, mask: Option<&Mask>, into: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields.iter().filter(|(field, _)| !CARRIERS.contains(&field.as_str())) {
                flatten(&format!("{name} {field}"), value, mask, into);
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                flatten(&format!("{name} {}", index + 1), value, mask, into);
            }
        }
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => {
            let is_personal = name.rsplit(' ').next().is_some_and(|field| PERSONAL.contains(&field));
            let shown = match mask {
                Some(_) if is_personal => masked(text),
                Some(mask) => mask.text(text),
                None => text.clone(),
            };
            into.insert(name.replace('_', " "), shown);
        }
        Value::Bool(_) | Value::Number(_) => {
            into.insert(name.replace('_', " "), value.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_changed_is_named_with_before_and_after_and_the_rest_left_out() {
        let before = entered(&json!({ "business": { "name": "Owl", "sid": "IT1" }, "registry": 1 }), None);
        let after = json!({ "business": { "name": "Owl Inc.", "regions": ["US"] } });
        assert_eq!(before, BTreeMap::from([("business name".to_owned(), "Owl".to_owned())]));
        let after = entered(&after, None);
        assert_eq!(after.get("business regions 1").map(String::as_str), Some("US"));
    }

    #[test]
    fn how_to_reach_a_person_is_masked_in_earlier_cases_too() {
        let inputs = json!({ "representatives": [{ "first_name": "Ada", "email": "old@owl.example" }] });
        let shown = entered(&inputs, Some(&Mask::default()));
        assert_eq!(shown.get("representatives 1 email").map(String::as_str), Some("o•••@owl.example"));
        assert_eq!(shown.get("representatives 1 first name").map(String::as_str), Some("Ada"));
    }
}
