import type { ReplayedState, Rule } from '../event-version.ts';

/** A replay on its way: `must` names the present event if it breaks a rule, once for each rule. */
export type Run = {
	state: ReplayedState;
	self: string;
	/** Unix seconds. */
	now: bigint;
	must(rule: Rule, holds: boolean): void;
	moves(from: string | null, to: string, amount: bigint): void;
};
