//! The page of `review show --json`: names and forms are a contract (docs/cli.md), times are RFC 3339.

use serde::Serialize;
use trusthub_app::review::Dossier;
use trusthub_domain::bundle::Reason;
use trusthub_domain::confirmation::{Confirmation, Delivery};
use trusthub_domain::item::{Address, Attributes};
use trusthub_domain::review::{Case, CaseState, Evidence, SecondLook};
use trusthub_domain::time::Timestamp;

use super::Names;
use super::graph::ShownGraph;

#[derive(Serialize)]
pub(super) struct Page<'a> {
    sid: String,
    kind: &'static str,
    account_sid: String,
    policy_sid: String,
    friendly_name: &'a str,
    status: &'static str,
    is_suspended: bool,
    is_test: bool,
    email: &'a str,
    valid_until: Option<String>,
    copy_of: Option<String>,
    date_created: String,
    date_updated: String,
    reasons: Vec<Reason>,
    items: Vec<Item<'a>>,
    end_users: Vec<EndUser<'a>>,
    documents: Vec<Document<'a>>,
    addresses: Vec<PostalAddress<'a>>,
    confirmations: Vec<ShownConfirmation<'a>>,
    cases: Vec<ShownCase<'a>>,
    graph: ShownGraph<'a>,
}

#[derive(Serialize)]
struct Item<'a> {
    sid: String,
    object_sid: String,
    object_type: &'a str,
}

#[derive(Serialize)]
struct EndUser<'a> {
    sid: String,
    r#type: &'a str,
    friendly_name: &'a str,
    attributes: &'a Attributes,
}

#[derive(Serialize)]
struct Document<'a> {
    sid: String,
    r#type: &'a str,
    friendly_name: &'a str,
    status: &'static str,
    attributes: &'a Attributes,
    mime_type: Option<&'static str>,
    size_bytes: Option<u64>,
    sha256: Option<&'a str>,
}

#[derive(Serialize)]
struct PostalAddress<'a> {
    sid: String,
    customer_name: &'a str,
    street: &'a str,
    street_secondary: Option<&'a str>,
    city: &'a str,
    region: &'a str,
    postal_code: &'a str,
    iso_country: &'a str,
}

/// A question to a representative.
#[derive(Serialize)]
struct ShownConfirmation<'a> {
    sid: String,
    seat: &'static str,
    first_name: &'a str,
    last_name: &'a str,
    title: &'a str,
    channel: &'static str,
    delivery: &'static str,
    asked_at: String,
    sent_at: Option<String>,
    reminded_at: Option<String>,
    expires_at: String,
    answer: Option<&'static str>,
    answered_at: Option<String>,
}

#[derive(Serialize)]
struct ShownCase<'a> {
    sid: String,
    state: &'static str,
    claimed_by: Option<String>,
    claimed_until: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<String>,
    outcome: Option<trusthub_domain::review::CaseOutcome>,
    needs_two: bool,
    first_approval: Option<String>,
    opened_at: String,
    due_at: String,
    ruleset: Option<&'a str>,
    evidence: &'a [Evidence],
    notes: Vec<Note<'a>>,
    appeal: Option<ShownAppeal<'a>>,
    needs_second_because: Vec<SecondLook>,
    pending: Option<ShownPending>,
    referral: Option<Note<'a>>,
    questions: Vec<ShownQuestion<'a>>,
}

/// A decision that can still be undone.
#[derive(Serialize)]
struct ShownPending {
    by: String,
    made_at: String,
    due_at: String,
    is_approval: bool,
}

/// What the customer was asked.
#[derive(Serialize)]
struct ShownQuestion<'a> {
    #[serde(flatten)]
    question: Note<'a>,
    answered_at: Option<String>,
    answered_by: Option<&'a str>,
    answer: Option<&'a str>,
}

/// What a case is against, if the customer asked for it.
#[derive(Serialize)]
struct ShownAppeal<'a> {
    of: String,
    against: Option<String>,
    note: &'a str,
}

#[derive(Serialize)]
struct Note<'a> {
    by: String,
    at: String,
    field: Option<&'a str>,
    text: &'a str,
}

impl<'a> Page<'a> {
    pub(super) fn of(dossier: &'a Dossier, names: &Names) -> Self {
        let bundle = &dossier.bundle;
        Self {
            sid: bundle.sid.to_string(),
            kind: bundle.kind.as_str(),
            account_sid: bundle.account_sid.to_string(),
            policy_sid: bundle.policy_sid.to_string(),
            friendly_name: &bundle.friendly_name,
            status: bundle.shown_status().as_str(),
            is_suspended: bundle.is_suspended(),
            is_test: dossier.is_test,
            email: bundle.email.as_str(),
            valid_until: bundle.valid_until.map(Timestamp::to_rfc3339),
            copy_of: bundle.copy_of.map(|sid| sid.to_string()),
            date_created: bundle.date_created.to_rfc3339(),
            date_updated: bundle.date_updated.to_rfc3339(),
            reasons: bundle.shown_reasons(),
            items: items(dossier),
            end_users: end_users(dossier),
            documents: documents(dossier),
            addresses: dossier.addresses.iter().map(PostalAddress::from).collect(),
            confirmations: dossier.confirmations.iter().map(ShownConfirmation::from).collect(),
            cases: dossier.cases.iter().map(|case| ShownCase::of(case, names)).collect(),
            graph: ShownGraph::from(&dossier.graph),
        }
    }
}

