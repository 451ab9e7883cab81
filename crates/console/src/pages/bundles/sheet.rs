//! A step as a form, wherever it is shown: in the console, or embedded on somebody's page. Filling it in, saving it, checking
//! it while somebody types.

use askama::Template;
use askama::filters::HtmlSafe;
use axum::http::StatusCode;
use trusthub_app::bundles::filling::{self, Filled, Filling};
use trusthub_app::{Actor, Error, Hub, Invalid, Permit};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::policy::Policy;
use trusthub_domain::sid::{AccountSid, BundleSid};

use super::errors::{Errors, advice_by_input};
use super::reading::{self, attributes};
use super::steps::{self, Asks, Progress, Step};
use super::{address, documents, labels, reasons, supports};
use crate::fault::{Fault, Result};
use crate::form::{Control, Field};
use crate::session::Posted;

/// A line of the list of steps.
pub(crate) struct StepLine {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) is_here: bool,
    pub(crate) mark: String,
    pub(crate) class: &'static str,
    pub(crate) says: String,
}

impl StepLine {
    pub(crate) fn of(step: &Step<'_>, number: usize, base: &str, here: Option<&str>) -> Self {
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

/// What is inside every page that shows a step.
#[derive(Template)]
#[template(path = "bundles/sheet.html")]
pub(crate) struct Sheet {
    pub(crate) title: String,
    pub(crate) why: &'static str,
    /// The name of the bundle.
    pub(crate) name: String,
    pub(crate) number: usize,
    pub(crate) count: usize,
    base: String,
    slug: String,
    csrf: String,
    lines: Vec<StepLine>,
    fields: Vec<Field>,
    /// What is wrong with the step as a whole.
    whole: Option<String>,
    is_frozen: bool,
    /// Whoever looks at it may only read.
    is_for_reading: bool,
    /// It is saved, and something in it may be turned down later.
    is_advised: bool,
    can_leave_out: bool,
    has_file: bool,
    file_url: Option<String>,
    shows_identifiers: bool,
    identifiers: [(&'static str, &'static str, &'static str); 9],
}

impl HtmlSafe for Sheet {}

impl Sheet {
    /// The same among the steps of other bundles that are filled in with this one.
    pub(crate) fn between(mut self, before: Vec<StepLine>, after: Vec<StepLine>) -> Self {
        self.number += before.len();
        self.lines = before.into_iter().chain(self.lines).chain(after).collect();
        self.count = self.lines.len();
        renumber(self.lines.iter_mut());
        self
    }
}

/// Counts steps of several bundles through.
pub(crate) fn renumber<'l>(lines: impl Iterator<Item = &'l mut StepLine>) {
    for (at, line) in lines.enumerate() {
        if line.class.is_empty() {
            line.mark = (at + 1).to_string();
        }
    }
}

/// Who fills in which bundle, and under which address.
pub(crate) struct Pen<'h> {
    pub(crate) hub: &'h Hub,
    pub(crate) actor: &'h Actor,
    /// The account above the bundle's.
    pub(crate) parent: Option<AccountSid>,
    pub(crate) kind: BundleKind,
    pub(crate) sid: BundleSid,
    /// Where the bundle's pages are.
    pub(crate) base: String,
    /// What each form carries; empty where the address itself is the secret.
    pub(crate) csrf: String,
    /// What it rests on is not chosen here.
    pub(crate) hides_supports: bool,
}

/// What became of a step that was sent.
pub(crate) enum Sent {
    /// Saved; this one is next.
    Next(String),
    /// Saved; nothing is left, or the rest is for later.
    Saved,
    /// Not right, and saved as far as it could be; or saved, and to be looked at once more.
    Wrong(StatusCode, Box<Sheet>),
}

/// A bundle with its policy.
pub(crate) struct Opened<'h> {
    pub(crate) policy: &'h Policy,
    pub(crate) filled: Filled,
    hides_supports: bool,
}

impl<'h> Opened<'h> {
    /// Its steps.
    pub(crate) fn steps(&self) -> Vec<Step<'h>> {
        let mut steps = steps::of(self.policy, &self.filled);
        if self.hides_supports {
            steps.retain(|step| !matches!(step.asks, Asks::Support(_)));
        }
        steps
    }

    /// What it holds, a line for each step. `base` is where its pages are.
    pub(crate) fn parts(&self, base: &str) -> Vec<Part> {
        let steps = self.steps();
        let part = |(at, step): (usize, &Step<'_>)| Part {
            line: StepLine::of(step, at + 1, base, None),
            open: reasons::open_if_begun(&self.filled, step),
        };
        steps.iter().enumerate().map(part).collect()
    }
}

