//! Where the rows of a figure are listed, and pages of rows that were put together here.

use crate::ctx::Ctx;
use crate::db::Day;
use crate::directory::territories;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{Any, TerritoryId};
use crate::reports::api::ReportName;
use crate::reports::figures::FigureName;
use crate::reports::store::MemberRow;

/// The address of the rows of a figure, narrowed by what was asked for.
pub(super) fn address(name: ReportName, figure: FigureName, narrowed: &[(&str, Option<String>)]) -> String {
    let given = narrowed.iter().filter_map(|(name, value)| Some((*name, value.clone()?)));
    let pairs: Vec<(&str, String)> = std::iter::once(("figure", figure.code().to_owned())).chain(given).collect();
    format!("/v1/reports/{name}/members?{}", serde_urlencoded::to_string(&pairs).unwrap_or_default())
}

/// A territory that does not exist would find nothing, and look like an empty one.
pub(super) fn known_territory(cx: &mut Ctx<'_>, id: Option<TerritoryId>) -> Outcome<()> {
    let Some(id) = id else { return Ok(()) };
    let reach = cx.reach_in("get_territory");
    if territories::exists(cx, &reach, id)? { Ok(()) } else { Err(Failure::NotFound) }
}

/// A page of rows that no statement gives, by day.
pub(super) fn page_of(mut rows: Vec<MemberRow>, page: &PageIn, sort: &str) -> Outcome<Page<MemberRow>> {
    rows.sort_by_key(|row| (row.day, row.id));
    let total = page.include_total.then(|| i64::try_from(rows.len()).unwrap_or(i64::MAX));
    let after = page.after::<Day, Any>()?;
    let fetched = usize::try_from(page.fetch()).unwrap_or(usize::MAX);
    let shown: Vec<MemberRow> =
        rows.into_iter().filter(|row| after.is_none_or(|last| (row.day, row.id) > last)).take(fetched).collect();
    Ok(Page { total, ..cut(shown, page, sort)? })
}

/// The page of the rows fetched.
pub(super) fn cut(rows: Vec<MemberRow>, page: &PageIn, sort: &str) -> Outcome<Page<MemberRow>> {
    page.cut(rows, sort, |row: &MemberRow| (row.day.to_string().into(), row.id))
}
