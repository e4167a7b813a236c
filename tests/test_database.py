"""The database's edge: aware times, one transaction a request, tried again after a conflict."""

from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, event, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError

from plugin_oauth.database import db, expect_writes, unit_of_work
from plugin_oauth.users.models import CurrentUser, User
from tests.conftest import both_databases
from tests.journey import Journey, register

postgresql = pytest.mark.parametrize("database_uri", ["postgresql"], indirect=True)
sqlite = pytest.mark.parametrize("database_uri", ["sqlite"], indirect=True)


def add_user(**values: object) -> User:
    made = User(**({"id": uuid4(), "created_at": datetime(2026, 1, 1, tzinfo=UTC)} | values))
    db.session.add(made)
    db.session.flush()
    return made


def emails() -> list[str | None]:
    return list(db.session.scalars(select(User.email).order_by(User.email)))


class TestTimes:
    @both_databases
    def test_a_time_comes_back_as_the_same_moment_in_utc(self, app: Flask) -> None:
        with app.app_context():
            for hours in (0, 14, -12):
                zone = timezone(timedelta(hours=hours))
                given = datetime(2026, 10, 25, 2, 30, 15, 123456, tzinfo=zone)
                key = add_user(created_at=given).id
                db.session.commit()
                db.session.expunge_all()
                kept = db.session.get_one(User, key).created_at
                assert (kept, kept.tzinfo) == (given, UTC)

    @both_databases
    def test_no_time_stays_no_time(self, app: Flask) -> None:
        with app.app_context():
            key = add_user().id
            db.session.commit()
            db.session.expunge_all()
            assert db.session.get_one(User, key).disabled_at is None

    @both_databases
    def test_times_of_different_zones_are_compared_as_moments(self, app: Flask) -> None:
        noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
        later_in_tokyo = datetime(2026, 1, 1, 21, 1, tzinfo=timezone(timedelta(hours=9)))
        with app.app_context():
            add_user(email="a", created_at=noon)
            add_user(email="b", created_at=later_in_tokyo)
            found = select(User.email).where(User.created_at > noon)
            assert list(db.session.scalars(found)) == ["b"]

    @both_databases
    def test_a_time_without_a_zone_is_refused(self, app: Flask) -> None:
        naive = datetime(2026, 1, 1)  # noqa: DTZ001 -- the fault under test
        with app.app_context(), pytest.raises(StatementError, match="without a zone"):
            add_user(created_at=naive)


