"""Community votes: settings, cards as keyed digests, ballots, paper, the count that remains."""

# ruff: noqa: S608 (all parts of these statements are constants of this module)
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# fmt: off
SEALED = (
    "fund_id", "round_id", "day_id", "use", "choices_max", "opens_at", "closes_at", "zone", "turnout_numerator",
    "turnout_denominator", "weight", "pot_pence", "rule", "lots", "settings_digest", "opened_at", "created_at",
)
# fmt: on
COUNTED = ("closed_at", "close_reason", "ballots", "set_aside", "sealed_key")


def _changed(columns: tuple[str, ...]) -> str:
    return "(" + " OR ".join(f"NEW.{one} IS DISTINCT FROM OLD.{one}" for one in columns) + ")"


def _vote(vote_id: str, where: str) -> str:
    return f"EXISTS (SELECT 1 FROM votes WHERE id = {vote_id} AND {where})"


def _of_card(row: str) -> str:
    return f"(SELECT vote_id FROM vote_cards WHERE id = {row}.card_id)"


OPENED = "opened_at IS NOT NULL"
OPEN = "opened_at IS NOT NULL AND closed_at IS NULL"
CLOSED = "closed_at IS NOT NULL"
IN_THE_BOX = "(SELECT coalesce(sum(ballots), 0) FROM vote_box WHERE vote_id = NEW.vote_id)"
COUNTED_IN_ALL = "(SELECT coalesce(max(ballots), 0) FROM votes WHERE id = NEW.vote_id)"

GUARDS = [
    ("votes", "DELETE", f"OLD.{OPENED}", "kept once opened"),
    ("votes", "UPDATE", f"OLD.{OPENED} AND {_changed(SEALED)}", "settings are sealed"),
    ("votes", "UPDATE", f"OLD.{CLOSED} AND {_changed(COUNTED)}", "counted once"),
    (
        "votes",
        "UPDATE",
        f"OLD.{OPENED} AND NEW.closed_at IS NULL AND {_changed(COUNTED)}",
        "counted at the close",
    ),
    ("votes", "UPDATE", "OLD.published_at IS NOT NULL", "published for good"),
    *(
        (table, what, _vote(f"{row}.vote_id", OPENED), "sealed with the vote")
        for table in ("vote_options", "vote_areas")
        for what, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
    ),
    ("vote_cards", "INSERT", _vote("NEW.vote_id", OPENED), "no card after opening"),
    ("vote_cards", "UPDATE", "1 = 1", "cards don't change"),
    ("vote_cards", "DELETE", _vote("OLD.vote_id", OPEN), "kept while the vote is open"),
    *(
        guard
        for table in ("vote_ballots", "vote_papers")
        for guard in (
            (table, "INSERT", f"NOT {_vote(_of_card('NEW'), OPEN)}", "only in an open vote"),
            (table, "UPDATE", "1 = 1", "append only"),
            (
                table,
                "DELETE",
                f"NOT {_vote(_of_card('OLD'), CLOSED)}",
                "append only until the close",
            ),
        )
    ),
    ("vote_box", "INSERT", f"{IN_THE_BOX} + NEW.ballots > {COUNTED_IN_ALL}", "more than were cast"),
    ("vote_area_counts", "INSERT", f"NOT {_vote('NEW.vote_id', CLOSED)}", "counted at the close"),
    *(
        (table, what, "1 = 1", "append only")
        for table in ("vote_box", "vote_area_counts")
        for what in ("UPDATE", "DELETE")
    ),
]


NO_TRUNCATE = [
    (
        "CREATE FUNCTION votes_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'votes: never emptied' USING ERRCODE = '23514'; END $$"
    ),
    *(
        f"CREATE TRIGGER votes_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION votes_no_truncate()"
        for table in sorted({table for table, *_rest in GUARDS})
    ),
]


