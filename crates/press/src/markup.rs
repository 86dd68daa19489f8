//! Filling a template, and reading what came out: Markdown in, blocks out.

use std::sync::LazyLock;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::{PressError, Template};

/// How letters look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Style {
    #[default]
    Regular,
    Italic,
    Bold,
}

/// Text of one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) text: String,
    pub(crate) style: Style,
}

/// Text of several styles, one line or many.
pub(crate) type Rich = Vec<Span>;

/// What a document is made of.
#[derive(Debug)]
pub(crate) enum Block {
    /// Of level 1 (the title) to 3.
    Heading(u8, Rich),
    Paragraph(Rich),
    /// One item of a list.
    Item(Rich),
    /// Labels and their values: a table of two columns whose header is empty.
    Facts(Vec<(Rich, Rich)>),
    /// Bars: a table of three columns whose header is empty.
    Bars(Vec<Bar>),
    Table(Table),
    /// A frame to sign in: a quotation.
    Signature(Vec<Rich>),
}

/// A bar of a chart.
#[derive(Debug)]
pub(crate) struct Bar {
    pub(crate) label: Rich,
    /// Its number, as it is written.
    pub(crate) shown: Rich,
    /// How much of the longest that there can be, from nothing to one.
    pub(crate) part: f32,
}

/// The length of the longest bar, in the drawing and in a template.
const LONGEST: f32 = 400.0;

/// A table with a header that each page repeats.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) right: Vec<bool>,
    pub(crate) header: Vec<Rich>,
    pub(crate) rows: Vec<Vec<Rich>>,
}

static TEMPLATES: LazyLock<Result<Environment<'static>, String>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    environment.set_formatter(|out, _, value| {
        out.write_str(&escaped(value))?;
        Ok(())
    });
    for template in Template::ALL {
        environment.add_template(template.name(), template.text()).map_err(|e| e.to_string())?;
    }
    Ok(environment)
});

/// What somebody wrote, as text that Markdown takes for nothing else.
fn escaped(value: &Value) -> String {
    if value.is_none() {
        return String::new();
    }
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            // a line of its own, in a cell of a table too
            '\n' => out.push('\u{2028}'),
            c if c.is_control() => {}
            c if c.is_ascii_punctuation() => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// The blocks of a template filled with its data.
pub(crate) fn fill(template: Template, data: &serde_json::Value) -> Result<Vec<Block>, PressError> {
    let environment = TEMPLATES.as_ref().map_err(|e| PressError(e.clone()))?;
    let text = environment
        .get_template(template.name())
        .and_then(|t| t.render(Value::from(Serde(data))))
        .map_err(|e| PressError(format!("{}: {e}", template.name())))?;
    Ok(read(&text))
}

fn read(text: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        reader.take(event);
    }
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    rich: Rich,
    style: Style,
    row: Vec<Rich>,
    table: Table,
    /// The paragraphs of the frame being read.
    frame: Option<Vec<Rich>>,
    in_item: bool,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.push(&text),
            Event::SoftBreak => self.push(" "),
            Event::HardBreak => self.push("\u{2028}"),
            // only a template can say so: what people wrote is escaped
            Event::InlineHtml(html) if &*html == "<br>" => self.push("\u{2028}"),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        match self.rich.last_mut() {
            Some(last) if last.style == self.style => last.text.push_str(text),
            _ => self.rich.push(Span { text: text.to_owned(), style: self.style }),
        }
    }

    fn taken(&mut self) -> Rich {
        let mut rich = std::mem::take(&mut self.rich);
        for span in &mut rich {
            span.text = french(&span.text);
        }
        rich
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Emphasis => self.style = Style::Italic,
            Tag::Strong => self.style = Style::Bold,
            Tag::BlockQuote(_) => self.frame = Some(Vec::new()),
            Tag::Item => self.in_item = true,
            Tag::Table(columns) => {
                let right = columns.iter().map(|a| *a == Alignment::Right).collect();
                self.table = Table { right, ..Table::default() };
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong => self.style = Style::Regular,
            TagEnd::Heading(level) => {
                let rich = self.taken();
                self.blocks.push(Block::Heading(depth(level), rich));
            }
            TagEnd::Paragraph => {
                let rich = self.taken();
                match &mut self.frame {
                    Some(frame) => frame.push(rich),
                    None if self.in_item => self.blocks.push(Block::Item(rich)),
                    None => self.blocks.push(Block::Paragraph(rich)),
                }
            }
            TagEnd::Item => {
                let rich = self.taken();
                if !rich.is_empty() {
                    self.blocks.push(Block::Item(rich));
                }
                self.in_item = false;
            }
            TagEnd::BlockQuote(_) => self.blocks.extend(self.frame.take().map(Block::Signature)),
            TagEnd::TableCell => {
                let cell = self.taken();
                self.row.push(cell);
            }
            TagEnd::TableHead => self.table.header = std::mem::take(&mut self.row),
            TagEnd::TableRow => self.table.rows.push(std::mem::take(&mut self.row)),
            TagEnd::Table => {
                let table = std::mem::take(&mut self.table);
                self.blocks.push(told(table));
            }
            _ => {}
        }
    }
}

