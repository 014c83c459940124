import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';

/** Does something again and again until the signal fires. What fails is tried again in its turn. */
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
