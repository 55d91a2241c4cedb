"""Chapters 11 to 17: cryptography, transport, settings, data, code, logs."""

NO_CODE = "test_architecture.py::test_no_code_is_made_of_words"
PRODUCTION = "core/test_config.py::test_production_refuses_to_start_without_each_of_its_variables"
CLEAR = "core/test_config.py::test_what_would_travel_in_clear_is_pointed_at"
COOKIES = "test_units.py::test_production_locks_its_cookies_and_its_transport"
FETCHER = "core/test_pdf.py::test_the_fetcher_is_closed_to_the_world"
NOTHING = "test_doors.py::test_nothing_of_the_machine_is_served"
HEADERS = "test_methods.py::test_every_answer_carries_the_headers_that_close_doors"
REGISTER = "privacy/test_erasure.py::test_every_column_that_may_be_personal_is_in_the_register"
LINE = "core/test_logs.py::test_a_line_says_what_happened_and_names_nobody"
SENTRY = "core/test_logs.py::test_what_leaves_for_an_error_tracker_names_nobody"
IN_AND_OUT = "accounts/test_leaving.py::test_coming_in_leaving_and_being_refused_are_told_by_number"
REFUSED = "accounts/test_leaving.py::test_a_refusal_is_told_with_the_account_that_met_it"
LEFT = "accounts/test_leaving.py::test_leaving_empties_the_browser"
LONG = "backoffice/workbook/test_workbook.py::test_a_long_file_is_a_worker_s"
SILENT = "outbox/test_outbox.py::test_a_silent_broker_does_not_break_the_verb"

HELD = {
    "11.1.1": (
        "a key is changed, and what the former one signed still holds for a while",
        "core/test_config.py::test_what_a_former_key_signed_still_holds_once_the_key_has_changed",
    ),
    "11.4.1": ("prints are SHA-256", NO_CODE),
    "11.4.3": ("prints that prove something too", NO_CODE),
    "11.5.1": (
        "what must not be guessed is drawn from `secrets`",
        NO_CODE,
        "sessions/test_feeds.py::test_a_personal_address_is_made_renewed_and_then_dead",
    ),
    "12.2.1": (
        "production has an https address or does not start, and answers by HTTPS alone",
        "core/test_config.py::test_production_refuses_an_address_without_https",
        COOKIES,
    ),
    "12.3.1": ("whatever would leave the machine in clear is pointed at", CLEAR),
    "13.2.3": ("no secret has a default in production", PRODUCTION),
    "13.2.4": ("documents fetch nothing; mail, the database and Redis are where the settings say", FETCHER),
    "13.2.5": ("files come from our own folders", FETCHER, NOTHING),
    "13.3.2": (
        "secrets are read by the user of the service alone",
        "test_units.py::test_every_process_of_production_has_a_unit_and_no_unit_a_secret",
    ),
    "13.4.1": ("no folder of the code is served", NOTHING),
    "13.4.2": ("no debugging in production", "core/test_config.py::test_the_deployment_checks_find_nothing"),
    "13.4.3": ("no list of files", NOTHING),
    "13.4.4": ("TRACE tells nothing back", "test_doors.py::test_what_is_asked_is_not_told_back"),
    "13.4.5": (
        "what watches a process learns that it lives, and a number",
        "operations/test_health.py::test_it_says_that_it_is_ready_and_how_much_mail_is_late",
    ),
    "14.1.1": ("every personal column is in a register", REGISTER),
    "14.1.2": (
        "with why it is kept, how long, and what then",
        REGISTER,
        "test_migrations.py::test_the_privacy_page_says_the_durations_that_are_applied",
    ),
    "14.2.2": (
        "what the server keeps ready is public",
        "website/test_public_pages.py::test_what_a_signed_in_person_sees_is_not_kept_by_caches",
        "core/test_page_cache.py::test_a_signed_in_reader_never_meets_a_kept_page_nor_leaves_one",
    ),
    "14.2.3": ("pages load nothing from elsewhere, and errors name nobody", HEADERS, SENTRY),
    "14.2.4": (
        "needs are read by few, and each reading leaves a trace",
        "privacy/test_my_data.py::test_whoever_reads_a_need_leaves_a_trace_that_the_person_sees",
        "privacy/test_retention.py::test_needs_leave_a_month_after_the_last_day",
    ),
    "14.2.7": (
        "what is past its time leaves by itself",
        "privacy/test_retention.py::test_people_leave_five_years_after_their_last_season",
    ),
    "14.3.1": ("leaving empties the browser", LEFT),
    "14.3.2": ("no cache keeps a personal page", HEADERS),
    "15.2.2": (
        "what is long is a worker's, and what is heavy refused",
        LONG,
        "territories/test_people_file.py::test_too_many_bytes_are_not_even_decoded",
    ),
    "15.2.3": (
        "the mailbox and the accounts of the demo are not there in production",
        "test_access.py::test_the_demo_mailbox_does_not_exist_where_mail_really_leaves",
    ),
    "15.3.1": (
        "a page shows what its reader needs",
        "sessions/test_directory.py::test_a_peer_is_named_and_reached_only_with_their_agreement",
        "test_access.py::test_a_treasurer_does_not_see_people",
    ),
    "15.3.2": ("nothing here follows an address given by somebody", FETCHER),
    "15.3.3": (
        "forged columns are not written",
        "test_doors.py::test_forged_columns_of_an_application_are_not_written",
        "territories/test_invitation.py::test_a_link_cannot_give_what_the_form_does_not_ask",
    ),
    "15.3.4": (
        "the address of a visitor is not what they say",
        "test_doors.py::test_a_visitor_who_invents_addresses_is_still_counted_as_one",
        "test_doors.py::test_visitors_behind_the_same_proxy_are_counted_apart",
    ),
    "15.3.6": (
        "no script joins objects that come from elsewhere",
        "test_architecture.py::test_scripts_write_text_and_never_markup",
    ),
    "16.2.1": ("a line says when, where, what, and which account", LINE, REFUSED),
    "16.2.2": ("in universal time", LINE),
    "16.2.4": ("in JSON", LINE),
    "16.2.5": ("logs name nobody", LINE, SENTRY),
    "16.3.1": (
        "who came in, and who was refused at the door",
        IN_AND_OUT,
        "accounts/test_leaving.py::test_a_wrong_second_factor_is_told",
    ),
    "16.3.2": ("what was refused inside, and to which account", REFUSED),
    "16.3.3": (
        "decisions, roles and amounts are in the journal; tries without end in the log",
        "audit/test_audit.py::test_a_decision_and_a_name_are_signed",
        "test_doors.py::test_tries_without_end_are_told",
    ),
    "16.3.4": (
        "an incident leaves its trace",
        "core/test_logs.py::test_a_trace_stays_in_its_line_and_is_masked_too",
    ),
    "16.4.1": ("a line of a log stays one", "core/test_logs.py::test_a_trace_stays_in_its_line_and_is_masked_too"),
    "16.5.1": (
        "an incident tells the visitor nothing of it",
        "website/test_public_pages.py::test_an_incident_page_needs_nothing",
    ),
    "16.5.2": (
        "what fails outside stops nothing here",
        SILENT,
        "operations/test_health.py::test_a_database_behind_the_code_or_silent_is_not_ready",
    ),
    "16.5.3": (
        "what fails half-way is undone",
        "outbox/test_outbox.py::test_a_rolled_back_verb_leaves_no_message",
        "backoffice/data_quality/test_merging.py::test_a_choice_that_cannot_stand_changes_nothing",
    ),
}

