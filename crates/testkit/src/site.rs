//! The website of a business, on this machine, and who visits it and draws it.

use std::sync::Arc;

use trusthub_gateways::browser::Browser;
use trusthub_gateways::outside::Outside;
use trusthub_gateways::ssrf::{ClientConfig, GuardedClient, NameSource, NameTable};
use trusthub_gateways::website::Websites;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// The sound business's own name.
const HOST: &str = "www.owlbakery.com";

/// A website with one page.
pub struct TestSite(MockServer);

impl TestSite {
    /// A website that shows this.
    pub async fn start(html: &str) -> Self {
        let server = MockServer::start().await;
        let page = ResponseTemplate::new(200).set_body_raw(html.as_bytes().to_vec(), "text/html");
        Mock::given(any()).respond_with(page).mount(&server).await;
        Self(server)
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{HOST}:{}/", self.0.address().port())
    }

    /// Visits websites, its name leading to this machine, and finds that each looks like `picture`.
    ///
    /// # Panics
    /// A client cannot be made.
    #[must_use]
    pub fn visited(&self, picture: &[u8]) -> Outside {
        let names = NameTable::default();
        names.set(HOST, vec![vec![self.0.address().ip()]]);
        let config = ClientConfig {
            allow: "127.0.0.1".parse().expect("an address"),
            names: NameSource::Table(names),
            ..ClientConfig::default()
        };
        let client = GuardedClient::new(config).expect("a client");
        Outside {
            websites: Some(Websites::new(client)),
            browser: Some(Browser::Given(Arc::from(picture))),
            ..Outside::default()
        }
    }
}
