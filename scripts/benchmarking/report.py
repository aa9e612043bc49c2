"""Figures of all rounds as JSON, and their medians as Markdown."""

import statistics


def spread(values, form="{:.1f}"):
    """Median, and least and greatest where they differ."""
    middle = form.format(statistics.median(values))
    if len(values) == 1:
        return middle
    return f"{middle} ({form.format(min(values))}–{form.format(max(values))})"


def mebibytes(values):
    return spread([value / (1 << 20) for value in values], "{:.0f}")


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def cost_row(name, costs, outputs):
    """costs: one for each round; outputs: sizes, empty for a part of a party."""
    busy = statistics.median([cost["others"] / cost["wall"] if cost["wall"] else 0 for cost in costs])
    return [
        name,
        spread([cost["wall"] for cost in costs]),
        spread([cost["cpu"] for cost in costs]),
        mebibytes([cost["memory"] for cost in costs]),
        mebibytes([cost["scratch"] for cost in costs]),
        mebibytes(outputs) if outputs else "",
        f"{busy:.1f}",
    ]


def case_lines(case):
    lines = ["", f"## {case['name']}", "", case["about"], ""]
    rows = []
    for subject in case["subjects"]:
        rounds = subject["rounds"]
        if not rounds:
            rows.append([f"**{subject['name']}**", "failed, see below", "", "", "", "", ""])
            continue
        totals = [one["total"] for one in rounds]
        rows.append(cost_row(f"**{subject['name']}**", totals, [one["output"] for one in rounds if one["output"]]))
        steps = list(rounds[0]["steps"])
        if len(steps) > 1:
            rows += [cost_row("· " + step, [one["steps"][step] for one in rounds], []) for step in steps]
    header = ["", "wall s", "CPU s", "largest process MiB", "scratch disk MiB", "output MiB", "busy with others"]
    lines += table(header, rows)
    staged = [subject for subject in case["subjects"] if subject["rounds"] and subject["rounds"][0]["total"]["stages"]]
    if staged:
        names = list(staged[0]["rounds"][0]["total"]["stages"])
        rows = []
        for subject in staged:
            stages = [one["total"]["stages"] for one in subject["rounds"]]
            rows.append(
                [subject["name"]]
                + [spread([one[name] for one in stages]) if all(name in one for one in stages) else "" for name in names]
            )
        lines += ["", "Stages, in seconds:", ""] + table([""] + names, rows)
    if case["ratios"]:
        rows = [[one["name"], spread(one["values"], "{:.2f}")] for one in case["ratios"]]
        lines += ["", "Ratios, taken within each round:", ""] + table(["", "ratio"], rows)
    if case["failures"]:
        lines += ["", "Failures:", ""]
        lines += [f"    {line}" for failure in case["failures"] for line in failure.splitlines()]
    if case["commands"]:
        lines += ["", "Commands:", ""]
        lines += [f"    {command}" for command in case["commands"]]
    return lines


def markdown(results):
    machine = results["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    lines = [
        "# Benchmark",
        "",
        f"{machine['date']}; {machine['processors']} processors ({machine['processor']}), "
        f"{machine['memory'] >> 30} GiB; as {machine['user']}; virtual machines **{machine['virtualMachine']}** "
        f"for all parties ({machine['kvm']}).",
        "",
        f"{versions}.",
        "",
        f"Rounds: {results['rounds']}; median (least–greatest). Load average at the start: {machine['load']:.2f}.",
    ]
    if not machine["quiet"]:
        lines += [
            "",
            "**The machine was busy with other work: wall times are too long, and not to be compared with those of "
            'other runs. CPU seconds are dependable; "busy with others" says how many processors others used.**',
        ]
    for case in results["cases"]:
        lines += case_lines(case)
    return "\n".join(lines) + "\n"
