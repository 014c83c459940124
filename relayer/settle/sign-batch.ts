import { type Keypair, TransactionBuilder, type xdr } from '@stellar/stellar-sdk';
import { asc } from 'drizzle-orm';
import { prepare, signWith } from '#shared/chain/submit/invoke.ts';
import { settleBatch } from '#shared/contract/registry-args.ts';
import { batchItems } from '../models/batches.ts';
import { itemsOf } from './batch-rows.ts';
import type { LaneState } from './lane-state.ts';
import type { BatchRow, SettleDeps } from './settle-deps.ts';

export type Signed = { envelope: string; hash: string; validUntil: bigint };

const mostFeeFactor = 64;

/**
 * Signs a batch's payload: the relayer for the call, the treasury for the one transfer of the whole sum, the lane's own
 * account for the envelope. Throws the contract's code where the simulation fails.
 */
export async function signBatch(
	deps: SettleDeps,
	batch: BatchRow,
	channel: Keypair,
	{ version, failures }: Pick<LaneState, 'version' | 'failures'>,
): Promise<Signed> {
	const { db, chain, registry, signer } = deps;
	const items = await db.select().from(batchItems).where(itemsOf(batch)).orderBy(asc(batchItems.index));
	const { event, lane, seq } = batch;
	const payload = items.map(({ owner, tier, qty, evidence }) => ({ owner, tier, qty, evidence }));
	const { transaction } = await prepare({
		chain,
		source: channel.publicKey(),
		operation: settleBatch(registry, version, { event, lane, seq, items: payload }),
		signers: [signer.relayer, signer.treasury],
		failures,
		feeFactor: batch.error === 'NETWORK_BUSY' ? Math.min(2 ** batch.attempts, mostFeeFactor) : 1,
	});
	const envelope = await signWith(channel, chain.passphrase)(transaction.toEnvelope().toXdr('base64'));
	const hash = Buffer.from(transaction.hash()).toString('hex');
	return { envelope, hash, validUntil: BigInt(transaction.timeBounds!.maxTime) };
}

/**
 * The ledger from which on the authorisations in an envelope are invalid. Before it, anybody who saw the envelope could
 * put them into another one, and the payload could still land.
 */
export function authorisedUntil(envelope: string, passphrase: string): number {
	const transaction = TransactionBuilder.fromXDR(envelope, passphrase);
	const [operation] = 'operations' in transaction ? transaction.operations : [];
	const auth = operation?.type === 'invokeHostFunction' ? (operation.auth ?? []) : [];
	return auth.reduce((last, { credentials }) => Math.max(last, expiryOf(credentials)), 0);
}

function expiryOf(credentials: xdr.SorobanCredentials): number {
	if ('address' in credentials) return credentials.address.signatureExpirationLedger;
	return 'addressV2' in credentials ? credentials.addressV2.signatureExpirationLedger : 0;
}
