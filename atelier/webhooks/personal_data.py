from atelier.core.personal_data import NotPersonal

PERSONAL_DATA = (
    NotPersonal("webhooks.Webhook", "url events secret former_secret"),
    NotPersonal("webhooks.Delivery", "event key body error"),
)
