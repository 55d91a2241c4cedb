from django.db import migrations


def with_keys(apps, schema_editor):
    """Whoever a booklet names is known by key from now on; None where two rows could be the one."""
    Booklet = apps.get_model("atelier_sessions", "Booklet")
    Participant = apps.get_model("territories", "Participant")
    PeerAnswer = apps.get_model("atelier_sessions", "PeerAnswer")
    for booklet in Booklet.objects.order_by("pk"):
        seats = list(Participant.objects.filter(triptych=booklet.triptych_id).select_related("category").order_by("pk"))
        for one in booklet.snapshot["people"]:
            one["pk"] = only(
                seat.pk
                for seat in seats
                if (f"{seat.first_name} {seat.last_name}", seat.category.label) == (one["name"], one["category"])
            )
        given = PeerAnswer.objects.filter(question__entry__triptych=booklet.triptych_id).order_by("pk")
        answers = list(given.select_related("author"))
        for question in booklet.snapshot["questions"]:
            question["answers"] = [
                {
                    "author_pk": only(
                        answer.author_id
                        for answer in answers
                        if answer.text == text
                        and author
                        in (f"{answer.author.first_name} {answer.author.last_name}".strip(), answer.author.email)
                    ),
                    "author": author,
                    "territory": territory,
                    "text": text,
                }
                for author, territory, text in question["answers"]
            ]
        booklet.save(update_fields=["snapshot"])


def only(keys):
    found = set(keys)
    return found.pop() if len(found) == 1 else None


def without_keys(apps, schema_editor):
    for booklet in apps.get_model("atelier_sessions", "Booklet").objects.order_by("pk"):
        for one in booklet.snapshot["people"]:
            del one["pk"]
        for question in booklet.snapshot["questions"]:
            question["answers"] = [[one["author"], one["territory"], one["text"]] for one in question["answers"]]
        booklet.save(update_fields=["snapshot"])


class Migration(migrations.Migration):
    dependencies = [
        ("atelier_sessions", "0004_notes_questions_booklets"),
        ("territories", "0011_mandates_and_duplicates"),
    ]

    operations = [migrations.RunPython(with_keys, without_keys)]
