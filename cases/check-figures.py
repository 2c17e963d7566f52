#!/usr/bin/env python3
"""The figures of a plan file, computed a second time from the text of docs/method.md alone.

  cases/check-figures.py                     compares each case's golden figures with what this computes
  cases/check-figures.py FILE DAY            prints the figures of a plan file on a day

It shares nothing with the Rust code, so that a slip in one of the two shows as a difference. Unknown is None, never 0.
Amounts are millions of the plan's currency, shares run from 0 to 1, and the numbers in brackets are sections of the
method. It takes the default weights: a file with settings of its own is refused.
"""

import json
import sys
from datetime import date, timedelta
from pathlib import Path

NEAR = 1e-6
ATTRACTIVE = {
    "REV_SHARE",
    "GROWTH",
    "PROFIT",
    "SPEND",
    "STRATEGIC_FIT",
    "REFERENCE",
    "INNOVATION",
    "REPEAT",
    "PARTNERING",
}
STAGE_CHANCE = {"S0": 0.0, "S1": 0.05, "S2": 0.25, "S3": 0.4, "S4": 0.6, "S5": 0.8, "S6": 1.0}
STAGE_STEP = {"S1": 2, "S2": 3, "S3": 4, "S4": 5, "S5": 6, "S6": 7}
TYPE_CHANCE = {"planned": 0.1, "potential": 0.05}
TYPE_WEIGHT = {"current": 1.0, "planned": 0.5, "potential": 0.25}
ROLE_WEIGHT = {"APPROVER": 1.0, "DECISION_MAKER": 1.0, "RECOMMENDER": 0.8, "SPONSOR": 0.7, "COACH": 0.4}
POINTS = {"unknown": 0, "estimated": 1, "confirmed": 2}
TIER_LEVEL = {"product_expert": 2, "problem_solver": 3, "trusted_advisor": 4}
GRACE = {"weekly": 3, "monthly": 10, "quarterly": 10, "yearly": 35}
SIX_TOPICS = {"INNOVATION", "TREND", "MNA", "MGMT", "FOOTPRINT", "SUPPLIERS"}


def ratio(part, whole):
    return part / whole if whole else None


def day(text):
    return date.fromisoformat(text) if text else None


def months_after(start, months):
    years, month = divmod(start.month - 1 + months, 12)
    for last in (start.day, 30, 29, 28):
        try:
            return date(start.year + years, month + 1, last)
        except ValueError:
            pass


