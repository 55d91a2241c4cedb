from anymail.signals import inbound, tracking

from atelier.outbox import bounces, replies

tracking.connect(bounces.receive_tracking_event)
inbound.connect(replies.receive_inbound_event)
