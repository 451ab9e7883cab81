//! One step: its form, saving it, checking it while somebody types, taking it out.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use trusthub_app::bundles::filling::{self, Filled, Filling};
use trusthub_app::bundles::{self, BundleFilter};
use trusthub_app::{Error, Hub, Invalid, PageRequest, Position};
use trusthub_domain::bundle::{BundleKind, ObjectSid};
use trusthub_domain::evaluation::Report;
use trusthub_domain::policy::{AcceptedDocument, DocumentRequirement, FieldRule, Policy, SupportRequirement};

use super::reading::{self, address_fields, attributes, input_of_parameter};
use super::steps::{self, Asks, Progress, Step};
use super::{Named, Section, StepName, labels};
use crate::fault::{Fault, Result, sentence};
use crate::form::{Choice, Control, Field};
use crate::frame::{Frame, render};
use crate::session::{Customer, Posted};
use crate::words::size;

/// A line of the list of steps beside the form.
pub(super) struct StepLine {
    pub(super) title: String,
    pub(super) href: String,
    pub(super) is_here: bool,
    pub(super) mark: String,
    pub(super) class: &'static str,
    pub(super) says: String,
}

impl StepLine {
    pub(super) fn of(step: &Step<'_>, number: usize, base: &str, here: Option<&str>) -> Self {
        let (mark, class, says) = match step.progress {
            Progress::Done => ("✓".to_owned(), "mark-good", "complete".to_owned()),
            Progress::Wrong(1) => ("!".to_owned(), "mark-bad", "1 thing to mend".to_owned()),
            Progress::Wrong(many) => ("!".to_owned(), "mark-bad", format!("{many} things to mend")),
            Progress::Todo => (number.to_string(), "", "to do".to_owned()),
            Progress::LeftOut => (number.to_string(), "", "optional".to_owned()),
        };
        Self {
            title: step.title.clone(),
            href: format!("{base}/steps/{}", step.slug),
            is_here: here == Some(step.slug),
            mark,
            class,
            says,
        }
    }
}

#[derive(Template)]
#[template(path = "bundles/step.html")]
struct StepPage {
    frame: Frame,
    name: String,
    title: String,
    why: &'static str,
    base: String,
    slug: String,
    lines: Vec<StepLine>,
    fields: Vec<Field>,
    /// What is wrong with the step as a whole.
    whole: Option<String>,
    is_frozen: bool,
    can_leave_out: bool,
    has_file: bool,
    file_url: Option<String>,
    shows_identifiers: bool,
    identifiers: [(&'static str, &'static str, &'static str); 9],
    number: usize,
    count: usize,
}

/// What is said beside the inputs.
#[derive(Default)]
struct Errors {
    by_field: BTreeMap<String, String>,
    whole: Option<String>,
}

impl Errors {
    /// What the evaluation says of a step. An optional step that is not there has nothing wrong with it.
    fn of(report: &Report, slug: &str) -> Self {
        let rows = || report.results.iter().filter(|row| row.requirement_name == slug && !row.passed);
        if report.results.iter().any(|row| row.requirement_name == slug && row.passed) {
            return Self::default();
        }
        let by_field = rows()
            .flat_map(|row| &row.invalid)
            .map(|wrong| (wrong.object_field.clone(), wrong.failure_reason.clone()))
            .collect();
        let whole = rows().find(|row| row.invalid.is_empty()).and_then(|row| row.failure_reason.clone());
        Self { by_field, whole }
    }

    fn is_empty(&self) -> bool {
        self.by_field.is_empty() && self.whole.is_none()
    }

    /// What a use case refused, beside the input it is about.
    fn refused(error: Error) -> std::result::Result<Self, Error> {
        let (parameter, why) = match &error {
            Error::Invalid(Invalid::Missing(parameter)) => (*parameter, "Fill this in.".to_owned()),
            Error::Invalid(Invalid::TooLong { field, limit }) => {
                (*field, format!("Use at most {limit} characters."))
            }
            Error::Invalid(Invalid::Field { field, why }) => (*field, sentence(why)),
            Error::Invalid(Invalid::FileType | Invalid::FileEmpty) => ("File", sentence(&error.to_string())),
            Error::TooLarge { limit_bytes } => {
                ("File", format!("The file is larger than {}.", size(*limit_bytes)))
            }
            Error::Invalid(Invalid::ObjectSid | Invalid::ObjectType(_)) => {
                return Ok(Self { whole: Some(sentence(&error.to_string())), ..Self::default() });
            }
            _ => return Err(error),
        };
        let input = input_of_parameter(parameter);
        if input.is_empty() {
            return Err(error);
        }
        Ok(Self { by_field: BTreeMap::from([(input.to_owned(), why)]), whole: None })
    }
}

/// The bundle, its policy, and the steps of it.
pub(super) struct Opened<'h> {
    pub(super) policy: &'h Policy,
    pub(super) filled: Filled,
}

impl<'h> Opened<'h> {
    pub(super) async fn of(customer: &'h Customer, kind: BundleKind, named: Named) -> Result<Self> {
        let hub = customer.hub();
        let filled = filling::open(hub, &customer.actor, kind, named.0).await?;
        Ok(Self { policy: policy_of(hub, &filled)?, filled })
    }

