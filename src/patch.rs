//! What a merge patch gives, put into a row with the names of the fields that it touched.

/// Takes one field: `patch_field!(fields, patch.title, "title", |title| row.title = title.into_string())`.
macro_rules! patch_field {
    ($fields:ident, $given:expr, $name:literal, |$value:ident| $put:expr) => {
        if let Some($value) = $given {
            $put;
            $fields.push($name);
        }
    };
}

/// Takes fields that are named alike in the patch and in the row: `patch_fields!(patch => row, fields: kind, title)`.
macro_rules! patch_fields {
    ($patch:ident => $row:ident, $fields:ident: $($name:ident),+ $(,)?) => { $(
        if let Some(value) = $patch.$name {
            $row.$name = value.into();
            $fields.push(stringify!($name));
        }
    )+ };
}

/// As `patch_fields!`, of fields that may be cleared.
macro_rules! patch_options {
    ($patch:ident => $row:ident, $fields:ident: $($name:ident),+ $(,)?) => { $(
        if let Some(value) = $patch.$name {
            $row.$name = value.map(Into::into);
            $fields.push(stringify!($name));
        }
    )+ };
}

pub(crate) use {patch_field, patch_fields, patch_options};
