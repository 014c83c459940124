import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';

/** Repeats a task until the signal fires. A failed run is logged, and the next one comes as usual. */
export async function repeat(
	name: string,
	milliseconds: number,
	work: () => Promise<unknown>,
	{ clock, log, signal }: { clock: Clock; log: Logger; signal: AbortSignal },
): Promise<void> {
	while (!signal.aborted) {
		await work().catch((error) => log.warn({ err: error }, `${name} failed; it is tried again`));
		await clock.sleep(milliseconds, signal);
	}
}
