//! Tables whose primary key begins with `account_sid`, and the global ones that say whose something is.

pub(crate) mod accounts;
pub(crate) mod addresses;
pub(crate) mod assignments;
pub(crate) mod bundles;
pub(crate) mod case_looks;
pub(crate) mod confirmations;
pub(crate) mod dismissals;
pub(crate) mod documents;
pub(crate) mod end_users;
pub(crate) mod erase;
pub(crate) mod evaluations;
pub(crate) mod keys;
pub(crate) mod legal_holds;
pub(crate) mod numbers;
pub(crate) mod overview;
pub(crate) mod owners;
pub(crate) mod readings;
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
    dismissals::ALL,
    documents::ALL,
    end_users::ALL,
    erase::ALL,
    evaluations::ALL,
    keys::ALL,
    legal_holds::ALL,
    numbers::ALL,
    overview::ALL,
    owners::ALL,
    readings::ALL,
    tokens::ALL,
    tollfree::ALL,
    tollfree::drafts::ALL,
    tollfree::overview::ALL,
    tollfree::queue::ALL,
    users::ALL,
];

/// For the registry.
pub(crate) const LISTINGS: &[&[&Listing]] = &[
    accounts::LISTINGS,
    addresses::LISTINGS,
    assignments::entity::LISTINGS,
    assignments::channel::LISTINGS,
    bundles::LISTINGS,
    documents::LISTINGS,
    end_users::LISTINGS,
    evaluations::LISTINGS,
    keys::LISTINGS,
    numbers::LISTINGS,
    overview::LISTINGS,
    tollfree::LISTINGS,
    tollfree::overview::LISTINGS,
    users::LISTINGS,
];
