import type { Keypair } from '@stellar/stellar-sdk';
import { sql } from 'drizzle-orm';
import { spendableXlm } from '#shared/chain/state/spendable-xlm.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import { type PaidFeeState, paidFees } from '../models/paid-fees.ts';
import type { Reader } from '../models/schema.ts';

/** Of the last 24 hours. */
export type FeeStats = { dayXlm: number; calls: Partial<Record<PaidFeeState, number>> };

export async function feeStats(db: Reader, now: Date): Promise<FeeStats> {
	const since = new Date(now.getTime() - 86_400_000);
	const { rows } = await db.execute<{ state: PaidFeeState; calls: number; fee: string }>(sql`
		SELECT state, count(*)::int AS calls, sum(fee)::text AS fee FROM ${paidFees}
		WHERE created_at > ${since} GROUP BY state`);
	const stroops = rows.reduce((sum, { fee }) => sum + BigInt(fee), 0n);
	return {
		dayXlm: Number(stroops) / 1e7,
		calls: Object.fromEntries(rows.map(({ state, calls }) => [state, calls])),
	};
}

/** Stroops that the account which pays has left; 0 if it does not exist yet. */
export async function feeBalanceOf(chain: Chain, payer: Keypair): Promise<bigint> {
	return (await spendableXlm(chain, payer.publicKey()))?.spendable ?? 0n;
}
