"""`cxprog rules`: every rule on one line."""

from __future__ import annotations

import click

from cxprog.cli._project import plugins_here


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def rules(as_json: bool) -> None:
    """List every rule with its severity and summary; in a project, those of its plugins too."""
    from cxprog.rules import all_rules

    listed = sorted((*all_rules(), *plugins_here().rules), key=lambda rule: rule.id)
    if as_json:
        import json

        rows = [
            {"id": rule.id, "severity": str(rule.severity), "pack": rule.pack, "summary": rule.summary}
            for rule in listed
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    width = max(len(rule.id) for rule in listed)
    for rule in listed:
        pack = f" [{rule.pack}]" if rule.pack else ""
        click.echo(f"{rule.id:<{width}}  {rule.severity:<7}  {rule.summary}{pack}")
