//! Personal values taken out of what is shown: enough is left to see what it is, and that two are the same.

use serde_json::Value;

use crate::contact::Phone;
use crate::item::EndUser;

/// Fields that say how to reach a person, or when one was born.
const PERSONAL_FIELDS: &[&str] =
    &["email", "phone_number", "mobile_phone_number", "verification_email", "birth_date"];

/// A registration number is a person's own where the business is the person.
const OWN_NUMBER: &str = "business_registration_number";
const OWN_BUSINESS: &str = "sole proprietor";

/// What stands for what is left out.
const HIDDEN: &str = "•••";

/// The personal values of one bundle, and what is shown in their place.
#[derive(Clone, Default)]
pub struct Mask {
    /// Longest first, so that what holds another is replaced whole.
    values: Vec<(String, String)>,
}

impl Mask {
    /// What is personal in the end users of a bundle.
    #[must_use]
    pub fn of<'a>(end_users: impl IntoIterator<Item = &'a EndUser>) -> Self {
        let mut mask = Self::default();
        for end_user in end_users {
            for (name, value) in &end_user.attributes {
                if let Value::String(text) = value
                    && is_personal(end_user, name)
                {
                    mask.add(text);
                }
            }
        }
        mask
    }

    /// One more personal value, in every spelling that the checks write it in.
    pub fn add(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let shown = masked(text);
        let as_number = number(text);
        for spelling in [text.to_owned(), text.to_lowercase()].into_iter().chain(as_number) {
            if !self.values.iter().any(|(known, _)| *known == spelling) {
                self.values.push((spelling, shown.clone()));
            }
        }
        self.values.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
    }

    /// The text without them.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        self.values.iter().fold(text.to_owned(), |text, (value, shown)| text.replace(value.as_str(), shown))
    }

    /// The end user without them.
    #[must_use]
    pub fn end_user(&self, end_user: &EndUser) -> EndUser {
        let mut after = end_user.clone();
        for (_, value) in &mut after.attributes {
            if let Value::String(text) = value {
                *text = self.text(text);
            }
        }
        after
    }
}

/// A phone number as the network writes it, whatever stands between its digits.
fn number(text: &str) -> Option<String> {
    let compact: String =
        text.chars().filter(|letter| !matches!(letter, ' ' | '-' | '.' | '(' | ')' | '/')).collect();
    compact.parse::<Phone>().ok().map(|phone| phone.as_str().to_owned())
}

fn is_personal(end_user: &EndUser, field: &str) -> bool {
    if field == OWN_NUMBER {
        let business_type = end_user.attributes.get("business_type").and_then(Value::as_str);
        return business_type.is_some_and(|name| name.to_lowercase().contains(OWN_BUSINESS));
    }
    PERSONAL_FIELDS.contains(&field)
}

/// `r•••@owl.example`, `•••67`: the domain of an address, the last two characters of anything else that is long enough.
#[must_use]
pub fn masked(text: &str) -> String {
    if let Some((local, domain)) = text.rsplit_once('@') {
        let first: String = local.chars().take(1).collect();
        return format!("{first}{HIDDEN}@{domain}");
    }
    let count = text.chars().count();
    let last: String = text.chars().skip(count.saturating_sub(2)).collect();
    if count >= 6 { format!("{HIDDEN}{last}") } else { HIDDEN.to_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::time::Timestamp;

    fn end_user(attributes: &Value) -> EndUser {
        let Value::Object(attributes) = attributes.clone() else { panic!("an object") };
        EndUser {
            sid: "IT00000000000000000000000000000001".parse().unwrap(),
            account_sid: "AC00000000000000000000000000000001".parse().unwrap(),
            friendly_name: String::new(),
            type_name: "authorized_representative_1".to_owned(),
            attributes: attributes.into_iter().collect(),
            version: 1,
            date_created: Timestamp::from_micros(0),
            date_updated: Timestamp::from_micros(0),
        }
    }

    #[test]
    fn what_reaches_a_person_is_masked_wherever_it_stands() {
        let person = end_user(&json!({
            "first_name": "Rosalind", "email": "Rosalind@owl.example", "phone_number": "+1 510 234 5678",
        }));
        let mask = Mask::of([&person]);
        assert_eq!(
            mask.text("compared rosalind@owl.example with owl.example"),
            "compared R•••@owl.example with owl.example"
        );
        assert_eq!(mask.text("+15102345678 is assigned"), "•••78 is assigned");
        let shown = mask.end_user(&person);
        assert_eq!(shown.attributes.get("first_name"), Some(&json!("Rosalind")));
        assert_eq!(shown.attributes.get("email"), Some(&json!("R•••@owl.example")));
        assert_eq!(shown.attributes.get("phone_number"), Some(&json!("•••78")));
    }

    #[test]
    fn a_number_is_personal_where_the_business_is_a_person() {
        for (business_type, shown) in [("Sole Proprietorship", "•••94"), ("Corporation", "042103594")] {
            let business = end_user(
                &json!({ "business_type": business_type, "business_registration_number": "042103594" }),
            );
            assert_eq!(Mask::of([&business]).text("042103594"), shown, "{business_type}");
        }
    }

    #[test]
    fn short_values_leave_nothing() {
        for (text, shown) in [("1961-07-04", "•••04"), ("12345", "•••"), ("", "•••"), ("a@b", "a•••@b")]
        {
            assert_eq!(masked(text), shown);
        }
    }
}
