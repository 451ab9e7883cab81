//! Pages: every row once, in order, while rows are added, and only for the list that a token was given out for.

use serde_json::Value;
use trusthub_testkit::PRIMARY;

use crate::client::{Api, Client, some_or_skip};

fn sids(page: &Value, key: &str) -> Vec<String> {
    page[key].as_array().unwrap().iter().map(|row| row["sid"].as_str().unwrap().to_owned()).collect()
}

async fn end_user(client: &Client, name: &str) -> String {
    client.made("/v1/EndUsers", &[("FriendlyName", name), ("Type", "authorized_representative_1")]).await
}

async fn end_users(client: &Client, count: usize) -> Vec<String> {
    let mut made = Vec::new();
    for index in 0..count {
        made.push(end_user(client, &index.to_string()).await);
    }
    made.reverse();
    made
}

#[tokio::test]
async fn pages_forward_and_back_show_every_row_once() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let newest_first = end_users(&client, 7).await;
    let first = client.get("/v1/EndUsers?PageSize=3").await.json();
    assert_eq!(sids(&first, "results"), newest_first[..3]);
    assert!(first["meta"]["previous_page_url"].is_null());
    let second = client.get(first["meta"]["next_page_url"].as_str().unwrap()).await.json();
    assert_eq!(sids(&second, "results"), newest_first[3..6]);
    assert_eq!((second["meta"]["page"].as_u64(), second["meta"]["page_size"].as_u64()), (Some(1), Some(3)));
    assert_eq!(second["meta"]["url"], first["meta"]["next_page_url"]);
    let third = client.get(second["meta"]["next_page_url"].as_str().unwrap()).await.json();
    assert_eq!(sids(&third, "results"), newest_first[6..]);
    assert!(third["meta"]["next_page_url"].is_null());
    let back = client.get(third["meta"]["previous_page_url"].as_str().unwrap()).await.json();
    assert_eq!(
        (sids(&back, "results"), back["meta"]["page"].as_u64()),
        (newest_first[3..6].to_vec(), Some(1))
    );
    let front = client.get(back["meta"]["previous_page_url"].as_str().unwrap()).await.json();
    assert_eq!(sids(&front, "results"), newest_first[..3]);
    assert!(front["meta"]["previous_page_url"].is_null());
}

#[tokio::test]
async fn rows_added_meanwhile_shift_nothing() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let newest_first = end_users(&client, 4).await;
    let first = client.get("/v1/EndUsers?PageSize=2").await.json();
    let newer = end_user(&client, "newer").await;
    let second = client.get(first["meta"]["next_page_url"].as_str().unwrap()).await.json();
    assert_eq!(sids(&second, "results"), newest_first[2..]);
    let back = client.get(second["meta"]["previous_page_url"].as_str().unwrap()).await.json();
    assert_eq!(sids(&back, "results"), newest_first[..2]);
    let front = client.get(back["meta"]["previous_page_url"].as_str().unwrap()).await.json();
    assert_eq!(sids(&front, "results"), [newer]);
}

#[tokio::test]
async fn pages_can_be_counted_too() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let newest_first = end_users(&client, 3).await;
    let second = client.get("/v1/EndUsers?PageSize=2&Page=1").await.json();
    assert_eq!(sids(&second, "results"), newest_first[2..]);
    let beyond = client.get("/v1/EndUsers?PageSize=2&Page=9").await;
    assert_eq!((beyond.status, sids(&beyond.json(), "results")), (200, Vec::new()));
    let all = client.get("/v1/EndUsers?PageSize=100000").await.json();
    assert_eq!(all["meta"]["page_size"], 1000);
}

#[tokio::test]
async fn a_token_fits_its_own_list_and_account_only() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    end_users(&client, 2).await;
    let next = client.get("/v1/EndUsers?PageSize=1").await.json()["meta"]["next_page_url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(client.get(&next).await.status, 200);
    let stranger = api.client_of(&api.test.account("Stranger").await);
    stranger.get(&next).await.assert_error(400, 20001);
    let token = next.split("PageToken=").nth(1).unwrap();
    client.get(&format!("/v1/SupportingDocuments?PageToken={token}")).await.assert_error(400, 20001);
    client.get(&format!("/v1/EndUsers?PageToken={token}x")).await.assert_error(400, 20001);
    client
        .get(&format!("/v1/EndUsers?PageToken={}", &token[..token.len() - 2]))
        .await
        .assert_error(400, 20001);
    let subaccount = api.test.subaccount(&api.owner, "Customer").await;
    let keys = format!("/2010-04-01/Accounts/{}/Keys.json", subaccount.sid);
    client.get(&format!("{keys}?PageToken={token}")).await.assert_error(400, 20001);
}

#[tokio::test]
async fn filters_are_repeated_on_every_page() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    for _ in 0..3 {
        client.profile("Owl & Bäckerei").await;
        client.profile("Other").await;
    }
    let query = format!("Status=draft&FriendlyName=Owl+%26+B%C3%A4ckerei&PolicySid={PRIMARY}");
    let mut url = format!("/v1/CustomerProfiles?PageSize=2&{query}");
    let mut seen = 0;
    loop {
        let page = client.get(&url).await.json();
        for row in page["results"].as_array().unwrap() {
            assert_eq!(row["friendly_name"], "Owl & Bäckerei");
            seen += 1;
        }
        let start = format!("https://hub.example/v1/CustomerProfiles?{query}&PageSize=2&Page=");
        assert!(page["meta"]["url"].as_str().unwrap().starts_with(&start), "{page}");
        match page["meta"]["next_page_url"].as_str() {
            Some(next) => url = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen, 3);
}

#[tokio::test]
async fn the_core_lists_page_by_paths_without_a_host() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let path = format!("/2010-04-01/Accounts/{}/Keys.json", api.owner.sid);
    for name in ["a", "b", "c"] {
        client.made(&path, &[("FriendlyName", name)]).await;
    }
    let first = client.get(&format!("{path}?PageSize=2")).await.json();
    assert_eq!((first["start"].as_u64(), first["end"].as_u64()), (Some(0), Some(1)));
    let second = client.get(first["next_page_uri"].as_str().unwrap()).await.json();
    assert_eq!(
        (second["start"].as_u64(), second["end"].as_u64(), second["page"].as_u64()),
        (Some(2), Some(2), Some(1))
    );
    assert_eq!(second["keys"][0]["friendly_name"], "a");
    let back = client.get(second["previous_page_uri"].as_str().unwrap()).await.json();
    assert_eq!(back["keys"], first["keys"]);
}

#[tokio::test]
async fn lists_from_files_are_paged_by_counting() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let all = client.get("/v1/Policies").await.json();
    let mut url = "/v1/Policies?PageSize=4".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = client.get(&url).await.json();
        seen.extend(sids(&page, "results"));
        match page["meta"]["next_page_url"].as_str() {
            Some(next) => url = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen, sids(&all, "results"));
    assert!(seen.len() >= 23);
}
