import type { Keypair } from '@stellar/stellar-sdk';
import { asc } from 'drizzle-orm';
import { prepare, signWith } from '#shared/chain/submit/invoke.ts';
import type { Terms } from '#shared/contract/event.ts';
import type { SettleItem } from '#shared/contract/event-version.ts';
import { batchSignatures, settleBatch } from '#shared/contract/registry-args.ts';
import { hex } from '#shared/hex.ts';
import { batchItems } from '../models/batches.ts';
import { itemsOf } from './batch-conditions.ts';
import type { LaneState } from './lane-state.ts';
import type { BatchRow, SettleDeps } from './settle-deps.ts';

export type Signed = { envelope: string; hash: string; validUntil: bigint };

const mostFeeFactor = 64;

/**
 * Signs a batch's payload: the relayer for the call, the treasury for the one transfer of the whole sum, the lane's own
 * account for the envelope. Neither key signs another call than the one that follows from the batch's rows. Throws the
 * contract's code if the simulation fails, RPC_ERROR if it asks for other signatures.
 */
export async function signBatch(
	deps: SettleDeps,
	row: BatchRow,
	channel: Keypair,
	{ version, failures, terms, registry: { config } }: LaneState,
): Promise<Signed> {
	const { db, chain, registry, signer } = deps;
	const { event, lane, seq } = row;
	const found = await db.select().from(batchItems).where(itemsOf(row)).orderBy(asc(batchItems.index));
	const items = found.map(itemOf);
	const batch = { event, lane, seq, items };
	const [relayer, treasury] = [signer.relayer.publicKey(), signer.treasury.publicKey()];
	const payment = { usdc: config.usdc, treasury, amount: costOf(items, terms) };
	const signatures = batchSignatures(registry, version, batch, payment);
	const { transaction } = await prepare({
		chain,
		source: channel.publicKey(),
		operation: settleBatch(registry, version, batch),
		signers: [signer.relayer, signer.treasury],
		signatures: new Map([
			[relayer, signatures.relayer],
			[treasury, signatures.treasury],
		]),
		failures,
		feeFactor: row.error === 'NETWORK_BUSY' ? Math.min(2 ** row.attempts, mostFeeFactor) : 1,
	});
	const envelope = await signWith(channel, chain.passphrase)(transaction.toEnvelope().toXdr('base64'));
	const hash = hex(transaction.hash());
	return { envelope, hash, validUntil: BigInt(transaction.timeBounds!.maxTime) };
}

const itemOf = ({
	owner,
	tier,
	qty,
	evidence,
	splitsVersion,
	termsVersion,
}: typeof batchItems.$inferSelect): SettleItem => ({
	owner,
	tier,
	qty,
	evidence,
	splitsVersion,
	termsVersion,
	credits: [],
});

/** What the event takes from the treasury for these items before it decides which it serves, in stroops. */
function costOf(items: SettleItem[], { tiers }: Pick<Terms, 'tiers'>): bigint {
	const costs = items.map(({ tier, qty }) => {
		const { price, per_order } = tiers[tier] ?? { price: 0n, per_order: 0 };
		return qty >= 1 && qty <= per_order ? price * BigInt(qty) : 0n;
	});
	return costs.reduce((sum, cost) => sum + cost, 0n);
}
