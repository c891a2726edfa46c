"""What a device keeps so that it can decide alone: rules, the list, small photographs."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from ceremony.core.permissions import Permission
from ceremony.core.web import personal, requires
from ceremony.gates.api.blueprint import bp, device
from ceremony.gates.syncing import head, lists, photographs, rules


@bp.get("/rules")
@requires(Permission.GATES_SCAN)
def device_rules() -> ResponseReturnValue:
    mark = head.of(device()).rules
    answer = Response(mimetype="application/json")
    answer.set_etag(mark)
    if not request.if_none_match.contains(mark):
        answer.set_data(rules.answer(device(), mark))
    return answer.make_conditional(request)


@bp.get("/list")
@requires(Permission.GATES_SCAN)
def device_list() -> ResponseReturnValue:
    number = {x: request.args.get(x, type=int) for x in ("version", "presence", "run")}
    known = lists.Known(
        request.args.get("epoch", ""),
        number["version"] or 0,
        number["presence"] or 0,
        number["run"],
    )
    answer = Response(lists.answer(device(), known), mimetype="application/json")
    answer.content_encoding = "gzip"
    return answer


@bp.get("/passes/<int:serial>/photograph")
@requires(Permission.GATES_SCAN)
def small_photograph(serial: int) -> ResponseReturnValue:
    name = photographs.find(serial)
    if name is None:
        abort(404)
    mark = photographs.mark(name)
    answer = Response(mimetype="image/jpeg")
    answer.set_etag(mark)
    if not request.if_none_match.contains(mark):
        answer.set_data(_small(name))
    return personal(answer).make_conditional(request)


def _small(name: str) -> bytes:
    try:
        return photographs.small(name)
    except FileNotFoundError:
        abort(404)
