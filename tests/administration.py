"""How a test uses the administration."""

from django.urls import reverse


def act(client, table, action, *rows, **more):
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(reverse(f"admin:{table}_changelist"), data, follow=True)
