//! Mail as files, and in memory.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use trusthub_gateways::mail::{MailTransport, Mailer};

use crate::support::{EVENT, mail};

#[tokio::test]
async fn a_mail_is_one_file_for_the_owner_alone() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("hub/mail");
    let mailer = Mailer::new(&MailTransport::Folder(folder.clone())).unwrap();
    mailer.healthy().await.unwrap();
    mailer.send(&mail()).await.unwrap();
    let file = folder.join(format!("{EVENT}.eml"));
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let content = fs::read_to_string(&file).unwrap();
    assert!(content.contains("To: owner@customer.example\r\n"), "{content}");
}

#[tokio::test]
async fn a_repetition_replaces_its_file_and_leaves_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = Mailer::new(&MailTransport::Folder(folder.path().to_owned())).unwrap();
    mailer.send(&mail()).await.unwrap();
    mailer.send(&mail()).await.unwrap();
    let names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, [format!("{EVENT}.eml").as_str()]);
}

#[tokio::test]
async fn a_folder_open_to_others_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    Mailer::new(&MailTransport::Folder(folder.path().to_owned())).unwrap();
    assert_eq!(fs::metadata(folder.path()).unwrap().permissions().mode() & 0o777, 0o700);
}

#[tokio::test]
async fn a_folder_that_is_gone_is_a_temporary_failure() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("mail");
    let mailer = Mailer::new(&MailTransport::Folder(folder.clone())).unwrap();
    fs::remove_dir(&folder).unwrap();
    assert!(mailer.healthy().await.is_err());
    assert!(!mailer.send(&mail()).await.unwrap_err().is_permanent());
}

#[tokio::test]
async fn a_file_where_the_folder_should_be_is_refused_at_start() {
    let file = tempfile::NamedTempFile::new().unwrap();
    assert!(Mailer::new(&MailTransport::Folder(file.path().to_owned())).is_err());
}

#[tokio::test]
async fn mail_in_memory_can_be_read_back() {
    let mailer = Mailer::memory();
    assert!(mailer.sent().is_empty());
    mailer.send(&mail()).await.unwrap();
    assert!(mailer.sent() == [mail()]);
}

#[tokio::test]
async fn a_line_break_never_starts_a_header() {
    let mailer = Mailer::memory();
    let folder = tempfile::tempdir().unwrap();
    let files = Mailer::new(&MailTransport::Folder(folder.path().to_owned())).unwrap();
    let mut attack = mail();
    attack.subject = "Hello\r\nBcc: victim@example.com\r\n\r\nbody".to_owned();
    attack.from.name = Some("Hub\r\nBcc: victim@example.com".to_owned());
    mailer.send(&attack).await.unwrap();
    files.send(&attack).await.unwrap();
    let content = fs::read_to_string(folder.path().join(format!("{EVENT}.eml"))).unwrap();
    assert!(!content.lines().any(|line| line.starts_with("Bcc")), "{content}");
}
