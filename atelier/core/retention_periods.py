"""How long data are kept: the durations that the nightly retention applies, and the sentences that publish them."""

from datetime import timedelta

from atelier.core.french import period_length

AFTER_SEASON = timedelta(days=5 * 365)
NOT_ADMITTED = timedelta(days=2 * 365)
UNUSED_ACCOUNT = timedelta(days=2 * 365)
UNSUBMITTED = timedelta(days=183)
NEEDS_AFTER_SEASON = timedelta(days=30)
NEEDS_WITHOUT_DAY = timedelta(days=365)  # of a season that has no day, from the person's agreement
NOTICE = timedelta(days=14)  # before what is not used leaves by its age
ANSWERS_AFTER_SEASON = timedelta(days=365)
AFTER_SENDING = timedelta(days=90)
AFTER_REVIEW = timedelta(days=365)
JOB_FILES = timedelta(days=7)
SUBMISSIONS = timedelta(days=1)
ALUMNI = timedelta(days=2 * 365)  # from the agreement of whoever stays within reach after their season
ALUMNI_NOTICE = timedelta(days=30)  # before it ends
UNSENT_FILES = timedelta(days=1)  # joined to a letter that did not leave
STATEMENT_LABELS = timedelta(days=183)  # of money that pays nothing here: words of somebody else's business

_LAST_DAY = "après la dernière journée de la saison"
LAW = "code de commerce, article L123-22\u00a0: dix ans"
STATEMENT = f"{LAW}, mais {period_length(STATEMENT_LABELS)} pour le libellé de ce qui ne paie aucun document"
SEASON = f"{period_length(AFTER_SEASON)} {_LAST_DAY}"
APPLICATION = (
    f"{period_length(NOT_ADMITTED)} si elle n’est pas retenue, "
    f"{period_length(UNSUBMITTED)} après le dernier changement si elle n’est pas déposée"
)
ACCESS_NEED = (
    f"{period_length(NEEDS_AFTER_SEASON)} {_LAST_DAY}, ou {period_length(NEEDS_WITHOUT_DAY)} si elle n’en a aucune"
)
ANSWERS = (
    f"{period_length(ANSWERS_AFTER_SEASON)} {_LAST_DAY}, ou après la clôture d’un suivi\u00a0; reste le regard de "
    "chaque catégorie"
)
REPLIES = f"{period_length(AFTER_SENDING)} après l’arrivée"
MAIL = f"{period_length(AFTER_SENDING)} après l’envoi"
FORMER_ADDRESS = f"{period_length(AFTER_SENDING)} après le changement"
DAY_AFTER = "jusqu’au lendemain de la journée"
MEAL = DAY_AFTER
EVALUATION = "jusqu’à la clôture du questionnaire"
AGREEMENT = "tant que l’accord tient"
ALUMNI_AGREEMENT = f"{period_length(ALUMNI)} après l’accord, ou jusqu’à son retrait"
ACCOUNT = "tant que le compte sert\u00a0; effacé sur demande"
REVIEW = f"{period_length(AFTER_REVIEW)} après sa relecture"
JOB = period_length(JOB_FILES)
