"""Chapters 6 to 10: who comes in, for how long, to do what; signed links."""

MATRIX = "test_access.py::test_every_role_gets_what_the_matrix_says"
EVERY_ADDRESS = "test_access.py::test_every_address_stands_in_the_matrix"
GUESSED = "accounts/test_codes.py::test_a_code_dies_after_a_few_wrong_tries"
ONCE = "accounts/test_codes.py::test_a_code_serves_once_and_the_session_is_a_new_one"
NO_END = "test_doors.py::test_one_address_is_not_written_to_without_end_whoever_asks"
DAY = "accounts/test_leaving.py::test_one_proof_opens_the_administration_for_a_day_of_work"
ELSEWHERE = "accounts/test_leaving.py::test_one_closes_one_s_other_sessions_and_stays"
LOST = "accounts/test_leaving.py::test_a_lost_second_factor_is_taken_away_once_confirmed_told_and_written_down"
TOLD = "accounts/test_leaving.py::test_whoever_sets_a_second_factor_is_told_by_mail"
CHANGED = "accounts/test_leaving.py::test_a_second_factor_is_changed_by_who_just_proved_themselves"
MADE_UP = "territories/test_invitation.py::test_a_made_up_link_is_dead"
OTHERS = "test_access.py::test_a_contact_does_not_read_or_change_another_territory_s_application"
BY_HAND = "test_rights.py::test_an_organiser_writes_by_hand_what_no_verb_writes"

HELD = {
    "6.1.1": ("three tries a code; codes are limited by address and by machine: docs/security.md", GUESSED, NO_END),
    "6.1.3": ("one way in: a code, and for the team a second factor; no door but those of the matrix", EVERY_ADDRESS),
    "6.3.1": ("codes are not guessed", GUESSED),
    "6.3.2": ("no account comes with the product", "accounts/test_accounts.py::test_a_new_database_has_no_account"),
    "6.3.3": (
        "a second factor for the team",
        "accounts/test_accounts.py::test_staff_without_a_second_factor_are_led_to_set_one_up",
    ),
    "6.3.4": (
        "the administration has no door of its own",
        EVERY_ADDRESS,
        "accounts/test_accounts.py::test_the_admin_sends_to_the_same_door",
    ),
    "6.3.7": ("whoever changes a second factor, its holder is told", TOLD, LOST),
    "6.3.8": (
        "nobody learns who has an account",
        "accounts/test_accounts.py::test_known_and_unknown_addresses_get_the_same_answer",
        "test_doors.py::test_a_silent_mail_server_tells_nobody_who_has_an_account",
        "test_doors.py::test_an_answer_takes_a_whole_number_of_steps_whoever_has_an_account",
    ),
    "6.4.4": ("a lost second factor is taken away by another organiser, who has spoken with its holder", LOST),
    "6.5.1": ("a code, or a link, serves once", ONCE, "territories/test_invitation.py::test_a_link_serves_once"),
    "6.5.4": (
        "a code has six signs of an alphabet of twenty or more",
        "accounts/test_codes.py::test_a_code_is_one_of_many",
    ),
    "6.5.5": ("a code lives ten minutes", "accounts/test_codes.py::test_a_code_dies_after_ten_minutes"),
    "6.6.2": (
        "a code serves the browser that asked for it",
        "accounts/test_codes.py::test_a_code_serves_who_asked_for_it_alone",
    ),
    "6.6.3": ("codes are not guessed, nor asked for without end", GUESSED, NO_END),
    "7.1.1": ("how long a session lives", DAY),
    "7.1.2": ("as many at once as somebody has devices; one button closes the others", ELSEWHERE),
    "7.2.1": (
        "a session is what the server says it is",
        "accounts/test_leaving.py::test_a_session_that_was_left_is_dead",
    ),
    "7.2.2": ("signing in gives a session, no key that lasts", ONCE),
    "7.2.4": ("signing in makes a new session", ONCE),
    "7.3.2": ("the administration asks again after twelve hours, whatever one does", DAY),
    "7.4.1": ("what was left is dead", "accounts/test_leaving.py::test_a_session_that_was_left_is_dead"),
    "7.4.2": (
        "a closed account is out at once; an erased one has none",
        "test_doors.py::test_a_closed_account_is_out_at_once",
        "privacy/test_my_data.py::test_one_erases_oneself_by_typing_the_word",
    ),
    "7.4.3": (
        "the mail that tells of a changed factor leads to the button that closes the other sessions",
        TOLD,
        ELSEWHERE,
    ),
    "7.4.4": ("every page lets one leave", "test_methods.py::test_every_answer_carries_the_headers_that_close_doors"),
    "7.4.5": (
        "an organiser closes the sessions of an account",
        "accounts/test_leaving.py::test_an_organiser_closes_the_sessions_of_others_and_stays",
    ),
    "7.5.1": ("a second factor is changed by who has just given it", CHANGED),
    "7.5.3": (
        "a fresh proof before what cannot be undone",
        "privacy/test_my_data.py::test_a_session_of_yesterday_proves_itself_anew_before_anything_leaves",
    ),
    "7.6.2": (
        "no visit, no link signs anybody in",
        "territories/test_invitation.py::test_opening_the_link_any_number_of_times_answers_nothing",
    ),
    "8.1.1": ("who may open what is a table", EVERY_ADDRESS, MATRIX),
    "8.1.2": (
        "which columns each role writes is another",
        BY_HAND,
        "test_rights.py::test_a_treasurer_writes_what_concerns_money_alone",
    ),
    "8.2.1": ("each function has its roles", MATRIX),
    "8.2.2": (
        "each row has its readers",
        OTHERS,
        "test_access.py::test_a_participant_does_not_fetch_another_s_convocation",
    ),
    "8.2.3": (
        "each column has its writers",
        BY_HAND,
        "test_doors.py::test_forged_columns_of_a_person_are_not_written",
    ),
    "8.3.1": ("the server decides", "test_methods.py::test_what_a_role_may_not_open_it_may_not_write_either"),
    "8.3.2": (
        "a right that is taken away is gone at the next request",
        "backoffice/test_impersonation.py::test_who_loses_the_right_or_whose_account_closes_ends_it",
    ),
    "8.4.1": ("territories do not see each other", OTHERS),
    "9.1.1": ("a link that we did not sign is dead", MADE_UP),
    "9.1.3": (
        "links are signed with the key of the settings, and read with the former ones that these name",
        "core/test_config.py::test_what_a_former_key_signed_still_holds_once_the_key_has_changed",
    ),
    "9.2.1": ("a link dies of old age", "territories/test_invitation.py::test_a_link_dies_of_old_age"),
    "9.2.2": (
        "a signature made for something else opens nothing",
        "territories/test_invitation.py::test_a_link_signed_for_something_else_is_dead",
    ),
}

