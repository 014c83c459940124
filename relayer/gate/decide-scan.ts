import { nowOf } from '#shared/clock.ts';
import { decideEntry } from '#shared/gate/decide-entry.ts';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import type { EntryFacts } from '#shared/gate/entry-facts.ts';
import { type CertificatePart, readPayload } from '#shared/pass/pass-layout.ts';
import { type PassReading, verifyPass } from '#shared/pass/verify-pass.ts';
import { eventIdOf } from '../passes/event-id.ts';
import { storedCertificate } from './certificate-part.ts';
import { eventFacts } from './event-facts.ts';
import type { GateDeps } from './gate-deps.ts';
import type { KnownDevice } from './read-device.ts';
import { entryOf, type NewScan, recordScan, scanOf } from './record-scan.ts';
import { ticketFacts } from './ticket-facts.ts';

/** A scan as a device sends it. `at`: by its corrected clock, milliseconds since 1970. */
export type WantedScan = { nonce: string; scanned: string; direction: 'in' | 'out'; at: number };

/** Another scan may come first so often before a person decides. */
const tries = 3;

/**
 * Decides whether somebody is admitted, and records it. Repeating a nonce gives the same answer. It rejects only where the
 * scan cannot be recorded at all: nobody then knows it, and the device decides offline.
 */
export async function decideScan(
	deps: GateDeps,
	{ device, gate }: KnownDevice,
	{ nonce, scanned, direction, at }: WantedScan,
): Promise<EntryAnswer> {
	const { db, clock } = deps;
	const { event } = gate;
	const known = await scanOf(db, nonce);
	if (known) return known.answer;
	const reading = await readPass(deps, event, scanned);
	const ticket = reading !== 'failed' && reading.kind === 'rotating' ? reading.ticket : null;
	const scan: NewScan = {
		...{ nonce, event, gate: gate.id, device: device.id, direction, ticket, decidedBy: 'service' },
		scannedAt: new Date(Math.min(at, clock.now())),
	};
	for (let left = tries; left > 0; left--) {
		const answer = decideEntry(await factsOf(deps, { gate, direction, reading, ticket }));
		const recorded = await recordScan(db, scan, answer, nowOf(deps));
		if (recorded === 'recorded') return answer;
		if (recorded === 'repeated') return (await scanOf(db, nonce))!.answer;
	}
	const answer = decideEntry({
		...(await factsOf(deps, { gate, direction, reading, ticket })),
		entry: 'failed',
	});
	await recordScan(db, scan, answer, nowOf(deps));
	return answer;
}

type Of = Pick<EntryFacts, 'direction' | 'reading'> & Pick<KnownDevice, 'gate'> & { ticket: bigint | null };

async function factsOf(deps: GateDeps, { gate, direction, reading, ticket }: Of): Promise<EntryFacts> {
	const delegation = reading !== 'failed' && reading.kind === 'rotating' ? reading.delegation : null;
	const [event, found, entry] = await Promise.all([
		eventFacts(deps, gate.event),
		ticket === null ? ('unknown' as const) : ticketFacts(deps, gate.event, ticket, delegation),
		ticket === null ? null : entryOf(deps.db, gate.event, ticket),
	]);
	return {
		...{ now: deps.clock.now(), mode: { online: true }, direction, reading, event, entry },
		...{ gate: { id: gate.id, name: gate.name, tiers: gate.tiers }, partition: null, ticket: found },
	};
}

/** `failed` where our own part fails; a code of any form is read. */
async function readPass(deps: GateDeps, event: string, scanned: string): Promise<PassReading | 'failed'> {
	try {
		const payload = readPayload(scanned.trim());
		const isShort = payload !== null && payload.certificate === null;
		let part: CertificatePart | null = null;
		if (isShort) part = await storedCertificate(deps.db, event, payload.ticket, payload.delegation);
		const verifier = { eventId: eventIdOf(event), issuers: deps.passes.publicKeys, verified: deps.verified };
		return await verifyPass({ ...verifier, certificateOf: () => part }, scanned, deps.clock.now());
	} catch (err) {
		deps.log.error({ event, err }, 'a pass cannot be verified');
		return 'failed';
	}
}
