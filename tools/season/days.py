"""The five days: convened, held, noted; and all that changes once the convocations have left."""

from atelier.seasons.models import Venue
from sessions.programme.models import Day
from territories.models import HolderChange, Participant, Triptych
from tools.season import cast
from tools.season.browser import Browser
from tools.season.opening import answer, application

LISTED = "/admin/atelier_sessions/day/"
TO_TELL = f"{LISTED}a-prevenir/"
VISIO = "https://visio.example.org/atelier-5f2c"


def day(number: int):
    return Day.objects.get(season__number=3, number=number)


def seat_of(email: str):
    return Participant.objects.get(email=email, season__number=3)


def admit(stage) -> None:
    with stage.step("Les cinq collectifs sont retenus, une place reste libre"):
        stage.until(2020, 10, 20)
        every = Triptych.objects.filter(season__number=3).order_by("pk").values_list("pk", flat=True)
        stage.desk.act("territories/triptych", "admit", *every, says="Territoires retenus")


def convene(stage) -> None:
    with stage.step("Les convocations aux cinq journées partent"):
        stage.until(2020, 11, 16)
        told = {"title": "Se rencontrer", "preparation": "Une photo de votre territoire."}
        stage.desk.fill(f"{LISTED}{day(1).pk}/change/", told, button="_save")
        stage.desk.act(
            "atelier_sessions/day",
            "issue_convocations",
            *(day(number).pk for number in range(1, 6)),
            says="convocations émises",
        )


def tell(stage) -> None:
    """Every day of the page « À prévenir » is told, as it shows."""
    for _ in range(6):
        stage.work()
        page = stage.desk.open(TO_TELL)
        if not page.tree.xpath("//form//*[@name='shown']"):
            return
        stage.desk.send(page, {}, having=("day", "shown"), says="qui partent")


def change(stage, number: int, **values) -> None:
    stage.desk.fill(f"{LISTED}{day(number).pk}/change/", values, button="_save")


def change_plans(stage) -> None:
    with stage.step("Une personne confirme après le départ des convocations"):
        stage.until(2020, 11, 18)
        answer(stage, cast.LATE)
        tell(stage)
    with stage.step("La journée 2 est déplacée, la 3 passe en ligne, deux vont dans une autre ville"):
        stage.until(2020, 11, 20)
        change(stage, 2, date="02/02/2021")
        change(stage, 3, mode="online", link=VISIO)
        venue = {"name": "Halle aux sucres", "address": "9 rue du Lac, 59140 Dunkerque", "room": "salle Nord"}
        stage.desk.fill("/admin/seasons/venue/add/", venue, button="_save")
        key = str(Venue.objects.get(name="Halle aux sucres").pk)
        for number in (4, 5):
            change(stage, number, venue=key)
        tell(stage)
    with stage.step("Une absence est annoncée, une autre reprise"):
        stage.until(2020, 11, 23)
        for email in (cast.ABSENT, cast.ABSENT_TOO):
            person = Browser(stage, email).sign_in()
            address = f"/espace/absence/{seat_of(email).pk}/{day(1).pk}/"
            keys = [str(part.pk) for part in day(1).half_days.all()]
            person.fill(address, {"half_days": keys, "reason": "Un conseil municipal."}, says="annoncée")
            if email == cast.ABSENT_TOO:
                stage.work()
                person.fill(address, {"half_days": None, "reason": ""}, having=("half_days",), says="vous venez")


def pass_seat(stage) -> None:
    with stage.step("Changement de poste : le siège du référent passe à une autre"):
        stage.until(2021, 1, 5)
        _transmit(stage)
        stage.until(2021, 1, 20, 12)
        answer(stage, cast.NEWCOMER.email)
        tell(stage)


def leave(stage) -> None:
    with stage.step("Une personne quitte la saison"):
        stage.until(2021, 2, 10)
        stage.desk.fill(
            f"/admin/territories/participant/{seat_of(cast.GONE).pk}/change/", {"state": "left"}, button="_save"
        )
        tell(stage)
    with stage.step("Un collectif se retire"):
        stage.until(2021, 3, 1)
        project = cast.COLLECTIVES[-1]
        key = application(project).strip("/").rpartition("/")[2]
        told = {"reason": "Un changement de majorité."}
        stage.desk.act("territories/triptych", "withdraw", key, values=told, says="retirés de la saison")
        tell(stage)


def _transmit(stage) -> None:
    commune, new = cast.COLLECTIVES[1], cast.NEWCOMER
    told = {name: getattr(new, name) for name in ("first_name", "last_name", "position", "organisation", "email")}
    told |= {"reason": "Yves Aubin change de poste.", "effective_on": "20/01/2021"}
    stage.leads[commune.key].fill(f"{application(commune)}triptyque/agents/1/titulaire/", told, says="transmise")
    stage.work()
    stage.desk.act(
        "territories/holderchange",
        "accept",
        HolderChange.objects.get().pk,
        button="confirm",
        says="Changements acceptés",
    )


def hold(stage, number: int) -> None:
    """People are checked in at the door or online; what is missing is typed in the grid; then presence is closed."""
    guide, when = stage.guide, day(number).date
    with stage.step(f"La journée {number} a lieu"):
        stage.until(when.year, when.month, when.day, 9, 20)
        morning, afternoon = day(number).half_days.order_by("starts_at")
        told = {cast.ABSENT} if number == 1 else set()  # an absence that was announced
        people = [one for one in stage.truth.expected(day(number).pk) if one["email"] not in told]
        online = day(number).mode == "online"
        if not online:
            stage.papers.sheet(guide.download(f"{LISTED}{day(number).pk}/emargement.pdf"), number)
            for person in people[2:-1]:
                guide.fill(f"{LISTED}accueil/{morning.pk}/", {}, button=f"participant={person['id']}", having=())
            stage.until(when.year, when.month, when.day, 10, 5)
            late = people[-1]
            guide.fill(f"{LISTED}accueil/{morning.pk}/", {}, button=f"participant={late['id']}")
        stage.until(when.year, when.month, when.day, 17, 40)
        cells = {}
        for person in people[2:]:
            state = "remote" if online else "present"
            if online:
                cells[f"p{person['id']}-{morning.pk}-status"] = state
            cells[f"p{person['id']}-{afternoon.pk}-status"] = state
        if not online:
            cells |= {f"p{people[2]['id']}-{afternoon.pk}-status": "left_early"}
            cells |= {f"p{people[2]['id']}-{afternoon.pk}-minutes": "30"}
        cells |= {f"p{people[1]['id']}-{morning.pk}-status": "excused"}
        page = f"{LISTED}{day(number).pk}/presences/"
        guide.fill(page, cells, says="Présences modifiées")
        closed = f"{page}cloture/"
        opened = guide.open(page)
        guide.send(opened, {}, having=("csrfmiddlewaretoken",), action=closed, says="Les présences sont closes")
