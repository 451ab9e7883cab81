//! A representative who answers the hub's question in a browser: without credentials, by the link in the mail alone.

use std::time::Duration;

use anyhow::Context;
use reqwest::Client;

use super::stage::Stage;
use crate::failure::{Failure, Outcome};

/// For one request to our own process.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Opens the link in the mail and confirms.
pub(super) async fn confirm(stage: &Stage, letter: &str) -> Outcome {
    let link = letter.split_whitespace().find(|word| word.contains("/confirm/"));
    let link = link.ok_or_else(|| Failure::refused_because("the mail has no link to answer by"))?;
    let client = Client::builder().no_proxy().timeout(TIMEOUT).build().map_err(Failure::environment)?;
    let asked = "the page of the link";
    let page = client.get(link).send().await.context(asked).map_err(Failure::environment)?;
    let path = page.url().path().to_owned();
    // Whoever has the link can answer: on a screen it does not belong whole.
    let shown = format!("{}…", path.get(..16).unwrap_or(&path));
    stage.request("GET", &shown, &[]);
    stage.answer(page.status().as_u16(), "a page that asks; opening it changes nothing");
    let fields = [("answer", "confirm".to_owned())];
    stage.request("POST", &shown, &fields);
    let said = client.post(link).form(&fields).send().await.context(asked).map_err(Failure::environment)?;
    let status = said.status();
    stage.answer(status.as_u16(), "her answer is recorded");
    if status.is_success() {
        Ok(())
    } else {
        Err(Failure::refused_because(format!("the answer was taken with {status}")))
    }
}
