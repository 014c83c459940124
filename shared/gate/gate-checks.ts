/** What stands at the gates of an event before the doors open: a page and a service judge it by the same rules. */
export type GatesBefore = {
	/** `sold`: tickets that stand. */
	tiers: readonly { index: number; name: string; sold: number }[];
	/** `tiers`: those that the gate admits; null: all. `phones`: its live ones. */
	gates: readonly { name: string; tiers: readonly number[] | null; phones: readonly Phone[] }[];
	/** When transfers stop. Milliseconds since 1970, as `now`. */
	freezeAt: number;
	now: number;
};

/** `listedAt`: the moment that its newest list is of; null: it has none. Milliseconds since 1970. */
type Phone = { label: string; listedAt: number | null };

/** `wait`: nothing can be done yet. `named`: gates, phones or ticket types that it is about. */
export type GateCheck = {
	name: 'gates' | 'tiers' | 'phones' | 'lists';
	state: 'good' | 'todo' | 'wait';
	named: string[];
};

/** Gates are named, each sold ticket type has one, each gate has a phone, and each phone a list that it may decide by alone. */
export function gateChecks({ tiers, gates, freezeAt, now }: GatesBefore): GateCheck[] {
	const shut = tiers.filter(
		({ index, sold }) => sold > 0 && !gates.some(({ tiers: admits }) => admits?.includes(index) ?? true),
	);
	const without = gates.filter(({ phones }) => phones.length === 0);
	return [
		check('gates', gates.length === 0),
		check('tiers', shut.length > 0, shut),
		check('phones', gates.length === 0 || without.length > 0, without),
		lists(
			gates.flatMap(({ phones }) => phones),
			freezeAt,
			now,
		),
	];
}

const check = (name: GateCheck['name'], isTodo: boolean, named: { name: string }[] = []): GateCheck => ({
	...{ name, state: isTodo ? 'todo' : 'good' },
	named: named.map((each) => each.name),
});

/** A phone may decide alone only by a list that was made once transfers had stopped. */
function lists(phones: readonly Phone[], freezeAt: number, now: number): GateCheck {
	if (now < freezeAt) return { name: 'lists', state: 'wait', named: [] };
	const old = phones.filter(({ listedAt }) => listedAt === null || listedAt < freezeAt);
	return check(
		'lists',
		phones.length === 0 || old.length > 0,
		old.map(({ label }) => ({ name: label })),
	);
}
