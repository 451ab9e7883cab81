//! The scanner's protocol, against a stand-in: a listener that speaks `INSTREAM` as clamd(8) describes it and knows one
//! signature, EICAR's test file. The real daemon holds a gigabyte of signatures in memory.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixListener};
use trusthub_domain::item::MediaType;
use trusthub_domain::reading::Scan;
use trusthub_gateways::documents::inspect::{Clamd, ClamdError, Inspector, Readers, Tools};

/// As published by EICAR; in two parts, so that no scanner takes this file for it.
const EICAR: [&str; 2] = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"];
const ENGINE: &str = "ClamAV 1.4.3/27830/Thu Nov 26 08:20:11 2026";
/// The stand-in's `StreamMaxLength`.
const MOST_BYTES: usize = 300_000;

async fn command(stream: &mut (impl AsyncReadExt + Unpin)) -> Vec<u8> {
    let mut command = Vec::new();
    while let Ok(byte) = stream.read_u8().await {
        if byte == 0 {
            break;
        }
        command.push(byte);
    }
    command
}

async fn answer<S: AsyncReadExt + AsyncWriteExt + Unpin>(mut stream: S) {
    let said = match command(&mut stream).await.as_slice() {
        b"zVERSION" => ENGINE.to_owned(),
        b"zINSTREAM" => {
            let mut file = Vec::new();
            loop {
                let length = stream.read_u32().await.expect("a length");
                if length == 0 {
                    break;
                }
                let mut piece = vec![0; usize::try_from(length).expect("a length")];
                stream.read_exact(&mut piece).await.expect("a piece");
                file.extend(piece);
                if file.len() > MOST_BYTES {
                    break;
                }
            }
            let is_eicar = file.windows(68).any(|window| window == EICAR.concat().as_bytes());
            match is_eicar {
                _ if file.len() > MOST_BYTES => "INSTREAM size limit exceeded. ERROR".to_owned(),
                true => "stream: Eicar-Test-Signature FOUND".to_owned(),
                false => "stream: OK".to_owned(),
            }
        }
        _ => "UNKNOWN COMMAND".to_owned(),
    };
    let _ = stream.write_all(format!("{said}\0").as_bytes()).await;
}

/// Serves as many connections as are asked for, then goes away.
async fn stand_in(connections: usize) -> Clamd {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("tcp:{}", listener.local_addr().expect("an address"));
    tokio::task::spawn_local(async move {
        for _ in 0..connections {
            let (stream, _) = listener.accept().await.expect("a connection");
            answer::<TcpStream>(stream).await;
        }
    });
    Clamd::new(address.parse().expect("an address"))
}

async fn locally<T>(work: impl Future<Output = T>) -> T {
    tokio::task::LocalSet::new().run_until(work).await
}

#[tokio::test]
async fn a_clean_file_and_malware_are_told_apart() {
    locally(async {
        let clamd = stand_in(4).await;
        let clean = clamd.scan(&vec![b'x'; 200_000]).await.expect("a verdict");
        assert_eq!(clean, Scan::Clean { engine: ENGINE.to_owned() });
        let found = clamd.scan(EICAR.concat().as_bytes()).await.expect("a verdict");
        let signature = "Eicar-Test-Signature".to_owned();
        assert_eq!(found, Scan::Malware { signature, engine: ENGINE.to_owned() });
    })
    .await;
}

#[tokio::test]
async fn it_is_reached_over_a_unix_socket_too() {
    locally(async {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("clamd.ctl");
        let listener = UnixListener::bind(&path).expect("a socket");
        tokio::task::spawn_local(async move {
            let (stream, _) = listener.accept().await.expect("a connection");
            answer(stream).await;
        });
        let clamd = Clamd::new(format!("unix:{}", path.display()).parse().expect("an address"));
        assert_eq!(clamd.version().await.expect("a version"), ENGINE);
    })
    .await;
}

#[tokio::test]
async fn no_verdict_is_never_clean() {
    locally(async {
        // It answers before the end of the file and hangs up; whether the answer arrives is up to the network.
        let refused = stand_in(2).await.scan(&vec![b'x'; 4 * MOST_BYTES]).await;
        assert!(matches!(refused, Err(ClamdError::Refused(_) | ClamdError::Connection(_))), "{refused:?}");
        // One connection for the version, none for the file.
        let gone = stand_in(1).await.scan(b"x").await;
        assert!(matches!(gone, Err(ClamdError::Connection(_))), "{gone:?}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_daemon_that_says_nothing_is_waited_for_so_long() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("tcp:{}", listener.local_addr().expect("an address"));
    let begun = tokio::time::Instant::now();
    let silent = Clamd::new(address.parse().expect("an address")).scan(b"x").await;
    assert!(matches!(silent, Err(ClamdError::Timeout)), "{silent:?}");
    assert_eq!(begun.elapsed().as_secs(), Duration::from_secs(8).as_secs());
}

#[tokio::test]
async fn without_a_scanner_nothing_was_scanned() {
    let inspector = Inspector::new(Readers::Here, Tools::default(), None);
    assert_eq!(inspector.scan(b"x").await.expect("an answer"), Scan::Off);
    assert!(!inspector.has_scanner() && !inspector.recognises(MediaType::Png));
}
