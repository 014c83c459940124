import { and, desc, eq, isNull, ne, sql } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import type { PassCertificate } from '#shared/pass/pass-layout.ts';
import { signCertificate } from '#shared/pass/sign-pass.ts';
import { type PassCertificateRow, passCertificates, staticPasses } from '../models/passes.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { eventIdOf } from './event-id.ts';
import type { PassDeps } from './pass-deps.ts';

/** Who holds a ticket: an address on chain, and in custody the order or the handover by which somebody has it. */
export type Holder = Pick<PassCertificateRow, 'owner' | 'orderNo' | 'handover'>;

/** Tickets of an event whose holder was proved, and until when their passes count (Unix seconds). */
export type HeldTickets = {
	event: string;
	expiry: number;
	tickets: { ticket: bigint; tier: number; holder: Holder }[];
};

/** `expiry`: Unix seconds. `alone`: the ticket's other devices end. */
export type WantedPass = {
	event: string;
	deviceKey: Uint8Array<ArrayBuffer>;
	expiry: number;
	alone: boolean;
};

/** Devices of a ticket at once. A holder whose browser loses its key again and again is not stopped: the oldest ends. */
const mostDevices = 5;
/** A gate's clock may be behind ours. Seconds. */
const early = 300;

/**
 * Certifies that a device may show a ticket's pass. The caller has proved who holds it. The same device gets the same
 * certificate again.
 */
async function certifyDevice(
	deps: PassDeps,
	ticket: bigint,
	holder: Holder,
	wanted: WantedPass,
): Promise<PassCertificateRow> {
	const { issuer, key } = deps.passes;
	return deps.db.transaction(async (tx) => {
		const { event, deviceKey, expiry } = wanted;
		const lock = `pass ${event} ${ticket}`;
		await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))`);
		const all = await certificatesOf(tx, event, ticket);
		const live = all.filter((row) => row.endedAt === null && isOf(row, holder));
		const same = live.find(
			(row) =>
				row.issuer === issuer && row.expiry === expiry && Buffer.compare(row.deviceKey, deviceKey) === 0,
		);
		const others = live.filter((row) => row !== same);
		if (wanted.alone) await endCodes(tx, { event, ticket }, nowOf(deps));
		await endThese(tx, wanted.alone ? others : others.slice(mostDevices - 1), nowOf(deps));
		if (same) return same;
		const now = nowOf(deps);
		const certificate = await signCertificate(key, {
			...{ eventId: eventIdOf(event), ticket, delegation: (all[0]?.delegation ?? 0) + 1, deviceKey },
			...{ notBefore: Math.floor(now.getTime() / 1000) - early, expiry, issuer },
		});
		const [row] = await tx
			.insert(passCertificates)
			.values({ ...columnsOf(certificate), event, ...holder, createdAt: now })
			.returning();
		return row!;
	});
}

/** Certifies a device for all of these. Those before one that fails then have their certificates. */
export async function certifyTickets(
	deps: PassDeps,
	{ event, expiry, tickets }: HeldTickets,
	device: Pick<WantedPass, 'deviceKey' | 'alone'>,
): Promise<PassCertificateRow[]> {
	const rows: PassCertificateRow[] = [];
	for (const { ticket, holder } of tickets)
		rows.push(await certifyDevice(deps, ticket, holder, { ...device, event, expiry }));
	return rows;
}

/** Ends the static codes of a ticket, but for one. */
export async function endCodes(
	db: Reader,
	{ event, ticket }: { event: string; ticket: bigint },
	endedAt: Date,
	except: Uint8Array | null = null,
): Promise<void> {
	await db
		.update(staticPasses)
		.set({ endedAt })
		.where(
			and(
				eq(staticPasses.event, event),
				eq(staticPasses.ticket, ticket),
				isNull(staticPasses.endedAt),
				except ? ne(staticPasses.codeHash, except) : undefined,
			),
		);
}

/** The newest first. */
const certificatesOf = (tx: Transaction, event: string, ticket: bigint): Promise<PassCertificateRow[]> =>
	tx
		.select()
		.from(passCertificates)
		.where(and(eq(passCertificates.event, event), eq(passCertificates.ticket, ticket)))
		.orderBy(desc(passCertificates.delegation));

/** Whether a certificate was given to this holder of the ticket. */
export const isOf = (row: Holder, { owner, orderNo, handover }: Holder): boolean =>
	row.owner === owner && row.orderNo === orderNo && row.handover === handover;

async function endThese(tx: Transaction, rows: PassCertificateRow[], endedAt: Date): Promise<void> {
	for (const { event, ticket, delegation } of rows)
		await tx
			.update(passCertificates)
			.set({ endedAt })
			.where(
				and(
					eq(passCertificates.event, event),
					eq(passCertificates.ticket, ticket),
					eq(passCertificates.delegation, delegation),
					isNull(passCertificates.endedAt),
				),
			);
}

const columnsOf = ({ eventId: _, ...rest }: PassCertificate) => rest;
