"""What a device tells of the time in which nobody waited for an answer."""

from flask.typing import ResponseReturnValue

from ceremony.core import clock
from ceremony.core.permissions import Permission
from ceremony.core.web import perform, requires
from ceremony.gates import batch, operations, rules
from ceremony.gates.api.blueprint import bp, device, sent
from ceremony.gates.reading import ms


@bp.post("/events")
@requires(Permission.GATES_SCAN)
def take() -> ResponseReturnValue:
    here, received = device(), clock.now()
    held = rules.current(here.rules_mark)
    told = batch.read(sent(), received=received, rules=held)
    results = perform(operations.take, batch=told, rules=held)
    return {"results": results, "now": ms(clock.now())}
