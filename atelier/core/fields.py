"""Form fields that read what people type: amounts in euros."""

import re

from django import forms


class EurosField(forms.DecimalField):
    """An amount in euros, read back as the product writes it: « 3 000 € », « 1 250,50 »."""

    def __init__(self, **kwargs):
        super().__init__(max_digits=9, decimal_places=2, localize=True, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value):
        return super().to_python(re.sub(r"[€\s]", "", value) if isinstance(value, str) else value)
