//! Somebody who comes to the console: invited, signed in, wrong about their password, and without it.

use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};

use super::story::{PERSONAL, Told};
use crate::hub::Hub;

/// Signs in with this.
const COLLEAGUE: &str = PERSONAL[24];

/// Chosen by them.
const PASSWORD: &str = "lamplighters never whistle";

/// What stands between two texts of a page.
fn between(page: &str, before: &str, after: &str) -> String {
    let (_, rest) = page.split_once(before).unwrap_or_else(|| panic!("no {before} in {page}"));
    rest.split(after).next().unwrap().to_owned()
}

/// Tells it; what must not be found afterwards is in `told`.
pub async fn come(hub: &Hub, account: &str, told: &mut Told) {
    let made = hub.must(&["user", "create", "--account", account, "--email", COLLEAGUE, "--json"]).json();
    let link = told.keep(&made, "link");
    told.secrets.push(link.rsplit('/').next().unwrap().to_owned());
    told.secrets.push(PASSWORD.to_owned());
    // The command knows the address that is configured, not the port that the server was given.
    let welcome = format!("{}/console/welcome/{}", hub.url, link.rsplit('/').next().unwrap());
    let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
    let post = async |path: &str, cookie: &str, fields: &[(&str, &str)]| -> Response {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", hub.url) };
        client.post(url).header("cookie", cookie).form(fields).send().await.unwrap()
    };
    assert_eq!(client.get(&welcome).send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(post(&welcome, "", &[("password", PASSWORD)]).await.status(), StatusCode::SEE_OTHER);

    let entered = post("/console/sign-in", "", &[("name", COLLEAGUE), ("password", PASSWORD)]).await;
    assert_eq!(entered.status(), StatusCode::SEE_OTHER);
    let cookie = entered.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    told.secrets.push(cookie.split_once('=').unwrap().1.to_owned());
    let settings = format!("/console/{account}/settings");
    let page = client.get(format!("{}{settings}", hub.url)).header("cookie", &cookie).send().await.unwrap();
    let csrf = between(&page.text().await.unwrap(), "name=\"csrf\" value=\"", "\"");
    told.secrets.push(csrf.clone());
    let fields = [("csrf", csrf.as_str()), ("present", PERSONAL[22]), ("next", PERSONAL[22])];
    let wrong = post(&format!("{settings}/password"), &cookie, &fields).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let wrong = post("/console/sign-in", "", &[("name", COLLEAGUE), ("password", PERSONAL[22])]).await;
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    let asked = post("/console/forgot", "", &[("email", COLLEAGUE)]).await;
    assert_eq!(asked.status(), StatusCode::OK);
}
