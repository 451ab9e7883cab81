//! What a certificate's holder may claim: JWTClaimConstraints (RFC 8226 section 8) and the enhanced form (RFC 9118).
//!
//! Checked by a verification service over the received claims, and by an authentication service before it signs: a PASSporT
//! outside of its certificate's constraints is worth nothing to anyone.

use serde_json::{Map, Value};

use crate::der::{self, DerError, Reader};

/// `id-pe-JWTClaimConstraints`.
pub(crate) const OID: &str = "1.3.6.1.5.5.7.1.27";

/// `id-pe-eJWTClaimConstraints`.
pub(crate) const ENHANCED_OID: &str = "1.3.6.1.5.5.7.1.33";

/// Claims that each PASSporT has, and that nothing can exclude.
const BASELINE: [&str; 3] = ["dest", "iat", "orig"];

/// The constraints of one certificate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimConstraints {
    must_include: Vec<String>,
    permitted: Vec<(String, Vec<String>)>,
    must_exclude: Vec<String>,
}

/// Which extension is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// RFC 8226.
    Plain,
    /// RFC 9118.
    Enhanced,
}

/// Why an extension is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConstraintsError {
    /// Not the DER it must be.
    #[error("not claim constraints in DER")]
    Der(#[from] DerError),
    /// A list without members, or an extension without lists.
    #[error("nothing is constrained")]
    Empty,
}

/// Which constraint a set of claims breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConstraintBroken {
    /// A claim that must be there.
    #[error("the certificate demands the claim {0}")]
    Missing(String),
    /// A claim with another value than those permitted.
    #[error("the certificate does not permit this value of the claim {0}")]
    Value(String),
    /// A claim that may not be there.
    #[error("the certificate excludes the claim {0}")]
    Excluded(String),
}

impl ClaimConstraints {
    /// Reads an extension's value. `None` is an enhanced one that excludes what each PASSporT must have: RFC 9118 section 4
    /// has it ignored as if it were not there.
    pub(crate) fn from_der(bytes: &[u8], form: Form) -> Result<Option<Self>, ConstraintsError> {
        let mut fields = Reader::new(der::only(bytes, der::SEQUENCE)?);
        let must_include = fields.optional(der::explicit(0))?.map(names).transpose()?;
        let permitted = fields.optional(der::explicit(1))?.map(values).transpose()?;
        let must_exclude = match form {
            Form::Plain => None,
            Form::Enhanced => fields.optional(der::explicit(2))?.map(names).transpose()?,
        };
        fields.end()?;
        if must_include.is_none() && permitted.is_none() && must_exclude.is_none() {
            return Err(ConstraintsError::Empty);
        }
        let must_exclude = must_exclude.unwrap_or_default();
        if must_exclude.iter().any(|name| BASELINE.contains(&name.as_str())) {
            return Ok(None);
        }
        Ok(Some(Self {
            must_include: must_include.unwrap_or_default(),
            permitted: permitted.unwrap_or_default(),
            must_exclude,
        }))
    }

    /// Whether a PASSporT with these claims keeps them.
    ///
    /// # Errors
    /// The first that it breaks.
    pub fn check(&self, claims: &Map<String, Value>) -> Result<(), ConstraintBroken> {
        if let Some(name) = self.must_include.iter().find(|name| !claims.contains_key(*name)) {
            return Err(ConstraintBroken::Missing(name.clone()));
        }
        if let Some(name) = self.must_exclude.iter().find(|name| claims.contains_key(*name)) {
            return Err(ConstraintBroken::Excluded(name.clone()));
        }
        for (name, permitted) in &self.permitted {
            if claims.get(name).is_some_and(|value| !permitted.iter().any(|text| is_value(value, text))) {
                return Err(ConstraintBroken::Value(name.clone()));
            }
        }
        Ok(())
    }

    /// Claims that must be there.
    pub fn must_include(&self) -> &[String] {
        &self.must_include
    }

    /// Claims that may not be there.
    pub fn must_exclude(&self) -> &[String] {
        &self.must_exclude
    }

    /// Claims with their permitted values.
    pub fn permitted(&self) -> &[(String, Vec<String>)] {
        &self.permitted
    }
}

/// Permitted values are text; a claim that is no string is permitted by the JSON that it is, whatever its spaces and order.
fn is_value(value: &Value, text: &str) -> bool {
    match value {
        Value::String(claimed) => claimed == text,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            serde_json::from_str::<Value>(text).is_ok_and(|permitted| permitted == *value)
        }
    }
}

