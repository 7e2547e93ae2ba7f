"""The one shape of every error."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class FieldProblem(BaseModel):
    """What is wrong with one value of the request; the value itself is not repeated."""

    field: str = Field(examples=["query.limit"])
    problem: str = Field(examples=["应不大于 200"])


class Problem(BaseModel):
    """``error`` for programs, ``detail`` for people."""

    model_config = ConfigDict(json_schema_extra={"example": {"error": "NotAllowed", "detail": "您的角色没有这项权限"}})

    error: str = Field(description="错误代码")
    detail: str = Field(description="中文说明")
    fields: list[FieldProblem] | None = Field(None, description="请求中有问题的字段")
