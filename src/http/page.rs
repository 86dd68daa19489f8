//! Pages of lists: keyset on (sort value, id), so that no row comes twice and none is left out
//! while rows are added. A cursor carries its sort and its filters.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::query::{malformed, pairs};
use super::{Lang, Reply};
use crate::db::Instant;
use crate::failure::{Failure, Outcome};
use crate::ids::Id;

/// The parameters of every list, for the contract; read by [`PageIn`].
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only its description is used")]
pub struct PageParams {
    /// How many objects a page holds.
    #[param(minimum = 1, maximum = 200, default = 50, required = false)]
    limit: u32,
    /// `next_cursor` of the page before.
    #[param(required = false)]
    cursor: String,
    /// A member to sort by, `-` before it for descending; the list names its own.
    #[param(required = false)]
    sort: String,
    /// Whether to count all objects of the list as `total`.
    #[param(required = false)]
    include_total: bool,
    /// Only what changed after this instant.
    #[param(required = false, value_type = String, format = "date-time")]
    updated_after: String,
    /// Members to keep, separated by commas; `id` always stays.
    #[param(required = false, example = "id,version")]
    fields: String,
}

/// What page is asked for.
#[derive(Debug, Clone)]
pub struct PageIn {
    /// Objects a page.
    pub limit: i64,
    /// Whether to count.
    pub include_total: bool,
    /// Only what changed after this.
    pub updated_after: Option<Instant>,
    sort: Option<String>,
    after: Option<Cursor>,
    path: String,
    filters: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Cursor {
    /// Sort.
    s: String,
    /// Filters.
    f: String,
    /// Sort value of the last row.
    v: serde_json::Value,
    /// Identifier of the last row.
    i: Uuid,
}

impl FromRequest for PageIn {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(PageIn::read(req.path(), req.query_string()))
    }
}

fn invalid_cursor() -> Failure {
    Failure::request("invalid_cursor", "Ce curseur n'est pas de cette liste.", "This cursor is not of this list.")
}

impl PageIn {
    /// The page that a query string asks for.
    ///
    /// # Errors
    /// 400 with the parameter's name.
    pub fn read(path: &str, query: &str) -> Result<Self, Failure> {
        let all = pairs(query)?;
        let get = |name: &str| all.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
        let limit = match get("limit").map(str::parse::<i64>) {
            None => 50,
            Some(Ok(n)) if (1..=200).contains(&n) => n,
            Some(_) => return Err(malformed("limit", "1 to 200", Vec::new())),
        };
        let include_total = match get("include_total") {
            None | Some("false") => false,
            Some("true") => true,
            Some(other) => return Err(malformed("include_total", other, vec!["true".to_owned(), "false".to_owned()])),
        };
        let updated_after = get("updated_after")
            .map(|text| {
                serde_json::from_value(serde_json::Value::from(text))
                    .map_err(|_e| malformed("updated_after", "an instant such as 2026-03-02T08:15:00Z", Vec::new()))
            })
            .transpose()?;
        // paging may change between pages; what is listed may not
        let listed: Vec<&(String, String)> = all
            .iter()
            .filter(|(n, _)| !matches!(n.as_str(), "limit" | "cursor" | "include_total" | "fields" | "sort"))
            .collect();
        let filters = serde_urlencoded::to_string(&listed).map_err(Failure::defect)?;
        let after: Option<Cursor> = get("cursor")
            .map(|text| {
                let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_e| invalid_cursor())?;
                serde_json::from_slice(&bytes).map_err(|_e| invalid_cursor())
            })
            .transpose()?;
        let sort = get("sort").map(str::to_owned);
        if let Some(after) = &after {
            let same_sort = sort.as_ref().is_none_or(|s| *s == after.s);
            if after.f != filters || !same_sort {
                return Err(invalid_cursor());
            }
        }
        Ok(Self { limit, include_total, updated_after, sort, after, path: path.to_owned(), filters })
    }

    /// The first stretch of a whole list, for work that reads all of it.
    ///
    /// # Errors
    /// The sort is no word, which is a defect.
    pub(crate) fn whole(sort: &str) -> Result<Self, Failure> {
        Self::read("", &format!("limit=200&include_total=true&sort={sort}"))
    }

    /// The stretch of the same list that begins after this one.
    ///
    /// # Errors
    /// The cursor is not of this list.
    pub(crate) fn further(&self, cursor: &str) -> Result<Self, Failure> {
        let sort = self.sort.as_deref().map(|sort| format!("&sort={sort}")).unwrap_or_default();
        Self::read("", &format!("limit={}&cursor={cursor}{sort}", self.limit))
    }

    /// The sort asked for, one of the list's own; the first if none is.
    ///
    /// # Errors
    /// 400 with the sorts that the list knows.
    pub fn sort<'a>(&self, known: &'a [&'a str]) -> Outcome<&'a str> {
        let wanted = self.after.as_ref().map(|c| c.s.as_str()).or(self.sort.as_deref());
        match wanted {
            None => known.first().copied().ok_or_else(|| Failure::defect("a list without a sort")),
            Some(wanted) => known
                .iter()
                .find(|k| **k == wanted)
                .copied()
                .ok_or_else(|| malformed("sort", wanted, known.iter().map(|k| (*k).to_owned()).collect())),
        }
    }

    /// The (sort value, id) after which the page begins.
    ///
    /// # Errors
    /// 400 when the cursor's value is not of this sort.
    pub fn after<V: DeserializeOwned, T: 'static>(&self) -> Outcome<Option<(V, Id<T>)>> {
        let Some(cursor) = &self.after else { return Ok(None) };
        let value = serde_json::from_value(cursor.v.clone()).map_err(|_e| invalid_cursor())?;
        Ok(Some((value, Id::of(cursor.i))))
    }

    /// One row more than the page holds, which tells whether another page follows.
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }

    /// The page of the rows fetched, `key` giving each row's sort value and identifier.
    ///
    /// # Errors
    /// The sort value cannot be JSON, which is a defect.
    pub fn cut<R, T: 'static>(
        &self,
        mut rows: Vec<R>,
        sort: &str,
        key: impl Fn(&R) -> (serde_json::Value, Id<T>),
    ) -> Outcome<Page<R>> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = if more { rows.last() } else { None };
        let next_cursor = last
            .map(|row| {
                let (value, id) = key(row);
                let cursor = Cursor { s: sort.to_owned(), f: self.filters.clone(), v: value, i: id.0 };
                serde_json::to_vec(&cursor).map(|json| URL_SAFE_NO_PAD.encode(json)).map_err(Failure::defect)
            })
            .transpose()?;
        Ok(Page { items: rows, next_cursor, total: None })
    }

    fn next_link(&self, cursor: &str) -> String {
        let filters = if self.filters.is_empty() { String::new() } else { format!("{}&", self.filters) };
        format!("{}?{filters}limit={}&cursor={cursor}", self.path, self.limit)
    }
}

