import { type ClockOffset, type ClockSample, clockOffset } from '#shared/pass/clock-offset.ts';

const samples = 3;
const patienceMs = 4000;

/** Asks the server for its time, some times. Null if it gives no answer that can be used. */
export async function readClock(
	get: typeof fetch = fetch,
	clock: () => number = Date.now,
): Promise<ClockOffset | null> {
	const found: ClockSample[] = [];
	for (let i = 0; i < samples; i++) {
		const sample = await ask(get, clock).catch(() => null);
		if (!sample) break;
		found.push(sample);
	}
	return clockOffset(found);
}

async function ask(get: typeof fetch, clock: () => number): Promise<ClockSample | null> {
	const sent = clock();
	const response = await get('/api/relayer/v1/passes/keys', {
		cache: 'no-store',
		signal: AbortSignal.timeout(patienceMs),
	});
	const received = clock();
	if (!response.ok) return null;
	const { now } = (await response.json()) as { now?: unknown };
	return typeof now === 'number' ? { sent, received, server: now } : null;
}
