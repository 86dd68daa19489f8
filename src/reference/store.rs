use diesel::prelude::*;
use diesel::upsert::excluded;

use crate::db::schema::reference_codes;
use crate::db::{Both, Conn, Day, Instant, Json};
use crate::ids::{AnyId, PlieId};

/// A row of `reference_codes`.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = reference_codes, treat_none_as_default_value = false)]
pub(crate) struct CodeRow {
    /// Derived from list and code for a national row.
    pub(crate) id: AnyId,
    /// The list it belongs to.
    pub(crate) list: String,
    /// Its code, unique in the list.
    pub(crate) code: String,
    /// None for a national row, else the PLIE whose own it is.
    pub(crate) plie_id: Option<PlieId>,
    /// Label for a French reader.
    pub(crate) label_fr: String,
    /// Label for an English reader.
    pub(crate) label_en: String,
    /// Place in the list.
    pub(crate) sort: i64,
    /// First day on which it may be used.
    pub(crate) valid_from: Option<Day>,
    /// Last day on which it may be used, included.
    pub(crate) valid_to: Option<Day>,
    /// What the rules read of it: a JSON object.
    pub(crate) attrs: Json,
    /// From 1, one more at each change.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

/// The national rows and those of the PLIE.
///
/// # Errors
/// The database is away.
pub(crate) fn load(conn: &mut Conn, plie: PlieId) -> QueryResult<Vec<CodeRow>> {
    reference_codes::table
        .filter(reference_codes::plie_id.is_null().or(reference_codes::plie_id.eq(plie)))
        .order((reference_codes::list, reference_codes::sort, reference_codes::code))
        .load(conn)
}

/// What a PLIE says of a code.
#[derive(Debug, Clone)]
pub(crate) struct OwnCode {
    /// Label for a French reader.
    pub(crate) label_fr: String,
    /// Label for an English reader.
    pub(crate) label_en: String,
    /// Place in the list.
    pub(crate) sort: i64,
    /// First day on which it may be used.
    pub(crate) valid_from: Option<Day>,
    /// Last day on which it may be used, included.
    pub(crate) valid_to: Option<Day>,
    /// Attributes of its own; those of the national row stay beside them.
    pub(crate) attrs: Json,
}

/// Makes or changes the PLIE's own row of a code, and answers it as stored.
///
/// # Errors
/// The database is away, or refuses the form of a text.
pub(crate) fn upsert(
    conn: &mut Conn,
    plie: PlieId,
    list: &str,
    code: &str,
    own: OwnCode,
    at: Instant,
) -> QueryResult<CodeRow> {
    use reference_codes as t;
    let OwnCode { label_fr, label_en, sort, valid_from, valid_to, attrs } = own;
    let row = CodeRow {
        id: AnyId::new(),
        list: list.to_owned(),
        code: code.to_owned(),
        plie_id: Some(plie),
        label_fr,
        label_en,
        sort,
        valid_from,
        valid_to,
        attrs,
        version: 1,
        created_at: at,
        updated_at: at,
    };
    Both(
        diesel::insert_into(t::table)
            .values(row)
            .on_conflict((t::plie_id, t::list, t::code))
            .do_update()
            .set((
                t::label_fr.eq(excluded(t::label_fr)),
                t::label_en.eq(excluded(t::label_en)),
                t::sort.eq(excluded(t::sort)),
                t::valid_from.eq(excluded(t::valid_from)),
                t::valid_to.eq(excluded(t::valid_to)),
                t::attrs.eq(excluded(t::attrs)),
                t::version.eq(t::version + 1),
                t::updated_at.eq(excluded(t::updated_at)),
            ))
            .returning(t::all_columns),
    )
    .get_result(conn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Lang;
    use crate::reference::lists::Lists;
    use crate::reference::names;

    const UP: &str = include_str!("../../migrations/sqlite/2026-11-21-000002_reference/up.sql");
    /// Lists that came later, among the tables of a room.
    const LATER: &str = include_str!("../../migrations/sqlite/2026-11-22-000002_people/up.sql");

    fn loaded() -> (Conn, PlieId, PlieId) {
        let mut conn = Conn::open("sqlite::memory:").unwrap();
        let (ours, theirs) = (PlieId::new(), PlieId::new());
        let hex = |plie: PlieId| plie.0.simple().to_string();
        conn.batch(&format!(
            "create table plies (id blob primary key) strict; insert into plies values (x'{}'), (x'{}');",
            hex(ours),
            hex(theirs)
        ))
        .unwrap();
        conn.batch(UP).unwrap();
        for rows in LATER.split(";\n").filter(|statement| statement.contains("\ninsert into reference_codes")) {
            conn.batch(rows).unwrap();
        }
        (conn, ours, theirs)
    }

    fn own(label_fr: &str, attrs: &str) -> OwnCode {
        OwnCode {
            label_fr: label_fr.to_owned(),
            label_en: label_fr.to_owned(),
            sort: 15,
            valid_from: None,
            valid_to: Some("2027-12-31".parse().unwrap()),
            attrs: serde_json::from_str(attrs).unwrap(),
        }
    }

    fn at(micros: i64) -> Instant {
        Instant::from_micros(micros).unwrap()
    }

    #[test]
    fn the_named_lists_are_those_of_the_migration() {
        let (mut conn, ours, _) = loaded();
        let lists = Lists::of(load(&mut conn, ours).unwrap()).unwrap();
        let mut named = names::ALL.to_vec();
        named.sort_unstable();
        assert_eq!(lists.names().collect::<Vec<_>>(), named);
    }

    #[test]
    fn every_national_code_says_what_the_rules_read_of_it() {
        let (mut conn, ours, _) = loaded();
        let lists = Lists::of(load(&mut conn, ours).unwrap()).unwrap();
        let each = |list: &'static str| {
            let lists = &lists;
            lists.codes(list).unwrap().into_iter().map(move |(code, _)| (list, code))
        };
        let text = |list, name: &'static str| each(list).all(|(list, code)| lists.attr_str(list, code, name).is_some());
        let yes_or_no =
            |list, name: &'static str| each(list).all(|(list, code)| lists.attr_bool(list, code, name).is_some());
        assert!(text(names::EXIT_REASON, "category"));
        assert!(text(names::STAGE_TYPE, "family"));
        assert!(text(names::LABOUR_STATUS, "esf_class"));
        assert!(text(names::TASK, "attribution"));
        assert!(yes_or_no(names::TASK, "signature_required"));
        assert!(yes_or_no(names::BARRIER, "social"));
        assert!(yes_or_no(names::MODALITY, "physical"));
        assert!(yes_or_no(names::CONTRACT_TYPE, "positive"));
        assert!(each(names::EDUCATION_LEVEL).all(|(l, c)| lists.attr_i64(l, c, "isced").is_some()));
        let known = |list, name: &'static str, of: &'static str| {
            each(list).all(|(list, code)| lists.get(of, lists.attr_str(list, code, name).unwrap()).is_some())
        };
        assert!(known(names::EXIT_REASON, "category", names::EXIT_CATEGORY));
        assert!(known(names::STAGE_TYPE, "family", names::STAGE_FAMILY));
        assert!(known(names::LABOUR_STATUS, "esf_class", names::ESF_CLASS));
    }

    #[test]
    fn a_plie_relabels_a_national_code_and_adds_its_own_without_touching_those_of_others() {
        let (mut conn, ours, theirs) = loaded();
        let first = upsert(&mut conn, ours, names::BARRIER, "housing", own("Se loger", "{}"), at(1)).unwrap();
        let again = upsert(&mut conn, ours, names::BARRIER, "housing", own("Toit", "{}"), at(2)).unwrap();
        assert_eq!((first.version, again.version, again.id == first.id), (1, 2, true));
        assert_eq!((again.created_at, again.updated_at), (at(1), at(2)));
        upsert(&mut conn, ours, names::BARRIER, "animals", own("Animaux", r#"{"social":true}"#), at(3)).unwrap();

        let view = |conn: &mut Conn, plie| Lists::of(load(conn, plie).unwrap()).unwrap();
        let (us, them) = (view(&mut conn, ours), view(&mut conn, theirs));
        assert_eq!(us.label(names::BARRIER, "housing", Lang::Fr), Some("Toit"));
        assert_eq!(us.attr_bool(names::BARRIER, "housing", "social"), Some(true));
        assert_eq!(us.attr_bool(names::BARRIER, "animals", "social"), Some(true));
        assert_eq!(them.label(names::BARRIER, "housing", Lang::En), Some("Housing"));
        assert_eq!(them.get(names::BARRIER, "animals"), None);
    }

    #[test]
    fn a_code_is_never_deleted() {
        let (mut conn, ..) = loaded();
        let refused = conn.batch("delete from reference_codes").unwrap_err();
        assert!(refused.to_string().contains("never deleted"), "{refused}");
    }
}
