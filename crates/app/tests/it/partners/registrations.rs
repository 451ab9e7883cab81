//! What is registered for numbers: exported to whom the customer lets see it, acknowledged, and told to the customer.

use trusthub_app::attestation::catch_up;
use trusthub_app::bundles::channels;
use trusthub_app::partners::accounts::{self, NewPartner};
use trusthub_app::partners::registrations::status::{self, NumberName};
use trusthub_app::partners::registrations::{
    ExportCursor, Exported, GivenReceipt, Registration, RegistrationAction, Taken, Wanted, acknowledge, read,
};
use trusthub_app::partners::{CloudEvent, consents};
use trusthub_app::{Actor, Error, review};
use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid, Status};
use trusthub_domain::partner::{
    CarrierStatus, ConsentField, PartnerKind, PartnerQuota, PartnerScope, Recipient, RegistrationKind,
};
use trusthub_domain::sid::ChannelAssignmentSid;
use trusthub_testkit::{CNAM, SOUND_BUSINESS, TestAccount, TestHub, object};

use super::{partner, told_by};
use crate::support::{first_page, hub, is_missing, lead};

const PRODUCT: BundleKind = BundleKind::TrustProduct;

/// Another business with a caller name in force and these numbers on it.
struct Named {
    account: TestAccount,
    product: Bundle,
    assignments: Vec<ChannelAssignmentSid>,
}

async fn named(hub: &TestHub, lead: &Actor, name: &str, numbers: &[&str]) -> Named {
    let account = hub.account(name).await;
    let (profile, _) = hub.approved_profile(&account, lead, &SOUND_BUSINESS, None).await;
    let draft = hub.draft(&account, PRODUCT, CNAM).await;
    hub.assign(&account, &draft, ObjectSid::Bundle(profile.sid)).await;
    let shown = object(serde_json::json!({ "cnam_display_name": "OWL BAKERY" }));
    let shown = hub.end_user(&account, "cnam_information", shown).await;
    hub.assign(&account, &draft, ObjectSid::EndUser(shown)).await;
    let mut assignments = Vec::new();
    for number in numbers {
        let number = hub.number(&account, number).await;
        for (kind, bundle) in [(profile.kind, profile.sid), (PRODUCT, draft.sid)] {
            let made = channels::assign(&hub.hub, &account.actor, kind, bundle, number).await.unwrap();
            if kind == PRODUCT {
                assignments.push(made.sid);
            }
        }
    }
    hub.submit(&account, &draft).await;
    let product = hub.approve(lead, &draft).await;
    assert_eq!(product.status, Status::Approved);
    Named { account, product, assignments }
}

async fn show(hub: &TestHub, account: &TestAccount, fields: &[ConsentField]) {
    let fields = fields.iter().copied().collect();
    let engines = Recipient::Kind(PartnerKind::Analytics);
    consents::give(&hub.hub, &account.actor, engines, fields).await.unwrap();
}

/// Everything from there on, read in pages of so many lines.
async fn exported(
    hub: &TestHub,
    partner: &Actor,
    mut since: Option<ExportCursor>,
    limit: usize,
) -> (Vec<Registration>, ExportCursor) {
    catch_up(&hub.hub).await.unwrap();
    let mut all = Vec::new();
    loop {
        let wanted = Wanted { kind: Some(RegistrationKind::Cnam), since, limit };
        let Exported { lines, cursor, has_more } = read(&hub.hub, partner, wanted).await.unwrap();
        assert!(lines.len() <= limit, "{lines:?}");
        all.extend(lines);
        // As the partner gets it.
        let cursor = cursor.to_string().parse().unwrap();
        if !has_more {
            return (all, cursor);
        }
        since = Some(cursor);
    }
}

/// What to do, and with which number.
fn deeds(lines: &[Registration]) -> Vec<(&'static str, &str)> {
    lines
        .iter()
        .map(|line| (line.action.as_str(), line.number.as_ref().map_or("all", |number| number.as_str())))
        .collect()
}

const NUMBER: &str = "+15105550123";

