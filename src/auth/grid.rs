//! The policy as a table. One line an operation, one column a role.

/// Columns: operation · `v` when `If-Match` is required · the operation that tells whether the
/// object exists for the caller · then a letter a role (`domain.md` § 3 in its order), or `public`,
/// or `anyone` (any account or client, about itself).
///
/// `w` the whole PLIE, which a role with a limit has not · `t` any object of the PLIE · `z` of the role's territory (the PLIE where the role names none) ·
/// `p` of the participants one follows today (one object is read for a while after a handover) · `o` one's own ·
/// `s` sent by one's structure, for a while after it was closed · `j` of the quarterly reviews with one's structure, and of
/// the people named in them or in a liaison note with it lately · `r` of the people in such a review, until the next one is
/// due · `e` of the stages that one's structure provides, of the people in them, and of the sessions that one led, for a
/// while after they ended · `c` of an open session one sits in · `g` of an open audit mission · `*` the platform · `.` no.
///
/// The column `ter` tells with `z` what a territory limits, and with `t` what it does not. The other
/// columns don't know `z`: there a limit that the role names holds for every `t`.
pub const GRID: &str = "
# operation                         pre sees                   dir ter ass dat inn ref emp fin com soc frt pro aud par adm
# -- the house -------------------------------------------------------------------------------------------------------
get_root                            -   -                      public
get_healthz                         -   -                      public
get_readyz                          -   -                      public
get_openapi_json                    -   -                      public
get_openapi_yaml                    -   -                      public
get_problem_page                    -   -                      public
get_jwks                            -   -                      public
get_metrics                         -   -                       t   .   .   t   .   .   .   .   .   .   .   .   .   .   *
# -- identity ------------------------------------------------------------
create_session                      -   -                      public
refresh_session                     -   -                      public
end_session                         -   -                      anyone
create_token                        -   -                      public
set_password                        -   -                      public
get_me                              -   -                      anyone
create_totp                         -   -                      anyone
confirm_totp                        -   -                      anyone
remove_totp                         -   -                      anyone
list_users                          -   -                       w   .   .   w   .   .   .   .   .   .   .   .   .   .   .
create_user                         -   -                       w   .   .   w   .   .   .   .   .   .   .   .   .   .   .
get_user                            -   get_user                w   .   .   w   .   .   .   .   .   .   .   .   .   .   .
update_user                         v   get_user                w   .   .   w   .   .   .   .   .   .   .   .   .   .   .
suspend_user                        v   get_user                w   .   .   w   .   .   .   .   .   .   .   .   .   .   .
reactivate_user                     v   get_user                w   .   .   w   .   .   .   .   .   .   .   .   .   .   .
invite_user                         -   get_user                w   .   .   w   .   .   .   .   .   .   .   .   .   .   .
list_api_clients                    -   -                       .   .   .   w   .   .   .   .   .   .   .   .   .   .   .
create_api_client                   -   -                       .   .   .   w   .   .   .   .   .   .   .   .   .   .   .
get_api_client                      -   get_api_client          .   .   .   w   .   .   .   .   .   .   .   .   .   .   .
update_api_client                   v   get_api_client          .   .   .   w   .   .   .   .   .   .   .   .   .   .   .
rotate_api_client_secret            v   get_api_client          .   .   .   w   .   .   .   .   .   .   .   .   .   .   .
revoke_api_client                   v   get_api_client          .   .   .   w   .   .   .   .   .   .   .   .   .   .   .
get_plie                            -   get_plie                t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
update_plie                         v   get_plie                w   .   .   w   .   .   .   .   .   .   .   .   .   .   .
list_plies                          -   -                       .   .   .   .   .   .   .   .   .   .   .   .   .   .   *
create_plie                         -   -                       .   .   .   .   .   .   .   .   .   .   .   .   .   .   *
get_plie_by_id                      -   get_plie_by_id          .   .   .   .   .   .   .   .   .   .   .   .   .   .   *
# -- directory -------------------------------------------------------------------------------------------------------
list_territories                    -   -                       t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
create_territory                    -   -                       .   .   .   w   .   .   .   .   .   .   .   .   .   .   .
get_territory                       -   get_territory           t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
update_territory                    v   get_territory           .   .   .   t   .   .   .   .   .   .   .   .   .   .   .
list_sites                          -   -                       t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
create_site                         -   -                       .   .   .   t   .   .   .   .   .   .   .   .   .   .   .
get_site                            -   get_site                t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
update_site                         v   get_site                .   .   .   t   .   .   .   .   .   .   .   .   .   .   .
list_partner_structures             -   -                       t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
create_partner_structure            -   -                       .   t   t   t   .   .   .   .   .   .   .   .   .   .   .
get_partner_structure               -   get_partner_structure   t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
update_partner_structure            v   get_partner_structure   .   t   t   t   .   .   .   .   .   .   .   .   .   .   .
validate_partner_structure          v   get_partner_structure   .   t   t   t   .   .   .   .   .   .   .   .   .   .   .
refuse_partner_structure            v   get_partner_structure   .   t   t   t   .   .   .   .   .   .   .   .   .   .   .
list_referents                      -   -                       t   z   t   t   t   t   t   t   .   .   .   .   .   .   .
create_referent                     -   -                       t   .   .   t   .   .   .   .   .   .   .   .   .   .   .
get_referent                        -   get_referent            t   z   t   t   t   t   t   t   .   .   .   .   .   .   .
update_referent                     v   get_referent            t   .   .   t   .   .   .   .   .   .   .   .   .   .   .
get_referent_caseload               -   get_referent            t   z   t   t   .   o   .   .   .   .   .   .   .   .   .
handover_referent                   -   get_referent            t   z   .   .   .   .   .   .   .   .   .   .   .   .   .
list_staff_assignments              -   -                        t   z   t   t   t   t   t   t   .   .   .   .   .   .   .
create_staff_assignment             -   -                        t   .   .   t   .   .   .   .   .   .   .   .   .   .   .
get_staff_assignment                -   get_staff_assignment     t   z   t   t   t   t   t   t   .   .   .   .   .   .   .
update_staff_assignment             v   get_staff_assignment     t   .   .   t   .   .   .   .   .   .   .   .   .   .   .
# -- participants ------------------------------------------------------------
list_participants                   -   -                       t   z   t   t   .   p   .   .   .   j   r   e   .   .   .
create_participant                  -   -                       .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
get_participant                     -   get_participant         t   z   t   t   .   p   .   .   .   j   r   e   .   .   .
put_participant_by_external_id      -   -                       .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
get_participant_by_external_id      -   -                       t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
update_participant                  v   get_participant         .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
list_participant_addresses          -   get_participant         t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
list_situations                     -   get_participant         t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
create_situation                    -   get_participant         .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
get_situation                       -   get_situation           t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
create_signature                    -   -                       .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
get_signature                       -   get_signature           t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
get_sensitive_facts                 -   get_participant         t   z   .   t   .   p   .   .   .   .   .   .   .   .   .
put_sensitive_facts                 -   get_participant         .   .   t   .   .   p   .   .   .   .   .   .   .   .   .
list_participant_access_log         -   get_participant         t   .   .   t   .   .   .   .   .   .   .   .   .   .   .
list_access_log                     -   -                       w   .   .   w   .   .   .   .   .   .   .   .   .   .   .
list_eligibility                    -   get_participant         t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
create_eligibility                  -   get_participant         .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
get_eligibility                     -   get_participant         t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
list_documents                      -   -                       t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
create_document                     -   -                       .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
get_document                        -   get_document            t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
get_document_content                -   get_document            t   z   .   t   .   p   .   .   .   .   .   .   .   .   .
get_participant_timeline            -   get_participant         t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
get_participant_proof_file          -   get_participant         t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
create_data_export                  -   get_participant         t   .   .   t   .   .   .   .   .   .   .   .   .   .   .
erase_participant                   -   get_participant         t   .   .   t   .   .   .   .   .   .   .   .   .   .   .
confirm_participant_erasure         v   get_participant         t   .   .   .   .   .   .   .   .   .   .   .   .   .   .
refuse_participant_erasure          v   get_participant         t   .   .   t   .   .   .   .   .   .   .   .   .   .   .
get_participant_erasure             -   get_participant         t   .   .   t   .   .   .   .   .   .   .   .   .   .   .
list_duplicate_candidates           -   -                       .   .   .   w   .   .   .   .   .   .   .   .   .   .   .
get_duplicate_candidate             -   get_duplicate_candidate .   .   .   w   .   .   .   .   .   .   .   .   .   .   .
dismiss_duplicate_candidate         v   get_duplicate_candidate .   .   .   w   .   .   .   .   .   .   .   .   .   .   .
merge_participant                   v   get_participant         .   .   .   t   .   .   .   .   .   .   .   .   .   .   .
get_merge                           -   get_merge               .   .   .   w   .   .   .   .   .   .   .   .   .   .   .
undo_merge                          v   get_merge               .   .   .   w   .   .   .   .   .   .   .   .   .   .   .
# -- intake ------------------------------------------------------------
list_orientations                   -   -                       t   z   t   t   .   p   .   .   .   s   s   .   .   s   .
create_orientation                  -   -                       t   z   t   t   .   p   .   .   .   s   s   .   .   s   .
check_orientation                   -   -                       t   z   t   t   .   p   .   .   .   s   s   .   .   s   .
get_orientation                     -   get_orientation         t   z   t   t   .   p   .   .   .   s   s   .   .   s   .
triage_orientation                  v   get_orientation         .   z   t   .   .   .   .   .   .   .   .   .   .   .   .
book_reception                      v   get_orientation         .   z   t   .   .   .   .   .   .   .   .   .   .   .   .
record_reception                    v   get_orientation         .   z   t   .   .   p   .   .   .   .   .   .   .   .   .
open_entry_file                     v   get_orientation         .   z   t   .   .   p   .   .   .   .   .   .   .   .   .
refuse_orientation                  v   get_orientation         .   z   t   .   .   .   .   .   .   .   .   .   .   .   .
redirect_orientation                v   get_orientation         .   z   t   .   .   .   .   .   .   .   .   .   .   .   .
withdraw_orientation                v   get_orientation         .   z   t   .   .   .   .   .   .   s   s   .   .   s   .
list_entry_files                    -   -                       t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
create_entry_file                   -   -                       .   .   t   .   .   p   .   .   .   .   .   .   .   .   .
get_entry_file                      -   get_entry_file          t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
update_entry_file                   v   get_entry_file          .   .   t   .   .   p   .   .   .   .   .   .   .   .   .
complete_entry_file                 v   get_entry_file          .   z   t   .   .   p   .   .   .   .   .   .   .   .   .
submit_entry_file                   v   get_entry_file          .   z   t   .   .   p   .   .   .   .   .   .   .   .   .
return_entry_file                   v   get_entry_file          .   z   t   .   .   .   .   .   .   .   .   .   .   .   .
list_reception_slots                -   -                       t   t   t   t   t   t   t   .   .   .   .   .   .   .   .
create_reception_slot               -   -                       .   z   t   t   .   .   .   .   .   .   .   .   .   .   .
get_reception_availability          -   -                       t   t   t   t   t   t   t   .   .   .   .   .   .   .   .
get_reception_slot                  -   get_reception_slot      t   t   t   t   t   t   t   .   .   .   .   .   .   .   .
update_reception_slot               v   get_reception_slot      .   z   t   t   .   .   .   .   .   .   .   .   .   .   .
# -- commissions ------------------------------------------------------------
list_commissions                    -   -                       t   z   t   t   .   t   .   .   c   .   .   .   .   .   .
create_commission                   -   -                       .   z   t   t   .   .   .   .   .   .   .   .   .   .   .
get_commission                      -   get_commission          t   z   t   t   .   t   .   .   c   .   .   .   .   .   .
update_commission                   v   get_commission          .   z   t   t   .   .   .   .   .   .   .   .   .   .   .
list_commission_sessions            -   -                       t   z   t   t   .   t   .   .   c   .   .   .   .   .   .
create_commission_session           -   -                       .   z   t   .   .   .   .   .   .   .   .   .   .   .   .
get_commission_session              -   get_commission_session  t   z   t   t   .   t   .   .   c   .   .   .   .   .   .
update_commission_session           v   get_commission_session  .   z   t   .   .   .   .   .   .   .   .   .   .   .   .
convene_commission_session          v   get_commission_session  t   z   t   .   .   .   .   .   .   .   .   .   .   .   .
build_commission_agenda             -   get_commission_session  .   z   t   .   .   .   .   .   .   .   .   .   .   .   .
hold_commission_session             v   get_commission_session  t   z   t   .   .   .   .   .   .   .   .   .   .   .   .
validate_commission_minutes         v   get_commission_session  t   z   .   .   .   .   .   .   c   .   .   .   .   .   .
cancel_commission_session           v   get_commission_session  t   z   t   .   .   .   .   .   .   .   .   .   .   .   .
get_commission_minutes              -   get_commission_session  t   z   t   t   .   .   .   .   c   .   .   .   .   .   .
list_agenda_items                   -   get_commission_session  t   z   t   t   .   p   .   .   c   .   .   .   .   .   .
create_agenda_item                  -   get_commission_session  .   z   t   .   .   .   .   .   .   .   .   .   .   .   .
get_agenda_item                     -   get_agenda_item         t   z   t   t   .   p   .   .   c   .   .   .   .   .   .
get_agenda_item_summary             -   get_agenda_item         t   z   t   t   .   p   .   .   c   .   .   .   .   .   .
delete_agenda_item                  v   get_agenda_item         .   z   t   .   .   .   .   .   .   .   .   .   .   .   .
decide_agenda_item                  v   get_agenda_item         t   z   t   .   .   .   .   .   .   .   .   .   .   .   .
list_decisions                      -   -                       t   z   t   t   .   p   .   .   c   j   r   .   .   .   .
get_decision                        -   get_decision            t   z   t   t   .   p   .   .   c   j   r   .   .   .   .
confirm_department_decision         v   get_decision            t   z   t   .   .   .   .   .   .   j   .   .   .   .   .
# -- pathways ------------------------------------------------------------
list_pathways                       -   -                        t   z   t   t   .   p   .   .   .   .   r   .   .   .   .
get_pathway                         -   get_pathway              t   z   t   t   .   p   .   .   .   .   r   .   .   .   .
update_pathway                      v   get_pathway              .   z   t   t   .   p   .   .   .   .   .   .   .   .   .
assign_pathway_referent             v   get_pathway              t   z   t   t   .   .   .   .   .   .   .   .   .   .   .
suspend_pathway                     v   get_pathway              .   z   t   t   .   p   .   .   .   .   .   .   .   .   .
resume_pathway                      v   get_pathway              .   z   t   t   .   p   .   .   .   .   .   .   .   .   .
propose_pathway_exit                v   get_pathway              .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
validate_pathway_exit               v   get_pathway              t   z   .   .   .   .   .   .   .   .   .   .   .   .   .
close_pathway                       v   get_pathway              t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
cancel_pathway                      v   get_pathway              t   z   t   t   .   .   .   .   .   .   .   .   .   .   .
start_job_follow_up                 v   get_pathway              .   z   t   t   .   p   .   .   .   .   .   .   .   .   .
return_from_job                     v   get_pathway              .   z   t   t   .   p   .   .   .   .   .   .   .   .   .
get_exit_assessment                 -   get_pathway              t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
get_pathway_history                 -   get_pathway              t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
list_pathway_assignments            -   get_pathway              t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
# -- stages and interviews ------------------------------------------------------------
list_objectives                     -   get_pathway              t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
create_objective                    -   get_pathway              .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
get_objective                       -   get_pathway              t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
update_objective                    v   get_pathway              .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
list_barriers                       -   get_pathway              t   z   t   t   .   p   .   .   .   j   .   .   .   .   .
create_barrier                      -   get_pathway              .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
get_barrier                         -   get_pathway              t   z   t   t   .   p   .   .   .   j   .   .   .   .   .
update_barrier                      v   get_pathway              .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
list_pathway_stages                 -   get_pathway              t   z   t   t   .   p   .   .   .   .   r   .   .   .   .
create_stage                        -   get_pathway              .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
list_stages                         -   -                        t   z   t   t   .   p   .   .   .   .   r   e   .   .   .
get_stage                           -   get_stage                t   z   t   t   .   p   .   .   .   .   r   e   .   .   .
update_stage                        v   get_stage                .   .   t   t   .   p   .   .   .   .   .   e   .   .   .
accept_stage                        v   get_stage                .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
plan_stage                          v   get_stage                .   .   t   t   .   p   .   .   .   .   .   e   .   .   .
start_stage                         v   get_stage                .   .   t   t   .   p   .   .   .   .   .   e   .   .   .
complete_stage                      v   get_stage                .   .   t   t   .   p   .   .   .   .   .   e   .   .   .
interrupt_stage                     v   get_stage                .   .   t   t   .   p   .   .   .   .   .   e   .   .   .
cancel_stage                        v   get_stage                .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
refuse_stage                        v   get_stage                .   .   t   t   .   p   .   .   .   .   .   e   .   .   .
list_pathway_interviews             -   get_pathway              t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
get_pathway_attendance_sheet        -   get_pathway              t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
create_interview                    -   get_pathway              .   .   t   .   .   p   .   .   .   .   .   .   .   .   .
list_interviews                     -   -                        t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
get_interview                       -   get_interview            t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
update_interview                    v   get_interview            .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
hold_interview                      v   get_interview            .   .   t   .   .   p   .   .   .   .   .   .   .   .   .
mark_interview_no_show              v   get_interview            .   .   t   .   .   p   .   .   .   .   .   .   .   .   .
excuse_interview                    v   get_interview            .   .   t   .   .   p   .   .   .   .   .   .   .   .   .
cancel_interview                    v   get_interview            .   .   t   .   .   p   .   .   .   .   .   .   .   .   .
reschedule_interview                v   get_interview            .   .   t   .   .   p   .   .   .   .   .   .   .   .   .
sign_interview                      v   get_interview            .   .   t   .   .   p   .   .   .   .   .   .   .   .   .
# -- milestones, jobs, contracts, constraints ------------------------------------------------------------
list_milestones                     -   get_pathway              t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
create_milestone                    -   get_pathway              .   .   t   .   .   p   .   .   .   .   .   .   .   .   .
get_milestone                       -   get_pathway              t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
validate_milestone                  v   get_pathway              .   .   t   .   .   p   .   .   .   .   .   .   .   .   .
list_employment_contracts           -   get_pathway              t   z   t   t   .   p   t   .   .   .   .   .   .   .   .
create_employment_contract          -   get_pathway              .   z   t   .   .   p   t   .   .   .   .   .   .   .   .
get_employment_contract             -   get_pathway              t   z   t   t   .   p   t   .   .   .   .   .   .   .   .
update_employment_contract          v   get_pathway              .   z   t   .   .   p   t   .   .   .   .   .   .   .   .
list_follow_up_checks               -   get_pathway              t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
create_follow_up_check              -   get_pathway              .   .   t   .   .   p   .   .   .   .   .   .   .   .   .
get_follow_up_check                 -   get_pathway              t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
list_constraints                    -   get_pathway              t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
create_constraint                   -   get_pathway              .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
get_constraint                      -   get_pathway              t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
update_constraint                   v   get_pathway              .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
list_engagement_contracts           -   get_pathway              t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
create_engagement_contract          -   get_pathway              .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
get_engagement_contract             -   get_pathway              t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
update_engagement_contract          v   get_pathway              .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
# -- esf: operations, charters, time ------------------------------------------------------------
list_operations                     -   -                       t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
create_operation                    -   -                       w   .   .   .   .   .   .   .   .   .   .   .   .   .   .
get_operation                       -   get_operation           t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
update_operation                    v   get_operation           t   .   .   .   .   .   .   .   .   .   .   .   .   .   .
get_operation_outputs               -   get_operation           t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
put_operation_outputs               v   get_operation           t   .   .   t   .   .   .   .   .   .   .   .   .   .   .
open_operation_participations       -   get_operation           .   .   t   t   .   .   .   .   .   .   .   .   .   .   .
list_participations                 -   -                       t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
create_participation                -   -                       .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
get_participation                   -   get_participation       t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
put_participation_entry             v   get_participation       .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
put_participation_exit              v   get_participation       .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
put_participation_six_month         v   get_participation       .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
reenter_participation               v   get_participation       .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
void_participation                  v   get_participation       .   .   .   t   .   .   .   .   .   .   .   .   .   .   .
list_participation_history          -   get_participation       t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
list_participation_attempts         -   get_participation       t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
get_participation_attempt           -   get_participation       t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
create_participation_attempt        -   get_participation       .   .   t   t   .   p   .   .   .   .   .   .   .   .   .
list_charters                       -   -                       t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
create_charter                      -   -                       .   .   .   w   .   .   .   .   .   .   .   .   .   .   .
get_current_charter                 -   -                       t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
get_charter                         -   get_charter             t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
list_time_records                   -   -                       t   z   t   t   o   o   o   t   .   .   .   .   .   .   .
create_time_record                  -   -                       o   o   t   o   o   o   o   o   .   .   .   .   .   .   .
create_time_records_batch           -   -                       o   o   t   o   o   o   o   o   .   .   .   .   .   .   .
list_time_record_suggestions        -   -                       t   z   t   t   o   o   o   o   .   .   .   .   .   .   .
get_time_record                     -   get_time_record         t   z   t   t   o   o   o   t   .   .   .   .   .   .   .
update_time_record                  v   get_time_record         o   o   t   o   o   o   o   o   .   .   .   .   .   .   .
delete_time_record                  v   get_time_record         o   o   t   o   o   o   o   o   .   .   .   .   .   .   .
get_time_record_history             -   get_time_record         t   z   t   t   o   o   o   t   .   .   .   .   .   .   .
list_absences                       -   -                       t   z   t   t   o   o   o   t   .   .   .   .   .   .   .
create_absence                      -   -                       t   z   t   t   o   o   o   o   .   .   .   .   .   .   .
get_absence                         -   get_absence             t   z   t   t   o   o   o   t   .   .   .   .   .   .   .
cancel_absence                      v   get_absence             t   z   t   t   o   o   o   o   .   .   .   .   .   .   .
# -- esf: weeks, sheets, reports ------------------------------------------------------------
list_agenda_weeks                   -   -                       t   z   o   t   o   o   o   t   .   .   .   .   .   .   .
get_agenda_week                     -   get_agenda_week         t   z   o   t   o   o   o   t   .   .   .   .   .   .   .
submit_agenda_week                  v   get_agenda_week         o   o   o   o   o   o   o   o   .   .   .   .   .   .   .
accept_agenda_week                  v   get_agenda_week         t   z   o   o   o   o   o   o   .   .   .   .   .   .   .
return_agenda_week                  v   get_agenda_week         t   z   o   o   o   o   o   o   .   .   .   .   .   .   .
list_timesheets                     -   -                       t   z   o   t   o   o   o   t   .   .   .   .   .   .   .
get_timesheet                       -   get_timesheet           t   z   o   t   o   o   o   t   .   .   .   .   .   .   .
sign_timesheet                      v   get_timesheet           o   o   o   o   o   o   o   o   .   .   .   .   .   .   .
countersign_timesheet               v   get_timesheet           t   o   o   o   o   o   o   o   .   .   .   .   .   .   .
reopen_timesheet                    v   get_timesheet           t   o   o   o   o   o   o   o   .   .   .   .   .   .   .
# -- esf: audit missions ------------------------------------------------------------
list_audit_missions                 -   -                       t   t   t   t   .   o   .   t   .   .   .   .   g   .   .
create_audit_mission                -   -                       t   .   .   .   .   .   .   .   .   .   .   .   .   .   .
get_audit_mission                   -   get_audit_mission       t   t   t   t   .   o   .   t   .   .   .   .   g   .   .
update_audit_mission                v   get_audit_mission       t   .   .   .   .   .   .   .   .   .   .   .   .   .   .
list_audit_evidence                 -   get_audit_mission       t   .   t   t   .   o   .   .   .   .   .   .   g   .   .
get_audit_trace                     -   get_audit_mission       t   .   t   t   .   .   .   .   .   .   .   .   g   .   .
create_audit_pack                   -   get_audit_mission       t   .   .   .   .   .   .   .   .   .   .   .   g   .   .
list_audit_findings                 -   get_audit_mission       t   .   .   t   .   o   .   .   .   .   .   .   g   .   .
create_audit_finding                -   get_audit_mission       .   .   .   .   .   .   .   .   .   .   .   .   g   .   .
get_audit_finding                   -   get_audit_mission       t   .   .   t   .   o   .   .   .   .   .   .   g   .   .
answer_audit_finding                v   get_audit_mission       t   .   .   .   .   .   .   .   .   .   .   .   .   .   .
# -- reports ------------------------------------------------------------
get_report                          -   -                       t   z   t   t   t   o   o   t   .   .   .   .   .   .   .
list_report_members                 -   -                       t   z   t   t   .   o   o   .   .   .   .   .   .   .   .
list_report_snapshots               -   -                       t   o   o   t   o   o   o   o   .   .   .   .   .   .   .
create_report_snapshot              -   -                       t   z   t   t   t   o   o   t   .   .   .   .   .   .   .
get_report_snapshot                 -   get_report_snapshot     t   o   o   t   o   o   o   o   .   .   .   .   .   .   .
list_alerts                         -   -                       t   z   t   t   o   o   o   o   .   .   .   .   .   .   .
list_referent_alerts                -   get_referent            t   z   t   t   .   o   .   .   .   .   .   .   .   .   .
# -- esf: corrections, letters, costs, claims ------------------------------------------------------------
correct_time_record                 v   get_time_record          o   o   o   t   o   o   o   o   .   .   .   .   .   .   .
list_time_corrections               -   -                        t   z   t   t   o   o   o   t   .   .   .   .   .   .   .
get_time_correction                 -   get_time_correction      t   z   t   t   o   o   o   t   .   .   .   .   .   .   .
approve_time_correction             v   get_time_correction      t   o   o   o   o   o   o   o   .   .   .   .   .   .   .
refuse_time_correction              v   get_time_correction      t   o   o   o   o   o   o   o   .   .   .   .   .   .   .
list_mission_letters                -   -                        t   t   t   t   t   o   o   t   .   .   .   .   .   .   .
create_mission_letter               -   -                        t   .   .   .   .   .   .   .   .   .   .   .   .   .   .
get_mission_letter                  -   get_mission_letter       t   t   t   t   t   o   o   t   .   .   .   .   .   .   .
update_mission_letter               v   get_mission_letter       t   .   .   .   .   .   .   .   .   .   .   .   .   .   .
list_employment_costs               -   -                        t   .   .   .   .   .   .   t   .   .   .   .   .   .   .
create_employment_cost              -   -                        .   .   .   .   .   .   .   t   .   .   .   .   .   .   .
get_employment_cost                 -   get_employment_cost      t   .   .   .   .   .   .   t   .   .   .   .   .   .   .
update_employment_cost              v   get_employment_cost      .   .   .   .   .   .   .   t   .   .   .   .   .   .   .
list_hourly_rates                   -   -                        t   .   .   .   .   .   .   t   .   .   .   .   .   .   .
create_hourly_rate                  -   -                        .   .   .   .   .   .   .   t   .   .   .   .   .   .   .
get_hourly_rate                     -   get_hourly_rate          t   .   .   .   .   .   .   t   .   .   .   .   .   .   .
update_hourly_rate                  v   get_hourly_rate          .   .   .   .   .   .   .   t   .   .   .   .   .   .   .
get_cost_statement                  -   get_operation            t   .   .   .   .   .   .   t   .   .   .   .   g   .   .
get_claim_readiness                 -   get_operation            t   t   t   t   .   .   .   t   .   .   .   .   .   .   .
list_claim_obstacles                -   get_operation            t   t   t   t   .   .   .   t   .   .   .   .   .   .   .
list_claims                         -   get_operation            t   .   .   .   .   .   .   t   .   .   .   .   g   .   .
create_claim                        -   get_operation            t   .   .   .   .   .   .   t   .   .   .   .   .   .   .
get_claim                           -   get_claim                t   .   .   .   .   .   .   t   .   .   .   .   g   .   .
update_claim                        v   get_claim                t   .   .   .   .   .   .   t   .   .   .   .   .   .   .
decide_claim                        v   get_claim                t   .   .   .   .   .   .   t   .   .   .   .   .   .   .
list_claim_adjustments              -   get_claim                t   .   .   .   .   .   .   t   .   .   .   .   g   .   .
# -- actions and network ------------------------------------------------------------
list_actions                        -   -                         t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
create_action                       -   -                         .   z   t   t   t   .   .   .   .   .   .   .   .   .   .
get_action                          -   get_action                t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
update_action                       v   get_action                .   z   t   t   t   .   .   .   .   .   .   .   .   .   .
plan_action                         v   get_action                t   z   t   t   t   .   .   .   .   .   .   .   .   .   .
open_action                         v   get_action                t   z   t   t   t   .   .   .   .   .   .   .   .   .   .
close_action                        v   get_action                t   z   t   t   t   .   .   .   .   .   .   .   .   .   .
list_public_actions                 -   -                        public
list_liaison_notes                  -   get_pathway               t   z   .   t   .   p   .   .   .   j   .   .   .   .   .
create_liaison_note                 -   get_pathway               .   .   t   .   .   p   .   .   .   j   .   .   .   .   .
get_liaison_note                    -   get_pathway               t   z   t   t   .   p   .   .   .   j   .   .   .   .   .
update_liaison_note                 v   get_pathway               .   .   t   t   .   p   .   .   .   j   .   .   .   .   .
list_quarterly_reviews              -   -                         t   z   t   t   .   o   .   .   .   j   j   .   .   .   .
create_quarterly_review             -   -                         .   z   t   .   .   o   .   .   .   .   .   .   .   .   .
get_quarterly_review                -   get_quarterly_review      t   z   t   t   .   o   .   .   .   j   j   .   .   .   .
update_quarterly_review             v   get_quarterly_review      .   z   t   t   .   o   .   .   .   .   .   .   .   .   .
list_collective_sessions            -   -                         t   z   t   t   .   o   .   .   .   .   .   e   .   .   .
create_collective_session           -   -                         .   .   t   .   .   o   .   .   .   .   .   .   .   .   .
get_collective_session              -   get_collective_session    t   z   t   t   .   o   .   .   .   .   .   e   .   .   .
get_collective_attendance_sheet     -   get_collective_session    t   z   t   t   .   o   .   .   .   .   .   e   .   .   .
update_collective_session           v   get_collective_session    .   .   t   t   .   o   .   .   .   .   .   e   .   .   .
sign_collective_session             v   get_collective_session    .   .   t   .   .   o   .   .   .   .   .   e   .   .   .
list_meetings                       -   -                         t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
create_meeting                      -   -                         t   t   t   .   t   t   t   .   .   .   .   .   .   .   .
get_meeting                         -   get_meeting               t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
update_meeting                      v   get_meeting               t   t   t   t   o   o   o   .   .   .   .   .   .   .   .
list_events                         -   -                         t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
create_event                        -   -                         .   t   t   t   t   t   t   .   .   .   .   .   .   .   .
get_event                           -   get_event                 t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
update_event                        v   get_event                 .   t   t   t   t   t   t   .   .   .   .   .   .   .   .
list_employers                      -   -                         t   t   t   t   .   t   t   .   .   .   .   .   .   .   .
create_employer                     -   -                         .   t   .   .   .   t   t   .   .   .   .   .   .   .   .
get_employer                        -   get_employer              t   t   t   t   .   t   t   .   .   .   .   .   .   .   .
update_employer                     v   get_employer              .   t   .   .   .   t   t   .   .   .   .   .   .   .   .
list_opportunities                  -   -                         t   t   t   t   .   t   t   .   .   .   .   .   .   .   .
create_opportunity                  -   -                         .   t   .   .   .   t   t   .   .   .   .   .   .   .   .
get_opportunity                     -   get_opportunity           t   t   t   t   .   t   t   .   .   .   .   .   .   .   .
update_opportunity                  v   get_opportunity           .   t   .   .   .   o   t   .   .   .   .   .   .   .   .
list_opportunity_matches            -   get_opportunity           t   z   t   t   .   p   .   .   .   .   .   .   .   .   .
notify_opportunity                  -   get_opportunity           .   z   t   .   .   p   t   .   .   .   .   .   .   .   .
list_opportunity_notices            -   get_opportunity           t   z   t   t   .   p   t   .   .   .   .   .   .   .   .
update_opportunity_notice           v   get_opportunity           .   z   t   .   .   p   t   .   .   .   .   .   .   .   .
list_procurement_contracts          -   -                         t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
create_procurement_contract         -   -                         .   t   t   .   .   .   .   .   .   .   .   .   .   .   .
get_procurement_contract            -   get_procurement_contract  t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
update_procurement_contract         v   get_procurement_contract  .   t   t   .   .   .   .   .   .   .   .   .   .   .   .
# -- exports ------------------------------------------------------------
create_export                       -   -                       t   z   .   t   o   p   o   t   .   .   .   .   .   .   .
list_export_profiles                -   -                       t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
get_export_profile                  -   -                       t   t   t   t   t   t   t   t   .   .   .   .   .   .   .
put_export_profile                  -   -                       .   .   .   w   .   .   .   .   .   .   .   .   .   .   .
# -- jobs ------------------------------------------------------------
get_job                             -   -                      anyone
get_job_result                      -   -                      anyone
# -- imports ------------------------------------------------------------
list_imports                        -   -                       t   o   o   t   o   o   o   o   .   .   .   .   .   .   .
create_import                       -   -                       o   o   o   t   o   o   o   o   .   .   .   .   .   .   .
get_import                          -   get_import              t   o   o   t   o   o   o   o   .   .   .   .   .   .   .
list_import_rows                    -   get_import              t   o   o   t   o   o   o   o   .   .   .   .   .   .   .
commit_import                       v   get_import              o   o   o   o   o   o   o   o   .   .   .   .   .   .   .
# -- reference and platform ------------------------------------------------------------
list_reference_lists                -   -                      anyone
get_reference_list                  -   -                      anyone
get_reference_code                  -   -                      anyone
put_reference_code                  -   -                       .   .   .   w   .   .   .   .   .   .   .   .   .   .   .
list_transitions                    -   -                      anyone
get_transitions                     -   -                      anyone
list_audit_entries                  -   -                       w   .   .   w   .   .   .   .   .   .   .   .   g   .   .
verify_audit_log                    -   -                       w   .   .   w   .   .   .   .   .   .   .   .   g   .   .
list_changes                        -   -                       t   z   t   t   .   p   .   .   .   .   .   .   .   s   .
stream_changes                      -   -                       t   z   t   t   .   p   .   .   .   .   .   .   .   s   .
";