    pub(super) fn steps(&self) -> Vec<Step<'h>> {
        steps::of(self.policy, &self.filled)
    }
}

pub(super) fn policy_of<'h>(hub: &'h Hub, filled: &Filled) -> Result<&'h Policy> {
    hub.catalog().policy(filled.bundle.policy_sid).ok_or(Fault::NoSuchPage)
}

pub(super) async fn ask(
    customer: Customer,
    section: Section,
    named: Named,
    StepName(slug): StepName,
) -> Result<Response> {
    let opened = Opened::of(&customer, section.0, named).await?;
    let is_begun = opened.filled.item(opened.policy, &slug).is_some();
    // Nobody is told what is wrong before they have begun.
    let errors = if is_begun { Errors::of(&opened.filled.report, &slug) } else { Errors::default() };
    page(&customer, section, &opened, &slug, errors, None).await
}

async fn page(
    customer: &Customer,
    section: Section,
    opened: &Opened<'_>,
    slug: &str,
    errors: Errors,
    posted: Option<&Posted>,
) -> Result<Response> {
    let steps = opened.steps();
    let number = steps.iter().position(|step| step.slug == slug).ok_or(Fault::NoSuchPage)?;
    let step = steps.get(number).ok_or(Fault::NoSuchPage)?;
    let filled = &opened.filled;
    let base = section.url_of(customer, filled.bundle.sid);
    let mut fields = inputs(customer, opened, step, posted).await?;
    let is_frozen = filled.bundle.may_change().is_err();
    for field in &mut fields {
        field.error = errors.by_field.get(&field.name).cloned();
        if matches!(step.asks, Asks::EndUser(_)) && !is_frozen {
            field.check = Some(format!("{base}/steps/{slug}/check"));
        }
    }
    let status =
        if errors.is_empty() || posted.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    // What belongs to no input of the page is said above them.
    let told: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let rest = errors
        .by_field
        .iter()
        .filter(|(name, _)| !told.contains(&name.as_str()))
        .map(|(_, why)| why.as_str());
    let whole: Vec<&str> = errors.whole.as_deref().into_iter().chain(rest).collect();
    let lines =
        steps.iter().enumerate().map(|(at, step)| StepLine::of(step, at + 1, &base, Some(slug))).collect();
    let document = filled.document(opened.policy, slug);
    let page = StepPage {
        frame: Frame::customer(customer, section.place(), step.title.clone()),
        name: filled.bundle.friendly_name.clone(),
        title: step.title.clone(),
        why: step.why,
        slug: slug.to_owned(),
        lines,
        shows_identifiers: fields.iter().any(|field| field.name == "business_registration_identifier"),
        identifiers: labels::IDENTIFIERS,
        has_file: fields.iter().any(|field| matches!(field.control, Control::File(_))),
        file_url: document
            .filter(|document| document.file.is_some())
            .map(|_| format!("{base}/steps/{slug}/file")),
        whole: Some(whole.join(" ")).filter(|whole| !whole.is_empty()),
        can_leave_out: step.is_optional && filled.item(opened.policy, slug).is_some() && !is_frozen,
        is_frozen,
        fields,
        number: number + 1,
        count: steps.len(),
        base,
    };
    Ok((status, render(&page)?).into_response())
}

async fn inputs(
    customer: &Customer,
    opened: &Opened<'_>,
    step: &Step<'_>,
    posted: Option<&Posted>,
) -> Result<Vec<Field>> {
    let filled = &opened.filled;
    let fields = match &step.asks {
        Asks::EndUser(wanted) => {
            let known = filled.end_user(&wanted.type_name).map(|end_user| &end_user.attributes);
            reading::fields(&wanted.fields, known)
        }
        Asks::Document(wanted) => document_inputs(opened, step.slug, wanted, posted),
        Asks::Support(of_one) => vec![support_input(customer, opened, step.slug, of_one).await?],
    };
    Ok(match posted {
        None => fields,
        Some(posted) => fields.into_iter().map(|field| kept(field, posted)).collect(),
    })
}

