//! From the text of policy files to a [`Catalog`], in three passes: types and codes, policies, and the object types
//! that policies expect of one another. So the order of files does not matter to what they may name.

use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;

use toml::Spanned;

use super::catalog::Catalog;
use super::error::{PolicyError, Problem};
use super::item_type::{FieldRule, ItemKind, ItemType, Need};
use super::raw::{RawCode, RawField, RawFile, RawPolicy, RawType};
use super::{check, emergency, model::Policy, period, requirement};
use crate::attestation::EmergencyNumbers;
use crate::bundle::ReasonCode;
use crate::error_code::ErrorCode;
use crate::requirements::Requirements;
use crate::retention::Retention;
use crate::sid::SidError;

/// A file, so that a problem can be placed in it.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    text: &'a str,
}

impl Source<'_> {
    /// The problem, placed at the line where `span` starts.
    pub(super) fn error(self, span: Range<usize>, problem: Problem) -> PolicyError {
        let before = self.text.get(..span.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        PolicyError { file: self.file.to_owned(), line, problem }
    }

    /// A text that must say something.
    pub(super) fn text(self, text: &Spanned<String>, what: &'static str) -> Result<String, PolicyError> {
        if text.get_ref().trim().is_empty() {
            return Err(self.error(text.span(), Problem::Empty(what)));
        }
        Ok(text.get_ref().clone())
    }

    /// A machine name.
    pub(super) fn name(self, name: &Spanned<String>) -> Result<String, PolicyError> {
        let text = name.get_ref();
        let is_sound = text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if is_sound {
            Ok(text.clone())
        } else {
            Err(self.error(name.span(), Problem::MalformedName(text.clone())))
        }
    }

    /// An identifier.
    pub(super) fn sid<S: FromStr<Err = SidError>>(
        self,
        sid: &Spanned<String>,
        kind: &'static str,
        prefix: &'static str,
    ) -> Result<S, PolicyError> {
        let text = sid.get_ref();
        text.parse()
            .map_err(|_| self.error(sid.span(), Problem::MalformedSid { text: text.clone(), kind, prefix }))
    }
}

/// Who defined what first, so that a second definition can name the first.
#[derive(Default)]
pub(super) struct Seen(BTreeMap<(&'static str, String), String>);

impl Seen {
    pub(super) fn claim(
        &mut self,
        source: Source<'_>,
        span: Range<usize>,
        what: &'static str,
        name: String,
    ) -> Result<(), PolicyError> {
        match self.0.entry((what, name.clone())) {
            std::collections::btree_map::Entry::Occupied(first) => {
                let first_file = first.get().clone();
                Err(source.error(span, Problem::Duplicate { what, name, first_file }))
            }
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(source.file.to_owned());
                Ok(())
            }
        }
    }
}

/// Reads all files into one catalog.
pub(super) fn catalog(files: &[(String, String)]) -> Result<Catalog, PolicyError> {
    let parsed = files.iter().map(|(file, text)| parse(file, text)).collect::<Result<Vec<_>, _>>()?;
    let mut catalog = Catalog {
        policies: Vec::new(),
        item_types: Vec::new(),
        error_codes: BTreeMap::new(),
        retention: Retention::default(),
        emergency_numbers: EmergencyNumbers::default(),
        requirements: Requirements::default(),
    };
    let mut seen = Seen::default();
    for (source, raw) in &parsed {
        for raw_type in &raw.end_user_type {
            catalog.item_types.push(item_type(*source, ItemKind::EndUser, raw_type, &mut seen)?);
        }
        for raw_type in &raw.document_type {
            catalog.item_types.push(item_type(*source, ItemKind::SupportingDocument, raw_type, &mut seen)?);
        }
        for raw_code in &raw.error_code {
            let code = error_code(*source, raw_code, &mut seen)?;
            catalog.error_codes.insert(code.code, code);
        }
        for raw_period in &raw.retention {
            period::place(*source, raw_period, &mut catalog.retention, &mut seen)?;
        }
        for raw_number in &raw.emergency_number {
            emergency::place(*source, raw_number, &mut catalog.emergency_numbers, &mut seen)?;
        }
    }
    for (source, raw) in &parsed {
        if let Some(raw_policy) = &raw.policy {
            let policy = check::policy(*source, raw_policy, &catalog)?;
            place(*source, raw_policy, policy, &mut catalog, &mut seen)?;
        }
    }
    catalog.place_extensions();
    for (source, raw) in &parsed {
        if let Some(raw_policy) = &raw.policy {
            check::supports_exist(*source, raw_policy, &catalog)?;
        }
    }
    for (source, raw) in &parsed {
        requirement::place_sources(*source, raw, &mut catalog.requirements, &mut seen)?;
    }
    for (source, raw) in &parsed {
        requirement::place_thresholds(*source, raw, &mut catalog.requirements, &mut seen)?;
    }
    for (source, raw) in &parsed {
        for raw_requirement in &raw.requirement {
            requirement::place(*source, raw_requirement, &mut catalog, &mut seen)?;
        }
    }
    Ok(catalog)
}

fn parse<'a>(file: &'a str, text: &'a str) -> Result<(Source<'a>, RawFile), PolicyError> {
    let source = Source { file, text };
    let raw = toml::from_str(text).map_err(|error| {
        source.error(error.span().unwrap_or(0..0), Problem::Syntax(error.message().to_owned()))
    })?;
    Ok((source, raw))
}

