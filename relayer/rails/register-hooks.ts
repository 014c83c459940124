import { plainly } from '#shared/service/problems.server.ts';
import type { RailsDeps } from './rails-deps.ts';

const againMilliseconds = 15_000;

/** Registers our addresses with the provider, until it succeeds. Orders work meanwhile: the statement shows the same. */
export async function registerHooks(deps: RailsDeps, signal: AbortSignal): Promise<void> {
	const { clock, log, rail } = deps;
	const { register } = rail.hooks;
	if (!register) return;
	while (!signal.aborted) {
		try {
			return await register();
		} catch (error) {
			log.warn(plainly(error as Error), 'our addresses could not be registered; it is tried again');
			await clock.sleep(againMilliseconds, signal);
		}
	}
}