impl<'a> From<&'a Confirmation> for ShownConfirmation<'a> {
    fn from(question: &'a Confirmation) -> Self {
        let (delivery, sent_at) = match question.delivery {
            Delivery::Queued => ("queued", None),
            Delivery::Held => ("held", None),
            Delivery::Begun => ("begun", None),
            Delivery::Sent { at } => ("sent", Some(at)),
            Delivery::Unreachable { .. } => ("unreachable", None),
        };
        Self {
            sid: question.sid.to_string(),
            seat: question.seat.as_str(),
            first_name: &question.asked.first_name,
            last_name: &question.asked.last_name,
            title: &question.asked.title,
            channel: question.channel.as_str(),
            delivery,
            asked_at: question.asked_at.to_rfc3339(),
            sent_at: sent_at.map(Timestamp::to_rfc3339),
            reminded_at: question.reminded_at.map(Timestamp::to_rfc3339),
            expires_at: question.expires_at.to_rfc3339(),
            answer: question.answered.map(|answered| answered.answer.as_str()),
            answered_at: question.answered.map(|answered| answered.at.to_rfc3339()),
        }
    }
}

fn items(dossier: &Dossier) -> Vec<Item<'_>> {
    let items = dossier.items.iter();
    items
        .map(|item| Item {
            sid: item.sid.to_string(),
            object_sid: item.object_sid.to_string(),
            object_type: &item.object_type,
        })
        .collect()
}

fn end_users(dossier: &Dossier) -> Vec<EndUser<'_>> {
    let end_users = dossier.end_users.iter();
    end_users
        .map(|one| EndUser {
            sid: one.sid.to_string(),
            r#type: &one.type_name,
            friendly_name: &one.friendly_name,
            attributes: &one.attributes,
        })
        .collect()
}

fn documents(dossier: &Dossier) -> Vec<Document<'_>> {
    let documents = dossier.documents.iter();
    documents
        .map(|one| Document {
            sid: one.sid.to_string(),
            r#type: &one.type_name,
            friendly_name: &one.friendly_name,
            status: one.status.as_str(),
            attributes: &one.attributes,
            mime_type: one.file.as_ref().map(|file| file.media_type.as_str()),
            size_bytes: one.file.as_ref().map(|file| file.size_bytes),
            sha256: one.file.as_ref().map(|file| file.sha256.as_str()),
        })
        .collect()
}

impl<'a> From<&'a Address> for PostalAddress<'a> {
    fn from(address: &'a Address) -> Self {
        Self {
            sid: address.sid.to_string(),
            customer_name: &address.customer_name,
            street: &address.street,
            street_secondary: address.street_secondary.as_deref(),
            city: &address.city,
            region: &address.region,
            postal_code: &address.postal_code,
            iso_country: &address.iso_country,
        }
    }
}

impl<'a> ShownCase<'a> {
    fn of(case: &'a Case, names: &Names) -> Self {
        let name = |sid| super::name_of(sid, names);
        let (state, claim, decision) = match &case.state {
            CaseState::Vetting => ("vetting", None, None),
            CaseState::Open => ("open", None, None),
            CaseState::Claimed { by, until } => ("claimed", Some((*by, *until)), None),
            CaseState::Decided { by, at, outcome } => ("decided", None, Some((*by, *at, *outcome))),
        };
        let assessment = case.assessment.as_ref();
        Self {
            sid: case.sid.to_string(),
            state,
            claimed_by: claim.map(|(by, _)| name(by)),
            claimed_until: claim.map(|(_, until)| until.to_rfc3339()),
            decided_by: decision.and_then(|(by, _, _)| by).map(name),
            decided_at: decision.map(|(_, at, _)| at.to_rfc3339()),
            outcome: decision.map(|(_, _, outcome)| outcome),
            needs_two: case.needs_two,
            first_approval: case.first_approval.map(name),
            opened_at: case.opened_at.to_rfc3339(),
            due_at: case.due_at.to_rfc3339(),
            ruleset: assessment.map(|assessment| assessment.ruleset.as_str()),
            evidence: assessment.map(|assessment| assessment.evidence.as_slice()).unwrap_or_default(),
            notes: case.notes.iter().map(|note| Note::of(note, names)).collect(),
            appeal: case.appeal.as_ref().map(|appeal| ShownAppeal {
                of: appeal.of.to_string(),
                against: appeal.against.map(name),
                note: &appeal.note,
            }),
            needs_second_because: case.second_looks(),
            pending: case.pending.as_ref().map(|pending| ShownPending {
                by: name(pending.by),
                made_at: pending.made_at.to_rfc3339(),
                due_at: pending.due_at.to_rfc3339(),
                is_approval: pending.ruling.is_approval(),
            }),
            referral: case.referral.as_ref().map(|referral| Note {
                by: name(referral.by),
                at: referral.at.to_rfc3339(),
                field: None,
                text: &referral.note,
            }),
            questions: case.questions.iter().map(|question| ShownQuestion::of(question, names)).collect(),
        }
    }
}

impl<'a> Note<'a> {
    fn of(note: &'a trusthub_domain::review::CaseNote, names: &Names) -> Self {
        Self {
            by: super::author(note, names),
            at: note.at.to_rfc3339(),
            field: note.field.as_deref(),
            text: &note.text,
        }
    }
}

impl<'a> ShownQuestion<'a> {
    fn of(question: &'a trusthub_domain::review::CaseQuestion, names: &Names) -> Self {
        let answer = question.answer.as_ref();
        Self {
            question: Note {
                by: super::name_of(question.by, names),
                at: question.at.to_rfc3339(),
                field: question.field.as_deref(),
                text: &question.text,
            },
            answered_at: answer.map(|answer| answer.at.to_rfc3339()),
            answered_by: answer.map(|answer| answer.by.as_str()),
            answer: answer.map(|answer| answer.text.as_str()),
        }
    }
}
