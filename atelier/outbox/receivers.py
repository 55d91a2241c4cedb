from anymail.signals import tracking

from atelier.outbox import bounces

tracking.connect(bounces.receive_tracking_event)
