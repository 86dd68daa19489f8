//! Pages written as PDF/A-2u, each with the emblem and the statement of the fund, its number and the reference.

use std::f32::consts::PI;

use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};
use serde_json::Value;

use crate::PressError;
use crate::markup::{Span, Style};
use crate::page::{Colour, Mark, PAGE, Page, SIDE};
use crate::text::{Line, cut_of, lines, run};

const SMALL: f32 = 7.5;
/// How wide the name of the PLIE is at most, and the statement of the fund.
const HEAD: f32 = 190.0;
const FUNDING: f32 = 240.0;

impl Colour {
    fn rgb(self) -> rgb::Color {
        let (red, green, blue) = match self {
            Colour::Ink => (29, 36, 51),
            Colour::Pale => (84, 94, 113),
            Colour::Rule => (201, 208, 220),
            Colour::Watermark => (238, 241, 246),
            Colour::EuropeanBlue => (0, 51, 153),
            Colour::EuropeanGold => (255, 204, 0),
        };
        rgb::Color::new(red, green, blue)
    }
}

/// What each page shows around its text.
pub(crate) struct Frame {
    title: String,
    plie: String,
    funding: Option<String>,
    reference: String,
    /// The word that marks a draft.
    draft: Option<String>,
    hash: Option<String>,
    dated: (u16, u8, u8),
    identity: String,
}

impl Frame {
    /// Reads the frame from the data of a document.
    pub(crate) fn read(data: &Value) -> Result<Self, PressError> {
        let text = |name: &str| {
            let found = data.get(name).and_then(Value::as_str);
            found.map(str::to_owned).ok_or_else(|| PressError(format!("the data has no {name}")))
        };
        Ok(Self {
            title: text("title")?,
            plie: text("plie")?,
            funding: text("funding").ok(),
            reference: text("reference")?,
            draft: data.get("draft").and_then(Value::as_bool).filter(|draft| *draft).map(|_| mark(data)),
            hash: text("hash").ok(),
            dated: day(&text("dated")?).ok_or_else(|| PressError("the data is not dated by a day".to_owned()))?,
            identity: data.to_string(),
        })
    }
}

fn mark(data: &Value) -> String {
    data.get("mark").and_then(Value::as_str).unwrap_or("PROJET").to_owned()
}

