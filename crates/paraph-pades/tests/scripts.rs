//! Names in every script: written, laid out, extracted by others as they were typed, and never smaller than can be read.
//! The typefaces beyond the embedded ones are Debian's (fonts-noto-core, fonts-noto-cjk); scripts/tools.sh installs them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use paraph_pades::Error;
use paraph_pades::appearance::{Appearance, Mark, Place, picture};
use paraph_pades::form::Value;
use paraph_pades::text::{Bytes, Setter, Typeface, Typefaces, Writing, writing_of};

/// A name in each script, and the file of the typeface that writes it.
const NAMES: [(&str, &str, &str); 14] = [
    ("latin", "Zoë Ångström-Łukasiewicz", ""),
    ("vietnamese", "Nguyễn Thị Ánh", ""),
    ("cyrillic", "Анна Шевченко-Юрьева", ""),
    ("chinese", "欧阳娜娜", "opentype/noto/NotoSansCJK-Regular.ttc#2"),
    ("japanese", "山田 たろう", "opentype/noto/NotoSansCJK-Regular.ttc#0"),
    ("korean", "김철수", "opentype/noto/NotoSansCJK-Regular.ttc#1"),
    ("arabic", "عبد الرحمن بن عوف", "truetype/noto/NotoSansArabic-Regular.ttf#0"),
    ("hebrew", "יעל כהן-לוי", "truetype/noto/NotoSansHebrew-Regular.ttf#0"),
    ("thai", "สมชาย ใจดี", "truetype/noto/NotoSansThai-Regular.ttf#0"),
    ("devanagari", "प्रकाश क्षत्रिय", "truetype/noto/NotoSansDevanagari-Regular.ttf#0"),
    ("bengali", "রবীন্দ্রনাথ ঠাকুর", "truetype/noto/NotoSansBengali-Regular.ttf#0"),
    ("tamil", "கௌரி சிவகாமி", "truetype/noto/NotoSansTamil-Regular.ttf#0"),
    ("georgian", "ნინო ბერიძე", "truetype/noto/NotoSansGeorgian-Regular.ttf#0"),
    ("armenian", "Արամ Խաչատրյան", "truetype/noto/NotoSansArmenian-Regular.ttf#0"),
];

fn typefaces(file: &str) -> Typefaces {
    let Some((path, index)) = file.split_once('#') else { return Typefaces::plain() };
    let whole = Path::new("/usr/share/fonts").join(path);
    let bytes = std::fs::read(&whole).unwrap_or_else(|error| panic!("{}: {error}", whole.display()));
    let name = whole.file_stem().unwrap().to_str().unwrap();
    let typeface = Typeface::new(name, Bytes::Shared(Arc::new(bytes)), index.parse().unwrap()).unwrap();
    Typefaces::plain().and(&[Arc::new(typeface)])
}

const PLACE: Place = Place { page: (300.0, 120.0), left: 20.0, top: 20.0, width: 260.0, height: 80.0 };

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

fn signature(name: &str) -> Value {
    let caption = vec![name.to_owned(), "2026-11-29 10:14:03 UTC".to_owned(), "Paraph 0a1b2c3d".to_owned()];
    let appearance = Appearance { mark: Some(Mark::Typed(name.to_owned())), caption };
    Value::Mark { name: name.to_owned(), appearance }
}

