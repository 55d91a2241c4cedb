from atelier.audit.personal_data import PERSONAL_DATA
from atelier.core.declarations import HelpSection, declare

declare(*PERSONAL_DATA, HelpSection("organisation#journal", ("audit_change",)))