# requirement: (a file, and words of it that say it)
WRITTEN = {
    "12.1.1": ("docs/operations.md", "ssl_protocols TLSv1.2 TLSv1.3;"),
    "12.2.2": ("docs/operations.md", "ssl_certificate     /etc/letsencrypt/"),
    "13.1.1": ("docs/operations.md", "Outgoing connections go to the database, Redis and the mail server"),
    "13.2.1": (".env.example", "redis://:secret@127.0.0.1"),
    "13.2.2": ("docs/operations.md", "useradd --system"),
    "15.1.1": ("docs/operations.md", "Known vulnerabilities in dependencies are patched within two days"),
    "15.1.2": ("Makefile", "--require-hashes --requirement requirements.lock"),
    "15.1.3": ("docs/operations.md", "Long operations run in workers"),
    "15.2.1": ("docs/operations.md", "pip-audit"),
    "16.1.1": ("docs/operations.md", "Logs go to standard error"),
    "16.2.3": ("docs/operations.md", "Logs go to standard error"),
}

BUILT_ON = {
    "11.1.2": (
        "all there is: HMAC-SHA-256 of Django's signatures and sessions, SHA-256 prints of files, TOTP and WebAuthn of "
        "django-allauth and fido2, TLS of the proxy and of the database"
    ),
    "11.2.1": "hashlib and cryptography, on OpenSSL",
    "11.2.2": "Django's signatures carry no algorithm: a version of Django that changes it reads the former one",
    "11.2.3": "SHA-256, keys of fifty signs",
    "11.6.1": "fido2 makes and checks what keys sign",
    "12.1.2": "OpenSSL's own choice, through nginx",
    "12.3.2": "Django and redis-py check the certificate of whom they speak to",
    "15.3.5": "Python, and forms that give each value its type",
    "15.3.7": "Django keeps what stands in the address apart from what is sent, and takes the last of two",
    "16.4.2": "journald: its files are read by root and by those whom it lets",
}

ABSENT = {
    "nothing is enciphered by the product itself": "11.3.1 11.3.2 11.3.3",
    "nobody has a password": "11.4.2 11.4.4",
    "nobody comes with a certificate": "12.1.3",
    "no service speaks to another over HTTP inside": "12.3.4",
    "no WebRTC": "17.1.1 17.2.1 17.2.2 17.2.3 17.2.4 17.3.1 17.3.2",
}

DEVIATIONS = {
    "12.3.1": (
        "on one machine, the proxy, the database and Redis are spoken to in clear",
        "they listen on that machine alone; whatever would leave it in clear is pointed at",
    ),
    "12.3.3": (
        "the proxy hands requests over in clear, on the same machine",
        "the application listens on 127.0.0.1",
    ),
    "13.3.1": (
        "no vault: an association has one machine",
        "secrets in `.env`, out of the code, for one user's eyes, and refused when empty",
    ),
    "14.2.1": (
        "agendas can send nothing but an address, and invitations come by mail: both carry a secret in the address",
        "an agenda shows one's own days alone and its address can be changed; an invitation is answered by a button, "
        "once, and its page is neither kept nor passed on; logs mask both",
    ),
    "14.3.3": (
        "what is typed and not yet kept by the server stays on the device, seven days at most",
        "it is typed in the reader's own forms, which ask for no need; it leaves once it is kept, and when one leaves",
    ),
    "16.4.3": (
        "logs stay on the machine: an association has no other",
        "journald keeps them; an error tracker elsewhere is one variable away",
    ),
}
