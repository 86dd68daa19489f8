//! Imports, each of whoever asked for it.

use jalon::auth::role::Role;
use jalon::ids::UserId;

use super::objects::Object;
use crate::support::TestApp;
use crate::support::builders::imports::asked;

pub(super) fn import(app: &TestApp, state: &str) -> Object {
    let manager = app.sign_in(Role::DataManager);
    let texts: &[(&str, &str)] = match state {
        "committed" => &[("mode", "commit")],
        "failed" => &[("mode", "commit"), ("max_changes", "0")],
        _ => &[],
    };
    // a person of its own, whom no other import has made
    let rows = format!("last_name;first_name;birth_date;gender\n{state};Nadia;1987-04-12;woman\n");
    let import = asked(&manager, "participants", texts, rows.as_bytes());
    if state != "validating" {
        app.work();
    }
    match state {
        "committing" => drop(import.commit().expect(202)),
        "expired" => {
            app.clock.set(app.clock.now().plus_seconds(24 * 3600 + 1));
            app.sweep_results();
        }
        _ => {}
    }
    // the clock may have moved past the token
    let manager = app.client_of(app.plie, UserId::of(manager.id.unwrap()));
    Object::new(import.path, state).near("dat", &manager)
}
