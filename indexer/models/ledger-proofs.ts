import { and, desc, eq, gt, inArray, lt, notExists, sql } from 'drizzle-orm';
import { index, integer, text } from 'drizzle-orm/pg-core';
import { asBase64 } from '#shared/base64.ts';
import type { EventProof } from '#shared/chain/audit/verify-proof.ts';
import { insertRows } from './insert-rows.ts';
import { type LedgerRow, ledgers } from './ledgers.ts';
import type { RawEventRow } from './raw-events.ts';
import { bytes, chain, type Reader, type Transaction } from './schema.ts';

/**
 * What proves a ledger's events after every node has dropped that ledger: its header, and the results of its transactions.
 * XDR as it was hashed. The service may add rows, and change none.
 */
export const ledgerProofs = chain.table('ledger_proofs', {
	ledger: integer().primaryKey(),
	/** LedgerHeader. */
	header: bytes().notNull(),
	/** TransactionResultSet. */
	results: bytes().notNull(),
});

/** What a transaction's call returned and emitted: InvokeHostFunctionSuccessPreImage, which its result is the hash of. */
export const callProofs = chain.table(
	'call_proofs',
	{
		txHash: text().primaryKey(),
		ledger: integer().notNull(),
		success: bytes().notNull(),
	},
	(t) => [index().on(t.ledger)],
);

/** The preimages of a ledger: those of calls that emitted events of ours. */
export type LedgerProof = {
	header: Uint8Array;
	results: Uint8Array;
	calls: { txHash: string; success: Uint8Array }[];
};

/** Adds what is not there yet: a ledger that is read again has the same bytes. */
export async function storeProofs(
	tx: Transaction,
	list: { ledger: number; proof: LedgerProof }[],
): Promise<void> {
	if (list.length === 0) return;
	const kept = list.map(({ ledger, proof: { header, results } }) => ({ ledger, header, results }));
	await insertRows(tx, ledgerProofs, kept, sql`on conflict do nothing`);
	const calls = list.flatMap(({ ledger, proof }) => proof.calls.map((call) => ({ ...call, ledger })));
	await insertRows(tx, callProofs, calls, sql`on conflict do nothing`);
}

/** Up to `most` ledgers before this one whose events have no proof here, newest first. */
export async function ledgersWithoutProof(db: Reader, before: number, most: number): Promise<LedgerRow[]> {
	const kept = db.select({ one: sql`1` }).from(ledgerProofs).where(eq(ledgerProofs.ledger, ledgers.sequence));
	return db
		.select()
		.from(ledgers)
		.where(and(lt(ledgers.sequence, before), gt(ledgers.eventCount, 0), notExists(kept)))
		.orderBy(desc(ledgers.sequence))
		.limit(most);
}

/** What is kept for these transactions of these ledgers. */
export type KeptProofs = {
	calls: Map<string, typeof callProofs.$inferSelect>;
	ledgers: Map<number, typeof ledgerProofs.$inferSelect>;
};

export async function keptProofs(
	db: Reader,
	events: Pick<RawEventRow, 'txHash' | 'ledger'>[],
): Promise<KeptProofs> {
	if (events.length === 0) return { calls: new Map(), ledgers: new Map() };
	const [hashes, sequences] = [new Set(events.map((e) => e.txHash)), new Set(events.map((e) => e.ledger))];
	const calls = await db
		.select()
		.from(callProofs)
		.where(inArray(callProofs.txHash, [...hashes]));
	const found = await db
		.select()
		.from(ledgerProofs)
		.where(inArray(ledgerProofs.ledger, [...sequences]));
	return {
		calls: new Map(calls.map((row) => [row.txHash, row])),
		ledgers: new Map(found.map((row) => [row.ledger, row])),
	};
}

/** The proof of an event, as `verifyProof` reads it; null where it is not kept. */
export function proofOf(
	{ txHash, ledger }: Pick<RawEventRow, 'txHash' | 'ledger'>,
	kept: KeptProofs,
): EventProof | null {
	const [call, of] = [kept.calls.get(txHash), kept.ledgers.get(ledger)];
	if (!call || !of) return null;
	return {
		success: asBase64(call.success),
		results: asBase64(of.results),
		headers: [asBase64(of.header)],
	};
}
