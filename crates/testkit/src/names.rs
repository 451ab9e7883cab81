//! A name server on loopback, whose zone a test writes.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use hickory_resolver::proto::op::{Message, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::TXT;
use hickory_resolver::proto::rr::{RData, Record, RecordType};
use tokio::net::UdpSocket;
use tokio::task::JoinSet;
use trusthub_gateways::dns::TextDns;
use trusthub_gateways::outside::Outside;

/// What it answers for a name: texts, or that it cannot say.
type Zone = Arc<Mutex<BTreeMap<String, Option<Vec<String>>>>>;

/// A name server; it ends with the value.
#[derive(Debug)]
pub struct NameServer {
    zone: Zone,
    address: SocketAddr,
    /// Ends with the value.
    _tasks: JoinSet<()>,
}

impl NameServer {
    /// One that knows no name yet.
    ///
    /// # Panics
    /// If loopback has no port left.
    pub async fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
        let address = socket.local_addr().expect("an address");
        let zone = Zone::default();
        let mut tasks = JoinSet::new();
        tasks.spawn(serve(socket, Arc::clone(&zone)));
        Self { zone, address, _tasks: tasks }
    }

    /// From now on a name has these TXT records, and no others.
    pub fn publish(&self, name: &str, texts: &[&str]) {
        let texts = texts.iter().map(|&text| text.to_owned()).collect();
        self.set(name, Some(Some(texts)));
    }

    /// From now on there is no such name.
    pub fn withdraw(&self, name: &str) {
        self.set(name, None);
    }

    /// From now on it fails for a name.
    pub fn fail(&self, name: &str) {
        self.set(name, Some(None));
    }

    fn set(&self, name: &str, said: Option<Option<Vec<String>>>) {
        let mut zone = self.zone.lock().unwrap_or_else(PoisonError::into_inner);
        match said {
            Some(said) => zone.insert(name.to_owned(), said),
            None => zone.remove(name),
        };
    }

    /// What a hub that asks it has outside.
    ///
    /// # Panics
    /// If the resolver cannot be made.
    #[must_use]
    pub fn outside(&self) -> Outside {
        let texts = TextDns::new(&[self.address]).expect("a resolver");
        Outside { texts: Some(texts), ..Outside::default() }
    }
}

async fn serve(socket: UdpSocket, zone: Zone) {
    let mut bytes = [0; 1500];
    while let Ok((length, from)) = socket.recv_from(&mut bytes).await {
        let question = bytes.get(..length).and_then(|bytes| Message::from_vec(bytes).ok());
        let Some(answer) = question.and_then(|question| answer(&question, &zone)) else { continue };
        let _ = socket.send_to(&answer, from).await;
    }
}

fn answer(question: &Message, zone: &Zone) -> Option<Vec<u8>> {
    let query = question.queries.first()?.clone();
    let name = query.name().to_ascii().to_ascii_lowercase();
    let said = zone.lock().unwrap_or_else(PoisonError::into_inner).get(name.trim_end_matches('.')).cloned();
    let (code, texts) = match said {
        Some(Some(texts)) if query.query_type() == RecordType::TXT => (ResponseCode::NoError, texts),
        Some(Some(_)) => (ResponseCode::NoError, Vec::new()),
        Some(None) => (ResponseCode::ServFail, Vec::new()),
        None => (ResponseCode::NXDomain, Vec::new()),
    };
    let record = |text: String| {
        // A text longer than 255 bytes stands in several strings.
        let parts = text.as_bytes().chunks(255).map(|part| String::from_utf8_lossy(part).into_owned());
        Record::from_rdata(query.name().clone(), 3600, RData::TXT(TXT::new(parts.collect())))
    };
    let records: Vec<Record> = texts.into_iter().map(record).collect();
    let mut answer = Message::response(question.id, OpCode::Query);
    answer.metadata.response_code = code;
    answer.add_query(query);
    answer.add_answers(records);
    answer.to_vec().ok()
}