/// What somebody typed stays, whatever became of it.
fn kept(field: Field, posted: &Posted) -> Field {
    if matches!(field.control, Control::File(_)) {
        return field;
    }
    let typed = posted.all(&field.name).collect::<Vec<_>>().join(",");
    field.value(typed)
}

fn document_inputs(
    opened: &Opened<'_>,
    slug: &str,
    wanted: &DocumentRequirement,
    posted: Option<&Posted>,
) -> Vec<Field> {
    let filled = &opened.filled;
    let known = filled.document(opened.policy, slug);
    let Some(accepted) = accepted(wanted, posted, known.map(|document| document.type_name.as_str())) else {
        return Vec::new();
    };
    let mut fields = Vec::new();
    if wanted.accepted.len() > 1
        && wanted.accepted.iter().any(|other| other.friendly_name != accepted.friendly_name)
    {
        let choices =
            wanted.accepted.iter().map(|other| Choice::new(&other.type_name, &other.friendly_name)).collect();
        fields.push(
            Field::new(Control::Radios(choices), "document_type", "Which document")
                .value(&accepted.type_name),
        );
    }
    let attributes = known.map(|document| &document.attributes);
    fields.extend(reading::fields(&accepted.fields, attributes));
    if accepted.fields.iter().any(is_address) {
        let legal_name = filled
            .parts
            .end_users
            .iter()
            .find_map(|end_user| end_user.attributes.get("business_name")?.as_str())
            .unwrap_or_default();
        fields.extend(address_fields(known.and_then(|document| filled.address(document)), legal_name));
    }
    if accepted.needs_file {
        let has_file = known.is_some_and(|document| document.file.is_some());
        let hint = if has_file {
            "A PDF, PNG or JPEG. You uploaded one; another takes its place."
        } else {
            "A PDF, PNG or JPEG in which everything can be read."
        };
        let input =
            Field::new(Control::File("application/pdf,image/png,image/jpeg"), "file", "File").hint(hint);
        fields.push(if has_file { input.optional() } else { input });
    }
    fields
}

fn is_address(rule: &FieldRule) -> bool {
    rule.format == Some(trusthub_domain::policy::Format::AddressSids)
}

/// Which of the documents that will do is meant: the one that was chosen, else the one that is there, else the first.
fn accepted<'w>(
    wanted: &'w DocumentRequirement,
    posted: Option<&Posted>,
    known: Option<&str>,
) -> Option<&'w AcceptedDocument> {
    let chosen = posted.and_then(|posted| posted.get("document_type")).or(known);
    let chosen = chosen.and_then(|chosen| wanted.accepted.iter().find(|other| other.type_name == chosen));
    chosen.or_else(|| wanted.accepted.first())
}

/// Bundles that may carry this one, the best first. A subaccount may rest on its parent's primary profile, whose identifier
/// it must be told, so it can be typed as well.
async fn support_input(
    customer: &Customer,
    opened: &Opened<'_>,
    slug: &str,
    of_one: &[&SupportRequirement],
) -> Result<Field> {
    let (hub, filled) = (customer.hub(), &opened.filled);
    let mut choices = Vec::new();
    for kind in [BundleKind::CustomerProfile, BundleKind::TrustProduct] {
        let page = PageRequest { size: 200, position: Position::Start };
        let all = bundles::list(hub, &customer.actor, kind, BundleFilter::default(), page).await?;
        for bundle in all.items.into_iter().filter(|bundle| bundle.sid != filled.bundle.sid) {
            let Some(policy) = hub.catalog().policy(bundle.policy_sid) else { continue };
            if of_one.iter().any(|wanted| wanted.accepts(&policy.object_type)) {
                let badge = crate::words::badge(&bundle, hub.now());
                let note = format!("{}, {}", policy.friendly_name, badge.text);
                choices.push(Choice::new(bundle.sid.to_string(), bundle.friendly_name).with_note(note));
            }
        }
    }
    let present = match filled.item(opened.policy, slug).map(|item| item.object_sid) {
        Some(ObjectSid::Bundle(sid)) => sid.to_string(),
        _ => String::new(),
    };
    if let Some(parent) = customer.account.parent_sid.filter(|_| choices.is_empty()) {
        let hint = format!(
            "The identifier (BU…) of the approved primary profile of {parent}, the account above this one."
        );
        return Ok(Field::line("text", "support", "Primary profile")
            .hint(hint)
            .max_length(34)
            .value(present));
    }
    let label = if choices.is_empty() { "There is none yet that could carry it" } else { "It rests on" };
    let only = match choices.as_slice() {
        [only] if present.is_empty() => only.value.clone(),
        _ => present,
    };
    Ok(Field::new(Control::Radios(choices), "support", label).value(only))
}