/// A text with the spaces that French does not break a line at: before `; : ! ? » % €`, after `«` and `n°`, within `9 h 05`.
fn french(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = |n: Option<usize>| n.and_then(|n| letters.get(n)).copied();
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let set = |n: usize, c: char| {
        let (before, next) = (at(n.checked_sub(1)), at(n.checked_add(1)));
        let hours = next == Some('h') && digit(before) && digit(at(n.checked_add(3)));
        let minutes = before == Some('h') && digit(at(n.checked_sub(3))) && digit(next);
        match (c, next) {
            (' ', Some(';' | '!' | '?' | '%')) => '\u{202f}',
            (' ', Some(':' | '»' | '€')) => '\u{a0}',
            (' ', _) if hours || minutes || matches!(before, Some('«' | '°')) => '\u{a0}',
            _ => c,
        }
    };
    letters.iter().enumerate().map(|(n, c)| set(n, *c)).collect()
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        _ => 3,
    }
}

/// Without a header, two columns are facts and three are bars.
fn told(table: Table) -> Block {
    let headless = table.header.iter().all(Vec::is_empty);
    match (headless, table.header.len()) {
        (true, 2) => {
            let pairs = table.rows.into_iter().filter_map(|row| {
                let mut cells = row.into_iter();
                Some((cells.next()?, cells.next().unwrap_or_default()))
            });
            Block::Facts(pairs.collect())
        }
        (true, 3) => Block::Bars(table.rows.into_iter().filter_map(bar).collect()),
        _ => Block::Table(table),
    }
}

/// A label, its number, and its length.
fn bar(row: Vec<Rich>) -> Option<Bar> {
    let mut cells = row.into_iter();
    let (label, shown, length) = (cells.next()?, cells.next()?, cells.next()?);
    let length: f32 = length.first()?.text.trim().parse().ok()?;
    Some(Bar { label, shown, part: (length / LONGEST).clamp(0.0, 1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_read_from_markdown() {
        let blocks = read(
            "# T\n\n*a* b\n\n| | |\n|-|-|\n| k | v |\n\n| A | B |\n|:-|-:|\n| 1 | 2 |\n\n> x\n>\n> **y**\n\n| | | |\n|-|-|-|\n| k | 1 | 200 |\n\n- one\n- two\n",
        );
        let shapes: Vec<String> =
            blocks.iter().map(|b| format!("{b:?}").split(['(', ' ']).next().unwrap_or("").to_owned()).collect();
        assert_eq!(shapes, ["Heading", "Paragraph", "Facts", "Table", "Signature", "Bars", "Item", "Item"]);
        let halves = blocks.iter().filter_map(|b| if let Block::Bars(bars) = b { bars.first() } else { None });
        assert_eq!(halves.map(|bar| bar.part).collect::<Vec<_>>(), [0.5]);
    }

    #[test]
    fn spaces_are_those_of_french() {
        assert_eq!(
            french("de 9 h 05 à 10 h : « oui » ; n° 4, 7 % de 3 €, h 7 ?"),
            "de 9\u{a0}h\u{a0}05 à 10 h\u{a0}: «\u{a0}oui\u{a0}»\u{202f}; n°\u{a0}4, 7\u{202f}% de 3\u{a0}€, h 7\u{202f}?"
        );
    }

    #[test]
    fn text_that_looks_like_markdown_stays_text() {
        let text = "# a | b *c* <d> [e](f) 1. g\nh";
        let blocks = read(&format!("| x |\n|---|\n| {} |\n", escaped(&Value::from(text))));
        let Some(Block::Table(table)) = blocks.first() else { unreachable!("a table was written") };
        let cells: Vec<String> = table.rows.iter().flatten().flatten().map(|s| s.text.clone()).collect();
        assert_eq!(cells, ["# a | b *c* <d> [e](f) 1. g\u{2028}h"]);
    }
}
