"""Every error in one shape; nothing that somebody sent or said is ever echoed or logged."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from traceback import extract_tb

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.exceptions import HTTPException

from api.schemas.problem import FieldProblem, Problem
from pipeline.accounts.errors import BadAccount, NotAllowed, NotSignedIn, TooManyAttempts
from pipeline.audio.errors import RecordingError
from pipeline.errors import TingjianError, TooBusy
from pipeline.language import N_, Words, _
from pipeline.lexicon import LexiconError
from pipeline.storage.database import is_passing
from pipeline.storage.errors import Conflict, NotInStore, StoreError

log = logging.getLogger(__name__)

# The first that fits counts; other TingjianErrors are the request's fault (422).
STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (NotSignedIn, 401),
    (NotAllowed, 403),
    (NotInStore, 404),
    (Conflict, 409),
    (BadAccount, 422),
    (TooManyAttempts, 429),
    (TooBusy, 503),
    (StoreError, 503),
)
MOST_FIELDS = 50  # are told
_FRAMEWORK = {  # names of our own: those of the standard library change with its version
    400: ("BadRequest", N_("请求的格式有误")),
    401: ("NotSignedIn", N_("请先登录")),
    403: ("NotAllowed", N_("没有权限")),
    404: ("NotFound", N_("没有这个地址")),
    405: ("MethodNotAllowed", N_("这个地址不支持这种请求方法")),
    408: ("RequestTimeout", N_("请求没有按时发完")),
    413: ("ContentTooLarge", N_("请求内容过大")),
    415: ("UnsupportedMediaType", N_("不支持的内容类型")),
    416: ("RangeNotSatisfiable", N_("请求的范围超出文件")),
}
_NEEDED = Words(
    {
        "missing": "缺少这一项",
        "extra_forbidden": "没有这一项",
        "greater_than": "应大于 {gt:g}",
        "greater_than_equal": "应不小于 {ge:g}",
        "less_than": "应小于 {lt:g}",
        "less_than_equal": "应不大于 {le:g}",
        "string_too_short": "至少 {min_length} 个字符",
        "string_too_long": "最多 {max_length} 个字符",
        "string_pattern_mismatch": "格式不符",
        "int_parsing": "应为整数",
        "int_type": "应为整数",
        "float_parsing": "应为数值",
        "bool_parsing": "应为 true 或 false",
        "enum": "不是允许的值",
        "literal_error": "不是允许的值",
        "json_invalid": "不是有效的 JSON",
        "value_error": "值无效",
        "string_type": "应为文字",
        "too_long": "项数过多",
        "too_short": "项数过少",
    }
)


def problem(
    status: int,
    error: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    fields: list[FieldProblem] | None = None,
) -> JSONResponse:
    """The answer to a failed request."""
    body = Problem(error=error, detail=detail, fields=fields).model_dump(exclude_none=True)
    return JSONResponse(body, status, dict(headers or {}))


def install(app: FastAPI) -> None:
    """Make ``app`` answer every error in our shape."""
    app.add_exception_handler(TingjianError, _ours)
    app.add_exception_handler(RecordingError, _ours)
    app.add_exception_handler(LexiconError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(SQLAlchemyError, _database)


def unexpected(error: BaseException) -> JSONResponse:
    """500; logged by kind, and from DEBUG on by place: never with its message."""
    log.error("unexpected %s", type(error).__name__)
    places = (f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(extract_tb(error.__traceback__)))
    log.debug("raised at %s", " < ".join(places))
    return problem(500, "InternalError", _("服务内部出错，请稍后再试；如反复出现，请联系管理员查看日志"))


def failed(request: Request, error: BaseException) -> Response:
    """The same as a page where a page was asked for."""
    detail = _("页面没能打开，请稍后再试；如反复出现，请联系管理员查看日志")
    return _answer(request, unexpected(error), 500, detail)


def _answer(request: Request, response: JSONResponse, status: int, detail: str) -> Response:
    """Pages show errors as pages: ``app.state.error_page(request, status, detail)`` answers for them, or None."""
    page = getattr(request.app.state, "error_page", None)
    for_program = request.headers.get("accept", "").startswith("application/json")  # a page's script
    if page is None or for_program or request.url.path.startswith("/api/"):
        return response
    shown: Response | None = page(request, status, detail)
    return shown or response


def _ours(request: Request, error: Exception) -> Response:
    status = next((status for kind, status in STATUSES if isinstance(error, kind)), 422)
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    if isinstance(error, TooManyAttempts):
        headers["Retry-After"] = str(max(1, round(error.wait)))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "5"
    if isinstance(error, StoreError):
        log.error("the store failed: %s", type(error.__cause__ or error).__name__)
    fields = _faults(error) if isinstance(error, LexiconError) else None
    return _answer(request, problem(status, type(error).__name__, str(error), headers, fields), status, str(error))


def _faults(error: LexiconError) -> list[FieldProblem] | None:
    """Where a form can show them; those of a whole file are in the text alone."""
    return [FieldProblem(field=f.field, problem=f.problem) for f in error.faults if f.field][:MOST_FIELDS] or None


def _invalid(request: Request, error: Exception) -> Response:
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    fields = [FieldProblem(field=".".join(map(str, f["loc"])), problem=_needed(f)) for f in faults[:MOST_FIELDS]]
    status = 422
    return _answer(
        request,
        problem(status, "InvalidRequest", _("请求中有无效的内容"), fields=fields),
        status,
        _("请求中有无效的内容"),
    )


def _needed(fault: Mapping[str, object]) -> str:
    context = fault.get("ctx")
    try:
        return _NEEDED.get(str(fault["type"]), _("值无效")).format(**(context if isinstance(context, dict) else {}))
    except (KeyError, ValueError):
        return _("值无效")


def _http(request: Request, error: Exception) -> Response:
    """Errors of the framework: their own texts are English and may quote the request."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    name, marked = _FRAMEWORK.get(status, ("RequestFailed", N_("请求无法完成")))
    detail = _(marked)
    return _answer(request, problem(status, name, detail, headers), status, detail)


def _database(request: Request, error: Exception) -> Response:
    if isinstance(error, IntegrityError):  # two did at once what only one may: the second is told so
        detail = _("与同时进行的另一项操作冲突，请刷新后再试")
        return _answer(request, problem(409, "Conflict", detail), 409, detail)
    if not is_passing(error) and not isinstance(error, NoConnection):
        return unexpected(error)
    log.error("the store failed: %s", type(error).__name__)
    detail = _("数据库暂时无法使用，请稍后再试")
    return _answer(request, problem(503, "StoreError", detail, {"Retry-After": "5"}), 503, detail)
