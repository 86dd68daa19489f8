//! Letters and lines: shaping, measuring, breaking. Lengths are points.

use std::sync::LazyLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::ttf_parser::Face as Parsed;
use rustybuzz::{Face, UnicodeBuffer};
use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::markup::{Rich, Span, Style};

/// A cut of the typeface.
pub(crate) struct Cut {
    pub(crate) font: Font,
    face: Face<'static>,
    per_em: f32,
}

struct Cuts {
    regular: Cut,
    italic: Cut,
    bold: Cut,
}

static CUTS: LazyLock<Option<Cuts>> = LazyLock::new(|| {
    Some(Cuts {
        regular: cut(include_bytes!("../fonts/Inter_400Regular.ttf"))?,
        italic: cut(include_bytes!("../fonts/Inter_400Regular_Italic.ttf"))?,
        bold: cut(include_bytes!("../fonts/Inter_600SemiBold.ttf"))?,
    })
});

fn cut(bytes: &'static [u8]) -> Option<Cut> {
    let face = Face::from_slice(bytes, 0)?;
    let font = Font::new(bytes.into(), 0)?;
    let per_em = font.units_per_em();
    Some(Cut { font, face, per_em })
}

/// The cut of a style; none only if the fonts of this crate are broken, which its tests would show.
pub(crate) fn cut_of(style: Style) -> Option<&'static Cut> {
    let cuts = CUTS.as_ref()?;
    Some(match style {
        Style::Regular => &cuts.regular,
        Style::Italic => &cuts.italic,
        Style::Bold => &cuts.bold,
    })
}

/// A stretch of one style, shaped.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) style: Style,
    pub(crate) glyphs: Vec<KrillaGlyph>,
    /// Without the white at its end.
    pub(crate) ink: f32,
    /// With it.
    pub(crate) advance: f32,
}

/// What stands on one line, from left to right.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    pub(crate) runs: Vec<Run>,
}

impl Line {
    /// The width of what can be seen.
    pub(crate) fn width(&self) -> f32 {
        let before: f32 = self.runs.iter().rev().skip(1).map(|r| r.advance).sum();
        before + self.runs.last().map_or(0.0, |r| r.ink)
    }
}

/// Shapes a stretch without breaking it. What the typeface has no letter for becomes a question mark.
pub(crate) fn run(text: &str, style: Style, size: f32) -> Run {
    let Some(cut) = cut_of(style) else {
        return Run { text: String::new(), style, glyphs: Vec::new(), ink: 0.0, advance: 0.0 };
    };
    let text: String =
        text.chars().filter(|c| !c.is_control() && *c != '\u{2028}').map(|c| known(&cut.face, c)).collect();
    let glyphs = shaped(cut, &text);
    let advance = width(&glyphs, size);
    let white = text.len() - text.trim_end_matches(' ').len();
    let ink = if white == 0 {
        advance
    } else {
        let seen = text.len() - white;
        glyphs.iter().filter(|g| g.text_range.start < seen).map(|g| g.x_advance * size).sum()
    };
    Run { text, style, glyphs, ink, advance }
}

fn known(face: &Parsed<'_>, c: char) -> char {
    let directs = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !directs && face.glyph_index(c).is_some() { c } else { '?' }
}

fn width(glyphs: &[KrillaGlyph], size: f32) -> f32 {
    glyphs.iter().map(|g| g.x_advance * size).sum()
}

fn shaped(cut: &Cut, text: &str) -> Vec<KrillaGlyph> {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.set_direction(rustybuzz::Direction::LeftToRight);
    buffer.guess_segment_properties();
    let output = rustybuzz::shape(&cut.face, &[], buffer);
    let starts: Vec<usize> = output.glyph_infos().iter().map(|g| usize::try_from(g.cluster).unwrap_or(0)).collect();
    let em = |units: i32| f32::from(i16::try_from(units).unwrap_or(0)) / cut.per_em;
    output
        .glyph_infos()
        .iter()
        .zip(output.glyph_positions())
        .zip(&starts)
        .map(|((glyph, position), start)| {
            let end = starts.iter().copied().filter(|s| s > start).min().unwrap_or(text.len());
            KrillaGlyph::new(
                GlyphId::new(glyph.glyph_id),
                em(position.x_advance),
                em(position.x_offset),
                em(position.y_offset),
                em(position.y_advance),
                *start..end,
                None,
            )
        })
        .collect()
}

/// What may not be parted: a word with the white after it; `ends` where a line must end after it.
struct Word {
    runs: Vec<Run>,
    ends: bool,
}

impl Word {
    fn ink(&self) -> f32 {
        let before: f32 = self.runs.iter().rev().skip(1).map(|r| r.advance).sum();
        before + self.runs.last().map_or(0.0, |r| r.ink)
    }

    fn advance(&self) -> f32 {
        self.runs.iter().map(|r| r.advance).sum()
    }
}

