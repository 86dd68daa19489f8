//! The tables of `migrations/`, as diesel knows them. Names and order of columns are those of the
//! migrations; `tests/api/database.rs` compares the two.

diesel::table! {
    use diesel::sql_types::*;
    instance (id) { id -> BigInt, key_fingerprint -> Text, created_at -> crate::db::types::InstantSql, wrapping_key -> Nullable<Text>, }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    plies (id) {
        id -> UuidSql,
        name -> Text,
        siren -> Nullable<Text>,
        protocol_starts_on -> Nullable<Date>,
        protocol_ends_on -> Nullable<Date>,
        settings -> JsonSql,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    users (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        email -> Text,
        email_folded -> Text,
        first_name -> Text,
        last_name -> Text,
        status -> Text,
        roles -> JsonSql,
        external_subject -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        totp_secret -> Nullable<Binary>,
        totp_confirmed -> Bool,
        totp_last_step -> BigInt,
        auth_version -> BigInt,
        failed_logins -> BigInt,
        login_blocked_until -> Nullable<InstantSql>,
        last_seen_at -> Nullable<InstantSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    sessions (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        user_id -> UuidSql,
        generation -> BigInt,
        created_at -> InstantSql,
        last_used_at -> InstantSql,
        expires_at -> InstantSql,
        ended_at -> Nullable<InstantSql>,
        ended_reason -> Nullable<Text>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    one_time_links (id) {
        id -> UuidSql,
        plie_id -> Nullable<UuidSql>,
        user_id -> Nullable<UuidSql>,
        kind -> Text,
        token_hash -> Binary,
        expires_at -> InstantSql,
        used_at -> Nullable<InstantSql>,
        created_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    api_clients (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        name -> Text,
        partner_structure_id -> Nullable<UuidSql>,
        scopes -> JsonSql,
        status -> Text,
        secret_hash -> Binary,
        previous_secret_hash -> Nullable<Binary>,
        previous_secret_until -> Nullable<InstantSql>,
        expires_at -> Nullable<InstantSql>,
        rate_limit_per_minute -> Nullable<BigInt>,
        auth_version -> BigInt,
        last_used_at -> Nullable<InstantSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    idempotency_keys (plie_id, caller_id, key_hash) {
        plie_id -> UuidSql,
        caller_id -> UuidSql,
        key_hash -> Binary,
        request_hash -> Binary,
        answer -> Binary,
        created_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    audit_entries (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        seq -> Nullable<BigInt>,
        at -> InstantSql,
        actor_kind -> Text,
        actor_id -> Nullable<UuidSql>,
        request_id -> Text,
        operation -> Text,
        resource -> Text,
        object_id -> Nullable<UuidSql>,
        object_version -> Nullable<BigInt>,
        subject_id -> Nullable<UuidSql>,
        owner_id -> Nullable<UuidSql>,
        structure_id -> Nullable<UuidSql>,
        change -> Text,
        outcome -> Text,
        reason -> Nullable<Text>,
        fields -> JsonSql,
        hash -> Nullable<Binary>,
        reason_salt -> Nullable<Binary>,
        reason_digest -> Nullable<Binary>,
        content_hash -> Nullable<Text>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    audit_heads (plie_id) { plie_id -> UuidSql, seq -> BigInt, hash -> Binary, }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    data_keys (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        participant_id -> UuidSql,
        wrapping_key -> Text,
        wrapped -> Binary,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    sensitive_facts (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        participant_id -> UuidSql,
        as_of -> Date,
        sealed -> Binary,
        recorded_at -> InstantSql,
        recorded_by -> Nullable<UuidSql>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    access_log (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        at -> InstantSql,
        actor_kind -> Text,
        actor_id -> UuidSql,
        request_id -> Text,
        operation -> Text,
        resource -> Text,
        participant_id -> Nullable<UuidSql>,
        object_ids -> JsonSql,
        fields -> JsonSql,
        reason -> Nullable<Text>,
        seq -> Nullable<BigInt>,
        hash -> Nullable<Binary>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    access_heads (plie_id) {
        plie_id -> UuidSql,
        seq -> BigInt,
        hash -> Binary,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    documents (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        participant_id -> Nullable<UuidSql>,
        kind -> Text,
        content_type -> Text,
        size_bytes -> BigInt,
        sha256 -> Text,
        retention_class -> Text,
        stored_as -> Text,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        sealed_key -> Nullable<Binary>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    document_usage (plie_id) {
        plie_id -> UuidSql,
        size_bytes -> BigInt,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    eligibility (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        participant_id -> UuidSql,
        criterion -> Text,
        issued_on -> Date,
        evidence_document_id -> Nullable<UuidSql>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    duplicate_candidates (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        first_id -> UuidSql,
        second_id -> UuidSql,
        score -> BigInt,
        reasons -> JsonSql,
        status -> Text,
        decided_by -> Nullable<UuidSql>,
        decided_at -> Nullable<InstantSql>,
        reason -> Nullable<Text>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    merges (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        source_id -> UuidSql,
        target_id -> UuidSql,
        status -> Text,
        choose -> JsonSql,
        moved -> JsonSql,
        kept_before -> JsonSql,
        target_version -> BigInt,
        request_id -> Text,
        merged_by -> Nullable<UuidSql>,
        undone_by -> Nullable<UuidSql>,
        undone_at -> Nullable<InstantSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    procurement_contracts (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        reference -> Text,
        title -> Text,
        lot -> Nullable<Text>,
        provider_structure_id -> Nullable<UuidSql>,
        operation_id -> Nullable<UuidSql>,
        amount_cents -> Nullable<BigInt>,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        clause_hours -> Nullable<BigInt>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    actions (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        title -> Text,
        #[sql_name = "type"]
        type_ -> Text,
        themes -> JsonSql,
        description -> Nullable<Text>,
        territory_id -> Nullable<UuidSql>,
        provider_structure_id -> Nullable<UuidSql>,
        operation_id -> Nullable<UuidSql>,
        procurement_contract_id -> Nullable<UuidSql>,
        fund -> Nullable<Text>,
        capacity -> Nullable<BigInt>,
        starts_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        place -> Nullable<Text>,
        innovative -> Bool,
        target_criteria -> JsonSql,
        status -> Text,
        opened_at -> Nullable<InstantSql>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    action_themes (plie_id, theme, action_id) {
        plie_id -> UuidSql,
        action_id -> UuidSql,
        theme -> Text,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    liaison_notes (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        pathway_id -> UuidSql,
        participant_id -> UuidSql,
        theme -> Text,
        noted_on -> Date,
        text -> Text,
        structure_id -> Nullable<UuidSql>,
        contact -> Nullable<Text>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        words_sealed -> Nullable<Binary>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    quarterly_reviews (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        structure_id -> UuidSql,
        quarter -> Text,
        referent_id -> Nullable<UuidSql>,
        user_id -> Nullable<UuidSql>,
        held_on -> Nullable<Date>,
        next_due_on -> Nullable<Date>,
        attendees -> JsonSql,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    quarterly_review_items (plie_id, review_id, position) {
        plie_id -> UuidSql,
        review_id -> UuidSql,
        position -> BigInt,
        pathway_id -> UuidSql,
        participant_id -> UuidSql,
        summary -> Nullable<Text>,
        next_step -> Nullable<Text>,
        words_sealed -> Nullable<Binary>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    collective_sessions (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        title -> Text,
        leader_id -> UuidSql,
        starts_at -> InstantSql,
        ends_at -> InstantSql,
        day -> Date,
        place -> Nullable<Text>,
        operation_id -> Nullable<UuidSql>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    meetings (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        kind -> Text,
        starts_at -> InstantSql,
        ends_at -> InstantSql,
        day -> Date,
        place -> Nullable<Text>,
        territory_id -> Nullable<UuidSql>,
        minutes -> Nullable<Text>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    meeting_attendees (plie_id, meeting_id, position) {
        plie_id -> UuidSql,
        meeting_id -> UuidSql,
        position -> BigInt,
        user_id -> Nullable<UuidSql>,
        structure_id -> Nullable<UuidSql>,
        name -> Nullable<Text>,
        attended -> Nullable<Bool>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    events (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        kind -> Text,
        title -> Text,
        description -> Nullable<Text>,
        starts_at -> InstantSql,
        ends_at -> InstantSql,
        day -> Date,
        place -> Nullable<Text>,
        territory_id -> Nullable<UuidSql>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    attendances (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        session_id -> Nullable<UuidSql>,
        event_id -> Nullable<UuidSql>,
        pathway_id -> UuidSql,
        participant_id -> UuidSql,
        outcome -> Text,
        signature_id -> Nullable<UuidSql>,
        recorded_by -> Nullable<UuidSql>,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    employers (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        name -> Text,
        sort_name -> Text,
        siret -> Nullable<Text>,
        activity -> Nullable<Text>,
        address -> Nullable<Text>,
        commune_code -> Nullable<Text>,
        contacts -> JsonSql,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    opportunities (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        title -> Text,
        description -> Nullable<Text>,
        kind -> Text,
        employer_id -> Nullable<UuidSql>,
        employer_name -> Nullable<Text>,
        rome -> Nullable<Text>,
        commune_code -> Nullable<Text>,
        target_criteria -> JsonSql,
        blocking_barriers -> JsonSql,
        constraints -> JsonSql,
        closes_on -> Nullable<Date>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    opportunity_notices (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        opportunity_id -> UuidSql,
        pathway_id -> UuidSql,
        participant_id -> UuidSql,
        channel -> Text,
        notified_at -> InstantSql,
        result -> Text,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    target_occupations (plie_id, rome, entry_file_id) {
        plie_id -> UuidSql,
        entry_file_id -> UuidSql,
        rome -> Text,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    partner_structures (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        name -> Text,
        sort_name -> Text,
        kind -> Text,
        siret -> Nullable<Text>,
        authorisation -> Text,
        commune_code -> Nullable<Text>,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        external_ids -> JsonSql,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    territories (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        name -> Text,
        commune_codes -> JsonSql,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    territory_communes (plie_id, commune_code) {
        plie_id -> UuidSql,
        commune_code -> Text,
        territory_id -> UuidSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    sites (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        name -> Text,
        address -> Text,
        commune_code -> Text,
        territory_id -> Nullable<UuidSql>,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    referents (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        user_id -> UuidSql,
        site_id -> UuidSql,
        fte_e4 -> BigInt,
        fte_participant_support_e4 -> BigInt,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        supervisor_id -> Nullable<UuidSql>,
        work_schedule -> JsonSql,
        employer_structure_id -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        schedule_changes -> JsonSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    participants (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        first_name -> Text,
        last_name -> Text,
        birth_name -> Nullable<Text>,
        birth_date -> Date,
        gender -> Nullable<Text>,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        contact_person -> Nullable<Text>,
        address -> Nullable<JsonSql>,
        commune_code -> Nullable<Text>,
        postcode -> Nullable<Text>,
        external_ids -> JsonSql,
        france_travail_id -> Nullable<Text>,
        caf_msa_id -> Nullable<Text>,
        sort_name -> Text,
        territory_id -> Nullable<UuidSql>,
        site_id -> Nullable<UuidSql>,
        last_contact_on -> Nullable<Date>,
        merged_into -> Nullable<UuidSql>,
        current_pathway_id -> Nullable<UuidSql>,
        pathway_status -> Nullable<Text>,
        current_referent_id -> Nullable<UuidSql>,
        current_referent_user_id -> Nullable<UuidSql>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        erased_at -> Nullable<InstantSql>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    participant_external_ids (plie_id, system, external_id) {
        plie_id -> UuidSql,
        system -> Text,
        external_id -> Text,
        participant_id -> UuidSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    participant_names (plie_id, folded, participant_id) {
        plie_id -> UuidSql,
        folded -> Text,
        participant_id -> UuidSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    participant_criteria (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        participant_id -> UuidSql,
        criterion -> Text,
        issued_on -> Date,
        valid_until -> Nullable<Date>,
        entry_file_id -> Nullable<UuidSql>,
        evidence_document_id -> Nullable<UuidSql>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    participant_addresses (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        participant_id -> UuidSql,
        address -> Nullable<JsonSql>,
        valid_from -> Date,
        recorded_by -> Nullable<UuidSql>,
        recorded_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    situations (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        participant_id -> UuidSql,
        as_of -> Date,
        labour_status -> Text,
        unemployment_months -> Nullable<BigInt>,
        registered_ft -> Nullable<Bool>,
        in_education -> Bool,
        isced -> BigInt,
        french_level -> Nullable<Text>,
        minimum_incomes -> JsonSql,
        single_parent -> Nullable<Bool>,
        housing_situation -> Nullable<Text>,
        driving_licence -> Nullable<Bool>,
        source -> Text,
        supersedes -> Nullable<UuidSql>,
        recorded_at -> InstantSql,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    reception_slots (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        site_id -> UuidSql,
        referent_id -> Nullable<UuidSql>,
        weekday -> BigInt,
        half_day -> Text,
        capacity -> BigInt,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    orientations (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        partner_structure_id -> UuidSql,
        client_id -> Nullable<UuidSql>,
        external_id -> Nullable<Text>,
        prescriber -> JsonSql,
        candidate -> JsonSql,
        candidate_sort_name -> Text,
        candidate_birth_date -> Date,
        candidate_france_travail_id -> Nullable<Text>,
        motives -> JsonSql,
        criteria -> JsonSql,
        orientation_type -> Nullable<Text>,
        comment -> Nullable<Text>,
        data_protection_commitment -> Bool,
        territory_id -> Nullable<UuidSql>,
        status -> Text,
        status_reason -> Nullable<Text>,
        alternative -> Nullable<Text>,
        redirected_to -> Nullable<UuidSql>,
        participant_id -> Nullable<UuidSql>,
        slot_id -> Nullable<UuidSql>,
        booked_on -> Nullable<Date>,
        no_show_count -> BigInt,
        received_at -> InstantSql,
        status_changed_at -> InstantSql,
        expires_on -> Date,
        closed_at -> Nullable<InstantSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        words_sealed -> Nullable<Binary>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    orientation_events (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        orientation_id -> UuidSql,
        from_status -> Nullable<Text>,
        to_status -> Text,
        at -> InstantSql,
        actor_id -> Nullable<UuidSql>,
        reason -> Nullable<Text>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    entry_files (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        participant_id -> UuidSql,
        orientation_id -> Nullable<UuidSql>,
        referent_id -> UuidSql,
        referent_user_id -> UuidSql,
        status -> Text,
        diagnosis -> Nullable<JsonSql>,
        criteria -> JsonSql,
        barriers -> JsonSql,
        objectives -> JsonSql,
        consent_to_enter -> Nullable<JsonSql>,
        notices -> JsonSql,
        department_opinion -> Text,
        signed_by_candidate -> Nullable<Bool>,
        signed_by_prescriber -> Nullable<Bool>,
        out_of_area_reason -> Nullable<Text>,
        returned_reason -> Nullable<Text>,
        completed_at -> Nullable<InstantSql>,
        submitted_at -> Nullable<InstantSql>,
        decided_at -> Nullable<InstantSql>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        words_sealed -> Nullable<Binary>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    commissions (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        name -> Text,
        territory_id -> UuidSql,
        quorum -> BigInt,
        members -> JsonSql,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    commission_sessions (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        commission_id -> UuidSql,
        starts_at -> InstantSql,
        place -> Nullable<Text>,
        chair_id -> UuidSql,
        status -> Text,
        attendance -> JsonSql,
        quorum_met -> Nullable<Bool>,
        frozen_at -> Nullable<InstantSql>,
        held_at -> Nullable<InstantSql>,
        minutes_validated_at -> Nullable<InstantSql>,
        minutes_validated_by -> Nullable<UuidSql>,
        cancelled_reason -> Nullable<Text>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    agenda_items (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        session_id -> UuidSql,
        kind -> Text,
        entry_file_id -> Nullable<UuidSql>,
        pathway_id -> Nullable<UuidSql>,
        participant_id -> Nullable<UuidSql>,
        position -> BigInt,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    decisions (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        agenda_item_id -> UuidSql,
        session_id -> UuidSql,
        participant_id -> Nullable<UuidSql>,
        outcome -> Text,
        motive -> Text,
        alternative -> Nullable<Text>,
        effective_on -> Date,
        superseded_by -> Nullable<UuidSql>,
        is_final -> Bool,
        department_confirmed_at -> Nullable<InstantSql>,
        department_confirmed_by -> Nullable<UuidSql>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    pathways (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        participant_id -> UuidSql,
        entry_file_id -> Nullable<UuidSql>,
        decision_id -> Nullable<UuidSql>,
        status -> Text,
        status_reason -> Nullable<Text>,
        activated_on -> Nullable<Date>,
        planned_end_on -> Nullable<Date>,
        exit_on -> Nullable<Date>,
        exit_reason -> Nullable<Text>,
        exit_category -> Nullable<Text>,
        exit_provisional_on -> Nullable<Date>,
        exit_validated_on -> Nullable<Date>,
        exit_evidence -> Nullable<JsonSql>,
        previous_pathway_id -> Nullable<UuidSql>,
        out_of_area_reason -> Nullable<Text>,
        rsa_referent -> Bool,
        territory_id -> Nullable<UuidSql>,
        current_referent_id -> Nullable<UuidSql>,
        current_referent_user_id -> Nullable<UuidSql>,
        last_interview_on -> Nullable<Date>,
        next_milestone_due_on -> Nullable<Date>,
        next_interview_due_on -> Nullable<Date>,
        suspended_from -> Nullable<Date>,
        suspended_until -> Nullable<Date>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        exit_target_structure_id -> Nullable<UuidSql>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    pathway_events (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        pathway_id -> UuidSql,
        from_status -> Nullable<Text>,
        to_status -> Text,
        at -> InstantSql,
        effective_on -> Date,
        actor_id -> Nullable<UuidSql>,
        reason -> Nullable<Text>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    referent_assignments (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        pathway_id -> UuidSql,
        participant_id -> UuidSql,
        referent_id -> UuidSql,
        user_id -> UuidSql,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        reason -> Nullable<Text>,
        handover_note -> Nullable<Text>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        words_sealed -> Nullable<Binary>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    suspensions (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        pathway_id -> UuidSql,
        reason -> Text,
        starts_on -> Date,
        planned_end_on -> Date,
        ended_on -> Nullable<Date>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    objectives (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        pathway_id -> UuidSql,
        text -> Text,
        theme -> Nullable<Text>,
        set_on -> Date,
        due_on -> Nullable<Date>,
        result -> Text,
        reason -> Nullable<Text>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    barriers (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        pathway_id -> UuidSql,
        theme -> Text,
        severity -> BigInt,
        opened_on -> Date,
        lifted_on -> Nullable<Date>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    stages (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        pathway_id -> UuidSql,
        participant_id -> UuidSql,
        #[sql_name = "type"]
        type_ -> Text,
        action_id -> Nullable<UuidSql>,
        provider_structure_id -> Nullable<UuidSql>,
        resource_origin -> Text,
        planned_starts_on -> Nullable<Date>,
        started_on -> Nullable<Date>,
        ended_on -> Nullable<Date>,
        hours -> Nullable<BigInt>,
        rome -> Nullable<Text>,
        objective_ids -> JsonSql,
        barrier_ids -> JsonSql,
        status -> Text,
        status_reason -> Nullable<Text>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        procurement_contract_id -> Nullable<UuidSql>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    stage_reviews (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        stage_id -> UuidSql,
        held_on -> Date,
        kind -> Text,
        result -> Text,
        participant_view -> Nullable<Text>,
        late -> Bool,
        recorded_at -> InstantSql,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        words_sealed -> Nullable<Binary>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    signatures (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        object_type -> Text,
        object_id -> UuidSql,
        kind -> Text,
        signer_type -> Text,
        signer_id -> Nullable<UuidSql>,
        signer_name -> Nullable<Text>,
        signed_at -> InstantSql,
        facts_hash -> Text,
        document_id -> Nullable<UuidSql>,
        method -> Nullable<Text>,
        refused_reason -> Nullable<Text>,
        late -> Bool,
        void_at -> Nullable<InstantSql>,
        void_reason -> Nullable<Text>,
        recorded_at -> InstantSql,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    interviews (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        pathway_id -> UuidSql,
        participant_id -> UuidSql,
        user_id -> UuidSql,
        #[sql_name = "type"]
        type_ -> Text,
        modality -> Text,
        starts_at -> InstantSql,
        ends_at -> InstantSql,
        day -> Date,
        place -> Nullable<Text>,
        outcome -> Text,
        outcome_reason -> Nullable<Text>,
        report -> Nullable<Text>,
        information_given -> JsonSql,
        recorded_at -> Nullable<InstantSql>,
        late -> Bool,
        facts_hash -> Nullable<Text>,
        signature_id -> Nullable<UuidSql>,
        rescheduled_from -> Nullable<UuidSql>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        report_sealed -> Nullable<Binary>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    milestones (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        pathway_id -> UuidSql,
        participant_id -> UuidSql,
        due_on -> Nullable<Date>,
        held_on -> Date,
        interview_id -> Nullable<UuidSql>,
        status -> Text,
        results -> JsonSql,
        new_objective_ids -> JsonSql,
        next_due_on -> Nullable<Date>,
        validated_on -> Nullable<Date>,
        validated_by -> Nullable<UuidSql>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    employment_contracts (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        pathway_id -> UuidSql,
        participant_id -> UuidSql,
        employer_name -> Text,
        employer_siret -> Nullable<Text>,
        #[sql_name = "type"]
        type_ -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        weekly_minutes -> BigInt,
        full_time_minutes -> BigInt,
        rome -> Nullable<Text>,
        document_state -> Text,
        broken_on -> Nullable<Date>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    job_follow_ups (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        pathway_id -> UuidSql,
        employment_contract_id -> UuidSql,
        starts_on -> Date,
        due_on -> Date,
        next_check_on -> Nullable<Date>,
        ended_on -> Nullable<Date>,
        end_reason -> Nullable<Text>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    follow_up_checks (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        pathway_id -> UuidSql,
        participant_id -> UuidSql,
        checked_on -> Date,
        reached -> Text,
        still_employed -> Nullable<Bool>,
        qualification_gained -> Nullable<Bool>,
        channel -> Text,
        evidence_document_id -> Nullable<UuidSql>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    engagement_contracts (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        pathway_id -> UuidSql,
        participant_id -> UuidSql,
        kind -> Text,
        signed_on -> Date,
        starts_on -> Date,
        ends_on -> Date,
        weekly_hours -> Nullable<BigInt>,
        department_file_no -> Nullable<Text>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    participant_constraints (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        pathway_id -> UuidSql,
        participant_id -> UuidSql,
        kind -> Text,
        value -> Text,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        rules_out -> JsonSql,
        commune_codes -> JsonSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    operations (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        number -> Text,
        title -> Text,
        fund -> Text,
        programme_period -> Text,
        specific_objective -> Nullable<Text>,
        axis -> Nullable<Text>,
        managing_authority -> Text,
        intermediate_body -> Nullable<Text>,
        beneficiary_structure_id -> Nullable<UuidSql>,
        starts_on -> Date,
        ends_on -> Date,
        total_cost_cents -> BigInt,
        eu_contribution_cents -> BigInt,
        cost_option -> Text,
        publicity_text -> Nullable<Text>,
        last_payment_on -> Nullable<Date>,
        parameters -> JsonSql,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        call_for_projects -> Nullable<Text>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    charters (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        charter_version -> Text,
        valid_from -> Date,
        step_minutes -> BigInt,
        tasks -> JsonSql,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    time_records (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        user_id -> UuidSql,
        date -> Date,
        start_minute -> Nullable<BigInt>,
        end_minute -> Nullable<BigInt>,
        break_minutes -> BigInt,
        duration_minutes -> BigInt,
        task -> Text,
        attribution -> Text,
        charter_id -> UuidSql,
        operation_id -> Nullable<UuidSql>,
        linked_type -> Nullable<Text>,
        linked_id -> Nullable<UuidSql>,
        allocations -> JsonSql,
        place -> Nullable<Text>,
        modality -> Nullable<Text>,
        comment -> Nullable<Text>,
        status -> Text,
        late -> Bool,
        recorded_at -> InstantSql,
        recorded_by -> Nullable<UuidSql>,
        performed_by -> UuidSql,
        supersedes -> Nullable<UuidSql>,
        superseded_by -> Nullable<UuidSql>,
        reason -> Nullable<Text>,
        month -> Text,
        week -> Text,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    time_record_participants (plie_id, time_record_id, position) {
        plie_id -> UuidSql,
        time_record_id -> UuidSql,
        position -> BigInt,
        participant_id -> UuidSql,
        allocated_minutes -> BigInt,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    time_totals (plie_id, user_id, month, operation_id, task, attribution) {
        plie_id -> UuidSql,
        user_id -> UuidSql,
        month -> Text,
        operation_id -> UuidSql,
        task -> Text,
        attribution -> Text,
        minutes -> BigInt,
        records -> BigInt,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    time_corrections (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        time_record_id -> UuidSql,
        new_values -> Nullable<JsonSql>,
        reason -> Text,
        requested_by -> UuidSql,
        requested_at -> InstantSql,
        status -> Text,
        decided_by -> Nullable<UuidSql>,
        decided_at -> Nullable<InstantSql>,
        replaced_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        refused_reason -> Nullable<Text>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    absences (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        user_id -> UuidSql,
        starts_on -> Date,
        ends_on -> Date,
        kind -> Text,
        half_day -> Nullable<Text>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        status -> Text,
        cancelled_reason -> Nullable<Text>,
        cancelled_by -> Nullable<UuidSql>,
        cancelled_at -> Nullable<InstantSql>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    agenda_weeks (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        user_id -> UuidSql,
        week -> Text,
        starts_on -> Date,
        expected_minutes -> BigInt,
        covered_minutes -> BigInt,
        status -> Text,
        submitted_at -> Nullable<InstantSql>,
        accepted_at -> Nullable<InstantSql>,
        accepted_by -> Nullable<UuidSql>,
        returned_reason -> Nullable<Text>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    timesheets (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        user_id -> UuidSql,
        month -> Text,
        amendment -> BigInt,
        status -> Text,
        content_hash -> Nullable<Text>,
        content -> Nullable<Text>,
        employee_signed_at -> Nullable<InstantSql>,
        employee_signed_by -> Nullable<UuidSql>,
        countersigned_at -> Nullable<InstantSql>,
        countersigned_by -> Nullable<UuidSql>,
        reopened_reason -> Nullable<Text>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    mission_letters (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        user_id -> UuidSql,
        operation_id -> UuidSql,
        missions -> Text,
        starts_on -> Date,
        ends_on -> Date,
        cost_mode -> Text,
        fixed_percentage_e4 -> Nullable<BigInt>,
        signed_on -> Nullable<Date>,
        accepted_by_ma_on -> Nullable<Date>,
        document_id -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    participations (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        participant_id -> UuidSql,
        operation_id -> UuidSql,
        pathway_id -> UuidSql,
        entered_on -> Date,
        exited_on -> Nullable<Date>,
        six_month_on -> Nullable<Date>,
        complete_entry -> Bool,
        complete_exit -> Bool,
        complete_six_month -> Bool,
        entry_recorded_at -> Nullable<InstantSql>,
        exit_recorded_at -> Nullable<InstantSql>,
        six_month_recorded_at -> Nullable<InstantSql>,
        exit_told_on -> Nullable<Date>,
        voided_at -> Nullable<InstantSql>,
        voided_by -> Nullable<UuidSql>,
        void_reason -> Nullable<Text>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    participation_records (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        participation_id -> UuidSql,
        moment -> Text,
        revision -> BigInt,
        on_day -> Date,
        as_of -> Nullable<Date>,
        withdrawn -> Bool,
        carried_over -> Bool,
        not_reached -> Bool,
        situation_id -> Nullable<UuidSql>,
        labour_status -> Nullable<Text>,
        labour_class -> Nullable<Text>,
        unemployment_months -> Nullable<BigInt>,
        in_education -> Nullable<Bool>,
        isced -> Nullable<BigInt>,
        housing_situation -> Nullable<Text>,
        housing_exclusion -> Nullable<Bool>,
        single_adult -> Nullable<Bool>,
        jobless_household -> Nullable<Bool>,
        dependent_children -> Nullable<Bool>,
        rural -> Nullable<Bool>,
        gender -> Nullable<Text>,
        age -> Nullable<BigInt>,
        searching -> Nullable<Bool>,
        qualification_gained -> Nullable<Bool>,
        improved -> Nullable<Bool>,
        source -> Nullable<Text>,
        declined -> JsonSql,
        unasked -> JsonSql,
        recorded_at -> InstantSql,
        recorded_by -> Nullable<UuidSql>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    esf_codes (plie_id, record_id) {
        plie_id -> UuidSql,
        record_id -> UuidSql,
        disabled -> Text,
        third_country -> Text,
        foreign_background -> Text,
        minority -> Text,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    participation_attempts (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        participation_id -> UuidSql,
        attempted_on -> Date,
        channel -> Text,
        reached -> Text,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    operation_outputs (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        operation_id -> UuidSql,
        revision -> BigInt,
        by_social_partners -> Bool,
        for_women_in_work -> Bool,
        for_public_services -> Bool,
        public_services_supported -> BigInt,
        enterprises_supported -> BigInt,
        recorded_at -> InstantSql,
        recorded_by -> Nullable<UuidSql>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    report_snapshots (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        report -> Text,
        title -> Nullable<Text>,
        parameters -> JsonSql,
        period_from -> Date,
        period_to -> Date,
        content -> Text,
        content_hash -> Text,
        recorded_by -> UuidSql,
        created_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    reference_codes (id) {
        id -> UuidSql,
        list -> Text,
        code -> Text,
        plie_id -> Nullable<UuidSql>,
        label_fr -> Text,
        label_en -> Text,
        sort -> BigInt,
        valid_from -> Nullable<Date>,
        valid_to -> Nullable<Date>,
        attrs -> JsonSql,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    erasures (plie_id, participant_id) {
        plie_id -> UuidSql,
        participant_id -> UuidSql,
        erased_at -> InstantSql,
        erased_by -> Nullable<UuidSql>,
        territory_id -> Nullable<UuidSql>,
        site_id -> Nullable<UuidSql>,
        known_to -> JsonSql,
        restricted -> Bool,
        keep_until -> Nullable<Date>,
        parts -> JsonSql,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        proposed_by -> Nullable<UuidSql>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    erasure_proposals (plie_id, participant_id) {
        plie_id -> UuidSql,
        participant_id -> UuidSql,
        reason -> Text,
        proposed_by -> UuidSql,
        proposed_at -> InstantSql,
        restricted -> Bool,
        keep_until -> Nullable<Date>,
        parts -> JsonSql,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    plie_keys (plie_id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        wrapping_key -> Text,
        wrapped -> Binary,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    jobs (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        kind -> Text,
        operation -> Text,
        object_id -> Nullable<UuidSql>,
        parameters -> JsonSql,
        state -> Text,
        progress -> BigInt,
        problems -> JsonSql,
        attempts -> BigInt,
        claim -> Nullable<UuidSql>,
        claimed_until -> InstantSql,
        requested_by -> UuidSql,
        request_id -> Text,
        result_name -> Nullable<Text>,
        result_file_name -> Nullable<Text>,
        result_content_type -> Nullable<Text>,
        result_size_bytes -> Nullable<BigInt>,
        result_sha256 -> Nullable<Text>,
        started_at -> Nullable<InstantSql>,
        finished_at -> Nullable<InstantSql>,
        expires_at -> Nullable<InstantSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        reason -> Nullable<Text>,
        covers -> Nullable<JsonSql>,
        result_key -> Nullable<Binary>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    export_profiles (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        code -> Text,
        label_fr -> Text,
        label_en -> Text,
        source -> Text,
        layout -> JsonSql,
        delimiter -> Text,
        encoding -> Text,
        date_format -> Text,
        valid_from -> Nullable<Date>,
        valid_to -> Nullable<Date>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    imports (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        target -> Text,
        mode -> Text,
        on_duplicate -> Text,
        max_changes -> Nullable<BigInt>,
        headings -> JsonSql,
        size_bytes -> BigInt,
        sha256 -> Text,
        row_count -> BigInt,
        stored_as -> Nullable<Text>,
        stored_bytes -> Nullable<BigInt>,
        sealed_key -> Nullable<Binary>,
        status -> Text,
        position -> BigInt,
        rows_created -> BigInt,
        rows_updated -> BigInt,
        rows_unchanged -> BigInt,
        rows_rejected -> BigInt,
        problems -> JsonSql,
        job_id -> UuidSql,
        requested_by -> UuidSql,
        validated_at -> Nullable<InstantSql>,
        finished_at -> Nullable<InstantSql>,
        expires_at -> InstantSql,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    import_rows (plie_id, import_id, row_number) {
        plie_id -> UuidSql,
        import_id -> UuidSql,
        row_number -> BigInt,
        outcome -> Text,
        written -> Bool,
        object_id -> Nullable<UuidSql>,
        problems -> JsonSql,
        warnings -> JsonSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    audit_missions (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        operation_id -> UuidSql,
        period_from -> Date,
        period_to -> Date,
        sample -> JsonSql,
        sample_hash -> Text,
        population -> BigInt,
        records -> BigInt,
        participants -> BigInt,
        minutes -> BigInt,
        auditor_emails -> JsonSql,
        opens_on -> Date,
        closes_on -> Date,
        opens_at -> InstantSql,
        closes_at -> InstantSql,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    audit_mission_auditors (plie_id, mission_id, user_id) {
        plie_id -> UuidSql,
        mission_id -> UuidSql,
        user_id -> UuidSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    audit_mission_items (plie_id, mission_id, time_record_id) {
        plie_id -> UuidSql,
        mission_id -> UuidSql,
        time_record_id -> UuidSql,
        position -> BigInt,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    audit_findings (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        mission_id -> UuidSql,
        time_record_id -> Nullable<UuidSql>,
        text -> Text,
        doubted_minutes -> Nullable<BigInt>,
        status -> Text,
        answer -> Nullable<Text>,
        answered_by -> Nullable<UuidSql>,
        answered_at -> Nullable<InstantSql>,
        recorded_by -> UuidSql,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    staff_assignments (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        user_id -> UuidSql,
        site_id -> UuidSql,
        job_title -> Nullable<Text>,
        fte_e4 -> BigInt,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        supervisor_id -> Nullable<UuidSql>,
        work_schedule -> JsonSql,
        employer_structure_id -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        schedule_changes -> JsonSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    employment_costs (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        user_id -> UuidSql,
        period_from -> Date,
        period_to -> Date,
        gross_cost_cents -> BigInt,
        document_id -> Nullable<UuidSql>,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    hourly_rates (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        user_id -> UuidSql,
        operation_id -> UuidSql,
        base -> Text,
        base_source -> Text,
        base_cents -> BigInt,
        documented_from -> Nullable<Date>,
        documented_to -> Nullable<Date>,
        documented_cents -> Nullable<BigInt>,
        share_num -> BigInt,
        share_den -> BigInt,
        full_time_minutes -> BigInt,
        method -> Text,
        valid_from -> Date,
        recorded_by -> Nullable<UuidSql>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    claims (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        operation_id -> UuidSql,
        starts_on -> Date,
        ends_on -> Date,
        status -> Text,
        override_reason -> Nullable<Text>,
        note -> Nullable<Text>,
        content -> Text,
        content_hash -> Text,
        claimed_minutes -> BigInt,
        supported_minutes -> BigInt,
        unsupported_minutes -> BigInt,
        staff_cents -> BigInt,
        total_cents -> BigInt,
        eu_cents -> BigInt,
        filed_at -> InstantSql,
        filed_by -> UuidSql,
        decided_on -> Nullable<Date>,
        decided_by -> Nullable<UuidSql>,
        accepted_cents -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    claim_lines (plie_id, claim_id, position) {
        plie_id -> UuidSql,
        claim_id -> UuidSql,
        position -> BigInt,
        user_id -> UuidSql,
        month -> Text,
        operation_id -> UuidSql,
        cost_mode -> Text,
        minutes -> BigInt,
        supported_minutes -> BigInt,
        claimed_minutes -> BigInt,
        worked_minutes -> BigInt,
        cost_cents -> Nullable<BigInt>,
        denominator_num -> Nullable<BigInt>,
        denominator_den -> Nullable<BigInt>,
        method -> Nullable<Text>,
        share_ppm -> BigInt,
        amount_cents -> BigInt,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    claim_records (plie_id, time_record_id) {
        plie_id -> UuidSql,
        time_record_id -> UuidSql,
        claim_id -> UuidSql,
        user_id -> UuidSql,
        month -> Text,
        minutes -> BigInt,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::*;
    claim_adjustments (plie_id, id) {
        plie_id -> UuidSql,
        id -> UuidSql,
        claim_id -> UuidSql,
        time_correction_id -> UuidSql,
        time_record_id -> UuidSql,
        user_id -> UuidSql,
        month -> Text,
        minutes -> BigInt,
        amount_cents -> BigInt,
        reason -> Text,
        recorded_by -> Nullable<UuidSql>,
        created_at -> InstantSql,
        total_cents -> Nullable<BigInt>,
        eu_cents -> Nullable<BigInt>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(
    plies,
    users,
    sessions,
    one_time_links,
    api_clients,
    idempotency_keys,
    audit_entries,
    audit_heads
);
diesel::allow_tables_to_appear_in_same_query!(
    users,
    partner_structures,
    territories,
    territory_communes,
    sites,
    referents,
    participants,
    participant_external_ids,
    participant_names,
    participant_criteria,
    participant_addresses,
    situations,
    reception_slots,
    orientations,
    orientation_events,
    entry_files,
    commissions,
    commission_sessions,
    agenda_items,
    decisions,
    pathways,
    referent_assignments,
    suspensions,
    objectives,
    barriers,
    stages,
    stage_reviews,
    signatures,
    interviews,
    milestones,
    employment_contracts,
    job_follow_ups,
    follow_up_checks,
    engagement_contracts,
    participant_constraints,
    operations,
    charters,
    time_records,
    time_record_participants,
    time_totals,
    agenda_weeks,
    timesheets,
    mission_letters,
    procurement_contracts,
    actions,
    action_themes,
    liaison_notes,
    quarterly_reviews,
    quarterly_review_items,
    collective_sessions,
    meetings,
    meeting_attendees,
    events,
    attendances,
    employers,
    opportunities,
    opportunity_notices,
    target_occupations,
    participations,
    participation_records,
    participation_attempts,
    staff_assignments
);
diesel::allow_tables_to_appear_in_same_query!(
    audit_missions,
    audit_mission_auditors,
    audit_mission_items,
    audit_findings,
    time_record_participants,
    audit_entries
);
diesel::allow_tables_to_appear_in_same_query!(hourly_rates, operations);
diesel::allow_tables_to_appear_in_same_query!(claims, claim_lines);
diesel::allow_tables_to_appear_in_same_query!(audit_entries, orientations);
diesel::allow_tables_to_appear_in_same_query!(imports, import_rows, jobs);
diesel::allow_tables_to_appear_in_same_query!(absences, time_records);
diesel::allow_tables_to_appear_in_same_query!(time_corrections, time_records);
diesel::allow_tables_to_appear_in_same_query!(audit_missions, time_records);
diesel::allow_tables_to_appear_in_same_query!(audit_mission_items, time_records);
diesel::allow_tables_to_appear_in_same_query!(audit_findings, time_records);
