"""What the demo is about: one investment day, as it might have been.

The totals are those of a real day in May 2022: 14 ideas, 5 pitched, all 5 funded with GBP 31,300,
GBP 11,300 of it from the council. All else is invented: people, ideas, words, scores, and how
the money was split.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from makeithappen.core.access import Role

MARK = "Invented for this demo."
FUND_NAME = "Make it Happen Fund"
FUND_PURPOSE = (
    "Money for ideas that make life better for children and families here. "
    "Parents decide which ideas are funded."
)
DAY_NAME = "The Lens day"
DAY_HELD_ON = date(2022, 5, 26)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody in the demo who can be entered as."""

    first_name: str
    email: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class DemoIdea:
    """An idea that was sent in. `smallest_pence` is the smallest amount that would still work."""

    first_name: str
    title: str
    what: str
    who_for: str
    ask_pence: int
    smallest_pence: int
    area: str
    reply: str


@dataclass(frozen=True, slots=True)
class DemoAward:
    """What became of a pitched idea: the decision, and what was paid and returned since."""

    title: str
    awarded_pence: int
    council_pence: int
    reason: str
    paid_pence: tuple[int, ...]
    returned_pence: int
    delivered: bool
    departure: str = ""


@dataclass(frozen=True, slots=True)
class DemoCriterion:
    """A criterion with the value behind it and a worded scale from 0 to 4."""

    name: str
    question: str
    value_words: str
    weight: int
    scale: tuple[str, str, str, str, str]


PEOPLE = (
    DemoPerson("Leanne", "leanne@demo.example", (Role.APPLICANT,)),
    DemoPerson("Morag", "morag@demo.example", (Role.COORDINATOR,)),
    DemoPerson("Rhona", "rhona@demo.example", (Role.COORDINATOR,)),
    DemoPerson("Aisha", "aisha@demo.example", (Role.PANEL_MEMBER,)),
    DemoPerson("Jo", "jo@demo.example", (Role.PANEL_MEMBER,)),
    DemoPerson("Callum", "callum@demo.example", (Role.PANEL_MEMBER,)),
    DemoPerson("Ewa", "ewa@demo.example", (Role.PANEL_MEMBER,)),
    DemoPerson("Nadia", "nadia@demo.example", (Role.PANEL_MEMBER,)),
    DemoPerson("Pete", "pete@demo.example", (Role.PANEL_MEMBER,)),
    DemoPerson("Shona", "shona@demo.example", (Role.PANEL_MEMBER,)),
    DemoPerson("Isla", "isla@demo.example", (Role.CHAIR,)),
    DemoPerson("Tomasz", "tomasz@demo.example", (Role.FUND_HOLDER,)),
    DemoPerson("Grace", "grace@demo.example", (Role.APPROVER,)),
    DemoPerson("Henrik", "henrik@demo.example", (Role.AUDITOR,)),
    DemoPerson("Duncan", "duncan@demo.example", (Role.COFUNDER,)),
    DemoPerson("Una", "una@demo.example", (Role.SAFEGUARDING_LEAD,)),
    DemoPerson("Priya", "priya@demo.example", (Role.ADMINISTRATOR,)),
)

AREAS = ("Harbour", "Old Town", "Hillside", "The Glens", "Mill Row", "Westfield")

NOT_THIS_TIME = (
    "We could take five ideas to the day. We would like to talk about yours for the next."
)

IDEAS = (
    DemoIdea(
        "Leanne",
        "Saturday breakfast club",
        "A warm breakfast every Saturday in the community hall. Parents cook in turns and children "
        "can play. Nobody has to book or say why they come.",
        "Families in Harbour, about 25 children each week.",
        680_000,
        450_000,
        "Harbour",
        "It feeds children and gives parents company.",
    ),
    DemoIdea(
        "Robbie",
        "Bikes we fix together",
        "Old bikes are given to us and we learn to mend them. Each child who helps keeps one.",
        "Boys and girls from 9 to 14 who have no bike.",
        450_000,
        300_000,
        "Hillside",
        "Children learn something and can get about.",
    ),
    DemoIdea(
        "Samira",
        "A quiet room for big feelings",
        "A room at the school gate where a child and a parent can calm down, with somebody there "
        "who listens. Soft lights, cushions, things to hold.",
        "Children who find school hard, and their parents.",
        920_000,
        650_000,
        "Old Town",
        "Many parents told us this is missing.",
    ),
    DemoIdea(
        "Gordon",
        "Dads and little ones outdoors",
        "Two mornings a month in the woods: fires, dens, soup. Bus fare is paid.",
        "Dads and grandads with children under six.",
        540_000,
        380_000,
        "The Glens",
        "Nothing here is made for dads.",
    ),
    DemoIdea(
        "Ines",
        "Cook, eat, talk",
        "We cook food from each other's countries and eat together. Recipes go in a small book.",
        "New families and families who were always here.",
        660_000,
        500_000,
        "Mill Row",
        "It brings people together who don't meet.",
    ),
    DemoIdea(
        "Dawn",
        "Swap shop for school clothes",
        "A rail and a shelf in the library: bring what is too small, take what fits.",
        "All families with children at school.",
        120_000,
        60_000,
        "Westfield",
        NOT_THIS_TIME,
    ),
    DemoIdea(
        "Kofi",
        "Homework table",
        "A table, a lamp, the internet and a friendly student, three evenings a week.",
        "Children with no quiet place at home.",
        310_000,
        200_000,
        "Old Town",
        NOT_THIS_TIME,
    ),
    DemoIdea(
        "Moira",
        "Grandparents' walk and talk",
        "A slow walk each week for those who bring up their grandchildren, then tea.",
        "Grandparents who care for children.",
        95_000,
        50_000,
        "Harbour",
        NOT_THIS_TIME,
    ),
    DemoIdea(
        "Zofia",
        "Polish story hour",
        "Stories, songs and drawing in Polish and English on Sunday afternoons.",
        "Children from 3 to 8 and their parents.",
        140_000,
        80_000,
        "Mill Row",
        NOT_THIS_TIME,
    ),
    DemoIdea(
        "Fraser",
        "Skate ramp days",
        "A ramp on a trailer that comes to us twice a month, with boards and helmets to borrow.",
        "Teenagers from Hillside.",
        880_000,
        700_000,
        "Hillside",
        NOT_THIS_TIME,
    ),
    DemoIdea(
        "Bushra",
        "Sewing for one another",
        "Four machines and a teacher. We mend clothes and make curtains.",
        "Mothers who would like to meet others.",
        260_000,
        150_000,
        "Old Town",
        NOT_THIS_TIME,
    ),
    DemoIdea(
        "Neil",
        "The singing bus stop",
        "A choir that anybody can join while they wait: parents, children, drivers.",
        "Everybody who takes the bus from the Glens.",
        70_000,
        40_000,
        "The Glens",
        NOT_THIS_TIME,
    ),
    DemoIdea(
        "Carol",
        "A shed for tinkering",
        "A dry shed with tools, where young people build what they think of.",
        "Young people from 12 on.",
        750_000,
        500_000,
        "Westfield",
        NOT_THIS_TIME,
    ),
    DemoIdea(
        "Amara",
        "Sunday at the swimming pool",
        "The pool for ourselves for an hour: mothers and daughters learn to swim.",
        "Girls and mothers who have never swum.",
        390_000,
        260_000,
        "Harbour",
        NOT_THIS_TIME,
    ),
)

