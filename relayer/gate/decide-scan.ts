import { nowOf } from '#shared/clock.ts';
import { decideEntry } from '#shared/gate/decide-entry.ts';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import type { PassReading } from '#shared/pass/verify-pass.ts';
import { eventFacts } from './event-facts.ts';
import type { GateDeps } from './gate-deps.ts';
import type { KnownDevice } from './read-device.ts';
import { claimOf, codeOf, readPass, ticketIn } from './read-pass.ts';
import { answerBefore, entryOf, type NewScan, recordScan } from './record-scan.ts';
import { type ScanFacts, type ScanLimit, scanFacts } from './scan-facts.ts';
import type { StaticCode } from './static-facts.ts';
import { ticketOfCode, ticketOfRows } from './ticket-facts.ts';

/** A scan as a device sends it. `at`: by its corrected clock, milliseconds since 1970. */
export type WantedScan = { nonce: string; scanned: string; direction: 'in' | 'out'; at: number };

/** Another scan may come first so often before a person decides. */
const tries = 3;

/**
 * Decides whether somebody is admitted, and records it. Repeating a nonce gives the same answer. It rejects only where the
 * device asks too often (TOO_MANY_REQUESTS), where the nonce is another's (NONCE_TAKEN), or where the scan cannot be recorded at all: nobody then knows it, and the
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
	const [rows, ofEvent] = await Promise.all([
		scanFacts(db, { nonce, device: device.id, event, ...claimOf(scanned) }, limit),
		eventFacts(deps, event, known.settings),
	]);
	if (rows.repeated) return rows.repeated;
	const reading = await readPass(deps, event, scanned, rows.certificate?.row ?? null, clock.now());
	const code = await codeOf(deps, event, reading);
	const ticket = ticketIn(reading, code);
	const scan: NewScan = {
		...{ nonce, event, gate: gate.id, device: device.id, direction, ticket, decidedBy: 'service' },
		scannedAt: new Date(Math.min(at, clock.now())),
	};
	const facts = {
		...{ now: clock.now(), mode: { online: true as const }, direction, reading, event: ofEvent },
		gate: { id: gate.id, name: gate.name, tiers: gate.tiers, stopped: gate.stoppedAt !== null },
		partition: null,
		ticket: await ticketOf(deps, event, reading, { ...rows, code }),
	};
	let entry = code ? await entryOf(db, event, code.row.ticket) : rows.entry;
	for (let left = tries; left > 0; left--) {
		const answer = decideEntry({ ...facts, entry: ticket === null ? null : entry });
		const recorded = await recordScan(db, scan, answer, nowOf(deps), entry === null);
		if (recorded === 'recorded') return answer;
		if (recorded === 'repeated') return answerBefore(db, scan);
		entry = await entryOf(db, event, ticket!);
	}
	const answer = decideEntry({ ...facts, entry: 'failed' });
	await recordScan(db, scan, answer, nowOf(deps));
	return answer;
}

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