fn place(
    source: Source<'_>,
    raw: &RawPolicy,
    policy: Policy,
    catalog: &mut Catalog,
    seen: &mut Seen,
) -> Result<(), PolicyError> {
    if !raw.replaces {
        seen.claim(source, raw.sid.span(), "policy", policy.sid.to_string())?;
        catalog.policies.push(policy);
        return Ok(());
    }
    seen.claim(source, raw.sid.span(), "replacement of policy", policy.sid.to_string())?;
    match catalog.policies.iter_mut().find(|other| other.sid == policy.sid) {
        Some(replaced) => {
            *replaced = policy;
            Ok(())
        }
        None => Err(source.error(raw.sid.span(), Problem::NothingToReplace(policy.sid.to_string()))),
    }
}

fn item_type(
    source: Source<'_>,
    kind: ItemKind,
    raw: &RawType,
    seen: &mut Seen,
) -> Result<ItemType, PolicyError> {
    let sid: crate::sid::TypeSid = source.sid(&raw.sid, "type", "OY")?;
    seen.claim(source, raw.sid.span(), "type", sid.to_string())?;
    let machine_name = source.name(&raw.machine_name)?;
    let what = match kind {
        ItemKind::EndUser => "end-user type",
        ItemKind::SupportingDocument => "document type",
    };
    seen.claim(source, raw.machine_name.span(), what, machine_name.clone())?;
    let mut fields: Vec<FieldRule> = Vec::new();
    for raw_field in &raw.fields {
        let field = field_rule(source, raw_field)?;
        if fields.iter().any(|other| other.machine_name == field.machine_name) {
            let (name, first_file) = (field.machine_name, source.file.to_owned());
            let problem = Problem::Duplicate { what: "field", name, first_file };
            return Err(source.error(raw_field.machine_name.span(), problem));
        }
        fields.push(field);
    }
    let named =
        raw.fields.iter().filter_map(|field| field.required_when.as_ref()).map(|when| &when.get_ref().field);
    for name in named.chain(&raw.links_bundle) {
        if !fields.iter().any(|field| field.machine_name == *name.get_ref()) {
            let problem = Problem::UnknownField { type_name: machine_name, field: name.get_ref().clone() };
            return Err(source.error(name.span(), problem));
        }
    }
    if let (ItemKind::EndUser, true) = (kind, raw.needs_file) {
        return Err(
            source.error(raw.sid.span(), Problem::Contradiction("an end user has no file (needs_file)"))
        );
    }
    if let (ItemKind::SupportingDocument, Some(extends)) = (kind, &raw.extends) {
        let problem = Problem::Contradiction("only end users extend what policies ask for (extends)");
        return Err(source.error(extends.span(), problem));
    }
    Ok(ItemType {
        extends: raw.extends.as_ref().map(|level| *level.get_ref()),
        sid,
        kind,
        machine_name,
        friendly_name: source.text(&raw.friendly_name, "friendly_name")?,
        fields,
        needs_file: raw.needs_file,
        links_bundle: raw.links_bundle.as_ref().map(|name| name.get_ref().clone()),
    })
}

fn field_rule(source: Source<'_>, raw: &RawField) -> Result<FieldRule, PolicyError> {
    let need = match &raw.required_when {
        Some(when) if raw.required => {
            let problem = Problem::Contradiction("a field is either required or required_when, not both");
            return Err(source.error(when.span(), problem));
        }
        Some(when) if when.get_ref().one_of.is_empty() => {
            return Err(source.error(when.span(), Problem::Empty("one_of")));
        }
        Some(when) => Need::When {
            field: when.get_ref().field.get_ref().clone(),
            one_of: when.get_ref().one_of.clone(),
        },
        None if raw.required => Need::Required,
        None => Need::Optional,
    };
    if raw.one_of.is_empty() && (raw.several || !raw.aliases.is_empty()) {
        let problem = Problem::Contradiction("several and aliases have a meaning only beside one_of");
        return Err(source.error(raw.machine_name.span(), problem));
    }
    let max_length = match &raw.max_length {
        Some(length) if *length.get_ref() == 0 || *length.get_ref() > 10_000 => {
            let problem = Problem::OutOfRange { what: "max_length", least: 1, most: 10_000 };
            return Err(source.error(length.span(), problem));
        }
        Some(length) => usize::try_from(*length.get_ref()).ok(),
        None => None,
    };
    Ok(FieldRule {
        machine_name: source.name(&raw.machine_name)?,
        friendly_name: source.text(&raw.friendly_name, "friendly_name")?,
        evaluation_name: raw.evaluation_name.clone(),
        constraint: raw.constraint,
        need,
        one_of: raw.one_of.clone(),
        aliases: raw.aliases.clone(),
        takes_several: raw.several,
        format: raw.format,
        max_length,
    })
}

fn error_code(source: Source<'_>, raw: &RawCode, seen: &mut Seen) -> Result<ErrorCode, PolicyError> {
    let code = ReasonCode(*raw.code.get_ref());
    seen.claim(source, raw.code.span(), "error code", code.0.to_string())?;
    Ok(ErrorCode {
        code,
        message: source.text(&raw.message, "message")?,
        mend: source.text(&raw.mend, "mend")?,
        is_for_reviewers: raw.reviewer,
        toll_free: raw.toll_free,
    })
}
