use std::fs;
use std::time::Duration;

use crate::business;
use crate::hub::{Hub, eventually, eventually_within};

/// Those to the customer; the representative gets a question.
fn mails(hub: &Hub) -> Vec<String> {
    let entries = fs::read_dir(hub.data_dir().join("mail")).unwrap();
    let paths = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "eml"));
    let mails = paths.map(|path| fs::read_to_string(path).unwrap());
    mails.filter(|mail| mail.contains("To: office@lantern-books.example")).collect()
}

#[tokio::test]
async fn a_hub_killed_in_the_middle_forgets_nothing_and_tells_once() {
    let mut hub = Hub::started();
    let customer = hub.first();
    let incomplete = business::draft(&customer, "Quicksilver").await;
    let complete = business::submitted(&customer, "Lantern Books, Inc.").await;
    let (_, answer) = business::submit(&customer, &incomplete).await;
    assert_eq!(answer["status"], "twilio-rejected");
    // The answers are out, the mail and the vetting are still owed.
    hub.kill();

    hub.start();
    let customer = hub.first();
    assert_eq!(business::status(&customer, &incomplete).await, "twilio-rejected");
    assert_eq!(business::status(&customer, &complete).await, "in-review");
    eventually("the mail about the rejection", async || {
        mails(&hub).iter().any(|mail| mail.contains(&incomplete)).then_some(())
    })
    .await;
    // If the killed process had begun to vet, its lease must lapse first.
    eventually_within(Duration::from_secs(90), "the case is vetted", async || {
        let done = hub.run(&["review", "approve", &complete]);
        (done.code == 0).then_some(())
    })
    .await;
    eventually("the mail about the approval", async || {
        mails(&hub).iter().any(|mail| mail.contains(&complete)).then_some(())
    })
    .await;
    assert_eq!(mails(&hub).len(), 2, "one mail per decision");
    hub.must(&["audit", "verify"]);
    assert_eq!(hub.stop(), 0);
}
