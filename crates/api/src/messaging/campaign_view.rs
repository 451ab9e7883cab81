//! A campaign as it is shown.

use serde::Serialize;
use trusthub_app::messaging::campaigns::Shown;
use trusthub_domain::messaging::{CarrierName, DEFAULT_HELP, DEFAULT_OPT_OUT, Throughput};
use utoipa::ToSchema;

use super::IssueView;
use crate::urls::Urls;

/// A campaign.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsAppToPerson)]
pub(super) struct CampaignView {
    /// Its identifier, `QE…`.
    sid: String,
    /// The account that it belongs to.
    account_sid: String,
    /// The brand.
    brand_registration_sid: String,
    /// The messaging service.
    messaging_service_sid: String,
    /// Who sends what to whom.
    description: String,
    /// Messages as they will be sent.
    message_samples: Vec<String>,
    /// What for.
    us_app_to_person_usecase: String,
    /// Messages hold links.
    has_embedded_links: bool,
    /// Messages hold telephone numbers.
    has_embedded_phone: bool,
    /// Recipients agree before anything is sent.
    subscriber_opt_in: bool,
    /// Recipients' age is asked for.
    age_gated: bool,
    /// The sender lends money itself.
    direct_lending: bool,
    /// `PENDING`, `IN_PROGRESS`, `VERIFIED`, `FAILED` or `SUSPENDED`.
    campaign_status: &'static str,
    /// Under which it is registered; null until then.
    campaign_id: Option<String>,
    /// Always false: the hub is the registry.
    is_externally_registered: bool,
    /// How much it may send; null until it may.
    rate_limits: Option<LimitsView>,
    /// How recipients agree.
    message_flow: String,
    /// Read by who has agreed.
    opt_in_message: Option<String>,
    /// Read by who has stopped.
    opt_out_message: String,
    /// Read by who asks for help.
    help_message: String,
    /// Words that start messages.
    opt_in_keywords: Vec<String>,
    /// Words that stop them.
    opt_out_keywords: Vec<String>,
    /// Words that ask for help.
    help_keywords: Vec<String>,
    /// The privacy policy; shown where the header X-Twilio-Api-Version is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    privacy_policy_url: Option<Option<String>>,
    /// The terms; as above.
    #[serde(skip_serializing_if = "Option::is_none")]
    terms_and_conditions_url: Option<Option<String>>,
    /// When it was made.
    date_created: String,
    /// When it last changed.
    date_updated: String,
    /// Where it is.
    url: String,
    /// It is of a mock brand.
    mock: bool,
    /// Why it was turned down.
    errors: Vec<IssueView>,
}

/// What carriers take.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsAppToPersonRateLimits)]
struct LimitsView {
    /// AT&T.
    att: AttView,
    /// T-Mobile.
    tmobile: TmobileView,
}

/// What AT&T takes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsAppToPersonRateLimitsAtt)]
struct AttView {
    /// Messages a second.
    mps: f64,
    /// Its class of messages.
    msg_class: String,
}

/// What T-Mobile takes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsAppToPersonRateLimitsTmobile)]
struct TmobileView {
    /// Its tier of brands.
    brand_tier: String,
}

impl LimitsView {
    fn of(throughput: &Throughput) -> Self {
        let att = throughput.of_carrier(CarrierName::Att);
        Self {
            att: AttView {
                mps: att.map_or(0.0, |carrier| carrier.messages_per_second),
                msg_class: throughput.att_class.clone(),
            },
            tmobile: TmobileView { brand_tier: throughput.tmobile_tier.clone() },
        }
    }
}

/// Whether the answer has the fields of the vendor's later version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    Plain,
    Extended,
}

impl CampaignView {
    pub(super) fn of(shown: Shown, extent: Extent, urls: Urls<'_>) -> Self {
        let Shown { campaign, status, throughput } = shown;
        let url = urls
            .path(format_args!("/v1/Services/{}/Compliance/Usa2p/{}", campaign.service_sid, campaign.sid));
        let content = campaign.content;
        let extended = |url: Option<String>| (extent == Extent::Extended).then_some(url);
        Self {
            sid: campaign.sid.to_string(),
            account_sid: campaign.account_sid.to_string(),
            brand_registration_sid: campaign.brand_sid.to_string(),
            messaging_service_sid: campaign.service_sid.to_string(),
            campaign_status: status.as_str(),
            rate_limits: throughput
                .filter(|_| campaign.registered_as.is_some())
                .map(|throughput| LimitsView::of(&throughput)),
            campaign_id: campaign.registered_as,
            is_externally_registered: false,
            opt_out_message: content.opt_out_message.clone().unwrap_or_else(|| DEFAULT_OPT_OUT.to_owned()),
            help_message: content.help_message.clone().unwrap_or_else(|| DEFAULT_HELP.to_owned()),
            opt_out_keywords: content.opt_out_keywords_or_default(),
            help_keywords: content.help_keywords_or_default(),
            description: content.description,
            message_samples: content.message_samples,
            us_app_to_person_usecase: content.use_case,
            has_embedded_links: content.has_embedded_links,
            has_embedded_phone: content.has_embedded_phone,
            subscriber_opt_in: content.subscriber_opt_in,
            age_gated: content.age_gated,
            direct_lending: content.direct_lending,
            message_flow: content.message_flow,
            opt_in_message: content.opt_in_message,
            opt_in_keywords: content.opt_in_keywords,
            privacy_policy_url: extended(content.privacy_policy_url),
            terms_and_conditions_url: extended(content.terms_and_conditions_url),
            date_created: campaign.date_created.to_rfc3339(),
            date_updated: campaign.date_updated.to_rfc3339(),
            url,
            mock: campaign.is_mock,
            errors: IssueView::all(campaign.issues, urls),
        }
    }
}
