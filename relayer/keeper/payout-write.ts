import { scValToNative, type xdr } from '@stellar/stellar-sdk';
import { type Chain, prepare } from '#shared/chain/submit/invoke.ts';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import { PassaError } from '#shared/errors.ts';
import type { ChainWrite } from '#shared/service/channel-accounts.server.ts';

/** What a call of `distribute_ticket_revenue` pays, by payee index, in stroops of USDC. */
export const amountsIn = (returnValue: xdr.ScVal | null): bigint[] =>
	returnValue ? (scValToNative(returnValue) as bigint[]) : [];

/**
 * A payout as a write. Throws NOBODY_PAID where the simulation pays nobody, since such a call costs a fee and always
 * fails: the network grants it no bytes to write.
 */
export const payoutWrite = (
	chain: Chain,
	operation: xdr.Operation,
	failures: FailuresOfContracts,
): ChainWrite => ({
	failures,
	async build(source) {
		const { transaction, returnValue } = await prepare({ chain, source, operation, failures });
		if (amountsIn(returnValue).some((amount) => amount > 0n)) return transaction;
		throw new PassaError('NOBODY_PAID', 'No payee of this call can be paid now.');
	},
});

/** Whether the call itself failed. Other errors are the network's or ours, and say nothing about the payees. */
export const isRefused = (error: unknown): boolean =>
	error instanceof PassaError &&
	(['CALL_FAILED', 'TRANSACTION_FAILED'].includes(error.code) || error.detail.contract !== undefined);