/// A page of anything, as it goes over the wire.
#[derive(Debug, Clone, Serialize)]
pub struct Page<T> {
    /// The objects.
    pub items: Vec<T>,
    /// Where the next page begins; null on the last.
    pub next_cursor: Option<String>,
    /// All objects of the list, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
}

impl<T> Page<T> {
    /// The page with each row as its view.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next_cursor: self.next_cursor, total: self.total }
    }
}

impl<T: Serialize> Page<T> {
    /// The answer, with its `Link` to the next page.
    ///
    /// # Errors
    /// The page cannot be JSON, which is a defect.
    pub fn reply(&self, asked: &PageIn, _lang: Lang) -> Outcome<Reply> {
        let mut reply = Reply::value(self)?;
        reply.next = self.next_cursor.as_deref().map(|c| asked.next_link(c));
        Ok(reply)
    }
}

/// Orders a boxed query by a column and the id, and begins it after the cursor:
/// `keyset!(query, page, desc, participants::sort_name, participants::id, String)`.
#[macro_export]
macro_rules! keyset {
    ($query:expr, $page:expr, asc, $column:expr, $id:expr, $value:ty) => {{
        let mut query = $query;
        if let Some((value, id)) = $page.after::<$value, $crate::ids::Any>()? {
            query = query.filter($column.ge(value.clone()).and($column.gt(value).or($id.gt(id))));
        }
        query.order(($column.asc(), $id.asc())).limit($page.fetch())
    }};
    ($query:expr, $page:expr, desc, $column:expr, $id:expr, $value:ty) => {{
        let mut query = $query;
        if let Some((value, id)) = $page.after::<$value, $crate::ids::Any>()? {
            query = query.filter($column.le(value.clone()).and($column.lt(value).or($id.lt(id))));
        }
        query.order(($column.desc(), $id.desc())).limit($page.fetch())
    }};
}

/// Describes the page of a view for the contract: `page_of!(ParticipantPage, ParticipantView)`.
/// A generic page would be inlined at every use.
#[macro_export]
macro_rules! page_of {
    ($page:ident, $view:ty) => {
        #[derive(utoipa::ToSchema)]
        #[schema(description = "One page of a list.")]
        #[expect(dead_code, reason = "only its description is used")]
        pub struct $page {
            /// The objects.
            items: Vec<$view>,
            /// Where the next page begins; null on the last.
            #[schema(required = true)]
            next_cursor: Option<String>,
            /// All objects of the list, when `include_total` asks for it.
            #[schema(nullable = false)]
            total: Option<i64>,
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::AnyId;

    #[test]
    fn a_cursor_carries_its_sort_and_filters_and_fits_no_other_list() {
        let first = PageIn::read("/v1/things", "limit=1&status=open&sort=-created_at").unwrap();
        let ids = [AnyId::new(), AnyId::new()];
        let page = first.cut(ids.to_vec(), "-created_at", |id| (serde_json::Value::from(7), *id)).unwrap();
        let cursor = page.next_cursor.unwrap();
        let again = PageIn::read("/v1/things", &format!("status=open&cursor={cursor}")).unwrap();
        assert_eq!(again.sort(&["name", "-created_at"]).unwrap(), "-created_at");
        assert_eq!(again.after::<i64, crate::ids::Any>().unwrap(), Some((7, ids[0])));
        for wrong in ["", "status=closed&", "status=open&sort=name&"] {
            assert!(PageIn::read("/v1/things", &format!("{wrong}cursor={cursor}")).is_err(), "{wrong}");
        }
        assert!(PageIn::read("/v1/things", "cursor=nonsense").is_err());
    }

    #[test]
    fn the_last_page_has_no_cursor() {
        let asked = PageIn::read("/v1/things", "limit=2").unwrap();
        let page = asked.cut(vec![AnyId::new(), AnyId::new()], "id", |id| (serde_json::Value::Null, *id)).unwrap();
        assert_eq!(page.items.len(), 2);
        assert!(page.next_cursor.is_none());
    }

    #[test]
    fn limits_out_of_range_are_refused() {
        for wrong in
            ["limit=0", "limit=201", "limit=x", "include_total=maybe", "updated_after=yesterday", "limit=1&limit=2"]
        {
            assert!(PageIn::read("/v1/things", wrong).is_err(), "{wrong}");
        }
    }
}
