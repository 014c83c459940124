import { eq, sql } from 'drizzle-orm';
import { asBase64 } from '#shared/base64.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import { PassaError } from '#shared/errors.ts';
import type { GateList } from '#shared/gate/gate-list.ts';
import { hex } from '#shared/hex.ts';
import { writeCertificatePart } from '#shared/pass/pass-layout.ts';
import { gateEntries } from '../models/entries.ts';
import { gateDevices, gateEvents, gateTickets } from '../models/gates.ts';
import { passCertificates } from '../models/passes.ts';
import { eventIdOf } from '../passes/event-id.ts';
import { publicKeysOf } from '../passes/pass-issuer.server.ts';
import { factsOf } from './event-facts.ts';
import type { GateDeps } from './gate-deps.ts';
import { claimedNow, refundAsked } from './holder-now.ts';
import { gatesOf } from './manage-gates.ts';
import type { KnownDevice } from './read-device.ts';
import { listedCodes } from './static-facts.ts';
import { syncTickets } from './sync-tickets.ts';

/** How old the list may be before the network is read again. Milliseconds. */
const fresh = 15_000;

export type GateListError = PassaError<'LIST_NOT_READY'>;

/**
 * All that a device needs to decide alone: keys, gates, tickets, certificates and entries so far. It names nobody. While
 * the network is away the newest list is given, with its age. Throws GateListError: LIST_NOT_READY before the first one.
 */
export async function gateList(deps: GateDeps, { device, gate }: KnownDevice): Promise<GateList> {
	const { db, clock } = deps;
	const { event } = gate;
	await refresh(deps, event);
	const [row] = await db.select().from(gateEvents).where(eq(gateEvents.event, event));
	const facts = row && factsOf(row);
	if (!row?.listedAt || !facts || facts === 'failed')
		throw new PassaError('LIST_NOT_READY', 'The list of this event is not read yet. Try again.', {
			status: 503,
		});
	const all = await gatesOf(deps, event);
	await db.update(gateDevices).set({ listedAt: row.listedAt }).where(eq(gateDevices.id, device.id));
	return {
		...{ event, eventId: hex(eventIdOf(event)), device: device.id, gate: gate.id },
		gates: all.map(({ id, name, tiers, stoppedAt }) => ({
			...{ id, name, tiers },
			...(stoppedAt ? { stopped: true } : {}),
		})),
		divided: row.divided,
		facts,
		listAt: row.listedAt.getTime(),
		now: clock.now(),
		issuers: (await publicKeysOf(deps.passes)).map(({ issuer, key }) => ({ issuer, key: asBase64(key) })),
		tickets: await listedTickets(deps, event),
		entries: await listedEntries(deps, event),
	};
}

async function refresh(deps: GateDeps, event: string): Promise<void> {
	const [row] = await deps.db.select().from(gateEvents).where(eq(gateEvents.event, event));
	if (row?.listedAt && deps.clock.now() - row.listedAt.getTime() < fresh) return;
	try {
		await syncTickets(deps, event);
	} catch (err) {
		deps.log.error({ event, err }, 'the list of an event’s gates cannot be read again');
	}
}

type CertificateOfTicket = { delegation: number; live: boolean; part: string };

async function listedTickets({ db }: GateDeps, event: string): Promise<GateList['tickets']> {
	const tickets = await db.select().from(gateTickets).where(eq(gateTickets.event, event));
	const certificates = await certificatesOf(db, event);
	const codes = await listedCodes(db, event);
	return tickets.map((row) => {
		const ticket = ticketId(row.chainOrder, row.index);
		const { list = [], refundAsked: asked = false } = certificates.get(ticket) ?? {};
		const ofTicket = codes.get(ticket);
		const live = list.filter((each) => each.live);
		const last = Math.max(0, ...list.map(({ delegation }) => delegation));
		const first = live.length > 0 ? Math.min(...live.map(({ delegation }) => delegation)) : last + 1;
		return {
			ticket: ticket.toString(),
			tier: row.tier,
			state: row.refunded || asked || ofTicket?.refundAsked ? 'refunded' : row.used ? 'used' : 'valid',
			first: list.length === 0 ? 0 : first,
			ended: list
				.filter(({ delegation, live }) => !live && delegation > first)
				.map((each) => each.delegation),
			certificates: live.map(({ delegation, part }) => [delegation, part]),
			...(ofTicket ? { codes: ofTicket.live, endedCodes: ofTicket.ended } : {}),
		};
	});
}

/** By ticket: whether each certificate is of who holds the ticket now, and whether its money is asked back. */
async function certificatesOf(db: GateDeps['db'], event: string) {
	const rows = await db
		.select({
			certificate: passCertificates,
			live: sql<boolean>`(${passCertificates.endedAt} IS NULL AND ${passCertificates.owner} = ${gateTickets.owner}
				AND ${gateTickets.custodial} = (${passCertificates.orderNo} IS NOT NULL)
				AND ${passCertificates.handover} IS NOT DISTINCT FROM ${claimedNow('pass_certificates')})`,
			refundAsked: refundAsked('pass_certificates'),
		})
		.from(passCertificates)
		.innerJoin(
			gateTickets,
			sql`${gateTickets.event} = ${passCertificates.event} AND ${gateTickets.index} = mod(${passCertificates.ticket}, 32)
				AND ${gateTickets.chainOrder} = div(${passCertificates.ticket}, 32)`,
		)
		.where(eq(passCertificates.event, event));
	const found = new Map<bigint, { list: CertificateOfTicket[]; refundAsked: boolean }>();
	for (const { certificate, live, refundAsked: asked } of rows) {
		const of = found.get(certificate.ticket) ?? { list: [], refundAsked: false };
		const part = {
			...certificate,
			deviceKey: new Uint8Array(certificate.deviceKey),
			signature: new Uint8Array(certificate.signature),
		};
		of.list.push({
			...{ delegation: certificate.delegation, live },
			part: live ? asBase64(writeCertificatePart(part)) : '',
		});
		of.refundAsked ||= asked && live;
		found.set(certificate.ticket, of);
	}
	return found;
}

async function listedEntries({ db }: GateDeps, event: string): Promise<GateList['entries']> {
	const rows = await db.select().from(gateEntries).where(eq(gateEntries.event, event));
	return rows.map(({ chainOrder, index, gate, enteredAt, inside }) => ({
		ticket: ticketId(chainOrder, index).toString(),
		...{ gate, at: enteredAt.getTime(), inside },
	}));
}
