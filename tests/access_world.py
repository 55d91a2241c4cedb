"""One of everything, so that every address of the matrix leads somewhere, and who is who; around them, others."""

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from atelier.backoffice.workbook import import_export
from atelier.privacy import own_address
from atelier.reminders import letter_files
from atelier.seasons import jobs
from atelier.seasons.models import SavedFilter
from contributions import documents as money
from contributions import invoicing, payments
from contributions.models import SignedCopy, StatementLine
from referential import publication, self_assessment
from referential.models import CommonSheet
from sessions.attendance import roll_call, sign_in_sheets
from sessions.documents import attestations, batches, booklets, convocations, facilitation_documents, rendering
from sessions.evaluation import links, questionnaires
from sessions.evaluation.models import Questionnaire
from sessions.exchanges import peer_questions
from sessions.exchanges.models import Note
from sessions.facilitation import links as facilitation_links
from sessions.groups import composition
from sessions.programme import feeds
from sessions.programme.models import Day
from territories import alumni_links, invitation
from territories import documents as applications
from territories.models import HolderChange
from tests import second_rows
from tests.alumni import AlumniAgreementFactory
from tests.cast import EVERYBODY
from tests.facilitation import joined
from tests.factories import (
    AssessmentRoundFactory,
    EntryFactory,
    ExperienceFactory,
    ParticipantFactory,
    RuleFactory,
    TriptychFactory,
    UserFactory,
    add_days,
    settled,
)
from tests.shared_files import a_pdf, shared_by
from tests.undertakings import undertaken
from tests.worlds.world import surround


def build(one):
    """The cast, one of everything that they have, and as `world` who is who and the arguments of each address."""
    everybody = {name: one(name) for name in EVERYBODY}
    return {**everybody, "world": fill(**everybody)}


