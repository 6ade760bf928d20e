"""The figures as tables."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from cli.terminal.tables import table

PROMISES = {
    "nameko": "loses an event on any error and in a crash; writes apart; a copy fails at the ledger's key",
    "faststream": "the same: three writes, each by itself; a copy fails at the ledger's key",
    "floor": "one transaction, but a crash before the confirms loses events; a copy stops it for ever; no rule",
    "kapok": "every event once in effect, through any crash; contract, policy, outbox, event log, dead letters",
    "unsealed": "the same, but nobody notices what is changed in the ledger afterwards",
}

FEED_COSTS = ("api ms:", "store ms:", "partner ms:")


def show_pipeline(found: dict[str, Any], console: Console) -> None:
    """Rates and ratios, cost, sizes, latency and memory."""
    if found["rates"]:
        _show_rates(found, console)
    if found["by_ledger_size"]:
        sizes = table("Kapok by size of the ledger", "entries before:", "events/s:")
        for size, rate in found["by_ledger_size"].items():
            sizes.add_row(f"{int(size):,}", f"{rate:,.0f}")
        console.print(sizes)
        for name, ratio in found["ledger_ratio"].items():
            console.print(f"{name}: {ratio:.2f}")
    if found.get("load"):
        _show_latency(found, console)
    memory = table("Memory", "process", "peak MB:")
    for name, megabytes in found["rss_mb"].items():
        memory.add_row(name, f"{megabytes:,.0f}")
    console.print(memory)


def show_http(found: dict[str, Any], console: Console) -> None:
    """Rows a second by form and clients, Kapok's part of the bare handler's, and what a row costs the processors."""
    titles = ("bare handler rows/s:", "Kapok rows/s:", "ratio:", "own ms:", "store ms:")
    shown = table("Intake of attendance over HTTP", "request", "clients:", *titles)
    for form in ("single", "batch"):
        for clients, one in found[form].items():
            costs = [_beside(one["cpu_ms_per_row"], part) for part in ("own", "store")]
            rates = [f"{one[name]:,.0f}" if name in one else "not measured" for name in ("bare", "kapok")]
            ratio = f"{one['ratio']:.2f}" if "ratio" in one else ""
            shown.add_row(form, clients, *rates, ratio, *costs)
    console.print(shown)
    console.print("ms: processor time for each row, of the bare handler / of Kapok")
    _show_access(found["access"], console)
    for form, one in found["access_in_pairs"].items():
        text = f"{form}: a city's token costs {one['cost']:.3f} times the province's"
        console.print(f"{text}, {one['least']:.3f} to {one['most']:.3f}, of {one['pairs']} pairs")


def _show_access(found: dict[str, Any], console: Console) -> None:
    """What the check of the place of each row costs."""
    titles = ("province rows/s:", "city rows/s:", "ratio:", "ms:", "cost:")
    shown = table("The same with a token of the whole province and of a city", "request", "clients:", *titles)
    for form, by_clients in found.items():
        for clients, one in by_clients.items():
            spent = " / ".join(f"{some:.3f}" for some in one["cpu_ms_per_row"].values())
            rates = [f"{one[name]:,.0f}" for name in ("province", "city")]
            shown.add_row(form, clients, *rates, f"{one['ratio']:.2f}", spent, f"{one['cost']:.3f}")
    console.print(shown)
    console.print("ms: processor time of api and store for each row, of the province / of the city; cost: the ratio")


def show_sign_ups(found: dict[str, Any], console: Console) -> None:
    """Sign-ups a second, Kapok's part of the bare handler's, and what one costs the processors."""
    titles = ("bare handler/s:", "Kapok/s:", "ratio:", "own ms:", "store ms:")
    shown = table("Sign-ups over many shifts by HTTP", "clients:", *titles)
    for clients, one in found["clients"].items():
        costs = [_beside(one["cpu_ms_per_row"], part) for part in ("own", "store")]
        rates = [f"{one[name]:,.0f}" if name in one else "not measured" for name in ("bare", "kapok")]
        shown.add_row(clients, *rates, f"{one['ratio']:.2f}" if "ratio" in one else "", *costs)
    console.print(shown)
    console.print("ms: processor time for each sign-up, of the bare handler / of Kapok")


def _beside(costs: dict[str, dict[str, float]], part: str) -> str:
    return " / ".join(f"{costs[name][part]:.2f}" if name in costs else "–" for name in ("bare", "kapok"))


def show_season(found: dict[str, Any], console: Console) -> None:
    """How long each file took before, then the presences as `show_register` shows volunteers."""
    before = table(f"A season of scale {found['scale']:g}: what presences name", "file", "rows:", "seconds:")
    for name, one in found["before"].items():
        before.add_row(name, f"{one['rows']:,}", f"{one['seconds']:,.1f}")
    console.print(before)
    _show_tenths(f"{found['presences']:,} presences by file", found, console)
    console.print(f"all decided and told {found['seconds_to_rest']:,.1f} s after the last answer")


def show_register(found: dict[str, Any], console: Console) -> None:
    """The rate in each tenth of the file, and the memory on the way."""
    _show_tenths("Volunteers by file", found, console)


def _show_tenths(title: str, found: dict[str, Any], console: Console) -> None:
    rates = table(title, "tenth of the rows:", "rows/s:")
    for tenth, rate in enumerate(found["rates"], 1):
        rates.add_row(str(tenth), f"{rate:,.0f}")
    console.print(rates)
    for name, ratio in found["ratios"].items():
        console.print(f"{name}: {ratio:.2f}")
    memory = table("Memory", "process", *(f"MB at the {when}:" for when in found["rss_mb"]), "grown by:")
    for name in found["rss_mb"].get("start", ()):
        sizes = [sizes.get(name, 0) for sizes in found["rss_mb"].values()]
        memory.add_row(name, *(f"{size:,.1f}" for size in sizes), f"{sizes[-1] - sizes[0]:+,.1f}")
    console.print(memory)


def show_feed(found: dict[str, Any], console: Console) -> None:
    """The rate of each log, and what it costs where."""
    shown = table("One partner reads the feed from its beginning", "log", "events/s:", *FEED_COSTS, "bytes/event:")
    rates = (("events_per_s", "{:,} events"), ("events_per_s_singly", "{:,} events, each a commit"))
    names = iter(found["rounds"])
    for part, title in rates:
        for size, rate in found[part].items():
            name = next(names)
            spent = [f"{one:.1f}" for one in found["cpu_ms_per_1000_events"][name].values()]
            shown.add_row(title.format(int(size)), f"{rate:,.0f}", *spent, f"{found['bytes_per_event'][name]:,.0f}")
    console.print(shown)
    console.print("ms: processor time for a thousand events")
    for name, ratio in found["ratios"].items():
        console.print(f"{name}: {ratio:.2f}")


def show_seals(found: dict[str, Any], console: Console) -> None:
    """What sealing takes, and how fast a ledger is verified."""
    if "entries" not in found:
        return
    shown = table(
        f"{found['entries']:,} entries in {found['seals']:,} seals", "what", "entries/s:", "microseconds/entry:"
    )
    seal = found["sealing_us_per_entry"]
    shown.add_row(
        "sealed", f"{1e6 / seal:,.0f}", f"{seal:.2f}, {found['sealing_cpu_us_per_entry']:.2f} of processor time"
    )
    for name in ("hashed", "read", "verified"):
        rate = found[f"{name}_per_s"]
        shown.add_row(name, f"{rate:,}", f"{1e6 / rate:.2f}")
    console.print(shown)


def show_policies(found: dict[str, Any], console: Console) -> None:
    """How long the simulation took, and following."""
    title = f"A new version of a policy, {found['volunteers']:,} volunteers, {found['hours_a_second']} hours a second"
    shown = table(title, "what", "seconds:", "volunteers/s:", "lose a star:")
    for name, losers in (("simulated", "losing"), ("followed", "without_a_star")):
        if one := found.get(name):
            rate = found["volunteers"] / one["seconds"]
            shown.add_row(name, f"{one['seconds']:,.1f}", f"{rate:,.0f}", f"{one[losers]:,}")
    console.print(shown)


def show_push(found: dict[str, Any], console: Console) -> None:
    """How fast a partner is sent its log, and how soon after HTTP 202 it has an event."""
    load = found["load"]
    title = f"From HTTP 202 to a webhook, {load['posted']:,} presences/s, half of what the path sustains"
    shown = table(title, "presences:", *(f"{name} ms:" for name in found["latency_ms"]))
    shown.add_row(f"{load['presences']:,}", *(f"{one:,.0f}" for one in found["latency_ms"].values()))
    console.print(shown)
    sent = table("One partner's log again, in batches", "round:", "events/s:")
    for number, rate in enumerate(found["pushed_per_s"], 1):
        sent.add_row(str(number), f"{rate:,.0f}")
    console.print(sent)


def _show_rates(found: dict[str, Any], console: Console) -> None:
    title = f"One hop: attendance logged to hours credited, {found['events']:,} events"
    shown = table(
        title,
        "who",
        "events/s:",
        "kapok/it:",
        "to rest:",
        "kapok/it:",
        "own ms:",
        "store ms:",
        "broker ms:",
        "what it promises",
    )
    for name, rate in found["rates"].items():
        ratios = [found[one].get(f"kapok/{name}") for one in ("ratios", "ratios_to_rest")]
        ratio, ratio_to_rest = (f"{one:.2f}" if one else "" for one in ratios)
        cost = found["cpu_ms_per_event"][name]
        cells = [f"{cost[one]:.2f}" for one in ("own", "store", "broker")]
        rest = f"{found['rates_to_rest'][name]:,.0f}"
        shown.add_row(name, f"{rate:,.0f}", ratio, rest, ratio_to_rest, *cells, PROMISES[name])
    console.print(shown)
    console.print("ms: processor time for each event, of the process itself, of the store, and of the broker")


def _show_latency(found: dict[str, Any], console: Console) -> None:
    load, latency = found["load"], found["latency_ms"]
    shown = table(
        "From HTTP 202 to the partner feed", "presences/s:", "of a sustained:", "p50 ms:", "p95 ms:", "p99 ms:"
    )
    cells = [f"{latency[name]:,.0f}" if latency else "not measured" for name in ("p50", "p95", "p99")]
    shown.add_row(f"{load['posted']:,.0f}", f"{load['sustained']:,.0f}", *cells)
    console.print(shown)
    if where := found.get("where"):
        _show_where(where, console)


def _show_where(where: dict[str, Any], console: Console) -> None:
    steps = table("Where the time goes", "step", "median ms:")
    for name, milliseconds in where["steps_ms"].items():
        steps.add_row(name, f"{milliseconds:,.1f}")
    console.print(steps)
    busy = table("Processor time", "process", "ms for each presence:")
    for name, milliseconds in where["cpu_ms"].items():
        busy.add_row(name, f"{milliseconds:,.2f}")
    console.print(busy)
    console.print(f"connections to the broker: {where['connections']}")
    asked = table("What the store is asked", "process", "command", "for each presence:", "bytes:", "waited ms:")
    for one in where["commands"]:
        asked.add_row(one["process"], one["command"], f"{one['count']:.2f}", f"{one['bytes']:,}", f"{one['ms']:.2f}")
    totals = {name: sum(one[name] for one in where["commands"]) for name in ("count", "bytes", "ms")}
    asked.add_row("", "all", f"{totals['count']:.2f}", f"{totals['bytes']:,}", f"{totals['ms']:.2f}")
    console.print(asked)


def show_matching(found: dict[str, Any], console: Console) -> None:
    """How good each assignment is, and what it took."""
    titles = ("places filled:", "fill rate:", "coverage:", "cost, km:", "Gini of minutes:", "s:", "peak MB:")
    shown = table("A roster of the province", "assignment", *titles)
    for name, one in found["assignments"].items():
        shown.add_row(
            name,
            f"{one['filled']:,}",
            f"{one['fill_rate']:.1%}",
            f"{one['coverage']:.1%}",
            f"{one['total_cost'] / 1000:,.0f}",
            f"{one['gini_of_minutes']:.3f}",
            f"{found['solving_seconds'][name]:.1f}",
            f"{found['rss_mb'][name]:,.0f}",
        )
    console.print(shown)
    if found["pairing_seconds"] is not None:
        console.print(f"{found['pairs']:,} pairs were found and weighed in {found['pairing_seconds']} s, for all alike")
    if found["ratio"]:
        console.print(f"kapok/bare solver: {found['ratio']:.2f} of its processor time")
    if found.get("ratio_with_pairs"):
        console.print(f"with kapok's pairs: {found['ratio_with_pairs']:.2f}; the bare solver is handed its own")
