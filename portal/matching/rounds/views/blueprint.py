"""The blueprint that the pages of rounds hang on."""

from flask import Blueprint

bp = Blueprint("rounds", __name__)
