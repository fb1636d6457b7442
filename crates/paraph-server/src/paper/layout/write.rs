//! Writes what was laid out: marks onto pages, the logical structure around them, bookmarks, footer, attachment.

use std::num::NonZeroU16;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag, TagGroup, TagKind,
    TagTree,
};
use krilla::{Document, SerializeSettings};

use super::{A4, Bookmark, Element, Face, Ink, Mark, Role, SetText, Sheet, Style};
use crate::paper::PaperError;

/// What a document says of itself.
#[derive(Debug, Clone)]
pub struct About {
    /// Title.
    pub title: String,
    /// Language of its text, as in `en`.
    pub language: String,
    /// What made it.
    pub producer: String,
    /// When.
    pub created: Timestamp,
    /// What tells it from every other document; the same for the same facts.
    pub id: String,
    /// Left part of the footer.
    pub footer: String,
    /// Right part of the footer, with `{page}` and `{pages}` in it.
    pub numbering: String,
    /// A file inside it.
    pub attachment: Option<Attachment>,
}

/// A file inside a document.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// File name.
    pub name: String,
    /// Media type.
    pub media_type: &'static str,
    /// What it is, in a sentence.
    pub description: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

const FOOTER: Style = Style { face: Face::Sans, size: 7.5, leading: 10.0, ink: Ink::Grey };

impl Sheet {
    /// The PDF: PDF/A-3b and PDF/UA-1.
    ///
    /// # Errors
    /// [`PaperError::RuleIsBroken`] if a rule of either is broken, [`PaperError::NoRoom`] if a measure is not a number.
    pub fn finish(self, about: About) -> Result<Vec<u8>, PaperError> {
        let configuration = ConfigurationBuilder::new()
            .with_archival_validator(Archival::A3_B)
            .with_accessibility_validator(Accessibility::UA1)
            .finish()
            .map_err(|error| PaperError::RuleIsBroken { rules: format!("{error:?}") })?;
        let mut document =
            Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
        let mut contents: Vec<Vec<Identifier>> = self.elements.iter().map(|_| Vec::new()).collect();
        for (index, marks) in self.pages.iter().enumerate() {
            let settings = PageSettings::from_wh(A4.0, A4.1).ok_or(PaperError::NoRoom)?;
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            self.draw(&mut surface, marks, &mut contents)?;
            self.draw_footer(&mut surface, &about, index)?;
            surface.finish();
            page.finish();
        }
        document.set_tag_tree(self.tag_tree(&contents, &about.language));
        // Without one the writer refuses: a document nobody can find their way in is not accessible.
        if !self.bookmarks.is_empty() {
            document.set_outline(outline(&self.bookmarks));
        }
        document.set_metadata(metadata(&about));
        if let Some(attachment) = about.attachment {
            document.embed_file(embedded(attachment, about.created)).ok_or(PaperError::NoRoom)?;
        }
        document.finish().map_err(|error| PaperError::RuleIsBroken { rules: format!("{error:?}") })
    }

    fn draw(
        &self,
        surface: &mut Surface<'_>,
        marks: &[Mark],
        contents: &mut [Vec<Identifier>],
    ) -> Result<(), PaperError> {
        for mark in marks {
            match mark {
                Mark::Box { x, y, width, height, ink } => {
                    let path = rectangle(*x, *y, *width, *height)?;
                    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
                    surface.set_fill(Some(fill(*ink)));
                    surface.draw_path(&path);
                    surface.end_tagged();
                }
                Mark::Text { text, x, baseline, element } => match contents.get_mut(*element) {
                    Some(contents) => {
                        let span = SpanTag::empty().with_actual_text(text.meant.as_deref());
                        contents.push(surface.start_tagged(ContentTag::Span(span)));
                        self.draw_text(surface, text, *x, *baseline);
                        surface.end_tagged();
                    }
                    None => {
                        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
                            ArtifactType::PaginationOther,
                        )));
                        self.draw_text(surface, text, *x, *baseline);
                        surface.end_tagged();
                    }
                },
            }
        }
        Ok(())
    }

    fn draw_text(&self, surface: &mut Surface<'_>, text: &SetText, x: f32, baseline: f32) {
        surface.set_fill(Some(fill(text.ink)));
        let font = self.faces.font(text.face, text.other);
        surface.draw_glyphs(
            Point::from_xy(x, baseline),
            &text.shaped.glyphs,
            font,
            &text.shaped.text,
            text.size,
            false,
        );
    }

    fn draw_footer(&self, surface: &mut Surface<'_>, about: &About, index: usize) -> Result<(), PaperError> {
        let top = A4.1 - self.margins.bottom + 18.0;
        let line = rectangle(self.margins.side, top, self.width(), 0.5)?;
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
        surface.set_fill(Some(fill(Ink::Light)));
        surface.draw_path(&line);
        let numbering = about.numbering.replace("{page}", &(index + 1).to_string());
        let numbering = numbering.replace("{pages}", &self.pages.len().to_string());
        let numbering = super::set::place(self.set_text(&numbering, FOOTER));
        let right = A4.0 - self.margins.side - numbering.width;
        for (offset, text) in &numbering.parts {
            self.draw_text(surface, text, right + offset, top + 14.0);
        }
        // A long title gives way to the page number.
        let room = right - self.margins.side - 12.0;
        let first = self.set_plain(&about.footer, FOOTER, room).into_iter().next();
        for (offset, text) in first.map(|line| line.parts).unwrap_or_default() {
            self.draw_text(surface, &text, self.margins.side + offset, top + 14.0);
        }
        surface.end_tagged();
        Ok(())
    }

    fn tag_tree(&self, contents: &[Vec<Identifier>], language: &str) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
        for root in &self.roots {
            tree.children.extend(self.node(*root, contents));
        }
        tree
    }

    /// A node and what is below it. The depth is that of the layout: sections, tables, rows, cells.
    fn node(&self, index: usize, contents: &[Vec<Identifier>]) -> Option<Node> {
        let element: &Element = self.elements.get(index)?;
        let mut group = TagGroup::new(tag(&element.role));
        for identifier in contents.get(index)? {
            group.push(*identifier);
        }
        for child in &element.children {
            group.children.extend(self.node(*child, contents));
        }
        Some(Node::Group(group))
    }
}

