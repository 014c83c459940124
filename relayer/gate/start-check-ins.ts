import { systemClock } from '#shared/clock.ts';
import { holdLocks } from '#shared/service/leadership.server.ts';
import { repeat } from '#shared/service/repeat.ts';
import { startWorker } from '#shared/service/worker.server.ts';
import { auditEntries } from './audit-entries.ts';
import { bindCheckIns } from './bind-check-ins.ts';
import { type CheckInDeps, checkInWork } from './check-in-work.ts';

/** The first number of our lock: "GATE". */
const lockClass = 0x47_41_54_45;
const bindMilliseconds = 5_000;
const auditMilliseconds = 180_000;

type Deps = Omit<CheckInDeps, 'between'> & { databaseUrl: string };

/** Puts entries on chain, and compares them with it. The account that submits belongs to one process at a time: the one that holds the lock. */
export function startCheckIns(deps: Deps): { stop(): Promise<void> } {
	const { databaseUrl: url, log } = deps;
	const stopping = new AbortController();
	const clock = systemClock;
	const work = async (_: number, term: AbortSignal): Promise<void> => {
		const checking = startWorker(checkInWork(deps), { clock, log });
		const bind = async () => {
			if ((await bindCheckIns(deps)) > 0) checking.wake();
		};
		const each = { clock, log, signal: term };
		await Promise.all([
			repeat('putting entries into calls', bindMilliseconds, bind, each),
			repeat('comparing entries with the chain', auditMilliseconds, () => auditEntries(deps), each),
		]);
		await checking.stop();
	};
	const holding = holdLocks(
		{ url, name: 'gate lock', lockClass, keys: [0], clock, log, work },
		stopping.signal,
	);
	return {
		async stop() {
			stopping.abort();
			await holding;
		},
	};
}
