//! The token of Campaign Verify on a brand's page: once a reviewer has looked it up there, the brand may send political
//! messages.

use axum::response::Response;
use trusthub_app::Error;
use trusthub_app::messaging::brands::{self, Shown};
use trusthub_app::messaging::vettings;
use trusthub_domain::messaging::{
    BrandStatus, BrandType, BrandVetting, MessagingRefusal, VettingProvider, VettingStatus,
};
use trusthub_domain::time::Timestamp;

use super::brand::{At, Told, page, parsed, told};
use crate::fault::Result;
use crate::form::Field;
use crate::session::{Customer, Posted};
use crate::words::Badge;

const TOKEN: &str = "token";

/// A token that was given.
pub(super) struct Given {
    pub(super) badge: Badge,
    pub(super) token: String,
    pub(super) at: Timestamp,
    /// Why it was not taken: the code, and what the reviewer wrote.
    pub(super) reasons: Vec<(u32, String)>,
}

/// The part of a brand's page that is about political messages.
pub(super) struct Political {
    /// Newest first.
    pub(super) given: Vec<Given>,
    pub(super) is_open: bool,
    /// `None` while one is looked up, once one counts, and for who may not give one.
    pub(super) field: Option<Field>,
}

/// A token as it was entered, and what is wrong with it.
#[derive(Default)]
pub(super) struct Entered {
    token: String,
    wrong: Option<String>,
}

impl Entered {
    pub(super) fn is_refused(&self) -> bool {
        self.wrong.is_some()
    }
}

impl Political {
    /// None for a brand that takes no token.
    pub(super) async fn of(customer: &Customer, shown: &Shown, entered: Entered) -> Result<Option<Self>> {
        let brand = &shown.brand;
        let is_fit = brand.brand_type == BrandType::Standard && shown.status == BrandStatus::Approved;
        if !is_fit || brand.is_mock {
            return Ok(None);
        }
        let (hub, actor) = (customer.hub(), &customer.actor);
        let all = vettings::tokens(hub, actor, brand.sid).await?;
        let is = |status| all.iter().any(|one| one.status == status);
        let takes_one = !is(VettingStatus::InProgress) && !is(VettingStatus::Success);
        Ok(Some(Self {
            is_open: is(VettingStatus::Success),
            field: (takes_one && customer.may_change()).then(|| field(entered)),
            given: all.into_iter().map(Given::of).collect(),
        }))
    }
}

impl Given {
    fn of(vetting: BrandVetting) -> Self {
        let badge = match vetting.status {
            VettingStatus::InProgress => Badge { text: "Being looked up", class: "badge-busy", sign: "◔" },
            VettingStatus::Success => Badge { text: "Confirmed", class: "badge-good", sign: "✓" },
            VettingStatus::Failed => Badge { text: "Rejected", class: "badge-bad", sign: "✕" },
        };
        Self {
            badge,
            token: vetting.vetting_id.unwrap_or_default(),
            at: vetting.date_created,
            reasons: vetting.issues.into_iter().map(|issue| (issue.code.0, issue.description)).collect(),
        }
    }
}

fn field(entered: Entered) -> Field {
    Field::line("text", TOKEN, "Token of Campaign Verify")
        .hint("Exactly as Campaign Verify gave it out. It begins with cv|1.0|tcr|10dlc|.")
        .autocomplete("off")
        .max_length(BrandVetting::LONGEST_TOKEN)
        .value(entered.token)
        .wrong(entered.wrong)
}

pub(super) async fn give(customer: Customer, path: At, posted: Posted) -> Result<Response> {
    let sid = parsed(&path)?;
    let token = posted.text(TOKEN).trim().to_owned();
    let (hub, actor) = (customer.hub(), &customer.actor);
    let provider = VettingProvider::CampaignVerify;
    let done = vettings::create(hub, actor, sid, provider, Some(token.clone())).await;
    if let Err(Error::Messaging(MessagingRefusal::Token)) = done {
        let wrong = "Enter the whole token: six parts between bars, of which the first is cv.".to_owned();
        let token = Entered { token, wrong: Some(wrong) };
        let shown = brands::find(hub, actor, sid).await?;
        return page(&customer, shown, Told { token, ..Told::default() }).await;
    }
    told(&customer, sid, done.map(drop), "token").await
}
