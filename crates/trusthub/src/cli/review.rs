//! The arguments of `trusthub review`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use trusthub_domain::contact::Email;
use trusthub_domain::sid::{BundleSid, SupportingDocumentSid};

use super::Json;

/// The reviewer who acts.
#[derive(Debug, Clone, Args)]
pub(crate) struct As {
    /// Who decides [default: the reviewer of the first start].
    #[arg(long = "as", value_name = "EMAIL")]
    pub(crate) email: Option<Email>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Review {
    /// List the open cases, due first.
    List {
        /// Only the cases claimed by --as.
        #[arg(long)]
        mine: bool,
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
