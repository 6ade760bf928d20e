"""A system that does not answer, told in one line with what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from amqp.exceptions import AMQPError
from pymongo.errors import PyMongoError

from cli.systems.system import System
from cli.terminal.errors import CommandError
from shared.messaging.sending import GaveUp, UnknownQueue
from shared.messaging.subscription import StoreOutage


@contextmanager
def expected(system: System, then: Callable[[], str] = lambda: "then try again") -> Iterator[None]:
    """Inside, store and broker are expected to answer.

    Args:
        then: says what to do once they do.

    Raises:
        CommandError: they did not.
    """
    remedy = f"`./kapok status{system.option}` shows what runs, `./kapok up{system.option}` starts it"
    try:
        yield
    except UnknownQueue as error:
        raise CommandError(
            f"there is no queue {error}; `./kapok up{system.option}` makes those of the services"
        ) from None
    except GaveUp as error:
        raise CommandError(f"{error}; nothing is lost, {then()}") from None
    except (PyMongoError, StoreOutage) as error:
        raise CommandError(f"the store does not answer ({type(error).__name__}); {remedy}; {then()}") from None
    except (OSError, AMQPError) as error:
        raise CommandError(f"the broker does not answer ({type(error).__name__}); {remedy}; {then()}") from None
