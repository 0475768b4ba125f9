"""The yardstick as a program: a FastAPI route that only validates a text and answers 201.

It is served by uvicorn as anybody has it, on uvloop and httptools and without an access log: what
`shared.serving` does beyond that is part of what is measured.
"""

import sys

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI(openapi_url=None)


class Feedback(BaseModel):
    text: str = Field(min_length=1, max_length=5000)


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/v1/feedback", status_code=201)
async def accept(feedback: Feedback) -> dict[str, str]:
    return {"status": "received" if feedback.text else ""}


if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
