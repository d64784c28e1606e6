"""`cxprog explain`: the page of anything that has a name."""

from __future__ import annotations

import click

from cxprog.cli._project import plugins_here
from cxprog.cli._said import print_page


@click.command()
@click.argument("name", required=False)
def explain(name: str | None) -> None:
    """Explain a rule, a finding, a target, a kind of document or one of its keys."""
    from cxprog.finding import did_you_mean
    from cxprog.reference import names, page

    plugins = plugins_here()
    known = names(plugins.rules, plugins.targets)
    if name is None:
        click.echo("\n".join(known))
        return
    text = page(name, plugins.rules, plugins.targets)
    if text is None:
        meant = did_you_mean(name, known) or "`cxprog explain` alone lists everything"
        raise click.UsageError(f"there is nothing called `{name}`; {meant}")
    print_page(text)
