"""Renders a template of Jinja, as Flask's function of this name does."""

import jinja2

templates = {}
environment = jinja2.Environment(loader=jinja2.DictLoader(templates), autoescape=True, cache_size=0)


def render_template(name, **context):
    """The text that a template makes of what it is handed by name."""
    return environment.get_template(name).render(**context)
