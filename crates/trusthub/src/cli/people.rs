//! `trusthub user` and `trusthub reviewer`: the people who sign in.

use clap::{Subcommand, ValueEnum};
use trusthub_app::people::UserRole;
use trusthub_domain::contact::Email;
use trusthub_domain::review::Role;
use trusthub_domain::sid::{AccountSid, PasskeySid};

use super::Json;

#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Make a user of an account and print the link with which they choose a password, this once.
    Create {
        /// Whose user.
        #[arg(long, value_name = "AC…")]
        account: AccountSid,
        /// What they sign in with.
        #[arg(long, value_name = "EMAIL")]
        email: Email,
        /// What they may do: read; also change and submit; also manage colleagues, keys, tokens and subaccounts.
        #[arg(long, value_enum, default_value = "owner")]
        role: UserRoleName,
        #[command(flatten)]
        json: Json,
    },
    /// List an account's users, newest first.
    List {
        /// Whose users.
        #[arg(long, value_name = "AC…")]
        account: AccountSid,
        #[command(flatten)]
        json: Json,
    },
    /// End a user's sessions and let them sign in no more.
    Disable {
        /// Whose user.
        #[arg(long, value_name = "AC…")]
        account: AccountSid,
        #[arg(value_name = "EMAIL")]
        email: Email,
    },
    /// Print a link with which a user chooses a new password, this once; until then the old one works.
    ResetPassword {
        /// Whose user.
        #[arg(long, value_name = "AC…")]
        account: AccountSid,
        #[arg(value_name = "EMAIL")]
        email: Email,
        #[command(flatten)]
        json: Json,
    },
    /// List a user's passkeys, oldest first.
    Passkeys {
        /// Whose user.
        #[arg(long, value_name = "AC…")]
        account: AccountSid,
        #[arg(value_name = "EMAIL")]
        email: Email,
        #[command(flatten)]
        json: Json,
    },
    /// Remove a passkey that a user has lost, end their sessions, and tell them by mail.
    RemovePasskey {
        /// Whose user.
        #[arg(long, value_name = "AC…")]
        account: AccountSid,
        #[arg(value_name = "EMAIL")]
        email: Email,
        #[arg(value_name = "PK…")]
        passkey: PasskeySid,
    },
}

/// A user's role as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum UserRoleName {
    /// Reads.
    Viewer,
    /// Also changes and submits.
    Editor,
    /// Also manages colleagues, API keys, tokens and subaccounts.
    Owner,
}

impl From<UserRoleName> for UserRole {
    fn from(name: UserRoleName) -> Self {
        match name {
            UserRoleName::Viewer => Self::Viewer,
            UserRoleName::Editor => Self::Editor,
            UserRoleName::Owner => Self::Owner,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Reviewer {
    /// Make a reviewer and print the password, this once.
    Create {
        /// What they sign in with.
        #[arg(long, value_name = "EMAIL")]
        email: Email,
        /// What they may do: decide; also suspend; also manage reviewers.
        #[arg(long, value_enum, default_value = "reviewer")]
        role: RoleName,
        #[command(flatten)]
        json: Json,
    },
    /// List all reviewers, oldest first.
    List(Json),
    /// Take a reviewer's rights away.
    Disable {
        #[arg(value_name = "EMAIL")]
        email: Email,
    },
    /// Give a reviewer a new password, and the rights back.
    ResetPassword {
        #[arg(value_name = "EMAIL")]
        email: Email,
        #[command(flatten)]
        json: Json,
    },
    /// List a reviewer's passkeys, oldest first.
    Passkeys {
        #[arg(value_name = "EMAIL")]
        email: Email,
        #[command(flatten)]
        json: Json,
    },
    /// Remove a passkey that a reviewer has lost, end their sessions, and tell them by mail.
    RemovePasskey {
        #[arg(value_name = "EMAIL")]
        email: Email,
        #[arg(value_name = "PK…")]
        passkey: PasskeySid,
    },
}

/// A role as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoleName {
    /// Decides cases.
    Reviewer,
    /// Also suspends and reinstates.
    Lead,
    /// Also manages reviewers.
    Admin,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Reviewer => Self::Reviewer,
            RoleName::Lead => Self::Lead,
            RoleName::Admin => Self::Admin,
        }
    }
}
