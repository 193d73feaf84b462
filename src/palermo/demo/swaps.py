"""Plausible joint detail under fixed totals: exchange answers between cases, never change how many there are.

Two cases that exchange one answer leave every total as it was. Exchanges are accepted as Metropolis does, by the
product of the two cases' plausibilities after and before. Run long enough, the caseload becomes a draw from a
log-linear model whose weights are the plausibilities and whose margins are the published tables. An implausible
answer wanders from case to case this way until it meets one that it fits.
"""

from collections.abc import Callable, Sequence
from random import Random

Profile = tuple[str, ...]
Weigh = Callable[[Profile], float]
Wish = Callable[[Profile, Random], str | None]


class Pool:
    """Cases, by position, that may exchange the answer in ``field``.

    ``wish`` draws an answer that would suit a profile, so that few tries are wasted; without one the partner is
    anybody in the pool. No two pools of an exchange may share both a field and a member.
    """

    def __init__(self, field: int, members: Sequence[int], wish: Wish | None = None) -> None:
        """Take the positions of the members."""
        self.field = field
        self.members = members
        self.wish = wish
        self._holders: dict[str, list[int]] = {}
        self._seat: dict[int, int] = {}

    def index(self, profiles: list[Profile]) -> None:
        """Note who holds which answer."""
        self._holders = {}
        for at in self.members:
            row = self._holders.setdefault(profiles[at][self.field], [])
            self._seat[at] = len(row)
            row.append(at)

    def partner(self, profile: Profile, dice: Random) -> int:
        """Draw somebody to exchange with; -1 if nobody holds what was wished for."""
        wanted = self.wish(profile, dice) if self.wish else None
        if wanted is None:
            return self.members[int(dice.random() * len(self.members))]
        row = self._holders.get(wanted)
        return row[int(dice.random() * len(row))] if row else -1

    def moved(self, a: int, held: str, b: int, other: str) -> None:
        """Note that ``a``, who held ``held``, and ``b``, who held ``other``, have exchanged."""
        seat = self._seat
        self._holders[held][seat[a]] = b
        self._holders[other][seat[b]] = a
        seat[a], seat[b] = seat[b], seat[a]


class Exchange:
    """A caseload under exchange. ``profiles`` is changed in place.

    ``weigh`` gives the plausibility of one profile, greater than zero; it is asked once per distinct profile.
    """

    def __init__(self, profiles: list[Profile], pools: Sequence[Pool], weigh: Weigh, dice: Random) -> None:
        """Take the caseload as it stands."""
        self.profiles = profiles
        self._pools = pools
        self._dice = dice
        self._weigh = weigh
        self._known: dict[Profile, float] = {}
        for pool in pools:
            pool.index(profiles)

    def worth(self, profile: Profile) -> float:
        """Give the plausibility of a profile."""
        value = self._known.get(profile)
        if value is None:
            value = self._known[profile] = self._weigh(profile)
        return value

    def settle(self, sweeps: int) -> None:
        """Let every member of every pool try ``sweeps`` exchanges."""
        for _ in range(sweeps):
            for pool in self._pools:
                for a in pool.members:
                    self._try(pool, a)

    def press(self, floor: float, tries: int) -> int:
        """Let only cases less plausible than ``floor`` try, and whoever takes over their answers; count the rest.

        Stops after ``tries`` tries in all.
        """
        weak = self._weak(floor)
        pools, roll = self._pools, self._dice.random
        for _ in range(tries):
            if not weak:
                break
            at = int(roll() * len(weak))
            a = weak[at]
            if self.worth(self.profiles[a]) >= floor:
                weak[at] = weak[-1]
                weak.pop()
                continue
            b = self._try(pools[int(roll() * len(pools))], a)
            if b >= 0 and self.worth(self.profiles[b]) < floor:
                weak.append(b)
        return len(self._weak(floor))

    def _weak(self, floor: float) -> list[int]:
        return [at for at, profile in enumerate(self.profiles) if self.worth(profile) < floor]

    def _try(self, pool: Pool, a: int) -> int:
        """Try one exchange; return the partner if it took place, else -1."""
        profiles, field = self.profiles, pool.field
        one = profiles[a]
        b = pool.partner(one, self._dice)
        if b < 0:
            return -1
        two = profiles[b]
        mine, other = one[field], two[field]
        if mine == other:
            return -1
        new_one = (*one[:field], other, *one[field + 1 :])
        new_two = (*two[:field], mine, *two[field + 1 :])
        # Plausibilities are above zero, so "or" only asks for those not known yet; this is the inner loop.
        known, worth = self._known.get, self.worth
        before = (known(one) or worth(one)) * (known(two) or worth(two))
        after = (known(new_one) or worth(new_one)) * (known(new_two) or worth(new_two))
        if self._dice.random() * before >= after:
            return -1
        profiles[a], profiles[b] = new_one, new_two
        pool.moved(a, mine, b, other)
        return b
