//! Whom the hub talks to outside: each through a client that reaches what the operator allows.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use trusthub_app::partners;
use trusthub_gateways::browser::Chromium;
use trusthub_gateways::jetstream::JetStream;
use trusthub_gateways::openid::Provider;
use trusthub_gateways::registry::CampaignRegistry;
use trusthub_gateways::sms::SmsGateway;
use trusthub_gateways::ssrf::{AllowList, ClientConfig, GuardedClient};
use trusthub_gateways::webhook::Callbacks;

use super::outside;
use crate::config::Config;
use crate::failure::{Failure, Outcome};

pub(super) fn callbacks(config: &Config) -> Outcome<Callbacks> {
    client(config, &config.webhook_allow).map(Callbacks::new)
}

/// Who signs people in, besides the hub itself.
///
/// # Errors
/// Exit code 3: the certificate authorities cannot be read.
pub(crate) fn sign_in_provider(config: &Config) -> Outcome<Option<Provider>> {
    let Some(provider) = &config.oidc else { return Ok(None) };
    // A code can be exchanged once only.
    let client = ClientConfig { keeps_connections: false, ..client_config(config, &config.fetch_allow)? };
    let client = GuardedClient::new(client).map_err(Failure::environment)?;
    Ok(Some(Provider::new(client, provider.clone())))
}

/// The stream that the partners' feed is published to. It keeps messages as long as the hub keeps the feed.
pub(crate) fn stream(config: &Config) -> Option<JetStream> {
    let nats = config.nats.as_ref()?;
    Some(JetStream::new(nats.with(partners::KEPT, config.fetch_ca_file.clone())))
}

/// Where brands and campaigns are registered, too.
///
/// # Errors
/// Exit code 3: the certificate authorities cannot be read.
pub(crate) fn registry(config: &Config) -> Outcome<Option<CampaignRegistry>> {
    let Some(registry) = &config.registry else { return Ok(None) };
    // What is made there must not be made twice.
    let client = ClientConfig { keeps_connections: false, ..client_config(config, &config.fetch_allow)? };
    let client = GuardedClient::new(client).map_err(Failure::environment)?;
    Ok(Some(CampaignRegistry::new(client, registry.clone())))
}

/// What draws websites for reviewers, if it is configured.
///
/// # Errors
/// Exit code 3: the certificate authorities cannot be read.
pub(crate) fn chromium(config: &Config) -> Outcome<Option<Chromium>> {
    Ok(outside::chromium(config, client(config, &config.fetch_allow)?))
}

/// The operator's gateway for text messages.
pub(super) fn sms(config: &Config) -> Outcome<Option<SmsGateway>> {
    let Some((url, secret)) = &config.sms_gateway else { return Ok(None) };
    let client = client(config, &config.fetch_allow)?;
    SmsGateway::new(client, url, secret.clone()).map(Some).map_err(|error| {
        Failure::environment(error)
            .while_doing("sms_gateway_url cannot be used")
            .hint("see fetch_allow in docs/configuration.md")
    })
}

/// A client that also reaches these networks, as patient as clients are by default.
fn client(config: &Config, allow: &AllowList) -> Outcome<GuardedClient> {
    GuardedClient::new(client_config(config, allow)?).map_err(Failure::environment)
}

fn client_config(config: &Config, allow: &AllowList) -> Outcome<ClientConfig> {
    let extra_roots_pem = extra_roots(config)?;
    Ok(ClientConfig { allow: allow.clone(), extra_roots_pem, ..ClientConfig::default() })
}

/// Certificate authorities that the operator trusts besides the system's, as PEM.
///
/// # Errors
/// Exit code 3 if the file cannot be read.
pub(crate) fn extra_roots(config: &Config) -> Outcome<Option<Vec<u8>>> {
    let read = |path: &PathBuf| {
        fs::read(path)
            .with_context(|| format!("cannot read fetch_ca_file {}", path.display()))
            .map_err(Failure::environment)
    };
    config.fetch_ca_file.as_ref().map(read).transpose()
}
