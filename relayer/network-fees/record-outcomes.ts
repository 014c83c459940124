import { TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { asc, eq, lt } from 'drizzle-orm';
import { call } from '#shared/chain/rpc.ts';
import { serverOf } from '#shared/chain/rpc-server.ts';
import { type PaidFeeRow, paidFees } from '../models/paid-fees.ts';
import { endFee } from './end-fee.ts';
import type { FeeDeps } from './fee-deps.ts';

const mostAtOnce = 50;
/** HMACs of askers are kept no longer than the bounds need, and a little for an operator. */
const keptMilliseconds = 7 * 86_400_000;

/**
 * Looks at each open call: it landed, failed, or its time is over. Else its stored envelope is sent again, which lands at
 * most once. So a process may die anywhere, and any number may look side by side.
 */
export async function recordOutcomes(deps: FeeDeps): Promise<void> {
	const open = await deps.db
		.select()
		.from(paidFees)
		.where(eq(paidFees.state, 'open'))
		.orderBy(asc(paidFees.createdAt))
		.limit(mostAtOnce);
	for (const row of open) await recordOutcome(deps, row);
}

async function recordOutcome(deps: FeeDeps, row: PaidFeeRow): Promise<void> {
	const { chain } = deps;
	const found = await call(chain.rpcUrl, 'getTransaction', { hash: row.hash });
	if (found.status !== 'NOT_FOUND') {
		const { feeCharged } = xdr.TransactionResult.fromXdr(found.resultXdr, 'base64');
		return endFee(deps, row, found.status === 'SUCCESS' ? 'landed' : 'failed', BigInt(feeCharged));
	}
	const bumped = TransactionBuilder.fromXDR(row.envelope!, chain.passphrase);
	if (!('innerTransaction' in bumped)) return;
	const ends = BigInt(bumped.innerTransaction.timeBounds?.maxTime ?? 0);
	if (BigInt(found.latestLedgerCloseTime) > ends) return endFee(deps, row, 'lost', 0n);
	await serverOf(chain).sendTransaction(bumped);
}

/** Deletes old rows. */
export const forgetFees = ({ db }: Pick<FeeDeps, 'db'>, now: Date): Promise<unknown> =>
	db.delete(paidFees).where(lt(paidFees.createdAt, new Date(now.getTime() - keptMilliseconds)));
