//! Mail through a mail server.

use std::time::Duration;

use secrecy::SecretString;
use trusthub_gateways::mail::{MailError, MailFailure, MailTransport, Mailer, SmtpConfig};

use crate::smtp_sink::{Encryption, Manners, SmtpSink};
use crate::support::{EVENT, Server, closed_port, mail};

fn mailer(url: &str, sink: Option<&SmtpSink>) -> Mailer {
    let config = SmtpConfig {
        extra_roots_pem: sink.map(|sink| sink.root_pem.clone()),
        hello_name: Some("hub.provider.example".to_owned()),
        timeout: Duration::from_secs(5),
        ..SmtpConfig::new(SecretString::from(url))
    };
    Mailer::new(&MailTransport::Smtp(config)).unwrap()
}

fn plain(sink: &SmtpSink) -> Mailer {
    mailer(&format!("smtp://{}", sink.address()), None)
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let sink = SmtpSink::start(Manners::default()).await;
    let mailer = plain(&sink);
    mailer.healthy().await.unwrap();
    mailer.send(&mail()).await.unwrap();
    let received = sink.received();
    assert_eq!(received.len(), 1);
    assert!(received[0].from.starts_with("MAIL FROM:<hub@provider.example>"), "{}", received[0].from);
    assert_eq!(received[0].to, ["RCPT TO:<owner@customer.example>"]);
    insta::assert_snapshot!(received[0].content.replace("\r\n", "\n"));
}

#[tokio::test]
async fn the_same_event_is_the_same_message_at_each_attempt() {
    let sink = SmtpSink::start(Manners::default()).await;
    let mailer = plain(&sink);
    mailer.send(&mail()).await.unwrap();
    mailer.send(&mail()).await.unwrap();
    let received = sink.received();
    assert_eq!(received[0].content, received[1].content);
    assert!(received[0].content.contains(&format!("Message-ID: <{EVENT}@provider.example>")));
}

#[tokio::test]
async fn nothing_but_the_wish_for_tls_is_said_in_clear() {
    let sink = SmtpSink::start(Manners { tls: Encryption::StartTls, ..Manners::default() }).await;
    let url = format!("smtp://hub:s%40cret@localhost:{}?tls=required", sink.address().port());
    mailer(&url, Some(&sink)).send(&mail()).await.unwrap();
    assert_eq!(sink.said_in_clear(), ["EHLO hub.provider.example", "STARTTLS"]);
    let received = sink.received();
    assert!(received[0].was_encrypted);
    // base64 of NUL, user, NUL, password (RFC 4616)
    assert_eq!(received[0].login.as_deref(), Some("AGh1YgBzQGNyZXQ="));
}

#[tokio::test]
async fn smtps_is_encrypted_from_the_first_byte() {
    let sink = SmtpSink::start(Manners { tls: Encryption::FromTheStart, ..Manners::default() }).await;
    let url = format!("smtps://localhost:{}", sink.address().port());
    mailer(&url, Some(&sink)).send(&mail()).await.unwrap();
    assert!(sink.received()[0].was_encrypted);
}

#[tokio::test]
async fn a_server_without_starttls_gets_neither_login_nor_mail() {
    let sink = SmtpSink::start(Manners::default()).await;
    let url = format!("smtp://hub:secret@localhost:{}?tls=required", sink.address().port());
    let error = mailer(&url, Some(&sink)).send(&mail()).await.unwrap_err();
    assert!(matches!(error, MailError::Temporary(MailFailure::Tls)), "{error:?}");
    assert!(sink.received().is_empty());
    assert!(!sink.said_in_clear().iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")));
}

#[tokio::test]
async fn an_untrusted_certificate_is_refused() {
    for (tls, scheme) in [(Encryption::StartTls, "smtp"), (Encryption::FromTheStart, "smtps")] {
        let sink = SmtpSink::start(Manners { tls, ..Manners::default() }).await;
        let url = format!("{scheme}://localhost:{}?tls=required", sink.address().port());
        let error = mailer(&url, None).send(&mail()).await.unwrap_err();
        assert!(matches!(error, MailError::Temporary(MailFailure::Tls)), "{error:?}");
        assert!(sink.received().is_empty());
    }
}

#[tokio::test]
async fn only_a_refusal_of_the_mail_itself_is_permanent() {
    let table = [
        ("550 5.1.1 <owner@customer.example>: no such user", true),
        ("553 5.1.3 bad mailbox", true),
        ("450 4.2.1 try later", false),
        ("452 4.2.2 mailbox full", false),
        ("530 5.7.0 login first", false),
        ("503 bad sequence", false),
    ];
    for (answer, is_permanent) in table {
        let sink = SmtpSink::start(Manners { recipient: Some(answer), ..Manners::default() }).await;
        let error = plain(&sink).send(&mail()).await.unwrap_err();
        assert_eq!(error.is_permanent(), is_permanent, "{answer}");
        let code: u16 = answer[..3].parse().unwrap();
        assert!(
            matches!(error.failure(), MailFailure::Answer(found) if *found == code),
            "{answer}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_refused_login_is_the_operators_to_mend_and_the_mail_waits() {
    let manners = Manners { login: Some("535 5.7.8 authentication failed"), ..Manners::default() };
    let sink = SmtpSink::start(manners).await;
    let url = format!("smtp://hub:wrong@{}", sink.address());
    let error = mailer(&url, None).send(&mail()).await.unwrap_err();
    assert!(matches!(error, MailError::Temporary(MailFailure::Answer(535))), "{error:?}");
}

#[tokio::test]
async fn an_error_repeats_neither_address_nor_password() {
    let manners = Manners { recipient: Some("550 <owner@customer.example> unknown"), ..Manners::default() };
    let sink = SmtpSink::start(manners).await;
    let url = format!("smtp://hub:topsecret@{}", sink.address());
    let mailer = mailer(&url, None);
    let error = mailer.send(&mail()).await.unwrap_err();
    let shown = format!("{error} {error:?} {:?}", mail());
    assert!(!shown.contains("owner") && !shown.contains("topsecret"), "{shown}");
}

#[tokio::test]
async fn a_server_that_hangs_up_or_is_not_there_is_tried_again_later() {
    let hanging_up = Server::start(|stream| async move { drop(stream) }).await;
    for address in [hanging_up.address, closed_port().await] {
        let mailer = mailer(&format!("smtp://{address}"), None);
        let error = mailer.send(&mail()).await.unwrap_err();
        assert!(matches!(error, MailError::Temporary(MailFailure::Connection)), "{error:?}");
        assert!(mailer.healthy().await.is_err());
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_nothing_is_given_up() {
    let silent = Server::start(|stream| async move {
        let _held = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let error = mailer(&format!("smtp://{}", silent.address), None).send(&mail()).await.unwrap_err();
    assert!(matches!(error, MailError::Temporary(_)), "{error:?}");
}

#[tokio::test]
async fn a_wrong_url_is_refused_at_start_without_repeating_it() {
    let config = SmtpConfig::new(SecretString::from("smtp://topsecret@mail.example.com"));
    let error = Mailer::new(&MailTransport::Smtp(config)).unwrap_err();
    assert!(matches!(error, MailError::Config(MailFailure::Url(_))), "{error:?}");
    assert!(!format!("{error:?}").contains("topsecret"));
}