AWARDS = (
    DemoAward(
        "Saturday breakfast club",
        680_000,
        260_000,
        "The whole panel saw what a warm start would change, and families run it.",
        (340_000, 340_000),
        0,
        delivered=True,
    ),
    DemoAward(
        "Bikes we fix together",
        450_000,
        150_000,
        "Children learn, and keep what they mend.",
        (450_000,),
        12_050,
        delivered=True,
        departure="What the quiet room doesn't need pays for this one in full.",
    ),
    DemoAward(
        "A quiet room for big feelings",
        800_000,
        320_000,
        "We believe in it. The room costs less than planned, so we give a part.",
        (400_000,),
        0,
        delivered=False,
        departure="The room costs less than was asked for, and so all five ideas can go ahead.",
    ),
    DemoAward(
        "Dads and little ones outdoors",
        540_000,
        200_000,
        "There is nothing like it for dads, and the bus fare makes it open to all.",
        (540_000,),
        0,
        delivered=True,
    ),
    DemoAward(
        "Cook, eat, talk",
        660_000,
        200_000,
        "It brings together people who don't meet, and the book will last.",
        (330_000, 330_000),
        0,
        delivered=True,
    ),
)

CRITERIA = (
    DemoCriterion(
        "Makes a difference",
        "What will be better for children and families?",
        "We want to see a difference in our own street, not on paper.",
        3,
        (
            "I can't see what would be better",
            "A little would be better for a few",
            "Something would be better for some",
            "A lot would be better for some",
            "A lot would be better for many",
        ),
    ),
    DemoCriterion(
        "Feeling well",
        "Will it help children and parents to feel better in themselves?",
        "If the parent is well, the child is well.",
        2,
        (
            "No",
            "Perhaps a little",
            "For some, for a while",
            "For many, for a while",
            "For many, and it will last",
        ),
    ),
    DemoCriterion(
        "The right support",
        "Is it the kind of help that people would really use?",
        "Help should come when we need it and not look down on us.",
        2,
        (
            "Nobody I know would use it",
            "A few would",
            "Some would, with a push",
            "Many would",
            "People would queue for it",
        ),
    ),
    DemoCriterion(
        "Belonging",
        "Will people feel part of something?",
        "Nobody should have to do this alone.",
        1,
        (
            "No",
            "A little",
            "Some people will",
            "Most people will",
            "Everybody who comes will",
        ),
    ),
)

QUORUM = 4

SCORES = {
    "Aisha": ((4, 3, 4, 4), (3, 3, 3, 2), (4, 4, 3, 2), (3, 3, 3, 3), (3, 3, 3, 4)),
    "Jo": ((4, 4, 3, 4), (3, 2, 3, 3), (3, 4, 3, 3), (4, 3, 3, 3), (3, 2, 3, 4)),
    "Callum": ((3, 3, 4, 3), (4, 3, 4, 3), (3, 4, 4, 2), (4, 4, 4, 4), (2, 3, 3, 4)),
    "Ewa": ((4, 3, 4, 3), (3, 3, 2, 2), (4, 4, 4, 3), (3, 3, 2, 3), None),
    "Nadia": ((4, 4, 4, 4), (2, 3, 3, 3), (4, 4, 4, 3), (3, 3, 3, 2), (4, 3, 4, 4)),
    "Pete": ((3, 3, 3, 3), (4, 4, 3, 3), (3, 3, 3, 2), (4, 4, 4, 3), (3, 3, 3, 3)),
    "Shona": ((4, 3, 4, 4), (3, 3, 3, 3), (4, 4, 3, 3), (3, 4, 3, 3), (3, 3, 4, 4)),
}
"""Scores by member and pitch, in the order of AWARDS and CRITERIA. None: too close to score."""
