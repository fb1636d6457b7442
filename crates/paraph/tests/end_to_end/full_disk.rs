//! The program on a disk that fills up: at each write of a closing the disk has no room, then a little, then more, until it is
//! done. Whoever asks meanwhile gets a sentence, pages can still be read, and with the room back everything works without a
//! restart.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::http::Answer;
use super::instance::{Home, Instance};
use super::office::{CAMILLE, Deal, Office, PASSWORD, Person, blank_pages, document_of, sign};

/// Size of the disk, in bytes.
const DISK: u64 = 24 * 1024 * 1024;
/// What is left free, from nothing up to more than any act takes: pages of the database, and enough for a file's first chunk.
const LEFT: [u64; 7] = [0, 4_096, 12_288, 28_672, 61_440, 131_072, 524_288];
const FULL: &str = "The disk of this server is full";

/// A small disk of its own over a folder, unmounted when dropped. Needs root.
struct Disk {
    folder: PathBuf,
}

impl Disk {
    /// None where disks may not be mounted; then it was said.
    fn over(folder: &Path) -> Option<Self> {
        std::fs::create_dir_all(folder).unwrap();
        Self::mounted(folder, "rw")
    }

    fn mounted(folder: &Path, how: &str) -> Option<Self> {
        let size = format!("size={DISK},mode=0700,{how}");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder).output().unwrap();
        if mounted.status.success() {
            return Some(Self { folder: folder.to_owned() });
        }
        // Past the capture of the test harness, so that it is seen. The suite tries the same error, by a limit of SQLite's own.
        let said =
            "NOT RUN: the program on a full disk, because no tmpfs may be mounted here (it takes root)\n";
        std::io::stderr().write_all(said.as_bytes()).unwrap();
        None
    }

    /// Fills the disk but for so many bytes.
    fn fill(&self, left: u64) {
        let path = self.folder.join("filler");
        let mut filler = File::create(&path).unwrap();
        let block = vec![1; 4_096];
        while filler.write_all(&block).is_ok() {}
        let written = filler.metadata().unwrap().len();
        filler.set_len(written.saturating_sub(left)).unwrap();
    }

    fn empty(&self) {
        std::fs::remove_file(self.folder.join("filler")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _unmounted = Command::new("umount").arg("--lazy").arg(&self.folder).status();
    }
}

/// How the tries of one act went.
#[derive(Default)]
struct Tries {
    refused: u32,
    read: u32,
}

/// Tries an act with nothing left on the disk, then with more and more, until it is done.
fn press(disk: &Disk, office: &Office, what: &str, mut act: impl FnMut() -> Answer) -> (Answer, Tries) {
    let mut tries = Tries::default();
    for left in LEFT {
        disk.fill(left);
        let answer = act();
        // Whoever is signed in still reads, and the service is up.
        assert_eq!(office.client.get("/projects").status, 200, "{what}, {left} bytes left: reading");
        assert_eq!(office.client.get("/health").status, 200);
        tries.read += 1;
        disk.empty();
        match answer.status {
            200 | 303 => return (answer, tries),
            503 => {
                assert!(answer.text().contains(FULL), "{what}, {left} bytes left: {}", answer.text());
                tries.refused += 1;
            }
            status => panic!("{what}, {left} bytes left: {status}: {}", answer.text()),
        }
    }
    // With all the room there is: the same act, no restart.
    let answer = act();
    assert!(matches!(answer.status, 200 | 303), "{what}, with room: {}: {}", answer.status, answer.text());
    (answer, tries)
}

fn project_of(answer: &Answer) -> String {
    answer.header("location").unwrap().split("/projects/").nth(1).unwrap().to_owned()
}

