"""The least that Flask can do: one page without template, database or session."""

from flask import Flask

app = Flask(__name__, static_folder=None)


@app.get("/")
def page() -> str:
    """Give a short page."""
    return "<!DOCTYPE html><html lang=en><title>Bare</title><h1>Bare</h1></html>"
