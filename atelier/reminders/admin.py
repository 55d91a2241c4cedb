"""The rules of a season, its line of time, and the lists whose rows may be written to."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse

from atelier.core import confirmations
from atelier.core.declarations import declared, declared_by_key
from atelier.core.reading_pages import Link
from atelier.core.shared_reading import shared_while_unchanged
from atelier.reminders import admin_letters, broadcasts, default_rules, months, planner, timeline
from atelier.reminders.admin_letters import season_to_write_in
from atelier.reminders.models import ReminderRule
from atelier.reminders.triggers import Trigger
from atelier.seasons import parts
from atelier.seasons.admin import CurrentSeasonFilter
from atelier.seasons.chosen import all_seasons
from atelier.seasons.models import Category, Failure, Season


class SwitchedMail(NamedTuple):
    """A mail that switching a rule on plans, or that switching it off takes back."""

    rule: str
    key: str
    email: str
    subject: str
    moment: datetime


def _mails_if_switched(rules: list[ReminderRule], *, active: bool) -> list[SwitchedMail]:
    if not active:
        rows = planner.messages_of(rules).values_list("source", "key", "to_email", "subject", "not_before")
        return [SwitchedMail(*row) for row in rows]
    found = [
        SwitchedMail(one.rule.source, one.key, one.recipient.email, one.subject, one.moment)
        for one in planner.messages_if_on(rules)
    ]
    return sorted(found, key=lambda mail: (mail.moment, mail.key))


class RuleForm(forms.ModelForm):
    trigger = forms.ChoiceField(label="Déclencheur")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        seasons = [self.instance.season] if self.instance.season_id else all_seasons()
        offered = [one for one in declared(Trigger) if parts.is_used_by_any(seasons, one.part)]
        self.fields["trigger"].choices = [(one.key, one.label) for one in offered]
        if "categories" in self.fields and self.instance.season_id:
            self.fields["categories"].queryset = Category.objects.filter(season=self.instance.season_id)

    def clean_trigger(self):
        """Of a part that the season has: of another, nothing would ever leave."""
        kind, season = declared_by_key(Trigger)[self.cleaned_data["trigger"]], self.cleaned_data.get("season")
        if season and not parts.is_used(season, kind.part):
            raise ValidationError("La saison s’en passe\u00a0: cela se règle sur sa fiche.")
        return kind.key


@admin.register(ReminderRule)
class ReminderRuleAdmin(admin.ModelAdmin):
    form = RuleForm
    list_display = ["when_in_words", "subject", "audience", "hour", "is_active"]
    list_display_links = ["when_in_words"]
    list_filter = [CurrentSeasonFilter, "is_active"]
    list_select_related = ["season"]
    search_fields = ["subject", "text"]
    actions = ["switch_on", "switch_off"]
    change_list_template = "admin/reminders/rules.html"
    fieldsets = [
        (None, {"fields": ["season", "trigger", "days", "direction", "hour", "categories", "is_active"]}),
        ("Courriel", {"fields": ["subject", "text", "attaches", "words"]}),
    ]
    readonly_fields = ["words"]

    def get_urls(self):
        pages = [("frise/", _timeline_page, "line_of_time"), ("lettre/", admin_letters.write_letter, "letter")]
        mine = [path(address, self.admin_site.admin_view(view), name=name) for address, view, name in pages]
        file = path(
            "lettre/fichiers/<int:pk>/", self.admin_site.admin_view(admin_letters.letter_file), name="letter_file"
        )
        past = path("<int:pk>/passe/", self.admin_site.admin_view(_send_past_page), name="send_past")
        return [*mine, file, past, *super().get_urls()]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_queryset(self, request):
        return parts.in_use(super().get_queryset(request), "trigger", Trigger)

    @admin.display(description="quand")
    def when_in_words(self, rule):
        return rule.when

    @admin.display(description="à qui")
    def audience(self, rule):
        return rule.kind.audience if rule.kind else "–"

    @admin.display(description="mots entre accolades")
    def words(self, rule):
        """What the text may say; it depends on the trigger."""
        if not rule.kind:
            return "La liste apparaît une fois la règle enregistrée."
        return " · ".join(f"{{{name}}} : {meaning}" for name, meaning in rule.kind.placeholders_in(rule.season).items())

    @admin.action(description="Activer les règles choisies (ce qui est passé ne part pas)", permissions=["change"])
    def switch_on(self, request, queryset):
        """Then where what is past is named, and may be sent after all."""
        return self.switch(request, queryset, active=True) or redirect("admin:line_of_time")

    @admin.action(description="Désactiver les règles choisies", permissions=["change"])
    def switch_off(self, request, queryset):
        done = self.switch(request, queryset, active=False)
        return done or (redirect("admin:line_of_time") if request.POST.get("retour") == "frise" else None)

    def switch(self, request, queryset, *, active):
        """Show what would leave, or would not leave any more, and to whom; None once it is confirmed and done."""
        rules = list(
            queryset.filter(is_active=not active)
            .select_related("season")
            .prefetch_related("categories")
            .order_by("season", "trigger", "pk")
        )
        mails = _mails_if_switched(rules, active=active)
        content = [(rule.pk, rule.when, rule.subject, rule.text, rule.attaches) for rule in rules], mails
        if "confirm" not in request.POST or not confirmations.is_what_was_shown(request, content):
            if "confirm" in request.POST:
                self.message_user(request, confirmations.CHANGED, messages.WARNING)
            return self._switch_page(request, rules, mails, content, active=active)
        for rule in rules:
            rule.is_active = active
            rule.save()
        done = planner.plan_messages()
        said = "activées" if active else "désactivées"
        self.message_user(
            request,
            f"Règles {said} : {len(rules)}. Courriels prévus : {done['written']} ; retirés : {done['withdrawn']}.",
        )
        return None

    def _switch_page(self, request, rules, mails, content, *, active):
        context = {
            **self.admin_site.each_context(request),
            "title": "Activer les règles" if active else "Désactiver les règles",
            "rows": [(rule, [mail for mail in mails if mail.rule == rule.source]) for rule in rules],
            "active": active,
            "from_line": request.POST.get("retour") == "frise",
            "shown": confirmations.sign_shown(request, content),
        }
        return render(request, "admin/reminders/switch.html", context)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        planner.plan_messages()


def _timeline_page(request):
    """What left, what leaves when and to whom, in which words."""
    season = season_to_write_in(request)
    if request.method == "POST":
        count = default_rules.create_default_rules(season)
        messages.success(request, f"Règles ajoutées : {count}. Relisez-les, puis activez-les.")
        return redirect("admin:line_of_time")
    rules, steps, past = _timeline_of(season)
    over, coming = ([step for step in steps if step.is_over is wanted] for wanted in (True, False))
    context = {
        **admin.site.each_context(request),
        "title": f"Relances, saison {season.number}",
        "season": season,
        "past_steps": over,
        "steps": coming,
        "past_months": months.by_month(over),
        "months": months.by_month(coming, first_number=len(over) + 1),
        "rules": rules,
        "failures": Failure.objects.recent().filter(kind=Failure.Kind.REMINDER),
        "past": [(rule, past.get(rule.pk, 0)) for rule in rules if rule.is_active],
    }
    return render(request, "admin/reminders/line_of_time.html", context)


@shared_while_unchanged
def _timeline_of(season: Season) -> tuple[list[ReminderRule], list[timeline.TimelineStep], dict[int, int]]:
    """The rules, what they send, and how many messages each did not send because it was off, by its key."""
    rules = list(season.rules.select_related("season").prefetch_related("categories"))
    past = Counter(one.rule.pk for one in planner.past_messages([rule for rule in rules if rule.is_active]))
    return rules, timeline.season_timeline(season), dict(past)


def _send_past_page(request, pk):
    """What a rule did not send because it was off: named one by one, sent only to those who stay ticked."""
    season_to_write_in(request)
    rule = get_object_or_404(ReminderRule.objects.select_related("season"), pk=pk, is_active=True)
    past = planner.past_messages([rule])
    content = [(one.key, one.recipient.name, one.recipient.email, one.subject, one.text) for one in past]
    if request.method == "POST" and not confirmations.is_what_was_shown(request, content):
        messages.warning(request, confirmations.CHANGED)
    elif request.method == "POST":
        count = planner.send_past_messages(rule, keys=set(request.POST.getlist("key")))
        messages.success(request, f"Courriels remis à l’envoi : {count}.")
        return redirect("admin:line_of_time")
    context = {
        **admin.site.each_context(request),
        "title": f"Envoyer ce qui est passé\u00a0: {rule}",
        "trail": [Link(f"Relances, saison {rule.season.number}", reverse("admin:line_of_time"))],
        "past": past,
    }
    context["shown"] = confirmations.sign_shown(request, content)
    return render(request, "admin/reminders/send_past.html", context)


class WritingMixin(admin.ModelAdmin):
    """Lists of what belongs to a season whose ticked rows may be written to, as the audience `letter_audience`."""

    letter_audience: str

    @admin.action(description="Écrire", permissions=["write"])
    def write_letter(self, request, queryset):
        targets = [self.letter_target(row) for row in queryset]
        seasons = {season for season, _ in targets}
        if len(seasons) > 1:
            words = "Ces lignes sont de plusieurs saisons : choisissez-en une, puis écrivez."
            self.message_user(request, words, messages.ERROR)
            return None
        keys = {key for _, key in targets}
        return redirect(broadcasts.letter_address(seasons.pop(), self.letter_audience, keys))

    def letter_target(self, row):
        """The season of a row, and the key of what is written to of the audience: the row itself."""
        return row.season_id, row.pk

    def has_write_permission(self, request):
        return request.user.has_perm("reminders.change_reminderrule")
