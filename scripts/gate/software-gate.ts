import { randomUUID } from 'node:crypto';
import { asBase64 } from '#shared/base64.ts';
import { PassaError } from '#shared/errors.ts';
import { decideOffline, type OpenList, openList } from '#shared/gate/decide-offline.ts';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import { nextUpload } from '#shared/gate/queued-scan.ts';
import { signRequest } from '#shared/gate/sign-request.ts';
import { exportPublicKey } from '#shared/pass/p256.ts';
import { deviceOf, type KeptDevice, keepDevice, keepMemory, type Memory, readMemory } from './kept-device.ts';

/** Where it runs, and which gate it stands at. */
export type GatePlace = { relayer: string; dataDir: string; event: string; gate: string };

/** An answer, how long it took (ms), and whether the service or the device gave it. */
export type Decided = EntryAnswer & { decidedIn: number; decidedBy: 'service' | 'device' };

/** A service that is slower than this does not answer. Milliseconds. */
const patience = 1_000;
/** A list or an upload of many scans takes longer. */
const patienceForLists = 30_000;
const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** Enrols this folder as a device of the gate, by the code that the organizer shows. Throws the relayer's own code. */
export async function enrol({ relayer, dataDir, event, gate }: GatePlace, code: string): Promise<KeptDevice> {
	const keys = await crypto.subtle.generateKey(curve, true, ['sign', 'verify']);
	const deviceKey = asBase64(await exportPublicKey(keys.publicKey));
	const answer = await fetch(`${relayer}/v1/gate/enrol`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ code, deviceKey, label: 'npm run gate' }),
	});
	const enrolled = await bodyOf<{ device: string; gate: { name: string } }>(answer);
	if (enrolled.gate.name !== gate)
		throw new PassaError('FLAGS_INVALID', `--code is of the gate ${enrolled.gate.name}`);
	const key = (await crypto.subtle.exportKey('jwk', keys.privateKey)) as Record<string, unknown>;
	const kept = { event, gate, device: enrolled.device, key };
	keepDevice(dataDir, kept);
	return kept;
}

/** The device that this folder is at the gate. Throws DEVICE_UNKNOWN. */
export function knownDevice({ dataDir, event, gate }: GatePlace): KeptDevice {
	const found = deviceOf(dataDir, event, gate);
	if (found) return found;
	throw new PassaError(
		'DEVICE_UNKNOWN',
		`no device of the gate ${gate} was enrolled here: --code enrols one`,
	);
}

/** Uploads what was decided offline, and loads the list again. Throws the relayer's own code. Returns how many of each result. */
export async function refresh(place: GatePlace, device: KeptDevice): Promise<Record<string, number>> {
	const memory = readMemory(place.dataDir, device.device);
	const results: Record<string, number> = {};
	while (memory.queue.length > 0) {
		const scans = nextUpload(memory.queue);
		const { items } = await ask<{ items: { result: string }[] }>(place, device, 'POST', '/v1/gate/queue', {
			scans,
		});
		for (const { result } of items) results[result] = (results[result] ?? 0) + 1;
		memory.queue = memory.queue.slice(scans.length);
		keepMemory(place.dataDir, device.device, memory);
	}
	memory.list = await ask(place, device, 'GET', '/v1/gate/list');
	keepMemory(place.dataDir, device.device, memory);
	return results;
}

/** Asks the service, and decides alone where it does not answer in time. Throws only what says that the device is none. */
export async function scanAtGate(
	place: GatePlace,
	device: KeptDevice,
	{ scanned, direction, offline }: { scanned: string; direction: 'in' | 'out'; offline: boolean },
): Promise<Decided> {
	const began = performance.now();
	const nonce = randomUUID();
	const took = () => Math.round(performance.now() - began);
	if (!offline) {
		const body = { nonce, scanned, direction, at: Date.now() };
		const answer = await ask<{ answer: EntryAnswer; recorded: boolean }>(
			...([place, device, 'POST', '/v1/gate/scans', body, patience] as const),
		).catch((error) => {
			if (error instanceof PassaError && error.code !== 'SERVICE_AWAY') throw error;
			return null;
		});
		if (answer?.recorded) return { ...answer.answer, decidedIn: took(), decidedBy: 'service' };
	}
	const answer = await alone(place, device, offline ? null : nonce, scanned, direction);
	return { ...answer, decidedIn: took(), decidedBy: 'device' };
}

/** The queue is written before the answer is shown: nobody is in whom it does not know. */
async function alone(
	{ dataDir }: GatePlace,
	{ device }: KeptDevice,
	asked: string | null,
	scanned: string,
	direction: 'in' | 'out',
): Promise<EntryAnswer> {
	const memory = readMemory(dataDir, device);
	if (!memory.list)
		throw new PassaError('LIST_MISSING', 'this device has no list: run it once without --offline');
	const open = await openList(memory.list);
	replay(open, memory);
	const at = Date.now();
	const { ticket, answer } = await decideOffline(open, scanned, direction, at);
	memory.queue.push({
		...{ nonce: randomUUID(), asked, scanned, direction, at, answer },
		ticket: ticket === null ? null : String(ticket),
	});
	keepMemory(dataDir, device, memory);
	return answer;
}

/** Whom the device itself has admitted since the list. */
function replay({ entries, gate }: OpenList, { queue }: Memory): void {
	for (const { ticket, direction, answer } of queue) {
		if (!answer.success || ticket === null) continue;
		const original = entries.get(BigInt(ticket))?.original ?? { gate: gate.name, at: answer.timestamp };
		entries.set(BigInt(ticket), { original, inside: direction === 'in' });
	}
}

/** A request that the device signs. Throws the relayer's own code, or SERVICE_AWAY. */
async function ask<T>(
	{ relayer }: GatePlace,
	{ device, key: jwk }: KeptDevice,
	method: string,
	path: string,
	json?: object,
	milliseconds = patienceForLists,
): Promise<T> {
	const key = await crypto.subtle.importKey('jwk', jwk as JsonWebKey, curve, false, ['sign']);
	const body = json ? JSON.stringify(json) : '';
	const authorization = await signRequest(key, { device, method, path, time: Date.now(), body });
	const answer = await fetch(`${relayer}${path}`, {
		method,
		headers: { authorization, 'content-type': 'application/json' },
		...(json ? { body } : {}),
		signal: AbortSignal.timeout(milliseconds),
	}).catch((cause) => {
		throw new PassaError('SERVICE_AWAY', 'the relayer does not answer', { cause });
	});
	return bodyOf<T>(answer);
}

async function bodyOf<T>(answer: Response): Promise<T> {
	const body = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string };
	if (answer.ok) return body as T;
	if (answer.status >= 500) throw new PassaError('SERVICE_AWAY', `the relayer answered ${answer.status}`);
	throw new PassaError(body.code ?? 'SERVICE_AWAY', body.detail ?? `the relayer answered ${answer.status}`);
}
