//! Taking a port, with a clear word when somebody else has it.

use std::io::ErrorKind;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::failure::{Failure, Outcome};

/// Listens on `HOST:PORT`; `key` is the setting that says so.
///
/// # Errors
/// Exit code 3: why not.
pub(crate) async fn bind(listen: &str, key: &str) -> Outcome<TcpListener> {
    TcpListener::bind(listen).await.map_err(|error| refused(error, listen, key))
}

/// Why a port could not be taken.
pub(super) fn refused(error: std::io::Error, listen: &str, key: &str) -> Failure {
    let variable = format!("TRUSTHUB_{}", key.to_ascii_uppercase());
    let (what, hint) = match error.kind() {
        ErrorKind::AddrInUse => (
            "another program listens there already",
            format!("end it, or choose another port with {variable}"),
        ),
        ErrorKind::PermissionDenied => (
            "this user may not listen there",
            format!("ports below 1024 need a privilege; choose another with {variable}"),
        ),
        ErrorKind::AddrNotAvailable => {
            ("this machine does not have that address", format!("choose one it has with {variable}"))
        }
        _ => ("the address cannot be used", format!("choose another with {variable}")),
    };
    Failure::environment(error).while_doing(format!("cannot listen on {listen}: {what}")).hint(hint)
}

/// `HOST:PORT` with the port that was really taken: port 0 asks for a free one.
pub(crate) fn name_of(listen: &str, address: SocketAddr) -> String {
    match listen.rsplit_once(':') {
        Some((host, _)) => format!("{host}:{}", address.port()),
        None => address.to_string(),
    }
}
