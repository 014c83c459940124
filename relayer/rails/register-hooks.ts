import { plainly } from '#shared/service/problems.server.ts';
import type { Registration, RegistrationFact } from './rail.ts';
import { RailError } from './rail-error.ts';
import type { RailsDeps } from './rails-deps.ts';

/** Milliseconds, as all of these: the first wait after silence, after a refusal, and the longest of both. */
const afterSilence = 15_000;
const afterRefusal = 5 * 60_000;
const longest = 3_600_000;

/**
 * Registers our addresses with the provider, until each registration succeeds; one that fails waits longer each time and
 * holds up no other. Orders work meanwhile: the statement shows the same.
 */
export async function registerHooks(deps: RailsDeps, signal: AbortSignal): Promise<void> {
	await Promise.all(deps.rail.hooks.registrations.map((each) => register(deps, each, signal)));
}

async function register(deps: RailsDeps, { name, run }: Registration, signal: AbortSignal): Promise<void> {
	const { clock, log, rail } = deps;
	const begun = clock.now();
	const note = (fact: Pick<RegistrationFact, 'isRegistered' | 'attempts' | 'code'>) => {
		const since = fact.isRegistered ? clock.now() : begun;
		deps.onRegistration?.({ provider: rail.provider, name, since, ...fact });
	};
	note({ isRegistered: false, attempts: 0, code: null });
	for (let attempts = 1; !signal.aborted; attempts++) {
		try {
			await run();
			return note({ isRegistered: true, attempts, code: null });
		} catch (error) {
			const code = error instanceof RailError ? error.code : 'OTHER';
			note({ isRegistered: false, attempts, code });
			const wait = waitAfter(error, attempts);
			log.warn(
				{ ...plainly(error as Error), registration: name, code, seconds: wait / 1000 },
				'our addresses could not be registered; it is tried again',
			);
			await clock.sleep(wait, signal);
		}
	}
}

function waitAfter(error: unknown, attempts: number): number {
	const isRefused = error instanceof RailError && error.effect === 'refused';
	return Math.min((isRefused ? afterRefusal : afterSilence) * 2 ** (attempts - 1), longest);
}
