//! Many numbers at once over HTTP.

use serde_json::json;

use crate::client::{Api, some_or_skip};

#[tokio::test]
async fn a_list_is_answered_line_by_line() {
    let api = some_or_skip!(Api::new().await);
    let (client, owner) = (api.client(), api.owner.sid);
    let profile = client.profile("Owl Bakery").await;
    let inventory = format!("/2010-04-01/Accounts/{owner}/IncomingPhoneNumbers.json");
    client.made(&inventory, &[("PhoneNumber", "+15102345678")]).await;
    let path = format!("/trust/v1/CustomerProfiles/{profile}/Numbers");
    let list = "phone_number\r\n+1 (510) 234-5678\r\nnobody's\r\n";
    let answer = client.post(&path, &[("PhoneNumbers", list)]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let told = answer.json();
    assert_eq!((&told["assigned"], &told["refused"]), (&json!(1), &json!(1)));
    assert_eq!(told["lines"][0]["line"], 2);
    assert_eq!(&told["lines"][0]["assignment_sid"].as_str().unwrap()[..2], "RA");
    assert_eq!(
        (&told["lines"][1]["outcome"], &told["lines"][1]["phone_number"]),
        (&json!("refused"), &json!("nobody's"))
    );
    assert!(told["lines"][1]["why"].as_str().unwrap().contains("E.164"));
    let again = client.post(&path, &[("PhoneNumbers", list)]).await.json();
    assert_eq!((&again["assigned"], &again["unchanged"]), (&json!(0), &json!(1)));
    client.post(&path, &[]).await.assert_error(400, 20001);
    client.post(&path, &[("PhoneNumbers", "\n\n")]).await.assert_error(400, 20001);
}