class Plan:
    """The records of a file on a day, and the figures of each part over them."""

    def __init__(self, path, today):
        self.records = json.loads(Path(path).read_text(encoding="utf-8"))
        if "settings" in self.records:
            sys.exit(f"{path} has settings of its own; this knows the defaults only")
        self.today = today
        self.header = next(iter(self.all("account_plan")), {})
        self.people = [p for p in self.all("person") if not p.get("left_on") or day(p["left_on"]) > today]
        self.by_id = {r["id"]: r for kind, rs in self.records.items() if kind != "kamap" for r in rs}
        self.team = {m["id"] for m in self.all("member") if self.on_team(m)}
        self.open = [o for o in self.all("opportunity") if not o.get("outcome")]
        self.open_amount = self.total(self.open)
        self.standing = {p["id"]: self.stand(p) for p in self.people}

    def all(self, kind):
        return self.records.get(kind, [])

    def on_team(self, member):
        start, end = day(member.get("from")), day(member.get("until"))
        return (start is None or start <= self.today) and (end is None or end >= self.today)

    def since(self, text):
        return (self.today - day(text)).days

    @staticmethod
    def total(records):
        return sum(r.get("amount") or 0 for r in records) / 1e8

    # 1.1, 1.3

    def account(self):
        known = [c for c in self.all("characteristic") if c.get("applies") is not None]

        def share(chosen):
            return ratio(sum(c["applies"] for c in chosen), 2 * len(chosen))

        figures = {
            "attractiveness": share([c for c in known if c["which"] in ATTRACTIVE]),
            "complexity": share([c for c in known if c["which"] not in ATTRACTIVE]),
            "assessed": len(known),
        }
        returns = []
        for side in ("us", "customer"):
            sums = {"investment": 0.0, "value": 0.0, "risk": 0.0}
            for item in self.all("value_item"):
                if item["side"] == side and item.get("amount") is not None:
                    chance = item.get("probability", 100) if item["value_type"] == "risk" else 100
                    sums[item["value_type"]] += item["amount"] / 1e8 * chance / 100
            stake = sums["investment"] + sums["risk"]
            figures[f"net_{side}"] = sums["value"] - stake
            returns.append(ratio(sums["value"] - stake, stake))
        figures["return_us"], figures["return_customer"] = returns
        figures["balance"] = None if None in returns else 0.0 if min(returns) <= 0 else min(returns) / max(returns)
        return figures

    # 2.4

    @staticmethod
    def under_way(node):
        return node.get("status", "active") == "active"

    def nodes(self, node_type):
        return [n for n in self.all("node") if n["node_type"] == node_type and self.under_way(n)]

    def parents(self, node):
        edges = [e for e in self.all("edge") if e["child"] == node["id"]]
        return [e for e in edges if self.by_id[e["parent"]]["node_type"] not in ("pressure", "obstacle")]

    def goal_of(self, node):
        """Up the main edges; where none is marked main, the first listed is."""
        while node is not None and node["node_type"] != "goal":
            edges = self.parents(node)
            main = [e for e in edges if e.get("strength") == "main"] or edges
            node = self.by_id[main[0]["parent"]] if main else None
        return node

    def goals_above(self, node):
        if node["node_type"] == "goal" or not self.under_way(node):
            return {node["id"]} if self.under_way(node) else set()
        return set().union(*(self.goals_above(self.by_id[e["parent"]]) for e in self.parents(node)))

    def by_goal(self, pairs):
        """Sums of (need, number) by the goal that the need hangs on."""
        sums = {g["code"]: 0.0 for g in self.nodes("goal")}
        for need, number in pairs:
            goal = self.goal_of(need)
            if goal:
                sums[goal["code"]] += number
        return sums

    def strategy_map(self):
        goals, needs = self.nodes("goal"), self.nodes("need")
        served = set().union(*(self.goals_above(n) for n in needs))
        confirmed = [n for n in needs if n.get("verification") == "confirmed"]
        value = [(n, n["impact_value"] / 1e8) for n in needs if n.get("impact_value") is not None]
        return {
            "chain_completeness": ratio(len(served), len(goals)),
            "confirmation": ratio(len(confirmed), len(needs)),
            "need_value": sum(v for _, v in value),
            "need_value_by_goal": self.by_goal(value),
        }

    # 3.1

    def execution_map(self):
        answered = {o.get("need") for o in self.all("opportunity") if o.get("outcome") in (None, "won")}
        fitting = [
            n
            for n in self.nodes("need")
            if n.get("need_state", "open") in ("open", "addressed") and n.get("fit", 0) >= 2
        ]
        deals = self.all("opportunity")
        anchored = [o for o in deals if o.get("need") and self.by_id[o["need"]].get("verification") == "confirmed"]
        effort = [
            (self.by_id[e["need"]], e["effort_days"]) for e in self.all("entry") if e.get("effort_days") is not None
        ]
        spent, wanted = sum(d for _, d in effort), self.strategy_map()
        return {
            "white_space_ratio": ratio(len([n for n in fitting if n["id"] not in answered]), len(fitting)),
            "anchoring": ratio(len(anchored), len(deals)),
            "attractiveness": {
                e["code"]: self.attraction(e) for e in self.all("entry") if self.attraction(e) is not None
            },
            "effort_share_by_goal": {g: ratio(d, spent) for g, d in self.by_goal(effort).items()},
            "need_share_by_goal": {g: ratio(v, wanted["need_value"]) for g, v in wanted["need_value_by_goal"].items()},
        }

    @staticmethod
    def attraction(entry):
        scores = [entry.get(k) for k in ("value_customer", "value_us", "win_position")]
        return None if None in scores else 100 * min(scores[:2]) / 5 * scores[2] / 5

    # 3.2

    @staticmethod
    def steps_ahead(deal):
        stage, step = STAGE_STEP.get(deal.get("stage")), deal.get("buying_step")
        return None if stage is None or step is None else stage - step

    def chance(self, deal):
        """Fixed until a deal is current; then what is typed, else the stage's, else that of the customer's own step."""
        if deal["opportunity_type"] != "current":
            return TYPE_CHANCE[deal["opportunity_type"]]
        if deal.get("probability") is not None:
            return deal["probability"] / 100
        if (self.steps_ahead(deal) or 0) >= 2:
            reached = [STAGE_CHANCE[s] for s, step in STAGE_STEP.items() if step <= deal["buying_step"]]
            return max(reached, default=STAGE_CHANCE["S1"])
        return STAGE_CHANCE[deal.get("stage", "S1")]

    def weighted(self, deals):
        return sum((o.get("amount") or 0) * self.chance(o) for o in deals) / 1e8

    def category(self, deal):
        """As typed, else by type and stage. Only somebody's word makes a commit."""
        if deal.get("forecast_category"):
            return deal["forecast_category"]
        if deal["opportunity_type"] != "current":
            return "upside"
        return "best_case" if deal.get("stage") in ("S4", "S5") else "pipeline"

    def within(self, text, start, end):
        return bool(text) and start <= text <= end

    def won_within(self, start, end):
        won = [o for o in self.all("opportunity") if o.get("outcome") == "won"]
        return self.total([o for o in won if self.within(o.get("outcome_on") or o.get("close_on"), start, end)])

    @staticmethod
    def certainty(deal):
        states = [deal[f"{what}_state"] for what in ("budget", "scope", "schedule") if deal.get(f"{what}_state")]
        return sum(POINTS[s] for s in states) / 6 if states else None

    def may_commit(self, deal):
        """Every condition of a commit holds today."""
        parts = [(self.by_id[p["person"]], p) for p in self.all("opportunity_person") if p["opportunity"] == deal["id"]]
        parts = [(who, p) for who, p in parts if who["id"] in self.standing]

        def seat(role, least):
            on_it = [(who, self.stance(who, p)) for who, p in parts if (p.get("role") or who.get("role")) == role]
            return bool(on_it) and all(stance is not None and stance >= least for _, stance in on_it), [
                who for who, _ in on_it
            ]

        (decided, _), (approved, approvers) = seat("DECISION_MAKER", 1), seat("APPROVER", 0)
        near = bool(deal.get("close_on")) and -self.since(deal["close_on"]) <= 90
        return (
            (self.certainty(deal) or 0) * 6 >= 5 - 1e-9
            and decided
            and approved
            and all(self.standing[who["id"]]["coverage"] == 1 for who in approvers)
            and (deal.get("buying_step") or 0) >= 5
            and not (near and deal.get("schedule_state") != "confirmed")
            and bool(deal.get("next_step") and deal.get("next_step_on"))
        )

    def distribution(self, deals):
        """Probability of each total of the deals, in minor units: each won or not, one independent of the other."""
        spread = {0: 1.0}
        for deal in deals:
            chance, amount = self.chance(deal), deal.get("amount") or 0
            after = {}
            for total, weight in spread.items():
                after[total] = after.get(total, 0.0) + weight * (1 - chance)
                after[total + amount] = after.get(total + amount, 0.0) + weight * chance
            spread = after
        return sorted(spread.items())

    def quantile(self, spread, share):
        reached = 0.0
        for total, weight in spread:
            reached += weight
            if reached >= share - 1e-9:
                return total / 1e8

    def opportunity(self):
        start, end = self.header.get("period_start"), self.header.get("period_end")
        ours = [o for o in self.open if self.within(o.get("close_on"), start, end)]
        current = [o for o in self.open if o["opportunity_type"] == "current"]
        of = {c: [o for o in ours if self.category(o) == c] for c in ("commit", "best_case", "pipeline")}
        won, target = self.won_within(start, end), self.header.get("revenue_target")
        target = None if target is None else target / 1e8
        spread = self.distribution(ours)
        left = None if target is None else target - won
        covering = [o for o in ours if o["opportunity_type"] == "current" and (o.get("buying_step") or 0) >= 3]
        ahead = [a for a in map(self.steps_ahead, current) if a is not None]
        rights = [o for o in self.open if "secured" in (o.get("participation_right"), o.get("shortlist_right"))]
        early = [o for o in rights if (o.get("secured_at_step") or o.get("buying_step") or 9) < 4]
        return {
            "open_amount": self.open_amount,
            "open_weighted": self.weighted(self.open),
            "period_open": self.total(ours),
            "period_weighted": self.weighted(ours),
            "won": won,
            "target": target,
            "committed": won + self.total(of["commit"]),
            "by_exception": self.total([o for o in of["commit"] if not self.may_commit(o)]),
            "expected": won + self.weighted(ours),
            "possible": won + sum(map(self.total, of.values())),
            "p10": won + self.quantile(spread, 0.1),
            "p90": won + self.quantile(spread, 0.9),
            "chance_to_reach_target": None if left is None else sum(w for t, w in spread if t / 1e8 >= left - 1e-9),
            "pipeline_coverage": self.total(covering) / left if left and left > 0 else None,
            "in_step": ratio(len([a for a in ahead if a <= 1]), len(ahead)),
            "early_rights": ratio(self.total(early), self.open_amount),
            "certainty": {o["code"]: self.certainty(o) for o in current},
            "weighted": {o["code"]: self.weighted([o]) for o in self.open},
            "slip": {o["code"]: self.slip(o) for o in self.open if self.slip(o) is not None},
            "slipped": sorted(o["code"] for o in self.open if (self.slip(o) or 0) > 90 or o.get("moves", 0) >= 3),
            "accuracy": self.accuracy(self.past()[-1]) if self.past() else None,
            "accuracy_by_forecast": {s["code"]: self.accuracy(s) for s in self.past() if self.accuracy(s) is not None},
        }

    @staticmethod
    def slip(deal):
        close, first = day(deal.get("close_on")), day(deal.get("first_close_on"))
        return None if close is None or first is None else max(0, (close - first).days)

    def past(self):
        """The forecasts made on the first day of a period that is over."""
        past = [
            s
            for s in self.all("forecast_snapshot")
            if s["on"] == s["period_start"] and day(s["period_end"]) < self.today
        ]
        return sorted(past, key=lambda s: (s["period_end"], s["code"]))

    def accuracy(self, shot):
        actual, forecast = self.won_within(shot["period_start"], shot["period_end"]), shot["expected"] / 1e8
        return 1 - abs(actual - forecast) / max(actual, forecast) if max(actual, forecast) else None

    # 4.1 - 4.3

    def interval(self, person):
        return {5: 90, 4: 45, 3: 45}.get(person.get("influence"), 90)

    def contacts(self, person):
        """Days since each qualifying contact, with our members in it: a meeting or call of 15 minutes and more."""
        for one in self.all("interaction"):
            two_way = one["contact_type"] in ("meeting", "call") and (one.get("minutes") or 0) >= 15
            if two_way and person["id"] in one.get("people", []) and self.since(one["on"]) >= 0:
                yield self.since(one["on"]), one.get("members", [])

    def owners(self, person):
        """The owners who are on the team, each with the days since the last contact of their own."""
        owned = [
            w["member"]
            for w in self.all("relationship_owner")
            if w["person"] == person["id"] and w["member"] in self.team
        ]
        return {o: min((age for age, members in self.contacts(person) if o in members), default=None) for o in owned}

    def stand(self, person):
        """What a person's row of the gap table says."""
        owners = self.owners(person)
        fresh = [a for a in owners.values() if a is not None and a <= self.interval(person)]
        coverage = 0.0 if not owners else 1.0 if fresh else 0.5
        claimed, level = self.level(person)
        parts = [
            (self.by_id[part["opportunity"]], part)
            for part in self.all("opportunity_person")
            if part["person"] == person["id"]
        ]
        parts = [(deal, part) for deal, part in parts if not deal.get("outcome")]
        linked = ratio(self.total([deal for deal, _ in parts]), self.open_amount) or 0.0
        default = self.default_level(person, linked)
        desired = person.get("desired_level", default)
        gap = None if level is None else max(0, desired - level)
        stance = max((self.lacking_stance(person, deal, part) for deal, part in parts), default=0)
        need = (gap or 0) + stance + (1 - coverage)
        weight = ratio(sum(self.weight(deal) for deal, _ in parts), self.open_amount) or 0.0
        share = ROLE_WEIGHT.get(person.get("role"), 0.4) * weight
        influence = person.get("influence")
        priority = None if influence is None else influence**2 / 5 * need * (0.2 + share)
        return {
            "claimed": claimed,
            "level": level,
            "desired": desired,
            "gap": gap,
            "coverage": coverage,
            "share": share,
            "need": need,
            "priority": priority,
            "seat_level": person.get("desired_level", self.default_level(person, 0.0)),
        }

    def level(self, person):
        """Claimed and proven: the primary owner's pair if rated, else the best pair."""
        rated = [r for r in self.all("relationship") if r["person"] == person["id"] and r.get("level") is not None]
        primary = [
            w["member"]
            for w in self.all("relationship_owner")
            if w["person"] == person["id"] and w.get("primary") and w["member"] in self.team
        ]
        own = [r for r in rated if r["member"] in primary]
        best = (own or sorted(rated, key=lambda r: -r["level"]) or [None])[0]
        if best is None:
            return None, None
        claimed = proven = best["level"]
        if claimed >= 3 and not (best.get("proof_on") and 0 <= self.since(best["proof_on"]) <= 365):
            proven -= 1
        if claimed >= 2 and min((age for age, _ in self.contacts(person)), default=10**6) > 2 * self.interval(person):
            proven -= 1
        return claimed, proven

    @staticmethod
    def default_level(person, linked):
        role, influence = person.get("role"), person.get("influence") or 0
        if role == "SPONSOR" or role == "DECISION_MAKER" and linked >= 0.3:
            return 4
        if (
            role in ("APPROVER", "DECISION_MAKER", "COACH")
            or role == "RECOMMENDER"
            and influence >= 3
            or influence == 5
        ):
            return 3
        return 2

    @staticmethod
    def stance(person, part):
        return part["preference"] if part.get("preference") is not None else person.get("preference")

    def lacking_stance(self, person, deal, part):
        role = part.get("role") or person.get("role")
        if deal["opportunity_type"] != "current" or role in (None, "COACH"):
            return 0
        return max(0, 1 - (self.stance(person, part) or 0))

    def weight(self, deal):
        days = -self.since(deal["close_on"]) if deal.get("close_on") else 10**6
        near = next((w for limit, w in ((90, 1.0), (180, 0.7), (365, 0.4)) if days <= limit), 0.2)
        return (deal.get("amount") or 0) / 1e8 * TYPE_WEIGHT[deal["opportunity_type"]] * near

    def strength(self, deal):
        """Of an open deal: its seats of approver, decision maker and recommender."""
        seats, hostile = {"APPROVER": [], "DECISION_MAKER": [], "RECOMMENDER": []}, False
        for part in self.all("opportunity_person"):
            person = self.by_id[part["person"]]
            role = part.get("role") or person.get("role")
            if part["opportunity"] != deal["id"] or person["id"] not in self.standing or role not in seats:
                continue
            stand, preference = self.standing[person["id"]], self.stance(person, part)
            wanted = stand["seat_level"]
            reached = 1.0 if wanted == 0 else min(stand["level"] or 0, wanted) / wanted
            mood = 0.25 if preference is None else (preference + 2) / 4
            seats[role].append(0.4 * reached + 0.3 * mood + 0.3 * stand["coverage"])
            hostile |= role != "RECOMMENDER" and preference is not None and preference <= -1
        deciders = [min(seats[role], default=0.0) for role in ("APPROVER", "DECISION_MAKER")]
        strength = 100 * (0.75 * min(deciders) + 0.25 * max(seats["RECOMMENDER"], default=0.0))
        empty = not seats["APPROVER"] or not seats["DECISION_MAKER"]
        return min(strength, 33.0) if hostile or empty else strength

    def relationship(self):
        known = [(p["influence"], p, self.standing[p["id"]]) for p in self.people if p.get("influence") is not None]
        total = sum(i for i, _, _ in known)
        rated = [(i, s) for i, _, s in known if s["level"] is not None]
        attainment = ratio(
            sum(i * min(s["level"], s["desired"]) for i, s in rated), sum(i * s["desired"] for i, s in rated)
        )
        owned = {}
        for owner in self.all("relationship_owner"):
            if owner["person"] in self.standing and owner["member"] in self.team:
                owned[owner["member"]] = owned.get(owner["member"], 0) + (
                    self.by_id[owner["person"]].get("influence") or 0
                )
        return {
            "influence_total": total,
            "attainment": attainment,
            "gap_index": None if attainment is None else 1 - attainment,
            "people_coverage": ratio(sum(i * s["coverage"] for i, _, s in known), total),
            "support_index": ratio(sum(i * (p.get("preference") or 0) for i, p, _ in known), 2 * total),
            "seat_strength": ratio(
                sum(self.weight(o) * self.strength(o) for o in self.open), sum(map(self.weight, self.open))
            ),
            "thread_risk": ratio(max(owned.values(), default=0), total),
            "deals": {o["code"]: self.strength(o) for o in self.open if o["opportunity_type"] == "current"},
            "top_gaps": [
                {
                    "person": p["code"],
                    "weighted_gap": None if s["gap"] is None else i * s["gap"],
                    "priority": s["priority"],
                }
                for i, p, s in self.top_gaps()
            ],
            "people": {
                p["code"]: {
                    k: self.standing[p["id"]][k] for k in ("level", "desired", "gap", "coverage", "share", "priority")
                }
                for p in sorted(self.people, key=lambda p: p["code"])
            },
        }

    def top_gaps(self):
        known = [(p["influence"], p, self.standing[p["id"]]) for p in self.people if p.get("influence") is not None]
        return sorted(known, key=lambda row: (-row[2]["priority"], row[1]["code"]))[:5]

    # 4.5

    def strategic_relation(self):
        keys = ("influence", "tie", "our_level", "desired_level")
        rows = [(r["code"], *(r.get(k) for k in keys)) for r in self.all("strategic_relation")]
        leverage = {c: i * t for c, i, t, _, _ in rows if None not in (i, t)}
        rows = [row for row in rows if None not in row]
        realised = sum(i * t * min(o, d) / 4 for _, i, t, o, d in rows)
        desired = sum(i * t * d / 4 for _, i, t, _, d in rows)
        return {
            "realised": realised,
            "desired": desired,
            "strategic_attainment": ratio(realised, desired),
            "leverage": leverage,
            "unrealised": {c: i * t * max(0, d - o) / 4 for c, i, t, o, d in rows},
        }

    # 4.6

    def latest_voices(self, counts):
        """The last voice that counts of everybody present, of the last 365 days."""
        latest = {}
        for voice in sorted(self.all("voice"), key=lambda v: (v["on"], v["code"])):
            if 0 <= self.since(voice["on"]) <= 365 and voice["person"] in self.standing and counts(voice):
                latest[voice["person"]] = voice
        return latest

    def voice(self):
        latest, any_voice = self.latest_voices(lambda v: v.get("sentiment") is not None), self.latest_voices(
            lambda v: True
        )
        heard = [
            (p["influence"], latest[p["id"]]["sentiment"])
            for p in self.people
            if p["id"] in latest and p.get("influence")
        ]
        key = [p for p in self.people if (p.get("influence") or 0) >= 3]
        sentiment = ratio(sum(i * s for i, s in heard), sum(i for i, _ in heard))
        asking = [v for v in self.all("voice") if v.get("expectation")]
        seen = self.latest_voices(lambda v: v.get("perceived_tier"))
        return {
            "weighted_sentiment": sentiment,
            "value_score": None if sentiment is None else (sentiment + 2) / 4 * 100,
            "reach": ratio(sum(p["influence"] for p in key if p["id"] in any_voice), sum(p["influence"] for p in key)),
            "closed_loop": ratio(len([v for v in asking if v.get("closed_loop_on")]), len(asking)),
            "sentiment": {self.by_id[who]["code"]: voice["sentiment"] for who, voice in latest.items()},
            "perceived": {
                self.by_id[who]["code"]: self.perceived(who, v)
                for who, v in seen.items()
                if self.standing[who]["claimed"] is not None
            },
        }

    def perceived(self, person, voice):
        """Our own level, as we claim it, against theirs."""
        own, theirs = self.standing[person]["claimed"], TIER_LEVEL[voice["perceived_tier"]]
        if own == theirs:
            return "agreed"
        return "blind_spot" if own > theirs else "undervalued" if voice.get("sentiment", 0) >= 0 else "at_risk"

    # 5.3

    def objective(self):
        points = []
        for action in self.all("action"):
            agreed, status = day(action.get("first_due_on") or action.get("due_on")), action.get("status")
            if status == "done":
                late = agreed and action.get("done_on") and day(action["done_on"]) > agreed
                points.append(0.5 if late else 1.0)
            elif status != "cancelled" and agreed and agreed < self.today:
                points.append(0.0)
        return {
            "execution_score": None if not points else 100 * sum(points) / len(points),
            "progress": {o["code"]: self.progress(o) for o in self.all("objective") if self.progress(o) is not None},
        }

    def actual(self, objective):
        if not objective.get("figure"):
            return objective.get("actual")
        part, name = objective["figure"].split(".")
        value = getattr(self, part)().get(name)
        if isinstance(value, dict):  # a figure by deal stands for its mean
            value = ratio(sum(value.values()), len(value))
        return value

    def progress(self, objective):
        ends, actual = (objective.get("baseline"), objective.get("target")), self.actual(objective)
        return None if None in (*ends, actual) else ratio(actual - ends[0], ends[1] - ends[0])

    # 5.3, 6.4: the plan as a whole

    def plan(self):
        checks = self.checks()
        points = sum(map(bool, checks.values()))
        deal, score = self.opportunity(), self.objective()["execution_score"]
        voice, seat = self.voice(), self.relationship()["seat_strength"]
        heard = voice["value_score"] if (voice["reach"] or 0) >= 0.6 else None
        lights = {
            "relationship": self.light(seat, 67, 34),
            "execution": self.light(score, 67, 34),
            "voice": self.light(heard, 67, 34),
            "forecast": self.light(deal["chance_to_reach_target"], 0.6, 0.3),
        }
        worst = next(c for c in ("red", "amber", "unknown", "green") if c in lights.values())
        return {
            "completeness_points": points,
            "completeness": points / 25,
            "open_checks": [key for key, holds in checks.items() if not holds],
            "lights": lights,
            "health": worst,
            "discipline": self.discipline(),
        }

    @staticmethod
    def light(value, green, amber):
        return "unknown" if value is None else "green" if value >= green else "amber" if value >= amber else "red"

    def discipline(self):
        """Of the meetings of a rhythm planned in the last twelve months, those held before their alert would sound."""
        planned = held = 0
        for meeting in self.all("meeting"):
            rule = self.by_id.get(meeting.get("cadence_rule"))
            on = day(meeting["planned_on"])
            if rule is None or not 0 <= self.since(meeting["planned_on"]) <= 365:
                continue
            limit, done = on + timedelta(days=GRACE[rule["rhythm"]]), day(meeting.get("held_on"))
            if done or limit < self.today:
                planned += 1
                held += bool(done and done <= limit)
        return ratio(held, planned)

    def valid(self, fact):
        months = 6 if fact["topic"] in ("MNA", "MGMT") else 12
        until = day(fact.get("expires_on")) or (months_after(day(fact["as_of"]), months) if fact.get("as_of") else None)
        return bool(fact.get("source_type")) and until is not None and self.today <= until

    def checks(self):
        """The 25 of 5.3 in their order. Where there is nothing to check, nothing holds."""

        def every(records, holds):
            return bool(records) and all(map(holds, records))

        key = [p for p in self.people if (p.get("influence") or 0) >= 3]
        roles = {m.get("plan_role") for m in self.all("member") if m["id"] in self.team}
        asked = self.header.get("needed_roles") or ["exec_sponsor", "solution_lead", "delivery_lead"]
        led = self.header.get("needed_roles") or roles & {"account_director", "account_manager"}
        facts = self.all("fact")
        valid = [f for f in facts if self.valid(f)]
        goals, needs = self.nodes("goal"), self.nodes("need")
        confirmed = [n for n in needs if n.get("verification") == "confirmed"]
        decided = {e["need"] for e in self.all("entry") if e.get("decision")}
        current = [o for o in self.open if o["opportunity_type"] == "current"]
        chains, voice = self.strategy_map(), self.voice()
        objectives = self.all("objective")
        categories = {o["category"] for o in objectives}
        served = {
            person for a in self.all("action") if a.get("status") != "cancelled" for person in a.get("people", [])
        }
        owned = {w["person"] for w in self.all("relationship_owner") if w["member"] in self.team}
        held = {role for p in self.people for role in (p.get("role"), *p.get("other_roles", []))}
        assessed = [
            r
            for r in self.all("strategic_relation")
            if all(r.get(k) is not None for k in ("tie", "influence", "our_level", "desired_level"))
        ]
        years = {r["period_start"][:4] for r in self.all("revenue")}
        in_days = [-self.since(o["next_step_on"]) if o.get("next_step_on") else -1 for o in current]
        leader = [
            r for r in self.all("review_round") if r["round_type"] == "team_leader" and r.get("result") == "passed"
        ]
        return {
            "owner_set": self.header.get("owner"),
            "sponsor_set": "exec_sponsor" in roles,
            "plan_roles_filled": led and set(asked) <= roles,
            "key_people_owned": every(key, lambda p: p["id"] in owned),
            "rhythm_set": self.all("cadence_rule"),
            "facts_per_c": all(
                len([f for f in valid if f["subject"] == c]) >= 3 for c in ("COMPANY", "CUSTOMERS", "COMPETITORS")
            ),
            "focus_topics": SIX_TOPICS <= {f["topic"] for f in valid},
            "facts_fresh": every(facts, self.valid),
            "footprint_and_revenue": self.all("footprint") and len(years) >= 3,
            "so_what": every(facts, lambda f: f.get("so_what")),
            "goal_measured": [g for g in goals if g.get("metric") and g.get("due_on")],
            "chains_unbroken": chains["chain_completeness"] == 1,
            "needs_confirmed": (chains["confirmation"] or 0) >= 0.7,
            "needs_decided": every(confirmed, lambda n: n["id"] in decided),
            "certainty_stated": every(
                current, lambda o: all(o.get(f"{w}_state") for w in ("budget", "scope", "schedule"))
            ),
            "six_attributes": every(
                key,
                lambda p: p.get("title")
                and p.get("preference") is not None
                and self.standing[p["id"]]["level"] is not None,
            ),
            "gap_reasons": every(key, lambda p: p.get("desired_reason")),
            "five_roles": set(ROLE_WEIGHT) <= held,
            "relations_assessed": len(assessed) >= 3,
            "voice_reach": (voice["reach"] or 0) >= 0.6,
            "categories_have_subgoals": objectives
            and ("REL" not in categories or categories & {"REL1", "REL2", "REL3", "REL4"}),
            "objectives_measured": every(
                objectives,
                lambda o: o.get("metric") and o.get("target") is not None and o.get("due_on") and o.get("owner"),
            ),
            "gaps_have_actions": every(self.top_gaps(), lambda row: row[1]["id"] in served),
            "next_steps_soon": bool(current) and all(0 <= d <= 30 for d in in_days),
            "reviewed": leader,
        }

    def figures(self):
        parts = (
            "account",
            "strategy_map",
            "execution_map",
            "opportunity",
            "relationship",
            "strategic_relation",
            "voice",
            "objective",
            "plan",
        )
        return {"on": self.today.isoformat(), **{part: getattr(self, part)() for part in parts}}


