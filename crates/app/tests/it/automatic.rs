//! Who is approved without a person, and who is not: the clean, the silent, the listed, the doubled, the impossible.

use trusthub_app::registries::{self, Fewer};
use trusthub_app::review::{self, CaseFilter};
use trusthub_app::{Actor, bundles, trust};
use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::confirmation::Answer;
use trusthub_domain::review::{CaseOutcome, CaseState, Verdict};
use trusthub_domain::trust::TrustLevel;
use trusthub_testkit::{Business, SOUND_BUSINESS, TestAccount, TestHub};
use trusthub_vetting::registries::{Layout, Mapping};

use crate::confirmations::{answer, asks, link, reviewer};
use crate::support::hub;
use crate::watchlists::import;

const PROFILE: BundleKind = BundleKind::CustomerProfile;
pub(crate) const NOBODY_LISTED: &str = "1,person,Wenceslas Threadgold\n2,business,Marzipan Submarine Works\n";

/// The register of the country, in which the testkit's business is.
pub(crate) async fn hold_register(hub: &TestHub, standing: &str) {
    let mapping = "name = \"states\"\ncountry = \"US\"\n[columns]\nsource_id = \"file\"\nlegal_name = \"name\"\n\
                   [[identifiers]]\nscheme = \"EIN\"\ncolumn = \"ein\"\n[status]\ncolumn = \"standing\"\n\
                   active = [\"good\"]\ninactive = [\"void\"]\n";
    let table = format!(
        "file,name,ein,standing\nC1,{},{},{standing}\nC2,Void Bakery Inc.,942404999,void\n",
        SOUND_BUSINESS.name, SOUND_BUSINESS.ein
    );
    let layout = Layout::Csv(Box::new(Mapping::parse(mapping).unwrap()));
    let prepared = registries::prepare(&layout, table.as_bytes(), |_| {}).unwrap();
    registries::take_in(&hub.hub, &Actor::operator(), prepared, None, Fewer::Refused).await.unwrap();
    registries::load_in_force(&hub.hub).await.unwrap();
}

pub(crate) async fn submitted(hub: &TestHub, account: &TestAccount, business: &Business) -> Bundle {
    let (draft, _) = hub.complete_profile(account, business, None).await;
    hub.submit(account, &draft).await
}

async fn now(hub: &TestHub, account: &TestAccount, bundle: &Bundle) -> Status {
    bundles::find(&hub.hub, &account.actor, PROFILE, bundle.sid).await.unwrap().shown_status()
}

#[tokio::test]
async fn a_business_that_a_register_knows_and_its_representative_confirms_is_approved_with_no_human() {
    let hub = hub!(asks());
    let account = hub.account("Owl").await;
    let reviewer = reviewer(&hub).await;
    hold_register(&hub, "good").await;
    import(&hub, NOBODY_LISTED).await.unwrap();
    let bundle = submitted(&hub, &account, &SOUND_BUSINESS).await;
    assert_eq!(bundle.status, Status::InReview, "nobody has confirmed yet");

    assert_eq!(answer(&hub, &link(&hub), Answer::Confirm).await, "taken: confirm");
    assert_eq!(now(&hub, &account, &bundle).await, Status::Approved);
    let case = review::show(&hub.hub, &reviewer, bundle.sid).await.unwrap().cases.remove(0);
    assert!(matches!(case.state, CaseState::Decided { by: None, outcome: CaseOutcome::Approved, .. }));
    let assessment = case.assessment.unwrap();
    assert_eq!(assessment.verdict, Verdict::Approve);
    let scoring = assessment.scoring.unwrap();
    assert!(scoring.suffices() && scoring.contributions.iter().any(|one| one.check == "registry.name"));
    assert_eq!(review::list(&hub.hub, &reviewer, CaseFilter::default()).await.unwrap(), []);
    let trust = trust::level(&hub.hub, &account.actor, account.sid).await.unwrap();
    assert_eq!(trust.level, TrustLevel::VerifiedPlus, "{trust:?}");
}

#[tokio::test]
async fn without_a_register_or_a_list_a_reviewer_decides_all_the_same() {
    for (has_register, has_list) in [(false, true), (true, false)] {
        let hub = hub!(asks());
        let account = hub.account("Owl").await;
        if has_register {
            hold_register(&hub, "good").await;
        }
        if has_list {
            import(&hub, NOBODY_LISTED).await.unwrap();
        }
        let bundle = submitted(&hub, &account, &SOUND_BUSINESS).await;
        answer(&hub, &link(&hub), Answer::Confirm).await;
        assert_eq!(now(&hub, &account, &bundle).await, Status::InReview, "{has_register} {has_list}");
    }
}

#[tokio::test]
async fn somebody_listed_is_never_cleared_by_the_machine() {
    let hub = hub!(asks());
    let account = hub.account("Owl").await;
    hold_register(&hub, "good").await;
    import(&hub, "7,person,Rosalind Achterberg\n").await.unwrap();
    let bundle = submitted(&hub, &account, &SOUND_BUSINESS).await;
    answer(&hub, &link(&hub), Answer::Confirm).await;
    assert_eq!(now(&hub, &account, &bundle).await, Status::InReview);
}

#[tokio::test]
async fn the_same_business_under_another_account_is_for_a_reviewer() {
    let hub = hub!(asks());
    let (first, second) = (hub.account("Owl").await, hub.account("Fox").await);
    hold_register(&hub, "good").await;
    import(&hub, NOBODY_LISTED).await.unwrap();
    let original = submitted(&hub, &first, &SOUND_BUSINESS).await;
    answer(&hub, &link(&hub), Answer::Confirm).await;
    assert_eq!(now(&hub, &first, &original).await, Status::Approved);
    let double = submitted(&hub, &second, &SOUND_BUSINESS).await;
    answer(&hub, &link(&hub), Answer::Confirm).await;
    assert_eq!(now(&hub, &second, &double).await, Status::InReview);
}

#[tokio::test]
async fn a_number_that_no_register_issues_is_rejected_whatever_else_is_known() {
    let hub = hub!(asks());
    let account = hub.account("Owl").await;
    hold_register(&hub, "good").await;
    import(&hub, NOBODY_LISTED).await.unwrap();
    let impossible = Business { ein: "000000000", ..SOUND_BUSINESS };
    assert_eq!(submitted(&hub, &account, &impossible).await.status, Status::Rejected);
}

#[tokio::test]
async fn a_case_that_a_reviewer_claimed_is_not_decided_under_their_hands() {
    let hub = hub!(asks());
    let account = hub.account("Owl").await;
    let reviewer = reviewer(&hub).await;
    hold_register(&hub, "good").await;
    import(&hub, NOBODY_LISTED).await.unwrap();
    let bundle = submitted(&hub, &account, &SOUND_BUSINESS).await;
    review::claim(&hub.hub, &reviewer, bundle.sid).await.unwrap();
    answer(&hub, &link(&hub), Answer::Confirm).await;
    assert_eq!(now(&hub, &account, &bundle).await, Status::InReview);
    let case = review::show(&hub.hub, &reviewer, bundle.sid).await.unwrap().cases.remove(0);
    assert_eq!(case.assessment.unwrap().verdict, Verdict::Approve, "the evidence is there for the reviewer");
}
