//! The room of a project while uploads are cut off: what is kept never exceeds it, and what no act named gives its disk back.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use super::instance::Home;
use super::office::{Office, blank_pages};

const KILLS: u32 = 16;
const ROOM: u64 = 1024 * 1024;

/// What a statement gives in the database of a home: its first value.
fn asked(home: &Home, sql: &str) -> u64 {
    let script =
        "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])";
    let output = Command::new("python3")
        .args(["-c", script])
        .arg(home.data().join("paraph.db"))
        .arg(sql)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
}

/// Every file of the store, whole or begun.
fn files(folder: &Path) -> Vec<PathBuf> {
    let shelves = std::fs::read_dir(folder).unwrap().map(|shelf| shelf.unwrap().path());
    let of_shelf = |shelf: PathBuf| std::fs::read_dir(shelf).unwrap().map(|entry| entry.unwrap().path());
    shelves.filter(|shelf| shelf.is_dir()).flat_map(of_shelf).collect()
}

#[test]
fn a_kill_while_files_come_in_neither_exceeds_the_room_of_a_project_nor_leaves_files_for_good() {
    let home = Home::new();
    std::fs::write(home.path("paraph.toml"), "[quota]\nproject_megabytes = 1\n").unwrap();
    let instance = home.start();
    let office = Office::open(&instance);
    instance.kill();
    let file = [blank_pages(1), vec![b'\n'; 300 * 1024]].concat();
    let mut cut_off = 0;
    for round in 0..KILLS {
        let instance = home.start();
        let office = office.at(&instance);
        let project = office.project(&format!("Round {round}"));
        let path = format!("/projects/{project}/documents");
        let uploads: Vec<_> = (0..5)
            .map(|number| {
                let (client, path, file) = (office.client.clone(), path.clone(), file.clone());
                let name = format!("{round}-{number}.pdf");
                std::thread::spawn(move || client.try_upload(&path, "files", &name, &file))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(u64::from(round) * 5));
        instance.kill();
        let answers = uploads.into_iter().map(|upload| upload.join().unwrap());
        cut_off += answers.filter(Option::is_none).count();
        let most = "select coalesce(max(blocks), 0) from (select sum(f.blocks) as blocks from document d join file f on f.id = d.file_id group by d.project_id)";
        let most = 4_096 * asked(&home, most);
        assert!(most <= ROOM, "round {round}: {most} bytes are kept of one project");
    }
    assert!(cut_off > 0, "nothing was cut off");
    // What was left over an hour ago is removed; it took no room of any project meanwhile.
    for path in files(&home.data().join("files")) {
        let then = SystemTime::now() - Duration::from_secs(7_200);
        std::fs::File::options().write(true).open(path).unwrap().set_modified(then).unwrap();
    }
    let instance = home.start();
    let office = office.at(&instance);
    let began = Instant::now();
    loop {
        let named = asked(&home, "select count(*) from file");
        let kept = files(&home.data().join("files")).len() as u64;
        if kept == named {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{kept} files for {named} that are named");
        std::thread::sleep(Duration::from_millis(200));
    }
    let project = office.project("Afterwards");
    let path = format!("/projects/{project}/documents");
    let statuses: Vec<u16> = (0..4)
        .map(|number| office.client.upload(&path, "files", &format!("{number}.pdf"), &file).status)
        .collect();
    assert_eq!(statuses, [303, 303, 303, 422]);
}
