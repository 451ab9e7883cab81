//! What a hub is put together from: by the binary, and by the tests' harness.

use std::sync::Arc;
use std::time::Duration;

use trusthub_domain::contact::Email;
use trusthub_domain::policy::Catalog;
use trusthub_gateways::acme::Orders;
use trusthub_gateways::authorities::Sources;
use trusthub_gateways::documents::Documents;
use trusthub_gateways::documents::inspect::Inspector;
use trusthub_gateways::jetstream::JetStream;
use trusthub_gateways::mail::{Mailer, Sender};
use trusthub_gateways::openid::Provider;
use trusthub_gateways::outside::Outside;
use trusthub_gateways::pkcs11::Module;
use trusthub_gateways::registry::CampaignRegistry;
use trusthub_gateways::sms::SmsGateway;
use trusthub_gateways::webhook::Callbacks;
use trusthub_gateways::x5u::Repositories;
use trusthub_storage::Db;
use trusthub_vetting::Scorecard;

use super::{Clock, RandomSource};
use crate::confirmations::ConfirmationSettings;
use crate::messaging::MessagingRules;

/// What the operator has chosen.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where customers reach the hub, without a slash at the end.
    pub public_url: String,
    /// Who mails come from.
    pub mail_from: Sender,
    /// Whom customers may ask.
    pub support_email: Option<Email>,
    /// Who gets mail about test accounts, instead of their customers; without it nobody does.
    pub test_mail_to: Option<Email>,
    /// Whether primary profiles may be made by API.
    pub is_primary_by_api: bool,
    /// Whether the machine may approve what the design lets it approve.
    pub decides_automatically: bool,
    /// Largest upload, in bytes.
    pub document_max_bytes: u64,
    /// How long before `valid_until` reminders go out, longest first.
    pub expiry_reminders: Vec<Duration>,
    /// How old what calls are attested by may be before nothing is signed on it.
    pub attestation_max_age: Duration,
    /// How representatives are asked; `None` if they are not.
    pub confirmations: Option<ConfirmationSettings>,
}

/// What a hub is put together from.
pub struct HubParts {
    /// The database.
    pub db: Db,
    /// Policies, types, codes.
    pub catalog: Catalog,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives random bytes.
    pub random: Arc<dyn RandomSource>,
    /// Sends mail.
    pub mailer: Arc<Mailer>,
    /// Keeps files.
    pub documents: Documents,
    /// Reads them.
    pub inspector: Inspector,
    /// Calls status callbacks.
    pub callbacks: Callbacks,
    /// What evidence counts for.
    pub scorecard: Scorecard,
    /// What brands and campaigns are decided by.
    pub messaging: MessagingRules,
    /// Sends text messages, if the operator has a gateway for them.
    pub sms: Option<SmsGateway>,
    /// Who is asked about a business.
    pub outside: Outside,
    /// Who knows the operator's people; `None` if nobody does.
    pub sign_in_provider: Option<Provider>,
    /// A stream of the operator's own that the partners' feed is published to.
    pub stream: Option<JetStream>,
    /// Where brands and campaigns are registered, too; `None` if the hub is the only registry.
    pub registry: Option<CampaignRegistry>,
    /// Where certificates for signing calls are ordered; `None` if they are imported.
    pub certificate_orders: Option<Orders>,
    /// Other providers' certificates.
    pub repositories: Repositories,
    /// Holds private keys for signing calls; `None` if all are in the database.
    pub key_module: Option<Arc<Module>>,
    /// Where it is learned whose certificates count for signed calls.
    pub call_trust: Sources,
    /// What the operator has chosen.
    pub settings: Settings,
}
