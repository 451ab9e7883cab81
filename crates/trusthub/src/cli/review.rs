//! The arguments of `trusthub review`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use trusthub_app::review::queue::{CaseOrder, Hold, View};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::confirmation::Channel;
use trusthub_domain::contact::Email;
use trusthub_domain::review::Risk;
use trusthub_domain::sid::{BundleSid, SupportingDocumentSid};

use super::Json;

/// The reviewer who acts.
#[derive(Debug, Clone, Args)]
pub(crate) struct As {
    /// Who decides [default: the reviewer of the first start].
    #[arg(long = "as", value_name = "EMAIL")]
    pub(crate) email: Option<Email>,
}

/// What of the queue is listed, and in which order.
#[derive(Debug, Clone, Args)]
pub(crate) struct Narrowed {
    /// Only the cases claimed by --as.
    #[arg(long, conflicts_with_all = ["free", "claimed"])]
    mine: bool,
    /// Only cases that nobody has claimed.
    #[arg(long, conflicts_with = "claimed")]
    free: bool,
    /// Only cases that somebody has claimed.
    #[arg(long)]
    claimed: bool,
    /// Only cases of this risk.
    #[arg(long, value_name = "RISK")]
    risk: Option<RiskName>,
    /// Only businesses in this country, such as US.
    #[arg(long, value_name = "COUNTRY")]
    country: Option<String>,
    /// Only profiles, or only trust products.
    #[arg(long, value_name = "KIND")]
    kind: Option<KindName>,
    /// Only names that begin so.
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Only cases that were referred to a lead.
    #[arg(long)]
    for_leads: bool,
    /// Most at risk first, instead of due first.
    #[arg(long)]
    by_risk: bool,
}

impl Narrowed {
    /// As the queue takes it.
    pub(crate) fn view(self) -> View {
        let hold = match (self.free, self.claimed) {
            (true, _) => Some(Hold::Free),
            (false, true) => Some(Hold::Claimed),
            (false, false) => None,
        };
        View {
            mine: self.mine,
            hold,
            risk: self.risk.map(Risk::from),
            country: self.country.map(|country| country.to_ascii_uppercase()),
            kind: self.kind.map(BundleKind::from),
            name: self.name,
            for_leads: self.for_leads,
            order: if self.by_risk { CaseOrder::Risk } else { CaseOrder::Due },
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RiskName {
    /// A sanctions hit, a failed check that rejects, or a score below zero.
    High,
    /// Neither high nor low.
    Medium,
    /// The scorecard would approve it.
    Low,
}

impl From<RiskName> for Risk {
    fn from(name: RiskName) -> Self {
        match name {
            RiskName::High => Self::High,
            RiskName::Medium => Self::Medium,
            RiskName::Low => Self::Low,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WayName {
    /// A link by mail.
    Mail,
    /// A code by text message, where there is a gateway.
    Sms,
}

impl From<WayName> for Channel {
    fn from(name: WayName) -> Self {
        match name {
            WayName::Mail => Self::Mail,
            WayName::Sms => Self::Sms,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindName {
    /// Customer profiles.
    Profile,
    /// Trust products.
    Product,
}

impl From<KindName> for BundleKind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Profile => Self::CustomerProfile,
            KindName::Product => Self::TrustProduct,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Review {
    /// List the open cases, due first.
    List {
        #[command(flatten)]
        narrowed: Narrowed,
        #[command(flatten)]
        by: As,
        #[command(flatten)]
        json: Json,
    },
    /// Show all evidence about a profile or trust product.
    Show {
        #[arg(value_name = "BU…")]
        sid: BundleSid,
        #[command(flatten)]
        by: As,
        #[command(flatten)]
        json: Json,
    },
    /// Write an uploaded document to a file, unsealed, readable by you only.
    File {
        #[arg(value_name = "RD…")]
        sid: SupportingDocumentSid,
        /// Where to.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        by: As,
    },
    /// Claim a case for half an hour.
    Claim {
        #[arg(value_name = "BU…")]
        sid: BundleSid,
        #[command(flatten)]
        by: As,
    },
    /// Give a claim back before it lapses.
    Release {
        #[arg(value_name = "BU…")]
        sid: BundleSid,
        #[command(flatten)]
        by: As,
    },
    /// Approve it.
    Approve {
        #[arg(value_name = "BU…")]
        sid: BundleSid,
        /// A remark for other reviewers.
        #[arg(long, value_name = "TEXT")]
        note: Vec<String>,
        #[command(flatten)]
        by: As,
    },
    /// Reject it, with at least one reason.
    Reject {
        #[arg(value_name = "BU…")]
        sid: BundleSid,
        /// A reason, and the field it is about: 18602:customer_profile_business_information.business_registration_number
        #[arg(long = "code", value_name = "CODE[:FIELD]", required = true)]
        codes: Vec<String>,
        /// What the customer is told about a field that a --code names; without FIELD about all reasons.
        #[arg(long = "note", value_name = "[FIELD=]TEXT")]
        notes: Vec<String>,
        #[command(flatten)]
        by: As,
    },
    /// Refer it to a lead: from then on only leads and admins decide it.
    Refer {
        #[arg(value_name = "BU…")]
        sid: BundleSid,
        /// Why; reviewers see it, the customer does not.
        #[arg(long, value_name = "TEXT", required = true)]
        note: Vec<String>,
        #[command(flatten)]
        by: As,
    },
    /// Ask the customer one thing; the clock goes on.
    Ask {
        #[arg(value_name = "BU…")]
        sid: BundleSid,
        /// The question.
        #[arg(long, value_name = "TEXT")]
        question: String,
        /// The field it is about: customer_profile_business_information.website_url
        #[arg(long, value_name = "FIELD")]
        field: Option<String>,
        #[command(flatten)]
        by: As,
    },
    /// Ask a representative once more to confirm; earlier links stay good, and the last answer counts.
    AskRepresentative {
        #[arg(value_name = "BU…")]
        sid: BundleSid,
        /// Which one.
        #[arg(long, value_name = "1|2", value_parser = clap::value_parser!(u8).range(1..=2), default_value_t = 1)]
        representative: u8,
        /// How the question gets there.
        #[arg(long, value_name = "WAY", default_value = "mail")]
        way: WayName,
        #[command(flatten)]
        by: As,
    },
    /// Put an approved or submitted bundle out of force (leads and admins).
    Suspend {
        #[arg(value_name = "BU…")]
        sid: BundleSid,
        /// What the customer is told.
        #[arg(long, value_name = "TEXT")]
        note: Vec<String>,
        #[command(flatten)]
        by: As,
    },
    /// Lift a suspension (leads and admins).
    Reinstate {
        #[arg(value_name = "BU…")]
        sid: BundleSid,
        #[command(flatten)]
        by: As,
    },
    /// Write a remark for other reviewers.
    Note {
        #[arg(value_name = "BU…")]
        sid: BundleSid,
        /// The remark, about a field or the whole.
        #[arg(long = "note", value_name = "[FIELD=]TEXT", required = true)]
        notes: Vec<String>,
        #[command(flatten)]
        by: As,
    },
}
