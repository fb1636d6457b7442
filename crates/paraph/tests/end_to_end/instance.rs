//! The program itself, serving from a folder of its own on a free port.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::http::Client;

/// The signed documents of other makers, if they are here.
pub(super) fn corpus() -> Option<PathBuf> {
    let given = std::env::var_os("PARAPH_CORPUS").map(PathBuf::from);
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus"));
    let found = given.or(Some(beside)).filter(|path| path.is_dir());
    if found.is_none() {
        println!("passed over: there is no corpus");
    }
    found.map(|path| path.join("pades"))
}

/// A running program.
pub(super) struct Instance {
    child: Child,
    pub(super) port: u16,
    /// The first administrator's invitation, while nobody has accepted it.
    pub(super) invitation: Option<String>,
}

/// The folder of an instance, which outlives its process.
pub(super) struct Home {
    folder: TempDir,
    database: Option<String>,
}

impl Home {
    pub(super) fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), database: None }
    }

    /// A home whose database is a PostgreSQL.
    pub(super) fn with_database(url: String) -> Self {
        Self { folder: TempDir::new().unwrap(), database: Some(url) }
    }

    pub(super) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Everything the program said, in all its runs.
    pub(super) fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Starts the program and waits until it says where it listens.
    pub(super) fn start(&self) -> Instance {
        self.start_under(&[])
    }

    /// The same under another program, which is given this one and its arguments.
    pub(super) fn start_under(&self, over: &[&str]) -> Instance {
        let log = File::options().create(true).append(true).open(self.log()).unwrap();
        let line: Vec<&str> = over.iter().copied().chain([env!("CARGO_BIN_EXE_paraph")]).collect();
        let mut command = Command::new(line[0]);
        command.args(&line[1..]);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PARAPH_"))
        {
            command.env_remove(name);
        }
        command.envs(self.database.as_ref().map(|url| ("PARAPH_DATABASE_URL", url)));
        let mut child = command
            .arg("serve")
            .env("PARAPH_LISTEN", "127.0.0.1:0")
            .env("PARAPH_DATA", self.data())
            .env("PARAPH_OPERATOR", "Lefort & Associates")
            .env("PARAPH_TIMESTAMP_SERVE", "true")
            .current_dir(self.folder.path())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let serves =
            lines.by_ref().find_map(|line| line.split_once(" serves ").map(|(_, url)| url.to_owned()));
        let url = serves
            .unwrap_or_else(|| panic!("it did not start: {}", std::fs::read_to_string(self.log()).unwrap()));
        let port = url.rsplit(':').next().unwrap().trim().parse().unwrap();
        // The line about mail is the last one said at the start.
        let of_mail = |line: &str| line.contains("/outbox") || line.starts_with("Mail leaves");
        let said: Vec<String> = lines.by_ref().take_while(|line| !of_mail(line)).collect();
        let invitation = said
            .iter()
            .find_map(|line| line.split_once("/invitation/").map(|(_, token)| token.trim().to_owned()));
        std::thread::spawn(move || lines.for_each(drop));
        Instance { child, port, invitation }
    }
}

impl Home {
    /// What a command of the program says in this folder, going by its `paraph.toml` alone, and its exit code.
    pub(super) fn plain_command(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PARAPH_"))
        {
            command.env_remove(name);
        }
        let output = command.args(arguments).current_dir(self.folder.path()).output().unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    }

    /// What a command of the program says about this home, and its exit code.
    pub(super) fn command(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PARAPH_"))
        {
            command.env_remove(name);
        }
        command.envs(self.database.as_ref().map(|url| ("PARAPH_DATABASE_URL", url)));
        command.env("PARAPH_DATA", self.data()).env("PARAPH_OPERATOR", "Lefort & Associates");
        let output = command.args(arguments).current_dir(self.folder.path()).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    }

    /// A file of the folder that the program works in.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

impl Instance {
    /// The number of its process.
    pub(super) fn process(&self) -> u32 {
        self.child.id()
    }

    pub(super) fn client(&self) -> Client {
        Client::new(self.port)
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// Ends the program as a power cut would.
    pub(super) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _waited = self.child.wait();
    }
}

/// The root of the repository.
pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The contract of the tests: a share purchase agreement of more than twenty pages.
pub(super) fn contract() -> PathBuf {
    root().join("e2e/contracts/share-purchase-agreement.pdf").canonicalize().unwrap()
}
