//! Columns: how wide each is.

use crate::markup::Table;
use crate::text::extent;

/// The width of each column of a table as wide as `width`: each has what its longest line wants when all fit, and
/// otherwise its longest word and a share of what is left.
pub(crate) fn widths(table: &Table, size: f32, padding: f32, width: f32) -> Vec<f32> {
    let columns = table.header.len();
    let mut least = vec![0.0_f32; columns];
    let mut most = vec![0.0_f32; columns];
    for row in std::iter::once(&table.header).chain(&table.rows) {
        for ((cell, least), most) in row.iter().zip(&mut least).zip(&mut most) {
            let (word, line) = extent(cell, size);
            *least = least.max(word + 2.0 * padding);
            *most = most.max(line + 2.0 * padding);
        }
    }
    let (least_sum, most_sum): (f32, f32) = (least.iter().sum(), most.iter().sum());
    if most_sum <= 0.0 {
        return most;
    }
    if least_sum >= width {
        return least.iter().map(|l| l * width / least_sum).collect();
    }
    if most_sum <= width {
        return most.iter().map(|m| m + (width - most_sum) * m / most_sum).collect();
    }
    let share = (width - least_sum) / (most_sum - least_sum);
    least.iter().zip(&most).map(|(l, m)| l + (m - l) * share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::{Rich, Span, Style};

    fn cell(text: &str) -> Rich {
        vec![Span { text: text.to_owned(), style: Style::Regular }]
    }

    #[test]
    fn columns_fill_the_width_whatever_they_hold() {
        for texts in [["a", "b"], ["a", "un très long texte qui ne tient pas sur une seule ligne du tout"], ["", ""]] {
            let header = vec![cell("Colonne"), cell("Autre")];
            let table = Table { right: Vec::new(), header, rows: vec![texts.map(cell).to_vec()] };
            for width in [30.0, 100.0, 480.0] {
                let sum: f32 = widths(&table, 9.0, 4.0, width).iter().sum();
                assert!((sum - width).abs() < 0.01, "{sum} for {width}");
            }
        }
    }
}