fn words(rich: &Rich, size: f32) -> Vec<Word> {
    let text: String = rich.iter().map(|s| s.text.as_str()).collect();
    let mut words = Vec::new();
    let mut from = 0;
    for (to, kind) in linebreaks(&text) {
        let runs = stretch(rich, from, to).map(|(text, style)| run(text, style, size)).collect();
        words.push(Word { runs, ends: kind == BreakOpportunity::Mandatory && to < text.len() });
        from = to;
    }
    words
}

/// The pieces of a text between two of its bytes, each of one style.
fn stretch(rich: &Rich, from: usize, to: usize) -> impl Iterator<Item = (&str, Style)> {
    let mut at = 0;
    rich.iter().filter_map(move |Span { text, style }| {
        let (start, end) = (at, at + text.len());
        at = end;
        let piece = text.get(from.clamp(start, end) - start..to.clamp(start, end) - start)?;
        (!piece.is_empty()).then_some((piece, *style))
    })
}

/// The widest word and the widest line of a text: between the two a column may be set.
pub(crate) fn extent(rich: &Rich, size: f32) -> (f32, f32) {
    let (mut word_most, mut line_most, mut line) = (0.0_f32, 0.0_f32, 0.0_f32);
    for word in words(rich, size) {
        word_most = word_most.max(word.ink());
        line_most = line_most.max(line + word.ink());
        line = if word.ends { 0.0 } else { line + word.advance() };
    }
    (word_most, line_most)
}

/// Sets a text in lines no wider than this. A word that is wider by itself is parted where it must be.
pub(crate) fn lines(rich: &Rich, size: f32, width: f32) -> Vec<Line> {
    let mut lines = vec![Line::default()];
    let mut used = 0.0;
    for word in words(rich, size) {
        if used > 0.0 && used + word.ink() > width {
            lines.push(Line::default());
            used = 0.0;
        }
        for run in if word.ink() > width { parted(&word, size, width) } else { vec![word.runs.clone()] } {
            if used > 0.0 && used + run.iter().map(|r| r.ink).sum::<f32>() > width {
                lines.push(Line::default());
                used = 0.0;
            }
            used += run.iter().map(|r| r.advance).sum::<f32>();
            if let Some(line) = lines.last_mut() {
                line.runs.extend(run);
            }
        }
        if word.ends {
            lines.push(Line::default());
            used = 0.0;
        }
    }
    lines
}

/// A word in pieces that fit, letter by letter.
fn parted(word: &Word, size: f32, width: f32) -> Vec<Vec<Run>> {
    let mut pieces = Vec::new();
    for whole in &word.runs {
        let (mut piece, mut used) = (String::new(), 0.0);
        for c in whole.text.chars() {
            let advance = run(c.encode_utf8(&mut [0; 4]), whole.style, size).advance;
            if used + advance > width && !piece.is_empty() {
                pieces.push(vec![run(&std::mem::take(&mut piece), whole.style, size)]);
                used = 0.0;
            }
            piece.push(c);
            used += advance;
        }
        pieces.push(vec![run(&piece, whole.style, size)]);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rich(text: &str) -> Rich {
        vec![Span { text: text.to_owned(), style: Style::Regular }]
    }

    fn told(lines: &[Line]) -> Vec<String> {
        lines.iter().map(|l| l.runs.iter().map(|r| r.text.as_str()).collect::<String>().trim_end().to_owned()).collect()
    }

    #[test]
    fn lines_break_between_words_and_never_inside_a_french_price() {
        let set = lines(&rich("Un montant de 981\u{202f}567,48\u{a0}€ au total"), 10.0, 80.0);
        assert!(told(&set).contains(&"981\u{202f}567,48\u{a0}€ au".to_owned()), "{:?}", told(&set));
        assert!(set.iter().all(|l| l.width() <= 80.0));
    }

    #[test]
    fn a_word_wider_than_the_line_is_parted() {
        let set = lines(&rich(&"a".repeat(200)), 10.0, 50.0);
        assert!(set.len() > 10 && set.iter().all(|l| l.width() <= 50.0));
        assert_eq!(told(&set).concat(), "a".repeat(200));
    }

    #[test]
    fn what_must_be_a_line_of_its_own_is_one() {
        assert_eq!(told(&lines(&rich("a b\u{2028}c"), 10.0, 500.0)), ["a b", "c"]);
    }

    #[test]
    fn letters_of_europe_are_in_the_typeface() {
        let text = "àâçéèêëîïôœùûÿÀÇÉŒ«»’€ŁłŞşĞğÑñŽž";
        for style in [Style::Regular, Style::Italic, Style::Bold] {
            assert_eq!(run(text, style, 10.0).text, text);
        }
        assert_eq!(run("漢🙂", Style::Regular, 10.0).text, "??");
    }
}
