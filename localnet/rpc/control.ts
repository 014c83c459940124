import type { Faults } from '../faults.ts';
import type { Network } from '../network.ts';
import type { Params } from './params.ts';
import { invalidParams } from './rpc-error.ts';

export type Closing = { pause(): void; resume(): void };

/** Methods for tests, under `localnet_`: time, ledgers and faults on request. */
export function controlMethods(network: Network, closing: Closing, faults: Faults) {
	return {
		/** Closes `count` ledgers now. */
		localnet_close: (params: Params) => {
			for (let i = 0; i < number(params, 'count', 1); i++) network.close();
			// Ledgers that a test asks for move the clock, so that the next one need not wait for it.
			network.advance(0);
			return { latestLedger: network.sequence };
		},
		/** Moves the clock by `seconds`, the ledger's number by `ledgers`, and closes one ledger. */
		localnet_advance: (params: Params) => {
			network.advance(number(params, 'seconds', 0));
			network.skip(number(params, 'ledgers', 0));
			network.close();
			return { latestLedger: network.sequence, closeTime: network.closeTime };
		},
		localnet_pause: () => {
			closing.pause();
			return {};
		},
		localnet_resume: () => {
			closing.resume();
			return {};
		},
		/** Keeps the state after the newest ledger under a number. */
		localnet_snapshot: () => ({ snapshot: network.snapshot(), latestLedger: network.sequence }),
		/** Restores that state, any number of times. Removes later ledgers and pending transactions. */
		localnet_revert: (params: Params) => {
			if (!network.revert(number(params, 'snapshot'))) throw invalidParams('there is no such snapshot');
			return { latestLedger: network.sequence };
		},
		/** The next `count` calls of `method` fail as `kind` says. */
		localnet_fault: (params: Params) => {
			faults.add(params);
			return {};
		},
	} as Record<string, (params: Params) => object>;
}

function number(params: Params, name: string, usual?: number): number {
	const value = params[name] ?? usual;
	if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
		throw invalidParams(`${name} must be a whole number`);
	return value;
}
