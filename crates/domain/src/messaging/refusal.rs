//! Why something about messages cannot be done now.

/// Why something about messages cannot be done now. The vendor has a number for each.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessagingRefusal {
    /// Code 21710.
    #[error("the phone number is in this messaging service already")]
    SenderPresent,
    /// Code 21712.
    #[error("the phone number is in another messaging service; remove it there first")]
    SenderTaken,
    /// Code 21714.
    #[error("a messaging service takes at most {0} phone numbers")]
    TooManySenders(u32),
    /// Code 21713.
    #[error("Usecase is one of notifications, marketing, verification, discussion, poll and undeclared")]
    ServiceUseCase,
    /// Code 21717: not approved, not verified, or of the wrong type. Says what to do.
    #[error("the brand cannot carry this campaign: {0}")]
    BrandUnfit(&'static str),
    /// Code 21720.
    #[error("UsAppToPersonUsecase names no use case; GET …/Compliance/Usa2p/Usecases lists them")]
    UseCase,
    /// Code 21724.
    #[error("the brand was submitted again {0} times, which is as often as it goes; ask support")]
    BrandUpdatesExceeded(u32),
    /// Code 21725.
    #[error("a brand can be submitted again only while it is FAILED")]
    BrandNotFailed,
    /// Code 21727.
    #[error("{0} is required")]
    CampaignMissing(&'static str),
    /// Code 21728.
    #[error("{field} takes {least} to {most} characters; there are {length}")]
    CampaignLength {
        /// The parameter.
        field: &'static str,
        /// Fewest.
        least: usize,
        /// Most.
        most: usize,
        /// As given.
        length: usize,
    },
    /// Code 21728 too: a list with too few or too many entries.
    #[error("{field} takes {least} to {most} entries; there are {count}")]
    CampaignCount {
        /// The parameter.
        field: &'static str,
        /// Fewest.
        least: usize,
        /// Most.
        most: usize,
        /// As given.
        count: usize,
    },
    /// Code 21729.
    #[error("the campaign is suspended, since its brand is; ask support")]
    CampaignSuspended,
    /// Code 21731.
    #[error("the brand is suspended, since its Customer Profile is not in force")]
    BrandSuspended,
    /// Code 21732.
    #[error("the brand has {0} campaigns, which is as many as it takes")]
    CampaignLimit(u32),
    /// Code 20409: one campaign a service.
    #[error("the messaging service has a campaign already; delete it first, or use another service")]
    ServiceHasCampaign,
    /// Code 70002: cannot be changed now.
    #[error("the campaign can be changed only while it is FAILED")]
    CampaignNotFailed,
    /// Code 70002: it carries a campaign.
    #[error("the messaging service has a campaign; delete that first")]
    ServiceInUse,
    /// Code 21721.
    #[error("a token of Campaign Verify is for standard brands that are registered")]
    TokenUnfit,
    /// Code 21722.
    #[error("VettingId is not a token of Campaign Verify: cv|1.0|tcr|10dlc|…|…")]
    Token,
    /// Code 21723.
    #[error("a token of Campaign Verify is being imported already")]
    TokenRunning,
    /// Code 70002: nothing to confirm.
    #[error("the brand does not wait for a code")]
    NoCodeWanted,
    /// Code 70002: too late.
    #[error("the code has expired; have another one sent")]
    CodeExpired,
    /// Code 70002: too often.
    #[error("too many wrong codes were tried; have another one sent")]
    TooManyTries,
    /// Code 20001: wrong.
    #[error("Code is not the one that was sent; {0} tries are left")]
    WrongCode(u32),
    /// Code 20429: codes are not sent as fast as one can ask.
    #[error("no more codes are sent to this number today")]
    TooManyCodes,
}
