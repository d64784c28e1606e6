"""Small random programs, in which the promises are looked at in two ways, and once more with something added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from cxprog.analysis.anonymity.promises import Promises, flows
from cxprog.analysis.specs import Specs
from cxprog.language import model_of
from tests.anonymity.flow_makings import documents, grown
from tests.anonymity.flow_plain import Known, Who, naive


def specs_of(made: Iterable[Mapping[str, Any]]) -> Specs:
    """Documents as the analysis reads them."""
    by_kind: dict[str, dict[str, Any]] = {}
    for each in made:
        by_kind.setdefault(each["kind"], {})[each["id"]] = model_of(each["kind"]).model_validate(each)
    return Specs(by_kind, by_kind["program"]["small"])


def said(specs: Specs) -> dict[tuple[str, Who], Known]:
    """What the analysis says, by survey and audience."""
    return {
        (flow.survey, (flow.audience.kind, flow.audience.id)): (flow.answer, frozenset(flow.carries))
        for flow in flows(specs)
    }


def mistakes(seed: int) -> tuple[list[str], str]:
    """What differs between the two ways for the program of a seed, or is lost when it grows; and counts of verdicts."""
    made = documents(seed)
    specs = specs_of(made)
    one, other = said(specs), naive(specs)
    wrong = [
        f"{survey} to {who[1]}: {one.get((survey, who))} and {other.get((survey, who))}"
        for survey, who in sorted(one.keys() | other.keys())
        if one.get((survey, who)) != other.get((survey, who))
    ]
    whole, short = (
        {(each.survey, each.ruling.answer, each.ruling.case, each.place, frozenset(each.audiences)) for each in told}
        for told in (Promises(specs).told, Promises(specs, only_exposed=True).told)
    )
    wrong += [f"only one of all and exposed surveys has {each}" for each in sorted(whole ^ short, key=str)]
    for name, more in grown(made, seed):
        after = said(specs_of(more))
        wrong += [
            f"{name}: {survey} to {who[1]} was violated and is {after.get((survey, who), ('unknown',))[0]}"
            for (survey, who), (answer, _) in sorted(one.items())
            if answer == "violated" and after.get((survey, who), ("unknown",))[0] != "violated"
        ]
    counts = Counter(answer for answer, _ in one.values())
    return wrong, ", ".join(f"{counts[answer]} {answer}" for answer in ("violated", "not decided", "proved"))
