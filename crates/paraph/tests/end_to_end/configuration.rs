//! What `paraph serve` refuses, `paraph config check` refuses too, in the same words; and what a start does to what it finds.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::instance::Home;
use super::office::Office;

const PEM: &str = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
const MAIL: &str = "[mail]\nhost = 'mx.example'\nfrom = 'a@b.example'\n";

/// What is wrong with a configuration: the text, and a word of the sentence that says so.
const REFUSED: [(&str, &str); 49] = [
    ("listne = '127.0.0.1:1'", "listne"),
    ("listen = 'localhost:8421'", "socket address"),
    ("listen = '0.0.0.0:0'", "behind_proxy"),
    ("operator = ''", "operator"),
    ("log = 'xml'", "xml"),
    ("public_url = 'https://sign.example'", "mail.host"),
    ("behind_proxy = true", "public_url is needed"),
    ("behind_proxy = true\npublic_url = 'https://sign.example'", "mail.host"),
    ("public_url = 'sign.example'", "public_url"),
    ("public_url = 'https://sign.example/paraph'", "not under a path"),
    ("public_url = 'https://sign.example/?a'", "without ? or #"),
    ("public_url = 'https://me@sign.example'", "user name"),
    ("public_url = 'http://sign.example'", "anybody could listen"),
    ("database_url = 'mysql://db/paraph'", "database_url"),
    ("database_url = 'postgres://db:port/paraph'", "database_url"),
    ("database_url = 'postgres://db/paraph?sslrootcert=missing.pem'", "missing.pem"),
    ("data = 'file'", "file is no folder"),
    ("data = 'file/below'", "file is no folder"),
    ("[mail]\nhost = 'mx.example'", "mail.from"),
    ("[mail]\nhost = 'mx.example'\nfrom = 'nobody'", "mail.from"),
    ("[mail]\nhost = 'mx.example'\nfrom = 'a@b.example, c@d.example'", "mail.from"),
    ("[mail]\nhost = 'mx.example'\nfrom = 'Paraph <a@b.example'", "mail.from"),
    ("[mail]\nhost = 'mx.example'\nfrom = 'Paraph a@b.example'", "mail.from"),
    ("[mail]\nhost = 'mx.example'\nfrom = ''", "mail.from"),
    ("[mail]\nhost = ''\nfrom = 'a@b.example'", "mail"),
    ("[mail]\nhost = 'mx.example:25'\nfrom = 'a@b.example'", "mx.example:25"),
    ("[mail]\nhost = 'mx example'\nfrom = 'a@b.example'", "mx example"),
    ("[mail]\nhost = 'mx.example'\nfrom = 'a@b.example'\nsecurity = 'none'", "on this machine only"),
    ("[mail]\nhost = 'mx.example'\nfrom = 'a@b.example'\nsecurity = 'ssl'", "ssl"),
    ("[mail]\nhost = 'mx.example'\nfrom = 'a@b.example'\nport = 0", "mail.port"),
    ("[mail]\nhost = 'mx.example'\nfrom = 'a@b.example'\nport = 70000", "70000"),
    ("[mail]\nhost = 'mx.example'\nfrom = 'a@b.example'\nusername = 'u'", "mail.password_file"),
    (
        "[mail]\nhost = 'mx.example'\nfrom = 'a@b.example'\nusername = 'u'\npassword_file = 'missing'",
        "missing",
    ),
    (
        "[mail]\nhost = 'mx.example'\nfrom = 'a@b.example'\nusername = 'u'\npassword_file = 'empty'",
        "one line",
    ),
    ("[mail]\nhost = 'mx.example'\nfrom = 'a@b.example'\ntrust = 'missing'", "mail.trust"),
    ("[mail]\nhost = 'mx.example'\nfrom = 'a@b.example'\ntrust = 'broken.pem'", "mail.trust"),
    ("[mail]\nhost = 'mx.example'\nfrom = 'a@b.example'\ntrust = 'file'", "no certificate in PEM"),
    ("[timestamp]\nurl = 'https://tsa.example'", "timestamp.trust"),
    ("[timestamp]\nurl = 'https://tsa.example'\ntrust = 'file'", "no certificate in PEM"),
    ("[timestamp]\nurl = 'https://tsa.example'\ntrust = 'broken.pem'", "timestamp.trust"),
    ("[timestamp]\nurl = 'tsa.example'\ntrust = 'good.pem'", "timestamp.url"),
    (
        "[timestamp]\nurl = 'https://tsa.example'\ntrust = 'good.pem'\ntls_trust = 'file'",
        "timestamp.tls_trust",
    ),
    ("[trusted_lists]\ncertificates = 'file'", "trusted_lists.certificates"),
    ("[trusted_lists]\ncertificates = 'broken.pem'", "trusted_lists.certificates"),
    (
        "[trusted_lists]\ncertificates = 'good.pem'\nurl = 'http://lists.example/lotl.xml'",
        "trusted_lists.url",
    ),
    ("[trusted_lists]\ncertificates = 'good.pem'\nurl = 'https://lists.example/'", "trusted_lists.url"),
    ("[trusted_lists]\ncertificates = 'good.pem'\nmirror = 'ftp://mirror.example'", "trusted_lists.mirror"),
    ("[trusted_lists]\ncertificates = 'good.pem'\ntls_trust = 'file'", "trusted_lists.tls_trust"),
    ("[csc]\nregion = 'fr'", "csc.region"),
];

