//! A service that listens on a free port of this machine, and a client that writes given bytes, one by one.

use std::path::PathBuf;
use std::time::Duration;

use paraph_server::clock::Clock;
use paraph_server::config::Config;
use paraph_server::serve::{self, Surroundings};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// How long a test waits before it says that nothing came of it; not a measure of anything.
const FAR_TOO_LONG: Duration = Duration::from_secs(60);

/// A running service in a folder of its own.
pub(crate) struct Service {
    inner: serve::Service,
    _folder: TempDir,
}

/// Starts a service after a change to its configuration.
pub(crate) async fn start(change: impl FnOnce(&mut Config)) -> Service {
    let folder = TempDir::new().unwrap();
    let mut config = Config { data: folder.path().join("data"), ..Config::default() };
    config.listen.set_port(0);
    change(&mut config);
    let surroundings = Surroundings { clock: Clock::System, program: PathBuf::from("/bin/false") };
    Service { inner: serve::start(config, surroundings).await.unwrap(), _folder: folder }
}

impl Service {
    pub(crate) async fn connect(&self) -> Client {
        let stream = within(TcpStream::connect(self.inner.address)).await.unwrap();
        Client { stream, host: format!("localhost:{}", self.inner.address.port()) }
    }

    /// A client that takes little at a time.
    pub(crate) async fn connect_narrow(&self) -> Client {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4 * 1024).unwrap();
        let stream = within(socket.connect(self.inner.address)).await.unwrap();
        Client { stream, host: format!("localhost:{}", self.inner.address.port()) }
    }

    /// What the service says of itself to a newcomer.
    pub(crate) async fn health(&self) -> String {
        let mut client = self.connect().await;
        client.write("GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").await;
        client.read_to_end().await
    }

    pub(crate) async fn stop(self) {
        within(self.inner.stop()).await.unwrap();
    }
}

/// A client of raw bytes.
pub(crate) struct Client {
    stream: TcpStream,
    host: String,
}

impl Client {
    /// Writes a text in which `{host}` is the service's own.
    pub(crate) async fn write(&mut self, text: &str) {
        self.write_bytes(text.replace("{host}", &self.host).as_bytes()).await.unwrap();
    }

    pub(crate) async fn write_bytes(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        within(self.stream.write_all(bytes)).await
    }

    /// Writes what is taken at once; whether anything was.
    pub(crate) fn try_write(&self, text: &str) -> bool {
        self.stream.try_write(text.replace("{host}", &self.host).as_bytes()).is_ok()
    }

    /// One answer with a length, as far as its end.
    pub(crate) async fn read_answer(&mut self) -> String {
        let mut bytes = Vec::new();
        loop {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                let length: usize = length.unwrap_or_else(|| panic!("no length: {head}")).parse().unwrap();
                if body.len() >= length {
                    return text;
                }
            }
            let mut space = [0; 4096];
            let read = within(self.stream.read(&mut space)).await.unwrap();
            assert!(read > 0, "the connection ended within an answer: {text}");
            bytes.extend_from_slice(space.get(..read).unwrap_or_default());
        }
    }

    /// Everything until the service closes the connection, which it must.
    pub(crate) async fn read_to_end(&mut self) -> String {
        let mut bytes = Vec::new();
        // A reset is an end too.
        let _end = within(self.stream.read_to_end(&mut bytes)).await;
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Waits for what must come.
pub(crate) async fn within<T>(coming: impl Future<Output = T>) -> T {
    tokio::time::timeout(FAR_TOO_LONG, coming).await.unwrap_or_else(|_| panic!("nothing came of it"))
}
