import { nowOf } from '#shared/clock.ts';
import { decideEntry } from '#shared/gate/decide-entry.ts';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import { type CertificatePart, readPayload } from '#shared/pass/pass-layout.ts';
import { type PassReading, verifyPass } from '#shared/pass/verify-pass.ts';
import type { PassCertificateRow } from '../models/passes.ts';
import { eventIdOf } from '../passes/event-id.ts';
import { eventFacts } from './event-facts.ts';
import type { GateDeps } from './gate-deps.ts';
import type { KnownDevice } from './read-device.ts';
import { entryOf, type NewScan, recordScan, scanOf } from './record-scan.ts';
import { type ScanFacts, type ScanLimit, scanFacts } from './scan-facts.ts';
import { type StaticCode, staticCode } from './static-facts.ts';
import { ticketOfCode, ticketOfRows } from './ticket-facts.ts';

/** A scan as a device sends it. `at`: by its corrected clock, milliseconds since 1970. */
export type WantedScan = { nonce: string; scanned: string; direction: 'in' | 'out'; at: number };

/** Another scan may come first so often before a person decides. */
const tries = 3;

/**
 * Decides whether somebody is admitted, and records it. Repeating a nonce gives the same answer. It rejects only where the
 * device asks too often (TOO_MANY_REQUESTS), or where the scan cannot be recorded at all: nobody then knows it, and the
 * device decides offline.
 */
export async function decideScan(
	deps: GateDeps,
	known: KnownDevice,
	{ nonce, scanned, direction, at }: WantedScan,
	limit: ScanLimit,
): Promise<EntryAnswer> {
	const { db, clock } = deps;
	const { device, gate } = known;
	const { event } = gate;
	// What the code claims, before anything is verified: it only says which rows to look at.
	const claim = readPayload(scanned.trim());
	const shown = { event, ticket: claim?.ticket ?? null, delegation: claim?.delegation ?? null };
	const [rows, ofEvent] = await Promise.all([
		scanFacts(db, { nonce, ...shown }, limit),
		eventFacts(deps, event, known.settings),
	]);
	if (rows.repeated) return rows.repeated;
	const reading = await readPass(deps, event, scanned, rows.certificate?.row ?? null);
	const code = await codeOf(deps, event, reading);
	const ticket = code?.row.ticket ?? rotatingTicket(reading);
	const scan: NewScan = {
		...{ nonce, event, gate: gate.id, device: device.id, direction, ticket, decidedBy: 'service' },
		scannedAt: new Date(Math.min(at, clock.now())),
	};
	const facts = {
		...{ now: clock.now(), mode: { online: true as const }, direction, reading, event: ofEvent },
		...{ gate: { id: gate.id, name: gate.name, tiers: gate.tiers }, partition: null },
		ticket: await ticketOf(deps, event, reading, { ...rows, code }),
	};
	let entry = code ? await entryOf(db, event, code.row.ticket) : rows.entry;
	for (let left = tries; left > 0; left--) {
		const answer = decideEntry({ ...facts, entry: ticket === null ? null : entry });
		const recorded = await recordScan(db, scan, answer, nowOf(deps), entry === null);
		if (recorded === 'recorded') return answer;
		if (recorded === 'repeated') return (await scanOf(db, nonce))!.answer;
		entry = await entryOf(db, event, ticket!);
	}
	const answer = decideEntry({ ...facts, entry: 'failed' });
	await recordScan(db, scan, answer, nowOf(deps));
	return answer;
}

const rotatingTicket = (reading: PassReading | 'failed'): bigint | null =>
	reading !== 'failed' && reading.kind === 'rotating' ? reading.ticket : null;

/** What we know of a static code; null: it is none, or nobody was given it. */
const codeOf = async ({ db }: GateDeps, event: string, reading: PassReading | 'failed') =>
	reading !== 'failed' && reading.kind === 'static' ? staticCode(db, event, reading.codeHash) : null;

async function ticketOf(
	deps: GateDeps,
	event: string,
	reading: PassReading | 'failed',
	{ code, ...rows }: ScanFacts & { code: StaticCode | null },
) {
	if (reading !== 'failed' && reading.kind === 'static')
		return code ? ticketOfCode(deps, code, reading.codeHash) : 'unknown';
	if (reading === 'failed' || reading.kind !== 'rotating') return 'unknown' as const;
	return ticketOfRows(deps, { event, ticket: reading.ticket, delegation: reading.delegation }, rows);
}

/** `failed` where our own part fails; a code of any form is read. `stored`: the certificate that it names, as we gave it. */
async function readPass(
	deps: GateDeps,
	event: string,
	scanned: string,
	stored: PassCertificateRow | null,
): Promise<PassReading | 'failed'> {
	try {
		const verifier = { eventId: eventIdOf(event), issuers: deps.passes.publicKeys, verified: deps.verified };
		const certificateOf = () => stored && partOf(stored);
		return await verifyPass({ ...verifier, certificateOf }, scanned, deps.clock.now());
	} catch (err) {
		deps.log.error({ event, err }, 'a pass cannot be verified');
		return 'failed';
	}
}

const partOf = (row: PassCertificateRow): CertificatePart => ({
	deviceKey: new Uint8Array(row.deviceKey),
	...{ notBefore: row.notBefore, expiry: row.expiry, issuer: row.issuer },
	signature: new Uint8Array(row.signature),
});