#[tokio::test]
async fn a_registration_is_told_from_the_consent_to_its_end() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let engine = partner(&hub, PartnerKind::Analytics).await;
    let carrier = partner(&hub, PartnerKind::Carrier).await;
    let owl = named(&hub, &lead, "Owl", &[NUMBER]).await;
    let (nothing, since) = exported(&hub, &engine, None, 100).await;
    assert_eq!(nothing, [], "nobody has consented");
    show(&hub, &owl.account, &[ConsentField::Numbers]).await;
    assert_eq!(exported(&hub, &engine, Some(since), 100).await.0, [], "not to this");

    show(&hub, &owl.account, &[ConsentField::Registrations]).await;
    let (lines, since) = exported(&hub, &engine, Some(since), 100).await;
    assert_eq!(deeds(&lines), [("add", NUMBER)]);
    let line = &lines[0];
    assert_eq!((line.account_sid, line.bundle_sid), (owl.account.sid, Some(owl.product.sid)));
    assert_eq!((line.display_name.as_deref(), &line.legal_name), (Some("OWL BAKERY"), &None));
    assert_eq!((line.kind, line.valid_until), (Some(RegistrationKind::Cnam), owl.product.valid_until));
    assert!(line.valid_from.is_some());
    let (whole, _) = exported(&hub, &engine, None, 100).await;
    assert_eq!(whole, lines, "and is what there is");
    let (others, _) = exported(&hub, &carrier, None, 100).await;
    assert_eq!(others, [], "another kind");
    show(&hub, &owl.account, &[ConsentField::Registrations, ConsentField::LegalName]).await;
    let (lines, since) = exported(&hub, &engine, Some(since), 100).await;
    assert_eq!(lines[0].legal_name.as_deref(), Some(SOUND_BUSINESS.name), "{lines:?}");

    let given = GivenReceipt {
        bundle_sid: owl.product.sid,
        number: NUMBER.parse().unwrap(),
        carrier_name: None,
        status: CarrierStatus::Active,
        errors: Vec::new(),
    };
    let given = [given.clone(), GivenReceipt { number: "+15105550124".parse().unwrap(), ..given }];
    for expected in [[Taken::Stored, Taken::Unknown], [Taken::Unchanged, Taken::Unknown]] {
        assert_eq!(acknowledge(&hub.hub, &engine, &given).await.unwrap(), expected);
    }
    let unseen = acknowledge(&hub.hub, &carrier, &given).await.unwrap();
    assert_eq!(unseen, [Taken::Unknown; 2], "it is not shown to carriers");

    review::suspend(&hub.hub, &lead, owl.product.sid, None).await.unwrap();
    let (lines, since) = exported(&hub, &engine, Some(since), 100).await;
    assert_eq!(deeds(&lines), [("remove", "all")]);
    assert_eq!(lines[0].bundle_sid, Some(owl.product.sid));
    review::reinstate(&hub.hub, &lead, owl.product.sid).await.unwrap();
    let (lines, since) = exported(&hub, &engine, Some(since), 100).await;
    assert_eq!(deeds(&lines), [("change", NUMBER)], "it was acknowledged");

    let second = hub.number(&owl.account, "+15105550125").await;
    let rests_on = owl.profile(&hub).await;
    channels::assign(&hub.hub, &owl.account.actor, BundleKind::CustomerProfile, rests_on, second)
        .await
        .unwrap();
    channels::assign(&hub.hub, &owl.account.actor, PRODUCT, owl.product.sid, second).await.unwrap();
    let actor = &owl.account.actor;
    channels::remove(&hub.hub, actor, PRODUCT, owl.product.sid, owl.assignments[0]).await.unwrap();
    let (lines, since) = exported(&hub, &engine, Some(since), 100).await;
    let mut both = deeds(&lines);
    both.sort_unstable();
    assert_eq!(both, [("add", "+15105550125"), ("remove", NUMBER)]);

    let consent = consents::list(&hub.hub, actor).await.unwrap()[0].sid;
    consents::withdraw(&hub.hub, actor, consent).await.unwrap();
    let (lines, _) = exported(&hub, &engine, Some(since), 100).await;
    assert_eq!(deeds(&lines), [("remove", "all")]);
    assert_eq!((lines[0].account_sid, lines[0].bundle_sid), (owl.account.sid, None));
    assert_eq!(exported(&hub, &engine, None, 100).await.0, []);
    let told: Vec<CloudEvent> = told_by(&hub.hub, &carrier).await;
    let changes = told.iter().filter(|event| event.type_name.contains("registration"));
    assert!(changes.clone().count() > 3 && changes.clone().all(|event| event.data.number.is_none()));
}

