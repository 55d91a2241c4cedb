"""What the keeping of the machine declares."""

from atelier.core.declarations import ActionItems, declare
from atelier.operations import action_items

declare(ActionItems(5, action_items.last_backup))
