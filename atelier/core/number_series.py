"""Numbers of issued documents: one after another without gap, never given twice, whatever is deleted afterwards."""

from atelier.core.models import NumberSeries


def next_number(prefix: str) -> str:
    """« CONV-S3-J2-0007 » for the prefix « CONV-S3-J2 ».

    Call it inside a transaction: the series stays locked until its end, and a rolled back number is given again.
    """
    NumberSeries.objects.get_or_create(prefix=prefix)
    series = NumberSeries.objects.select_for_update().get(prefix=prefix)
    series.last += 1
    series.save(update_fields=["last"])
    return str(series)
