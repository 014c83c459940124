import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { asBase64 } from '../../base64.ts';
import { hex } from '../../hex.ts';
import { exportPublicKey } from '../../pass/p256.ts';
import { writeCertificatePart } from '../../pass/pass-layout.ts';
import { signPass } from '../../pass/sign-pass.ts';
import { eventId, now, passFixture } from '../../pass/test/pass-fixture.ts';
import { decideOffline, openList } from '../decide-offline.ts';
import type { GateList } from '../gate-list.ts';
import { readKeys } from '../read-keys.ts';

const test = suite('keys that a gate reads ahead');
const { issuer, device, certify } = await passFixture();
const tickets = Array.from({ length: 45 }, (_, i) => (BigInt(i + 1) << 5n) | 1n);
const certificates = await Promise.all(tickets.map((ticket) => certify({ ticket })));
const gate = { id: 'g', name: 'Main doors', tiers: null };

const list: GateList = {
	...{ event: 'C', eventId: hex(eventId), device: 'd', gate: 'g', gates: [gate], divided: false },
	facts: { cancelled: false, opensAt: null, closesAt: null, freezeAt: 0, reentry: 'none' },
	...{ listAt: now, now, entries: [] },
	issuers: [{ issuer: 1, key: asBase64(await exportPublicKey(issuer.publicKey)) }],
	tickets: certificates.map((each) => ({
		...{ ticket: String(each.ticket), tier: 0, state: 'valid' as const, first: 0, ended: [] },
		certificates: [[each.delegation, asBase64(writeCertificatePart(each))]],
	})),
};

test('all keys of the list are read, with pauses between, and a newer list keeps them', async () => {
	const open = await openList(list);
	let pauses = 0;
	await readKeys(open, async () => ++pauses > 0);
	assert.equal([open.verifier.verified.size, pauses], [45, 4]);
	const newer = await openList(list, open.verifier.verified);
	await readKeys(newer, async () => true);
	assert.is(newer.verifier.verified.size, 45);
});

test('a list that is no longer used is read no further, and its passes are admitted all the same', async () => {
	const open = await openList(list);
	await readKeys(open, async () => false);
	assert.is(open.verifier.verified.size, 10);
	for (const each of certificates.slice(5, 15)) {
		const shown = await signPass(device.privateKey, each, now, 'full');
		assert.is((await decideOffline(open, shown, 'in', now)).answer.success, true);
	}
});

test.run();
