import type { xdr } from '@stellar/stellar-sdk';
import { rawOf } from '#shared/chain/events/raw-of.ts';
import { type Chain, prepare } from '#shared/chain/submit/invoke.ts';
import type { EventVersion } from '#shared/contract/event-version.ts';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import { passaName } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import type { ChainWrite } from '#shared/service/channel-accounts.server.ts';
import type { Paid } from './plan-payouts.ts';

/** What an event's `paid` says; empty if nobody was paid. */
export function amountsIn(
	published: xdr.ContractEvent[],
	event: string,
	version: Pick<EventVersion, 'decodeEvent'>,
): Paid {
	const payees: bigint[] = [];
	const creators = new Map<string, bigint>();
	for (const raw of published.map(rawOf)) {
		if (raw.contractId !== event || passaName(raw) !== 'paid') continue;
		const read = version.decodeEvent(raw, event);
		if (read.name !== 'paid') continue;
		for (const [index, amount] of read.payload.payees) payees[index] = amount;
		for (const [creator, amount] of read.payload.creators) creators.set(creator, amount);
	}
	return { payees, creators };
}

/**
 * A payout as a write. `paying` gets what its simulation pays. Throws NOBODY_PAID if that is nothing, since such a call
 * costs a fee and always fails: the network grants it no bytes to write.
 */
export const payoutWrite = (
	chain: Chain,
	operation: xdr.Operation,
	failures: FailuresOfContracts,
	paying: (published: xdr.ContractEvent[]) => Paid,
): ChainWrite => ({
	failures,
	async build(source) {
		const { transaction, events } = await prepare({ chain, source, operation, failures });
		const { payees, creators } = paying(events);
		if ([...payees, ...creators.values()].some((amount) => amount > 0n)) return transaction;
		throw new PassaError('NOBODY_PAID', 'Nobody whom this call names can be paid now.');
	},
});

/** Whether the call itself failed. Other errors are the network's or ours, and say nothing about the payees. */
export const isRefused = (error: unknown): boolean =>
	error instanceof PassaError &&
	(['CALL_FAILED', 'TRANSACTION_FAILED'].includes(error.code) || error.detail.contract !== undefined);