fn prepare(home: &Home) {
    for (name, text) in [("file", "hello"), ("empty", ""), ("broken.pem", PEM)] {
        std::fs::write(home.path(name), text).unwrap();
    }
    let root = home.start();
    let good = root.client().get("/trust/root.pem");
    assert_eq!(good.status, 200);
    std::fs::write(home.path("good.pem"), good.body).unwrap();
    root.kill();
}

#[test]
fn what_serving_refuses_checking_the_configuration_refuses_in_the_same_words() {
    let home = Home::new();
    prepare(&home);
    for (text, words) in REFUSED {
        std::fs::write(home.path("paraph.toml"), text).unwrap();
        let said = ["config check", "serve"].map(|command| {
            let arguments: Vec<&str> = command.split(' ').collect();
            let (code, said) = home.plain_command(&arguments);
            assert_eq!(code, Some(2), "{command}, {text:?}: {said}");
            // Serving writes its log beside; the sentence to the operator is the last line.
            said.lines().filter(|line| line.starts_with("paraph: ")).collect::<Vec<_>>().join("\n")
        });
        assert!(said[0].contains(words), "{text:?}: {said:?}");
        assert_eq!(said[0], said[1], "{text:?}");
    }
}

#[test]
fn a_good_configuration_is_told_in_words() {
    let home = Home::new();
    let text = format!(
        "public_url = 'HTTPS://Sign.Example/'\n{}",
        MAIL.replace("'a@b.example'", "'Paraph <no-reply@x.example>'")
    );
    std::fs::write(home.path("paraph.toml"), text).unwrap();
    let (code, said) = home.plain_command(&["config", "check"]);
    assert_eq!(code, Some(0), "{said}");
    for words in ["https://sign.example.", "Paraph <no-reply@x.example>", "The configuration can be used."] {
        assert!(said.contains(words), "{said}");
    }
    assert!(!said.contains("Some(") && !said.contains("None"), "{said}");
    assert!(!home.path("paraph-data").exists(), "checking makes nothing");
}

