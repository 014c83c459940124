import { plainly } from '#shared/service/problems.server.ts';
import type { RailsDeps } from './deps.ts';
import { hookUrls } from './mpesa/hook-urls.ts';

const againMilliseconds = 15_000;

/** Tells the provider where confirmations go, until it has heard. Orders are served without: Pull shows the same. */
export async function registerHooks(deps: RailsDeps, signal: AbortSignal): Promise<void> {
	const { mpesa, clock, log, hooks, register } = deps;
	if (!register) return;
	const urls = hookUrls(hooks);
	while (!signal.aborted) {
		try {
			await mpesa.registerC2b(urls.c2b('confirmation'), urls.c2b('validation'));
			await mpesa.registerPull(register.nominatedNumber, urls.c2b('confirmation'));
			return;
		} catch (error) {
			log.warn(plainly(error as Error), 'our addresses could not be registered; it is tried again');
			await clock.sleep(againMilliseconds, signal);
		}
	}
}