/// A step in an overview, with what is still open in it.
pub(crate) struct Part {
    pub(crate) line: StepLine,
    pub(crate) open: Vec<String>,
}

pub(super) fn policy_of<'h>(hub: &'h Hub, filled: &Filled) -> Result<&'h Policy> {
    hub.catalog().policy(filled.bundle.policy_sid).ok_or(Fault::NoSuchPage)
}

impl<'h> Pen<'h> {
    /// The bundle as it is now.
    pub(crate) async fn open(&self) -> Result<Opened<'h>> {
        let filled = filling::open(self.hub, self.actor, self.kind, self.sid).await?;
        self.holding(filled)
    }

    fn holding(&self, filled: Filled) -> Result<Opened<'h>> {
        Ok(Opened { policy: policy_of(self.hub, &filled)?, filled, hides_supports: self.hides_supports })
    }

    /// A step to fill in.
    pub(crate) async fn sheet(&self, slug: &str) -> Result<Sheet> {
        let opened = self.open().await?;
        let is_begun = opened.filled.item(opened.policy, slug).is_some();
        // Nobody is told what is wrong before they have begun.
        let errors = if is_begun { Errors::of(&opened.filled.report, slug) } else { Errors::default() };
        self.sheet_of(&opened, slug, &errors, None).await
    }

    /// Saves a step.
    pub(crate) async fn send(&self, slug: &str, posted: &Posted) -> Result<Sent> {
        let opened = self.open().await?;
        let steps = opened.steps();
        let step = steps.iter().find(|step| step.slug == slug).ok_or(Fault::NoSuchPage)?;
        let saved = match filling_of(&opened, step, posted) {
            Ok(filling) => filling::fill(self.hub, self.actor, self.kind, self.sid, filling).await,
            Err(Fault::App(error)) => Err(error),
            Err(other) => return Err(other),
        };
        let filled = match saved {
            Ok(filled) => filled,
            Err(error) => return self.wrong(&opened, slug, &Errors::refused(error)?, posted).await,
        };
        let errors = Errors::of(&filled.report, slug);
        let opened = self.holding(filled)?;
        if posted.text("then") == "later" {
            return Ok(Sent::Saved);
        }
        if !errors.is_empty() {
            return self.wrong(&opened, slug, &errors, posted).await;
        }
        let steps = opened.steps();
        let is_advised = steps.iter().filter(|step| step.slug == slug).any(|step| {
            let types = step.types();
            advice_by_input(&opened.filled.advice, &types).next().is_some()
        });
        // Told once; whoever sends the same again means it.
        if is_advised && posted.text("seen") != "1" {
            let mut sheet = self.sheet_of(&opened, slug, &errors, Some(posted)).await?;
            sheet.is_advised = true;
            return Ok(Sent::Wrong(StatusCode::OK, Box::new(sheet)));
        }
        let at = steps.iter().position(|step| step.slug == slug).unwrap_or_default();
        let next = steps.iter().skip(at + 1).find(|step| step.progress != Progress::Done);
        Ok(next.map_or(Sent::Saved, |next| Sent::Next(next.slug.to_owned())))
    }

    async fn wrong(&self, opened: &Opened<'_>, slug: &str, errors: &Errors, posted: &Posted) -> Result<Sent> {
        let sheet = self.sheet_of(opened, slug, errors, Some(posted)).await?;
        Ok(Sent::Wrong(StatusCode::UNPROCESSABLE_ENTITY, Box::new(sheet)))
    }

    /// What is wrong with one field as it stands in the form now: the very words that saving would say. Of a country, what
    /// its addresses look like.
    pub(crate) async fn check(&self, slug: &str, posted: &Posted) -> Result<String> {
        let opened = self.open().await?;
        let steps = opened.steps();
        let step = steps.iter().find(|step| step.slug == slug).ok_or(Fault::NoSuchPage)?;
        if posted.text("field") == address::COUNTRY {
            return Ok(address::local_again(posted).iter().map(ToString::to_string).collect());
        }
        let filling = filling_of(&opened, step, posted)?;
        let judged = filling::would_be(self.hub, self.actor, self.kind, self.sid, filling).await?;
        let mut errors = Errors::of(&judged.report, slug);
        let field = posted.text("field");
        let error = errors.by_field.remove(field);
        let types = step.types();
        let advice = advice_by_input(&judged.advice, &types).find(|(input, _)| *input == field);
        Ok(Words { error, advice: advice.map(|(_, words)| words.to_owned()) }.render()?)
    }

    async fn sheet_of(
        &self,
        opened: &Opened<'_>,
        slug: &str,
        errors: &Errors,
        posted: Option<&Posted>,
    ) -> Result<Sheet> {
        let steps = opened.steps();
        let number = steps.iter().position(|step| step.slug == slug).ok_or(Fault::NoSuchPage)?;
        let step = steps.get(number).ok_or(Fault::NoSuchPage)?;
        let (filled, base) = (&opened.filled, &self.base);
        let is_for_reading = self.actor.may(Permit::Own).is_err();
        let is_frozen = is_for_reading || filled.bundle.may_change().is_err();
        let mut fields = self.inputs(opened, step, posted).await?;
        let types = step.types();
        for field in &mut fields {
            field.error = errors.by_field.get(&field.name).cloned();
            let mut advice =
                advice_by_input(&filled.advice, &types).filter(|(input, _)| *input == field.name);
            field.advice = advice.next().map(|(_, words)| words.to_owned());
            let is_checked = matches!(step.asks, Asks::EndUser(_)) || field.name == address::COUNTRY;
            if is_checked && !is_frozen {
                field.check = Some(format!("{base}/steps/{slug}/check"));
            }
        }
        // What belongs to no input of the page is said above them.
        let told: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let rest = errors.by_field.iter().filter(|(name, _)| !told.contains(&name.as_str()));
        let whole: Vec<&str> =
            errors.whole.as_deref().into_iter().chain(rest.map(|(_, why)| why.as_str())).collect();
        let has_file = filled.document(opened.policy, slug).is_some_and(|document| document.file.is_some());
        Ok(Sheet {
            title: step.title.clone(),
            why: step.why,
            name: filled.bundle.friendly_name.clone(),
            number: number + 1,
            count: steps.len(),
            slug: slug.to_owned(),
            csrf: self.csrf.clone(),
            lines: steps
                .iter()
                .enumerate()
                .map(|(at, step)| StepLine::of(step, at + 1, base, Some(slug)))
                .collect(),
            shows_identifiers: fields.iter().any(|field| field.name == "business_registration_identifier"),
            identifiers: labels::IDENTIFIERS,
            has_file: fields.iter().any(|field| matches!(field.control, Control::File(_))),
            file_url: has_file.then(|| format!("{base}/steps/{slug}/file")),
            whole: Some(whole.join(" ")).filter(|whole| !whole.is_empty()),
            can_leave_out: step.is_optional && filled.item(opened.policy, slug).is_some() && !is_frozen,
            is_frozen,
            is_for_reading,
            is_advised: false,
            fields,
            base: base.clone(),
        })
    }

    async fn inputs(
        &self,
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
            Asks::Document(wanted) => documents::inputs(opened, step.slug, wanted, posted),
            Asks::Support(of_one) => vec![supports::input(self, opened, step.slug, of_one).await?],
        };
        Ok(match posted {
            None => fields,
            Some(posted) => fields.into_iter().map(|field| kept(field, posted)).collect(),
        })
    }
}