/// What a form says about its step.
fn filling_of(opened: &Opened<'_>, step: &Step<'_>, posted: &Posted) -> Result<Filling> {
    match &step.asks {
        Asks::EndUser(wanted) => Ok(Filling::EndUser {
            type_name: wanted.type_name.clone(),
            attributes: attributes(&wanted.fields, posted),
        }),
        Asks::Document(wanted) => {
            let known =
                opened.filled.document(opened.policy, step.slug).map(|document| document.type_name.as_str());
            let accepted = accepted(wanted, Some(posted), known).ok_or(Fault::NoSuchPage)?;
            let has_address = accepted.fields.iter().any(is_address);
            Ok(Filling::Document {
                type_name: accepted.type_name.clone(),
                attributes: attributes(&accepted.fields, posted),
                address: has_address.then(|| Box::new(reading::address(posted))),
                file: posted.file("file").map(|file| file.bytes.to_vec()),
            })
        }
        Asks::Support(_) => {
            let support = posted.text("support").parse();
            support.map(Filling::Support).map_err(|_| Error::Invalid(Invalid::ObjectSid).into())
        }
    }
}

pub(super) async fn save(
    customer: Customer,
    section: Section,
    named: Named,
    StepName(slug): StepName,
    posted: Posted,
) -> Result<Response> {
    let opened = Opened::of(&customer, section.0, named).await?;
    let steps = opened.steps();
    let step = steps.iter().find(|step| step.slug == slug).ok_or(Fault::NoSuchPage)?;
    let saved = match filling_of(&opened, step, &posted) {
        Ok(filling) => filling::fill(customer.hub(), &customer.actor, section.0, named.0, filling).await,
        Err(Fault::App(error)) => Err(error),
        Err(other) => return Err(other),
    };
    let filled = match saved {
        Ok(filled) => filled,
        Err(error) => {
            let errors = Errors::refused(error)?;
            return page(&customer, section, &opened, &slug, errors, Some(&posted)).await;
        }
    };
    let errors = Errors::of(&filled.report, &slug);
    let base = section.url_of(&customer, named.0);
    let opened = Opened { policy: opened.policy, filled };
    if posted.text("then") == "later" {
        return Ok(Redirect::to(&format!("{base}?done=saved")).into_response());
    }
    if !errors.is_empty() {
        return page(&customer, section, &opened, &slug, errors, Some(&posted)).await;
    }
    let steps = opened.steps();
    let at = steps.iter().position(|step| step.slug == slug).unwrap_or_default();
    let open = |step: &&Step<'_>| !matches!(step.progress, Progress::Done);
    let next = steps.iter().skip(at + 1).find(open);
    Ok(match next {
        Some(next) => Redirect::to(&format!("{base}/steps/{}", next.slug)),
        None => Redirect::to(&format!("{base}?done=saved")),
    }
    .into_response())
}

/// What is wrong with one field as it stands in the form now: the very words that saving would say.
pub(super) async fn check(
    customer: Customer,
    section: Section,
    named: Named,
    StepName(slug): StepName,
    posted: Posted,
) -> Result<Html<String>> {
    let opened = Opened::of(&customer, section.0, named).await?;
    let steps = opened.steps();
    let step = steps.iter().find(|step| step.slug == slug).ok_or(Fault::NoSuchPage)?;
    let filling = filling_of(&opened, step, &posted)?;
    let report = filling::would_be(customer.hub(), &customer.actor, section.0, named.0, filling).await?;
    let mut errors = Errors::of(&report, &slug);
    let words = errors.by_field.remove(posted.text("field")).unwrap_or_default();
    Ok(Html(Words { words }.render()?))
}

#[derive(Template)]
#[template(source = "{{ words }}", ext = "html")]
struct Words {
    words: String,
}

pub(super) async fn leave_out(
    customer: Customer,
    section: Section,
    named: Named,
    StepName(slug): StepName,
) -> Result<Redirect> {
    filling::leave_out(customer.hub(), &customer.actor, section.0, named.0, &slug).await?;
    Ok(Redirect::to(&format!("{}?done=removed", section.url_of(&customer, named.0))))
}
