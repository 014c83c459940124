import type { Fact } from '../facts/fact.ts';
import type { Transaction } from './schema.ts';

/**
 * A read model: what it must know of the events that a ledger touches, how a fact changes that, and how it is kept.
 * `reduce` is pure: no clock, no randomness, no I/O. Facts come in the order of the chain, a ledger at a time.
 */
export type Model<State> = {
	name: string;
	load(tx: Transaction, events: number[]): Promise<State>;
	reduce(state: State, fact: Fact): void;
	save(tx: Transaction, state: State): Promise<void>;
};
