//! What a request says that begins a form: its fields by their names there, and the parts of an address. Values of closed lists
//! must be on the list, since a form cannot show any other; everything else is said in the form.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;
use trusthub_domain::item::Attributes;
use trusthub_domain::policy::ItemKind;

use crate::bundles::filling::Filling;
use crate::input::LINE_LIMIT;
use crate::items::addresses::{NewAddress, address_form, must_be_country};
use crate::{Error, Hub, Invalid, Result, input};

/// Longest of the fields that nobody says more of. Ours.
pub(super) const LIMIT: usize = 2048;

/// Where a field goes: its name in the request, the end user and attribute it becomes.
pub(super) type Place = (&'static str, &'static str, &'static str);

/// What end users say, by their types.
pub(super) type EndUsers = BTreeMap<&'static str, Attributes>;

/// The request's fields by their names there. Personal data: left out by `Debug`.
#[derive(Clone, Default)]
pub struct Given(BTreeMap<&'static str, String>);

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Given {
    /// Those of the fields that say something.
    pub fn new(fields: impl IntoIterator<Item = (&'static str, Option<String>)>) -> Self {
        let given = fields.into_iter().filter_map(|(name, text)| {
            let text = text?.trim().to_owned();
            (!text.is_empty()).then_some((name, text))
        });
        Self(given.collect())
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// No text is longer than `most` says of its name.
    pub(super) fn must_fit(&self, most: impl Fn(&str) -> usize) -> Result<()> {
        self.0.iter().try_for_each(|(name, text)| input::limit(name, text, most(name)))
    }

    /// The fields that say something, put where they go.
    pub(super) fn placed<'p>(
        &self,
        hub: &Hub,
        places: impl IntoIterator<Item = &'p Place>,
    ) -> Result<EndUsers> {
        let mut end_users = EndUsers::new();
        for (name, type_name, attribute) in places {
            if let Some(text) = self.text(name) {
                let value = listed(hub, name, type_name, attribute, text)?;
                end_users.entry(type_name).or_default().insert((*attribute).to_owned(), Value::from(value));
            }
        }
        Ok(end_users)
    }
}

/// What one end user says, to be filled in.
pub(super) fn said((type_name, attributes): (&'static str, Attributes)) -> Filling {
    Filling::EndUser { type_name: type_name.to_owned(), attributes }
}

/// A document that names an address.
pub(super) fn located(type_name: &str, address: NewAddress) -> Filling {
    Filling::Document {
        type_name: type_name.to_owned(),
        attributes: Attributes::new(),
        address: Some(Box::new(address)),
        file: None,
    }
}

/// The value as its list has it; free text as it is.
pub(super) fn listed(
    hub: &Hub,
    name: &'static str,
    type_name: &str,
    attribute: &str,
    text: &str,
) -> Result<String> {
    let rule = hub.catalog().item_type(ItemKind::EndUser, type_name).and_then(|known| known.field(attribute));
    let Some(rule) = rule.filter(|rule| !rule.one_of.is_empty()) else { return Ok(text.to_owned()) };
    let mut values = rule.one_of.iter().chain(&rule.aliases);
    let found = values.find(|value| value.eq_ignore_ascii_case(text));
    found.cloned().ok_or_else(|| {
        let why = format!("it is one of {}", rule.one_of.join(", "));
        Invalid::Field { field: name, why }.into()
    })
}

/// How a request names the parts of an address.
pub(super) struct AddressNames {
    pub(super) street: &'static str,
    pub(super) street_secondary: &'static str,
    pub(super) city: &'static str,
    pub(super) region: &'static str,
    pub(super) postal_code: &'static str,
    pub(super) country: &'static str,
}

impl AddressNames {
    /// The parts that go together, in the order in which they are asked for.
    fn needed(&self) -> [&'static str; 5] {
        [self.street, self.city, self.region, self.postal_code, self.country]
    }

    /// The address, if there is one, as it can be stored; its parts go together. Where addresses name no region, the city stands in its place, as
    /// the console has it.
    pub(super) fn read(&self, given: &Given, customer_name: String) -> Result<Option<NewAddress>> {
        if !self.needed().iter().any(|part| given.text(part).is_some()) {
            return Ok(None);
        }
        let part = |name: &'static str| match given.text(name) {
            Some(text) => input::limit(name, text, LINE_LIMIT).map(|()| text.to_owned()),
            None => {
                let why = format!("{} go together: give all, or none", self.needed().join(", "));
                Err(Error::from(Invalid::Field { field: name, why }))
            }
        };
        let names_no_region = given
            .text(self.country)
            .and_then(|country| address_form(&country.to_ascii_uppercase()))
            .is_some_and(|form| form.region.is_none());
        let region = match given.text(self.region) {
            None if names_no_region => self.city,
            Some(_) | None => self.region,
        };
        let iso_country = part(self.country)?.to_ascii_uppercase();
        must_be_country(self.country, &iso_country)?;
        let street_secondary = given.text(self.street_secondary);
        input::limit(self.street_secondary, street_secondary.unwrap_or_default(), LINE_LIMIT)?;
        Ok(Some(NewAddress {
            friendly_name: String::new(),
            customer_name,
            street: part(self.street)?,
            street_secondary: street_secondary.map(str::to_owned),
            city: part(self.city)?,
            region: part(region)?,
            postal_code: part(self.postal_code)?,
            iso_country,
            emergency_enabled: false,
        }))
    }
}
