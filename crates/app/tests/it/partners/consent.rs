//! What partners may see of who a customer is.

use trusthub_app::attestation::catch_up;
use trusthub_app::partners::{CloudEvent, consents};
use trusthub_app::{Error, review};
use trusthub_domain::partner::{ConsentField, PartnerKind, Recipient};
use trusthub_testkit::SOUND_BUSINESS;

use super::{partner, told_by};
use crate::attestation::{NUMBER, approved};
use crate::support::{hub, lead};

fn names(events: &[CloudEvent]) -> Vec<Option<&str>> {
    events
        .iter()
        .map(|event| event.data.identity.as_ref().and_then(|known| known.legal_name.as_deref()))
        .collect()
}

#[tokio::test]
async fn a_partner_sees_who_it_is_for_as_long_as_the_customer_lets_it() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let (carrier, engine) =
        (partner(&hub, PartnerKind::Carrier).await, partner(&hub, PartnerKind::Analytics).await);
    let owl = approved(&hub, "Owl", &lead).await;
    let count = told_by(&hub.hub, &carrier).await.len();
    assert_eq!(names(&told_by(&hub.hub, &carrier).await), vec![None; count]);

    let carriers = Recipient::Kind(PartnerKind::Carrier);
    let fields =
        [ConsentField::LegalName, ConsentField::Country, ConsentField::Numbers].into_iter().collect();
    let given = consents::give(&hub.hub, &owl.account.actor, carriers, fields).await.unwrap();
    let told = told_by(&hub.hub, &carrier).await;
    assert_eq!(names(&told), vec![Some(SOUND_BUSINESS.name); count]);
    let known = told[0].data.identity.as_ref().unwrap();
    assert_eq!(
        (known.country.as_deref(), &known.website, &known.registration_number),
        (Some("US"), &None, &None)
    );
    let numbers: Vec<&str> = told.iter().filter_map(|event| event.data.number.as_deref()).collect();
    assert_eq!(numbers, [NUMBER; 3], "added, and assigned twice");
    assert!(
        told.iter().all(|event| event.data.number.as_deref().is_none_or(|number| event.subject == number))
    );
    assert_eq!(names(&told_by(&hub.hub, &engine).await), vec![None; count], "another kind");
    let another = hub.another_node().await;
    assert_eq!(told_by(&another, &carrier).await, told, "loaded, and not followed");

    // Of a profile out of force nothing is shown.
    review::suspend(&hub.hub, &lead, owl.profile.sid, None).await.unwrap();
    assert!(names(&told_by(&another, &carrier).await).iter().all(Option::is_none));
    review::reinstate(&hub.hub, &lead, owl.profile.sid).await.unwrap();
    assert!(names(&told_by(&another, &carrier).await).iter().all(Option::is_some));

    consents::withdraw(&hub.hub, &owl.account.actor, given.sid).await.unwrap();
    let told = told_by(&another, &carrier).await;
    assert!(told.iter().all(|event| event.data.identity.is_none() && event.data.number.is_none()));
    let again = consents::withdraw(&hub.hub, &owl.account.actor, given.sid).await;
    assert!(matches!(again, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn consent_is_the_customers_own_and_names_somebody() {
    let hub = hub!();
    let (one, other) = (hub.account("Owl").await, hub.account("Heron").await);
    let carriers = Recipient::Kind(PartnerKind::Carrier);
    let fields = [ConsentField::Website].into_iter().collect();
    let given = consents::give(&hub.hub, &one.actor, carriers, fields).await.unwrap();
    assert!(matches!(consents::find(&hub.hub, &other.actor, given.sid).await, Err(Error::NotFound(_))));
    assert!(matches!(consents::withdraw(&hub.hub, &other.actor, given.sid).await, Err(Error::NotFound(_))));
    assert_eq!(consents::list(&hub.hub, &other.actor).await.unwrap(), []);
    let nobody = Recipient::Partner("PT0123456789abcdef0123456789abcdef".parse().unwrap());
    for (recipient, fields) in [(nobody, fields), (carriers, [].into_iter().collect())] {
        let refused = consents::give(&hub.hub, &one.actor, recipient, fields).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    // Two at once leave one.
    let give =
        |field: ConsentField| consents::give(&hub.hub, &other.actor, carriers, [field].into_iter().collect());
    let (first, second) = tokio::join!(give(ConsentField::Website), give(ConsentField::Country));
    assert_eq!(first.unwrap().sid, second.unwrap().sid);
    assert_eq!(consents::list(&hub.hub, &other.actor).await.unwrap().len(), 1);
    catch_up(&hub.hub).await.unwrap();
}
