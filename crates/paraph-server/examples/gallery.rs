//! Writes every page in every state, in both languages, into a folder, with assets and sample pages beside them:
//! `cargo run -p paraph-server --example gallery -- FOLDER`. `scripts/gallery` shows and photographs them.

#[path = "../tests/pages/history.rs"]
mod history;
#[path = "../tests/pages/office.rs"]
mod office;
#[path = "../tests/pages/sample.rs"]
mod sample;
#[path = "../tests/pages/signing.rs"]
mod signing;
#[path = "../tests/pages/states.rs"]
mod states;

use std::fs;
use std::path::Path;

use paraph_server::locale::Locale;
use paraph_server::{assets, pages};

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "gallery".to_owned());
    let folder = Path::new(&folder);
    let words = sample::Words { hostile: None };
    for locale in Locale::ALL {
        for (name, page) in states::all(locale, words) {
            write(&folder.join(format!("{name}.{}.html", locale.as_str())), page.into_string().as_bytes())?;
        }
    }
    for name in assets::names() {
        let address = assets::url(name);
        let file = assets::find(address.trim_start_matches("/assets/")).map_or(&[][..], |asset| asset.bytes);
        write(&folder.join(address.trim_start_matches('/')), file)?;
    }
    let css = pages::stylesheet(&sample::placements(words));
    write(&folder.join("s/token/layout.css"), css.as_bytes())?;
    write(&folder.join("envelopes/e1/layout.css"), css.as_bytes())?;
    for number in 1..=3 {
        write(&folder.join(format!("sample/page-{number}.svg")), page_image(number).as_bytes())?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, bytes)
}

/// A page as the drawing worker would draw it: the sample's lines where its text layer says they are.
fn page_image(number: usize) -> String {
    let mut text = String::new();
    for index in 0..sample::CLAUSES.len() {
        let line = sample::line((index + (number - 1) * 3) % sample::CLAUSES.len());
        let place = sample::line(index);
        let weight = if line.text.len() < 30 { "bold" } else { "normal" };
        text.push_str(&format!(
            "<text x='{:.1}' y='{:.1}' font-size='{:.1}' font-weight='{weight}' font-family='serif' textLength='{:.1}'>{}</text>",
            line.left * 5.95,
            place.top * 8.42 + line.height * 6.7,
            line.height * 8.42,
            line.width * 5.95,
            line.text.replace('&', "&amp;"),
        ));
    }
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 595 842' width='1190' height='1684'><rect width='595' height='842' fill='white'/>{text}</svg>"
    )
}