def fill(contact, participant, stranger, organiser, treasurer, facilitator):
    draft = TriptychFactory(season=participant.season, complete=True, lead=contact, people=1)
    (day,) = add_days(participant.season, timezone.localdate())
    asked = HolderChange.objects.create(
        leaving=participant, effective_on=day.date, reason="Départ", first_name="Soizic", last_name="Le Floc’h",
        position="adjointe", organisation="Mairie", email="soizic@example.org", asked_by=UserFactory(),
    )  # fmt: skip
    acknowledged = TriptychFactory(season=participant.season, submitted=True)
    sharing = ParticipantFactory(triptych=acknowledged, state="confirmed", shares_mailbox=True)
    applications.acknowledge(acknowledged.pk)
    convocation = rendering.render_convocation(convocations.issue_convocations(day=day).created[0].pk)
    seat = {"pk": draft.pk, "code": "elus", "number": 1}
    part = day.half_days.first()
    item = part.items.create(starts_at="10:00", format="inter", title="Tables")
    composition.compose_groups(item=item, author=organiser)
    roll_call.check_in(participant=participant, half_day=part, author=organiser, at=part.start)
    roll_call.close_day(day=day, author=organiser)
    attestation = rendering.render_attestation(attestations.issue_attestations(season=participant.season)[0].pk)
    pdf = SimpleUploadedFile("feuille.pdf", b"%PDF-1.7 signed")
    scan = sign_in_sheets.add_scan(day=day, file=pdf, author=organiser)
    rule = RuleFactory(season=participant.season, is_active=True)
    task = participant.season.tasks.create(title="Relire", milestone="each_day")
    whole = {"sheets": list(import_export.worksheets().values()), "extension": "xlsx"}
    job = import_export.export(season=participant.season, author=organiser, **whole)
    batch = jobs.run(batches.request_batch(season=participant.season, author=organiser).pk)
    taken = undertaken(item=part.items.create(starts_at="11:00", format="codev", title="Codév"), by=organiser)
    own = {
        **referential_of(participant, organiser, day),
        **money_of(participant, organiser),
        **team_of(item),
        **alumni_of(participant),
    }
    Day.objects.filter(pk=day.pk).update(lunch=Day.Lunch.CATERER)
    lists = ("day_lists", "day_names", "caterer_pdf", "caterer_csv", "image_limits_pdf")
    arguments = {
        **own,
        **{f"admin:{name}": {"pk": day.pk} for name in lists},
        "sessions:coming": {"participant": participant.pk, "day": day.pk},
        "sessions:undertaking": {"pk": taken.pk},
        "admin:day_undertakings": {"pk": day.pk},
        "admin:table_undertakings": {"pk": taken.question.item_id, "number": 1},
        "season": {"number": draft.season.number},
        "season_picture": {"number": draft.season.number},
        "guide": {"role": "referent"},
        "territories:application": {"pk": draft.pk},
        "territories:step": {"pk": draft.pk, "step": "dynamique"},
        "territories:seat": seat,
        "territories:team": {"pk": draft.pk},
        "keep_draft": {"pk": draft.pk},
        "territories:summary_pdf": {"pk": acknowledged.pk},
        "territories:remove_colleague": {"pk": draft.pk, "contact": 1},
        "territories:hand_over": {"pk": draft.pk, "contact": 1},
        "territories:empty_seat": seat,
        "territories:invite_again": seat,
        "territories:change_holder": seat,
        "territories:people": {"pk": draft.pk},
        "territories:ask_seats": {"pk": draft.pk},
        "territories:perimeter": {"pk": draft.pk},
        "territories:invitation": {"token": invitation.token_for(draft.participants.get())},
        "own_address": {"token": invitation.token_for(sharing)},
        "prove_own_address": {"token": own_address.token_for(sharing, "a-moi@example.org")},
        "sessions:convocation": {"number": convocation.number},
        "admin:atelier_sessions_convocation_read": {"pk": convocation.pk},
        "admin:atelier_sessions_attestation_read": {"pk": attestation.pk},
        "admin:attestation_preview": {"pk": participant.pk, "kind": "participation"},
        "sessions:attestation": {"number": attestation.number},
        "sessions:calendar": {"number": participant.season.number},
        "sessions:season_feed": {"number": participant.season.number},
        "sessions:day": {"number": participant.season.number, "day_number": day.number},
        "sessions:feed": {"token": feeds.feed_for(user=participant.user).token},
        "sessions:make_territory_feed": {"pk": participant.triptych_id},
        "sessions:absence": {"participant": participant.pk, "day": day.pk},
        "admin:day_programme": {"pk": day.pk},
        **{name: {"pk": day.pk} for name in ("admin:day_presence", "admin:day_close", "admin:day_reopen")},
        "admin:open_day": {"pk": day.pk},
        **{name: {"pk": day.pk} for name in ("admin:sign_in_sheet", "admin:name_cards", "admin:add_scan")},
        "figure": {"key": "presence"},
        "admin:territories_territory_read": {"pk": participant.triptych.territory_id},
        "admin:territories_triptych_read": {"pk": participant.triptych_id},
        "admin:territories_participant_read": {"pk": participant.pk},
        "admin:territories_holderchange_read": {"pk": asked.pk},
        "admin:atelier_sessions_day_read": {"pk": day.pk},
        "admin:absence_from_reply": {"pk": 1, "day": day.pk},
        "admin:coming_from_reply": {"pk": 1, "day": day.pk},
        **{name: {"pk": part.pk} for name in ("admin:checkin", "admin:checkin_note")},
        **{name: {"pk": item.pk} for name in ("admin:groups", "admin:table_sheets")},
        **{name: {"pk": batch.pk} for name in ("admin:batch", "admin:batch_file")},
        "admin:scan": {"pk": scan.pk},
        "admin:send_past": {"pk": rule.pk},
        "admin:tick": {"pk": task.pk},
        "mail_sample": {"key": "account/email/login_code"},
        **{name: {"pk": job.pk} for name in ("workbook_job", "workbook_apply", "workbook_file")},
        "see_as": {"pk": participant.user.pk},
        "merge": {"kind": "personne", "first": participant.pk, "second": draft.participants.get().pk},
        "change_address": {"kind": "participant", "pk": participant.pk},
        "mfa_remove_webauthn": {"pk": 1},
        "mfa_edit_webauthn": {"pk": 1},
        "admin:view_on_site": {"content_type_id": 9999, "object_id": 1},
        "admin:app_list": {"app_label": "territories"},
    }
    kept = SavedFilter.objects.create(owner=organiser, table="territories.participant", name="Tous")
    arguments |= {name: {"pk": kept.pk} for name in ("saved_filters", "change_filters")}
    other = surround(participant.season, organiser)
    second_rows.add(participant, contact, organiser, other)
    people = {
        "nobody": None,
        "stranger": stranger,
        "contact": contact,
        "participant": participant.user,
        "lead": participant.triptych.lead.user,
        "facilitator": facilitator,
        "treasurer": treasurer,
        "organiser": organiser,
    }
    return people, arguments