def rounded(value):
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list) else value


def differences(found, golden, at=""):
    """Where two trees of figures differ by more than rounding."""
    if isinstance(found, dict) and isinstance(golden, dict):
        return [
            d
            for k in sorted({*found, *golden})
            for d in differences(found.get(k, "missing"), golden.get(k, "missing"), f"{at}/{k}")
        ]
    if isinstance(found, list) and isinstance(golden, list) and len(found) == len(golden):
        return [d for i, pair in enumerate(zip(found, golden)) for d in differences(*pair, f"{at}/{i}")]
    numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in (found, golden))
    same = abs(found - golden) <= NEAR if numbers else found == golden
    return [] if same else [f"{at}: computed {found}, golden {golden}"]


def main(arguments):
    if arguments:
        print(json.dumps(rounded(Plan(arguments[0], day(arguments[1])).figures()), indent=1, ensure_ascii=False))
        return 0
    wrong = 0
    for golden_file in sorted(Path(__file__).parent.glob("*.figures.json")):
        golden = json.loads(golden_file.read_text(encoding="utf-8"))
        plan = golden_file.with_name(golden_file.name.replace(".figures.", ".plan."))
        found = differences(rounded(Plan(plan, day(golden["on"])).figures()), golden)
        print(f"{golden_file.name}: {len(found)} differences", *found, sep="\n  ")
        wrong += len(found)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
