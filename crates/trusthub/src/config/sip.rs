//! Where SIP is spoken, and with whom.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use ipnet::IpNet;
use serde::Deserialize;
use trusthub_domain::attestation::Traffic;
use trusthub_sip::Caller;
use trusthub_sip::redirect::{Handling, Policy, Role, Trunk, Trunks};

use super::ConfigError;
use super::read::networks;
use super::values::Values;

/// How long a trunk's name may be: it stands in every decision about its calls.
const NAME_LIMIT: usize = 64;

/// How SIP is spoken.
pub(crate) struct SipConfig {
    /// Where; nowhere until it is said.
    pub(crate) listen: Vec<SipListen>,
    /// With whom. Only who serves, or looks after mistakes, reads it: a mistake in it must not stop other commands.
    pub(crate) trunks_file: PathBuf,
}

/// The file of trunks, as it was when it was read last.
#[derive(Clone)]
pub(crate) struct TrunksFile {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// What was in it, to the byte.
    pub(crate) text: String,
    /// What it says.
    pub(crate) trunks: Trunks<Caller>,
}

impl TrunksFile {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(crate) fn read(path: PathBuf) -> Result<Self, String> {
        let wrong = |why: String| format!("{}: {why}", path.display());
        let text =
            std::fs::read_to_string(&path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
        let trunks = trunks(&text).map_err(wrong)?;
        Ok(Self { path, text, trunks })
    }
}

/// `udp:HOST:PORT` or `tcp:HOST:PORT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SipListen {
    /// What is listened for.
    pub(crate) transport: Transport,
    /// Where.
    pub(crate) address: SocketAddr,
}

/// What SIP is carried by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transport {
    /// Datagrams.
    Udp,
    /// Connections.
    Tcp,
}

impl FromStr for SipListen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("{text:?} is not udp:ADDRESS:PORT or tcp:ADDRESS:PORT, such as udp:10.0.0.5:5060");
        let (transport, address) = text.split_once(':').ok_or_else(wrong)?;
        let transport = match transport {
            "udp" => Transport::Udp,
            "tcp" => Transport::Tcp,
            _ => return Err(wrong()),
        };
        Ok(Self { transport, address: address.parse().map_err(|_| wrong())? })
    }
}

impl fmt::Display for SipListen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let transport = match self.transport {
            Transport::Udp => "udp",
            Transport::Tcp => "tcp",
        };
        write!(f, "{transport}:{}", self.address)
    }
}

/// Reads it; `None` if nothing is said about SIP.
pub(super) fn sip(values: &Values) -> Result<Option<SipConfig>, ConfigError> {
    let text = values.text("sip_listen");
    let is_between = |letter: char| letter == ',' || letter.is_whitespace();
    let listen: Vec<SipListen> = text
        .split(is_between)
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().map_err(|why: String| values.wrong("sip_listen", why)))
        .collect::<Result<_, _>>()?;
    let private = networks(values, "sip_private")?;
    let Some(trunks_file) = values.path("sip_trunks_file") else {
        return if listen.is_empty() {
            Ok(None)
        } else {
            Err(values.wrong("sip_listen", "sip_trunks_file is missing: who may ask?"))
        };
    };
    for SipListen { transport, address } in &listen {
        let ip = address.ip().to_canonical();
        let is_private = ip.is_loopback() || is_in(&private, ip);
        match transport {
            Transport::Udp if !is_private => {
                return Err(values.wrong(
                    "sip_listen",
                    format!(
                        "anybody can write any sender on a datagram to {address}, so no trunk is known by it; use tcp, or \
                         name the address in sip_private if only your switches reach it"
                    ),
                ));
            }
            Transport::Udp | Transport::Tcp => {}
        }
    }
    Ok(Some(SipConfig { listen, trunks_file }))
}

fn is_in(networks: &[IpNet], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(&address))
}

/// The file of trunks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    trunk: Vec<Entry>,
}

