"""OWASP ASVS 5.0, levels 1 and 2: for each requirement answered so far, its subject in our words, and its tests.

Not the whole standard: some forty of about 195 that concern the product. A deviation is written with its reason.
`tests/test_asvs.py` checks that every test named here exists.
"""

# chapter.section.requirement: (subject, tests as file::function)
HELD = {
    "1.2.10": ("no cell of an export is a formula", ["test_hostile.py::test_no_cell_becomes_a_formula"]),
    "1.3.6": (
        "a document fetches nothing from an address that somebody typed",
        [
            "atelier/test_documents.py::test_the_fetcher_is_closed_to_the_world",
            "test_doors.py::test_what_people_typed_makes_no_document_fetch_anything",
        ],
    ),
    "1.3.7": (
        "texts that organisers edit are no templates",
        [
            "seasons/test_rules.py::test_a_wrong_rule_is_refused_in_words",
            "seasons/test_rules.py::test_a_value_is_never_read_as_a_placeholder",
        ],
    ),
    "1.3.10": (
        "no format string is typed by anybody",
        ["seasons/test_rules.py::test_a_wrong_rule_is_refused_in_words"],
    ),
    "1.3.11": ("no line slips into a mail", ["test_doors.py::test_an_address_with_a_line_in_it_is_refused"]),
    "2.3.1": (
        "steps come in their order",
        ["territories/test_application.py::test_an_incomplete_draft_is_refused_with_what_is_missing"],
    ),
    "2.3.3": (
        "a verb is done whole or not at all",
        ["outbox/test_outbox.py::test_a_rolled_back_verb_leaves_no_message"],
    ),
    "2.3.4": (
        "no place is given twice",
        [
            "territories/test_selection.py::test_the_seventh_territory_meets_a_full_season",
            "territories/test_selection.py::test_the_database_itself_refuses_a_place_taken_twice",
        ],
    ),
    "2.4.1": (
        "forms that write mails are limited",
        [
            "test_doors.py::test_one_address_is_not_written_to_without_end_whoever_asks",
            "territories/test_invitation.py::test_an_invitation_is_sent_again_but_not_twice_in_a_row",
        ],
    ),
    "3.3.1": (
        "cookies are secure and named `__Host-`",
        ["atelier/test_environment.py::test_the_deployment_checks_find_nothing"],
    ),
    "3.4.1": ("HSTS for a year", ["atelier/test_environment.py::test_the_deployment_checks_find_nothing"]),
    "3.4.3": ("a strict content policy", ["test_methods.py::test_every_answer_carries_the_headers_that_close_doors"]),
    "3.4.4": ("no guessing of types", ["test_methods.py::test_every_answer_carries_the_headers_that_close_doors"]),
    "3.4.5": ("the referrer is kept", ["test_methods.py::test_every_answer_carries_the_headers_that_close_doors"]),
    "3.4.6": ("no frame", ["test_methods.py::test_every_answer_carries_the_headers_that_close_doors"]),
    "3.5.3": (
        "reading writes nothing",
        ["test_access.py::test_every_role_gets_what_the_matrix_says"],  # by a client that refuses writes
    ),
    "3.7.2": ("no way out to another site", ["test_access.py::test_signing_in_never_leads_to_another_site"]),
    "5.2.3": ("a file may not unpack without end", ["test_doors.py::test_a_file_that_is_no_table_is_refused_in_words"]),
    "6.3.1": ("codes are not guessed", ["test_doors.py::test_a_code_dies_after_a_few_wrong_tries"]),
    "6.3.3": (
        "a second factor for the team",
        ["accounts/test_accounts.py::test_staff_without_a_second_factor_are_led_to_set_one_up"],
    ),
    "6.3.8": (
        "nobody learns who has an account",
        [
            "accounts/test_accounts.py::test_known_and_unknown_addresses_get_the_same_answer",
            "test_doors.py::test_a_silent_mail_server_tells_nobody_who_has_an_account",
            "test_doors.py::test_an_answer_takes_a_whole_number_of_steps_whoever_has_an_account",
        ],
    ),
    "6.5.1": (
        "a code, or a link, serves once",
        [
            "test_doors.py::test_a_code_serves_once_and_the_session_is_a_new_one",
            "territories/test_invitation.py::test_a_link_serves_once",
        ],
    ),
    "7.2.4": (
        "signing in makes a new session",
        ["test_doors.py::test_a_code_serves_once_and_the_session_is_a_new_one"],
    ),
    "7.4.2": ("a closed account is out at once", ["test_doors.py::test_a_closed_account_is_out_at_once"]),
    "7.5.3": (
        "a fresh proof before what cannot be undone",
        ["keeping/test_my_data.py::test_a_session_of_yesterday_proves_itself_anew_before_anything_leaves"],
    ),
    "8.2.1": ("each function has its roles", ["test_access.py::test_every_role_gets_what_the_matrix_says"]),
    "8.2.2": (
        "each row has its readers",
        [
            "test_access.py::test_a_contact_does_not_read_or_change_another_territory_s_application",
            "test_access.py::test_a_participant_does_not_fetch_another_s_convocation",
        ],
    ),
    "8.2.3": (
        "each column has its writers",
        [
            "test_rights.py::test_an_organiser_writes_by_hand_what_no_verb_writes",
            "test_doors.py::test_forged_columns_of_a_person_are_not_written",
        ],
    ),
    "8.3.1": ("the server decides", ["test_methods.py::test_what_a_role_may_not_open_it_may_not_write_either"]),
    "8.4.1": (
        "territories do not see each other",
        ["test_access.py::test_a_contact_does_not_read_or_change_another_territory_s_application"],
    ),
    "14.3.2": (
        "no cache keeps a personal page",
        ["test_methods.py::test_every_answer_carries_the_headers_that_close_doors"],
    ),
    "15.3.3": (
        "forged columns are not written",
        [
            "test_doors.py::test_forged_columns_of_an_application_are_not_written",
            "territories/test_invitation.py::test_a_link_cannot_give_what_the_form_does_not_ask",
        ],
    ),
    "15.3.4": (
        "the address of a visitor is not what they say",
        [
            "test_doors.py::test_a_visitor_who_invents_addresses_is_still_counted_as_one",
            "test_doors.py::test_without_a_proxy_the_header_is_hearsay",
        ],
    ),
    "16.2.5": ("logs name nobody", ["atelier/test_logs.py::test_a_line_says_what_happened_and_names_nobody"]),
    "16.3.3": ("what matters is in the journal", ["atelier/test_audit.py::test_a_decision_and_a_name_are_signed"]),
    "16.4.1": ("a line of a log stays one", ["atelier/test_logs.py::test_a_trace_stays_in_its_line_and_is_masked_too"]),
    "16.5.2": (
        "what fails outside stops nothing here",
        [
            "outbox/test_outbox.py::test_a_silent_broker_does_not_break_the_verb",
            "keeping/test_health.py::test_a_database_behind_the_code_or_silent_is_not_ready",
        ],
    ),
}

# What the product does otherwise: (why, what stands in its place).
DEVIATIONS = {
    "14.2.1": (
        "agendas can send nothing but an address, and invitations come by mail: both carry a secret in the address",
        "an agenda shows one's own days alone and its address can be changed; an invitation is answered by a button, "
        "once, and its page is neither kept nor passed on",
    ),
    "6.5.5": (
        "an invitation lives for days: people read their mail late",
        "ten minutes for a code that signs in; a link signs nobody in",
    ),
    "6.3.3": (
        "participants and contacts have one factor, their mailbox",
        "the whole team has two; what takes everything away, or cannot be undone, asks for a fresh code",
    ),
    "13.3.1": (
        "no vault: an association has one machine",
        "secrets in `.env`, out of the code, and refused when empty",
    ),
}