class TestUnitOfWork:
    @both_databases
    def test_what_a_view_did_is_committed_at_its_end(self, app: Flask) -> None:
        with app.test_request_context(method="POST"):
            assert unit_of_work(lambda: add_user(email="a").email)() == "a"
            db.session.rollback()
            assert emails() == ["a"]

    @both_databases
    def test_whatever_a_view_raises_rolls_back(self, app: Flask) -> None:
        def view(error: type[BaseException]) -> None:
            add_user(email="a")
            raise error

        with app.test_request_context(method="POST"):
            for error in (ValueError, KeyboardInterrupt, SystemExit):
                with pytest.raises(error):
                    unit_of_work(view)(error)
                assert emails() == []

    @both_databases
    def test_a_broken_rule_of_the_database_rolls_back_and_is_not_tried_again(
        self, app: Flask
    ) -> None:
        tried: list[int] = []

        def view() -> None:
            tried.append(1)
            add_user(email="a")
            add_user(email="a")

        with app.test_request_context(method="POST"):
            with pytest.raises(DBAPIError):
                unit_of_work(view)()
            assert (len(tried), emails()) == (1, [])

    @postgresql
    def test_a_transaction_that_lost_a_conflict_runs_again_until_it_wins(self, app: Flask) -> None:
        """Four threads add to one number, each having read it: no addition is lost."""
        with app.app_context():
            key = add_user(email="0").id
            db.session.commit()
        all_have_read, attempts = Barrier(4), list[int]()

        @unit_of_work
        def view(mine: list[int]) -> None:
            db.session.connection(execution_options={"isolation_level": "SERIALIZABLE"})
            before = int(db.session.scalars(select(User.email).where(User.id == key)).one() or 0)
            mine.append(before)
            if len(mine) == 1:
                all_have_read.wait(timeout=20)
            db.session.execute(update(User).where(User.id == key).values(email=str(before + 1)))

        def run() -> None:
            mine = list[int]()
            with app.test_request_context(method="POST"):
                view(mine)
            attempts.append(len(mine))

        threads = [Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        with app.app_context():
            assert emails() == ["4"]
        assert (len(attempts), min(attempts), max(attempts) > 1) == (4, 1, True)

    @postgresql
    def test_only_what_another_try_can_mend_is_tried_again_four_times(self, app: Flask) -> None:
        tried: list[str] = []

        @unit_of_work
        def view(sqlstate: str) -> None:
            tried.append(sqlstate)
            raise_sqlstate(sqlstate)

        for sqlstate in ("40001", "40P01", "57014", "22P02"):
            with app.test_request_context(method="POST"), pytest.raises(DBAPIError):
                view(sqlstate)
        assert tried == ["40001"] * 4 + ["40P01"] * 4 + ["57014", "22P02"]


def raise_sqlstate(sqlstate: str) -> None:
    """Let PostgreSQL itself raise an error of this kind."""
    body = f"DO $$ BEGIN RAISE EXCEPTION 'as asked' USING ERRCODE = '{sqlstate}'; END $$"
    db.session.execute(text(body))


class TestSqlite:
    @sqlite
    @pytest.mark.parametrize("settings", [{"SQLITE_SYNCHRONOUS": "FULL"}])
    def test_it_is_set_up_for_many_readers_and_for_a_power_cut(self, app: Flask) -> None:
        names = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        with app.app_context():
            values = [db.session.scalar(text(f"PRAGMA {name}")) for name in names]
        assert values == ["wal", 2, 5000, 1]

    @sqlite
    @pytest.mark.parametrize("settings", [{"SQLITE_SYNCHRONOUS": "NORMAL"}])
    def test_the_setting_trades_the_power_cut_for_speed(self, app: Flask) -> None:
        with app.app_context():
            assert db.session.scalar(text("PRAGMA synchronous")) == 1

    @sqlite
    @pytest.mark.parametrize(
        ("method", "expects_writes", "begin"),
        [
            ("GET", False, "BEGIN"),
            ("HEAD", False, "BEGIN"),
            ("GET", True, "BEGIN IMMEDIATE"),
            ("POST", False, "BEGIN IMMEDIATE"),
            ("DELETE", False, "BEGIN IMMEDIATE"),
        ],
    )
    def test_whoever_may_write_takes_the_lock_first(
        self, app: Flask, method: str, expects_writes: bool, begin: str
    ) -> None:
        """A reader that turns writer half-way fails at once when somebody wrote in between."""
        statements: list[str] = []
        with app.test_request_context(method=method):
            event.listen(
                db.engine, "before_cursor_execute", lambda *args: statements.append(args[2])
            )
            if expects_writes:
                expect_writes()
            db.session.execute(select(User.id))
        assert statements[0] == begin


@both_databases
def test_deleting_a_person_deletes_what_is_theirs(app: Flask, user: CurrentUser) -> None:
    """The database itself sees to it, on SQLite as on PostgreSQL."""
    Journey(app.test_client(), register(app)).grant()
    tables = ("browser_session", "authorization_code", "oauth_grant", "token", "consent")

    def counts() -> list[int]:
        statements = [text(f"SELECT count(*) FROM {table}") for table in tables]  # noqa: S608
        return [db.session.execute(statement).scalar_one() for statement in statements]

    with app.app_context():
        assert counts() == [1, 1, 1, 1, 1]
        db.session.execute(delete(User).where(User.id == user.id))
        assert counts() == [0, 0, 0, 0, 0]
