import { type Logger, pino } from 'pino';
import { PassaError } from './errors.ts';

export type Life = {
	log: Logger;
	/** Runs at SIGTERM or SIGINT, last registered first. */
	onStop(stop: () => Promise<void> | void): void;
};

const secondsToStop = 10;
/** Given by a parent that holds this process's standard input: when it is gone, however it went, this one stops. */
export const withParent = '--with-parent';

/** One process's life: starts `main`, stops what it opened, ends with one sentence when it cannot start. */
export async function runProcess(name: string, main: (life: Life) => Promise<void>): Promise<void> {
	const log = pino({ name, redact: ['*.secret', '*.phone', '*.token', '*.authorization'] });
	const stops: (() => Promise<void> | void)[] = [];
	let stopping = false;
	const stop = async (code: number) => {
		if (stopping) return;
		stopping = true;
		setTimeout(() => process.exit(1), secondsToStop * 1000).unref();
		for (const each of stops.reverse()) await each();
		process.exit(code);
	};
	process.once('SIGTERM', () => stop(0));
	process.once('SIGINT', () => stop(0));
	if (process.argv.includes(withParent)) process.stdin.resume().once('close', () => stop(0));
	try {
		await main({ log, onStop: (each) => stops.push(each) });
	} catch (error) {
		console.error(`${name}: ${plain(error)}`);
		await stop(1);
	}
}

/** A sentence for people; the stack of an unexpected error goes with it. */
function plain(error: unknown): string {
	if (error instanceof PassaError) return error.message;
	const { code, port, message, stack } = error as Error & { code?: string; port?: number };
	if (code === 'EADDRINUSE')
		return `port ${port} is taken by another program; choose another one with --port`;
	return message.startsWith('cannot ') ? message : (stack ?? message);
}
