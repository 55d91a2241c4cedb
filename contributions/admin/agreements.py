from django.contrib import admin
from django.db.models import Sum

from atelier import typography
from atelier.administration import TabularInline
from atelier.seasons.admin import CurrentSeasonFilter
from contributions.models import Agreement, Payer


class SeasonOfAgreementFilter(CurrentSeasonFilter):
    lookup = "triptych__season"


class PayerInline(TabularInline):
    model = Payer


@admin.register(Agreement)
class AgreementAdmin(admin.ModelAdmin):
    list_display = ["triptych", "wished", "proposed", "agreed", "shared"]
    list_filter = [SeasonOfAgreementFilter]
    list_select_related = ["triptych__territory", "triptych__season"]
    search_fields = ["triptych__territory__name", "payers__organisation__name"]
    raw_id_fields = ["triptych"]
    inlines = [PayerInline]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(paid_by=Sum("payers__amount"))

    @admin.display(description="envisagé")
    def wished(self, agreement):
        return amount(agreement.triptych.wished_amount)

    @admin.display(description="proposé", ordering="proposed_amount")
    def proposed(self, agreement):
        return amount(agreement.proposed_amount)

    @admin.display(description="convenu", ordering="agreed_amount")
    def agreed(self, agreement):
        return amount(agreement.agreed_amount)

    @admin.display(description="réparti entre payeurs")
    def shared(self, agreement):
        return amount(agreement.paid_by)


def amount(value) -> str:
    return "–" if value is None else typography.euros(value)