WRITTEN = {}

BUILT_ON = {
    "6.5.3": "django-allauth draws codes with Django's get_random_string, which asks `secrets`",
    "7.2.3": "Django's keys of sessions: thirty-two signs of thirty-six, from `secrets`",
    "9.1.2": "Django's signatures: HMAC with SHA-256, said by the settings and never by the link",
}

ABSENT = {
    "nobody has a password": (
        "6.1.2 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.2.9 6.2.10 6.2.11 6.2.12 6.4.1 6.4.2 6.4.3"
    ),
    "no code by telephone": "6.6.1",
    "nobody signs in through another service": "6.8.1 6.8.2 6.8.3 6.8.4 7.1.3 7.6.1",
    "who signs links is who reads them, and nobody else": "9.2.3 9.2.4",
    "no OAuth and no OpenID Connect": (
        "10.1.1 10.1.2 10.2.1 10.2.2 10.3.1 10.3.2 10.3.3 10.3.4 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 10.4.6 10.4.7 "
        "10.4.8 10.4.9 10.4.10 10.4.11 10.5.1 10.5.2 10.5.3 10.5.4 10.5.5 10.6.1 10.6.2 10.7.1 10.7.2 10.7.3"
    ),
}

DEVIATIONS = {
    "6.3.3": (
        "participants and contacts have one factor, their mailbox",
        "the whole team has two; what takes everything away, or cannot be undone, asks for a fresh code",
    ),
    "6.5.2": (
        "the library keeps the seed of recovery codes, not the print of each",
        "the database and its copies belong to the user of the service alone; a code is worth nothing without the "
        "mailbox",
    ),
    "6.5.5": (
        "an invitation lives for days: people read their mail late",
        "a link signs nobody in, and serves once",
    ),
    "7.3.1": (
        "nothing counts how long somebody did nothing: reading a page writes nothing",
        "a session ends a month after it last changed; the administration asks again after twelve hours, and what "
        "cannot be undone after ten minutes",
    ),
    "7.3.2": (
        "a participant who comes back each month is not asked again",
        "the administration asks everybody after twelve hours, and what cannot be undone after ten minutes",
    ),
    "7.5.2": (
        "one does not see the list of one's sessions: it would keep from where, and with what, people come",
        "one closes all the others at once, and is told by mail of what changes",
    ),
}
