//! Puts disclosed values into their places (RFC 9901 section 7.1), and refuses what has no place or two.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::disclosure::{self, Disclosure, digest_of};
use crate::jws::Object;
use crate::refusal::{Refusal, shown};

/// Most disclosures of one credential. Ours: a business with as many numbers shows some of them.
const MOST_DISCLOSURES: usize = 512;

/// How deep values within disclosed values may go. Ours: honest ones take five.
const DEEPEST: usize = 32;

/// Where the digests of an object's members stand.
const DIGESTS: &str = "_sd";
/// Where the digest of an array's element stands.
const ELEMENT: &str = "...";
/// How digests were made.
const ALGORITHM: &str = "_sd_alg";

/// Claims that must not be chosen whether to show (draft-ietf-oauth-sd-jwt-vc section 3.2.2.2).
const ALWAYS_SHOWN: [&str; 6] = ["iss", "nbf", "exp", "cnf", "vct", "status"];

/// Disclosures by their digests, each taken out once.
struct Disclosures {
    left: BTreeMap<String, (usize, Disclosure)>,
    /// Every digest met in what is signed or disclosed, also of what is not shown.
    met: BTreeSet<String>,
}

/// The claims with what is disclosed of them in place.
///
/// # Errors
/// A disclosure is none, twice there, or belongs nowhere; a digest stands in two places; a name is taken.
pub(crate) fn resolve(mut claims: Object, encoded: &[&str]) -> Result<Object, Refusal> {
    match claims.remove(ALGORITHM) {
        None => {}
        Some(Value::String(name)) if name == "sha-256" => {}
        Some(Value::String(name)) => return Err(Refusal::HashAlgorithm(shown(&name))),
        Some(_) => return Err(Refusal::Structure("\"_sd_alg\" is no string")),
    }
    if encoded.len() > MOST_DISCLOSURES {
        return Err(Refusal::ManyDisclosures(MOST_DISCLOSURES));
    }
    let mut disclosures = Disclosures { left: BTreeMap::new(), met: BTreeSet::new() };
    for (index, one) in encoded.iter().enumerate() {
        let place = index + 1;
        let read = disclosure::read(place, one)?;
        if disclosures.left.insert(digest_of(one), (place, read)).is_some() {
            return Err(Refusal::Disclosure { place, why: "stands there twice" });
        }
    }
    let claims = disclosures.object(claims, 0)?;
    match disclosures.left.into_values().map(|(place, _)| place).min() {
        Some(place) => Err(Refusal::Disclosure { place, why: "is not what the issuer signed" }),
        None => Ok(claims),
    }
}

impl Disclosures {
    fn value(&mut self, value: Value, depth: usize) -> Result<Value, Refusal> {
        if depth > DEEPEST {
            return Err(Refusal::Structure("values are nested too deep"));
        }
        match value {
            Value::Object(object) => self.object(object, depth + 1).map(Value::Object),
            Value::Array(elements) => self.array(elements, depth + 1).map(Value::Array),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(value),
        }
    }

    fn object(&mut self, mut object: Object, depth: usize) -> Result<Object, Refusal> {
        let digests = match object.remove(DIGESTS) {
            None => Vec::new(),
            Some(Value::Array(digests)) => digests,
            Some(_) => return Err(Refusal::Structure("\"_sd\" is no array")),
        };
        if object.contains_key(ELEMENT) {
            return Err(Refusal::Structure("\"...\" stands where no element of an array is"));
        }
        let mut whole = Object::new();
        for (name, value) in object {
            whole.insert(name, self.value(value, depth)?);
        }
        for digest in digests {
            let Some((place, disclosure)) = self.take(digest)? else { continue };
            let wrong = |why| Refusal::Disclosure { place, why };
            let name =
                disclosure.name.ok_or_else(|| wrong("has no name, and stands for a member of an object"))?;
            if whole.contains_key(&name) {
                return Err(wrong("has a name that is there already"));
            }
            if depth == 0 && ALWAYS_SHOWN.contains(&name.as_str()) {
                return Err(wrong("hides a claim that must always be shown"));
            }
            let value = self.value(disclosure.value, depth)?;
            whole.insert(name, value);
        }
        Ok(whole)
    }

    fn array(&mut self, elements: Vec<Value>, depth: usize) -> Result<Vec<Value>, Refusal> {
        let mut whole = Vec::new();
        for element in elements {
            let hidden = match &element {
                Value::Object(object) if object.contains_key(ELEMENT) => {
                    if object.len() != 1 {
                        return Err(Refusal::Structure("something stands beside \"...\""));
                    }
                    object.get(ELEMENT).cloned()
                }
                _ => None,
            };
            match hidden {
                None => whole.push(self.value(element, depth)?),
                Some(digest) => {
                    // What is not shown is left out.
                    let Some((place, disclosure)) = self.take(digest)? else { continue };
                    if disclosure.name.is_some() {
                        let why = "has a name, and stands for an element of an array";
                        return Err(Refusal::Disclosure { place, why });
                    }
                    whole.push(self.value(disclosure.value, depth)?);
                }
            }
        }
        Ok(whole)
    }

    /// What is disclosed of a digest, if it is; each digest may stand in one place only.
    fn take(&mut self, digest: Value) -> Result<Option<(usize, Disclosure)>, Refusal> {
        let Value::String(digest) = digest else {
            return Err(Refusal::Structure("a digest is no string"));
        };
        let found = self.left.remove(&digest);
        if !self.met.insert(digest) {
            return Err(Refusal::Structure("one digest stands in two places"));
        }
        Ok(found)
    }
}
