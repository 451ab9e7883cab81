//! Whether a domain takes mail, asked of a name server that is made for it.

use std::net::SocketAddr;

use hickory_resolver::proto::op::{Message, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, MX};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::net::UdpSocket;
use tokio::task::JoinSet;
use trusthub_gateways::dns::{MailDns, MailRoute};

use crate::support::closed_port;

/// A name server with one domain per answer that there is.
async fn name_server(tasks: &mut JoinSet<()>) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tasks.spawn(async move {
        let mut bytes = [0; 1500];
        while let Ok((length, from)) = socket.recv_from(&mut bytes).await {
            let question = Message::from_vec(&bytes[..length]).unwrap();
            let _ = socket.send_to(&answer(&question).to_vec().unwrap(), from).await;
        }
    });
    address
}

fn answer(question: &Message) -> Message {
    let query = question.queries[0].clone();
    let name = query.name().clone();
    let exchanger = |preference, exchange: &str| {
        let exchange = Name::from_ascii(exchange).unwrap();
        Record::from_rdata(name.clone(), 60, RData::MX(MX::new(preference, exchange)))
    };
    let domain = name.to_ascii();
    let (code, records) = match (domain.as_str(), query.query_type()) {
        ("mail.example.", RecordType::MX) => (ResponseCode::NoError, vec![exchanger(10, "mx.mail.example.")]),
        ("null.example.", RecordType::MX) => (ResponseCode::NoError, vec![exchanger(0, ".")]),
        ("host.example.", RecordType::A) => {
            (ResponseCode::NoError, vec![Record::from_rdata(name, 60, RData::A(A::new(192, 0, 2, 1)))])
        }
        ("host.example." | "bare.example.", _) => (ResponseCode::NoError, Vec::new()),
        ("broken.example.", _) => (ResponseCode::ServFail, Vec::new()),
        _ => (ResponseCode::NXDomain, Vec::new()),
    };
    let mut answer = Message::response(question.id, OpCode::Query);
    answer.metadata.response_code = code;
    answer.add_query(query);
    answer.add_answers(records);
    answer
}

#[tokio::test]
async fn each_kind_of_route_is_told_from_the_others() {
    let mut tasks = JoinSet::new();
    let dns = MailDns::new(&[name_server(&mut tasks).await]).unwrap();
    for (domain, route) in [
        ("mail.example", MailRoute::Exchangers),
        ("null.example", MailRoute::Refused),
        ("host.example", MailRoute::OwnAddress),
        ("bare.example", MailRoute::Nowhere),
        ("gone.example", MailRoute::NoSuchDomain),
        ("broken.example", MailRoute::Silence),
        ("not a name..", MailRoute::Silence),
    ] {
        assert_eq!(dns.mail_route(domain).await, route, "{domain}");
    }
}

#[tokio::test]
async fn a_name_server_that_is_down_says_nothing() {
    let dns = MailDns::new(&[closed_port().await]).unwrap();
    assert_eq!(dns.mail_route("mail.example").await, MailRoute::Silence);
}
