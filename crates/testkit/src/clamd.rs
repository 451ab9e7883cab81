//! A stand-in for clamd: a listener that speaks `INSTREAM` and knows one signature, that of EICAR's test file. The real
//! daemon holds a gigabyte of signatures in memory.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// As published by EICAR; in two parts, so that no scanner takes this file for it.
const EICAR: [&str; 2] = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"];

/// What the stand-in calls itself.
pub const ENGINE: &str = "ClamAV 1.4.3/27830/Thu Nov 26 08:20:11 2026";

/// Listens until it is dropped.
pub struct Clamd {
    /// `tcp:127.0.0.1:PORT`
    pub address: String,
    _tasks: JoinSet<()>,
}

/// EICAR's test file.
#[must_use]
pub fn eicar() -> String {
    EICAR.concat()
}

impl Clamd {
    /// On a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("tcp:{}", listener.local_addr().expect("an address"));
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Who hangs up is not waited for.
                let _ = answer(stream).await;
            }
        });
        Self { address, _tasks: tasks }
    }
}

async fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    let mut command = Vec::new();
    loop {
        match stream.read_u8().await? {
            0 => break,
            byte => command.push(byte),
        }
    }
    let said = match command.as_slice() {
        b"zVERSION" => ENGINE,
        b"zINSTREAM" if is_eicar(&file(&mut stream).await?) => "stream: Eicar-Test-Signature FOUND",
        b"zINSTREAM" => "stream: OK",
        _ => "UNKNOWN COMMAND",
    };
    stream.write_all(format!("{said}\0").as_bytes()).await
}

fn is_eicar(file: &[u8]) -> bool {
    let eicar = eicar();
    file.windows(eicar.len()).any(|window| window == eicar.as_bytes())
}

/// Pieces behind their lengths, until one of none.
async fn file(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut file = Vec::new();
    loop {
        let length = stream.read_u32().await?;
        if length == 0 {
            return Ok(file);
        }
        let mut piece = vec![0; usize::try_from(length).expect("a length")];
        stream.read_exact(&mut piece).await?;
        file.extend(piece);
    }
}
