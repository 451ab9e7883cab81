//! Erasing an account: its rows go, from every table of this crate; its key goes elsewhere.
//!
//! A test compares this list with the schema: a table with an `account_sid` that is not named here fails it.

use trusthub_domain::account::{Account, AccountStatus};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::operations::attestation::changes::AttestationChange;
use crate::scope::Scope;

statements! {
    FAMILY = "DELETE FROM account_family WHERE account_sid = $1";
    BRAND_REGISTRATIONS = "DELETE FROM brand_registrations WHERE account_sid = $1";
    CAMPAIGN_REGISTRATIONS = "DELETE FROM campaign_registrations WHERE account_sid = $1";
    CAMPAIGNS = "DELETE FROM campaigns WHERE account_sid = $1";
    BRAND_VETTINGS = "DELETE FROM brand_vettings WHERE account_sid = $1";
    BRANDS = "DELETE FROM brands WHERE account_sid = $1";
    MESSAGING_SENDERS = "DELETE FROM messaging_senders WHERE account_sid = $1";
    MESSAGING_SERVICES = "DELETE FROM messaging_services WHERE account_sid = $1";
    MESSAGING_QUEUE = "DELETE FROM messaging_queue WHERE account_sid = $1";
    KEYS = "DELETE FROM api_keys WHERE account_sid = $1";
    USERS = "DELETE FROM users WHERE account_sid = $1";
    USER_OWNERS = "DELETE FROM user_owner WHERE account_sid = $1";
    SESSIONS = "DELETE FROM sessions WHERE account_sid = $1";
    PASSKEYS = "DELETE FROM passkeys WHERE account_sid = $1";
    SINGLE_SIGN_ON = "DELETE FROM single_sign_on WHERE account_sid = $1";
    PASSWORD_LINKS = "DELETE FROM password_links WHERE account_sid = $1";
    ITEMS = "DELETE FROM entity_assignments WHERE account_sid = $1";
    CHANNELS = "DELETE FROM channel_assignments WHERE account_sid = $1";
    EVALUATIONS = "DELETE FROM evaluations WHERE account_sid = $1";
    OVERVIEW = "DELETE FROM bundle_overview WHERE account_sid = $1";
    BUNDLES = "DELETE FROM bundles WHERE account_sid = $1";
    END_USER_BUNDLES = "DELETE FROM end_user_bundles WHERE account_sid = $1";
    END_USERS = "DELETE FROM end_users WHERE account_sid = $1";
    DOCUMENT_ADDRESSES = "DELETE FROM document_addresses WHERE account_sid = $1";
    DOCUMENTS = "DELETE FROM supporting_documents WHERE account_sid = $1";
    READINGS = "DELETE FROM document_readings WHERE account_sid = $1";
    ADDRESSES = "DELETE FROM addresses WHERE account_sid = $1";
    NUMBERS = "DELETE FROM phone_numbers WHERE account_sid = $1";
    OWNERS = "DELETE FROM sid_owner WHERE account_sid = $1";
    NUMBER_OWNERS = "DELETE FROM number_owner WHERE account_sid = $1";
    // Files that are waiting to be deleted still have to go.
    JOBS = "DELETE FROM jobs WHERE account_sid = $1 AND kind <> 'delete_file'";
    EVENTS = "DELETE FROM bundle_events WHERE account_sid = $1";
    CASES = "DELETE FROM cases WHERE account_sid = $1";
    CASE_LOOKS = "DELETE FROM case_looks WHERE account_sid = $1";
    SITE_PICTURES = "DELETE FROM site_pictures WHERE account_sid = $1";
    CASE_QUEUE = "DELETE FROM case_queue WHERE account_sid = $1";
    HANDLINGS = "DELETE FROM message_handlings WHERE account_sid = $1";
    TOLLFREE = "DELETE FROM tollfree_verifications WHERE account_sid = $1";
    TOLLFREE_OVERVIEW = "DELETE FROM tollfree_overview WHERE account_sid = $1";
    TOLLFREE_QUEUE = "DELETE FROM tollfree_queue WHERE account_sid = $1";
    TOLLFREE_DRAFTS = "DELETE FROM tollfree_drafts WHERE account_sid = $1";
    CONFIRMATIONS = "DELETE FROM confirmations WHERE account_sid = $1";
    MESSAGE_DAYS = "DELETE FROM message_days WHERE account_sid = $1";
    MESSAGE_USAGE = "DELETE FROM message_usage WHERE account_sid = $1";
    IMPORTED = "DELETE FROM imported_customers WHERE account_sid = $1";
    CREDENTIALS = "DELETE FROM credentials WHERE account_sid = $1";
    // What was issued to it must be seen to be revoked, and no more of it than that.
    CREDENTIAL_STATUSES = "UPDATE credential_statuses SET status = 1, account_sid = NULL WHERE account_sid = $1";
    DOMAINS = "DELETE FROM domains WHERE account_sid = $1";
    DOMAIN_OWNERS = "DELETE FROM domain_owner WHERE account_sid = $1";
    DECISIONS = "DELETE FROM attestation_decisions WHERE account_sid = $1";
    CONSENTS = "DELETE FROM partner_consents WHERE account_sid = $1";
    RECEIPTS = "DELETE FROM registration_receipts WHERE account_sid = $1";
    TICKETS = "DELETE FROM remediation_tickets WHERE account_sid = $1";
    TICKET_NOTES = "DELETE FROM remediation_notes WHERE account_sid = $1";
    TICKET_QUEUE = "DELETE FROM remediation_queue WHERE account_sid = $1";
    STANDINGS = "DELETE FROM trust_standings WHERE account_sid = $1";
    // What became of the account itself stays to be read by partners that were away: identifiers, levels and times.
    NUMBER_NEWS = "DELETE FROM partner_events WHERE account_sid = $1 AND subject <> $1";
    LOOKUPS = "DELETE FROM lookup_hash WHERE account_sid = $1";
    DISMISSALS = "DELETE FROM screening_dismissals WHERE account_sid = $1";
    STIR_CERTIFICATES = "DELETE FROM stir_certificates WHERE account_sid = $1";
    HOLDS = "DELETE FROM legal_holds WHERE account_sid = $1";
    ANSWERS = "DELETE FROM idempotent_answers WHERE account_sid = $1";
    ACCOUNT = "UPDATE accounts SET friendly_name = '', status = 'closed', primary_token = NULL, \
        primary_token_hash = NULL, secondary_token = NULL, secondary_token_hash = NULL, secondary_created = NULL, \
        date_updated = $2, version = version + 1 WHERE account_sid = $1";
}

impl Tx {
    /// Deletes every row of the account in every table but `accounts` (kept, closed, nameless) and the audit log.
    ///
    /// Jobs for the account go too, but those that delete its files.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn account_erase_rows(&mut self, scope: &Scope, now: Timestamp) -> Result<()> {
        let account = self.account_find(scope).await?;
        for statement in ALL {
            if statement.name != ACCOUNT.name {
                self.execute(statement, args![scope.account()]).await?;
            }
        }
        self.execute(&ACCOUNT, args![scope.account(), now]).await?;
        self.attestation_changed(&AttestationChange::Account(scope.account())).await?;
        self.attestation_changed(&AttestationChange::Erasure(scope.account())).await?;
        let Some(account) = account else { return Ok(()) };
        self.overview_delete_owner(account.sid, account.parent_sid).await?;
        self.tollfree_overview_delete_owner(account.sid, account.parent_sid).await?;
        let closed = Account {
            friendly_name: String::new(),
            status: AccountStatus::Closed,
            version: account.version + 1,
            date_updated: now,
            ..account
        };
        self.account_family_save(&closed).await
    }
}
