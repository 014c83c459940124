import { type HeldPass, passName } from './held-pass.ts';

/** An event whose times nobody knew goes by the end of its certificate. */
const endOf = ({ endsAt, expiry }: HeldPass): number => (endsAt ? Date.parse(endsAt) : expiry * 1000);
const startOf = ({ startsAt, expiry }: HeldPass): number => (startsAt ? Date.parse(startsAt) : expiry * 1000);

/** Passes of one event, in the order of their tickets. */
export type PassGroup = { event: string; passes: HeldPass[] };

/** Passes by event: the one that comes next first, and those that are over by `now` last, the latest of them first. */
export function passGroups(passes: HeldPass[], now: number): { coming: PassGroup[]; over: PassGroup[] } {
	const groups = [...Map.groupBy(passes, ({ event }) => event)].map(([event, list]) => ({
		event,
		passes: list.toSorted((a, b) => (passName(a) < passName(b) ? -1 : 1)),
	}));
	const isOver = ({ passes: [first] }: PassGroup) => endOf(first!) < now;
	const byStart = (a: PassGroup, b: PassGroup) => startOf(a.passes[0]!) - startOf(b.passes[0]!);
	return {
		coming: groups.filter((group) => !isOver(group)).toSorted(byStart),
		over: groups.filter(isOver).toSorted((a, b) => byStart(b, a)),
	};
}