#[tokio::test]
async fn that_it_is_over_is_told_once_to_whom_it_was_shown_and_to_nobody_else() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let engine = partner(&hub, PartnerKind::Analytics).await;
    let carrier = partner(&hub, PartnerKind::Carrier).await;
    let owl = named(&hub, &lead, "Owl", &[NUMBER]).await;
    let actor = &owl.account.actor;
    let (_, mut by_engine) = exported(&hub, &engine, None, 100).await;
    let (_, mut by_carrier) = exported(&hub, &carrier, None, 100).await;
    let registrations = [ConsentField::Registrations];
    show(&hub, &owl.account, &registrations).await;
    show(&hub, &owl.account, &[ConsentField::Registrations, ConsentField::LegalName]).await;
    // What is let seen no longer counts like what is taken back.
    show(&hub, &owl.account, &[ConsentField::LegalName]).await;
    let (lines, next) = exported(&hub, &engine, Some(by_engine), 100).await;
    assert_eq!(deeds(&lines), [("remove", "all")]);
    by_engine = next;

    // The product goes out of force and comes back, and others may see it: of no concern to the engine any more.
    review::suspend(&hub.hub, &lead, owl.product.sid, None).await.unwrap();
    review::reinstate(&hub.hub, &lead, owl.product.sid).await.unwrap();
    let (lines, next) = exported(&hub, &carrier, Some(by_carrier), 100).await;
    assert_eq!(lines, [], "it was never shown anything");
    by_carrier = next;
    let fields = registrations.into_iter().collect();
    let carriers = Recipient::Kind(PartnerKind::Carrier);
    let consent = consents::give(&hub.hub, actor, carriers, fields).await.unwrap();
    let (lines, next) = exported(&hub, &engine, Some(by_engine), 100).await;
    assert_eq!(lines, [], "that is told once");
    by_engine = next;
    let (lines, next) = exported(&hub, &carrier, Some(by_carrier), 100).await;
    assert_eq!(deeds(&lines), [("add", NUMBER)]);
    by_carrier = next;
    consents::withdraw(&hub.hub, actor, consent.sid).await.unwrap();
    assert_eq!(exported(&hub, &engine, Some(by_engine), 100).await.0, []);
    let (lines, next) = exported(&hub, &carrier, Some(by_carrier), 100).await;
    assert_eq!(deeds(&lines), [("remove", "all")]);
    by_carrier = next;

    // Erasure takes back what is given, whoever reads of it afterwards.
    show(&hub, &owl.account, &registrations).await;
    let (_, by_engine) = exported(&hub, &engine, Some(by_engine), 100).await;
    trusthub_app::accounts::erase(&hub.hub, &Actor::operator(), owl.account.sid).await.unwrap();
    assert_eq!(deeds(&exported(&hub, &engine, Some(by_engine), 100).await.0), [("remove", "all")]);
    assert_eq!(exported(&hub, &carrier, Some(by_carrier), 100).await.0, []);
}

impl Named {
    /// The profile that the product rests on.
    async fn profile(&self, hub: &TestHub) -> trusthub_domain::sid::BundleSid {
        let filter = trusthub_app::bundles::BundleFilter::default();
        let kind = BundleKind::CustomerProfile;
        let page =
            trusthub_app::bundles::list(&hub.hub, &self.account.actor, kind, filter, first_page(1)).await;
        page.unwrap().items[0].sid
    }
}

#[tokio::test]
async fn pages_of_any_size_say_the_same() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let engine = partner(&hub, PartnerKind::Analytics).await;
    let (_, begin) = exported(&hub, &engine, None, 100).await;
    let numbers = ["+15105550123", "+15105550124", "+15105550125"];
    let owl = named(&hub, &lead, "Owl", &numbers).await;
    let heron = named(&hub, &lead, "Heron", &["+15105550126", "+15105550127"]).await;
    for account in [&owl.account, &heron.account] {
        show(&hub, account, &[ConsentField::Registrations]).await;
    }
    review::suspend(&hub.hub, &lead, heron.product.sid, None).await.unwrap();
    review::reinstate(&hub.hub, &lead, heron.product.sid).await.unwrap();
    for since in [None, Some(begin)] {
        let (whole, end) = exported(&hub, &engine, since, 100).await;
        assert_eq!(
            whole.iter().filter(|line| line.action == RegistrationAction::Add).count(),
            5,
            "{whole:?}"
        );
        for limit in [1, 2, 3] {
            let (pieces, again) = exported(&hub, &engine, since, limit).await;
            assert_eq!((pieces, again), (whole.clone(), end), "{limit} lines a page");
        }
        assert_eq!(exported(&hub, &engine, Some(end), 100).await.0, []);
    }
    let lost: ExportCursor = "99999".parse().unwrap();
    let wanted = Wanted { kind: None, since: Some(lost), limit: 1 };
    let refused = read(&hub.hub, &engine, wanted).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    let mail = partner(&hub, PartnerKind::EmailProvider).await;
    let refused = read(&hub.hub, &mail, Wanted { since: None, ..wanted }).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "it shows no calls");
}

