"""Accounts and roles: power over money is moved by two people, never by one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from makeithappen.core.access import Role
from makeithappen.core.db import reading
from makeithappen.people.store import PersonRow, find_person, waiting_changes
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]


@pytest.fixture
def ada(enter: Enter) -> Visitor:
    return enter(Role.ADMINISTRATOR, first_name="Ada", email="ada@example.org")


@pytest.fixture
def grace(enter: Enter) -> Visitor:
    return enter(Role.APPROVER, first_name="Grace", email="grace@example.org")


@pytest.fixture
def leanne(enter: Enter) -> Visitor:
    return enter(Role.APPLICANT, first_name="Leanne", email="leanne@example.org")


def row(app: Flask, who: Visitor) -> PersonRow:
    with app.app_context():
        return find_person(reading(), who.person_id)


def waiting_ids(app: Flask) -> list[str]:
    with app.app_context():
        return [change.change_id for change in waiting_changes(reading())]


def change_address(ada: Visitor, who: Visitor, email: str) -> Any:
    return ada.send(f"/people/{who.person_id}", to="/address", email=email)


def change_role(ada: Visitor, who: Visitor, role: Role, kind: str = "give_role") -> Any:
    return ada.send(f"/people/{who.person_id}", to="/role", role=str(role), kind=kind)


def test_somebody_is_added_once(app: Flask, ada: Visitor) -> None:
    page = ada.open("/people/new")
    typed = {"first_name": " Bea ", "email": " Bea@Example.org "}
    places = {ada.fill(page, **typed).path for _press in range(2)}
    [place] = places
    person_id = place.removeprefix("/people/")
    with app.app_context():
        found = find_person(reading(), person_id)
    assert found == PersonRow(person_id, "Bea", "bea@example.org", ())
    assert ada.send("/people/new", **typed).status == 409
    page = ada.send("/people/new", first_name="", email="no")
    assert (page.status, page.forms[-1].values["email"]) == (400, "no")


def test_roles_without_power_are_given_and_taken_at_once(
    app: Flask, ada: Visitor, leanne: Visitor
) -> None:
    assert change_role(ada, leanne, Role.CHAIR).status == 200
    assert row(app, leanne).roles == ("applicant", "chair")
    change_role(ada, leanne, Role.CHAIR, "take_role")
    assert (row(app, leanne).roles, waiting_ids(app)) == (("applicant",), [])


@pytest.mark.parametrize("role", [Role.FUND_HOLDER, Role.APPROVER, Role.ADMINISTRATOR])
def test_power_is_given_by_two(
    app: Flask, ada: Visitor, grace: Visitor, leanne: Visitor, role: Role
) -> None:
    page = change_role(ada, leanne, role)
    assert "A second person must agree." in page.text
    assert row(app, leanne).roles == ("applicant",)
    [change_id] = waiting_ids(app)
    page = ada.send(f"/people/changes/{change_id}", decision="agree")
    assert (page.status, row(app, leanne).roles) == (409, ("applicant",))
    first, second = (grace.open(f"/people/changes/{change_id}") for _look in range(2))
    page = grace.fill(first, decision="agree")
    assert (page.status, row(app, leanne).roles) == (200, tuple(sorted(["applicant", role])))
    assert grace.fill(second, decision="turn_down").status == 409
    assert row(app, leanne).roles == tuple(sorted(["applicant", role]))


def test_an_approvers_address_is_changed_by_two_and_ends_their_sign_ins(
    app: Flask, ada: Visitor, grace: Visitor, enter: Enter
) -> None:
    change_address(ada, grace, "ada+1@example.org")
    assert row(app, grace).email == "grace@example.org"
    [change_id] = waiting_ids(app)
    for who in (ada, grace):
        assert who.send(f"/people/changes/{change_id}", decision="agree").status == 409
    third = enter(Role.APPROVER)
    assert third.send(f"/people/changes/{change_id}", decision="").status == 400
    assert third.send(f"/people/changes/{change_id}", decision="agree").status == 200
    assert row(app, grace).email == "ada+1@example.org"
    assert grace.open("/people").status == 404


def test_what_is_turned_down_stays_as_it_was(
    app: Flask, ada: Visitor, grace: Visitor, enter: Enter
) -> None:
    change_address(ada, grace, "ada+1@example.org")
    [change_id] = waiting_ids(app)
    third = enter(Role.ADMINISTRATOR)
    assert third.send(f"/people/changes/{change_id}", decision="turn_down").status == 200
    assert (row(app, grace).email, waiting_ids(app)) == ("grace@example.org", [])


def test_an_address_belongs_to_one_person(
    app: Flask, ada: Visitor, grace: Visitor, leanne: Visitor
) -> None:
    assert change_address(ada, leanne, "grace@example.org").status == 409
    assert change_address(ada, leanne, "nonsense").status == 400
    assert change_address(ada, leanne, "new@example.org").status == 200
    assert row(app, leanne).email == "new@example.org"


def test_somebody_stays_administrator(app: Flask, ada: Visitor, enter: Enter) -> None:
    assert change_role(ada, ada, Role.ADMINISTRATOR, "take_role").status == 409
    assert row(app, ada).roles == ("administrator",)
    enter(Role.ADMINISTRATOR)
    change_role(ada, ada, Role.ADMINISTRATOR, "take_role")
    assert row(app, ada).roles == ()


def test_a_lost_phone_is_signed_out(ada: Visitor, leanne: Visitor) -> None:
    assert leanne.open("/ideas").status == 200
    page = ada.send(f"/people/{leanne.person_id}", to="/end-sign-ins")
    assert (page.status, leanne.open("/ideas").status) == (200, 404)


def test_only_who_should_sees_people(ada: Visitor, grace: Visitor, enter: Enter) -> None:
    others = enter(*(role for role in Role if role not in {Role.ADMINISTRATOR, Role.APPROVER}))
    paths = ["/people", "/people/new", f"/people/{ada.person_id}"]
    assert [ada.open(path).status for path in paths] == [200, 200, 200]
    assert [grace.open(path).status for path in paths] == [200, 404, 404]
    assert [others.open(path).status for path in paths] == [404, 404, 404]
    assert ada.open("/people/nobody").status == 404
    assert ada.open("/people/changes/nothing").status == 404


def test_the_list_says_what_waits(
    ada: Visitor, grace: Visitor, leanne: Visitor, enter: Enter
) -> None:
    change_role(ada, leanne, Role.APPROVER)
    wants = "Ada wants to give Leanne the role “Approver”."
    assert f"{wants} Somebody else has to decide." in ada.open("/people").text
    assert f"{wants} Decide about Leanne" in grace.open("/people").text
    change_role(ada, enter(Role.CHAIR), Role.APPROVER)
    assert len(re.findall("/people/changes/", grace.open("/people").html)) == 2
