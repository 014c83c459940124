import { PassaError } from '#shared/errors.ts';

export type DecodeQueueError = PassaError<'PICTURES_BUSY'>;

/** Runs a task when one of the places is free. Throws DecodeQueueError where too many wait already. */
export type DecodeQueue = <T>(task: () => Promise<T>) => Promise<T>;

/** Decoding needs a processor and much memory, so few pictures are decoded at once, whoever sends them. */
export function decodeQueue({ places = 2, most = 8 } = {}): DecodeQueue {
	const waiting: (() => void)[] = [];
	let running = 0;
	return async (task) => {
		if (running >= places) {
			if (waiting.length >= most) {
				throw new PassaError('PICTURES_BUSY', 'Many pictures are being prepared. Try again in a minute.', {
					status: 503,
				});
			}
			await new Promise<void>((turn) => waiting.push(turn));
		} else running++;
		try {
			return await task();
		} finally {
			// The place passes on to the next one.
			const next = waiting.shift();
			if (next) next();
			else running--;
		}
	};
}
