//! A statement written by hand, for what takes diesel many round trips: unions of small reads, and
//! inserts of many rows as columns. Unlike `sql_query` it is prepared once a connection.

use std::marker::PhantomData;

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Date, Text};
use diesel::sqlite::Sqlite;
use uuid::Uuid;

use super::Day;
use super::types::UuidSql;
use crate::ids::{AnyId, Id};

enum Part {
    Sql(&'static str),
    Id(AnyId),
    /// PostgreSQL has arrays; SQLite reads them out of a JSON list.
    Ids(Vec<AnyId>, String),
    Day(Day),
    Text(String),
    Number(i64),
}

/// A statement in pieces, whose rows are of the SQL types `ST`.
pub(crate) struct Statement<ST> {
    parts: Vec<Part>,
    types: PhantomData<ST>,
}

impl<ST> Statement<ST> {
    /// A statement that begins so.
    pub(crate) fn new(sql: &'static str) -> Self {
        Self { parts: vec![Part::Sql(sql)], types: PhantomData }
    }
    /// More of its text.
    pub(crate) fn sql(mut self, sql: &'static str) -> Self {
        self.parts.push(Part::Sql(sql));
        self
    }
    /// An identifier.
    pub(crate) fn id<T>(mut self, id: Id<T>) -> Self {
        self.parts.push(Part::Id(id.cast()));
        self
    }
    /// ` in (…)` of these identifiers.
    pub(crate) fn in_ids(mut self, ids: impl IntoIterator<Item = Uuid>) -> Self {
        let ids: Vec<AnyId> = ids.into_iter().map(AnyId::of).collect();
        let texts: Vec<String> = ids.iter().map(|id| id.0.simple().to_string()).collect();
        let json = serde_json::to_string(&texts).unwrap_or_default();
        self.parts.push(Part::Ids(ids, json));
        self
    }
    /// A day.
    pub(crate) fn day(mut self, day: Day) -> Self {
        self.parts.push(Part::Day(day));
        self
    }
    /// A text.
    pub(crate) fn text(mut self, text: impl ToString) -> Self {
        self.parts.push(Part::Text(text.to_string()));
        self
    }
    /// A whole number.
    pub(crate) fn number(mut self, number: i64) -> Self {
        self.parts.push(Part::Number(number));
        self
    }
}

impl<ST> QueryId for Statement<ST> {
    type QueryId = ();
    // told apart by their text
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl<ST> Query for Statement<ST> {
    type SqlType = ST;
}
impl<ST, C> RunQueryDsl<C> for Statement<ST> {}

macro_rules! walked {
    ($backend:ty, |$out:ident, $ids:ident, $json:ident| $many:expr) => {
        impl<ST> QueryFragment<$backend> for Statement<ST> {
            fn walk_ast<'b>(&'b self, mut $out: AstPass<'_, 'b, $backend>) -> QueryResult<()> {
                for part in &self.parts {
                    match part {
                        Part::Sql(sql) => $out.push_sql(sql),
                        Part::Id(id) => $out.push_bind_param::<UuidSql, _>(id)?,
                        Part::Day(day) => $out.push_bind_param::<Date, _>(day)?,
                        Part::Text(text) => $out.push_bind_param::<Text, _>(text)?,
                        Part::Number(n) => $out.push_bind_param::<BigInt, _>(n)?,
                        Part::Ids($ids, $json) => $many,
                    }
                }
                Ok(())
            }
        }
    };
}
walked!(Pg, |out, ids, _json| {
    out.push_sql(" = any(");
    out.push_bind_param::<Array<UuidSql>, _>(ids)?;
    out.push_sql(")");
});
walked!(Sqlite, |out, _ids, json| {
    out.push_sql(" in (select unhex(value) from json_each(");
    out.push_bind_param::<Text, _>(json)?;
    out.push_sql("))");
});
