import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Decoded, DecodeTask } from './decode-task.ts';

export type DecodeBounds = { milliseconds: number; bytes: number };

/** Of one picture: time of the whole process, and the memory that it may hold. */
const usualBounds: DecodeBounds = { milliseconds: 30_000, bytes: 700 * 1024 * 1024 };
const checkMilliseconds = 50;
const mostOutput = 16 * 1024;
const worker = fileURLToPath(new URL('./decode-worker.ts', import.meta.url));

/**
 * Decodes and encodes in a process of its own. It inherits no variable of ours, and it is killed when it needs too long or
 * too much memory. A killed one is a damaged picture. It runs as the same user, so it is no wall against a picture that
 * takes over the decoder: that one could read what the platform's user reads.
 */
export async function decodePicture(
	task: DecodeTask,
	{ milliseconds, bytes }: DecodeBounds = usualBounds,
): Promise<Decoded> {
	const child = spawn(process.execPath, ['--max-old-space-size=256', worker, JSON.stringify(task)], {
		env: { NODE_NO_WARNINGS: '1' },
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const ended = new Promise<void>((done) => child.once('close', () => done()).once('error', () => done()));
	const stopped = new AbortController();
	const kill = () => child.kill('SIGKILL');
	const bound = setTimeout(kill, milliseconds);
	const watching = killAbove(child.pid, bytes, kill, stopped.signal);
	let output = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		output += text;
		if (output.length > mostOutput) kill();
	});
	await ended;
	clearTimeout(bound);
	stopped.abort();
	await watching;
	try {
		return JSON.parse(output) as Decoded;
	} catch {
		return { refused: 'PICTURE_DAMAGED' };
	}
}

/** The decoder's own memory is not V8's, so its limit is watched from here. Elsewhere than on Linux there is no such file. */
async function killAbove(
	pid: number | undefined,
	bytes: number,
	kill: () => void,
	signal: AbortSignal,
): Promise<void> {
	while (!signal.aborted && pid !== undefined) {
		const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
		const resident = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
		if (resident > bytes) return kill();
		await pause(checkMilliseconds, undefined, { signal }).catch(() => {});
	}
}
