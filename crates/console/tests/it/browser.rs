//! What a browser does, as far as the pages depend on it: cookies, forms, redirects.

use std::cell::RefCell;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use secrecy::ExposeSecret;
use tower::ServiceExt;
use trusthub_app::people;
use trusthub_console::ConsoleConfig;
use trusthub_domain::people::UserRole;
use trusthub_testkit::{TestAccount, TestHub};

/// An answer with its text.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// Where it leads.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map(|place| place.to_str().unwrap()).unwrap_or_default()
    }
}

/// A browser with its cookie.
pub struct Browser {
    router: Router,
    cookie: RefCell<Option<String>>,
}

impl Browser {
    pub fn at(test: &TestHub) -> Self {
        Self::with(test, ConsoleConfig::default())
    }

    pub fn with(test: &TestHub, config: ConsoleConfig) -> Self {
        let router = trusthub_console::router(test.hub.clone(), config).unwrap();
        Self { router, cookie: RefCell::default() }
    }

    /// Signed in by the account's auth token.
    pub async fn of(test: &TestHub, account: &TestAccount) -> Self {
        let browser = Self::at(test);
        browser.sign_in(&account.sid.to_string(), account.auth_token.expose_secret()).await;
        browser
    }

    /// Signed in as a colleague of the account in that role.
    pub async fn of_user(test: &TestHub, account: &TestAccount, role: UserRole) -> Self {
        let email = format!("{}@owlbakery.com", role.as_str());
        let invited =
            people::colleagues::create(&test.hub, &account.actor, email.parse().unwrap(), role).await;
        let (_, link) = invited.unwrap();
        let token = link.url.expose_secret().rsplit('/').next().unwrap().to_owned();
        let password = "correct horse battery staple";
        people::accept(&test.hub, &token.into(), &password.into()).await.unwrap();
        let browser = Self::at(test);
        browser.sign_in(&email, password).await;
        browser
    }

    /// Signs in by the form.
    pub async fn sign_in(&self, name: &str, password: &str) {
        let answer = self.post("/console/sign-in", &[("name", name), ("password", password)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form as it is.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_html_form::to_string(fields).unwrap();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Sends a form of a page, with the token that stands on it.
    pub async fn fill(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = token_on(&self.get(page).await.text);
        let fields: Vec<(&str, &str)> =
            [("csrf", token.as_str())].into_iter().chain(fields.iter().copied()).collect();
        self.post(path, &fields).await
    }

    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        if let Some(cookie) = self.cookie.borrow().as_ref() {
            request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap().to_owned();
            if let Some((_, token)) = pair.split_once("__Host-trusthub=") {
                *self.cookie.borrow_mut() = Some(pair.clone()).filter(|_| !token.is_empty());
            }
        }
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

/// The token of the forms on a page.
pub fn token_on(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap_or_else(|| panic!("no form: {page}"));
    rest.split('"').next().unwrap().to_owned()
}

/// A hub, or the end of the test where there is no database.
macro_rules! hub {
    () => {
        hub!(trusthub_testkit::Wish::default())
    };
    ($wish:expr) => {
        match trusthub_testkit::TestHub::with($wish).await {
            Some(hub) => hub,
            None => return,
        }
    };
}
pub(crate) use hub;