def referential_of(participant, organiser, day):
    """Of the participant's territory, one of everything that it shares."""
    triptych = participant.triptych
    triptych.contacts.create(user=UserFactory(email="referente@example.org"), is_lead=True)
    assessment_round = AssessmentRoundFactory(season=participant.season)
    answers = {assessment_round.grid.dimensions.get(code="E1"): {"answer": "3", "note": ""}}
    self_assessment.save_answer(participant=participant, assessment_round=assessment_round, answers=answers)
    CommonSheet.objects.create(assessment_round=assessment_round, triptych=triptych)
    entry = EntryFactory(triptych=triptych, author=participant.user, kind="question")
    sheet = ExperienceFactory(triptych=triptych, author=participant.user)
    asked = publication.ask_consents(item=entry, quoted=[participant], by=triptych.lead.user)
    public = publication.ask_consents(item=sheet, quoted=[], by=triptych.lead.user)
    publication.publish(publication=public, public=True)
    question = peer_questions.put_to_peers(entry=entry, day=day)
    note = Note.objects.create(day=day, author=organiser, title="Le relais", visibility=1)
    questionnaires.prepare(participant.season)
    Questionnaire.objects.update(days_after=0)
    asked_of_all = Questionnaire.objects.get(day=None, audience="participants")
    of_funders = Questionnaire.objects.get(audience="funders")
    shared = shared_by(organiser, season=participant.season, title="Le support")
    joined_file = letter_files.keep(token="abc", author=organiser, file=a_pdf())
    booklet = rendering.render_booklet(booklets.issue_booklet(triptych)[0].pk)
    place, at = {"pk": triptych.pk}, {"pk": triptych.pk, "assessment_round": assessment_round.pk}
    return {
        "referential:grid_version": {"version": 1},
        "referential:grid_pdf": {"version": 1},
        **{f"referential:{name}": {"pk": assessment_round.pk} for name in ("round", "submit", "correct")},
        "referential:step": {"pk": assessment_round.pk, "stake": "engagement"},
        **{f"referential:{name}": place for name in ("territory", "trajectory", "story", "economic_model")},
        **{f"referential:{name}": at for name in ("regards", "common")},
        "referential:common_dimension": {**at, "code": "E1"},
        "referential:add_entry": {**place, "kind": "jalon"},
        **{f"referential:{name}": {"pk": entry.pk} for name in ("change_entry", "erase_entry")},
        "referential:add_experience": place,
        **{f"referential:{name}_experience": {"pk": sheet.pk} for name in ("change", "erase")},
        "referential:experience": {"pk": sheet.pk},
        **{f"referential:{name}": {"kind": "etape", "pk": entry.pk} for name in ("ask_publication", "take_back")},
        "referential:consent": {"pk": asked.consents.get(user=participant.user).pk},
        "referential:publication": {"pk": public.pk},
        "admin:read_publication": {"pk": asked.pk},
        "sessions:group": {"number": participant.season.number},
        "sessions:directory": {"number": participant.season.number},
        "sessions:share": {"pk": participant.pk},
        "sessions:question": {"pk": question.pk},
        "sessions:address_question": {"pk": entry.pk},
        "sessions:evaluation": {"pk": asked_of_all.pk},
        "admin:questionnaire": {"pk": asked_of_all.pk},
        "admin:close_questionnaire": {"pk": asked_of_all.pk},
        "sessions:personal_evaluation": {"token": links.token_for(asked_of_all, participant)},
        **{f"admin:questionnaire_{name}": {"pk": asked_of_all.pk} for name in ("poster", "report", "screen")},
        "admin:questionnaire_questions": {"pk": asked_of_all.pk},
        "admin:questionnaire_guests": {"pk": of_funders.pk},
        "sessions:shared_file": {"pk": shared.pk},
        "admin:letter_file": {"pk": joined_file.pk},
        "sessions:file_version": {"pk": shared.pk, "number": 1},
        "admin:change_shared_file": {"pk": shared.pk},
        "admin:team_version": {"pk": shared.pk, "number": 1},
        "sessions:issue_booklet": place,
        "sessions:booklet": {"number": booklet.number},
        "admin:atelier_sessions_booklet_read": {"pk": booklet.pk},
        "admin:regards_pdf": {"pk": assessment_round.pk},
        "admin:day_notes": {"pk": day.pk},
        **{f"admin:{name}_note": {"pk": note.pk} for name in ("change", "erase")},
    }


