//! Tables whose primary key begins with `account_sid`, and the global ones that say whose something is.

pub(crate) mod accounts;
pub(crate) mod addresses;
pub(crate) mod assignments;
pub(crate) mod bundles;
pub(crate) mod case_looks;
pub(crate) mod confirmations;
pub(crate) mod consents;
pub(crate) mod credentials;
pub(crate) mod dismissals;
pub(crate) mod documents;
pub(crate) mod domains;
pub(crate) mod end_users;
pub(crate) mod erase;
pub(crate) mod evaluations;
pub(crate) mod handlings;
pub(crate) mod imported_customers;
pub(crate) mod keys;
pub(crate) mod legal_holds;
pub(crate) mod messaging;
pub(crate) mod numbers;
pub(crate) mod overview;
pub(crate) mod owners;
pub(crate) mod readings;
pub(crate) mod registrations;
pub(crate) mod site_pictures;
pub(crate) mod standings;
pub(crate) mod tickets;
pub(crate) mod tokens;
pub(crate) mod tollfree;
pub(crate) mod users;

use crate::db::Statement;
use crate::db::statement::Listing;

/// For the registry.
pub(crate) const STATEMENTS: &[&[&Statement]] = &[
    accounts::ALL,
    addresses::ALL,
    assignments::entity::ALL,
    assignments::channel::ALL,
    bundles::ALL,
    case_looks::ALL,
    confirmations::ALL,
    consents::ALL,
    credentials::ALL,
    dismissals::ALL,
    documents::ALL,
    domains::ALL,
    end_users::ALL,
    erase::ALL,
    evaluations::ALL,
    handlings::ALL,
    imported_customers::ALL,
    keys::ALL,
    legal_holds::ALL,
    messaging::brands::ALL,
    messaging::campaigns::ALL,
    messaging::registrations::ALL,
    messaging::registrations::campaigns::ALL,
    messaging::services::ALL,
    messaging::usage::ALL,
    messaging::vettings::ALL,
    numbers::ALL,
    overview::ALL,
    owners::ALL,
    readings::ALL,
    registrations::ALL,
    site_pictures::ALL,
    standings::ALL,
    tickets::ALL,
    tokens::ALL,
    tollfree::ALL,
    tollfree::drafts::ALL,
    tollfree::overview::ALL,
    users::ALL,
];

/// For the registry.
pub(crate) const LISTINGS: &[&[&Listing]] = &[
    accounts::LISTINGS,
    addresses::LISTINGS,
    assignments::entity::LISTINGS,
    assignments::channel::LISTINGS,
    bundles::LISTINGS,
    credentials::LISTINGS,
    documents::LISTINGS,
    domains::LISTINGS,
    end_users::LISTINGS,
    evaluations::LISTINGS,
    keys::LISTINGS,
    messaging::brands::LISTINGS,
    messaging::campaigns::LISTINGS,
    messaging::registrations::LISTINGS,
    messaging::registrations::campaigns::LISTINGS,
    messaging::services::LISTINGS,
    messaging::vettings::LISTINGS,
    numbers::LISTINGS,
    overview::LISTINGS,
    tickets::LISTINGS,
    tollfree::LISTINGS,
    tollfree::overview::LISTINGS,
    users::LISTINGS,
];
