//! Pages: where each line stands. Points from the top left corner of an A4 page.

use crate::markup::{Bar, Block, Rich, Table};
use crate::table::widths;
use crate::text::{Line, lines};

pub(crate) const PAGE: (f32, f32) = (595.28, 841.89);
/// The white at the left and the right.
pub(crate) const SIDE: f32 = 56.7;
const TOP: f32 = 85.0;
const BOTTOM: f32 = 68.0;
const BODY: f32 = 9.5;
const SMALL: f32 = 8.0;
const LEADING: f32 = 1.4;
const PADDING: f32 = 4.0;
/// Where values begin beside their labels.
const LABEL: f32 = 108.0;
const SIGNATURE: f32 = 74.0;
/// How wide the labels of bars are at most, the longest bar, and the step from one bar to the next.
const BARS: (f32, f32, f32) = (180.0, 240.0, 15.0);
/// A heading stays with at least this much of what follows it.
const COMPANY: f32 = 48.0;

/// The colours of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colour {
    Ink,
    Pale,
    Rule,
    Watermark,
    EuropeanBlue,
    EuropeanGold,
}

/// Something to draw.
#[derive(Debug)]
pub(crate) enum Mark {
    /// A line of text; `y` is its base line.
    Text { x: f32, y: f32, size: f32, colour: Colour, line: Line },
    /// A rule from left to right.
    Rule { x: f32, y: f32, width: f32 },
    /// An empty frame.
    Frame { x: f32, y: f32, width: f32, height: f32 },
    /// A bar of a chart.
    Bar { x: f32, y: f32, width: f32, height: f32 },
}

pub(crate) type Page = Vec<Mark>;

/// How a text is set.
#[derive(Clone, Copy)]
struct Look {
    size: f32,
    colour: Colour,
}

const PLAIN: Look = Look { size: BODY, colour: Colour::Ink };
const QUIET: Look = Look { size: BODY, colour: Colour::Pale };
const HEADER: Look = Look { size: SMALL, colour: Colour::Pale };

impl Look {
    fn height(self) -> f32 {
        self.size * LEADING
    }
}

/// Cells of one row, set.
type Cells = Vec<(f32, f32, bool, Vec<Line>)>;

struct Setter {
    pages: Vec<Page>,
    y: f32,
}

/// Sets blocks on as many pages as they need, at least one.
pub(crate) fn set(blocks: &[Block]) -> Vec<Page> {
    let mut setter = Setter { pages: vec![Page::new()], y: TOP };
    let mut beside = None;
    for block in blocks {
        let frame_before = beside.take();
        match block {
            Block::Heading(level, rich) => setter.heading(*level, rich),
            Block::Paragraph(rich) => setter.paragraph(rich, 0.0),
            Block::Item(rich) => setter.item(rich),
            Block::Facts(pairs) => setter.facts(pairs),
            Block::Bars(bars) => setter.bars(bars),
            Block::Table(table) => setter.table(table),
            Block::Signature(said) => beside = setter.signature(said, frame_before),
        }
    }
    setter.pages
}

