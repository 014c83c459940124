import { and, eq, sql } from 'drizzle-orm';
import { orderOf } from '#shared/chain/state/ids.ts';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import type { EntryOfTicket } from '#shared/gate/entry-facts.ts';
import {
	countedValues,
	countingStatement,
	type RateRow,
	type Rule,
	rateAnswer,
	tooOften,
} from '#shared/service/rate-limit.server.ts';
import { gateEntries, gateScans } from '../models/entries.ts';
import { type GateTicketRow, gates, gateTickets } from '../models/gates.ts';
import { limits } from '../models/limits.ts';
import { type PassCertificateRow, passCertificates } from '../models/passes.ts';
import type { Reader } from '../models/schema.ts';
import { claimedNow, refundAsked } from './holder-now.ts';
import { preparedOnce } from './prepared-once.ts';

/** A certificate with what decides whether its device may still show the ticket. */
export type Certificate = {
	row: PassCertificateRow;
	/** The handover by which somebody has the ticket now; null: the order's own holder. */
	claimed: string | null;
	/** Whether its money is asked back; the chain may not show it yet. */
	refundAsked: boolean;
};

/** What our rows hold of a ticket and of the certificate that it was shown with. */
export type TicketRows = { ticket: GateTicketRow | null; certificate: Certificate | null };

/** Beside the rows: the answer that the scan's nonce had before, and what the journal says of the ticket. */
export type ScanFacts = TicketRows & { repeated: EntryAnswer | null; entry: EntryOfTicket | null };

/** Null: a code that names no ticket; it was found by name or code. */
type Shown = { event: string; ticket: bigint | null; delegation: number | null };

/** Who asks so often, and how often they may. */
export type ScanLimit = { key: string; rule: Rule; now: number };

const one = sql`(SELECT 1) AS one`;
const ticketColumns = {
	ticket: gateTickets,
	certificate: passCertificates,
	claimed: claimedNow('pass_certificates'),
	refundAsked: refundAsked('pass_certificates'),
};
const { placeholder } = sql;

const isTicketRow = and(
	eq(gateTickets.event, placeholder('event')),
	eq(gateTickets.chainOrder, placeholder('order')),
	eq(gateTickets.index, placeholder('index')),
);
const isCertificate = and(
	eq(passCertificates.event, placeholder('event')),
	eq(passCertificates.ticket, placeholder('ticket')),
	eq(passCertificates.delegation, placeholder('delegation')),
);
/** Another's scan is no answer, although its nonce is the same. */
const isOwnScan = and(
	eq(gateScans.nonce, placeholder('nonce')),
	eq(gateScans.event, placeholder('event')),
	eq(gateScans.device, placeholder('device')),
);
const isEntry = and(
	eq(gateEntries.event, placeholder('event')),
	eq(gateEntries.chainOrder, placeholder('order')),
	eq(gateEntries.index, placeholder('index')),
);

/** Null finds nothing. No order's number has more bits, and no column either. */
function valuesOf({ event, ticket, delegation }: Shown) {
	const { order, index } = ticket === null ? { order: null, index: null } : orderOf(ticket);
	if (order === null || order >= 1n << 59n)
		return { event, order: null, index: null, ticket: null, delegation: null };
	return { event, order: String(order), index, ticket: String(ticket), delegation };
}

const ofTicket = preparedOnce((db: Reader) =>
	db
		.select(ticketColumns)
		.from(one)
		.leftJoin(gateTickets, isTicketRow)
		.leftJoin(passCertificates, isCertificate)
		.prepare('gate_ticket'),
);

const ofScan = preparedOnce((db: Reader) => {
	const counted = db
		.$with('counted', { count: sql<number>`count`.as('count'), seconds: sql<number>`seconds`.as('seconds') })
		.as(
			countingStatement(limits, {
				...{ key: placeholder('key'), max: placeholder('max') },
				...{ at: placeholder('at'), ends: placeholder('ends') },
			}),
		);
	return db
		.with(counted)
		.select({
			...ticketColumns,
			rate: { count: counted.count, seconds: counted.seconds },
			answer: gateScans.answer,
			entry: gateEntries,
			gate: gates.name,
		})
		.from(counted)
		.leftJoin(gateScans, isOwnScan)
		.leftJoin(gateTickets, isTicketRow)
		.leftJoin(passCertificates, isCertificate)
		.leftJoin(gateEntries, isEntry)
		.leftJoin(gates, eq(gates.id, gateEntries.gate))
		.prepare('gate_scan');
});

type TicketFound = {
	ticket: GateTicketRow | null;
	certificate: PassCertificateRow | null;
	claimed: string | null;
	refundAsked: boolean;
};

const rowsIn = ({ ticket, certificate: row, claimed, refundAsked: asked }: TicketFound): TicketRows => ({
	ticket,
	certificate: row && { row, claimed, refundAsked: asked },
});

/** In one statement. */
export async function ticketRows(db: Reader, shown: Shown): Promise<TicketRows> {
	const [found] = await ofTicket(db).execute(valuesOf(shown));
	return rowsIn(found as TicketFound);
}

/**
 * All that our rows say about a scan, in one statement, which also counts it: at a gate each trip to the database is a
 * part of somebody's wait. Throws TOO_MANY_REQUESTS.
 */
export async function scanFacts(
	db: Reader,
	{ nonce, device, ...shown }: Shown & { nonce: string; device: string },
	{ key, rule, now }: ScanLimit,
): Promise<ScanFacts> {
	const values = { ...valuesOf(shown), nonce, device, ...countedValues(key, rule, now) };
	const [found] = await ofScan(db).execute(values);
	const { allowed, retryAfter } = rateAnswer(found!.rate as RateRow, rule);
	if (!allowed) throw tooOften('TOO_MANY_REQUESTS', retryAfter);
	const { answer, entry, gate } = found!;
	return {
		...rowsIn(found as TicketFound),
		repeated: answer,
		entry: entry && {
			original: { gate: gate ?? '', at: entry.enteredAt.toISOString() },
			inside: entry.inside,
		},
	};
}