fn names(content: &[u8]) -> Result<Vec<String>, ConstraintsError> {
    sequence_of(der::only(content, der::SEQUENCE)?, |reader| Ok(reader.ia5()?.to_owned()))
}

fn values(content: &[u8]) -> Result<Vec<(String, Vec<String>)>, ConstraintsError> {
    sequence_of(der::only(content, der::SEQUENCE)?, |reader| {
        let mut fields = Reader::new(reader.element(der::SEQUENCE)?);
        let name = fields.ia5()?.to_owned();
        let permitted = sequence_of(fields.element(der::SEQUENCE)?, |reader| Ok(reader.utf8()?.to_owned()))?;
        fields.end()?;
        Ok((name, permitted))
    })
}

fn sequence_of<'a, T>(
    content: &'a [u8],
    mut member: impl FnMut(&mut Reader<'a>) -> Result<T, ConstraintsError>,
) -> Result<Vec<T>, ConstraintsError> {
    let mut reader = Reader::new(content);
    let mut members = Vec::new();
    while !reader.is_at_end() {
        members.push(member(&mut reader)?);
    }
    if members.is_empty() { Err(ConstraintsError::Empty) } else { Ok(members) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The extension of the certificate in RFC 9118 section 5: `confidence` must be there and be `high` or `medium`, `priority`
    /// may not be there.
    const RFC_9118: &[u8] =
        b"\x30\x40\xa0\x0e\x30\x0c\x16\x0aconfidence\xa1\x20\x30\x1e\x30\x1c\x16\x0aconfidence\
\x30\x0e\x0c\x04high\x0c\x06medium\xa2\x0c\x30\x0a\x16\x08priority";

    fn check(constraints: &ClaimConstraints, claims: Value) -> Result<(), ConstraintBroken> {
        let Value::Object(claims) = claims else { panic!("claims are an object") };
        constraints.check(&claims)
    }

    #[test]
    fn the_constraints_of_rfc_9118_are_read_and_kept() {
        let constraints =
            ClaimConstraints::from_der(RFC_9118, Form::Enhanced).expect("reads").expect("is not ignored");
        assert_eq!(check(&constraints, json!({"confidence": "high"})), Ok(()));
        assert_eq!(check(&constraints, json!({})), Err(ConstraintBroken::Missing("confidence".into())));
        assert_eq!(
            check(&constraints, json!({"confidence": "low"})),
            Err(ConstraintBroken::Value("confidence".into()))
        );
        assert_eq!(
            check(&constraints, json!({"confidence": "high", "priority": 1})),
            Err(ConstraintBroken::Excluded("priority".into()))
        );
    }

    #[test]
    fn the_plain_form_has_no_exclusions() {
        assert!(matches!(ClaimConstraints::from_der(RFC_9118, Form::Plain), Err(ConstraintsError::Der(_))));
    }

    #[test]
    fn excluding_what_each_passport_has_excludes_nothing() {
        let excludes_iat = b"\x30\x09\xa2\x07\x30\x05\x16\x03iat";
        assert_eq!(ClaimConstraints::from_der(excludes_iat, Form::Enhanced), Ok(None));
    }

    #[test]
    fn empty_lists_are_refused() {
        for bytes in [&b"\x30\x00"[..], b"\x30\x04\xa0\x02\x30\x00", b"\x30\x06\xa1\x04\x30\x02\x30\x00"] {
            assert!(ClaimConstraints::from_der(bytes, Form::Enhanced).is_err(), "{bytes:x?}");
        }
    }

    #[test]
    fn a_claim_that_is_no_text_is_compared_as_json() {
        let constraints = ClaimConstraints {
            permitted: vec![("rcd".into(), vec![r#"{"nam": "Owl Bank"}"#.into(), "7".into()])],
            ..ClaimConstraints::default()
        };
        assert_eq!(check(&constraints, json!({"rcd": {"nam": "Owl Bank"}})), Ok(()));
        assert_eq!(check(&constraints, json!({"rcd": 7})), Ok(()));
        assert_eq!(check(&constraints, json!({"rcd": "7"})), Ok(()));
        assert!(check(&constraints, json!({"rcd": {"nam": "Owl"}})).is_err());
        assert_eq!(check(&constraints, json!({})), Ok(()), "absent is not another value");
    }
}