#[test]
fn a_damaged_key_is_named_when_the_service_starts() {
    let home = Home::new();
    let instance = home.start();
    let office = Office::open(&instance);
    office.project("Acquisition of Meridian");
    instance.kill();
    let mut keys = vec![home.data().join("keys/root.key")];
    for kind in ["accounts", "projects", "instance"] {
        let found = std::fs::read_dir(home.data().join("keys").join(kind)).unwrap();
        keys.extend(found.map(|entry| entry.unwrap().path()));
    }
    assert_eq!(keys.len(), 5, "{keys:?}");
    for key in keys {
        let good = std::fs::read(&key).unwrap();
        let mut flipped = good.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        for damaged in [flipped, good[..good.len() - 2].to_vec(), Vec::new()] {
            std::fs::write(&key, damaged).unwrap();
            for command in [["serve"].as_slice(), &["config", "check"]] {
                let (code, said) = home.command(command);
                assert_eq!(code, Some(2), "{said}");
                let named = said.contains(&key.display().to_string()) && said.contains("restore");
                assert!(named, "{} is not named: {said}", key.display());
            }
        }
        std::fs::write(&key, good).unwrap();
    }
    drop(home.start());
}

#[test]
fn what_the_program_keeps_is_for_its_owner_alone_and_its_memory_is_never_dumped() {
    let home = Home::new();
    let instance = home.start();
    Office::open(&instance).project("Acquisition of Meridian");
    let process = format!("/proc/{}", instance.process());
    let limits = std::fs::read_to_string(format!("{process}/limits")).unwrap();
    let cores = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(cores.split_whitespace().filter(|word| *word == "0").count(), 2, "{cores}");
    let status = std::fs::read_to_string(format!("{process}/status")).unwrap();
    assert!(status.contains("Umask:\t0077"), "{status}");
    let count = must_be_private(&home.data());
    assert!(count > 8, "{count} files");
}

fn must_be_private(folder: &Path) -> usize {
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", path.display());
        count += if path.is_dir() { must_be_private(&path) } else { 1 };
    }
    count
}

#[test]
fn a_new_shelf_is_on_the_disk_before_the_document_in_it_is_relied_on() {
    if std::process::Command::new("strace").arg("-V").output().is_err() {
        crate::needs::missing("strace");
        return;
    }
    let home = Home::new();
    let trace = home.path("trace");
    let calls = "trace=?mkdir,?mkdirat,fsync,?rename,?renameat,?renameat2";
    // With -D the program itself is what is started, and what is ended.
    let instance =
        home.start_under(&["strace", "-D", "-f", "-y", "-e", calls, "-o", trace.to_str().unwrap()]);
    let office = Office::open(&instance);
    let project = office.project("Acquisition of Meridian");
    office.document(&project, "agreement.pdf", &super::office::blank_pages(1));
    instance.kill();
    let read = || std::fs::read_to_string(&trace).unwrap();
    let began = std::time::Instant::now();
    while !read().contains("+++ killed by") && began.elapsed() < std::time::Duration::from_secs(10) {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let trace = read();
    if !trace.contains("fsync(") || !trace.contains('<') {
        // A program that keeps its memory private is traced by root alone.
        let said = b"NOT RUN: what is on the disk when, because programs may not be traced here\n";
        std::io::Write::write_all(&mut std::io::stderr(), said).unwrap();
        return;
    }
    let lines: Vec<&str> = trace.lines().collect();
    let files = home.data().join("files");
    let mut shelves = 0;
    for (at, line) in
        lines.iter().enumerate().filter(|(_, line)| line.contains("mkdir") && line.ends_with("= 0"))
    {
        let made = Path::new(line.split('"').nth(1).unwrap());
        let above = format!("<{}>", made.parent().unwrap().display());
        let rest = &lines[at..];
        let is_synced = |line: &&&str| line.contains("fsync(") && line.contains(&above);
        let synced = rest
            .iter()
            .position(|line| is_synced(&line))
            .unwrap_or_else(|| panic!("{above} is never synced: {trace}"));
        if made.parent() == Some(&files) {
            shelves += 1;
            // Before a file of that shelf gets its name.
            let named = rest
                .iter()
                .position(|line| line.contains("rename") && line.contains(&*made.to_string_lossy()));
            assert!(named.is_none_or(|named| synced < named), "{} was used before: {trace}", made.display());
        }
    }
    assert!(shelves > 0, "no shelf was made: {trace}");
}