/// One trunk as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    from: Vec<String>,
    #[serde(default)]
    role: WrittenRole,
    account: Option<String>,
    #[serde(default)]
    account_header: bool,
    at_most: Option<String>,
    #[serde(default)]
    traffic: WrittenTraffic,
    #[serde(default)]
    diverts: bool,
    #[serde(default)]
    failed: WrittenHandling,
    #[serde(default)]
    unsigned: WrittenHandling,
    #[serde(default)]
    anonymous: WrittenHandling,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum WrittenRole {
    Sign,
    Verify,
    #[default]
    Both,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum WrittenTraffic {
    #[default]
    Own,
    Gateway,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum WrittenHandling {
    #[default]
    Pass,
    Reject,
}

impl From<WrittenHandling> for Handling {
    fn from(written: WrittenHandling) -> Self {
        match written {
            WrittenHandling::Pass => Self::Pass,
            WrittenHandling::Reject => Self::Reject,
        }
    }
}

fn trunks(text: &str) -> Result<Trunks<Caller>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
    if file.trunk.is_empty() {
        return Err("there is no [[trunk]] in it".to_owned());
    }
    let all: Vec<_> = file.trunk.into_iter().map(trunk).collect::<Result<_, _>>()?;
    Trunks::new(all).map_err(|error| error.to_string())
}

fn trunk(entry: Entry) -> Result<Trunk<Caller>, String> {
    let Entry { name, account, at_most, .. } = &entry;
    let wrong = |key: &str, value: &str, what: &str| format!("trunk {name:?}: {key}: {value:?} is no {what}");
    if name.trim().is_empty() || name.len() > NAME_LIMIT || name.chars().any(char::is_control) {
        return Err(format!("trunk {name:?}: name: 1 to {NAME_LIMIT} bytes of text"));
    }
    let name: Arc<str> = name.as_str().into();
    if entry.from.is_empty() {
        return Err(format!("trunk {name:?}: from: where does it send from?"));
    }
    let network = |text: &String| {
        let parsed = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        parsed.map_err(|_| wrong("from", text, "IP address or network"))
    };
    let from = entry.from.iter().map(network).collect::<Result<_, _>>()?;
    let account =
        account.as_ref().map(|text| text.parse().map_err(|_| wrong("account", text, "account's SID")));
    let at_most = at_most.as_ref().map(|text| text.parse().map_err(|_| wrong("at_most", text, "A, B or C")));
    let caller = Caller {
        trunk: Arc::clone(&name),
        account: account.transpose()?,
        may_name_account: entry.account_header,
        at_most: at_most.transpose()?,
        traffic: match entry.traffic {
            WrittenTraffic::Own => Traffic::Own,
            WrittenTraffic::Gateway => Traffic::Gateway,
        },
    };
    let role = match entry.role {
        WrittenRole::Sign => Role::Sign,
        WrittenRole::Verify => Role::Verify,
        WrittenRole::Both => Role::Both,
    };
    if entry.diverts && role == Role::Verify {
        return Err(format!(
            "trunk {name:?}: diverts: what its role, verify, does not sign cannot be sent on with a signature"
        ));
    }
    let policy = Policy {
        failed: entry.failed.into(),
        unsigned: entry.unsigned.into(),
        anonymous: entry.anonymous.into(),
    };
    Ok(Trunk { name, from, role, is_diverting: entry.diverts, policy, caller })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        trunks(text).err().unwrap_or_default()
    }

    #[test]
    fn a_trunk_is_read_whole_and_what_is_left_out_lets_calls_go_on() {
        let text = "[[trunk]]\nname = 'main'\nfrom = ['10.0.0.7']\naccount_header = true\n\n[[trunk]]\nname = 'in'\n\
             from = ['10.1.0.0/16']\nrole = 'verify'\nat_most = 'B'\ntraffic = 'gateway'\nfailed = 'reject'\n";
        let trunks = trunks(text).unwrap();
        let main = trunks.of("10.0.0.7".parse().unwrap()).unwrap();
        assert_eq!((main.role, main.policy), (Role::Both, Policy::default()));
        assert!(!main.is_diverting);
        assert!(main.caller.may_name_account && main.caller.account.is_none());
        let inward = trunks.of("10.1.2.3".parse().unwrap()).unwrap();
        assert_eq!((inward.role, inward.policy.failed), (Role::Verify, Handling::Reject));
        assert_eq!(inward.caller.traffic, Traffic::Gateway);
        assert_eq!(inward.caller.at_most.map(trusthub_domain::attestation::Attest::as_str), Some("B"));
    }

    #[test]
    fn a_mistake_in_the_file_is_named() {
        for (text, wanted) in [
            ("", "there is no [[trunk]]"),
            ("[[trunk]]\nname = ' '\nfrom = ['::1']\n", "name: 1 to 64 bytes of text"),
            ("[[trunk]]\nname = 'a'\n", "missing field `from`"),
            ("[[trunk]]\nname = 'a'\nfrom = []\n", "where does it send from?"),
            ("[[trunk]]\nname = 'a'\nfrom = ['x']\n", r#"trunk "a": from: "x" is no IP address or network"#),
            ("[[trunk]]\nname = 'a'\nfrom = ['::1']\nrole = 'sing'\n", "unknown variant `sing`"),
            ("[[trunk]]\nname = 'a'\nfrom = ['::1']\naccount = 'x'\n", r#"account: "x" is no account's SID"#),
            ("[[trunk]]\nname = 'a'\nfrom = ['::1']\nat_most = 'D'\n", r#"at_most: "D" is no A, B or C"#),
            (
                "[[trunk]]\nname = 'a'\nfrom = ['::1']\nrole = 'verify'\ndiverts = true\n",
                "trunk \"a\": diverts: ",
            ),
            ("[[trunk]]\nname = 'a'\nfrom = ['::1']\nacount = 'x'\n", "unknown field `acount`"),
        ] {
            assert!(told(text).contains(wanted), "{text}: {}", told(text));
        }
    }

    #[test]
    fn listeners_are_written_as_they_are_read() {
        for text in ["udp:10.0.0.5:5060", "tcp:[::1]:5060"] {
            assert_eq!(text.parse::<SipListen>().unwrap().to_string(), text);
        }
        for text in ["10.0.0.5:5060", "tls:10.0.0.5:5061", "udp:localhost:5060", "udp:10.0.0.5"] {
            assert!(text.parse::<SipListen>().is_err(), "{text}");
        }
    }
}