fn day(text: &str) -> Option<(u16, u8, u8)> {
    let mut parts = text.split('-');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Writes pages as a file.
pub(crate) fn write(frame: &Frame, pages: &[Page]) -> Result<Vec<u8>, PressError> {
    let broken = |e: &dyn std::fmt::Debug| PressError(format!("not written as PDF/A: {e:?}"));
    let configuration = ConfigurationBuilder::new().with_archival_validator(Archival::A2_U).finish();
    let settings =
        SerializeSettings { configuration: configuration.map_err(|e| broken(&e))?, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let (year, month, day) = frame.dated;
    document.set_metadata(
        Metadata::new()
            .title(frame.title.clone())
            .authors(vec![frame.plie.clone()])
            .language("fr".to_owned())
            .document_id(frame.identity.clone())
            .keywords(frame.hash.iter().map(|hash| format!("sha256:{hash}")).collect())
            .creation_date(DateTime::new(year).month(month).day(day).hour(0).minute(0).second(0)),
    );
    for (n, page) in pages.iter().enumerate() {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| broken(&"the size of the page"))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        if let Some(word) = &frame.draft {
            watermark(&mut surface, word);
        }
        around(&mut surface, frame, n + 1, pages.len());
        for mark in page {
            draw(&mut surface, mark);
        }
        surface.finish();
        sheet.finish();
    }
    document.finish().map_err(|e| broken(&e))
}

fn fill(colour: rgb::Color) -> Fill {
    Fill { paint: colour.into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn stroke(colour: rgb::Color) -> Stroke {
    Stroke { paint: colour.into(), width: 0.5, ..Stroke::default() }
}

fn draw(surface: &mut Surface<'_>, mark: &Mark) {
    match mark {
        Mark::Text { x, y, size, colour, line } => text(surface, *x, *y, *size, colour.rgb(), line),
        Mark::Rule { x, y, width } => {
            let mut path = PathBuilder::new();
            path.move_to(*x, *y);
            path.line_to(x + width, *y);
            outline(surface, path);
        }
        Mark::Frame { x, y, width, height } => {
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
                path.push_rect(rect);
            }
            outline(surface, path);
        }
        Mark::Bar { x, y, width, height } => {
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
                path.push_rect(rect);
            }
            surface.set_fill(Some(fill(Colour::EuropeanBlue.rgb())));
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
}

fn outline(surface: &mut Surface<'_>, path: PathBuilder) {
    surface.set_fill(None);
    surface.set_stroke(Some(stroke(Colour::Rule.rgb())));
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
    surface.set_stroke(None);
}

fn text(surface: &mut Surface<'_>, x: f32, y: f32, size: f32, colour: rgb::Color, line: &Line) {
    surface.set_fill(Some(fill(colour)));
    let mut at = x;
    for run in &line.runs {
        if let (Some(cut), false) = (cut_of(run.style), run.text.is_empty()) {
            surface.draw_glyphs(Point::from_xy(at, y), &run.glyphs, cut.font.clone(), &run.text, size, false);
        }
        at += run.advance;
    }
}

fn one(text: &str, style: Style, size: f32) -> Line {
    Line { runs: vec![run(text, style, size)] }
}

fn around(surface: &mut Surface<'_>, frame: &Frame, number: usize, of: usize) {
    let pale = Colour::Pale.rgb();
    for (n, line) in set(&frame.plie, Style::Bold, 9.5, HEAD).into_iter().take(2).enumerate() {
        text(surface, SIDE, below(50.0, n, 12.0), 9.5, Colour::Ink.rgb(), &line);
    }
    if let Some(funding) = &frame.funding {
        let said: Vec<Line> = set(funding, Style::Regular, SMALL, FUNDING).into_iter().take(4).collect();
        let x = PAGE.0 - SIDE - said.iter().map(Line::width).fold(0.0, f32::max);
        for (n, line) in said.iter().enumerate() {
            text(surface, x, below(49.5, n, 9.5), SMALL, pale, line);
        }
        emblem(surface, x - 35.0, 37.0);
    }
    let foot = PAGE.1 - 36.0;
    text(surface, SIDE, foot, SMALL, pale, &one(&frame.reference, Style::Regular, SMALL));
    let page = one(&format!("Page {number} sur {of}"), Style::Regular, SMALL);
    text(surface, PAGE.0 - SIDE - page.width(), foot, SMALL, pale, &page);
    if let Some(hash) = &frame.hash {
        let said = format!("Empreinte du contenu (SHA-256) : {hash}");
        text(surface, SIDE, foot + 10.5, SMALL, pale, &one(&said, Style::Regular, SMALL));
    }
}

/// A line of the frame set in lines as wide as this.
fn set(said: &str, style: Style, size: f32, width: f32) -> Vec<Line> {
    lines(&vec![Span { text: said.to_owned(), style }], size, width)
}

/// The base line of the nth line after one.
fn below(first: f32, n: usize, height: f32) -> f32 {
    first + std::iter::repeat_n(height, n).sum::<f32>()
}

fn watermark(surface: &mut Surface<'_>, word: &str) {
    let word = one(word, Style::Bold, 90.0);
    surface.push_transform(&Transform::from_rotate_at(-35.0, PAGE.0 / 2.0, PAGE.1 / 2.0));
    text(surface, (PAGE.0 - word.width()) / 2.0, PAGE.1 / 2.0 + 30.0, 90.0, Colour::Watermark.rgb(), &word);
    surface.pop();
}

/// The emblem of the European Union: twelve gold stars in a circle on blue, 27 points by 18.
fn emblem(surface: &mut Surface<'_>, x: f32, y: f32) {
    let mut field = PathBuilder::new();
    if let Some(rect) = Rect::from_xywh(x, y, 27.0, 18.0) {
        field.push_rect(rect);
    }
    let mut stars = PathBuilder::new();
    for hour in 0..12_u8 {
        let angle = f32::from(hour) * PI / 6.0;
        star(&mut stars, x + 13.5 + 6.0 * angle.sin(), y + 9.0 - 6.0 * angle.cos());
    }
    for (path, colour) in [(field, Colour::EuropeanBlue), (stars, Colour::EuropeanGold)] {
        surface.set_fill(Some(fill(colour.rgb())));
        if let Some(path) = path.finish() {
            surface.draw_path(&path);
        }
    }
}

/// A five-pointed star upright, of radius 1.
fn star(path: &mut PathBuilder, x: f32, y: f32) {
    for corner in 0..10_u8 {
        let radius = if corner % 2 == 0 { 1.0 } else { 0.382 };
        let angle = f32::from(corner) * PI / 5.0;
        let (to_x, to_y) = (x + radius * angle.sin(), y - radius * angle.cos());
        if corner == 0 { path.move_to(to_x, to_y) } else { path.line_to(to_x, to_y) }
    }
    path.close();
}
