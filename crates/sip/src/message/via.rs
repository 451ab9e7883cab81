//! Via: where an answer goes. RFC 3261 sections 18.2.2 and 20.42, RFC 3581.

use std::net::{IpAddr, SocketAddr};

use super::parameters::{self, Parameter};
use super::text::{self, host_and_port, is_token};

/// The port that is meant when none is named.
const SIP_PORT: u16 = 5060;

/// What every branch of RFC 3261 begins with; others are older, and may repeat.
const MAGIC_COOKIE: &str = "z9hG4bK";

/// Why a text is no Via.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadVia {
    /// There is none.
    #[error("it is missing")]
    Missing,
    /// Protocol and sender cannot be told apart.
    #[error("it does not begin with SIP/2.0/TRANSPORT HOST")]
    SentBy,
    /// Something behind a semicolon.
    #[error("a parameter cannot be read")]
    Parameter,
}

/// The topmost Via of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Via {
    /// `UDP`, in upper case.
    transport: String,
    host: String,
    port: Option<u16>,
    parameters: Vec<Parameter>,
    /// The values that stand behind it in the same header.
    rest: Option<String>,
}

impl Via {
    /// Reads the first value of a header.
    ///
    /// # Errors
    /// Nobody could be answered by it.
    pub fn read(header: &str) -> Result<Self, BadVia> {
        let (top, rest) = match text::split_once(header, b',').map_err(|_| BadVia::Parameter)? {
            Some((top, rest)) => (top, Some(rest.trim().to_owned())),
            None => (header, None),
        };
        let parts = text::split(top, b';').map_err(|_| BadVia::Parameter)?;
        let (sent, behind) = parts.split_first().ok_or(BadVia::SentBy)?;
        let (transport, sent_by) = sent_by(sent).ok_or(BadVia::SentBy)?;
        let (host, port) = host_and_port(sent_by).ok_or(BadVia::SentBy)?;
        let parameters = parameters::read(behind).ok_or(BadVia::Parameter)?;
        Ok(Self {
            transport: transport.to_ascii_uppercase(),
            host: host.to_ascii_lowercase(),
            port,
            parameters,
            rest,
        })
    }

    /// The branch, if it is one of RFC 3261 and so tells transactions apart by itself.
    pub fn branch(&self) -> Option<&str> {
        let branch = parameters::value(&self.parameters, "branch")?;
        let cookie = branch.get(..MAGIC_COOKIE.len())?;
        (cookie.eq_ignore_ascii_case(MAGIC_COOKIE) && branch.len() > cookie.len()).then_some(branch)
    }

    /// Who sent it, as it says of itself: `host:port`.
    pub fn sent_by(&self) -> String {
        format!("{}:{}", self.host, self.port.unwrap_or(SIP_PORT))
    }

    /// Where an answer to a datagram from `source` goes: to the source's address always, never to where the message says.
    /// The port is the source's if the sender asked for that, else the one it names.
    pub(crate) fn answer_to(&self, source: SocketAddr) -> SocketAddr {
        if self.wants_source_port() {
            return source;
        }
        SocketAddr::new(source.ip(), self.port.unwrap_or(SIP_PORT))
    }

    fn wants_source_port(&self) -> bool {
        self.parameters.iter().any(|parameter| parameter.name == "rport")
    }

    /// The header for the answer, with where the request came from.
    pub fn answered(&self, source: SocketAddr) -> String {
        let address = source.ip().to_canonical();
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        let mut written = format!("SIP/2.0/{} {}{port}", self.transport, self.host);
        for Parameter { name, value } in &self.parameters {
            match (name.as_str(), value) {
                // Ours to say.
                ("received" | "rport", _) => {}
                (name, Some(value)) => written.push_str(&format!(";{name}={value}")),
                (name, None) => written.push_str(&format!(";{name}")),
            }
        }
        let is_told = self.host.trim_matches(['[', ']']).parse::<IpAddr>() == Ok(address);
        if self.wants_source_port() {
            written.push_str(&format!(";received={address};rport={}", source.port()));
        } else if !is_told {
            written.push_str(&format!(";received={address}"));
        }
        if let Some(rest) = &self.rest {
            written.push_str(", ");
            written.push_str(rest);
        }
        written
    }
}

/// `SIP / 2.0 / UDP host:port`: transport, and the rest.
fn sent_by(sent: &str) -> Option<(&str, &str)> {
    let (protocol, after) = sent.split_once('/')?;
    let (version, after) = after.split_once('/')?;
    let after = after.trim_start();
    let (transport, sent_by) = after.split_once([' ', '\t'])?;
    let is_ours =
        protocol.trim().eq_ignore_ascii_case("SIP") && version.trim() == "2.0" && is_token(transport);
    is_ours.then(|| (transport, sent_by.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> SocketAddr {
        "192.0.2.7:40000".parse().unwrap()
    }

    #[test]
    fn an_answer_goes_to_the_source_and_to_the_port_that_was_asked_for() {
        let cases = [
            (
                "SIP/2.0/UDP pbx.example:5070;branch=z9hG4bK1",
                "192.0.2.7:5070",
                "SIP/2.0/UDP pbx.example:5070;branch=z9hG4bK1;received=192.0.2.7",
            ),
            (
                "SIP / 2.0 / udp 192.0.2.7 ;rport; branch=z9hG4bK1",
                "192.0.2.7:40000",
                "SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1;received=192.0.2.7;rport=40000",
            ),
            ("SIP/2.0/UDP 192.0.2.7;branch=x", "192.0.2.7:5060", "SIP/2.0/UDP 192.0.2.7;branch=x"),
            (
                "SIP/2.0/UDP a;received=198.51.100.1;maddr=198.51.100.1;ttl=1, SIP/2.0/TCP b;branch=\"q\"",
                "192.0.2.7:5060",
                "SIP/2.0/UDP a;maddr=198.51.100.1;ttl=1;received=192.0.2.7, SIP/2.0/TCP b;branch=\"q\"",
            ),
        ];
        for (header, to, written) in cases {
            let via = Via::read(header).unwrap();
            assert_eq!(via.answer_to(source()).to_string(), to, "{header}");
            assert_eq!(via.answered(source()), written);
        }
    }

    #[test]
    fn only_a_branch_with_the_cookie_tells_transactions_apart() {
        let branch = |header: &str| Via::read(header).unwrap().branch().map(str::to_owned);
        assert_eq!(branch("SIP/2.0/UDP a;branch=z9hG4bKx").as_deref(), Some("z9hG4bKx"));
        assert_eq!(branch("SIP/2.0/UDP a;branch=z9hG4bK"), None);
        assert_eq!(branch("SIP/2.0/UDP a;branch=1"), None);
        assert_eq!(branch("SIP/2.0/UDP a"), None);
    }

    #[test]
    fn what_leads_nowhere_is_refused() {
        for header in
            ["", "SIP/2.0/UDP", "SIP/3.0/UDP a", "SIP/2.0/UDP a:b", "SIP/2.0/UDP a b", "HTTP/2.0/UDP a"]
        {
            assert_eq!(Via::read(header), Err(BadVia::SentBy), "{header}");
        }
        for header in ["SIP/2.0/UDP a;=1", "SIP/2.0/UDP a;b=", "SIP/2.0/UDP a;b=\"", "SIP/2.0/UDP a;b c"] {
            assert_eq!(Via::read(header), Err(BadVia::Parameter), "{header}");
        }
    }
}
