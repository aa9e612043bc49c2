"""Figures of all rounds as JSON, and their medians as Markdown."""

import statistics


def wall(one):
    return one["total"]["wall"]


def processors(one):
    return one["total"]["cpu"]


def scratch(one):
    return one["total"]["scratch"]


def pack(one):
    return one["total"]["stages"].get("pack", 0.0)


def step(name):
    return lambda one: one["steps"][name]["wall"]


def ratios(case):
    """What is asked of this program, ratios or seconds, round by round; rounds in which a side failed are left out."""
    rounds = {(one["variant"], one["party"]): one["all"] for one in case["subjects"]}
    variants = list(dict.fromkeys(one["variant"] for one in case["subjects"]))
    found = []

    def add(name, over, of, under, to):
        pairs = zip(rounds.get(over, []), rounds.get(under, []))
        values = [of(a) / to(b) for a, b in pairs if a and b and to(b) > 0]
        if values:
            found.append({"name": name, "values": values})

    for variant in variants:
        of = f"{variant}: " if variant else ""
        own, part = (variant, "node-customize"), (variant, "appliance")
        classic, virt = (variant, "classic"), (variant, "virt-customize")
        add(f"{of}unsquashfs + guestfish + mksquashfs : node-customize, wall", classic, wall, own, wall)
        add(f"{of}the same, CPU", classic, processors, own, processors)
        add(f"{of}the same, scratch disk", classic, scratch, own, scratch)
        add(f"{of}mksquashfs : pack stage, wall", classic, step("mksquashfs"), own, pack)
        add(f"{of}unsquashfs + virt-customize + mksquashfs : node-customize, wall", virt, wall, own, wall)
        add(f"{of}the same, CPU", virt, processors, own, processors)
        add(f"{of}virt-customize alone : appliance part alone, wall", virt, step("virt-customize"), part, wall)
        add(f"{of}guestfish alone : appliance part alone, wall", classic, step("guestfish"), part, wall)
        add(f"{of}node-customize : appliance part alone, wall", own, wall, part, wall)
    again = [one for one in rounds.get(("", "successive"), []) if one]
    if again:
        found.append({"name": "output : mksquashfs of its content, size", "values": [a["output"] / a["full"] for a in again]})
    looked = [("check", "unsquashfs"), ("check-appliance", "check"), ("check-appliance", "unsquashfs")]
    titles = {"check": "check", "check-appliance": "check through an appliance", "unsquashfs": "unsquashfs"}
    for over, under in looked:
        add(f"{titles[over]} : {titles[under]}, wall", ("", over), wall, ("", under), wall)
        add("the same, CPU", ("", over), processors, ("", under), processors)
    for variant in variants[1:]:
        more, few = rounds.get((variant, "recipe"), []), rounds.get((variants[0], "recipe"), [])
        pairs = [(a, b) for a, b in zip(more, few) if a and b]
        if pairs:
            found.append({"name": f"{variant} more than {variants[0]}, wall seconds", "values": [wall(a) - wall(b) for a, b in pairs]})
            found.append({"name": "the same, CPU seconds", "values": [processors(a) - processors(b) for a, b in pairs]})
    for variant in variants[1:]:
        larger, smaller = (variant, "node-customize"), (variants[0], "node-customize")
        add(f"{variant} : {variants[0]}, node-customize, wall", larger, wall, smaller, wall)
        add("the same, CPU", larger, processors, smaller, processors)
    return found


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
        mebibytes([cost["java"] for cost in costs]) if any(cost["java"] for cost in costs) else "",
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
            rows.append([f"**{subject['name']}**", "failed, see below", "", "", "", "", "", ""])
            continue
        totals = [one["total"] for one in rounds]
        rows.append(cost_row(f"**{subject['name']}**", totals, [one["output"] for one in rounds if one["output"]]))
        steps = list(rounds[0]["steps"])
        if len(steps) > 1:
            rows += [cost_row("· " + step, [one["steps"][step] for one in rounds], []) for step in steps]
    header = ["", "wall s", "CPU s", "largest process MiB", "Java MiB", "scratch disk MiB", "output MiB", "busy with others"]
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
        rows = [[one["name"], spread(one["values"], "{:.4f}" if one["name"].endswith("size") else "{:.2f}")] for one in case["ratios"]]
        lines += ["", "Taken within each round:", ""] + table(["", "ratio, or seconds where it says so"], rows)
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
