"""What the keeping of the machine declares."""

from atelier.core.declarations import ActionItems, ScheduledTask, declare
from atelier.operations import action_items

declare(ActionItems(5, action_items.machine_faults), ScheduledTask("atelier.operations.tasks.heartbeat", 60.0))
