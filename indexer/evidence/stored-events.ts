import { StrKey, xdr } from '@stellar/stellar-sdk';
import { asc, eq, inArray } from 'drizzle-orm';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { eventId } from '../ingest/ledger-meta.ts';
import { announcementOf } from '../ingest/rebuild-event.ts';
import type { EventRow } from '../models/events.ts';
import { callProofs } from '../models/ledger-proofs.ts';
import { ledgers } from '../models/ledgers.ts';
import { movementsOf } from '../models/movements.ts';
import { asRaw, rawEvents } from '../models/raw-events.ts';
import { resales } from '../models/resales.ts';
import type { Reader } from '../models/schema.ts';

/**
 * All that is stored of an event, in the shape of a node's answer: its announcement, its contract's events, and the
 * asset's movements that concern it. Of resales also what buyers paid sellers, which never was the event's money.
 */
export async function storedEvents(db: Reader, event: EventRow, registry: string): Promise<RawEvent[]> {
	const announced = await announcementOf(db, registry, event.no);
	const own = await db
		.select({ row: rawEvents, closedAt: ledgers.closedAt })
		.from(rawEvents)
		.innerJoin(ledgers, eq(ledgers.sequence, rawEvents.ledger))
		.where(eq(rawEvents.contract, event.address))
		.orderBy(asc(rawEvents.id));
	const raw = own.map(({ row, closedAt }) => asRaw(row, closedAt));
	return [
		asRaw(announced.row, announced.closedAt),
		...raw,
		...(await movementsOf(db, event.no)),
		...(await paidToSellers(db, event, raw)),
	];
}

/** What the calls of an event's resales emitted of the asset's contract. */
async function paidToSellers(db: Reader, { no, usdc }: EventRow, raw: RawEvent[]): Promise<RawEvent[]> {
	const sold = await db.select({ txHash: resales.txHash }).from(resales).where(eq(resales.eventNo, no));
	const hashes = [...new Set(sold.map(({ txHash }) => txHash))];
	if (hashes.length === 0) return [];
	const calls = await db.select().from(callProofs).where(inArray(callProofs.txHash, hashes));
	const byHash = new Map(raw.map((each) => [each.txHash, each]));
	return calls.flatMap(({ txHash, success }) => emittedBy(success, byHash.get(txHash), usdc));
}

/** A call's events of one contract. `beside`: an event of the same call, which names ledger and transaction. */
function emittedBy(success: Uint8Array, beside: RawEvent | undefined, contract: string): RawEvent[] {
	if (!beside) return [];
	const operation = BigInt(beside.id.split('-')[0]!);
	const { events } = xdr.InvokeHostFunctionSuccessPreImage.fromXdr(success);
	return events.flatMap((each, index): RawEvent[] => {
		const { contractId } = each.toXdrObject();
		if (!contractId || StrKey.encodeContract(contractId) !== contract) return [];
		return [
			{
				...beside,
				id: eventId(operation, index),
				contractId: contract,
				topic: each.body.v0.topics.map((topic) => topic.toXdr('base64')),
				value: each.body.v0.data.toXdr('base64'),
			},
		];
	});
}
