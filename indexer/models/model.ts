import type { PgTable } from 'drizzle-orm/pg-core';
import { type Fact, type FactName, type FactOf, nameOf } from '../facts/fact.ts';
import type { Touched } from '../facts/touched.ts';
import type { Transaction } from './schema.ts';

/**
 * What a model does with each event. The record covers every name, so a new event fails the typecheck in each model
 * until that model handles it or ignores it by name.
 */
export type Handlers<State> = {
	[N in FactName]: ((state: State, fact: FactOf<N>) => void) | 'ignored';
};

/** Events that a model ignores, by name. */
export const ignored = <N extends FactName>(...names: N[]): Record<N, 'ignored'> =>
	Object.fromEntries(names.map((name) => [name, 'ignored'])) as Record<N, 'ignored'>;

/**
 * A read model: which rows it loads for what a ledger changes, how each event changes them, and how it saves
 * them. Handlers are pure: no clock, no randomness, no I/O. Facts come in the order of the chain, a ledger at a time.
 */
export type Model<State> = {
	name: string;
	load(tx: Transaction, touched: Touched): Promise<State>;
	on: Handlers<State>;
	save(tx: Transaction, state: State): Promise<void>;
	/** Its table. The audit compares it with `rows` of a state that began empty and saw all of an event's facts. */
	table: PgTable;
	rows(state: State): object[];
};

/** Changes the state by one fact, if the model handles it. */
export function reduce<State>({ on }: Model<State>, state: State, fact: Fact): void {
	const handler = on[nameOf(fact)] as ((state: State, fact: Fact) => void) | 'ignored';
	if (handler !== 'ignored') handler(state, fact);
}