#[tokio::test]
async fn a_customer_sees_how_far_each_carrier_is() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let engine = partner(&hub, PartnerKind::Analytics).await;
    let owl = named(&hub, &lead, "Owl", &[NUMBER]).await;
    let stranger = hub.account("Heron").await;
    let (actor, product) = (&owl.account.actor, owl.product.sid);
    let name = NumberName::Phone(NUMBER.parse().unwrap());
    let before = status::of_number(&hub.hub, actor, product, &name).await.unwrap();
    assert_eq!((before.status, before.carriers.len()), (CarrierStatus::InProgress, 0));
    show(&hub, &owl.account, &[ConsentField::Registrations]).await;
    catch_up(&hub.hub).await.unwrap();
    let waits = status::of_number(&hub.hub, actor, product, &name).await.unwrap();
    assert_eq!((waits.status, waits.carriers.len()), (CarrierStatus::InProgress, 1));
    assert_eq!(waits.carriers[0].date_created, None);

    let receipt = |carrier: &str, status, errors: &[&str]| GivenReceipt {
        bundle_sid: product,
        number: NUMBER.parse().unwrap(),
        carrier_name: Some(carrier.to_owned()),
        status,
        errors: errors.iter().map(|error| (*error).to_owned()).collect(),
    };
    let given = [
        receipt("Blue", CarrierStatus::Active, &[]),
        receipt("Amber", CarrierStatus::Rejected, &["the name is taken"]),
    ];
    acknowledge(&hub.hub, &engine, &given).await.unwrap();
    let told = status::of_number(&hub.hub, actor, product, &NumberName::Sid(waits.number_sid)).await.unwrap();
    assert_eq!(told.status, CarrierStatus::Rejected);
    let carriers: Vec<(&str, CarrierStatus, &[String])> = told
        .carriers
        .iter()
        .map(|one| (one.carrier_name.as_str(), one.status, one.errors.as_slice()))
        .collect();
    let taken = ["the name is taken".to_owned()];
    assert_eq!(
        carriers,
        [("Amber", CarrierStatus::Rejected, &taken[..]), ("Blue", CarrierStatus::Active, &[])]
    );
    let page = status::of_registration(&hub.hub, actor, product, first_page(5)).await.unwrap();
    assert_eq!(page.items, std::slice::from_ref(&told));
    assert_eq!(status::everywhere(&hub.hub, actor, &name).await.unwrap(), [told]);

    assert!(is_missing(&status::of_number(&hub.hub, &stranger.actor, product, &name).await));
    assert!(is_missing(&status::everywhere(&hub.hub, &stranger.actor, &name).await));
    let other = NumberName::Phone("+15105550199".parse().unwrap());
    assert!(is_missing(&status::of_number(&hub.hub, actor, product, &other).await));
    let profile = owl.profile(&hub).await;
    assert!(is_missing(&status::of_number(&hub.hub, actor, profile, &name).await), "it registers nothing");
    channels::remove(&hub.hub, actor, PRODUCT, product, owl.assignments[0]).await.unwrap();
    assert!(is_missing(&status::of_number(&hub.hub, actor, product, &name).await));
    channels::assign(&hub.hub, actor, PRODUCT, product, waits.number_sid).await.unwrap();
    let anew = status::of_number(&hub.hub, actor, product, &name).await.unwrap();
    assert_eq!(
        (anew.status, anew.carriers.len()),
        (CarrierStatus::InProgress, 1),
        "what was said is forgotten"
    );
}

#[tokio::test]
async fn the_scope_is_for_those_who_show_and_label_calls() {
    let hub = hub!();
    let new = |kind, scopes| NewPartner {
        friendly_name: "Post".to_owned(),
        kind,
        scopes,
        quota: PartnerQuota::default(),
        tls_name: None,
    };
    let operator = Actor::operator();
    let registrations = || vec![PartnerScope::Registrations];
    let refused =
        accounts::create(&hub.hub, &operator, new(PartnerKind::EmailProvider, registrations())).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    let (all, _) =
        accounts::create(&hub.hub, &operator, new(PartnerKind::EmailProvider, Vec::new())).await.unwrap();
    assert_eq!(all.scopes, [PartnerScope::Lookup, PartnerScope::Feed]);
    let (one, _) =
        accounts::create(&hub.hub, &operator, new(PartnerKind::Analytics, registrations())).await.unwrap();
    assert_eq!(one.scopes, [PartnerScope::Registrations]);
}
