"""The blueprint of the practice pages."""

from flask import Blueprint

bp = Blueprint("practices", __name__, template_folder="../templates")
