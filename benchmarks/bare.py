"""The yardstick as a program: a FastAPI route that only validates a text and answers 201."""

import sys

import uvloop
from fastapi import FastAPI
from pydantic import BaseModel, Field

from shared.serving import listen, serve

app = FastAPI(openapi_url=None)


class Feedback(BaseModel):
    text: str = Field(min_length=1, max_length=5000)


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/v1/feedback", status_code=201)
async def accept(feedback: Feedback) -> dict[str, str]:
    return {"status": "received" if feedback.text else ""}


async def main(port: int) -> None:
    await serve(app, listen("127.0.0.1", port))


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