def team_of(item):
    """A place in the team, of nobody else here, who leads that item: their link and their letter."""
    member = joined(item.half_day.day.season, email="collegue@example.org")
    item.facilitators.add(member)
    (letter,) = facilitation_documents.issue_documents(season=member.season, kind="letter")
    rendering.render_facilitation_document(letter.pk)
    return {
        "sessions:personal_availability": {"token": facilitation_links.token_for(member)},
        "sessions:facilitation_document": {"number": letter.number},
        "admin:facilitation_preview": {"pk": member.pk, "kind": "letter"},
    }


def alumni_of(participant):
    """A colleague of the participant is within reach; the season of both ends today."""
    colleague = {"triptych": participant.triptych, "email": "ancienne@example.org", "seat": 2}
    reached = AlumniAgreementFactory(**{f"participant__{name}": value for name, value in colleague.items()})
    return {
        "territories:write_to_alumnus": {"pk": reached.pk},
        "territories:alumni_agreement": {"pk": participant.pk},
        "territories:personal_alumni": {"token": alumni_links.token_for(reached.participant)},
    }


def money_of(participant, organiser):
    """Of the participant's territory, one document of each kind."""
    triptych = participant.triptych
    payer = settled(triptych=triptych)
    invoice = money.render_invoice(
        invoicing.issue_document(instalment=payer.instalments.get(), on=timezone.localdate()).pk
    )
    paid = {"amount": Decimal(2), "received_on": timezone.localdate(), "by": organiser}
    payment = payments.record_payment(invoice=invoice, **paid)
    note = invoicing.issue_credit_note(
        invoice=invoice, amount=Decimal(1), reason="Essai", by=organiser, on=timezone.localdate()
    )
    money.render_credit_note(note.pk)
    pdf = SimpleUploadedFile("signee.pdf", b"%PDF-1.7 signed")
    copy = SignedCopy.objects.create(agreement=payer.agreement, file=pdf, author=organiser)
    line = StatementLine.objects.create(fingerprint="x", on=timezone.localdate(), label="VIR", amount=20)
    return {
        "contributions:contribution": {"pk": triptych.pk},
        "contributions:payer": {"pk": payer.pk},
        **{f"contributions:{name}": {"number": invoice.number} for name in ("invoice", "invoice_pdf")},
        **{f"contributions:{name}": {"number": note.number} for name in ("credit_note", "credit_note_pdf")},
        **{f"admin:{name}": {"pk": triptych.pk} for name in ("contribution", "convention")},
        "admin:signed_copy": {"pk": copy.pk},
        "admin:payer": {"pk": payer.pk},
        "admin:fec": {"year": invoice.issued_on.year},
        "admin:ledger_xlsx": {"year": invoice.issued_on.year},
        "admin:close_year": {"year": invoice.issued_on.year},
        "admin:issue_invoice": {"pk": payer.instalments.get().pk},
        "admin:note_invoice": {"pk": invoice.pk, "act": "versement"},
        "admin:cancel_payment": {"pk": invoice.pk, "payment": payment.pk},
        "admin:contributions_invoice_read": {"pk": invoice.pk},
        "admin:contributions_creditnote_read": {"pk": note.pk},
        "admin:statement_line": {"pk": line.pk},
        "admin:issue_credit_note": {"pk": invoice.pk},
    }
