import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fromBase45, toBase45 } from '../base45.ts';
import { exportPublicKey, generateDeviceKey } from '../p256.ts';
import { readPayload } from '../pass-layout.ts';
import { signPass } from '../sign-pass.ts';
import { newStaticCode, readStaticCode, staticCodeHash } from '../static-code.ts';
import { stepOf, stepSeconds, untilNextStep } from '../steps.ts';
import { type PassReading, passVerifier, verifyPass } from '../verify-pass.ts';
import { eventId, now, otherEvent, passFixture, ticket } from './pass-fixture.ts';

const test = suite('verifying a pass');
const fixture = await passFixture();
const { device, certificate, verifier, certify, issuer } = fixture;
const step = stepSeconds * 1000;
const faultOf = (reading: PassReading) => (reading.kind === 'refused' ? reading.fault : reading.kind);
const verify = async (text: string, at = now) => faultOf(await verifyPass(verifier, text, at));
const shown = (at = now, form: 'short' | 'full' = 'full') =>
	signPass(device.privateKey, certificate, at, form);

test('both forms are read with the issuer’s public key alone, and say which ticket', async () => {
	for (const form of ['short', 'full'] as const)
		assert.equal(await verifyPass(verifier, await shown(now, form), now), {
			...{ kind: 'rotating', ticket, delegation: 2, step: stepOf(now) },
		});
});

test('a QR code holds 129 letters in the short form and 288 in the full one, all of its small alphabet', async () => {
	const [short, full] = [await shown(now, 'short'), await shown()];
	assert.equal([short.length, full.length], [129, 288]);
	for (const text of [short, full]) {
		assert.match(text, /^[0-9A-Z $%*+\-./:]+$/);
		assert.is(text.trim(), text, 'a scanner that trims changes nothing');
		assert.is(await verify(`\t${text}\r\n`), 'rotating');
	}
});

test('a screenshot ends within two steps, and a pass of the next step is admitted for a clock that is a little fast', async () => {
	const text = await shown();
	const begins = stepOf(now) * step;
	assert.equal(await Promise.all([-1, 0, 1.99, 2].map((steps) => verify(text, begins + steps * step))), [
		'rotating',
		'rotating',
		'rotating',
		'STEP_OLD',
	]);
	assert.is(await verify(text, begins - step - 1), 'STEP_AHEAD');
	assert.is(await verify(text, now + 3_600_000), 'STEP_OLD');
	assert.is(untilNextStep(begins + 14_999), 1);
});

test('a pass that another device signed is refused, also with the certificate of the first', async () => {
	const thief = await generateDeviceKey();
	for (const form of ['short', 'full'] as const)
		assert.is(await verify(await signPass(thief.privateKey, certificate, now, form)), 'SIGNATURE_WRONG');
});

test('a certificate that the issuer did not sign is refused, whatever it names', async () => {
	const thief = await generateDeviceKey();
	const deviceKey = await exportPublicKey(thief.publicKey);
	const forged = await certify({ deviceKey }, thief);
	assert.is(await verify(await signPass(thief.privateKey, forged, now)), 'CERTIFICATE_FORGED');
	const altered = { ...certificate, deviceKey };
	assert.is(await verify(await signPass(thief.privateKey, altered, now)), 'CERTIFICATE_FORGED');
	const ofNobody = await certify({ deviceKey, issuer: 9 }, thief);
	assert.is(await verify(await signPass(thief.privateKey, ofNobody, now)), 'ISSUER_UNKNOWN');
	const otherTicket = { ...certificate, ticket: ticket + 1n };
	assert.is(await verify(await signPass(device.privateKey, otherTicket, now)), 'CERTIFICATE_FORGED');
	const later = { ...certificate, delegation: 3 };
	assert.is(await verify(await signPass(device.privateKey, later, now)), 'CERTIFICATE_FORGED');
});

test('a certificate of the issuer’s for what is no key is refused, not an exception', async () => {
	const noPoint = new Uint8Array(33).fill(255);
	for (const sign of [0, 2, 3, 4]) {
		noPoint[0] = sign;
		const of = await certify({ deviceKey: noPoint.slice() });
		assert.is(await verify(await signPass(device.privateKey, of, now)), 'CERTIFICATE_FORGED');
	}
});

test('a certificate counts from its first second until its last', async () => {
	const seconds = now / 1000;
	const early = await certify({ notBefore: seconds + 1 });
	assert.is(await verify(await signPass(device.privateKey, early, now)), 'CERTIFICATE_EARLY');
	const ended = await certify({ expiry: seconds });
	assert.is(await verify(await signPass(device.privateKey, ended, now)), 'CERTIFICATE_ENDED');
	const starts = await certify({ notBefore: seconds, expiry: seconds + 1 });
	assert.is(await verify(await signPass(device.privateKey, starts, now)), 'rotating');
});

test('another event’s pass is told from a forged one, and one that only says the tag of this event is forged', async () => {
	const other = await certify({ eventId: otherEvent });
	assert.is(await verify(await signPass(device.privateKey, other, now)), 'OTHER_EVENT');
	const sameTag = otherEvent.slice();
	sameTag.set(eventId.subarray(0, 4));
	const disguised = await certify({ eventId: sameTag });
	assert.is(await verify(await signPass(device.privateKey, disguised, now)), 'CERTIFICATE_FORGED');
	const inShort = await signPass(device.privateKey, disguised, now, 'short');
	assert.is(await verify(inShort), 'SIGNATURE_WRONG');
});

