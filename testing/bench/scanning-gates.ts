import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { type GateDevice, GateFixture } from '#relayer/gate/test/gate-fixture.ts';
import { gateTickets } from '#relayer/models/gates.ts';
import { passCertificates } from '#relayer/models/passes.ts';
import { eventIdOf } from '#relayer/passes/event-id.ts';
import { newDevice } from '#relayer/passes/test/pass-fixture.ts';
import { openFixture } from '#relayer/test/fixture.ts';
import { orderOf, ticketId } from '#shared/chain/state/ids.ts';
import { signRequest } from '#shared/gate/sign-request.ts';
import type { PassCertificate } from '#shared/pass/pass-layout.ts';
import { signCertificate, signPass } from '#shared/pass/sign-pass.ts';
import { startOwnPostgres } from '#testing/postgres/test-postgres.ts';
import type { SignedScan } from './scan-load.ts';

const path = '/v1/gate/scans';
/** Rows in one statement. */
const atOnce = 500;

/** A relayer with an event whose doors are open, gates with devices, and so many tickets with passes. */
export async function scanningGates(gates: number, tickets: number) {
	const f = new GateFixture();
	const log = pino({ level: 'silent' });
	await f.openDoors(openFixture('instant', undefined, startOwnPostgres), { log });
	const devices: GateDevice[] = [];
	for (let i = 0; i < gates; i++) devices.push(await f.enrol(await f.gate(`Gate ${i + 1}`)));
	const phone = await newDevice();
	const certificates = await keepTickets(f, phone.bytes, tickets);
	let scans = 0;
	return {
		url: `${f.running.relayer.url}${path}`,
		issuers: f.running.options.passes.publicKeys,
		certificates,
		phone,
		/** The next fans' passes, as they are shown now, each at the next gate: signed before anything is measured. */
		async sign(many: number): Promise<SignedScan[]> {
			const signed: SignedScan[] = [];
			for (const certificate of certificates.slice(scans, scans + many)) {
				const scanned = await signPass(phone.keys.privateKey, certificate, Date.now(), 'full');
				const { id, keys } = devices[scans++ % devices.length]!;
				const time = Date.now();
				const body = JSON.stringify({ nonce: randomUUID(), scanned, direction: 'in', at: time });
				const request = { device: id, method: 'POST', path, time, body };
				signed.push({ authorization: await signRequest(keys.privateKey, request), body });
			}
			return signed;
		},
		close: () => f.close(),
	};
}

/** Tickets as if the ledger had been read, and a certificate for each: a whole event would take an hour to sell here. */
async function keepTickets(f: GateFixture, deviceKey: Uint8Array<ArrayBuffer>, many: number) {
	const { issuer, key } = f.running.options.passes;
	const now = Math.floor(Date.now() / 1000);
	const owner = f.fixture.chainFixture.organizer.publicKey();
	const made: PassCertificate[] = [];
	for (let i = 1; i <= many; i++) {
		const of = { eventId: eventIdOf(f.event), ticket: ticketId(BigInt(i), 0), delegation: 1, deviceKey };
		made.push(await signCertificate(key, { ...of, issuer, notBefore: now - 300, expiry: now + 86_400 }));
	}
	for (let at = 0; at < many; at += atOnce) {
		const part = made.slice(at, at + atOnce);
		const of = { event: f.event, owner };
		await f.fixture.db.insert(gateTickets).values(
			part.map(({ ticket }) => {
				const { order: chainOrder, index } = orderOf(ticket);
				const state = { tier: 0, custodial: false, used: false, refunded: false, readLedger: 1 };
				return { ...of, ...state, chainOrder, index };
			}),
		);
		await f.fixture.db
			.insert(passCertificates)
			.values(part.map(({ eventId: _, ...rest }) => ({ ...of, ...rest, createdAt: new Date() })));
	}
	return made;
}