fn tag(role: &Role) -> TagKind {
    match role {
        Role::Section => Tag::Section.into(),
        Role::Heading { level, title } => {
            Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(title.clone())).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::Table => Tag::Table.into(),
        Role::TableHead => Tag::THead.into(),
        Role::TableBody => Tag::TBody.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHeader => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHeader => Tag::TH(TableHeaderScope::Row).into(),
        Role::Data => Tag::TD.into(),
    }
}

fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Result<Path, PaperError> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(x, y, width, height).ok_or(PaperError::NoRoom)?);
    path.finish().ok_or(PaperError::NoRoom)
}

fn fill(ink: Ink) -> Fill {
    let color = match ink {
        Ink::Black => rgb::Color::new(0x1d, 0x22, 0x2b),
        Ink::Grey => rgb::Color::new(0x5a, 0x63, 0x70),
        Ink::Light => rgb::Color::new(0xd5, 0xda, 0xe1),
        Ink::Brand => rgb::Color::new(0x1b, 0x3a, 0x5c),
        Ink::Ground => rgb::Color::new(0xf4, 0xf5, 0xf7),
    };
    Fill { paint: color.into(), opacity: NormalizedF32::ONE, rule: krilla::paint::FillRule::default() }
}

/// Bookmarks, each under the last one of a higher level.
fn outline(bookmarks: &[Bookmark]) -> Outline {
    let mut outline = Outline::new();
    let mut rest = bookmarks;
    while let Some((first, after)) = rest.split_first() {
        let below = after.iter().take_while(|next| next.level > first.level).count();
        let (children, next) = after.split_at(below);
        outline.push_child(bookmark(first, children));
        rest = next;
    }
    outline
}

fn bookmark(own: &Bookmark, mut below: &[Bookmark]) -> OutlineNode {
    let place = XyzDestination::new(own.page, Point::from_xy(0.0, own.y));
    let mut node = OutlineNode::new(own.title.clone(), place).with_open(own.level == 1);
    while let Some((first, after)) = below.split_first() {
        let count = after.iter().take_while(|next| next.level > first.level).count();
        let (children, next) = after.split_at(count);
        node.push_child(bookmark(first, children));
        below = next;
    }
    node
}

fn metadata(about: &About) -> Metadata {
    Metadata::new()
        .title(about.title.clone())
        .language(about.language.clone())
        .creator(about.producer.clone())
        .producer(about.producer.clone())
        .creation_date(date(about.created))
        .document_id(about.id.clone())
}

fn embedded(attachment: Attachment, created: Timestamp) -> EmbeddedFile {
    EmbeddedFile {
        path: attachment.name,
        mime_type: MimeType::new(attachment.media_type),
        description: Some(attachment.description),
        association_kind: AssociationKind::Data,
        data: attachment.bytes.into(),
        modification_date: Some(date(created)),
        compress: Some(true),
        location: None,
    }
}

fn date(at: Timestamp) -> DateTime {
    let civil = at.to_zoned(TimeZone::UTC).datetime();
    let part = |value: i8| u8::try_from(value).unwrap_or(0);
    DateTime::new(u16::try_from(civil.year()).unwrap_or(0))
        .month(part(civil.month()))
        .day(part(civil.day()))
        .hour(part(civil.hour()))
        .minute(part(civil.minute()))
        .second(part(civil.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}
