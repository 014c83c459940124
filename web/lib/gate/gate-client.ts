import { PassaError } from '#shared/errors.ts';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import type { GateList } from '#shared/gate/gate-list.ts';
import type { QueuedScan } from '#shared/gate/queued-scan.ts';
import { signRequest } from '#shared/gate/sign-request.ts';
import type { EnrolledDevice } from './gate-store.ts';

/** A service that is slower than this does not answer: a person waits at the gate. Milliseconds. */
const patience = 1000;
/** A list of 50 000 tickets, or an upload of many scans, takes longer. */
const patienceForLists = 60_000;

export type DecidedScan = { answer: EntryAnswer; recorded: boolean };
export type UploadedScan = { nonce: string; result: 'recorded' | 'known' | 'conflict' | 'doubted' };

/** A device's id at the relayer, and its private key. */
type GateSigner = { id: string; key: CryptoKey };

/** What a gate's device asks of the relayer. `now`: its clock after the correction, in milliseconds since 1970. */
export class GateClient {
	readonly #device: GateSigner;
	readonly #now: () => number;

	constructor(device: GateSigner, now: () => number) {
		this.#device = device;
		this.#now = now;
	}

	/** Throws SERVICE_AWAY where it does not answer in time; DEVICE_UNKNOWN for a device that was revoked. */
	scan = (scan: {
		nonce: string;
		scanned: string;
		direction: 'in' | 'out';
		at: number;
	}): Promise<DecidedScan> => this.#ask('POST', '/v1/gate/scans', scan, patience);

	/** Throws as `scan`. */
	list = (): Promise<GateList> => this.#ask('GET', '/v1/gate/list', null, patienceForLists);

	/** Throws as `scan`. */
	async upload(scans: QueuedScan[]): Promise<UploadedScan[]> {
		const { items } = await this.#ask<{ items: UploadedScan[] }>(
			'POST',
			'/v1/gate/queue',
			{ scans },
			patienceForLists,
		);
		return items;
	}

	/** The signature covers the path as the relayer sees it, behind our proxy. */
	async #ask<T>(method: string, path: string, body: object | null, milliseconds: number): Promise<T> {
		const text = body === null ? '' : JSON.stringify(body);
		const request = { device: this.#device.id, method, path, time: Math.round(this.#now()), body: text };
		const authorization = await signRequest(this.#device.key, request);
		const response = await away(
			fetch(`/api/relayer${path}`, {
				method,
				headers: { authorization, ...(body === null ? {} : { 'content-type': 'application/json' }) },
				...(body === null ? {} : { body: text }),
				signal: AbortSignal.timeout(milliseconds),
			}),
		);
		if (!response.ok) throw await refusal(response);
		return away(response.json() as Promise<T>);
	}
}

/** Throws the relayer's own code: CODE_OVER for one that was used or is too old. */
export async function enrolDevice(
	code: string,
	deviceKey: string,
	label: string,
): Promise<Pick<EnrolledDevice, 'event' | 'gate'> & { device: string }> {
	const response = await away(
		fetch('/api/relayer/v1/gate/enrol', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ code, deviceKey, label }),
			signal: AbortSignal.timeout(patienceForLists),
		}),
	);
	if (!response.ok) throw await refusal(response);
	return response.json();
}

const away = <T>(work: Promise<T>): Promise<T> =>
	work.catch((cause) => {
		throw new PassaError('SERVICE_AWAY', 'Passa does not answer.', { cause });
	});

/** A fault of the service is as good as no answer: the device decides alone. */
async function refusal(response: Response): Promise<PassaError> {
	if (response.status >= 500) return new PassaError('SERVICE_AWAY', `HTTP ${response.status}`);
	const { code, detail } = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
	return new PassaError(code ?? 'SERVICE_AWAY', detail ?? `HTTP ${response.status}`, {
		status: response.status,
	});
}