def _guard(dialect: str, number: int) -> list[str]:
    table, what, condition, words = GUARDS[number]
    name, says = f"{table}_{what.lower()}_{number}", f"{table}: {words}".replace("'", "''")
    if dialect == "sqlite":
        condition = condition.replace("IS DISTINCT FROM", "IS NOT")
        refuse = f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
        return [f"CREATE TRIGGER {name} BEFORE {what} ON {table} WHEN {condition} {refuse}"]
    returned = "OLD" if what == "DELETE" else "NEW"
    body = (
        f"BEGIN IF {condition} THEN RAISE EXCEPTION '{says}' USING ERRCODE = '23514'; END IF; "
        f"RETURN {returned}; END"
    )
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def upgrade() -> None:
    op.create_table(
        "votes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("day_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("choices_max", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.String(27), nullable=False),
        sa.Column("closes_at", sa.String(27), nullable=False),
        sa.Column("turnout_numerator", sa.Integer(), nullable=False),
        sa.Column("turnout_denominator", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=True),
        sa.Column("pot_pence", sa.BigInteger(), nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("sealed_key", sa.String(), nullable=True),
        sa.Column("lots", sa.String(), nullable=False),
        sa.Column("settings_digest", sa.String(), nullable=True),
        sa.Column("opened_at", sa.String(27), nullable=True),
        sa.Column("closed_at", sa.String(27), nullable=True),
        sa.Column("close_reason", sa.String(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=True),
        sa.Column("set_aside", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.String(27), nullable=True),
        sa.CheckConstraint(
            "closed_at IS NULL OR sealed_key IS NULL", name=op.f("ck_votes_key_destroyed")
        ),
        sa.CheckConstraint("pot_pence > 0", name=op.f("ck_votes_pot")),
        sa.CheckConstraint("turnout_denominator > 0", name=op.f("ck_votes_turnout")),
        sa.ForeignKeyConstraint(["day_id"], ["days.id"], name=op.f("fk_votes_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votes")),
    )
    op.create_index(op.f("ix_votes_round_id"), "votes", ["round_id"], unique=False)
    op.create_table(
        "vote_options",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("vote_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("price_pence", sa.BigInteger(), nullable=True),
        sa.Column("pitch_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name=op.f("fk_vote_options_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_options")),
        sa.UniqueConstraint("vote_id", "place", name=op.f("uq_vote_options_vote_id_place")),
    )
    op.create_table(
        "vote_areas",
        sa.Column("vote_id", sa.String(), nullable=False),
        sa.Column("area_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name=op.f("fk_vote_areas_vote_id")),
        sa.PrimaryKeyConstraint("vote_id", "area_id", name=op.f("pk_vote_areas")),
    )
    op.create_table(
        "vote_cards",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("vote_id", sa.String(), nullable=False),
        sa.Column("area_id", sa.String(), nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name=op.f("fk_vote_cards_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_cards")),
        sa.UniqueConstraint(
            "vote_id", "code_digest", name=op.f("uq_vote_cards_vote_id_code_digest")
        ),
    )
    op.create_table(
        "vote_ballots",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("card_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("choices", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"], ["vote_cards.id"], name=op.f("fk_vote_ballots_card_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_ballots")),
        sa.UniqueConstraint("card_id", "revision", name=op.f("uq_vote_ballots_card_id_revision")),
    )
    op.create_table(
        "vote_papers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("card_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("choices", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"], ["vote_cards.id"], name=op.f("fk_vote_papers_card_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_papers")),
        sa.UniqueConstraint(
            "card_id",
            "person_id",
            "revision",
            name=op.f("uq_vote_papers_card_id_person_id_revision"),
        ),
    )
    op.create_table(
        "vote_box",
        sa.Column("vote_id", sa.String(), nullable=False),
        sa.Column("choices", sa.String(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.CheckConstraint("ballots > 0", name=op.f("ck_vote_box_ballots")),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name=op.f("fk_vote_box_vote_id")),
        sa.PrimaryKeyConstraint("vote_id", "choices", name=op.f("pk_vote_box")),
    )
    op.create_table(
        "vote_area_counts",
        sa.Column("vote_id", sa.String(), nullable=False),
        sa.Column("area_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vote_id"], ["votes.id"], name=op.f("fk_vote_area_counts_vote_id")
        ),
        sa.PrimaryKeyConstraint("vote_id", "area_id", "place", name=op.f("pk_vote_area_counts")),
    )
    dialect = op.get_context().dialect.name
    for number in range(len(GUARDS)):
        for statement in _guard(dialect, number):
            op.execute(statement)
    if dialect == "postgresql":
        for statement in NO_TRUNCATE:
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("vote_area_counts")
    op.drop_table("vote_box")
    op.drop_table("vote_papers")
    op.drop_table("vote_ballots")
    op.drop_table("vote_cards")
    op.drop_table("vote_areas")
    op.drop_table("vote_options")
    op.drop_table("votes")
    if op.get_context().dialect.name == "postgresql":
        for number, (table, what, *_rest) in enumerate(GUARDS):
            op.execute(f"DROP FUNCTION {table}_{what.lower()}_{number}()")
        op.execute("DROP FUNCTION votes_no_truncate()")
