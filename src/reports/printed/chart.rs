//! Bars: where each stands in a drawing 760 wide, from its count alone.

use serde::Serialize;

/// How many bars a chart has at most; the table beside has them all.
const MOST: usize = 15;
/// The longest bar.
const LONGEST: i64 = 400;
/// Where bars begin.
const LEFT: i64 = 300;
/// From one bar to the next.
const STEP: i64 = 24;
/// The letters of a label that fit.
const LETTERS: usize = 44;

/// A chart of bars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Chart {
    height: i64,
    bars: Vec<Bar>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Bar {
    label: String,
    shown: String,
    top: i64,
    /// The base line of its texts.
    line: i64,
    width: i64,
    /// Where its number begins.
    end: i64,
}

/// The chart of some counts with their labels and how each is written; none where there is nothing to compare.
pub(super) fn bars(counts: &[(String, String, i64)]) -> Option<Chart> {
    let counts = counts.get(..MOST).unwrap_or(counts);
    let most = counts.iter().map(|(_, _, n)| *n).max().filter(|most| *most > 0)?;
    let bar = |(at, (label, shown, n)): (i64, &(String, String, i64))| {
        let width = n.max(&0).saturating_mul(LONGEST).checked_div(most).unwrap_or(0);
        let top = 6 + STEP * at;
        Bar { label: cut(label), shown: shown.clone(), top, line: top + 11, width, end: LEFT + width + 6 }
    };
    let bars: Vec<Bar> = (0_i64..).zip(counts).map(bar).collect();
    let height = 8 + STEP * i64::try_from(bars.len()).unwrap_or(0);
    Some(Chart { height, bars })
}

fn cut(label: &str) -> String {
    match label.char_indices().nth(LETTERS) {
        None => label.to_owned(),
        Some((at, _)) => format!("{}…", label.get(..at).unwrap_or(label).trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(counts: &[(&str, &str, i64)]) -> Option<Chart> {
        bars(&counts.iter().map(|(label, shown, n)| ((*label).to_owned(), (*shown).to_owned(), *n)).collect::<Vec<_>>())
    }

    #[test]
    fn the_longest_bar_is_that_of_the_most() {
        let chart = drawn(&[("Femme", "30", 30), ("Homme", "10", 10), ("Non renseigné", "0", 0)]).unwrap();
        assert_eq!(chart.bars.iter().map(|b| b.width).collect::<Vec<_>>(), [400, 133, 0]);
        assert_eq!((chart.height, chart.bars[1].top, chart.bars[1].end), (80, 30, 439));
        assert_eq!(drawn(&[("Femme", "0", 0)]), None, "nothing to compare");
        assert_eq!(drawn(&[]), None);
        assert_eq!(drawn(&[("a", "1", 1); 40]).unwrap().bars.len(), 15);
        assert_eq!(drawn(&[("a", "", i64::MAX)]).unwrap().bars[0].width, 1, "no overflow");
    }

    #[test]
    fn a_long_label_is_cut_between_letters() {
        assert_eq!(cut(&"é".repeat(44)), "é".repeat(44));
        assert_eq!(cut(&"é".repeat(45)), format!("{}…", "é".repeat(44)));
    }
}
