//! Submissions for toll-free numbers, for tests of what becomes of them.

use trusthub_app::tollfree::{self, NewVerification};
use trusthub_domain::tollfree::{
    BusinessType, Entered, OptInType, RegistrationAuthority, State, TextField, UseCase, Verification,
};

use crate::{SOUND_BUSINESS, TestAccount, TestHub};

/// Nothing is against it, if somebody vouches for the business.
#[must_use]
pub fn sound() -> Entered {
    let mut entered = Entered {
        use_cases: vec![UseCase::DeliveryNotifications],
        opt_in_image_urls: vec!["https://owlbakery.com/opt-in.png".to_owned()],
        opt_in_type: Some(OptInType::WebForm),
        ..Entered::default()
    };
    for (field, text) in [
        (TextField::BusinessName, SOUND_BUSINESS.name),
        (TextField::BusinessWebsite, "https://owlbakery.com"),
        (TextField::NotificationEmail, "ops@owlbakery.com"),
        (
            TextField::UseCaseSummary,
            "Customers who order bread on our website are told when their delivery is on its way and when it arrives.",
        ),
        (
            TextField::ProductionMessageSample,
            "Owl Bakery: your delivery is on its way and arrives today before noon. Reply STOP to opt out.",
        ),
        (TextField::MessageVolume, "10,000"),
        (
            TextField::OptInConfirmationMessage,
            "Owl Bakery: you will get delivery messages. Message frequency varies. Message and data rates may apply. \
             Reply STOP to opt out, HELP for help.",
        ),
        (TextField::PrivacyPolicyUrl, "https://owlbakery.com/privacy"),
        (TextField::TermsAndConditionsUrl, "https://owlbakery.com/terms"),
    ] {
        entered.enter(field, Some(text));
    }
    entered
}

/// The same, with where the business is registered.
#[must_use]
pub fn registered() -> Entered {
    let mut entered = Entered {
        business_type: Some(BusinessType::PrivateProfit),
        registration_authority: Some(RegistrationAuthority::Ein),
        ..sound()
    };
    entered.enter(TextField::BusinessRegistrationNumber, Some(SOUND_BUSINESS.ein));
    entered.enter(TextField::BusinessRegistrationCountry, Some("US"));
    entered
}

/// A number that a reviewer has to decide: nobody vouches for its business.
///
/// # Panics
/// If the machine decides it.
pub async fn referred(hub: &TestHub, account: &TestAccount, number: &str) -> Verification {
    let number_sid = hub.number(account, number).await;
    let new = NewVerification { number_sid, customer_profile_sid: None, entered: registered() };
    let made = tollfree::create(&hub.hub, &account.actor, new).await.expect("a submission");
    hub.run_jobs().await;
    let waiting = tollfree::find(&hub.hub, &account.actor, made.sid).await.expect("it is there");
    assert!(matches!(waiting.state, State::InReview { .. }), "{waiting:?}");
    waiting
}
