import { call } from '#shared/chain/rpc.ts';
import { PassaError } from '#shared/errors.ts';

export type CallOutcome = number | 'over' | 'open';

/**
 * What became of a stored transaction: the ledger that it is in; `over` where it can land no more, and never did; `open` else. Throws
 * HISTORY_CUT where the RPC has lost ledgers that it may be in, so that nobody knows.
 */
export async function outcomeOf(
	chain: { rpcUrl: string },
	{ hash, validUntil, sinceLedger }: { hash: string; validUntil: bigint; sinceLedger: number },
): Promise<CallOutcome> {
	const found = await call(chain.rpcUrl, 'getTransaction', { hash });
	if (found.status === 'SUCCESS') return found.ledger;
	if (found.status === 'FAILED') return 'over';
	if (found.oldestLedger > sinceLedger)
		throw new PassaError('HISTORY_CUT', `the RPC has lost the ledgers of transaction ${hash}`);
	return BigInt(found.latestLedgerCloseTime) > validUntil ? 'over' : 'open';
}
