import { z } from '@hono/zod-openapi';
import { and, eq, sql } from 'drizzle-orm';
import { accounts } from '#shared/contract/accounting.ts';
import { currencies } from '#shared/currencies.ts';
import { deferredShares } from '#shared/deferred-shares.ts';
import { isoOfSeconds } from '#shared/iso-time.ts';
import { type Metadata, metadataSchema } from '#shared/metadata.ts';
import { payeeRoles } from '#shared/payee-roles.ts';
import { pictureSchema } from '#shared/picture-schema.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { type DocumentRow, documents } from '../models/documents.ts';
import { booksOf, type EventParts, eventParts } from '../models/event-parts.ts';
import type { EventRow } from '../models/events.ts';
import { orders } from '../models/orders-table.ts';
import { addressAt, redirectTime } from '../models/paid-to.ts';
import type { PayeeRow } from '../models/payees.ts';
import type { Reader } from '../models/schema.ts';
import { eventFaultSchema, faultsOf } from './event-fault.ts';
import { addressText, currencyOf, hashText, isoTime, roleOf, stroopsText } from './json-values.ts';
import {
	accountSchema,
	accountText,
	liveEvent,
	liveEventSchema,
	liveTier,
	liveTierSchema,
} from './live-event.ts';

export const faceSchema = z
	.object({
		currency: z.enum(currencies),
		amount: z.string().openapi({ description: 'minor units (cents)' }),
	})
	.openapi('Face');

const tierSchema = liveTierSchema
	.extend({
		name: z.string().openapi({ description: 'from the metadata; a plain number if there is none' }),
		description: z.string().nullable(),
		price: stroopsText,
		face: faceSchema,
		capacity: z.int(),
		given: z.int().openapi({ description: 'of the tickets sold: those that the organizer gave away' }),
		fiatQuota: z.int(),
		opensAt: isoTime,
		closesAt: isoTime,
		perOrder: z.int(),
		replaces: z.int().nullable().openapi({ description: 'the tier whose free seats it took' }),
	})
	.openapi('Tier');

export const heldSchema = z
	.array(z.object({ name: z.string(), role: z.string(), bps: z.int() }))
	.openapi({ description: 'of the platform’s payouts account: whose money it gets; empty for all others' });

const payeeSchema = accountSchema
	.extend({
		address: addressText,
		role: z.enum(payeeRoles),
		name: z.string().nullable(),
		bps: z.int(),
		held: heldSchema,
		accepted: z.boolean().openapi({ description: 'agreed to its share; organizer and platform always did' }),
		paidTo: addressText.openapi({ description: 'where its money goes now' }),
		redirect: z
			.object({ to: addressText, from: isoTime })
			.nullable()
			.openapi({ description: 'where its money goes from a time on' }),
	})
	.openapi('Payee');

const metadataView = z
	.object({
		verified: z.boolean().openapi({ description: 'its SHA-256 is the one the contract holds' }),
		state: z.enum(['pending', 'verified', 'refused', 'unreachable']),
		hash: hashText,
		uri: z.string(),
		document: metadataSchema
			.extend({ picture: pictureSchema.optional() })
			.nullable()
			.openapi({ description: 'only when verified' }),
	})
	.openapi('EventMetadata');

export const eventSchema = liveEventSchema
	.extend({
		name: z.string(),
		organizer: addressText,
		startsAt: isoTime,
		endsAt: isoTime,
		doorsAt: isoTime,
		version: z.int().openapi({ description: 'of the contract’s code' }),
		splitsVersion: z.int().openapi({ description: 'rises with every change of payees or policy' }),
		announcedAt: isoTime,
		announcedLedger: z.int(),
		wasmHash: hashText,
		usdc: addressText,
		treasury: addressText
			.nullable()
			.openapi({ description: 'null from version 2 on: the registry names the present one' }),
		cap: stroopsText.openapi({ description: 'what it may hold at a time; 0 is no bound' }),
		attributionKey: hashText.openapi({ description: 'signs wallets’ attributions; zeros are nobody’s' }),
		placeHash: hashText.nullable(),
		cancelledBy: addressText.nullable(),
		postponedBySeconds: z.int().openapi({ description: '0: it never was' }),
		gates: z.array(addressText).openapi({ description: 'accounts that let people in' }),
		log: hashText,
		ledger: z.int().openapi({ description: 'of its last change' }),
		policy: z.object({
			reserveBps: z.int(),
			releaseAt: isoTime,
			refundUntil: isoTime,
			transferable: z.boolean(),
			freezeAt: isoTime,
			resaleCapBps: z.int(),
			resaleLimit: z.int(),
			royaltyBps: z.int(),
			commissionCapBps: z.int(),
			consent: z.boolean().openapi({ description: 'nothing is sold until every payee agreed' }),
		}),
		tiers: z.array(tierSchema),
		payees: z.array(payeeSchema),
		metadata: metadataView,
		fault: eventFaultSchema,
	})
	.openapi('Event');

export type EventView = z.infer<typeof eventSchema>;

