//! The schema and every statement can be spread over a cluster by account, and the command that does it says the
//! right things in the right order.

mod cluster;
mod schema;
mod statements;