#[test]
fn a_full_disk_stops_the_act_at_hand_and_nothing_after_it() {
    let home = Home::new();
    let Some(disk) = Disk::over(&home.data()) else { return };
    let instance = home.start();
    let office = Office::open(&instance);
    let mut refused = 0;
    let mut pressed = |what: &str, act: &mut dyn FnMut() -> Answer| {
        let (answer, tries) = press(&disk, &office, what, act);
        println!("{what}: refused {} times, read {} times meanwhile", tries.refused, tries.read);
        refused += tries.refused;
        answer
    };
    let visitor = instance.client();
    let pairs = [("email", "claire.lefort@example.org"), ("password", PASSWORD)];
    pressed("signing in", &mut || visitor.post("/sign-in", &pairs));
    let pairs = [("name", "Acquisition of Meridian"), ("reference", "M-2026-114")];
    let project =
        project_of(&pressed("a project and its key", &mut || office.client.post("/projects", &pairs)));
    let stream = format!("<< /Length 700000 >>\nstream\n{}\nendstream", "0".repeat(700_000));
    let big = document_of(
        &[
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>".to_owned(),
            stream,
        ],
        "",
    );
    let path = format!("/projects/{project}/documents");
    pressed("a file", &mut || office.client.upload(&path, "files", "agreement.pdf", &big));
    let document = page_images(&disk, &office, &project);
    let deal = office.prepare_with(project, document, &[CAMILLE]);
    let pairs = [("message", "Please sign before noon."), ("expires_days", "14")];
    let send = format!("/envelopes/{}/send", deal.envelope);
    pressed("sending", &mut || office.client.post(&send, &pairs));
    let token = office.link(CAMILLE);
    pressed("signing", &mut || sign(&instance.client(), &token, CAMILLE).unwrap());
    assert!(refused >= 5, "the disk was never full");
    sealed_although_the_disk_is_full_at_first(&disk, &office, &deal);
    drop(instance);
    must_start_again(&home, &office, &deal);
}

/// The images of the pages are drawn by a job: while the disk is full it is put back, and done once there is room.
fn page_images(disk: &Disk, office: &Office, project: &str) -> String {
    disk.fill(0);
    office.client.upload(&format!("/projects/{project}/documents"), "files", "full.pdf", &blank_pages(1));
    disk.empty();
    let page = office.settled(project);
    let document = super::office::between(&page, "name=\"document\" value=\"", "\"");
    document.unwrap_or_else(|| panic!("no document can be used: {page}"))
}

fn sealed_although_the_disk_is_full_at_first(disk: &Disk, office: &Office, deal: &Deal) {
    disk.fill(0);
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    assert_eq!(office.client.get("/projects").status, 200);
    disk.empty();
    assert!(office.sealed(deal).starts_with(b"%PDF-"));
}

/// What was kept while the disk was full again and again is whole.
fn must_start_again(home: &Home, office: &Office, deal: &Deal) {
    let instance: Instance = home.start();
    let office = office.at(&instance);
    assert!(office.sealed(deal).starts_with(b"%PDF-"));
    let activity = office.client.get(&format!("/projects/{}/activity", deal.project)).text();
    let Person { name, .. } = CAMILLE;
    let theirs = activity.split("<article class=\"acts\">").filter(|acts| acts.contains(name));
    let signed = theirs.flat_map(|acts| acts.matches("<strong>Signed</strong>"));
    assert_eq!(signed.count(), 1, "{activity}");
}

#[test]
fn a_disk_that_cannot_be_written_stops_the_act_in_words_and_nothing_after_it() {
    let home = Home::new();
    let instance = home.start();
    let office = Office::open(&instance);
    let project = office.project("Before");
    let upload = || {
        let path = format!("/projects/{project}/documents");
        office.client.upload(&path, "files", "agreement.pdf", &blank_pages(1))
    };
    let create = || office.client.post("/projects", &[("name", "Meanwhile"), ("reference", "")]);
    let acts: [(&str, &dyn Fn() -> Answer); 2] = [("files", &upload), ("keys/projects", &create)];
    for (folder, act) in acts {
        let Some(disk) = Disk::mounted(&home.data().join(folder), "ro") else { return };
        for _ in 0..12 {
            let answer = act();
            assert_eq!(answer.status, 503, "{folder}: {}", answer.text());
            assert!(answer.text().contains("does not work as it should"), "{folder}: {}", answer.text());
            assert_eq!(office.client.get("/projects").status, 200);
        }
        drop(disk);
        assert_eq!(act().status, 303, "{folder}");
    }
}