export async function eventView(db: Reader, row: EventRow, now: bigint): Promise<EventView> {
	const [parts] = await eventParts(db, [row.no]);
	const [document] = await db.select().from(documents).where(eq(documents.hash, row.metadataHash));
	const { payouts } = await readCheckpoint(db);
	const [faults, given] = await Promise.all([faultsOf(db, [row]), givenBy(db, row)]);
	return { ...describe(parts!, { document, payouts, given }, now), fault: faults.get(row.no) ?? null };
}

/** Tickets that the organizer gave away, by tier. */
async function givenBy(db: Reader, { no, complimentary }: EventRow): Promise<Map<number, number>> {
	if (complimentary === 0) return new Map();
	const rows = await db
		.select({ tier: orders.tier, tickets: sql<number>`sum(${orders.qty})::integer` })
		.from(orders)
		.where(and(eq(orders.eventNo, no), eq(orders.complimentary, true)))
		.groupBy(orders.tier);
	return new Map(rows.map(({ tier, tickets }) => [tier, tickets]));
}

/** The document, if its hash is the contract's. */
export const verified = (document: DocumentRow | null | undefined): Metadata | null =>
	document?.state === 'verified' ? document.document : null;

type Read = { document: DocumentRow | undefined; payouts: string | null; given: Map<number, number> };

function describe(
	parts: EventParts,
	{ document, payouts, given }: Read,
	now: bigint,
): Omit<EventView, 'fault'> {
	const { row } = parts;
	const metadata = verified(document);
	return {
		...liveEvent(parts, now),
		name: row.name,
		organizer: row.organizer,
		startsAt: isoOfSeconds(row.startsAt),
		endsAt: isoOfSeconds(row.endsAt),
		doorsAt: isoOfSeconds(row.doorsAt),
		version: row.version,
		splitsVersion: row.splitsVersion,
		announcedAt: row.announcedAt.toISOString(),
		announcedLedger: row.announcedLedger,
		wasmHash: row.wasmHash,
		usdc: row.usdc,
		treasury: row.treasury,
		cap: String(row.cap),
		attributionKey: row.attributionKey,
		placeHash: row.placeHash,
		cancelledBy: row.cancelledBy,
		postponedBySeconds: Number(row.postponedBy),
		gates: parts.gates,
		log: row.log,
		ledger: row.ledger,
		policy: policyView(row),
		tiers: tierViews(parts, metadata, given),
		payees: payeeViews(parts, { metadata, payouts }, now),
		metadata: {
			verified: metadata !== null,
			state: document?.state ?? 'pending',
			hash: row.metadataHash,
			uri: row.uri,
			document: metadata,
		},
	};
}

const policyView = ({ policy }: EventRow): EventView['policy'] => ({
	reserveBps: policy.reserve_bps,
	releaseAt: isoOfSeconds(BigInt(policy.release_at)),
	refundUntil: isoOfSeconds(BigInt(policy.refund_until)),
	transferable: policy.transferable,
	freezeAt: isoOfSeconds(BigInt(policy.freeze_at)),
	resaleCapBps: policy.resale_cap_bps,
	resaleLimit: policy.resale_limit,
	royaltyBps: policy.royalty_bps,
	commissionCapBps: policy.commission_cap_bps,
	consent: policy.consent,
});

const tierViews = (
	parts: EventParts,
	metadata: Metadata | null,
	given: Map<number, number>,
): EventView['tiers'] =>
	parts.tiers.map((t) => ({
		...liveTier(t),
		name: metadata?.tiers[t.index]?.name ?? String(t.index + 1),
		description: metadata?.tiers[t.index]?.description ?? null,
		price: String(t.price),
		face: { currency: currencyOf(t.faceCurrency), amount: String(t.faceAmount) },
		capacity: t.capacity,
		given: given.get(t.index) ?? 0,
		fiatQuota: t.fiatQuota,
		opensAt: isoOfSeconds(t.opensAt),
		closesAt: isoOfSeconds(t.closesAt),
		perOrder: t.perOrder,
		replaces: t.replaces,
	}));

function payeeViews(
	parts: EventParts,
	{ metadata, payouts }: { metadata: Metadata | null; payouts: string | null },
	now: bigint,
): EventView['payees'] {
	const owed = accounts(booksOf(parts), now);
	return parts.payees.map((p, i) => ({
		index: i,
		address: p.address,
		role: roleOf(p.role, metadata?.payees[i]?.role),
		name: metadata?.payees[i]?.name ?? null,
		bps: p.bps,
		held: deferredShares(metadata?.payees[i], p.address, payouts),
		accepted: p.accepted,
		paidTo: addressAt(p, parts.row, now),
		redirect: redirectView(p, parts.row),
		...accountText(owed[i]!),
	}));
}

function redirectView(payee: PayeeRow, freeze: EventRow): EventView['payees'][number]['redirect'] {
	const from = redirectTime(payee, freeze);
	return from === null ? null : { to: payee.redirectTo!, from: isoOfSeconds(from) };
}
