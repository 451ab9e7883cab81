//! An S3 server of one bucket in a folder, on the loopback interface: it reads requests, checks signatures and answers
//! as S3 does, with code that is none of ours.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use trusthub_gateways::documents::{DocumentPlace, Documents, DocumentsConfig, S3Access, S3Credentials};

pub const BUCKET: &str = "vault";
pub const ACCESS_KEY: &str = "hub";
pub const SECRET: &str = "a secret of the hub's";

/// The server; it ends with the value, and what it stored too.
pub struct S3Server {
    root: TempDir,
    address: SocketAddr,
    service: S3Service,
    tasks: JoinSet<()>,
}

impl S3Server {
    /// On a free port, with an empty bucket.
    pub async fn start() -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join(BUCKET)).unwrap();
        let mut service = S3ServiceBuilder::new(FileSystem::new(root.path()).unwrap());
        service.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET));
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut server = Self { root, address, service: service.build(), tasks: JoinSet::new() };
        server.listen().await;
        server
    }

    /// Listens, after [`S3Server::stop`] at the same address.
    pub async fn listen(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.address = listener.local_addr().unwrap();
        let service = self.service.clone();
        self.tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let served = http1::Builder::new().serve_connection(TokioIo::new(stream), service.clone());
                connections.spawn(async move {
                    // Broken off by a client that has what it wanted, or by the end of the test.
                    let _ended = served.await;
                });
            }
        });
    }

    /// Closes the port and every connection.
    pub async fn stop(&mut self) {
        self.tasks.shutdown().await;
    }

    /// The file of an object.
    pub fn file(&self, object: &str) -> PathBuf {
        self.root.path().join(BUCKET).join(object)
    }

    /// The documents in `s3://BUCKET/hub/documents` of this server, of at most `most_bytes` each.
    pub fn documents(&self, most_bytes: u64) -> Documents {
        bucket(&format!("http://{}", self.address), BUCKET, SECRET, most_bytes)
    }

    /// The documents in a bucket of this server's, asked for with a secret.
    pub fn documents_as(&self, bucket_name: &str, secret: &str) -> Documents {
        bucket(&format!("http://{}", self.address), bucket_name, secret, 1000)
    }
}

/// The documents in `hub/documents` of a bucket.
pub fn bucket(endpoint: &str, name: &str, secret: &str, most_bytes: u64) -> Documents {
    let access = S3Access {
        endpoint: Some(endpoint.to_owned()),
        credentials: Some(S3Credentials {
            access_key_id: ACCESS_KEY.to_owned(),
            secret_access_key: secret.into(),
            session_token: None,
        }),
        allow_http: true,
        ..S3Access::default()
    };
    let place = DocumentPlace::parse(&format!("s3://{name}/hub/documents"), access).unwrap();
    Documents::new(&DocumentsConfig { place, most_bytes }).unwrap()
}
