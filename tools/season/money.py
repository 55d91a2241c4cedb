"""What each collective pays: agreed, shared among payers, asked for, paid in parts, credited."""

from contributions.models import Instalment, Invoice, Payer
from territories.models import Organisation
from tools.season import cast
from tools.season.opening import application

FOLLOW = "/admin/contributions/agreement/territoires/"
# By the key of the collective: agreed, then each payer with its part and what it is.
SERVICE = {"nature": "service", "requirement": "none", "siret": "73282932000074"}
COMPANY = {"nature": "service", "is_public": None, "email": "compta@example.org"}
GRANT = {"nature": "grant", "requirement": "none", "is_public": "on"}
AGREED = {
    "agglomeration": (
        "9 000",
        {"Communauté d’agglomération du Val-Fleuri": ("3 000", SERVICE), "Les Jardins du Val": ("6 000", COMPANY)},
    ),
    "commune": ("3 000", {"Ville du Mesnil-Aubry": ("3 000", GRANT)}),
    "overseas": (
        "4 000",
        {"Communauté de communes de Marie-Galante": ("2 000", GRANT), "Énergies de Marie-Galante": ("2 000", COMPANY)},
    ),
    "petr": ("10 000", {"PETR du Pays d’Hesdin": ("6 666,67", SERVICE), "Région des Hauts": ("3 333,33", GRANT)}),
}


def agree(stage) -> None:
    with stage.step("Les contributions sont convenues, réparties entre payeurs"):
        stage.until(2020, 12, 15)
        desk = stage.desk
        desk.fill(
            "/admin/contributions/funding/add/",
            {"season": str(stage.truth.season()["id"]), "name": "Subvention de l’Agence", "expected": "20 000"},
            button="_save",
        )
        for collective in cast.COLLECTIVES[:4]:
            amount, payers = AGREED[collective.key]
            address = f"{FOLLOW}{application(collective).strip('/').rpartition('/')[2]}/"
            desk.fill(address, {"kind": "proposed", "amount": amount}, button="step")
            desk.fill(address, {"kind": "agreed", "amount": amount}, button="step")
            shares = {}
            for rank, (name, (part, _)) in enumerate(payers.items()):
                if not Organisation.objects.filter(name=name).exists():
                    desk.fill("/admin/territories/organisation/add/", {"name": name}, button="_save")
                key = str(Organisation.objects.get(name=name).pk)
                shares |= {f"organisation_{rank}": key, f"amount_{rank}": part}
            desk.fill(address, shares, button="share")
            for name, (_, details) in payers.items():
                payer = Payer.objects.get(agreement__triptych__territory__name=collective.name, organisation__name=name)
                told = {"address": "1 place de la Mairie", "postcode": "62000", "city": "Arras", **details}
                desk.fill(f"/admin/contributions/agreement/payeurs/{payer.pk}/", told, having=("nature",))
            stage.papers.convention(desk.download(f"{address}convention.pdf"), collective)


def ask(stage) -> None:
    """After the last day: the documents leave, two of them in two instalments."""
    with stage.step("Les factures et les appels partent"):
        stage.until(2021, 4, 12)
        desk = stage.desk
        payer = Payer.objects.get(organisation__name="PETR du Pays d’Hesdin")
        address = f"{FOLLOW}{payer.agreement.triptych_id}/"
        dates = {"dates": "12/04/2021\n15/06/2021"}
        desk.fill(address, dates, button=f"plan={payer.pk}", having=("dates",))
        _issue(desk, rank=1)


def _issue(desk, rank: int) -> None:
    for one in Instalment.objects.filter(rank=rank).order_by("pk"):
        desk.fill(f"/admin/contributions/agreement/echeances/{one.pk}/emettre/", {}, having=("on", "shown"))


def follow(stage) -> None:
    """Payments in parts, one too late, a reminder, a credit note."""

    def invoice(payer: str):
        return Invoice.objects.filter(payer__organisation__name=payer).order_by("pk").first()

    def pay(payer: str, amount: str, on: str) -> None:
        address = f"/admin/contributions/invoice/{invoice(payer).pk}/noter/versement/"
        told = {"amount": amount, "received_on": on}
        stage.desk.fill(address, told, having=("amount", "received_on"), says="enregistré")

    with stage.step("Les versements arrivent, en plusieurs fois"):
        stage.until(2021, 5, 3)
        pay("Communauté d’agglomération du Val-Fleuri", "3 000", "30/04/2021")
        pay("Les Jardins du Val", "2 000,50", "30/04/2021")
        pay("PETR du Pays d’Hesdin", "3 333,34", "29/04/2021")
        pay("Région des Hauts", "3 333,33", "29/04/2021")
    with stage.step("Un rappel part, puis un avoir"):
        stage.until(2021, 5, 25)
        pay("Les Jardins du Val", "1 999,50", "24/05/2021")
        address = f"/admin/contributions/invoice/{invoice('Énergies de Marie-Galante').pk}/avoir/"
        shown = stage.desk.fill(address, {"amount": "500", "reason": "Une personne n’a pas suivi."}, having=("amount",))
        stage.desk.send(shown, {}, button="confirm", having=("amount",), says="Avoir")
        stage.until(2021, 6, 15)
        _issue(stage.desk, rank=2)
        pay("Énergies de Marie-Galante", "1 500", "14/06/2021")
        pay("Les Jardins du Val", "2 000", "14/06/2021")
        stage.until(2021, 7, 20)