test('the short form of a certificate that the gate does not hold is told from a wrong one', async () => {
	const bare = passVerifier({ ...verifier, certificateOf: () => null });
	assert.is(faultOf(await verifyPass(bare, await shown(now, 'short'), now)), 'CERTIFICATE_MISSING');
	assert.is(faultOf(await verifyPass(bare, await shown(), now)), 'rotating');
});

test('a certificate that the gate loaded is believed as it stands; one that a pass shows has to be signed', async () => {
	const unsigned = { ...certificate, signature: new Uint8Array(64) };
	const holding = passVerifier({ ...verifier, certificateOf: () => unsigned });
	const readBy = async (gate: typeof verifier, form: 'short' | 'full') =>
		faultOf(await verifyPass(gate, await signPass(device.privateKey, unsigned, now, form), now));
	assert.equal([await readBy(holding, 'short'), await readBy(holding, 'full')], ['rotating', 'rotating']);
	const bare = passVerifier({ ...verifier, certificateOf: () => null });
	assert.is(await readBy(bare, 'full'), 'CERTIFICATE_FORGED', 'the negative control');
	const forged = passVerifier({
		...verifier,
		certificateOf: () => ({ ...unsigned, expiry: unsigned.expiry + 1 }),
	});
	assert.is(await readBy(forged, 'full'), 'CERTIFICATE_FORGED', 'another one is no proof');
	assert.is(await verify(await signPass(issuer.privateKey, certificate, now, 'short')), 'SIGNATURE_WRONG');
});

test('no byte can be changed anywhere', async () => {
	for (const form of ['short', 'full'] as const) {
		const bytes = fromBase45((await shown(now, form)).slice(1))!;
		for (let at = 0; at < bytes.length; at++)
			for (const bit of [1, 128]) {
				const changed = bytes.slice();
				changed[at]! ^= bit;
				const answer = await verify(`P${toBase45(changed)}`);
				assert.is.not(answer, 'rotating', `${form}, byte ${at}`);
			}
	}
});

test('whatever a QR code holds, there is an answer', async () => {
	const anyText = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.string({ unit: fc.constantFrom(...'P0123456789ABCXYZ $%*+-./:') }),
		fc.uint8Array({ maxLength: 400 }).map((bytes) => `P${toBase45(bytes)}`),
		fc
			.uint8Array({ minLength: 84, maxLength: 84 })
			.map((bytes) => `P${toBase45(new Uint8Array([17, ...bytes]))}`),
		fc.uint8Array({ minLength: 190, maxLength: 190 }).map((rest) => {
			return `P${toBase45(new Uint8Array([18, ...eventId.slice(0, 4), ...rest.slice(4)]))}`;
		}),
	);
	await fc.assert(
		fc.asyncProperty(anyText, async (text) => {
			readPayload(text);
			const answer = await verify(text);
			assert.ok(answer !== 'rotating', text);
		}),
		{ numRuns: 1000 },
	);
});

test('a static code is read as people write it, and found by a hash that differs for each event', async () => {
	const code = newStaticCode();
	assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
	const codeHash = await staticCodeHash(eventId, readStaticCode(code)!);
	for (const typed of [code, code.toLowerCase(), code.replaceAll('-', ' '), ` ${code.replaceAll('-', '')}\n`])
		assert.equal(await verifyPass(verifier, typed, now), { kind: 'static', codeHash });
	assert.is(readStaticCode('OIL0-1234-5678-9ABC'), '0110123456789ABC');
	assert.is.not(await staticCodeHash(otherEvent, readStaticCode(code)!), codeHash);
	for (const none of ['', 'UUUU-UUUU-UUUU-UUUU', code.slice(1), `${code}0`])
		assert.is(readStaticCode(none), null);
	assert.is(new Set(Array.from({ length: 1000 }, newStaticCode)).size, 1000);
});

test('a verifier remembers certificates, and still asks for the time of each', async () => {
	const own = passVerifier(verifier);
	const short = await certify({ expiry: now / 1000 + 60 });
	const text = await signPass(device.privateKey, short, now);
	assert.is(faultOf(await verifyPass(own, text, now)), 'rotating');
	assert.is(own.verified.size, 1);
	const later = await signPass(device.privateKey, short, now + 60_000);
	assert.is(faultOf(await verifyPass(own, later, now + 60_000)), 'CERTIFICATE_ENDED');
});

test('control: with the thief’s key among the issuers, the forged certificate is admitted', async () => {
	const thief = await generateDeviceKey();
	const forged = await certify({ deviceKey: await exportPublicKey(thief.publicKey) }, thief);
	const text = await signPass(thief.privateKey, forged, now);
	const fooled = passVerifier({ ...verifier, issuers: new Map([[1, thief.publicKey]]) });
	assert.is(faultOf(await verifyPass(fooled, text, now)), 'rotating');
	assert.ok(issuer.publicKey.extractable && !device.privateKey.extractable);
});

test.run();
