import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { isSignedBy, sign } from '#shared/pass/p256.ts';
import { signPass } from '#shared/pass/sign-pass.ts';
import { type PassVerifier, passVerifier, verifyPass } from '#shared/pass/verify-pass.ts';
import { percentile, report, seconds } from './figure.ts';
import type { ScanLoad, ScanTimes } from './scan-load.ts';
import { scanningGates } from './scanning-gates.ts';

/** How fast people come in: many gates ask one relayer, and one device decides alone. */
const [gates, aSecond] = [20, 200];
const [crowd, evening] = [4000, 2000];

const door = await scanningGates(gates, crowd + evening + 500);
await scan(500, null);
const saturated = await scan(crowd, null);
const steady = await scan(evening, aSecond);
const admitted = saturated.admitted + steady.admitted;
if (admitted !== crowd + evening) throw new Error(`${admitted} of ${crowd + evening} were admitted`);

const message = new Uint8Array(80);
const signature = await sign(door.phone.keys.privateKey, message);
const bare = await rate(2000, () => isSignedBy(door.phone.keys.publicKey, signature, message));
const [first, byList, again] = await alone();
const reference = { name: 'a bare P-256 verification, ms', value: 1000 / bare };
report(
	[
		{
			name: `scans decided at saturation, ${gates} gates`,
			value: crowd / saturated.seconds,
			unit: 'a second',
			goal: '≥ 1000',
			reference: { name: 'P-256 verifications a second', value: bare },
		},
		{
			name: `a scan's answer at ${aSecond} a second from ${gates} gates, p99`,
			value: percentile(steady.times, 99),
			unit: 'ms',
			goal: '< 100',
			reference: { name: 'p50 of the same, ms', value: percentile(steady.times, 50) },
		},
		{
			name: 'a pass that a device verifies by the published keys alone',
			value: 1000 / first,
			unit: 'ms',
			reference,
		},
		{ name: 'a pass of the device’s list, verified offline', value: 1000 / byList, unit: 'ms', reference },
		{
			name: 'the same, with its key read before, as a gate does while nobody comes',
			value: 1000 / again,
			unit: 'ms',
			goal: `≤ ${(2 * reference.value).toFixed(3)}`,
			reference,
		},
	],
	'Each scan is another ticket, and is recorded before it is answered. Gates, relayer and PostgreSQL share two cores; passes and requests were signed before.',
);
await door.close();
process.exit();

async function scan(many: number, pace: number | null): Promise<ScanTimes> {
	const scans = await door.sign(many);
	const load: ScanLoad = { url: door.url, scans, atOnce: pace === null ? 40 : 256, pace };
	const worker = new Worker(new URL('./scan-load.ts', import.meta.url), { workerData: load });
	const [times] = (await once(worker, 'message')) as [ScanTimes];
	await worker.terminate();
	return times;
}

/**
 * Verifications a second of passes: by the published keys alone, by a list that holds the certificates, and the same passes
 * again.
 */
async function alone(): Promise<[number, number, number]> {
	const { certificates, issuers, phone } = door;
	const { eventId } = certificates[0]!;
	const some = certificates.slice(0, 1000);
	const now = Date.now();
	const codes = await Promise.all(some.map((each) => signPass(phone.keys.privateKey, each, now, 'full')));
	const listed = new Map(some.map((each) => [each.ticket, each]));
	const by = (verifier: PassVerifier) => {
		let at = 0;
		return async () => {
			const found = await verifyPass(verifier, codes[at++ % codes.length]!, now);
			if (found.kind !== 'rotating') throw new Error(`a pass is ${JSON.stringify(found)}`);
		};
	};
	const keysAlone = by(passVerifier({ eventId, issuers, certificateOf: () => null }));
	const byList = by(passVerifier({ eventId, issuers, certificateOf: (of) => listed.get(of) ?? null }));
	return [
		await rate(some.length, keysAlone),
		await rate(some.length, byList),
		await rate(some.length, byList),
	];
}

async function rate(times: number, work: () => Promise<unknown>): Promise<number> {
	const begun = performance.now();
	for (let i = 0; i < times; i++) await work();
	return times / seconds(begun);
}
