"""Where the pages of the desk hang."""

from flask import Blueprint

from ceremony.core.ages import age, ago

bp = Blueprint("desk", __name__)
bp.add_app_template_filter(age)
bp.add_app_template_filter(ago)
