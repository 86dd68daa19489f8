//! Enums whose values are short codes: one text on the wire, in the database and in the schema.

/// Declares such an enum: `text_enum! { /// doc  pub enum Gender { Woman = "woman", Man = "man" } }`.
///
/// Gives `ALL`, `code()`, `parse()`, `Display`, serde both ways, a diesel `Text` column on both
/// databases, an OpenAPI `enum`, and [`crate::machine::State`].
#[macro_export]
macro_rules! text_enum {
    ($(#[$m:meta])* pub enum $name:ident { $($(#[$vm:meta])* $v:ident = $code:literal),+ $(,)? }) => {
        $(#[$m])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub enum $name { $($(#[$vm])* #[doc = concat!("`", $code, "`")] $v),+ }

        impl $name {
            /// Every value, in the order declared.
            pub const ALL: &'static [$name] = &[$($name::$v),+];
            /// The code on the wire and in the database.
            pub const fn code(self) -> &'static str { match self { $($name::$v => $code),+ } }
            /// The value of a code.
            pub fn parse(code: &str) -> Option<Self> { match code { $($code => Some($name::$v),)+ _ => None } }
        }
        impl $crate::machine::State for $name { fn code(self) -> &'static str { $name::code(self) } }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.code()) }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.serialize_str(self.code()) }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(d)?;
                Self::parse(&text).ok_or_else(|| serde::de::Error::unknown_variant(&text, &[$($code),+]))
            }
        }
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($code),+]))
                    .description(Some($crate::text_enum::doc(&[$(stringify!($m)),*])))
                    .into()
            }
        }
        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> { std::borrow::Cow::Borrowed(stringify!($name)) }
        }
        impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $name
        where str: diesel::serialize::ToSql<diesel::sql_types::Text, DB> {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                let text: &'static str = self.code();
                <str as diesel::serialize::ToSql<diesel::sql_types::Text, DB>>::to_sql(text, out)
            }
        }
        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn from_sql(v: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                let text = std::str::from_utf8(v.as_bytes())?;
                Self::parse(text).ok_or_else(|| $crate::text_enum::unknown(stringify!($name), text))
            }
        }
        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::sqlite::Sqlite> for $name {
            fn from_sql(mut v: diesel::sqlite::SqliteValue<'_, '_, '_>) -> diesel::deserialize::Result<Self> {
                let text = v.read_text();
                Self::parse(text).ok_or_else(|| $crate::text_enum::unknown(stringify!($name), text))
            }
        }
        impl diesel::deserialize::FromSql<diesel::sql_types::Text, $crate::db::MultiBackend> for $name {
            fn from_sql(v: $crate::db::MultiRawValue<'_>) -> diesel::deserialize::Result<Self> {
                v.from_sql::<Self, diesel::sql_types::Text>()
            }
        }
    };
}

/// The doc comment lines of an enum, as the description of its schema.
pub fn doc(metas: &[&str]) -> String {
    let lines: Vec<&str> = metas
        .iter()
        .filter_map(|m| m.strip_prefix("doc"))
        .map(|m| m.trim().trim_start_matches('=').trim())
        .map(|m| m.trim_start_matches("r").trim_matches('"').trim())
        .collect();
    lines.join("\n").trim().to_owned()
}

/// The database holds a code that this enum does not know.
pub fn unknown(name: &str, code: &str) -> Box<dyn std::error::Error + Send + Sync> {
    format!("{name} has no value {code}").into()
}

/// A text with a format, as a schema.
pub fn text_schema(format: &str, description: &str, example: &str) -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
    use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::Custom(format.to_owned())))
        .description(Some(description))
        .examples([serde_json::Value::from(example)])
        .into()
}