fn run(program: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("it.pdf");
    std::fs::write(&file, pdf).unwrap();
    let file = file.to_str().unwrap();
    let arguments = arguments.iter().map(|argument| if *argument == "FILE" { file } else { argument });
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// For looking at them: `PARAPH_KEEP` names a folder.
fn keep(script: &str, pdf: &[u8]) {
    if let Ok(folder) = std::env::var("PARAPH_KEEP") {
        std::fs::write(Path::new(&folder).join(format!("{script}.pdf")), pdf).unwrap();
    }
}

/// One spelling: readers may give another normal form, or other spaces, than was typed.
fn plain(words: &str) -> String {
    let unmarked =
        words.chars().filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{c}'));
    unmarked.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn poppler_extracts_each_name_as_it_was_typed() {
    let mut wrong = Vec::new();
    for (script, name, file) in NAMES {
        let pdf = picture(&text(name), PLACE, &typefaces(file)).unwrap();
        let found = plain(&run("pdftotext", &["FILE", "-"], &pdf));
        if found != plain(name) {
            wrong.push(format!("{script}: {name} was read as {found}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// MuPDF gives right-to-left text in the order in which it is seen, and knows no text beside the codes, so letters are compared.
#[test]
fn mupdf_finds_every_letter_of_each_name() {
    let mut wrong = Vec::new();
    for (script, name, file) in NAMES {
        let pdf = picture(&text(name), PLACE, &typefaces(file)).unwrap();
        let found = letters(&run("mutool", &["draw", "-F", "txt", "FILE"], &pdf));
        if found != letters(name) {
            wrong.push(format!("{script}: {name} was read as {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn letters(words: &str) -> Vec<char> {
    let mut letters: Vec<char> = words.chars().filter(|c| !c.is_whitespace() && *c != '\u{fffd}').collect();
    letters.sort_unstable();
    letters
}

#[test]
fn the_files_are_sound_to_others() {
    for (script, name, file) in NAMES {
        let pdf = picture(&signature(name), PLACE, &typefaces(file)).unwrap();
        keep(script, &pdf);
        run("qpdf", &["--check", "FILE"], &pdf);
    }
}

#[test]
fn a_name_of_two_hundred_letters_fits_a_large_field_on_several_lines() {
    let long = "Maximilian Alexander Konstantin ".repeat(7).chars().take(200).collect::<String>();
    let pdf = picture(&signature(long.trim()), PLACE, &Typefaces::plain()).unwrap();
    let found = plain(&run("pdftotext", &["FILE", "-"], &pdf));
    assert!(found.contains("Maximilian Alexander"), "{found}");
}

#[test]
fn what_has_no_room_at_a_legible_size_is_refused_and_told_how_large_the_field_must_be() {
    let small = Place { page: (60.0, 16.0), left: 0.0, top: 0.0, width: 60.0, height: 16.0 };
    let long = "n ".repeat(219);
    for value in [text(&long), signature(&"n".repeat(68))] {
        let error = picture(&value, small, &Typefaces::plain()).unwrap_err();
        let Error::TextDoesNotFit { width, height } = error else { panic!("{error}") };
        let larger = Place { page: (width, height), width, height, ..small };
        assert!(picture(&value, larger, &Typefaces::plain()).is_ok(), "{width} by {height}");
    }
}

#[test]
fn a_character_without_a_typeface_is_named_with_its_script() {
    let error = picture(&text("Mr 李"), PLACE, &Typefaces::plain()).unwrap_err();
    assert!(matches!(error, Error::CharacterHasNoGlyph { character: '李' }), "{error}");
    assert_eq!(writing_of('李'), Writing::EastAsian("Han"));
    assert_eq!(writing_of('ส'), Writing::Script("Thai"));
    assert_eq!(writing_of('\u{1f600}'), Writing::Symbol);
    assert_eq!(writing_of('\u{e000}'), Writing::Symbol);
}

#[test]
fn lines_break_where_the_language_allows_it() {
    let thai = typefaces("truetype/noto/NotoSansThai-Regular.ttf#0");
    let setter = Setter::new(&thai).unwrap();
    let words = "บริษัทกฎหมายระหว่างประเทศ";
    let lines = setter.lines(words, 6.0).unwrap();
    assert!(lines.len() > 1);
    assert!(lines.iter().all(|line| line.width <= 6.0));
    let ends = paraph_pades::text::line_breaks(words);
    let mut at = 0;
    for line in &lines {
        at += line.text.len();
        assert!(ends.contains(&at), "{:?} ends within a word", line.text);
    }
    let chinese = typefaces("opentype/noto/NotoSansCJK-Regular.ttc#2");
    let setter = Setter::new(&chinese).unwrap();
    let lines = setter.lines("北京市朝阳区建国路八十八号，现代城。", 5.0).unwrap();
    assert!(lines.iter().all(|line| !line.text.starts_with('，') && !line.text.starts_with('。')));
}

#[test]
fn a_hebrew_name_with_latin_words_keeps_both_orders() {
    let hebrew = typefaces("truetype/noto/NotoSansHebrew-Regular.ttf#0");
    let setter = Setter::new(&hebrew).unwrap();
    let line = setter.line("יעל Cohen לוי").unwrap();
    let seen: Vec<(bool, usize)> =
        line.runs.iter().map(|run| (run.right_to_left, run.glyphs[0].cluster.start)).collect();
    assert!(line.right_to_left);
    // Seen from the left: the last Hebrew word, the Latin one, the first Hebrew word.
    assert!(seen.first().unwrap().0 && seen.first().unwrap().1 > seen.last().unwrap().1, "{seen:?}");
    assert!(seen.iter().any(|(right_to_left, _)| !right_to_left));
}

#[test]
fn digits_take_the_same_room_so_that_a_time_may_change() {
    let plain = Typefaces::plain();
    let setter = Setter::new(&plain).unwrap();
    let width = |text| setter.line(text).unwrap().width;
    assert!((width("2026-11-11 11:11:11 UTC") - width("2026-08-08 08:48:38 UTC")).abs() < 1e-9);
}
