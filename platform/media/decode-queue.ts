import { PassaError } from '#shared/errors.ts';

export type DecodeQueueError = PassaError<'PICTURES_BUSY'>;

/** Runs an account's task when one of the places is free. Throws DecodeQueueError if too many wait already. */
export type DecodeQueue = <T>(account: string, task: () => Promise<T>) => Promise<T>;

/**
 * Decoding uses a processor and much memory, so the process decodes at most `places` pictures at once. `mostOfOne`: an
 * account's tasks, running and waiting, so that one account cannot keep the others out.
 */
export function decodeQueue({ places = 2, most = 8, mostOfOne = 3 } = {}): DecodeQueue {
	const waiting: (() => void)[] = [];
	const byAccount = new Map<string, number>();
	let running = 0;
	return async (account, task) => {
		const own = byAccount.get(account) ?? 0;
		if (own >= mostOfOne || (running >= places && waiting.length >= most)) throw busy();
		byAccount.set(account, own + 1);
		if (running >= places) await new Promise<void>((turn) => waiting.push(turn));
		else running++;
		try {
			return await task();
		} finally {
			const left = byAccount.get(account)! - 1;
			if (left === 0) byAccount.delete(account);
			else byAccount.set(account, left);
			// The place passes on to the next one.
			const next = waiting.shift();
			if (next) next();
			else running--;
		}
	};
}

const busy = (): DecodeQueueError =>
	new PassaError('PICTURES_BUSY', 'Many pictures are being prepared. Try again in a minute.', {
		status: 503,
	});
