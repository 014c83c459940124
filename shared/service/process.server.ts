import { type Logger, pino } from 'pino';
import { PassaError } from '../errors.ts';

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
	const output = pino.destination({ fd: 1, sync: false });
	const redact = ['*.secret', '*.phone', '*.token', '*.authorization'];
	const log = pino({ name, redact }, output);
	const stops: (() => Promise<void> | void)[] = [];
	let stopping = false;
	let parentGone = false;
	const stop = async (code: number) => {
		if (stopping) return;
		stopping = true;
		setTimeout(() => exit(1), secondsToStop * 1000).unref();
		// A part that fails to stop does not keep the others running.
		for (const each of stops.reverse())
			await Promise.resolve()
				.then(each)
				.catch((error) => log.error({ err: error }, 'a part did not stop'));
		exit(code);
	};
	const exit = (code: number) => {
		// What waits for a reader that is gone would be written again and again, and nothing would end.
		if (parentGone) output.destroy();
		process.exit(code);
	};
	process.once('SIGTERM', () => stop(0));
	process.once('SIGINT', () => stop(0));
	if (process.argv.includes(withParent))
		process.stdin.resume().once('close', () => {
			parentGone = true;
			stop(0);
		});
	try {
		await main({ log, onStop: (each) => stops.push(each) });
	} catch (error) {
		console.error(`${name}: ${plain(error)}`);
		await stop(1);
	}
}

/** Reasons why a process cannot start that a person can fix: an address, a password, a name. */
const mendable = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'ETIMEDOUT',
	'ECONNRESET',
	'28P01',
	'28000',
	'3D000',
]);

type Known = Error & { code?: string; port?: number; errors?: Error[] };

/** A sentence for people; the stack of an unexpected error goes with it. */
function plain(error: unknown): string {
	const causes = causesOf(error as Known);
	const known = causes.find((e) => e instanceof PassaError);
	if (known) return known.message;
	const taken = causes.find((e) => e.code === 'EADDRINUSE');
	if (taken) return `port ${taken.port} is taken by another program; choose another one with --port`;
	const away = causes.find((e) => mendable.has(e.code ?? ''));
	if (away) return `cannot reach what its environment names: ${away.message || away.code}`;
	const { message, stack } = error as Error;
	return message.startsWith('cannot ') ? message : (stack ?? message);
}

/** An error and its causes; of several attempts the first. */
function causesOf(error: Known | undefined): Known[] {
	const list: Known[] = [];
	for (let e = error; e instanceof Error && list.length < 10; e = (e.cause ?? e.errors?.[0]) as Known)
		list.push(e);
	return list;
}
