//! Who is behind the identifiers on reviewers' pages, and a refusal with the colleague's name in it.

use std::collections::BTreeMap;

use trusthub_app::review::reviewers;
use trusthub_domain::review::CaseRefusal;
use trusthub_domain::sid::ReviewerSid;

use super::words;
use crate::fault::{Result, sentence};
use crate::session::Desk;

/// The reviewers, as the one who looks knows them.
pub(super) struct Who {
    names: BTreeMap<ReviewerSid, String>,
    pub(super) own: ReviewerSid,
}

impl Who {
    pub(super) async fn known(desk: &Desk) -> Result<Self> {
        let names = reviewers::names(desk.hub(), &desk.actor).await?;
        Ok(Self { names, own: desk.reviewer.sid })
    }

    pub(super) fn name(&self, sid: ReviewerSid) -> String {
        if sid == self.own {
            return "you".to_owned();
        }
        self.names.get(&sid).cloned().unwrap_or_else(|| sid.to_string())
    }

    /// `None` is the machine.
    pub(super) fn of(&self, sid: Option<ReviewerSid>) -> String {
        sid.map_or_else(|| "the hub".to_owned(), |sid| self.name(sid))
    }

    /// Why nothing was done to this `noun`.
    pub(super) fn refused(&self, refusal: &CaseRefusal, noun: &str) -> String {
        let (reviewer, until, own, theirs, what) = match refusal {
            CaseRefusal::ClaimedBy { reviewer, until } => {
                (*reviewer, until, "are", "is", format!("at this {noun}"))
            }
            CaseRefusal::Pending { reviewer, until } => {
                (*reviewer, until, "have", "has", format!("decided this {noun}, and can undo it"))
            }
            other => return sentence(&other.to_string()),
        };
        let moment = words::moment(*until);
        if reviewer == self.own {
            format!("You {own} {what} until {moment}. We changed nothing.")
        } else {
            format!("{} {theirs} {what} until {moment}. We changed nothing.", self.name(reviewer))
        }
    }
}