impl Setter {
    fn width() -> f32 {
        PAGE.0 - 2.0 * SIDE
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    fn left(&self) -> f32 {
        PAGE.1 - BOTTOM - self.y
    }

    /// Goes to a new page when less than this is left of one that something stands on.
    fn room(&mut self, height: f32) {
        if self.left() < height && self.y > TOP {
            self.pages.push(Page::new());
            self.y = TOP;
        }
    }

    fn skip(&mut self, height: f32) {
        if self.y > TOP {
            self.y += height;
        }
    }

    fn text(&mut self, set: Vec<Line>, x: f32, look: Look) {
        for line in set {
            self.room(look.height());
            let y = self.y + look.size;
            self.mark(Mark::Text { x, y, size: look.size, colour: look.colour, line });
            self.y += look.height();
        }
    }

    fn heading(&mut self, level: u8, rich: &Rich) {
        let (size, above, below) = match level {
            1 => (17.0, 0.0, 9.0),
            2 => (12.0, 15.0, 5.0),
            _ => (10.0, 8.0, 2.0),
        };
        let bold: Rich =
            rich.iter().map(|s| crate::markup::Span { style: crate::markup::Style::Bold, ..s.clone() }).collect();
        let look = Look { size, colour: Colour::Ink };
        let set = lines(&bold, size, Self::width());
        let wanted: f32 = set.iter().map(|_| look.height()).sum();
        self.skip(above);
        self.room(wanted + COMPANY);
        self.text(set, SIDE, look);
        self.y += below;
    }

    fn paragraph(&mut self, rich: &Rich, indent: f32) {
        self.text(lines(rich, BODY, Self::width() - indent), SIDE + indent, PLAIN);
        self.y += 5.0;
    }

    fn item(&mut self, rich: &Rich) {
        let bullet = crate::markup::Span { text: "•".to_owned(), style: crate::markup::Style::Regular };
        self.room(PLAIN.height());
        let line = lines(&vec![bullet], BODY, 20.0).into_iter().next().unwrap_or_default();
        self.mark(Mark::Text { x: SIDE + 2.0, y: self.y + BODY, size: BODY, colour: Colour::Pale, line });
        self.paragraph(rich, 12.0);
        self.y -= 2.0;
    }

    fn facts(&mut self, pairs: &[(Rich, Rich)]) {
        for (label, value) in pairs {
            let label = lines(label, BODY, LABEL - 6.0);
            let value = lines(value, BODY, Self::width() - LABEL);
            let cells = vec![(SIDE, 0.0, false, label), (SIDE + LABEL, 0.0, false, value)];
            self.row(&cells, &[QUIET, PLAIN], 1.5, None);
        }
        self.y += 4.0;
    }

    /// Bars from one line down, their labels before it and their numbers behind.
    fn bars(&mut self, bars: &[Bar]) {
        let (labels, longest, step) = BARS;
        let one = |rich: &Rich| lines(rich, SMALL, labels).into_iter().next().unwrap_or_default();
        self.room(bars.iter().map(|_| step).sum());
        for bar in bars {
            self.room(step);
            let (x, y, width) = (SIDE + labels + PADDING, self.y + SMALL + 1.5, bar.part * longest);
            let (label, shown) = (one(&bar.label), one(&bar.shown));
            let (size, colour) = (SMALL, Colour::Ink);
            self.mark(Mark::Text { x: x - PADDING - label.width(), y, size, colour, line: label });
            self.mark(Mark::Bar { x, y: self.y + 1.5, width, height: step - 6.0 });
            self.mark(Mark::Text { x: x + width + PADDING, y, size, colour, line: shown });
            self.y += step;
        }
        self.y += 6.0;
    }

    fn table(&mut self, table: &Table) {
        let columns = widths(table, BODY, PADDING, Self::width());
        let set = |cells: &[Rich], size: f32| -> Cells {
            let mut x = SIDE;
            let mut out = Cells::new();
            for ((cell, width), right) in
                cells.iter().zip(&columns).zip(table.right.iter().chain(std::iter::repeat(&false)))
            {
                out.push((x + PADDING, width - 2.0 * PADDING, *right, lines(cell, size, width - 2.0 * PADDING)));
                x += width;
            }
            out
        };
        let header = set(&table.header, SMALL);
        self.room(COMPANY);
        self.row(&header, &[HEADER], PADDING, None);
        for row in &table.rows {
            let y = self.y;
            self.row(&set(row, BODY), &[PLAIN], PADDING, Some(&header));
            // above the row, unless it went to the next page, where the header made its own
            let rule = if self.y > y { y } else { continue };
            self.mark(Mark::Rule { x: SIDE, y: rule, width: Self::width() });
        }
        self.y += 8.0;
    }

    /// Sets a row, whole where a page can hold it; one taller than a page is parted. `looks` are those of its cells, the last
    /// for all that follow.
    fn row(&mut self, cells: &Cells, looks: &[Look], padding: f32, header: Option<&Cells>) {
        let look_of = |n: usize| looks.get(n).or(looks.last()).copied().unwrap_or(PLAIN);
        let tallest = cells.iter().map(|c| c.3.len()).max().unwrap_or(0);
        let step = cells.iter().enumerate().map(|(n, _)| look_of(n).height()).fold(0.0, f32::max);
        let mut from = 0;
        while from < tallest {
            let rest: f32 = (from..tallest).map(|_| step).sum();
            let whole_page = PAGE.1 - TOP - BOTTOM - 40.0;
            let wanted = if rest + 2.0 * padding > whole_page { 2.0 * step } else { rest };
            let before = self.pages.len();
            self.room(wanted + 2.0 * padding);
            if let (true, Some(header)) = (self.pages.len() > before, header) {
                self.row(header, &[HEADER], PADDING, None);
                self.mark(Mark::Rule { x: SIDE, y: self.y, width: Self::width() });
            }
            self.y += padding;
            let mut count = 0;
            while from + count < tallest && (count == 0 || self.left() >= step + padding) {
                for (n, (x, width, right, set)) in cells.iter().enumerate() {
                    let look = look_of(n);
                    let Some(line) = set.get(from + count) else { continue };
                    let x = if *right { x + width - line.width() } else { *x };
                    let y = self.y + look.size;
                    self.mark(Mark::Text { x, y, size: look.size, colour: look.colour, line: line.clone() });
                }
                self.y += step;
                count += 1;
            }
            from += count;
            self.y += padding;
        }
    }

    /// A frame to sign in; the next one stands beside it. Answers where that would be.
    fn signature(&mut self, said: &[Rich], beside: Option<f32>) -> Option<f32> {
        let width = (Self::width() - 20.0) / 2.0;
        let (x, top) = match beside {
            Some(top) => (SIDE + width + 20.0, top),
            None => {
                self.skip(6.0);
                self.room(SIGNATURE);
                (SIDE, self.y)
            }
        };
        self.mark(Mark::Frame { x, y: top, width, height: SIGNATURE });
        let mut y = top + 8.0;
        for (n, rich) in said.iter().enumerate() {
            let look = if n == 0 { QUIET } else { PLAIN };
            for line in lines(rich, look.size, width - 16.0) {
                if y + look.height() > top + SIGNATURE {
                    break;
                }
                self.mark(Mark::Text { x: x + 8.0, y: y + look.size, size: look.size, colour: look.colour, line });
                y += look.height();
            }
        }
        self.y = top + SIGNATURE + 10.0;
        beside.is_none().then_some(top)
    }
}