#[derive(Template)]
#[template(
    source = "{% if let Some(error) = error %}{{ error }}{% else if let Some(advice) = advice %}<span class=\"advice\">{{ advice }}</span>{% endif %}",
    ext = "html"
)]
struct Words {
    error: Option<String>,
    advice: Option<String>,
}

/// What somebody typed stays, whatever became of it.
fn kept(field: Field, posted: &Posted) -> Field {
    if matches!(field.control, Control::File(_)) {
        return field;
    }
    let typed = posted.all(&field.name).collect::<Vec<_>>().join(",");
    field.value(typed)
}

/// What a form says about its step.
fn filling_of(opened: &Opened<'_>, step: &Step<'_>, posted: &Posted) -> Result<Filling> {
    match &step.asks {
        Asks::EndUser(wanted) => Ok(Filling::EndUser {
            type_name: wanted.type_name.clone(),
            attributes: attributes(&wanted.fields, posted),
        }),
        Asks::Document(wanted) => {
            let known = opened.filled.document(opened.policy, step.slug);
            let known = known.map(|document| document.type_name.as_str());
            let accepted = documents::accepted(wanted, Some(posted), known).ok_or(Fault::NoSuchPage)?;
            let has_address = accepted.fields.iter().any(documents::is_address);
            Ok(Filling::Document {
                type_name: accepted.type_name.clone(),
                attributes: attributes(&accepted.fields, posted),
                address: has_address.then(|| Box::new(address::posted(posted))),
                file: posted.file("file").map(|file| file.bytes.to_vec()),
            })
        }
        Asks::Support(_) => {
            let support = posted.text("support").parse();
            support.map(Filling::Support).map_err(|_| Error::Invalid(Invalid::ObjectSid).into())
        }
    }
}
