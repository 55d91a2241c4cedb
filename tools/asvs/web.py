"""Chapters 1 to 5: what is typed and shown, rules of the subject, browsers, addresses, files."""

HOSTILE = "test_hostile.py::test_no_page_breaks_and_no_word_becomes_markup"
HEADERS = "test_methods.py::test_every_answer_carries_the_headers_that_close_doors"
NO_CODE = "test_architecture.py::test_no_code_is_made_of_words"
SCRIPTS = "test_architecture.py::test_scripts_write_text_and_never_markup"
COOKIES = "test_units.py::test_production_locks_its_cookies_and_its_transport"
TOKEN = "test_methods.py::test_no_address_takes_a_form_that_none_of_our_pages_sent"
RULES = "reminders/test_rules.py::test_a_wrong_rule_is_refused_in_words"
SCANS = "sessions/test_sign_in_sheets.py::test_what_is_no_scan_is_refused_in_words"
TABLES = "test_doors.py::test_a_file_that_is_no_table_is_refused_in_words"
FULL = "territories/test_selection.py::test_the_seventh_territory_meets_a_full_season"

# requirement: (its subject, in our words, then the tests that hold it)
HELD = {
    "1.1.1": (
        "what is typed is decoded once, and kept as it came",
        "territories/test_views.py::test_hostile_text_is_kept_exactly_and_shown_escaped",
    ),
    "1.1.2": (
        "texts are escaped where they are shown, last of all",
        "test_architecture.py::test_only_the_named_modules_mark_text_as_safe",
        "core/test_french.py::test_superscript_escapes_before_it_raises",
    ),
    "1.2.1": ("no word becomes markup", HOSTILE),
    "1.2.2": (
        "an address that somebody gives is an address of the web",
        "operations/test_season_import.py::test_a_wrong_file_gets_its_line_and_a_reason_and_writes_nothing",
        "core/test_french.py::test_markdown_shows_html_and_does_not_obey_it",
    ),
    "1.2.3": ("no word stands in a script", "test_templates.py::test_no_inline_script_or_style"),
    "1.2.4": (
        "no word becomes a query",
        NO_CODE,
        "test_admin_lists.py::test_strange_searches_are_answered",
        "backoffice/test_search.py::test_whatever_is_typed_the_page_answers",
    ),
    "1.2.5": ("no word becomes a command", NO_CODE),
    "1.2.9": ("no expression is made of what is typed", NO_CODE),
    "1.2.10": ("no cell of an export is a formula", "test_hostile.py::test_no_cell_becomes_a_formula"),
    "1.3.1": (
        "texts of organisers have a light markup, in which HTML is shown and not obeyed",
        "core/test_french.py::test_markdown_shows_html_and_does_not_obey_it",
    ),
    "1.3.2": ("nothing is evaluated", NO_CODE),
    "1.3.3": (
        "a text that goes elsewhere is made safe there",
        "sessions/test_calendar.py::test_an_event_reads_back_as_it_was_said_and_nothing_slips_in",
        "territories/test_views.py::test_a_nul_byte_is_refused",
    ),
    "1.3.4": ("no drawing with scripts is taken in", SCANS),
    "1.3.5": (
        "no style or template is typed by anybody",
        RULES,
        "core/test_french.py::test_markdown_shows_html_and_does_not_obey_it",
    ),
    "1.3.6": (
        "a document fetches nothing from an address that somebody typed",
        "core/test_pdf.py::test_the_fetcher_is_closed_to_the_world",
        "test_doors.py::test_what_people_typed_makes_no_document_fetch_anything",
    ),
    "1.3.7": (
        "texts that organisers edit are no templates",
        RULES,
        "reminders/test_rules.py::test_a_value_is_never_read_as_a_placeholder",
    ),
    "1.3.10": ("no format string is typed by anybody", RULES),
    "1.3.11": ("no line slips into a mail", "test_doors.py::test_an_address_with_a_line_in_it_is_refused"),
    "1.5.1": (
        "a table whose XML defines entities is refused",
        "test_doors.py::test_a_table_that_defines_entities_is_refused_in_words",
    ),
    "1.5.2": (
        "nothing that comes in is turned into objects of its own choice",
        NO_CODE,
        "operations/test_season_import.py::test_a_file_of_another_kind_is_refused",
    ),
    "2.1.1": (
        "what a column may hold is written with it, in a sentence",
        "test_architecture.py::test_every_constraint_has_a_name_and_a_french_sentence",
    ),
    "2.1.2": (
        "what two columns may hold together too",
        "test_architecture.py::test_every_constraint_has_a_name_and_a_french_sentence",
        "seasons/test_season.py::test_what_contradicts_itself_is_refused_in_a_sentence",
    ),
    "2.1.3": ("limits of a season stand on its page: places, quotas, range of money, dates", FULL),
    "2.2.1": (
        "what comes in is what the form asks for",
        "territories/test_views.py::test_bad_input_keeps_what_was_typed_and_says_what_is_wrong",
        "referential/test_self_assessment_pages.py::test_a_forged_answer_is_refused_in_words",
    ),
    "2.2.2": (
        "the server checks, whatever the browser did",
        "territories/test_views.py::test_a_wrong_amount_is_refused_and_kept",
        "test_doors.py::test_forged_columns_of_an_application_are_not_written",
    ),
    "2.2.3": (
        "what contradicts itself is refused",
        "seasons/test_season.py::test_what_contradicts_itself_is_refused_in_a_sentence",
        "territories/test_triptych_admin.py::test_seats_that_contradict_each_other_are_refused_in_a_sentence",
    ),
    "2.3.1": (
        "steps come in their order",
        "territories/test_application.py::test_an_incomplete_draft_is_refused_with_what_is_missing",
    ),
    "2.3.2": (
        "limits are kept",
        FULL,
        "contributions/test_agreement.py::test_leaving_the_range_of_the_season_wants_a_reason",
    ),
    "2.3.3": (
        "a verb is done whole or not at all",
        "outbox/test_outbox.py::test_a_rolled_back_verb_leaves_no_message",
    ),
    "2.3.4": (
        "no place is given twice",
        FULL,
        "territories/test_selection.py::test_the_database_itself_refuses_a_place_taken_twice",
    ),
    "2.4.1": (
        "forms that write mails are limited",
        "test_doors.py::test_one_address_is_not_written_to_without_end_whoever_asks",
        "territories/test_invitation.py::test_an_invitation_is_sent_again_but_not_twice_in_a_row",
        "outbox/test_sending_limits.py::test_no_verb_writes_to_somebody_who_never_answered_without_end",
    ),
    "3.2.1": ("an answer is shown as what it says it is, here and nowhere else", HEADERS),
    "3.2.2": ("scripts write text, never markup", SCRIPTS),
    "3.3.1": ("cookies travel by HTTPS alone", COOKIES),
    "3.3.2": ("no cookie goes with what another site sends", COOKIES),
    "3.3.3": ("cookies are those of this host, named `__Host-`", COOKIES),
    "3.3.4": ("scripts read no cookie", COOKIES),
    "3.4.1": ("HTTPS is asked for a year, subdomains too", COOKIES),
    "3.4.2": ("no other site reads an answer", HEADERS),
    "3.4.3": ("a strict content policy", HEADERS),
    "3.4.4": ("no guessing of types", HEADERS),
    "3.4.5": ("the referrer is kept", HEADERS),
    "3.4.6": ("no frame", HEADERS),
    "3.4.8": ("no other window reaches ours", HEADERS),
    "3.5.1": ("a form counts only when a page of ours sent it", TOKEN),
    "3.5.2": ("no address counts on the browser's own question before it", TOKEN),
    # by a client that refuses writes
    "3.5.3": ("reading writes nothing", "test_access.py::test_every_role_gets_what_the_matrix_says"),
    "3.5.5": ("no window speaks to another", SCRIPTS),
    "3.7.1": ("HTML, styles and scripts, nothing that browsers have given up", HEADERS),
    "3.7.2": ("no way out to another site", "test_access.py::test_signing_in_never_leads_to_another_site"),
    "4.1.1": ("every answer says its type and its alphabet", HEADERS),
    "4.1.3": (
        "the address of a visitor is not what they say",
        "test_doors.py::test_a_visitor_who_invents_addresses_is_still_counted_as_one",
        "test_doors.py::test_without_a_proxy_the_header_is_hearsay",
    ),
    "4.2.1": (
        "a request that says its length twice hides no other",
        "test_units.py::test_a_request_of_two_lengths_hides_no_other",
    ),
    "5.1.1": (
        "each form that takes a file says which kinds and how heavy",
        SCANS,
        "territories/test_people_file.py::test_a_file_that_is_not_six_people_is_refused_in_words",
    ),
    "5.2.1": (
        "too heavy is refused",
        "territories/test_people_file.py::test_too_many_bytes_are_not_even_decoded",
        SCANS,
    ),
    "5.2.2": (
        "a file is what its name says",
        SCANS,
        "contributions/test_treasurer_pages.py::test_a_signed_copy_is_a_pdf_or_a_picture",
    ),
    "5.2.3": ("a file may not unpack without end", TABLES),
    "5.3.1": (
        "a file is fetched through a gate, and run by nobody",
        "test_doors.py::test_nothing_of_the_machine_is_served",
    ),
    "5.3.2": (
        "where a file lies is ours to say",
        "sessions/test_sign_in_sheets.py::test_a_signed_sheet_is_kept_and_read_again",
        "core/test_pdf.py::test_storing_twice_keeps_one_file",
    ),
    "5.4.1": (
        "the name that somebody gave to a file is not kept",
        "sessions/test_sign_in_sheets.py::test_a_signed_sheet_is_kept_and_read_again",
    ),
    "5.4.2": ("a file leaves under a name that we make", HEADERS),
}

# what is no page is not led from HTTP to HTTPS
WRITTEN = {
    "4.1.2": (
        "docs/operations.md",
        "refuse, do not redirect",
    )
}

BUILT_ON = {}

ABSENT = {
    "no LDAP, XPath, LaTeX, JNDI or memcache": "1.2.6 1.2.7 1.2.8 1.3.8 1.3.9",
    "no code but Python's, which counts without end and minds its memory": "1.4.1 1.4.2 1.4.3",
    "one application, alone on its host name": "3.5.4",
    "no GraphQL": "4.3.1 4.3.2",
    "no WebSocket": "4.4.1 4.4.2 4.4.3 4.4.4",
}

DEVIATIONS = {
    "5.4.3": (
        "no scanner of viruses: an association has none to run",
        "tables are read and forgotten; scans are PDF or pictures, put in by the team alone and given back to it alone",
    ),
}
